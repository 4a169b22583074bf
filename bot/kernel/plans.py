"""Weekly plans and days of the year, as plain values: what the configuration reads and the core reckons with.

Times are minutes after midnight on the service's clock; nothing here knows of time zones.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

DAY = 24 * 60
"""Minutes of a day on the clock."""


class Period(NamedTuple):
    """From `start` up to `end`, in minutes after midnight.

    `end` is after `start`, by at most a day: a period over midnight ends after 24:00 (22:00-02:00 is 1320, 1560).
    """

    start: int
    end: int


Periods = tuple[Period, ...]
WHOLE_DAY: Periods = (Period(0, DAY),)


class Kind(StrEnum):
    """How a team can be reached: at fixed times, always, or whenever a volunteer has time."""

    FIXED = "fixed"
    ALWAYS = "always"
    REQUEST = "by request"


@dataclass(frozen=True, slots=True)
class Plan:
    """A week, Monday first: the periods of each day, in order. A period belongs to the day on which it starts."""

    kind: Kind
    week: tuple[Periods, ...]


ALWAYS = Plan(Kind.ALWAYS, (WHOLE_DAY,) * 7)
BY_REQUEST = Plan(Kind.REQUEST, (WHOLE_DAY,) * 7)
"""Volunteers answer when they have time, so whatever comes is passed on at once."""
NEVER = Plan(Kind.FIXED, ((),) * 7)


@dataclass(frozen=True, slots=True)
class Days:
    """Days with a year, both ends included; None is no end."""

    first: date | None = None
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class YearlyDays:
    """Days of every year as (month, day), both ends included; (12, 24) to (1, 1) runs over New Year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __contains__(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Season:
    """A stretch of days with a weekly plan of its own."""

    days: Days | YearlyDays
    plan: Plan
