"""Opening hours hold on every clock, also on the nights when it is set forward and back."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.hours.rules import (
    HORIZON,
    Change,
    Why,
    changes_between,
    day_of,
    instant_of,
    is_open,
    last_change,
    local_day,
    local_time,
    next_closing,
    next_opening,
    openings_between,
)
from bot.kernel.hours import Hours, Override, Overrides
from bot.kernel.plans import ALWAYS, BY_REQUEST, NEVER, WHOLE_DAY, Days, Kind, Period, Plan, Season, YearlyDays
from tests.examples import examples

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
ZONES = [
    "Europe/Oslo",
    "Europe/Helsinki",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",  # the clock changes at midnight
    "America/Santiago",
    "America/Nuuk",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Kathmandu",  # a quarter of an hour
    "Asia/Beirut",
    "Australia/Lord_Howe",  # changes by half an hour
    "Pacific/Chatham",
    "Pacific/Apia",
    "Antarctica/Troll",  # changes by two hours
    "UTC",
]


def period(text: str) -> Period:
    start, end = ((int(part[:2]) * 60 + int(part[3:])) for part in text.split("-"))
    return Period(start, end if end > start else end + 24 * 60)


def plan(weekdays: str, *periods: str) -> Plan:
    """`weekdays` as digits, Monday is 0."""
    times = tuple(period(text) for text in periods)
    return Plan(Kind.FIXED, tuple(times if str(day) in weekdays else () for day in range(7)))


def at(text: str, zone: str = "Europe/Oslo", fold: int = 0) -> int:
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(wall.timestamp() * 1000)


def clock(instant: int | None, zone: str = "Europe/Oslo") -> str | None:
    return None if instant is None else f"{datetime.fromtimestamp(instant / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M%z}"


OSLO = Hours(plan=plan("0123", "10:00-15:00"))
SUNDAY = at("2026-11-22 19:05")


# -- Plain days -------------------------------------------------------------------------------------------------------


def test_open_from_the_first_minute_up_to_the_last() -> None:
    monday = "2026-11-23 "
    assert [is_open(OSLO, at(monday + time)) for time in ("09:59:59.999", "10:00", "14:59:59.999", "15:00")] == [
        False,
        True,
        True,
        False,
    ]
    assert clock(next_opening(OSLO, SUNDAY)) == "2026-11-23 10:00+0100"
    assert clock(next_closing(OSLO, SUNDAY)) == "2026-11-23 15:00+0100"
    assert clock(next_opening(OSLO, at("2026-11-23 10:00"))) == "2026-11-24 10:00+0100", "after now"
    assert clock(next_opening(OSLO, at("2026-11-26 15:00"))) == "2026-11-30 10:00+0100", "over the weekend"


def test_a_team_that_is_always_open_never_opens() -> None:
    for week in (ALWAYS, BY_REQUEST):
        hours = Hours(plan=week)
        assert is_open(hours, SUNDAY)
        assert (next_opening(hours, SUNDAY), next_closing(hours, SUNDAY), last_change(hours, SUNDAY)) == (None,) * 3
        assert openings_between(hours, SUNDAY, SUNDAY + 30 * DAY) == [(SUNDAY, SUNDAY + 30 * DAY)]
    assert Hours() == Hours(plan=ALWAYS)


def test_a_team_that_is_never_open() -> None:
    hours = Hours(plan=NEVER)
    assert not is_open(hours, SUNDAY)
    assert next_opening(hours, SUNDAY) is None
    assert openings_between(hours, SUNDAY, SUNDAY + 30 * DAY) == []


def test_over_midnight_and_several_times_a_day() -> None:
    hours = Hours(plan=plan("4", "10:00-12:00", "22:00-02:00"))
    names = [change.day.isoformat() + " " + change.action for change in week_of_changes(hours, "2026-11-23")]
    assert names == [
        "2026-11-27 open 10:00",
        "2026-11-27 close 12:00",
        "2026-11-27 open 22:00",
        "2026-11-28 close 02:00",
    ]


def test_periods_that_touch_are_one_opening() -> None:
    hours = Hours(
        plan=Plan(Kind.FIXED, ((period("10:00-12:00"), period("12:00-15:00")), WHOLE_DAY, WHOLE_DAY, *[()] * 4))
    )
    assert [change.action for change in week_of_changes(hours, "2026-11-23")] == [
        "open 10:00",
        "close 15:00",
        "open 00:00",
        "close 00:00",
    ]


def week_of_changes(hours: Hours, monday: str) -> list[Change]:
    return changes_between(hours, at(monday), at(monday) + 7 * DAY)


# -- Particular days --------------------------------------------------------------------------------------------------


def test_what_decides_about_a_day() -> None:
    christmas = YearlyDays((12, 24), (1, 1))
    hours = Hours(
        plan=plan("0123456", "10:00-15:00"),
        seasons=(Season(Days(date(2026, 6, 1), date(2026, 8, 31)), plan("0", "12:00-14:00")),),
        closed=(christmas, Days(date(2026, 11, 30), date(2026, 11, 30))),
        special=((Days(date(2026, 12, 28), date(2026, 12, 28)), (period("11:00-12:00"),)),),
        holidays=lambda day: {(12, 25): "Christmas Day", (5, 17): "Constitution Day"}.get((day.month, day.day), ""),
    )
    seen = {
        day: (day_of(hours, date.fromisoformat(day)).why, len(day_of(hours, date.fromisoformat(day)).periods))
        for day in (
            "2026-05-17",
            "2026-06-01",
            "2026-06-02",
            "2026-09-01",
            "2026-11-30",
            "2026-12-25",
            "2026-12-28",
            "2027-01-01",
            "2027-01-02",
        )
    }
    assert seen == {
        "2026-05-17": (Why.HOLIDAY, 0),
        "2026-06-01": (Why.PLAN, 1),
        "2026-06-02": (Why.PLAN, 0),
        "2026-09-01": (Why.PLAN, 1),
        "2026-11-30": (Why.CLOSED, 0),
        "2026-12-25": (Why.CLOSED, 0),
        "2026-12-28": (Why.SPECIAL, 1),
        "2027-01-01": (Why.CLOSED, 0),
        "2027-01-02": (Why.PLAN, 1),
    }
    assert day_of(hours, date(2026, 12, 25)).holiday == "Christmas Day"
    assert clock(next_opening(hours, at("2026-12-28 12:00"))) == "2027-01-02 10:00+0100"


def test_a_holiday_closes_fixed_hours_only() -> None:
    for week, opened in ((plan("0123456", "10:00-15:00"), False), (ALWAYS, True), (BY_REQUEST, True)):
        hours = Hours(plan=week, holidays=lambda _day: "Christmas Day")
        assert is_open(hours, at("2026-12-25 12:00")) == opened
    closed = Hours(plan=ALWAYS, closed=(YearlyDays((12, 25), (12, 25)),))
    assert clock(next_closing(closed, SUNDAY)) == "2026-12-25 00:00+0100"
    assert clock(next_opening(closed, SUNDAY)) == "2026-12-26 00:00+0100"


def test_a_trial_with_an_end_and_one_that_has_not_begun() -> None:
    """The City of Espoo's advice: Monday to Thursday 10-16, Friday 9-12, until 31.8.2021, not before 11.1.2021."""
    week = Plan(Kind.FIXED, (*[(period("10:00-16:00"),)] * 4, (period("09:00-12:00"),), (), ()))
    hours = Hours("Europe/Helsinki", NEVER, (Season(Days(date(2021, 1, 11), date(2021, 8, 31)), week),))
    helsinki = "Europe/Helsinki"
    assert clock(next_opening(hours, at("2020-11-01 12:00", helsinki)), helsinki) == "2021-01-11 10:00+0200"
    assert clock(next_closing(hours, at("2021-08-31 12:00", helsinki)), helsinki) == "2021-08-31 16:00+0300"
    assert next_opening(hours, at("2021-08-31 12:00", helsinki)) is None
    assert next_opening(hours, at("2019-01-01 12:00", helsinki)) is None, "further away than anybody waits"


