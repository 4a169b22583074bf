"""Groups that staff link in the chat, beside the teams that stand in the configuration."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.kernel.content import Quiet
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.service import Service, Team

SETTLES = 5 * 1000
"""Milliseconds after which it is decided what a new group is. An upgraded group may show itself as a new one before
it is said that it is an old one under a new number."""
LONGEST_NAME = 64


class LinkState(StrEnum):
    STRANGE = "strange"  # added by nobody that we know: it is left
    INVITED = "invited"  # added by staff, not greeted yet
    GREETED = "greeted"  # told what the bot needs and how to link
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Route:
    """What a team answers: no topics means all of them."""

    languages: tuple[LanguageCode, ...] = ()
    topics: tuple[TopicId, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class LinkedGroup(Quiet):
    """A group that does not stand in the configuration.

    `route` counts when it is linked, as the team `name`; `wanted` is what is being asked for. `handle` names the
    question that stands before staff, None when there is none. `since` is when it was first seen.
    """

    channel: ChannelName
    chat: ChatRef
    state: LinkState
    since: int
    forum: bool = False
    name: TeamName | None = None
    route: Route = field(default_factory=Route)
    wanted: Route = field(default_factory=Route)
    handle: str | None = None

    @property
    def address(self) -> ChatAddress:
        return ChatAddress(self.channel, self.chat)

    @property
    def code(self) -> str:
        """Four characters that stand in the group and before staff, so that both see that they mean the same."""
        return (self.handle or "")[:4].upper()


def read_route(
    line: str, service: Service, resolve: Callable[[str], LanguageCode | None]
) -> tuple[Route, tuple[str, ...]]:
    """What "ar polish legal Bergen" asks for, and the words that mean nothing here."""
    topics = {str(topic.id).casefold(): topic.id for topic in service.topics}
    route, unknown = Route(), []
    rest = " ".join(line.replace(",", " ").split())
    for place in sorted(service.places(), key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(place)}(?!\w)", rest, re.IGNORECASE)
        if found:  # some offices have names of several words
            route = replace(route, place=place)
            rest = rest[: found.start()] + rest[found.end() :]
            break
    for word in rest.split():
        language = resolve(word)
        if language in service.languages:
            route = replace(route, languages=tuple(dict.fromkeys((*route.languages, language))))
        elif (topic := topics.get(word.casefold())) is not None:
            route = replace(route, topics=tuple(dict.fromkeys((*route.topics, topic))))
        else:
            unknown.append(word)
    return route, tuple(unknown)


def rivals(route: Route, service: Service, apart_from: ChatAddress) -> list[Team]:
    """The teams that answer some of the same in the same place: nobody could say who gets it."""
    return [
        team
        for team in service.teams
        if team.address != apart_from
        and team.place == route.place
        and set(team.languages) & set(route.languages)
        and (set(team.topics) & set(route.topics) or not (team.topics or route.topics))
    ]


def propose_name(languages: Sequence[str], topics: Sequence[str], place: str, taken: Sequence[TeamName]) -> TeamName:
    """What a team is called that nobody has named: its languages, its topics, its place, and a number if need be."""
    parts = [", ".join(languages), *([", ".join(topics)] if topics else []), *([place] if place else [])]
    name = " · ".join(parts)[: LONGEST_NAME - 4]
    number = 1
    proposed = name
    while proposed.casefold() in {each.casefold() for each in taken}:
        number += 1
        proposed = f"{name} {number}"
    return TeamName(proposed)


def team_of(group: LinkedGroup, service: Service) -> Team:
    """The team that a linked group is."""
    assert group.name is not None
    return Team(
        name=group.name,
        channel=group.channel,
        chat=group.chat,
        languages=group.route.languages,
        topics=group.route.topics,
        language=service.staff_language,
        forum=group.forum,
        hours=service.hours,
        place=group.route.place,
        linked=True,
    )


def with_linked(configured: Service, groups: Sequence[LinkedGroup]) -> Service:
    """The service with its linked teams. The configuration wins: whom it names too is not added again."""
    chats = {team.address for team in configured.teams} | {configured.staff_address}
    names = {team.name for team in configured.teams}
    linked = [
        team_of(group, configured)
        for group in groups
        if group.state is LinkState.LINKED and group.address not in chats and group.name not in names
    ]
    return replace(configured, teams=(*configured.teams, *linked))
