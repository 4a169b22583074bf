"""Figures: what staff ask for is noted, then counted beside everything else, and answered through the outbox."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.features.figures import texts as figures_texts
from bot.features.figures.buttons import DrawFigures, ShowFigures
from bot.features.figures.periods import Asked, Period, comparable, divide, read_asked, so_far
from bot.features.figures.port import Reading
from bot.features.figures.report import Report
from bot.features.figures.rules import NOTHING, TIMES, Counts, Grouping, Part, compare, follow, hours_of_day
from bot.features.hours.rules import changes_between, instant_of
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.ids import TeamName
from bot.kernel.incoming import Command, Pressed
from bot.kernel.outgoing import Send
from bot.kernel.roles import Role
from bot.kernel.service import Service
from bot.kernel.turns import staff_turn

MORNING = 9 * 60
"""Minutes after midnight at which the week's figures come where no team opens on a Monday."""


async def figures_by_command(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    """A line such as "/stats 2026 by topic". What it means is checked now, so that whoever wrote it hears at once."""
    today = context.local_time(context.now).date()
    origin = command.origin
    if read_asked(command.argument, today, today) is None:
        return [figures_texts.usage(context.for_staff())]
    await tx.add_figure_request(origin.channel, origin.chat, command.argument)
    return []


async def press_figures(
    tx: Tx, context: Context, _role: Role, pressed: Pressed, press: ShowFigures | DrawFigures
) -> str:
    """A button under figures: other figures take their place, or their picture comes below."""
    today = context.local_time(context.now).date()
    if read_asked(press.asked, today, today) is None:
        return ""
    origin, picture = pressed.origin, isinstance(press, DrawFigures)
    await tx.add_figure_request(
        origin.channel, origin.chat, press.asked, message=None if picture else pressed.message, picture=picture
    )
    return ""


async def keep_summary(tx: Tx, context: Context) -> None:
    """On Mondays, when the first team opens: let staff see last week's figures, once."""
    service = context.service
    monday = context.local_time(context.now).date()
    if not service.weekly_summary or service.staff_chat is None or monday.weekday() != 0:
        return
    if context.now < _summary_at(context, monday):
        return
    if await staff_turn("weekly figures", str(monday)).take(tx, context.now):
        await tx.add_figure_request(service.staff_channel, service.staff_chat, "last week by topic", scheduled=True)


def _summary_at(context: Context, monday: date) -> int:
    zone = ZoneInfo(context.service.time_zone)
    midnight, next_midnight = instant_of(zone, monday, 0), instant_of(zone, monday, 24 * 60)
    openings = [
        change.at
        for team in context.service.teams
        for change in changes_between(team.hours, midnight, next_midnight, context.overrides_of(team))
        if change.opens
    ]
    return min(openings, default=instant_of(zone, monday, MORNING))


async def read_report(reading: Reading, service: Service, line: str, now: int) -> Report | None:
    """Count what a line asks for. None when it can't be understood."""
    zone = ZoneInfo(service.time_zone)
    today = datetime.fromtimestamp(now / 1000, zone).date()
    first = await reading.first_case_at()
    oldest = datetime.fromtimestamp((now if first is None else first) / 1000, zone).date()
    asked = read_asked(line, today, oldest)
    if asked is None:
        return None
    return await _Counting(reading, service, zone).report(asked, today, oldest)


class _Counting:
    """One report while it is counted."""

    def __init__(self, reading: Reading, service: Service, zone: ZoneInfo) -> None:
        self._reading = reading
        self._zone = zone
        self._places = {team.name: team.place for team in service.teams if team.place}

    async def report(self, asked: Asked, today: date, oldest: date) -> Report:
        before: Period | None = comparable(asked.period, today)
        if before is None or before.end <= oldest:
            before = None
        counted = so_far(asked.period, today)
        total_before = None if before is None else (await self._count(before)).get("", NOTHING).cases
        return Report(
            period=asked.period,
            counted=counted,
            before=before,
            by=asked.by,
            total=(await self._count(asked.period)).get("", NOTHING),
            total_before=total_before,
            parts=await self._parts(asked, counted, before),
            unanswered=await self._reading.count_unanswered() if asked.period.end > today else None,
        )

    async def _parts(self, asked: Asked, counted: Period, before: Period | None) -> tuple[Part, ...]:
        match asked.by:
            case Grouping.HOUR:
                return hours_of_day(await self._reading.count_quarters(*self._bounds(asked.period)), self._zone)
            case by if by in TIMES:
                steps = [(str(step.first), (await self._count(step)).get("", NOTHING)) for step in divide(counted, by)]
                return follow(steps)
            case by:
                earlier = None if before is None else await self._count(before, by)
                return compare(await self._count(asked.period, by), earlier)

    async def _count(self, period: Period, by: Grouping | None = None) -> dict[str, Counts]:
        places: dict[TeamName, str] = self._places if by is Grouping.PLACE else {}
        return await self._reading.count_cases(*self._bounds(period), by, places)

    def _bounds(self, period: Period) -> tuple[int, int]:
        return instant_of(self._zone, period.first, 0), instant_of(self._zone, period.end, 0)
