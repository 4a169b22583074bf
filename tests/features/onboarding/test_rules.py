"""What is asked for next, when something that was chosen counts no more, and what a poster's link chooses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.onboarding.rules import Step, has_agreed, next_step, topic_after
from bot.features.onboarding.start_link import read_start_payload
from bot.kernel.ids import AddressId, ChannelName, ChatRef, ContactId, LanguageCode, TopicId
from bot.kernel.model import Contact
from bot.kernel.service import Service
from tests.kernel.test_service import a_service, a_team

POLISH, ARABIC, SOMALI = LanguageCode("pl"), LanguageCode("ar"), LanguageCode("so")
WORK, TAX, LEGAL = TopicId("work"), TopicId("tax"), TopicId("legal")

SERVICE = replace(
    a_service(
        replace(a_team("oslo", [POLISH]), place="Oslo"),
        replace(a_team("bergen", [POLISH], [WORK, TAX]), place="Bergen"),
        a_team("arabic", [ARABIC], [LEGAL]),
        languages=[POLISH, ARABIC, SOMALI],
    ),
    notice_version="second",
)
NEWCOMER = Contact(
    id=ContactId(1),
    address=AddressId(1),
    channel=ChannelName("telegram"),
    chat=ChatRef("1"),
    pseudonym="Blue Heron",
    language=None,
    topic=None,
    notice_accepted=None,
    reachable=True,
    asked_before=False,
)
READY = replace(NEWCOMER, language=POLISH, notice_accepted=1, notice_version="second", place="Oslo", topic=WORK)


def test_the_choices_are_asked_for_in_their_order() -> None:
    contact, asked = NEWCOMER, []
    for chosen in (
        {"language": POLISH},
        {"notice_accepted": 1, "notice_version": "second"},
        {"place": "Oslo"},
        {"topic": WORK},
    ):
        asked.append(next_step(contact, SERVICE))
        contact = replace(contact, **chosen)
    assert asked == [Step.LANGUAGE, Step.NOTICE, Step.PLACE, Step.TOPIC]
    assert next_step(contact, SERVICE) is Step.READY


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({"language": LanguageCode("nb")}, Step.LANGUAGE),  # no longer offered
        ({"notice_version": "first"}, Step.NOTICE),  # worded anew
        ({"notice_version": None}, Step.NOTICE),
        ({"notice_accepted": None}, Step.NOTICE),
        ({"place": ""}, Step.PLACE),
        ({"place": "Hamar"}, Step.PLACE),  # closed
        ({"place": "Bergen", "topic": LEGAL}, Step.TOPIC),  # nobody answers it there
        ({"topic": TopicId("weather")}, Step.TOPIC),
        ({}, Step.READY),
    ],
)
def test_what_is_no_longer_offered_is_asked_for_again(changed: dict[str, object], step: Step) -> None:
    assert next_step(replace(READY, **changed), SERVICE) is step


def test_no_place_is_asked_for_where_there_is_no_choice() -> None:
    arabic = replace(READY, language=ARABIC, place="", topic=LEGAL)
    assert next_step(arabic, SERVICE) is Step.READY


def test_a_service_without_a_wording_of_its_own_is_agreed_to_as_it_is() -> None:
    service = replace(SERVICE, notice_version="")
    assert has_agreed(replace(READY, notice_version=None), service)
    assert not has_agreed(replace(READY, notice_version="second"), service)


contacts = st.builds(
    replace,
    st.just(NEWCOMER),
    language=st.sampled_from([None, POLISH, ARABIC, SOMALI, LanguageCode("nb")]),
    notice_accepted=st.sampled_from([None, 1]),
    notice_version=st.sampled_from([None, "first", "second"]),
    place=st.sampled_from(["", "Oslo", "Bergen", "Hamar"]),
    topic=st.sampled_from([None, WORK, TAX, LEGAL]),
)


@given(contacts)
def test_whoever_is_ready_has_a_team_that_answers_them(contact: Contact) -> None:
    if next_step(contact, SERVICE) is Step.READY:
        assert contact.language is not None
        assert contact.topic is not None
        team = SERVICE.route(contact.language, contact.topic, contact.place)
        served = any(each.serves(contact.language, contact.topic) for each in SERVICE.teams)
        assert team.serves(contact.language, contact.topic) or (not served and team.name == SERVICE.fallback)


# -- The topic, once a language is chosen -----------------------------------------------------------------------------


def test_another_language_asks_for_the_topic_again() -> None:
    assert topic_after(READY, SERVICE, POLISH) is None
    assert topic_after(READY, SERVICE, SOMALI) is None


def test_the_only_topic_of_a_language_is_not_asked_for() -> None:
    assert topic_after(READY, SERVICE, ARABIC) == LEGAL
    assert topic_after(NEWCOMER, SERVICE, ARABIC) == LEGAL


def test_a_topic_that_a_poster_chose_before_any_language_stays_if_somebody_answers_it() -> None:
    linked = replace(NEWCOMER, topic=TAX)
    assert topic_after(linked, SERVICE, POLISH) == TAX
    assert topic_after(linked, SERVICE, ARABIC) == LEGAL
    assert topic_after(replace(linked, place="Bergen", topic=LEGAL), SERVICE, POLISH) is None


# -- Links on posters -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "chosen"),
    [
        ("ar", (ARABIC, None)),
        ("work", (None, WORK)),
        ("ar_work", (ARABIC, WORK)),
        ("ar_unknown", (ARABIC, None)),
        ("work_ar", (None, WORK)),
        ("poster7", (None, None)),
        ("nb_work", (None, None)),
        ("_", (None, None)),
        ("", (None, None)),
        ("AR", (None, None)),
    ],
)
def test_a_start_link_chooses_what_the_service_offers(payload: str, chosen: tuple[str | None, str | None]) -> None:
    assert read_start_payload(payload, SERVICE) == chosen


def test_an_id_with_an_underscore_is_read_whole() -> None:
    service: Service = replace(SERVICE, topics=(*SERVICE.topics, replace(SERVICE.topics[0], id=TopicId("day_care"))))
    assert read_start_payload("day_care", service) == (None, "day_care")
    assert read_start_payload("pl_day_care", service) == (POLISH, "day_care")
