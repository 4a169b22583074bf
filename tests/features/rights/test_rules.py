"""When a run of the retention is due, what each class's period is, and what asks for help."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.rights.rules import QUIET_HOUR, is_run_due, last_quiet_hour
from bot.features.rights.texts import phrases_of_despair
from bot.i18n import Catalogs
from bot.kernel.emergency import NORWAY, EmergencyNumber, asks_for_help, wants_to_die, who_listens
from bot.kernel.ids import LanguageCode
from bot.kernel.retention import DAY, HOUR, DataClass, Retention
from tests.examples import examples

ZONES = st.sampled_from(["Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"])
MINUTE = 60 * 1000
INSTANTS = st.integers(1_700_000_000_000, 2_000_000_000_000)


@given(ZONES, INSTANTS)
def test_the_last_quiet_hour_is_at_four_and_less_than_a_long_day_ago(zone: str, now: int) -> None:
    quiet = last_quiet_hour(now, zone)
    assert quiet <= now < quiet + 25 * HOUR
    assert datetime.fromtimestamp(quiet / 1000, ZoneInfo(zone)).hour == QUIET_HOUR


@examples(30)
@given(ZONES, INSTANTS)
def test_between_two_runs_there_is_never_more_than_a_day(zone: str, start: int) -> None:
    """So what expires is met by a run within a day. Looks every ten minutes, where the worker does every second."""
    last = start
    for now in range(start, start + 3 * DAY, 10 * MINUTE):
        if is_run_due(now, last, zone):
            assert 0 < now - last < DAY + 10 * MINUTE
            last = now
    assert start + 3 * DAY - last < DAY + 10 * MINUTE


def test_the_night_of_25_hours_has_its_run_in_time() -> None:
    oslo = ZoneInfo("Europe/Oslo")
    before = int(datetime(2026, 10, 24, 4, tzinfo=oslo).timestamp() * 1000)
    after = int(datetime(2026, 10, 25, 4, tzinfo=oslo).timestamp() * 1000)
    assert after - before == 25 * HOUR
    assert not is_run_due(before + DAY - 1, before, "Europe/Oslo")
    assert is_run_due(before + DAY, before, "Europe/Oslo")


def test_every_class_has_a_period() -> None:
    assert list(Retention().periods) == list(DataClass)
    assert Retention(cases=5).periods[DataClass.CASES] == timedelta(days=5).total_seconds() * 1000
    assert Retention().periods[DataClass.UPDATES] == 48 * HOUR


@pytest.mark.parametrize("words", ["112", " 1 1 2 ", "116117", "116 117", "sos", "SOS!!", "113."])
def test_a_number_alone_asks_for_help(words: str) -> None:
    assert asks_for_help(words, NORWAY)


@pytest.mark.parametrize(
    "words",
    [
        "١١٢",
        "۱۱۲",
        "１１２",
        "११२",
        "1️⃣1️⃣2️⃣",
        "112؟",
        "112?",
        "¿112?",
        "«112»",
        "S.O.S.",
        "S O S",
        "ＳＯＳ",
        "СОС",
        "112 🙏",
        "☎️112",
        "\u200f112",
        "112 112",
        "112!!! 113!!!",
        "116.117",
        "116-117",
        "Hei! 112! Kom fort",
        "ساعدوني\n١١٢",
    ],
)
def test_a_number_in_any_script_is_understood_when_it_is_a_sentence(words: str) -> None:
    assert asks_for_help(words, NORWAY)


@pytest.mark.parametrize("words", ["11.2", "1/12", "112 kr", "112113", "SOS-barnebyer", "kl. 11:2", "I paid 112. Why?"])
def test_a_date_or_an_amount_is_not(words: str) -> None:
    assert not asks_for_help(words, NORWAY)


@pytest.mark.parametrize("words", ["", "1120", "I live in room 112", "sosial", "114"])
def test_anything_else_does_not(words: str) -> None:
    assert not asks_for_help(words, NORWAY)


# -- Words of somebody who wants to die -------------------------------------------------------------------------------

CATALOGS = Catalogs.load()
PHRASES = tuple(
    phrase for language in CATALOGS.languages for phrase in phrases_of_despair(CATALOGS.translator(language))
)


@pytest.mark.parametrize(
    "words",
    [
        "I want to die, I can't do this any more",
        "I don’t want to live anymore",
        "Thinking of SUICIDE",
        "Jeg vil dø",
        "Orker ikke leve mer...",
        "tenker på selvmord hver dag",
        "بدي موت ما عاد اقدر",
        "أُريدُ أنْ أموت",
        "وأفكر في الانتحار",
        "Nie chcę już żyć",
        "chce umrzec",
        "Quiero morirme.",
        "ya no quiero vivir",
        "Я хочу умереть",
        "Покончу с собой",
        "vreau să mor",
        "nu mai vreau sa traiesc",
    ],
)
def test_words_of_somebody_who_wants_to_die_are_understood(words: str) -> None:
    assert wants_to_die(words, PHRASES)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "My husband wants to kill me",
        "My father died last year",
        "Kan jeg få dagpenger?",
        "Moja mama umarła",
        "كيف أقدم طلب الإقامة؟",
        "Quiero morillas",
        "He said: they will kill myselfie fans",
    ],
)
def test_other_words_are_not(words: str) -> None:
    assert not wants_to_die(words, PHRASES)


@pytest.mark.parametrize("language", ["nb", "en", "es", "ar", "pl", "ru", "ro"])
def test_every_catalog_has_its_own_phrases(language: str) -> None:
    phrases = phrases_of_despair(CATALOGS.translator(LanguageCode(language)))
    assert len(phrases) >= 20
    english = phrases_of_despair(CATALOGS.translator(LanguageCode("en")))
    assert language == "en" or len(set(phrases) - set(english)) >= 20
    assert all(wants_to_die(f"… {phrase.strip('*')}!", phrases) for phrase in phrases)


def test_a_service_names_who_listens_or_shows_all_it_has() -> None:
    assert [each.number for each in who_listens(NORWAY)] == ["116 123"]
    own = (EmergencyNumber("112"), EmergencyNumber("90101", listens=True))
    assert who_listens(own) == own[1:]
    assert who_listens(own[:1]) == own[:1]
