"""Opening hours as a coordinator writes them: the hours of real services can be said, and every mistake is named."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.views import check_hours
from bot.config import load_settings
from bot.config.hours_text import read_days, read_periods, read_plan
from bot.config.service import make_service
from bot.features.hours.rules import Why, day_of, is_open
from bot.features.hours.timetable import never_open, timetables, unserved_languages
from bot.kernel.errors import ConfigError
from bot.kernel.ids import TeamName, TopicId
from bot.kernel.plans import ALWAYS, BY_REQUEST, NEVER, Days, Kind, Period, Plan, YearlyDays
from bot.kernel.service import Service

SERVICE = """
[service]
name = "Advice Bergen"
languages = ["nb", "ar"]
default_language = "nb"
fallback_team = "Bergen"
{zone}
{hours}
[[teams]]
name = "Bergen"
chat = "telegram:-1001"
languages = ["nb"]
{bergen}
[[teams]]
name = "Arabic"
chat = "telegram:-1002"
languages = ["ar"]
{arabic}
"""


def load(folder: Path, hours: str = "", bergen: str = "", arabic: str = "", zone: str = "") -> Service:
    path = folder / "config.toml"
    path.write_text(SERVICE.format(hours=hours, bergen=bergen, arabic=arabic, zone=zone), encoding="utf-8")
    return make_service(load_settings(path, {}))


def faults(folder: Path, hours: str = "", bergen: str = "") -> list[str]:
    with pytest.raises(ConfigError) as raised:
        load(folder, hours, bergen)
    return raised.value.faults


def at(text: str, zone: str = "Europe/Oslo") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def week(**days: str) -> Plan:
    periods = {name: read_periods(text) for name, text in days.items()}
    return Plan(Kind.FIXED, tuple(periods.get(day, ()) for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")))


# -- Five real services -----------------------------------------------------------------------------------------------


def test_digital_guidance_monday_to_thursday(tmp_path: Path) -> None:
    service = load(
        tmp_path, '[service.hours]\nopen = "Mon-Thu 10:00-15:00"\nholidays = "NO"\nclosed = ["24.12", "31.12"]'
    )
    hours = service.teams[0].hours
    assert [is_open(hours, at(f"2026-11-{day} 12:00")) for day in range(23, 30)] == [True] * 4 + [False] * 3
    assert day_of(hours, date(2026, 12, 24)).why is Why.CLOSED
    assert day_of(hours, date(2028, 12, 31)).why is Why.CLOSED
    assert day_of(hours, date(2026, 12, 25)).holiday == "Christmas Day"
    assert day_of(hours, date(2027, 5, 17)).why is Why.HOLIDAY


def test_three_hours_a_day_and_groups_with_hours_of_their_own(tmp_path: Path) -> None:
    service = load(tmp_path, 'hours = "Mon-Fri 10-13"', arabic='hours = "Tue 17-19"')
    assert service.teams[0].hours.plan == week(**dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "10-13"))
    assert service.teams[1].hours.plan == week(tue="17-19")


def test_a_centre_that_is_closed_in_summer(tmp_path: Path) -> None:
    hours = '[service.hours]\nopen = "weekdays 9-15"\nclosed = ["1.7-31.7", "24.12-1.1", 2026-11-27]'
    [team, _] = load(tmp_path, hours).teams
    closed = [date(2026, 7, 15), date(2027, 7, 1), date(2026, 12, 28), date(2027, 1, 1), date(2026, 11, 27)]
    assert all(day_of(team.hours, day).why is Why.CLOSED for day in closed)
    assert is_open(team.hours, at("2026-08-03 09:00"))


def test_a_trial_with_its_first_and_last_day(tmp_path: Path) -> None:
    hours = """
[service.hours]
open = "closed"
holidays = "FI"
seasons = [{ first = "11.1.2021", last = "31.8.2021", open = "Mon-Thu 10-16; Fri 9-12" }]
"""
    [team, _] = load(tmp_path, hours, zone='time_zone = "Europe/Helsinki"').teams
    days = {"2021-01-08 10:00": False, "2021-01-11 10:00": True, "2021-08-27 11:59": True, "2021-09-01 10:00": False}
    assert {day: is_open(team.hours, at(day, "Europe/Helsinki")) for day in days} == days
    assert day_of(team.hours, date(2021, 6, 25)).holiday == "Midsummer Eve"


def test_whoever_has_time(tmp_path: Path) -> None:
    service = load(tmp_path, 'hours = "Mon-Fri 10-14"', arabic='hours = "by request"')
    assert service.teams[1].hours.plan == BY_REQUEST
    assert is_open(service.teams[1].hours, at("2026-11-22 03:00"))


# -- What counts when nothing is said ---------------------------------------------------------------------------------


def test_without_hours_it_is_always_open(tmp_path: Path) -> None:
    assert {team.hours.plan for team in load(tmp_path).teams} == {ALWAYS}


def test_a_team_has_from_the_service_what_it_does_not_say_itself(tmp_path: Path) -> None:
    hours = """
