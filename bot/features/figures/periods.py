"""Which days figures are about, and what staff mean by "month", "2026 by topic" or "1.10-31.10"."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.features.figures.rules import TIMES, Grouping

ONE_DAY = timedelta(days=1)
LONGEST = 366 * 40
"""Days of the longest period."""
NO_YEAR_BEFORE, NO_YEAR_AFTER = 2000, 2199


class Unit(StrEnum):
    DAYS = "days"  # any number of them
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days on the service's clock. `end` is the day after the last."""

    first: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.first).days

    @property
    def last(self) -> date:
        return self.end - ONE_DAY

    @property
    def unit(self) -> Unit:
        """What people call it; a week begins on a Monday."""
        for unit, around in AROUND.items():
            if around(self.first) == self:
                return unit
        return Unit.DAYS

    def previous(self) -> "Period":
        """The one of the same kind before it."""
        around = AROUND.get(self.unit)
        return around(self.first - ONE_DAY) if around else Period(self.first - (self.end - self.first), self.first)

    def following(self) -> "Period":
        around = AROUND.get(self.unit)
        return around(self.end) if around else Period(self.end, self.end + (self.end - self.first))


def week_of(day: date) -> Period:
    first = day - timedelta(days=day.weekday())
    return Period(first, first + timedelta(days=7))


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1))


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


def day_of(day: date) -> Period:
    return Period(day, day + ONE_DAY)


AROUND: dict[Unit, Callable[[date], Period]] = {Unit.WEEK: week_of, Unit.MONTH: month_of, Unit.YEAR: year_of}
STEPS: dict[Grouping, Callable[[date], Period]] = {
    Grouping.DAY: day_of,
    Grouping.WEEK: week_of,
    Grouping.MONTH: month_of,
    Grouping.YEAR: year_of,
}


def so_far(period: Period, today: date) -> Period:
    """The days of it that have begun; at least its first one."""
    return Period(period.first, max(period.first + ONE_DAY, min(period.end, today + ONE_DAY)))


def comparable(period: Period, today: date) -> Period:
    """The period before, as a whole; only as many of its days as have begun of one that is not over."""
    before = period.previous()
    begun = so_far(period, today)
    if begun == period:
        return before
    return Period(before.first, min(before.end, before.first + (begun.end - begun.first)))


def divide(period: Period, step: Grouping) -> Iterator[Period]:
    """Its days, weeks, months or years; the first and the last are cut off where it begins and ends."""
    day = period.first
    while day < period.end:
        whole = STEPS[step](day)
        yield Period(day, min(whole.end, period.end))
        day = whole.end


def natural_step(period: Period) -> Grouping:
    """By what a period is divided so that some ten or thirty parts show how it went."""
    for days, step in ((31, Grouping.DAY), (7 * 27, Grouping.WEEK), (366 * 3, Grouping.MONTH)):
        if period.days <= days:
            return step
    return Grouping.YEAR


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see."""

    period: Period
    by: Grouping

    def written(self) -> str:
        """As `read_asked` reads it."""
        return f"{self.period.first}-{self.period.last} by {self.by}"


GROUPINGS = {
    Grouping.TEAM: "team teams gruppe",
    Grouping.LANGUAGE: "language languages språk",
    Grouping.TOPIC: "topic topics tema temaer emne",
    Grouping.PLACE: "office offices place kontor sted",
    Grouping.HOUR: "hour hours time klokkeslett",
    Grouping.DAY: "day days dag dager",
    Grouping.WEEK: "week weeks uke uker",
    Grouping.MONTH: "month months måned måneder",
    Grouping.YEAR: "year years år",
}
BY_WORD = {word: grouping for grouping, words in GROUPINGS.items() for word in words.split()}
WORDS: dict[str, Callable[[date], Period]] = {}
for _words, _period in (
    ("today|i dag", day_of),
    ("yesterday|i går", lambda today: day_of(today - ONE_DAY)),
    ("week|this week|uke|uka|denne uka|denne uken", week_of),
    ("last week|forrige uke|sist uke", lambda today: week_of(today).previous()),
    ("|month|this month|måned|denne måneden", month_of),
    ("last month|forrige måned|sist måned", lambda today: month_of(today).previous()),
    ("year|this year|år|i år", year_of),
    ("last year|i fjor|forrige år", lambda today: year_of(today).previous()),
):
    WORDS |= dict.fromkeys(_words.split("|"), _period)
EVERYTHING = ("all", "everything", "alt", "alle")

_POINT = r"\d{4}-\d{1,2}-\d{1,2}|\d{4}-\d{1,2}|\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{1,2}\.\d{4}|\d{1,2}\.\d{1,2}\.?"
_SPAN = re.compile(rf"(?P<first>{_POINT})(?:\s*(?:-|–|\bto\b|\btil\b)\s*(?P<last>{_POINT}))?")
_LINE = re.compile(r"(?P<period>.*?)(?:(?:^|\s)(?:by|etter|per)\s+(?P<by>\w+))?", re.DOTALL)


def read_asked(line: str, today: date, oldest: date) -> Asked | None:
    """Read "[period] [by grouping]". None when it can't be understood.

    Without a period it is this month, without a grouping the topics. `oldest` is where "all" begins. Days without a
    year are the latest such days. No period is divided into more than 400 steps.
    """
    match = _LINE.fullmatch(line.strip().casefold())
    period = match and _read_period(match["period"].strip(), today, oldest)
    if not match or not period:
        return None
    if match["by"] is None:
        return Asked(period, Grouping.TOPIC)
    if match["by"] in ("date", "dato", "tid"):
        return Asked(period, natural_step(period))
    by = BY_WORD.get(match["by"])
    if by is None or (by in TIMES and sum(1 for _part in divide(period, by)) > 400):
        return None
    return Asked(period, by)


def _read_period(text: str, today: date, oldest: date) -> Period | None:
    if text in WORDS:
        return WORDS[text](today)
    if text in EVERYTHING:
        return Period(year_of(oldest).first, year_of(today).end)
    span = _SPAN.fullmatch(text)
    if span is None:
        return None
    last = _read_point(span["last"] or span["first"], today)
    first = _read_point(span["first"], last.last) if last else None
    if first is None or last is None or not 0 < (last.end - first.first).days <= LONGEST:
        return None
    if not NO_YEAR_BEFORE <= first.first.year <= last.last.year <= NO_YEAR_AFTER:
        return None
    return Period(first.first, last.end)


def _read_point(text: str, latest: date) -> Period | None:
    """A day, a month or a year; one without a year is the last one up to `latest`."""
    numbers = [int(number) for number in re.split(r"[.-]", text) if number]
    try:
        if "-" in text:
            year, month, *days = numbers
            return day_of(date(year, month, days[0])) if days else month_of(date(year, month, 1))
        match numbers:
            case [year]:
                return year_of(date(year, 1, 1))
            case [month, year] if year > 99:
                return month_of(date(year, month, 1))
            case [day, month, year]:
                return day_of(date(year, month, day))
            case [day, month]:
                # The leap day comes round every four years, and once after eight.
                for year in range(latest.year, latest.year - 9, -1):
                    if _is_day(year, month, day) and date(year, month, day) <= latest:
                        return day_of(date(year, month, day))
    except ValueError:
        pass
    return None


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
