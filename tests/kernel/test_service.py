"""Routing: language and topic lead to exactly one team."""

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.ids import ChannelName, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.service import Service, Team, Topic

LANGUAGES = [LanguageCode(code) for code in ("nb", "en", "ar", "pl", "so")]
TOPICS = [TopicId(topic) for topic in ("work", "tax", "housing", "legal")]


def a_team(name: str, languages: list[LanguageCode], topics: list[TopicId] | None = None) -> Team:
    return Team(
        name=TeamName(name),
        channel=ChannelName("telegram"),
        chat=ChatRef(f"-{name}"),
        languages=tuple(languages),
        topics=tuple(topics or ()),
        language=LanguageCode("en"),
    )


def a_service(*teams: Team, languages: list[LanguageCode] = LANGUAGES) -> Service:
    return Service(
        name="Advice",
        languages=tuple(languages),
        default_language=LanguageCode("en"),
        topics=tuple(Topic(topic, "💬") for topic in TOPICS),
        teams=teams,
        fallback=teams[0].name,
        staff_channel=ChannelName("telegram"),
        staff_language=LanguageCode("en"),
    )


teams = st.lists(
    st.tuples(st.sets(st.sampled_from(LANGUAGES), min_size=1), st.sets(st.sampled_from(TOPICS))), min_size=1, max_size=5
).map(
    lambda drawn: [
        a_team(f"t{number}", sorted(languages), sorted(topics)) for number, (languages, topics) in enumerate(drawn)
    ]
)


@given(teams, st.sampled_from(LANGUAGES), st.sampled_from(TOPICS))
def test_every_choice_leads_to_a_team_that_serves_it_or_to_the_fallback(drawn, language, topic):
    service = a_service(*drawn)
    team = service.route(language, topic)
    if any(each.serves(language, topic) for each in drawn):
        assert team.serves(language, topic)
    else:
        assert team.name == service.fallback


@given(teams, st.sampled_from(LANGUAGES), st.sampled_from(TOPICS))
def test_a_team_for_the_topic_wins_over_one_for_everything(drawn, language, topic):
    routed = a_service(*drawn).route(language, topic)
    if any(topic in team.topics and language in team.languages for team in drawn):
        assert topic in routed.topics


@given(teams, st.sampled_from(LANGUAGES))
def test_every_topic_that_is_offered_reaches_someone_who_reads_the_language(drawn, language):
    service = a_service(*drawn)
    offered = service.topics_for(language)
    assert offered
    if any(language in team.languages for team in drawn):
        assert all(language in service.route(language, topic.id).languages for topic in offered)


def test_a_question_about_law_goes_to_the_lawyers_and_the_rest_to_the_language_team():
    service = a_service(a_team("arabic", [LANGUAGES[2]]), a_team("lawyers", [LANGUAGES[2]], [TopicId("legal")]))
    assert service.route(LanguageCode("ar"), TopicId("legal")).name == "lawyers"
    assert service.route(LanguageCode("ar"), TopicId("work")).name == "arabic"
