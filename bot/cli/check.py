"""Whether the service could run: what `brobygger check` finds."""

from dataclasses import replace

from bot.cli.views import check_hours, staff_changes
from bot.config import Settings
from bot.config.service import make_service
from bot.engine.scheduler import TICKS
from bot.engine.system_clock import SystemClock
from bot.kernel.channel import served_groups
from bot.kernel.errors import KeyFault, StoreError
from bot.kernel.findings import Finding, Severity
from bot.kernel.ids import ChatAddress, ChatRef
from bot.keys.access import check_master_key
from handlers.registry import PLATFORMS
from storage.database import look_at_store
from storage.engine.damage import refuse_damaged


async def check(settings: Settings) -> list[Finding]:
    """Look whether the service could run: settings, database, platforms. Changes nothing, writes to nobody."""
    findings = [Finding(Severity.WARNING, "configuration", warning) for warning in settings.warnings]
    key, database = await _check_master_key(settings), await _check_database(settings)
    findings += [key, database]
    service = make_service(settings)
    names = {team.address: f"team {team.name}" for team in service.teams}
    if service.staff_address is not None:
        names[service.staff_address] = "staff chat"
    for name, platform in PLATFORMS.items():
        for found in await platform.inspect(settings, served_groups(service, name)):
            findings.append(replace(found, subject=names.get(ChatAddress(name, ChatRef(found.subject)), found.subject)))
    now = SystemClock().now()
    changes = await staff_changes(settings, now) if Severity.ERROR not in (key.severity, database.severity) else []
    return [*findings, *check_hours(service, now, changes), _list_jobs()]


def _list_jobs() -> Finding:
    """What the service looks at by itself, and how often."""
    return Finding(Severity.FINE, "jobs", "; ".join(f"{tick.name} {tick.how_often}" for tick in TICKS) + ".")


async def _check_master_key(settings: Settings) -> Finding:
    try:
        return Finding(Severity.FINE, "master key", await check_master_key(settings))
    except KeyFault as fault:
        return Finding(Severity.ERROR, "master key", f"{fault}.")
    except StoreError:
        return Finding(Severity.WARNING, "master key", "It can't be tried, since the database can't be used.")


async def _check_database(settings: Settings) -> Finding:
    try:
        await refuse_damaged(settings.storage.url)
        state = await look_at_store(settings.storage.url)
    except StoreError as error:
        return Finding(Severity.ERROR, "database", str(error))
    return Finding(Severity.FINE, "database", state)
