"""What the coming weeks look like, for whoever keeps the hours: mistakes should show before people meet them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.features.hours.rules import MILLISECONDS_A_DAY, Day, day_of, local_day, openings_between
from bot.kernel.ids import LanguageCode, TeamName
from bot.kernel.model import StaffOverride, overrides_for
from bot.kernel.service import Service, Team

WEEKS = 4


@dataclass(frozen=True, slots=True)
class Timetable:
    """The coming days of teams that have the same hours on all of them."""

    teams: tuple[TeamName, ...]
    days: tuple[Day, ...]


def timetables(service: Service, now: int) -> list[Timetable]:
    """Four weeks of every team, from today, in the order of the teams."""
    teams: dict[tuple[Day, ...], list[TeamName]] = {}
    for team in service.teams:
        today = local_day(team.hours, now)
        days = tuple(day_of(team.hours, today + timedelta(days=number)) for number in range(7 * WEEKS))
        teams.setdefault(days, []).append(team.name)
    return [Timetable(tuple(names), days) for days, names in teams.items()]


def never_open(service: Service, now: int, changes: Sequence[StaffOverride] = ()) -> list[Team]:
    """The teams that don't open in the coming four weeks; `changes` are what staff set."""
    return [team for team in service.teams if not _opens(team, now, 7 * WEEKS, changes)]


def unserved_languages(service: Service, now: int, changes: Sequence[StaffOverride] = ()) -> list[LanguageCode]:
    """The languages in which nobody answers in the coming week, whatever the question is about."""
    open_teams = {team.name for team in service.teams if _opens(team, now, 7, changes)}
    return [
        language
        for language in service.languages
        if not any(service.route(language, topic.id).name in open_teams for topic in service.topics_for(language))
    ]


def _opens(team: Team, now: int, days: int, changes: Sequence[StaffOverride]) -> bool:
    end = now + days * MILLISECONDS_A_DAY
    return bool(openings_between(team.hours, now, end, overrides_for(team.name, changes)))
