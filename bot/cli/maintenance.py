"""What whoever runs the service does beside running it. Each works while the service runs."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.engine.system_clock import SystemClock
from bot.features.alarms import actions as trouble
from bot.kernel.errors import StoreError
from bot.kernel.ids import ChatAddress
from bot.kernel.model import AsideName, SetAside
from bot.kernel.retention import DAY
from bot.keys.access import open_with_key
from bot.runtime import make_runtime
from storage.engine import backup
from storage.store import SqlStore

EVERYTHING = "all"
"""The word that names all that was set aside."""


async def list_aside(settings: Settings) -> list[tuple[SetAside, str]]:
    """What was set aside, oldest first, each with where it belongs: a case, a team, or somebody alone. StoreError."""
    store = await _open(settings)
    service = make_runtime(settings, SystemClock(), store).service
    try:
        async with store.transaction() as tx:
            aside = await tx.set_aside()
    finally:
        await store.close()
    named = []
    for each in aside:
        team = service.team_of_chat(each.channel, each.chat)
        if each.title:
            place = each.title
        elif team is not None:
            place = f"team {team.name}"
        else:
            place = "staff chat" if service.is_staff_chat(ChatAddress(each.channel, each.chat)) else "a private chat"
        named.append((each, place))
    return named


async def retry_aside(settings: Settings, names: list[str]) -> list[str]:
    """Try again what is named, or everything. Returns the names that nothing has. Raises StoreError."""
    return await _for_each(settings, names, retry=True)


async def drop_aside(settings: Settings, names: list[str]) -> list[str]:
    """Give up what is named, or everything. Returns the names that nothing has. Raises StoreError."""
    return await _for_each(settings, names, retry=False)


async def _for_each(settings: Settings, names: list[str], *, retry: bool) -> list[str]:
    store = await _open(settings)
    unknown = []
    try:
        async with store.transaction() as tx:
            if names == [EVERYTHING]:
                names = [str(each.name) for each in await tx.set_aside()]
            for name in names:
                aside = AsideName.read(name)
                act = tx.requeue if retry else tx.drop_aside
                if aside is None or not await act(aside):
                    unknown.append(name)
    finally:
        await store.close()
    return unknown


class Found(NamedTuple):
    """A contact that volunteers call by a pseudonym: how many cases, and whether the erasing was asked for already."""

    cases: int
    erasing: bool


async def find_contact(settings: Settings, pseudonym: str) -> Found | None:
    """The contact behind a pseudonym, or None. Raises StoreError."""
    store = await open_with_key(settings)
    if store is None:
        return None
    try:
        async with store.transaction() as tx:
            for contact, erasing in await tx.contacts_by_pseudonym(pseudonym):
                return Found(len(await tx.cases_of(contact)), erasing)
        return None
    finally:
        await store.close()


async def ask_erasure(settings: Settings, pseudonym: str) -> None:
    """Have a contact erased: by the service that runs, in a moment, or at its next start. Raises StoreError."""
    store = await _open(settings)
    try:
        async with store.transaction() as tx:
            for contact, _erasing in await tx.contacts_by_pseudonym(pseudonym):
                await tx.ask_erasure(contact, SystemClock().now())
    finally:
        await store.close()


async def retention_runs(settings: Settings, days: int) -> dict[datetime, dict[str, int]]:
    """What was deleted on the last days, by when, on the service's clock; the newest first. Raises StoreError."""
    store = await open_with_key(settings)
    if store is None:
        return {}
    zone = ZoneInfo(settings.service.time_zone)
    try:
        async with store.transaction() as tx:
            runs = await tx.retention_runs(SystemClock().now() - days * DAY)
        return {datetime.fromtimestamp(at / 1000, zone): deleted for at, deleted in runs.items()}
    finally:
        await store.close()


async def back_up(settings: Settings, folder: Path) -> tuple[Path, Path, int]:
    """Copy the database into the folder. Returns the file, the file of keys, and how many rows. Raises StoreError."""
    now = SystemClock().now()
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(settings.service.time_zone))
    target = folder / f"brobygger-{local:%Y-%m-%d-%H%M%S}.backup"
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True, mode=0o700)
    rows = await backup.back_up(settings.storage.url, target, now)
    return target, backup.keys_beside(target), rows


async def restore(settings: Settings, file: Path, keys: Path | None) -> int:
    """Fill the configured database, which must be empty, from a backup. Returns how many rows. Raises StoreError."""
    return await backup.restore(settings.storage.url, file, keys or backup.keys_beside(file))


async def release(settings: Settings) -> bool:
    """Let a restored service send again. False when nothing is held back. Raises StoreError."""
    store = await _open(settings)
    runtime = make_runtime(settings, SystemClock(), store)
    try:
        async with store.transaction() as tx:
            await runtime.follow_hold(tx)
            if runtime.held:
                await trouble.release(tx, runtime.context())
    finally:
        await store.close()
    return runtime.held


async def _open(settings: Settings) -> SqlStore:
    store = await open_with_key(settings)
    if store is None:
        raise StoreError("there is none yet, or it has an older form; the first run of the service makes it")
    return store
