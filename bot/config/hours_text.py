"""Hours and days as a coordinator writes them: "Mon-Thu 10:00-15:00; Fri 9-12", "24.12", "1.7-31.7".

Every fault is a ValueError whose sentence says what to write instead.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from difflib import get_close_matches
from itertools import pairwise

from bot.kernel.plans import ALWAYS, BY_REQUEST, DAY, NEVER, Days, Kind, Period, Periods, Plan, YearlyDays

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAMES = {
    name: index
    for index, names in enumerate(
        (
            "mon monday mondays",
            "tue tues tuesday tuesdays",
            "wed weds wednesday wednesdays",
            "thu thur thurs thursday thursdays",
            "fri friday fridays",
            "sat saturday saturdays",
            "sun sunday sundays",
        )
    )
    for name in names.split()
}
GROUPS = {"daily": range(7), "weekdays": range(5), "weekend": range(5, 7), "weekends": range(5, 7)}
WHOLE = {"always": ALWAYS, "24/7": ALWAYS, "by request": BY_REQUEST, "on request": BY_REQUEST, "closed": NEVER}
EXAMPLE = '"Mon-Thu 10:00-15:00; Fri 9-12", "always" or "by request"'

DASH = r"(?:-|–|—|\bto\b|\buntil\b)"
TIME = r"(\d{1,2})(?:[:.](\d{2}))?(?!\d)"
TOKEN = re.compile(
    rf"(?P<times>{TIME}\s*{DASH}\s*{TIME})|(?P<word>[^\W\d_]+)\.?|(?P<dash>[-–—])|(?P<between>[\s,;&+]+)|(?P<other>\S+)"
)
DATE = r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.?(?:\s?\d{4})?"
DATES = re.compile(rf"({DATE})(?:\s*{DASH}\s*({DATE}))?")


def read_plan(value: object) -> Plan:
    """A weekly plan from one line of text."""
    if not isinstance(value, str):
        raise ValueError(f"is not text; write the hours in quotes, like {EXAMPLE}")
    text = " ".join(value.lower().split())
    if text in WHOLE:
        return WHOLE[text]
    week: list[list[Period]] = [[] for _ in range(7)]
    for days, periods in _groups(text):
        for day in days:
            week[day] += periods
    return Plan(Kind.FIXED, _in_order(week))


def read_periods(value: object) -> Periods:
    """The periods of one particular day: "10-12, 13-15", or "closed"."""
    if not isinstance(value, str):
        raise ValueError('is not text; write the hours in quotes, like "10-12"')
    text = " ".join(value.lower().split())
    if text == "closed":
        return ()
    periods = []
    for token in TOKEN.finditer(text):
        if token["times"]:
            periods.append(_period(token))
        elif not token["between"] and token["word"] != "and":
            raise ValueError(f'\'{token[0]}\' is not a period; write hours like "10-12" or "10:00-12:30, 14-16"')
    if not periods:
        raise ValueError('says no hours; write them like "10-12", or "closed"')
    return _in_order([periods])[0]


def read_days(value: object) -> Days | YearlyDays:
    """One day or several: "2026-12-28", "28.12.2026", and for every year "24.12" or "1.7-31.7"."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return Days(value, value)
    match = DATES.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if not match:
        raise ValueError(
            f'\'{value}\' is not a day; write one like "2026-12-28", or for every year "24.12" (day.month), '
            'or several like "1.7-31.7"'
        )
    first = _date(match[1])
    last = _date(match[2]) if match[2] else first
    if isinstance(first, date) and isinstance(last, date):
        if last < first:
            raise ValueError(f"'{value}' ends before it begins; write the earlier day first")
        return Days(first, last)
    if isinstance(first, date) or isinstance(last, date):
        raise ValueError(f"'{value}' has one day with a year and one without; write both in the same way")
    return YearlyDays(first, last)


def read_day(value: object) -> date | tuple[int, int]:
    """One end of a season: a date, or (month, day) for every year."""
    days = read_days(value)
    if days.first is None or days.first != days.last:
        raise ValueError(f"'{value}' is more than one day; write one, like \"2026-12-28\"")
    return days.first