def test_a_season_that_comes_every_year() -> None:
    summer = Season(YearlyDays((7, 1), (7, 31)), BY_REQUEST)
    hours = Hours(plan=plan("0", "10:00-12:00"), seasons=(summer,))
    for year in (2026, 2031):
        assert is_open(hours, at(f"{year}-07-04 03:00"))
        assert not is_open(hours, at(f"{year}-08-01 03:00"))


def test_a_leap_day() -> None:
    hours = Hours(plan=NEVER, special=((YearlyDays((2, 29), (2, 29)), (period("10:00-11:00"),)),))
    assert clock(next_opening(hours, at("2027-12-01 00:00"))) == "2028-02-29 10:00+0100"
    assert next_opening(hours, at("2026-11-22 00:00")) is None


# -- What staff say ---------------------------------------------------------------------------------------------------


def test_staff_close_and_open_at_run_time() -> None:
    ill = Override(at("2026-11-23 12:00"), at("2026-11-23 13:00"), open=False, reason="illness")
    late = Override(at("2026-11-23 15:00"), at("2026-11-23 17:00"), open=True)
    overrides = (ill, late)
    day = at("2026-11-23 00:00"), at("2026-11-24 00:00")
    assert [change.action for change in changes_between(OSLO, *day, overrides)] == [
        "open 10:00",
        "close 12:00",
        "open 13:00",
        "close 17:00",
    ]
    assert [(clock(first), clock(last)) for first, last in openings_between(OSLO, *day, overrides)] == [
        ("2026-11-23 10:00+0100", "2026-11-23 12:00+0100"),
        ("2026-11-23 13:00+0100", "2026-11-23 17:00+0100"),
    ]


