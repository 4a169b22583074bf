"""What one service offers, and which team a language and a topic lead to."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from zlib import crc32

from bot.kernel.emergency import NORWAY, EmergencyNumber
from bot.kernel.hours import Hours
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.public import Public
from bot.kernel.retention import Retention


def button_code(name: str) -> str:
    """A name of a team or an office for a button, which holds few bytes."""
    return f"{crc32(name.encode()):08x}"


@dataclass(frozen=True, slots=True)
class Topic:
    """What people ask about. `names` overrides or supplies the catalogs' name, by language.

    `urgent`: it does not wait for opening hours.
    """

    id: TopicId
    icon: str
    names: Mapping[LanguageCode, str] = field(default_factory=dict)
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """The volunteers of one group chat.

    `topics` empty means all topics. `forum`: the group has topic threads, one per case. `relay_topic`: everything
    written in a case's thread goes out, except messages that start with "//". `language` is what the bot speaks there.
    `place` is the office that it belongs to, "" where there is only one. `linked`: staff made it in the chat, it does
    not stand in the configuration. `topics_off`: its group should have topic threads and has none just now.
    """

    name: TeamName
    channel: ChannelName
    chat: ChatRef
    languages: tuple[LanguageCode, ...]
    topics: tuple[TopicId, ...]
    language: LanguageCode
    forum: bool = False
    relay_topic: bool = False
    hours: Hours = field(default_factory=Hours)
    place: str = ""
    linked: bool = False
    topics_off: bool = False

    @property
    def address(self) -> ChatAddress:
        """Its group."""
        return ChatAddress(self.channel, self.chat)

    def serves(self, language: LanguageCode, topic: TopicId) -> bool:
        return language in self.languages and (not self.topics or topic in self.topics)

    def without_topics(self) -> Self:
        """The team as it works while the topics of its group are switched off: like one in a plain group."""
        return replace(self, forum=False, relay_topic=False, topics_off=True)


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """How much a team has to do: cases that are open, those without an answer, those that wait for the opening."""

    open: int
    unanswered: int
    queued: int
    volunteers: int


@dataclass(frozen=True, slots=True)
class Service:
    """The rules of one service, as its configuration gives them.

    `public` is what messages may name beside public offices: the service's own phones and pages.
    `notice_version` names the wording of the privacy notice; whoever accepted another one is asked again.
    """

    name: str
    languages: tuple[LanguageCode, ...]
    default_language: LanguageCode
    topics: tuple[Topic, ...]
    teams: tuple[Team, ...]
    fallback: TeamName
    staff_channel: ChannelName
    staff_language: LanguageCode
    staff_chat: ChatRef | None = None
    privacy_url: str = ""
    time_zone: str = "Europe/Oslo"
    weekly_summary: bool = True
    own_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    retention: Retention = field(default_factory=Retention)
    emergency: tuple[EmergencyNumber, ...] = NORWAY
    notice_version: str = ""
    owners: frozenset[ChatAddress] = frozenset()
    hours: Hours = field(default_factory=Hours)
    second_confirmation_above: int = 200
    public: Public = field(default_factory=Public)

    def team(self, name: TeamName) -> Team:
        """The team of that name; the fallback team when the configuration no longer has it."""
        for team in self.teams:
            if team.name == name:
                return team
        return self.team(self.fallback)

    @property
    def staff_address(self) -> ChatAddress | None:
        """The staff chat, where there is one."""
        return None if self.staff_chat is None else ChatAddress(self.staff_channel, self.staff_chat)

    def is_staff_chat(self, chat: ChatAddress) -> bool:
        return chat == self.staff_address

    def team_of_chat(self, channel: ChannelName, chat: ChatRef) -> Team | None:
        for team in self.teams:
            if team.channel == channel and team.chat == chat:
                return team
        return None

    def topic(self, topic: TopicId) -> Topic:
        for known in self.topics:
            if known.id == topic:
                return known
        return Topic(topic, "💬")

    def route(self, language: LanguageCode, topic: TopicId, place: str = "") -> Team:
        """The most specific team: language and topic, then language, then the fallback team.

        Teams of the place, and those that belong to none, go before those of another place; among equals the team of
        the place goes first.
        """
        serving = [team for team in self.teams if team.serves(language, topic)]
        if not serving:
            return self.team(self.fallback)
        near = [team for team in serving if team.place in ("", place)]
        return max(near or serving, key=lambda team: (bool(team.topics), team.place == place))

    def topics_for(self, language: LanguageCode, place: str = "") -> tuple[Topic, ...]:
        """The topics that the teams of a language answer; all of them for a language without a team."""
        teams = [team for team in self.teams if language in team.languages]
        near = [team for team in teams if not place or team.place in ("", place)]
        teams = near or teams
        if not teams or any(not team.topics for team in teams):
            return self.topics
        return tuple(topic for topic in self.topics if any(topic.id in team.topics for team in teams))

    def places(self) -> tuple[str, ...]:
        """Every office that a team belongs to."""
        return tuple(dict.fromkeys(team.place for team in self.teams if team.place))

    def places_for(self, language: LanguageCode) -> tuple[str, ...]:
        """The offices between which somebody who speaks a language can choose; empty where there is no choice."""
        places = dict.fromkeys(team.place for team in self.teams if team.place and language in team.languages)
        return tuple(places) if len(places) > 1 else ()