[service.hours]
open = "Mon-Thu 10-15"
seasons = [{ first = "1.7", last = "31.7", open = "closed" }]
holidays = "NO"
closed = ["24.12"]
short = { "23.12" = "10-12" }
"""
    arabic = 'hours = { open = "Tue 17-19", closed = ["2026-11-24"] }'
    common, own = (team.hours for team in load(tmp_path, hours, arabic=arabic).teams)
    assert common.seasons
    assert not own.seasons, "they go with the hours"
    assert own.plan == week(tue="17-19")
    assert own.closed == (Days(date(2026, 11, 24), date(2026, 11, 24)),)
    assert own.special == common.special == ((YearlyDays((12, 23), (12, 23)), (Period(600, 720),)),)
    assert own.holidays(date(2026, 12, 25)) == "Christmas Day"
    none = load(tmp_path, hours, arabic='[teams.hours]\nholidays = ""\nclosed = []').teams[1].hours
    assert (none.plan, none.seasons, none.closed, none.holidays(date(2026, 12, 25))) == (
        common.plan,
        common.seasons,
        (),
        "",
    )


def test_what_is_urgent(tmp_path: Path) -> None:
    assert [topic.id for topic in load(tmp_path).topics if topic.urgent] == ["danger"]
    topics = (
        '[[topics]]\nid = "danger"\nurgent = false\n[[topics]]\nid = "health"\nurgent = true\n[[topics]]\nid = "tax"'
    )
    service = load(tmp_path, arabic=topics)
    assert [service.topic(TopicId(topic)).urgent for topic in ("danger", "health", "tax")] == [False, True, False]


# -- However it is written --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Mon-Thu 10:00-15:00; Fri 9-12", week(mon="10-15", tue="10-15", wed="10-15", thu="10-15", fri="9-12")),
        ("mon–thu 10.00–15.00, fri 9 to 12", week(mon="10-15", tue="10-15", wed="10-15", thu="10-15", fri="9-12")),
        ("Monday to Tuesday 10-15\nFri 9-12", week(mon="10-15", tue="10-15", fri="9-12")),
        ("Mon, Wed and Fri 10-12, 13-15", week(mon="10-12, 13-15", wed="10-12, 13-15", fri="10-12, 13-15")),
        ("Tue. 17:30-19", week(tue="17:30-19")),
        ("Sat-Mon 22-2", week(sat="22-2", sun="22-2", mon="22-2")),
        ("weekend 0-24", week(sat="0-24", sun="0-24")),
        ("Thu 13-15, 10-12", week(thu="10-12, 13-15")),
        (" ALWAYS ", ALWAYS),
        ("24/7", ALWAYS),
        ("By  request", BY_REQUEST),
        ("closed", NEVER),
    ],
)
def test_hours_in_many_spellings(text: str, plan: Plan) -> None:
    assert read_plan(text) == plan


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("24.12", YearlyDays((12, 24), (12, 24))),
        ("24. 12.", YearlyDays((12, 24), (12, 24))),
        ("29.2", YearlyDays((2, 29), (2, 29))),
        ("24.12-1.1", YearlyDays((12, 24), (1, 1))),
        ("1.7. – 31.7.", YearlyDays((7, 1), (7, 31))),
        ("2026-12-28", Days(date(2026, 12, 28), date(2026, 12, 28))),
        ("28.12.2026", Days(date(2026, 12, 28), date(2026, 12, 28))),
        ("2026-07-01 to 2026-07-31", Days(date(2026, 7, 1), date(2026, 7, 31))),
        (date(2026, 12, 28), Days(date(2026, 12, 28), date(2026, 12, 28))),
    ],
)
def test_days_in_many_spellings(text: object, days: Days | YearlyDays) -> None:
    assert read_days(text) == days


@given(st.text("Mon-Tue 10:.;,WFrid29andto\n", max_size=30) | st.text(max_size=30))
def test_no_text_is_beyond_words(text: str) -> None:
    for read in (read_plan, read_periods, read_days):
        try:
            read(text)
        except ValueError as error:
            assert "; " in str(error) or "? " in str(error), "says what to write instead"  # noqa: PT017


# -- Mistakes ---------------------------------------------------------------------------------------------------------

EXAMPLE = '"Mon-Thu 10:00-15:00; Fri 9-12", "always" or "by request"'
MISTAKES = {
    "a day in Norwegian": (
        'hours = "man-tor 10-15"',
        f"service.hours: 'man' is not a day; did you mean Mon? Write days in English, like {EXAMPLE}",
    ),
    "no day": (
        'hours = "10-15"',
        f"service.hours: '10-15' has no day; write days in front, like {EXAMPLE}",
    ),
    "no hours": (
        'hours = "Mon"',
        f"service.hours: 'mon' has days without hours; write hours behind them, like {EXAMPLE}",
    ),
    "nothing": ('hours = ""', f"service.hours: is empty; write hours like {EXAMPLE}"),
    "the American clock": (
        'hours = "Mon 10am-3pm"',
        f"service.hours: '10am-3pm' can't be read here; write hours like {EXAMPLE}",
    ),
    "not on the clock": (
        'hours = "Mon 10-25"',
        "service.hours: '10-25' is not on a clock; write hours from 0:00 to 24:00, like \"10:00-15:00\"",
    ),
    "no length": (
        'hours = "Mon 10-10"',
        "service.hours: '10-10' ends as it begins; write a later end, or \"0-24\" for the whole day",
    ),
    "overlap": (
        'hours = "Mon 10-12, 11-13"',
        "service.hours: Mon 10:00-12:00 and 11:00-13:00 overlap; write one period for both",
    ),
    "overlap over midnight": (
        'hours = "Sun 22-2; Mon 1-3"',
        "service.hours: Sun 22:00-2:00 and 1:00-3:00 overlap; write one period for both",
    ),
    "a date among the days": (
        'hours = "Mon 10-12; 2026-12-05 10-14"',
        "service.hours: '2026-12-05' is a date, and these hours are for every week; write it as "
        'short = { "2026-12-05" = "10-14" }, or in closed or seasons',
    ),
    "a number": (
        "hours = 10",
        f"service.hours: is a number, which can't be used here; write opening hours, like hours = {EXAMPLE}",
    ),
    "in its section": (
        "[service.hours]\nopen = 10",
        f"service.hours.open: is not text; write the hours in quotes, like {EXAMPLE}",
    ),
    "a misspelt key": (
        '[service.hours]\nopen = "always"\nclose = []',
        "service.hours.close: there is no such key here; did you mean 'closed'?",
    ),
    "a day that is none": (
        '[service.hours]\nclosed = ["24.12", "31.2"]',
        'service.hours.closed[1]: \'31.2\' is not in the calendar; write a day like "2026-12-28" or "24.12"',
    ),
    "a day by name": (
        '[service.hours]\nclosed = ["Christmas"]',
        "service.hours.closed[0]: 'Christmas' is not a day; write one like \"2026-12-28\", or for every year "
        '"24.12" (day.month), or several like "1.7-31.7"',
    ),
    "days backwards": (
        '[service.hours]\nclosed = ["2026-12-31 - 2026-12-01"]',
        "service.hours.closed[0]: '2026-12-31 - 2026-12-01' ends before it begins; write the earlier day first",
    ),
    "days half with a year": (
        '[service.hours]\nclosed = ["24.12 - 2027-01-01"]',
        "service.hours.closed[0]: '24.12 - 2027-01-01' has one day with a year and one without; "
        "write both in the same way",
    ),
    "a short day that is none": (
        '[service.hours]\nshort = { "tomorrow" = "10-12" }',
        "service.hours.short.tomorrow: 'tomorrow' is not a day; write one like \"2026-12-28\", or for every year "
        '"24.12" (day.month), or several like "1.7-31.7"',
    ),
    "hours of a short day": (
        '[service.hours]\nshort = { "23.12" = "Wed 10-12" }',
        'service.hours.short.23.12: \'wed\' is not a period; write hours like "10-12" or "10:00-12:30, 14-16"',
    ),
    "short and closed": (
        '[service.hours]\nclosed = ["23.12"]\nshort = { "23.12" = "10-12" }',
        "service.hours.short.23.12: '23.12' is also in closed; remove it from one of the two",
    ),
    "a country": (
        '[service.hours]\nholidays = "Norway"',
        "service.hours.holidays: 'Norway' is not a country whose holidays are known; write a code "
        'like "NO" or "FI", or "" for none',
    ),
    "a country in small letters": (
        '[service.hours]\nholidays = "no"',
        "service.hours.holidays: 'no' is not a country whose holidays are known; did you mean 'NO'?",
    ),
    "seasons without a rest of the year": (
        '[service.hours]\nseasons = [{ last = "2026-12-31", open = "always" }]',
        'service.hours.open: is missing, and there are seasons; write the hours outside of them, like open = "closed"',
    ),
    "a season without days": (
        '[service.hours]\nopen = "closed"\nseasons = [{ open = "always" }]',
        'service.hours.seasons[0]: has no days; write first = "2026-06-01" or last = "2026-08-31", or both',
    ),
    "a season without hours": (
        '[service.hours]\nopen = "closed"\nseasons = [{ last = "2026-12-31" }]',
        'service.hours.seasons[0].open: is missing; write hours, like open = "Mon-Thu 10:00-15:00", or open = "closed"',
    ),
    "a season backwards": (
        '[service.hours]\nopen = "closed"\nseasons = [{ first = "2026-12-31", last = "2026-12-01", open = "always" }]',
        "service.hours.seasons[0]: ends before it begins; write the earlier day as first",
    ),
    "a season of every year without an end": (
        '[service.hours]\nopen = "closed"\nseasons = [{ first = "1.6", open = "always" }]',
        "service.hours.seasons[0]: must have both days or none for every year; write days with a year, or first and "
        'last like first = "1.6", last = "31.8"',
    ),
    "a misspelt key of a season": (
        '[service.hours]\nopen = "closed"\nseasons = [{ frist = "2026-12-01", open = "always" }]',
        "service.hours.seasons[0].frist: there is no such key here; did you mean 'first'?",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_what_to_write_instead(tmp_path: Path, mistake: str) -> None:
    hours, fault = MISTAKES[mistake]
    assert fault in faults(tmp_path, hours)


def test_a_mistake_of_a_team(tmp_path: Path) -> None:
    assert faults(tmp_path, bergen='hours = "Mon"') == [
        f"teams[0].hours (\"Bergen\"): 'mon' has days without hours; write hours behind them, like {EXAMPLE}"
    ]
    assert faults(tmp_path, bergen='[teams.hours]\nholidays = "XX"') == [
        "teams[0].hours.holidays (\"Bergen\"): 'XX' is not a country whose holidays are known; write a code "
        'like "NO" or "FI", or "" for none'
    ]


# -- What is doubtful -------------------------------------------------------------------------------------------------

SUNDAY = at("2026-11-22 19:05")


def test_teams_with_the_same_days_are_shown_together(tmp_path: Path) -> None:
    tables = timetables(load(tmp_path, 'hours = "Mon 10-12"'), SUNDAY)
    assert [table.teams for table in tables] == [("Bergen", "Arabic")]
    assert [day.date for day in tables[0].days][::27] == [date(2026, 11, 22), date(2026, 12, 19)]
    assert sum(bool(day.periods) for day in tables[0].days) == 4
    apart = timetables(load(tmp_path, 'hours = "Mon 10-12"', arabic='hours = "by request"'), SUNDAY)
    assert [table.teams for table in apart] == [("Bergen",), ("Arabic",)]


def test_a_team_that_never_opens_and_a_language_that_nobody_answers(tmp_path: Path) -> None:
    service = load(tmp_path, 'hours = "Mon 10-12"', arabic='hours = { closed = ["2026-11-01 - 2026-11-30"] }')
    assert never_open(service, SUNDAY) == []
    assert unserved_languages(service, SUNDAY) == ["ar"]
    service = load(tmp_path, arabic='hours = "closed"')
    assert [team.name for team in never_open(service, SUNDAY)] == [TeamName("Arabic")]
    assert [(finding.severity, finding.subject) for finding in check_hours(service, SUNDAY)] == [
        ("warning", "team Arabic"),
        ("warning", "language ar"),
    ]
    assert check_hours(load(tmp_path), SUNDAY) == []
