"""Figures: how many people asked, about what, and how long they waited. From times and numbers only, never from text.

Everything is about the cases that were opened in a period, whatever happened to them since. So the parts of a whole
fit together, and one instant decides to which day, month or year a case belongs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

QUARTER = 15 * 60 * 1000
"""Milliseconds of a quarter of an hour. Every zone's clock differs from UTC by whole quarters."""
RISING_BY, RISING_TO = 5, 1.25
"""More cases than in the period before, and how many times as many, from which something is said to rise."""
RISING_NAMED = 3


class Grouping(StrEnum):
    TEAM = "team"
    LANGUAGE = "language"
    TOPIC = "topic"
    PLACE = "place"  # the office
    HOUR = "hour"  # of the day
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


TIMES = (Grouping.DAY, Grouping.WEEK, Grouping.MONTH, Grouping.YEAR)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of some cases.

    `people` asked, `new_people` of them for the first time. `questions` and `answers` are messages. `within_day`
    were answered within 24 hours; `queued` had something that came outside opening hours. `volunteers` took at least
    one of them. `waits` counts those that were answered by whole minutes until the first answer.
    """

    cases: int = 0
    people: int = 0
    new_people: int = 0
    questions: int = 0
    answers: int = 0
    within_day: int = 0
    queued: int = 0
    closed: int = 0
    volunteers: int = 0
    waits: Mapping[int, int] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        return sum(self.waits.values())

    def waited(self, percent: int) -> int | None:
        """The minutes within which so many of those that were answered had their first answer."""
        return percentile(self.waits, percent)


NOTHING = Counts()


def percentile(counted: Mapping[int, int], percent: int) -> int | None:
    """The smallest value that at least so many percent do not exceed (nearest rank); None of nothing."""
    rank = -(-sum(counted.values()) * percent // 100)
    for value in sorted(counted):
        rank -= counted[value]
        if rank <= 0 and counted[value]:
            return value
    return None


@dataclass(frozen=True, slots=True)
class Part:
    """One group of a report. `before`: its cases in the period before; None where there is none."""

    key: str
    counts: Counts
    before: int | None = None


def hours_of_day(quarters: Mapping[int, int], zone: ZoneInfo) -> tuple[Part, ...]:
    """Cases by the hour that the clock on the wall showed, summer and winter."""
    hours = [0] * 24
    for quarter, cases in quarters.items():
        hours[datetime.fromtimestamp(quarter * QUARTER / 1000, UTC).astimezone(zone).hour] += cases
    return tuple(Part(f"{hour:02}", Counts(cases=cases)) for hour, cases in enumerate(hours))


def compare(now: Mapping[str, Counts], before: Mapping[str, Counts] | None) -> tuple[Part, ...]:
    """The groups of a period beside those of the one before, the largest first; also those that are there no more."""
    keys = now.keys() | (before or {}).keys()
    parts = [
        Part(key, now.get(key, NOTHING), None if before is None else before.get(key, NOTHING).cases) for key in keys
    ]
    return tuple(sorted(parts, key=lambda part: (-part.counts.cases, -(part.before or 0), part.key)))


def follow(steps: Iterable[tuple[str, Counts]]) -> tuple[Part, ...]:
    """Days, weeks, months or years in order, each beside the one before it."""
    parts: list[Part] = []
    for key, counts in steps:
        parts.append(Part(key, counts, parts[-1].counts.cases if parts else None))
    return tuple(parts)


def rising(parts: Sequence[Part]) -> list[Part]:
    """What people ask about clearly more than in the period before, the steepest rise first."""
    risen = [
        part
        for part in parts
        if part.before is not None
        and part.counts.cases - part.before >= RISING_BY
        and part.counts.cases >= part.before * RISING_TO
    ]
    return sorted(risen, key=lambda part: (part.before or 0) - part.counts.cases)[:RISING_NAMED]
