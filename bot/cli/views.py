"""What can be looked at beside the service: the hours of the coming weeks, and the figures. Nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.config.languages import ENGLISH
from bot.config.service import make_service
from bot.engine.system_clock import SystemClock
from bot.features.figures.actions import read_report
from bot.features.figures.export import FigureTable, tabulate
from bot.features.figures.texts import Names
from bot.features.hours.timetable import Timetable, never_open, timetables, unserved_languages
from bot.i18n import Catalogs
from bot.kernel.errors import StoreError
from bot.kernel.findings import Finding, Severity
from bot.kernel.model import StaffOverride
from bot.kernel.service import Service
from bot.keys.access import open_with_key


@dataclass(frozen=True, slots=True)
class Weeks:
    """The coming weeks: as configured, what staff changed (in words), and what is doubtful."""

    tables: list[Timetable]
    changes: list[str]
    findings: list[Finding]


async def hours(settings: Settings) -> Weeks:
    """What the coming weeks look like. Raises StoreError."""
    service, now = make_service(settings), SystemClock().now()
    changes = await staff_changes(settings, now)
    zone = ZoneInfo(settings.service.time_zone)
    return Weeks(
        timetables(service, now),
        [describe_change(change, zone) for change in changes],
        check_hours(service, now, changes),
    )


async def staff_changes(settings: Settings, now: int) -> list[StaffOverride]:
    """What staff closed or opened from their chat and what lies ahead; nothing where the service has not run yet."""
    store = await open_with_key(settings)
    if store is None:
        return []
    try:
        async with store.transaction() as tx:
            return await tx.active_overrides(now)
    finally:
        await store.close()


async def stats(settings: Settings, asked: str) -> FigureTable | None:
    """The figures that `asked` names, fit to be given away; None when it can't be understood. Raises StoreError."""
    service, clock, catalogs = make_service(settings), SystemClock(), Catalogs.load()
    store = await open_with_key(settings)
    if store is None:
        raise StoreError("there are no figures yet; they come when the service has run")
    try:
        async with store.reading() as reading:
            report = await read_report(reading, service, asked, clock.now())
    finally:
        await store.close()
    if report is None:
        return None
    names = Names(service, catalogs.english_name, icons=False)
    return tabulate(report, lambda key: names.of(catalogs.translator(ENGLISH), report.by, key))


def describe_change(change: StaffOverride, zone: ZoneInfo) -> str:
    first, last = (datetime.fromtimestamp(at / 1000, zone) for at in (change.first, change.last))
    what = "open" if change.opens else "closed"
    span = f"from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
    return f"{change.team or 'all teams'}: {what} {span} {change.reason}".rstrip()


def check_hours(service: Service, now: int, changes: Sequence[StaffOverride] = ()) -> list[Finding]:
    """Teams that do not open in the coming weeks, and languages in which nobody answers in the coming one."""
    look = "Look at: brobygger hours"
    return [
        Finding(Severity.WARNING, f"team {team.name}", "It does not open in the coming four weeks.", look)
        for team in never_open(service, now, changes)
    ] + [
        Finding(Severity.WARNING, f"language {language}", "Nobody answers in it in the coming week.", look)
        for language in unserved_languages(service, now, changes)
    ]
