"""What staff mean by "tomorrow", "24.12-1.1 Merry Christmas" or "Arabic today 18-20"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.features.hours.rules import instant_of
from bot.kernel.ids import TeamName

WORDS = {"today": 0, "i dag": 0, "idag": 0, "tomorrow": 1, "i morgen": 1, "imorgen": 1}
WEEKDAYS = (
    ("monday", "mandag"),
    ("tuesday", "tirsdag"),
    ("wednesday", "onsdag"),
    ("thursday", "torsdag"),
    ("friday", "fredag"),
    ("saturday", "lørdag"),
    ("sunday", "søndag"),
)
LONGEST = 120
"""Days that one closure may last."""

_ISO = r"\d{4}-\d{1,2}-\d{1,2}"
_SHORT = r"\d{1,2}\.\d{1,2}\.?(?:\d{4})?"
_NAMED = "|".join(sorted([*WORDS, *(name for names in WEEKDAYS for name in names)], key=len, reverse=True))
_DAY = rf"(?:{_ISO}|{_SHORT}|{_NAMED})"
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?"
_LINE = re.compile(
    rf"(?P<first>{_DAY})(?:\s*(?:-|–|\bto\b|\btil\b)\s*(?P<last>{_DAY}))?"
    rf"(?:\s+(?P<times>{_CLOCK}\s*[-–]\s*{_CLOCK}))?(?:\s+(?P<reason>.*))?",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line of staff asks for: from one instant to another, UTC milliseconds. No team: every team."""

    team: TeamName | None
    first: int
    last: int
    reason: str


def read_override(line: str, teams: Sequence[TeamName], zone: ZoneInfo, today: date, *, opens: bool) -> Asked | None:
    """Read "[team] day[-day] [from-to] [reason]". None when it can't be understood, or lies in the past.

    A closure without times lasts whole days; an opening needs its times. Days without a year are the next such days.
    """
    team, rest = _read_team(line.strip(), teams)
    match = _LINE.fullmatch(rest)
    if match is None:
        return None
    first = _read_day(match["first"], today)
    last = _read_day(match["last"], first or today) if match["last"] else first
    if first is None or last is None or first < today or not timedelta(0) <= last - first <= timedelta(LONGEST):
        return None
    if match["times"]:
        start, end = _minutes(match[4], match[5]), _minutes(match[6], match[7])
        if start is None or end is None:
            return None
        if end <= start:
            end += 24 * 60
    elif opens:
        return None
    else:
        start, end = 0, 24 * 60
    return Asked(team, instant_of(zone, first, start), instant_of(zone, last, end), (match["reason"] or "").strip())


def read_moment(line: str, zone: ZoneInfo, now: datetime) -> int | None:
    """Read "day time" or "time" (today) as an instant, UTC milliseconds. None when it can't be understood, or is past.

    `now` is on the clock of the zone.
    """
    match = re.fullmatch(rf"(?:(?P<day>{_DAY})[\s,]+)?{_CLOCK}", line.strip(), re.IGNORECASE)
    if match is None:
        return None
    day = _read_day(match["day"], now.date()) if match["day"] else now.date()
    minutes = _minutes(match[2], match[3])
    if day is None or minutes is None:
        return None
    moment = instant_of(zone, day, minutes)
    return moment if moment > now.timestamp() * 1000 else None


def _read_team(line: str, teams: Sequence[TeamName]) -> tuple[TeamName | None, str]:
    for team in sorted(teams, key=len, reverse=True):
        if line.casefold().startswith(f"{team.casefold()} "):
            return team, line[len(team) :].strip(" :")
    return None, line


def _read_day(text: str, today: date) -> date | None:
    text = text.casefold()
    if text in WORDS:
        return today + timedelta(WORDS[text])
    for number, names in enumerate(WEEKDAYS):
        if text in names:
            return today + timedelta((number - today.weekday()) % 7)
    try:
        if re.fullmatch(_ISO, text):
            year, month, day = map(int, text.split("-"))
            return date(year, month, day)
        numbers = [int(number) for number in text.split(".") if number]
        if len(numbers) == 3:
            return date(numbers[2], numbers[1], numbers[0])
        this_year = date(today.year, numbers[1], numbers[0])
        return this_year if this_year >= today else this_year.replace(year=today.year + 1)
    except ValueError:
        return None


def _minutes(hour: str, minute: str | None) -> int | None:
    value = int(hour) * 60 + int(minute or 0)
    return value if value <= 24 * 60 and int(minute or 0) < 60 else None
