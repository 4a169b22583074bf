"""What staff type about days and times."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.hours.dates import read_moment, read_override
from bot.kernel.ids import TeamName

OSLO = ZoneInfo("Europe/Oslo")
SUNDAY = date(2026, 11, 22)
TEAMS = [TeamName("Arabic"), TeamName("Arabic law")]


def wall(instant: int) -> str:
    return datetime.fromtimestamp(instant / 1000, UTC).astimezone(OSLO).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("line", "team", "first", "last", "reason"),
    [
        ("tomorrow", None, "2026-11-23 00:00", "2026-11-24 00:00", ""),
        ("i morgen", None, "2026-11-23 00:00", "2026-11-24 00:00", ""),
        ("24.12-1.1 Merry Christmas", None, "2026-12-24 00:00", "2027-01-02 00:00", "Merry Christmas"),
        ("24.12. – 26.12.2026", None, "2026-12-24 00:00", "2026-12-27 00:00", ""),
        ("2026-12-24 to 2026-12-24", None, "2026-12-24 00:00", "2026-12-25 00:00", ""),
        ("friday", None, "2026-11-27 00:00", "2026-11-28 00:00", ""),
        ("Arabic today 18-20", "Arabic", "2026-11-22 18:00", "2026-11-22 20:00", ""),
        ("arabic law 1.12 9:30-11 course", "Arabic law", "2026-12-01 09:30", "2026-12-01 11:00", "course"),
        ("today 22-02", None, "2026-11-22 22:00", "2026-11-23 02:00", ""),
    ],
)
def test_a_closure_is_understood(line: str, team: str | None, first: str, last: str, reason: str) -> None:
    asked = read_override(line, TEAMS, OSLO, SUNDAY, opens=False)
    assert asked is not None
    assert (asked.team, wall(asked.first), wall(asked.last), asked.reason) == (team, first, last, reason)


@pytest.mark.parametrize("line", ["", "soon", "31.2", "24.12-1.12", "2020-01-01", "99.99", "today 25-26", "Arabic"])
def test_what_is_not_understood_is_not_guessed(line: str) -> None:
    assert read_override(line, TEAMS, OSLO, SUNDAY, opens=False) is None


def test_an_extra_opening_needs_its_times() -> None:
    assert read_override("today", TEAMS, OSLO, SUNDAY, opens=True) is None
    assert read_override("today 18-20", TEAMS, OSLO, SUNDAY, opens=True) is not None


@given(st.text(max_size=60), st.booleans())
def test_no_line_breaks_it_and_what_is_understood_has_a_length(line: str, opens: bool) -> None:
    asked = read_override(line, TEAMS, OSLO, SUNDAY, opens=opens)
    assert asked is None or asked.first < asked.last


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tomorrow 10:00", "2026-11-24T10:00"),
        ("18", "2026-11-23T18:00"),
        ("24.12 18:30", "2026-12-24T18:30"),
        ("2027-01-02, 9.15", "2027-01-02T09:15"),
        ("fredag 12", "2026-11-27T12:00"),
        ("today 11", None),
        ("tomorrow", None),
        ("tomorrow 25:00", None),
        ("whenever", None),
    ],
)
def test_a_day_and_a_time(line: str, expected: str | None):
    zone = ZoneInfo("Europe/Oslo")
    moment = read_moment(line, zone, datetime(2026, 11, 23, 12, tzinfo=zone))
    assert expected == (moment and f"{datetime.fromtimestamp(moment / 1000, zone):%Y-%m-%dT%H:%M}")
