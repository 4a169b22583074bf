"""What a line after /link asks for, what a team is called, what stands in its way, and where places lead."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.features.blocking.rules import possible_names, strip_topic
from bot.features.groups.rules import (
    LONGEST_NAME,
    LinkedGroup,
    LinkState,
    Route,
    propose_name,
    read_route,
    rivals,
    with_linked,
)
from bot.kernel.group_rights import GroupRights, Lack, find_lacks
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.service import Service, Team, Topic

NB, AR, PL = LANGUAGES = tuple(LanguageCode(code) for code in ("nb", "ar", "pl"))
WORK, LEGAL = TOPICS = tuple(TopicId(topic) for topic in ("work", "legal"))
PLACES = ("", "Oslo", "Bergen")
TELEGRAM = ChannelName("telegram")


def a_team(name: str, languages: tuple, topics: tuple = (), place: str = "") -> Team:
    return Team(TeamName(name), TELEGRAM, ChatRef(f"-{name}"), languages, topics, NB, place=place)


def a_service(*teams: Team) -> Service:
    return Service(
        name="Advice",
        languages=LANGUAGES,
        default_language=NB,
        topics=tuple(Topic(topic, "💬") for topic in TOPICS),
        teams=teams,
        fallback=teams[0].name,
        staff_channel=TELEGRAM,
        staff_language=NB,
        staff_chat=ChatRef("-9"),
    )


def resolve(word: str) -> LanguageCode | None:
    return {"nb": NB, "ar": AR, "arabic": AR, "pl": PL, "so": LanguageCode("so")}.get(word.casefold())


def test_a_line_names_languages_topics_and_a_place_in_any_order():
    service = a_service(a_team("1", (NB,), place="Bergen"))
    asked = read_route("legal Arabic, pl bergen ar", service, resolve)
    assert asked == (Route((AR, PL), (LEGAL,), "Bergen"), ())
    assert read_route("so tax", service, resolve) == (Route(), ("so", "tax"))


@given(st.lists(st.sampled_from(["Arabic", "Polish", "Norwegian" * 9])), st.lists(st.text(min_size=1, max_size=64)))
def test_a_proposed_name_is_free_and_short(languages, taken):
    names = [TeamName(name) for name in taken]
    for _ in range(4):
        name = propose_name(languages or ["Arabic"], [], "", names)
        assert name.casefold() not in {each.casefold() for each in names}
        assert len(name) <= LONGEST_NAME
        names.append(name)


routes = st.builds(
    Route,
    st.sets(st.sampled_from(LANGUAGES), min_size=1).map(tuple),
    st.sets(st.sampled_from(TOPICS)).map(tuple),
    st.sampled_from(PLACES),
)


@given(st.lists(routes, min_size=1, max_size=6), st.sampled_from(LANGUAGES), st.sampled_from(TOPICS))
def test_without_rivals_it_is_never_left_to_chance_who_gets_a_question(drawn, language, topic):
    teams: list[Team] = []
    for number, route in enumerate(drawn):
        service = a_service(*teams) if teams else None
        if service is None or not rivals(route, service, ChatAddress(TELEGRAM, ChatRef("-new"))):
            teams.append(a_team(str(number), route.languages, route.topics, route.place))
    for place in PLACES:
        chosen = {a_service(*order).route(language, topic, place).name for order in (teams, teams[::-1])}
        near = [team for team in teams if team.serves(language, topic) and team.place in ("", place)]
        if near:
            assert len(chosen) == 1


@given(st.lists(routes, min_size=1, max_size=6), st.sampled_from(LANGUAGES), st.sampled_from(PLACES))
def test_every_topic_that_a_place_offers_is_answered_in_the_language(drawn, language, place):
    service = a_service(*(a_team(str(number), r.languages, r.topics, r.place) for number, r in enumerate(drawn)))
    if any(language in team.languages for team in service.teams):
        for topic in service.topics_for(language, place):
            assert language in service.route(language, topic.id, place).languages


def test_a_place_is_asked_for_only_where_there_is_a_choice():
    oslo, bergen = a_team("1", (NB, PL), place="Oslo"), a_team("2", (NB,), place="Bergen")
    service = a_service(oslo, bergen, a_team("3", (NB,), (LEGAL,)))
    assert service.places_for(NB) == ("Oslo", "Bergen")
    assert service.places_for(PL) == ()
    assert service.route(NB, WORK, "Bergen") == bergen
    assert service.route(NB, LEGAL, "Bergen").name == "3"


def test_the_configuration_goes_before_what_was_linked():
    configured = a_service(a_team("1", (NB,)))
    linked = LinkedGroup(TELEGRAM, ChatRef("-5"), LinkState.LINKED, since=0, name=TeamName("new"), route=Route((AR,)))
    [_, team] = with_linked(configured, [linked]).teams
    assert (team.name, team.languages, team.linked) == ("new", (AR,), True)
    for shadowed in (
        replace(linked, chat=ChatRef("-1")),
        replace(linked, chat=ChatRef("-9")),
        replace(linked, name=TeamName("1")),
        replace(linked, state=LinkState.GREETED),
    ):
        assert with_linked(configured, [shadowed]) == configured


@given(st.builds(GroupRights, st.booleans(), st.booleans(), st.booleans(), st.booleans()), st.booleans())
def test_nothing_is_missing_only_where_everything_is_there(rights, forum):
    needed = [rights.administrator, rights.delete_messages] + [rights.topics_on, rights.manage_topics] * forum
    assert (find_lacks(rights, forum=forum) == ()) == all(needed)
    if not rights.administrator:
        assert Lack.MANAGE_TOPICS not in find_lacks(rights, forum=forum)  # one thing to click, not three


def test_a_name_on_a_case_is_found_with_or_without_its_topic():
    assert possible_names("Blue Heron · Work insults") == [
        ("Blue Heron ·", "Work insults"),
        ("Blue Heron", "· Work insults"),
    ]
    assert strip_topic("· Work insults", ["Work", "Work permit"]) == "insults"
    assert strip_topic("· Work", ["Work"]) == ""
    assert strip_topic("· Working hours", ["Work"]) == "Working hours"
    assert strip_topic("insults", ["Work"]) == "insults"
