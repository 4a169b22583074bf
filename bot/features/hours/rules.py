"""Opening hours: whether a team is open, when that changes, and what a day looks like.

Hours are what people read on the clock, instants are UTC milliseconds, and one rule leads from one to the other:

    A period begins when the clock first shows its start or later, on its day, and ends when the clock first shows
    its end or later.

So a period that begins at 02:30 begins at 03:00 on the night when the clock springs from 02:00 to 03:00, and only
once, the first time, on the night when it shows 02:30 twice. A period that lies in the hour that is left out does not
take place. One from 01:00 to 04:00 lasts two hours on the first night and four on the second, as people read it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.kernel.hours import Hours, Overrides
from bot.kernel.plans import Kind, Periods, Plan

HORIZON = 400
"""Days that are looked ahead and back: a year and some, so that a yearly season is always found."""


MINUTE = 60_000


ONE_DAY = timedelta(days=1)


MILLISECONDS_A_DAY = 24 * 60 * MINUTE


STEP = 8 * MILLISECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class Change:
    """A team opens or closes `at` an instant. `day` and `action` name it on the service's clock.

    The name holds still when the server's clock or the time zone's rules are corrected, so a row that is unique by
    team, `day` and `action` makes an opening happen once: "2026-11-23", "open 10:00".
    """

    at: int
    opens: bool
    day: date
    action: str


class Why(StrEnum):
    """What decided about a day."""

    PLAN = "plan"
    SPECIAL = "special"
    CLOSED = "closed"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Day:
    """One day as planned. `holiday` is its name, also when the day is open."""

    date: date
    kind: Kind
    periods: Periods
    why: Why
    holiday: str


def is_open(hours: Hours, now: int, overrides: Overrides = ()) -> bool:
    """Whether what is written now is passed on at once."""
    for override in reversed(overrides):
        if override.first <= now < override.last:
            return override.open
    zone = ZoneInfo(hours.time_zone)
    today = local_day(hours, now)
    # Yesterday's periods may run over midnight. Tomorrow's may have begun where the clock is set back over midnight.
    return any(
        first <= now < last
        for day in (today, today - ONE_DAY, today + ONE_DAY)
        for first, last in _spans(hours, zone, day)
    )


def next_opening(hours: Hours, now: int, overrides: Overrides = ()) -> int | None:
    """The first instant after `now` at which it opens. None when it does not within HORIZON."""
    return next((change.at for change in _ahead(hours, now, overrides) if change.opens), None)


def next_closing(hours: Hours, now: int, overrides: Overrides = ()) -> int | None:
    """The first instant after `now` at which it closes. None when it does not within HORIZON."""
    return next((change.at for change in _ahead(hours, now, overrides) if not change.opens), None)


def never_changes(hours: Hours, overrides: Overrides = ()) -> bool:
    """Whether it is always open, or by request, without any exception."""
    return hours.plan.kind is not Kind.FIXED and not (hours.seasons or hours.closed or hours.special or overrides)


def last_change(hours: Hours, now: int, overrides: Overrides = ()) -> Change | None:
    """The latest opening or closing up to `now`, and `now` itself counts. None when nothing changed within HORIZON."""
    if never_changes(hours, overrides):
        return None
    for end in range(now, now - HORIZON * MILLISECONDS_A_DAY, -STEP):
        if changes := changes_between(hours, end - STEP + 1, end + 1, overrides):
            return changes[-1]
    return None


def changes_between(hours: Hours, first: int, last: int, overrides: Overrides = ()) -> list[Change]:
    """Every opening and closing from `first` up to `last`, in order; they alternate."""
    return list(_changes(hours, first, last, overrides))


def openings_between(hours: Hours, first: int, last: int, overrides: Overrides = ()) -> list[tuple[int, int]]:
    """When it is open from `first` up to `last`, as pairs of instants, cut off at both."""
    openings = []
    since = first if is_open(hours, first, overrides) else None
    for change in changes_between(hours, first + 1, last, overrides):
        if change.opens:
            since = change.at
        elif since is not None:
            openings.append((since, change.at))
            since = None
    if since is not None and since < last:
        openings.append((since, last))
    return openings


def plan_of(hours: Hours, day: date) -> Plan:
    """The weekly plan that counts on a day."""
    for season in hours.seasons:
        if day in season.days:
            return season.plan
    return hours.plan


def day_of(hours: Hours, day: date) -> Day:
    """What is planned for a day."""
    plan = plan_of(hours, day)
    holiday = hours.holidays(day)
    for days, periods in hours.special:
        if day in days:
            return Day(day, Kind.FIXED, periods, Why.SPECIAL, holiday)
    for days in hours.closed:
        if day in days:
            return Day(day, plan.kind, (), Why.CLOSED, holiday)
    if holiday and plan.kind is Kind.FIXED:
        return Day(day, plan.kind, (), Why.HOLIDAY, holiday)
    return Day(day, plan.kind, plan.week[day.weekday()], Why.PLAN, holiday)


def local_day(hours: Hours, now: int) -> date:
    """The date on the service's clock."""
    return local_time(hours, now).date()