def test_the_later_word_counts() -> None:
    noon = at("2026-11-23 12:00")
    shut = Override(noon - DAY, noon + DAY, open=False)
    opened = Override(noon, noon + MINUTE, open=True)
    assert is_open(OSLO, noon, (shut, opened))
    assert not is_open(OSLO, noon, (opened, shut))
    assert clock(next_opening(OSLO, SUNDAY, (shut,))) == "2026-11-24 12:00+0100"


def test_the_last_change_says_what_is_now() -> None:
    def said(time: str, overrides: Overrides = ()) -> str:
        change = last_change(OSLO, at(time), overrides)
        assert change is not None
        assert change.opens == is_open(OSLO, at(time), overrides)
        return f"{change.day} {change.action}"

    assert said("2026-11-23 10:00") == "2026-11-23 open 10:00"
    assert said("2026-11-23 09:59") == "2026-11-19 close 15:00"
    second = Override(at("2026-11-23 10:30:05"), at("2026-11-23 11:00"), open=False)
    assert said("2026-11-23 10:31", (second,)) == "2026-11-23 close 10:30:05"


# -- The nights when the clock changes --------------------------------------------------------------------------------

SPRING, AUTUMN = "2026-03-29", "2026-10-25"


@pytest.mark.parametrize(
    ("times", "night", "expected"),
    [
        # In March the clock goes from 02:00 to 03:00, in October from 03:00 back to 02:00.
        ("02:30-10:00", SPRING, [("03:00+0200", "10:00+0200")]),
        ("01:00-02:30", SPRING, [("01:00+0100", "03:00+0200")]),
        ("02:10-02:50", SPRING, []),
        ("01:00-04:00", SPRING, [("01:00+0100", "04:00+0200")]),
        ("02:30-10:00", AUTUMN, [("02:30+0200", "10:00+0100")]),
        ("01:00-02:30", AUTUMN, [("01:00+0200", "02:30+0200")]),
        ("02:10-02:50", AUTUMN, [("02:10+0200", "02:50+0200")]),
        ("02:00-03:00", AUTUMN, [("02:00+0200", "03:00+0100")]),
        ("01:00-04:00", AUTUMN, [("01:00+0200", "04:00+0100")]),
    ],
)
def test_each_period_takes_place_once(times: str, night: str, expected: list[tuple[str, str]]) -> None:
    hours = Hours(plan=plan("6", times))
    openings = openings_between(hours, at(night) - DAY, at(night) + 2 * DAY)
    assert [tuple(str(clock(instant)).split()[1] for instant in opening) for opening in openings] == expected


def test_an_extra_opening_in_the_hour_that_comes_twice() -> None:
    first, again = at(f"{AUTUMN} 02:30"), at(f"{AUTUMN} 02:30", fold=1)
    overrides = (Override(first, first + MINUTE, open=True), Override(again, again + MINUTE, open=True))
    actions = [change.action for change in changes_between(OSLO, first - DAY, again + DAY, overrides)]
    assert actions == ["open 02:30", "close 02:31", "open 02:30 again", "close 02:31 again"]


