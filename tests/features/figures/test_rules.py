"""The arithmetic of figures."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.features.figures.periods import Asked, Period, comparable, divide, month_of, natural_step, read_asked, so_far
from bot.features.figures.rules import TIMES, Counts, Grouping, Part, compare, follow, hours_of_day, percentile, rising
from bot.features.figures.texts import minutes_in_words, period_name
from bot.i18n import Catalogs

TODAY = date(2026, 11, 22)
OLDEST = date(2024, 5, 3)
DAYS = st.dates(date(2001, 1, 1), date(2150, 1, 1))


@given(st.lists(st.integers(0, 10_000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values: list[int], percent: int) -> None:
    counted = {value: values.count(value) for value in values}
    found = percentile(counted, percent)
    assert found in values
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_nothing_has_no_percentile() -> None:
    assert percentile({}, 50) is None
    assert percentile({5: 0}, 50) is None
    assert (percentile({1: 1, 2: 1, 9: 1}, 50), percentile({1: 1, 2: 1, 9: 1}, 90)) == (2, 9)


@pytest.mark.parametrize(
    ("line", "first", "last", "by"),
    [
        ("", "2026-11-01", "2026-11-30", "topic"),
        ("week", "2026-11-16", "2026-11-22", "topic"),
        ("Uke", "2026-11-16", "2026-11-22", "topic"),
        ("last week by topic", "2026-11-09", "2026-11-15", "topic"),
        ("month", "2026-11-01", "2026-11-30", "topic"),
        ("forrige måned etter språk", "2026-10-01", "2026-10-31", "language"),
        ("i fjor", "2025-01-01", "2025-12-31", "topic"),
        ("today", "2026-11-22", "2026-11-22", "topic"),
        ("2026", "2026-01-01", "2026-12-31", "topic"),
        ("2026-02", "2026-02-01", "2026-02-28", "topic"),
        ("2.2024", "2024-02-01", "2024-02-29", "topic"),
        ("1.10-31.10 by topic", "2026-10-01", "2026-10-31", "topic"),
        ("1.10. – 31.10.", "2026-10-01", "2026-10-31", "topic"),
        ("1.12-31.1 by team", "2025-12-01", "2026-01-31", "team"),
        ("24.12", "2025-12-24", "2025-12-24", "topic"),
        ("29.2", "2024-02-29", "2024-02-29", "topic"),
        ("1.3.2020-31.8.2020", "2020-03-01", "2020-08-31", "topic"),
        ("3.2020 to 8.2020 by month", "2020-03-01", "2020-08-31", "month"),
        ("2018-2020 by year", "2018-01-01", "2020-12-31", "year"),
        ("2026-10-05-2026-10-06 by hour", "2026-10-05", "2026-10-06", "hour"),
        ("all by year", "2024-01-01", "2026-12-31", "year"),
        ("alt per kontor", "2024-01-01", "2026-12-31", "place"),
        ("by day", "2026-11-01", "2026-11-30", "day"),
        ("year by date", "2026-01-01", "2026-12-31", "month"),
    ],
)
def test_what_staff_write_is_understood(line: str, first: str, last: str, by: str) -> None:
    asked = read_asked(line, TODAY, OLDEST)
    assert asked is not None
    assert (str(asked.period.first), str(asked.period.last), str(asked.by)) == (first, last, by)


@pytest.mark.parametrize(
    "line",
    ["moon", "by", "by moon", "32.1", "2026-13", "30.2.2026", "31.10.2026-1.10.2026", "1899", "2000-2199", "0.0",
     "99999", "all by day by week", "2020-2026 by day", "1.10-31.10-5.11", "month week"],
)  # fmt: skip
def test_what_can_not_be_meant_is_refused(line: str) -> None:
    assert read_asked(line, TODAY, OLDEST) is None


@given(st.text(max_size=40) | st.from_regex(r"[0-9.\- a-z]{0,25}", fullmatch=True))
def test_no_line_breaks_the_reading(line: str) -> None:
    asked = read_asked(line, TODAY, OLDEST)
    assert asked is None or asked.period.days > 0


@given(DAYS, st.integers(1, 800), st.sampled_from(Grouping))
def test_a_button_says_exactly_what_it_stands_for(first: date, days: int, by: Grouping) -> None:
    asked = Asked(Period(first, first + timedelta(days)), by)
    assume(by not in TIMES or sum(1 for _part in divide(asked.period, by)) <= 400)
    assert read_asked(asked.written(), TODAY, OLDEST) == asked
    assert len(f"picture:{asked.written()}".encode()) <= 64, "Telegram's limit"


@given(DAYS, st.integers(1, 800), st.sampled_from(TIMES))
def test_the_parts_of_a_period_are_the_period(first: date, days: int, step: Grouping) -> None:
    period = Period(first, first + timedelta(days))
    parts = list(divide(period, step))
    assert parts[0].first == period.first
    assert parts[-1].end == period.end
    assert all(one.end == other.first for one, other in pairwise(parts))
    assert len(list(divide(period, natural_step(period)))) <= 37


@given(DAYS, st.integers(1, 800))
def test_the_period_before_and_the_one_after_touch_it(first: date, days: int) -> None:
    for period in (Period(first, first + timedelta(days)), month_of(first)):
        assert period.previous().end == period.first
        assert period.following().first == period.end
        assert period.following().previous() == period
    assert month_of(first).previous().first.day == 1


def test_a_month_that_runs_is_compared_with_as_many_days_of_the_last() -> None:
    november = month_of(TODAY)
    assert so_far(november, TODAY) == Period(date(2026, 11, 1), date(2026, 11, 23))
    assert comparable(november, TODAY) == Period(date(2026, 10, 1), date(2026, 10, 23))
    assert comparable(month_of(date(2026, 10, 5)), TODAY) == month_of(date(2026, 9, 1))
    assert comparable(month_of(date(2026, 3, 31)), date(2026, 3, 31)) == month_of(date(2026, 2, 1))


@pytest.mark.parametrize(
    ("first", "days", "name"),
    [
        ("2026-01-01", 365, "2026"),
        ("2026-02-01", 28, "2.2026"),
        ("2026-11-16", 7, "16.11.–22.11.2026"),
        ("2025-12-29", 7, "29.12.2025–4.1.2026"),
        ("2026-11-22", 1, "22.11.2026"),
        ("2024-01-01", 366 + 365, "2024–2025"),
    ],
)
def test_a_period_is_named_as_staff_write_it(first: str, days: int, name: str) -> None:
    begin = date.fromisoformat(first)
    assert period_name(Period(begin, begin + timedelta(days))) == name


def test_hours_are_those_of_the_wall_in_summer_and_in_winter() -> None:
    oslo = ZoneInfo("Europe/Oslo")

    def quarter(text: str) -> int:
        return int(datetime.fromisoformat(text).timestamp()) // 900

    cases = {
        quarter("2026-07-01T10:15+02:00"): 2,
        quarter("2026-12-01T10:45+01:00"): 3,
        quarter("2026-10-25T02:30+02:00"): 1,
        quarter("2026-10-25T02:30+01:00"): 1,
        quarter("2026-03-29T03:00+02:00"): 1,
    }
    shown = {part.key: part.counts.cases for part in hours_of_day(cases, oslo) if part.counts.cases}
    assert shown == {"10": 5, "02": 2, "03": 1}
    nepal = hours_of_day({quarter("2026-07-01T10:00+05:45"): 1}, ZoneInfo("Asia/Kathmandu"))
    assert nepal[10].counts.cases == 1


@given(st.dictionaries(st.integers(0, 4_000_000), st.integers(1, 9), max_size=20))
def test_no_case_is_lost_among_the_hours(quarters: dict[int, int]) -> None:
    parts = hours_of_day(quarters, ZoneInfo("America/St_Johns"))
    assert len(parts) == 24
    assert sum(part.counts.cases for part in parts) == sum(quarters.values())
    assert datetime.fromtimestamp(0, UTC).hour == 0


def test_groups_stand_beside_those_of_the_period_before() -> None:
    now = {"work": Counts(cases=9), "tax": Counts(cases=2)}
    before = {"tax": Counts(cases=4), "health": Counts(cases=1)}
    assert [(part.key, part.counts.cases, part.before) for part in compare(now, before)] == [
        ("work", 9, 0), ("tax", 2, 4), ("health", 0, 1),
    ]  # fmt: skip
    assert [part.before for part in compare(now, None)] == [None, None]
    assert [part.before for part in follow([("2024", Counts(3)), ("2025", Counts(5))])] == [None, 3]


def test_what_rises_clearly_is_named_the_steepest_first() -> None:
    parts = [
        Part("work", Counts(120), 100),  # a fifth more: not clear
        Part("housing", Counts(40), 20),
        Part("legal", Counts(9), 0),
        Part("tax", Counts(4), 0),  # too few
        Part("health", Counts(60), 30),
        Part("family", Counts(27), 20),
        Part("other", Counts(10), 30),
        Part("new", Counts(50), None),
    ]
    assert [part.key for part in rising(parts)] == ["health", "housing", "legal"]


def test_lengths_of_time_are_short() -> None:
    _ = Catalogs.load().translator("en")
    shown = [minutes_in_words(_, minutes) for minutes in (None, 0, 59, 60, 135, 2879, 2880, 10_000)]
    assert shown == ["–", "0 min", "59 min", "1 h 0 min", "2 h 15 min", "47 h 59 min", "2 days", "7 days"]