def local_time(hours: Hours, now: int) -> datetime:
    """The date and time on the service's clock."""
    return datetime.fromtimestamp(now / 1000, ZoneInfo(hours.time_zone))


def instant_of(zone: ZoneInfo, day: date, minute: int) -> int:
    """The first instant of a day at which the clock shows `minute` (after midnight, may be past 24:00) or later."""
    wall = datetime(day.year, day.month, day.day, tzinfo=zone) + timedelta(minutes=minute)
    seconds = int(wall.timestamp())
    if datetime.fromtimestamp(seconds, zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return seconds * 1000
    # The clock never shows this: find the second at which it springs over it. With fold=1 Python reads the wall with
    # the offset after the spring, which lies before it, and with fold=0 the other way round (PEP 495).
    before = int(wall.replace(fold=1).timestamp())
    offset = datetime.fromtimestamp(before, zone).utcoffset()

    def sprung(second: int) -> bool:
        return datetime.fromtimestamp(second, zone).utcoffset() != offset

    return (before + bisect_left(range(before, seconds), True, key=sprung)) * 1000


def _ahead(hours: Hours, now: int, overrides: Overrides) -> Iterator[Change]:
    if never_changes(hours, overrides):
        return
    for start in range(now + 1, now + HORIZON * MILLISECONDS_A_DAY, STEP):
        yield from _changes(hours, start, start + STEP, overrides)


def _changes(hours: Hours, first: int, last: int, overrides: Overrides) -> Iterator[Change]:
    zone = ZoneInfo(hours.time_zone)
    starts, ends = set[int](), set[int]()
    day, last_day = local_day(hours, first) - 2 * ONE_DAY, local_day(hours, last) + ONE_DAY
    while day <= last_day:
        for start, end in _spans(hours, zone, day):
            starts.add(start)
            ends.add(end)
        day += ONE_DAY
    # Where one period ends as another begins nothing changes: the midnights of a team that is always open.
    edges = starts ^ ends
    edges.update(edge for override in overrides for edge in (override.first, override.last))
    for edge in sorted(edge for edge in edges if first <= edge < last):
        opens = is_open(hours, edge, overrides)
        if opens != is_open(hours, edge - 1, overrides):
            yield _change(zone, edge, opens)


def _spans(hours: Hours, zone: ZoneInfo, day: date) -> Iterator[tuple[int, int]]:
    """The periods of a day as instants, without those that the clock springs over."""
    for start, end in day_of(hours, day).periods:
        first, last = instant_of(zone, day, start), instant_of(zone, day, end)
        if first < last:
            yield first, last


def _change(zone: ZoneInfo, at: int, opens: bool) -> Change:
    local = datetime.fromtimestamp(at / 1000, zone)
    clock = local.replace(tzinfo=None, fold=0)
    text = clock.strftime("%H:%M") if clock.second == clock.microsecond == 0 else clock.time().isoformat()
    again = " again" if local.fold else ""
    return Change(at, opens, local.date(), f"{'open' if opens else 'close'} {text}{again}")