def test_a_day_that_never_was() -> None:
    """Samoa had no 30 December 2011."""
    apia = "Pacific/Apia"
    hours = Hours(apia, plan("0123456", "10:00-15:00"))
    openings = openings_between(hours, at("2011-12-29 00:00", apia), at("2012-01-01 00:00", apia))
    assert [str(clock(first, apia))[:10] for first, _ in openings] == ["2011-12-29", "2011-12-31"]
    over = Hours(apia, plan("4", "22:00-06:00"))  # 30 December would have been a Friday
    [(first, last)] = openings_between(over, at("2011-12-28 00:00", apia), at("2012-01-02 00:00", apia))
    assert (clock(first, apia), clock(last, apia)) == ("2011-12-31 00:00+1400", "2011-12-31 06:00+1400")


def transitions(zone: str) -> Iterator[int]:
    """The instants of ten years at which the clock is set."""
    step = DAY // 2
    for here in range(at("2018-01-01", "UTC"), at("2028-01-01", "UTC"), step):
        if offset(zone, here) != offset(zone, here + step):
            low, high = here, here + step
            while high - low > MINUTE:
                middle = (low + high) // 2 // MINUTE * MINUTE
                low, high = (middle, high) if offset(zone, middle) == offset(zone, low) else (low, middle)
            yield high


def offset(zone: str, instant: int) -> timedelta | None:
    return datetime.fromtimestamp(instant / 1000, ZoneInfo(zone)).utcoffset()


TRANSITIONS = {zone: list(transitions(zone)) for zone in ZONES}


def test_the_zones_change_their_clocks() -> None:
    assert sum(map(len, TRANSITIONS.values())) > 200


@pytest.mark.parametrize("zone", ZONES)
def test_every_planned_opening_takes_place_once_around_every_change_of_ten_years(zone: str) -> None:
    hours = Hours(zone, plan("0123456", "04:10-11:00", "20:00-22:10"))
    for transition in TRANSITIONS[zone]:
        middle = local_day(hours, transition)
        days = [middle + timedelta(days=number) for number in range(-3, 3)]
        midnights = [instant_of(ZoneInfo(zone), day, 0) for day in (days[0], days[-1] + timedelta(days=1))]
        changes = changes_between(hours, *midnights)
        opened = [(change.day, change.action) for change in changes if change.opens]
        assert opened == list(itertools.product(days, ("open 04:10", "open 20:00")))
        assert [change.opens for change in changes] == [True, False] * len(opened)


# -- Against a model that looks at the clock every minute -------------------------------------------------------------


