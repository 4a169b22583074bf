"""Opening hours are read in 31 languages, in both writing directions, and in any order within one process."""

import ast
import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.config.holidays import holidays_of
from bot.config.languages import read_languages
from bot.features.hours.texts import HOLIDAY_NAMES, ending_time, hours_lines, opening_time, plan_lines
from bot.i18n import Catalogs, in_format_context
from bot.kernel.hours import Hours
from bot.kernel.ids import LanguageCode
from bot.kernel.plans import ALWAYS, BY_REQUEST, NEVER, WHOLE_DAY, Days, Kind, Period, Plan, Season, YearlyDays
from bot.kernel.translation import Translator

ROOT = Path(__file__).parents[3]
LANGUAGES = read_languages()
CORE = [code for code, language in LANGUAGES.items() if language.core]
CATALOGS = Catalogs.load()
WEEKDAYS = Plan(Kind.FIXED, (*[(Period(600, 900),)] * 4, (Period(540, 720), Period(780, 900)), (), ()))
MONDAY_TO_THURSDAY = Plan(Kind.FIXED, (*[(Period(600, 900),)] * 4, (), (), ()))


def translator(code: str) -> Translator:
    return CATALOGS.translator(LanguageCode(code))


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Oslo")).timestamp() * 1000)


SUNDAY = at("2026-11-22 19:05")
MINUTE = 60_000
HOUR = 60 * MINUTE


# -- Every language, in any order -------------------------------------------------------------------------------------

SAY = """
import gettext, json, multiprocessing, sys
from datetime import date, datetime, timezone
from bot.kernel.hours import Hours
from bot.features.hours.texts import hours_lines, opening_time
from bot.i18n import Translator
from bot.config.languages import read_languages
from bot.kernel.plans import Kind, Period, Plan

rows, none = read_languages(), gettext.NullTranslations()
hours = Hours(plan=Plan(Kind.FIXED, (*[(Period(600, 900),)] * 4, (Period(540, 720),), (), ())))
now = 1795370700000  # Sunday, 22 November 2026, 19:05 in Oslo

def say(code):
    _ = Translator(code, rows[code], none)
    months = [_.date(date(2026, month, 3 + month)) for month in range(1, 13)]
    spans = [_.duration(minutes * 60_000) for minutes in (0, 1, 40, 119, 900, 4320, 30_240, 200_000)]
    weekdays = [_.weekday(number) for number in range(7)]
    when = [opening_time(_, hours, now, now + days * 86_400_000) for days in (0, 1, 2)]
    return [*weekdays, *months, *spans, *when, *hours_lines(_, hours, now)]

if __name__ == "__main__":
    how, *codes = sys.argv[1:]
    if how == "fresh":  # each in a process in which nobody asked before
        with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
            said = pool.map(say, codes, chunksize=1)
    else:
        said = [say(code) for code in codes]
    print(json.dumps(dict(zip(codes, said))))
"""


def said(how: str, codes: Iterable[str]) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", SAY, how, *codes], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    texts: dict[str, list[str]] = json.loads(done.stdout)
    return texts


def test_what_is_said_does_not_depend_on_what_was_said_before() -> None:
    codes = list(LANGUAGES)
    assert len(CORE) == 31
    fresh = said("fresh", codes)
    assert said("one process", codes) == fresh
    assert said("one process", reversed(codes)) == fresh


def test_every_language_has_names_of_its_own() -> None:
    texts = said("one process", CORE)
    for code, lines in texts.items():
        assert len({*lines[:7]}) == 7, code
        assert len({*lines[7:19]}) == 12, code
        assert all("2026" in line for line in lines[7:19]), code
        assert not any(line.startswith("+") for line in lines), code
    related = {("fa", "prs"), ("nb", "nn")}
    for one, other in itertools.combinations(CORE, 2):
        if (one, other) not in related:
            assert texts[one][7:19] != texts[other][7:19], (one, other)


def test_a_pattern_loses_its_stand_alone_names() -> None:
    assert in_format_context("cccc d. MMMM y") == "EEEE d. MMMM y"
    assert in_format_context("LLLL 'cL' y 'de' ccc") == "MMMM 'cL' y 'de' EEE"