def _groups(text: str) -> Iterator[tuple[list[int], list[Period]]]:
    """The days and their periods: "mon-thu 10-15, fri 9-12" is two groups."""
    days: list[int] = []
    periods: list[Period] = []
    ranging = False
    for token in TOKEN.finditer(text):
        if token["times"]:
            if not days:
                raise ValueError(f"'{token[0]}' has no day; write days in front, like {EXAMPLE}")
            if ranging:
                raise ValueError(f"'{text}' has a '-' without a day behind it; write days like \"Mon-Thu\"")
            periods.append(_period(token))
        elif token["dash"] or token["word"] == "to":
            if not days or periods:
                raise ValueError(f"'{text}' has a '-' in a place where it means nothing; write {EXAMPLE}")
            ranging = True
        elif token["word"] and token["word"] != "and":
            if periods:
                yield days, periods
                days, periods = [], []
            found = _weekdays(token["word"])
            if ranging:
                found = [(days[-1] + 1 + number) % 7 for number in range((found[0] - days[-1] - 1) % 7 + 1)]
            days += found
            ranging = False
        elif token["other"]:
            if DATES.match(token["other"]):
                raise ValueError(
                    f"'{token['other']}' is a date, and these hours are for every week; write it as "
                    'short = { "2026-12-05" = "10-14" }, or in closed or seasons'
                )
            raise ValueError(f"'{token['other']}' can't be read here; write hours like {EXAMPLE}")
    if not periods:
        raise ValueError(
            f"'{text}' has days without hours; write hours behind them, like {EXAMPLE}"
            if days
            else f"is empty; write hours like {EXAMPLE}"
        )
    yield days, periods


def _weekdays(word: str) -> list[int]:
    if word in NAMES:
        return [NAMES[word]]
    if word in GROUPS:
        return list(GROUPS[word])
    close = get_close_matches(word, NAMES, n=1, cutoff=0.5)
    meant = f"did you mean {WEEKDAYS[NAMES[close[0]]]}? Write" if close else "write"
    raise ValueError(f"'{word}' is not a day; {meant} days in English, like {EXAMPLE}")


def _period(token: re.Match[str]) -> Period:
    first_hour, first_minute, last_hour, last_minute = (int(part or 0) for part in token.groups()[1:5])
    start, end = first_hour * 60 + first_minute, last_hour * 60 + last_minute
    if first_hour > 23 or end > DAY or max(first_minute, last_minute) > 59:
        raise ValueError(f"'{token[0]}' is not on a clock; write hours from 0:00 to 24:00, like \"10:00-15:00\"")
    if start == end:
        raise ValueError(f"'{token[0]}' ends as it begins; write a later end, or \"0-24\" for the whole day")
    return Period(start, end if end > start else end + DAY)


def _in_order(week: list[list[Period]]) -> tuple[Periods, ...]:
    """Each day's periods in order. Raises ValueError for two that overlap, also over midnight into the next day."""
    days = [tuple(sorted(periods)) for periods in week]
    for number, periods in enumerate(days):
        following = days[(number + 1) % 7] if len(days) == 7 else ()
        coming = [*periods, *(Period(start + DAY, end + DAY) for start, end in following)]
        for one, other in pairwise(coming):
            if other.start < one.end and one in periods:
                day = f"{WEEKDAYS[number]} " if len(days) == 7 else ""
                raise ValueError(f"{day}{_clock(one)} and {_clock(other)} overlap; write one period for both")
    return tuple(days)


def _clock(period: Period) -> str:
    return "-".join(f"{minute // 60 % 24}:{minute % 60:02}" for minute in period)


def _date(text: str) -> date | tuple[int, int]:
    try:
        if "-" in text:
            return date.fromisoformat("-".join(part.zfill(2) for part in text.split("-")))
        day, month, *year = [int(part) for part in re.split(r"[.\s]+", text.strip(". ")) if part]
        if year:
            return date(year[0], month, day)
        date(2000, month, day)  # a leap year, so 29.2 is a day
    except ValueError as error:
        raise ValueError(f'\'{text}\' is not in the calendar; write a day like "2026-12-28" or "24.12"') from error
    return month, day