def clock_model(hours: Hours, overrides: Overrides, first: int, last: int) -> list[bool]:
    """Whether it is open in each minute, from nothing but what the clock shows from minute to minute."""
    minutes = range(first - 3 * DAY, last, MINUTE)
    shown = [
        datetime.fromtimestamp(minute / 1000, ZoneInfo(hours.time_zone)).replace(tzinfo=None) for minute in minutes
    ]
    opened = [False] * len(minutes)
    day = shown[0].date()
    highest = list(itertools.accumulate(shown, max))
    while day <= shown[-1].date():
        midnight = datetime.combine(day, datetime.min.time())
        for start, end in day_of(hours, day).periods:
            for index in range(
                first_index(highest, midnight + timedelta(minutes=start)),
                first_index(highest, midnight + timedelta(minutes=end)),
            ):
                opened[index] = True
        day += timedelta(days=1)
    for override in overrides:
        for index, minute in enumerate(minutes):
            if override.first <= minute < override.last:
                opened[index] = override.open
    return opened[3 * DAY // MINUTE :]


def first_index(highest: list[datetime], wall: datetime) -> int:
    """The first minute at which the clock has shown `wall` or later."""
    return next((index for index, shown in enumerate(highest) if shown >= wall), len(highest))


times = st.integers(0, 24 * 60 - 1).flatmap(
    lambda start: st.integers(1, 24 * 60).map(lambda length: Period(start, start + length))
)
weeks = st.lists(st.lists(times, max_size=2).map(tuple), min_size=7, max_size=7).map(
    lambda week: Plan(Kind.FIXED, tuple(week))
)


@st.composite
def situations(draw: Callable[..., object]) -> tuple[Hours, Overrides, int]:
    zone = draw(st.sampled_from(ZONES))
    anywhere = st.integers(at("2018-01-01", "UTC"), at("2028-01-01", "UTC")).map(
        lambda instant: instant // MINUTE * MINUTE
    )
    near = st.sampled_from(TRANSITIONS[zone]) if TRANSITIONS[zone] else anywhere
    now = draw(st.one_of(near, anywhere)) + draw(st.integers(-1500, 1500)) * MINUTE
    here = datetime.fromtimestamp(now / 1000, UTC).date()
    span = st.integers(-3, 3).map(lambda days: here + timedelta(days=days))
    special = st.tuples(span.map(lambda day: Days(day, day)), st.lists(times, max_size=2).map(tuple))
    override = st.builds(
        lambda start, length, opened: Override(now + start * MINUTE, now + (start + length) * MINUTE, opened),
        st.integers(-2000, 2000),
        st.integers(0, 2000),
        st.booleans(),
    )
    hours = Hours(
        zone,
        draw(weeks),
        seasons=tuple(draw(st.lists(st.builds(Season, span.map(lambda day: Days(None, day)), weeks), max_size=1))),
        closed=tuple(
            draw(st.lists(span.map(lambda day: YearlyDays((day.month, day.day), (day.month, day.day))), max_size=1))
        ),
        special=tuple(draw(st.lists(special, max_size=1))),
    )
    return hours, tuple(draw(st.lists(override, max_size=3))), now


@given(situations())
@examples(50)
def test_it_is_what_people_see_on_the_clock(situation: tuple[Hours, Overrides, int]) -> None:
    hours, overrides, now = situation
    last = now + 4 * DAY
    model = clock_model(hours, overrides, now - DAY, last)
    minutes = range(now - DAY, last, MINUTE)
    here = DAY // MINUTE

    openings = openings_between(hours, now - DAY, last, overrides)
    assert [opened for first, end in openings for opened in (first, end)] == [
        edge
        for index, edge in enumerate([*minutes, last])
        if (index > 0 and model[index - 1]) != (index < len(model) and model[index])
    ]
    assert [is_open(hours, minute, overrides) for minute in minutes[::7]] == model[::7]

    def expected(opens: bool) -> list[int]:
        return [minutes[index] for index in range(1, len(model)) if model[index] == opens and model[index - 1] != opens]

    for opens, found in ((True, next_opening(hours, now, overrides)), (False, next_closing(hours, now, overrides))):
        coming = [edge for edge in expected(opens) if edge > now]
        if coming:
            assert found == coming[0]
        else:
            assert found is None or found >= last
    passed = [edge for edge in expected(True) + expected(False) if edge <= now]
    if passed:
        change = last_change(hours, now, overrides)
        assert change is not None
        assert (change.at, change.opens) == (max(passed), model[here])


@given(st.sampled_from(ZONES), st.dates(date(2018, 1, 1), date(2028, 1, 1)), st.integers(0, 2 * 24 * 60))
def test_an_instant_shows_its_minute_or_the_first_one_after_it(zone: str, day: date, minute: int) -> None:
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    instant = instant_of(ZoneInfo(zone), day, minute)
    shown, before = (
        datetime.fromtimestamp(moment / 1000, ZoneInfo(zone)).replace(tzinfo=None) for moment in (instant, instant - 1)
    )
    assert shown >= wall > before or (shown == wall and offset(zone, instant - 1) != offset(zone, instant))


# -- Soon enough ------------------------------------------------------------------------------------------------------


def fastest(work: Callable[[], object], times: int) -> float:
    """Seconds for one call, the best of five runs."""
    runs = []
    for _ in range(5):
        began = perf_counter()
        for _ in range(times):
            work()
        runs.append((perf_counter() - began) / times)
    return min(runs)


def test_the_answer_comes_at_once() -> None:
    full = Hours(
        plan=OSLO.plan, seasons=(Season(YearlyDays((7, 1), (7, 31)), NEVER),), closed=(YearlyDays((12, 24), (1, 1)),)
    )
    assert fastest(lambda: is_open(full, SUNDAY), 200) < 0.000_2
    assert fastest(lambda: next_opening(full, SUNDAY), 20) < 0.005


@pytest.mark.parametrize("week", [ALWAYS, NEVER], ids=["always", "never"])
def test_looking_for_what_never_comes_ends(week: Plan) -> None:
    hours = Hours(plan=week)
    assert fastest(lambda: (next_opening(hours, SUNDAY), last_change(hours, SUNDAY)), 1) < 0.25
    shut = Override(SUNDAY - DAY, SUNDAY + (HORIZON + 1) * DAY, open=False)
    assert next_opening(hours, SUNDAY, (shut,)) is None


def test_the_day_is_that_of_the_services_clock() -> None:
    late = at("2026-11-22 23:30", "UTC")
    assert local_day(Hours("Europe/Oslo"), late) == date(2026, 11, 23)
    assert local_time(Hours("America/New_York"), late).hour == 18