def find_leaks(source: str) -> list[int]:
    """Lines that use what mixes up languages: a `stand-alone` context, or a pattern made from a skeleton."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value="stand-alone"):
                lines.append(node.lineno)
            case ast.Name(id="format_skeleton") | ast.Attribute(attr="format_skeleton" | "quarters"):
                lines.append(node.lineno)
            case ast.alias(name="format_skeleton" | "get_quarter_names"):
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize(
    "line", ['locale.days["stand-alone"]', "from babel.dates import format_skeleton", "dates.format_skeleton(x)"]
)
def test_a_leak_is_found(line: str) -> None:
    assert find_leaks(line) == [1]


def test_nothing_mixes_up_the_languages() -> None:
    """And dates are formatted in one place, where it is taken care of."""
    for folder in ("bot", "handlers", "storage"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text("utf-8")
            assert find_leaks(source) == [], path
            assert path.name == "i18n.py" or "babel.dates" not in source, path


# -- When it opens ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "instant", "text"),
    [
        ("en", "2026-11-22 21:00", "today 21:00"),
        ("en", "2026-11-23 10:00", "tomorrow 10:00"),
        ("en", "2026-11-24 09:00", "Tuesday, 24 November 2026, 09:00"),
        ("nb", "2026-11-23 10:00", "i morgen 10:00"),
        ("nb", "2026-11-24 09:00", "tirsdag 24. november 2026, 09:00"),
        ("pl", "2027-01-04 14:00", "poniedziałek, 4 stycznia 2027, 14:00"),
        ("ar", "2026-11-23 10:00", "غدًا \u206810:00\u2069"),
        ("ar", "2026-11-24 09:00", "\u2068الثلاثاء، 24 نوفمبر 2026\u2069، \u206809:00\u2069"),
    ],
)
def test_when_it_opens(code: str, instant: str, text: str) -> None:
    assert opening_time(translator(code), Hours(), SUNDAY, at(instant)) == text


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        ("2026-11-22 20:00", "today 20:00"),
        ("2026-11-23 00:00", "today 24:00"),
        ("2026-11-24 00:00", "tomorrow 24:00"),
        ("2027-01-02 00:00", "Friday, 1 January 2027, 24:00"),
        ("2027-01-02 00:01", "Saturday, 2 January 2027, 00:01"),
    ],
)
def test_when_it_ends_on_the_last_day_and_not_the_day_after(instant: str, text: str) -> None:
    assert ending_time(translator("en"), Hours(), SUNDAY, at(instant)) == text


def test_the_day_is_counted_on_the_services_clock() -> None:
    now = at("2026-11-22 23:50")
    assert opening_time(translator("en"), Hours(), now, now + 20 * MINUTE) == "tomorrow 00:10"
    assert opening_time(translator("en"), Hours("UTC"), now, now + 20 * MINUTE) == "today 23:10"


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (1, "in 1 minute"),
        (40 * MINUTE, "in 40 minutes"),
        (90 * MINUTE, "in 90 minutes"),
        (15 * HOUR - 5 * MINUTE, "in 15 hours"),
        (47 * HOUR, "in 47 hours"),
        (3 * 24 * HOUR, "in 3 days"),
    ],
)
def test_how_long_it_takes(span: int, text: str) -> None:
    assert translator("en").duration(span) == text


def test_how_long_it_takes_in_other_languages() -> None:
    assert [translator(code).duration(15 * HOUR) for code in ("nb", "pl", "ar")] == [
        "om 15 timer",
        "za 15 godzin",
        "خلال 15 ساعة",
    ]


# -- The week ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("en", ["Mon–Thu 10:00–15:00", "Fri 09:00–12:00, 13:00–15:00", "Sat–Sun closed"]),
        ("nb", ["man.–tor. 10:00–15:00", "fre. 09:00–12:00, 13:00–15:00", "lør.–søn. stengt"]),
        ("pl", ["pon.–czw. 10:00–15:00", "pt. 09:00–12:00, 13:00–15:00", "sob.–niedz. zamknięte"]),
    ],
)
def test_days_with_the_same_hours_are_one_line(code: str, lines: list[str]) -> None:
    assert plan_lines(translator(code), WEEKDAYS) == lines


def test_a_week_of_every_kind() -> None:
    _ = translator("en")
    assert plan_lines(_, ALWAYS) == ["Always open"]
    assert plan_lines(_, BY_REQUEST) == [
        "No fixed hours. You can always write; a volunteer answers when they have time."
    ]
    assert plan_lines(_, NEVER) == ["Mon–Sun closed"]
    night = Plan(Kind.FIXED, (WHOLE_DAY, (Period(22 * 60, 26 * 60),), *[()] * 5))
    assert plan_lines(_, night) == ["Mon 00:00–24:00", "Tue 22:00–02:00", "Wed–Sun closed"]


def test_from_right_to_left_each_value_is_isolated_and_no_range_is() -> None:
    lines = plan_lines(translator("ar"), WEEKDAYS)
    assert lines[0] == "\u2068الاثنين\u2069 إلى \u2068الخميس\u2069 من \u206810:00\u2069 إلى \u206815:00\u2069"
    for line in lines:
        depth = 0
        for letter in line:
            depth += (letter == "\u2068") - (letter == "\u2069")
            assert depth in (0, 1)
        assert not re.search(r"\u2068[^\u2069]*–", line)
        assert line.count("\u2068") == line.count("\u2069")


# -- What is different ------------------------------------------------------------------------------------------------


def test_what_is_different_in_the_coming_weeks() -> None:
    hours = Hours(
        plan=MONDAY_TO_THURSDAY,
        closed=(YearlyDays((12, 24), (12, 24)),),
        special=((Days(date(2026, 12, 23), date(2026, 12, 23)), (Period(600, 720),)),),
        holidays=holidays_of("NO"),
    )
    assert hours_lines(translator("en"), hours, at("2026-12-14 19:00")) == [
        "Mon–Thu 10:00–15:00",
        "Fri–Sun closed",
        "Wednesday, 23 December 2026: 10:00–12:00",
        "Thursday, 24 December 2026: closed",
    ], "a holiday on a day that is closed anyway changes nothing"
    assert hours_lines(translator("nb"), hours, at("2027-05-01 12:00"))[2:] == [
        "torsdag 6. mai 2027: stengt (Kristi himmelfartsdag)",
        "mandag 17. mai 2027: stengt (grunnlovsdagen, 17. mai, andre pinsedag)",
    ]


def test_a_season_that_begins_soon() -> None:
    season = Season(Days(date(2026, 12, 1), date(2026, 12, 7)), BY_REQUEST)
    assert hours_lines(translator("en"), Hours(plan=NEVER, seasons=(season,)), SUNDAY) == [
        "Mon–Sun closed",
        "From Tuesday, 1 December 2026:",
        "No fixed hours. You can always write; a volunteer answers when they have time.",
        "From Tuesday, 8 December 2026:",
        "Mon–Sun closed",
    ]


def test_a_team_that_is_always_open_but_for_a_day() -> None:
    hours = Hours(closed=(YearlyDays((12, 1), (12, 1)),), holidays=lambda day: "Saint Nobody" if day.day == 1 else "")
    assert hours_lines(translator("en"), hours, SUNDAY) == [
        "Always open",
        "Tuesday, 1 December 2026: closed (public holiday)",
    ]


def test_the_names_of_norways_holidays_are_in_the_catalogs() -> None:
    name_of = holidays_of("NO")
    days = [date.fromordinal(number) for number in range(date(2020, 1, 1).toordinal(), date(2036, 1, 1).toordinal())]
    names = {name for day in days for name in name_of(day).split("; ") if name}
    assert names == set(HOLIDAY_NAMES)
    assert len(names) == 12
    for code in ("nb", "ar", "pl"):
        assert len({translator(code)(name) for name in HOLIDAY_NAMES.values()} - {*HOLIDAY_NAMES.values()}) == 12


def test_the_names_do_not_depend_on_the_computer() -> None:
    script = "import datetime as dt; from bot.config.holidays import *; print(holidays_of('NO')(dt.date(2026, 12, 25)))"
    for language in ("uk_UA.UTF-8", "nb_NO.UTF-8", "C"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"LANG": language, "LANGUAGE": language[:2]},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        assert done.stdout == "Christmas Day\n"
