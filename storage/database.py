"""Opening the database that the configuration names."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.keys.crypto import MasterKey
from storage.engine.engine import Engine
from storage.engine.keys import admit_key, count_keys, dismiss_keys, try_key, unlock
from storage.engine.migrate import migrate, newer, read_version
from storage.engine.opening import open_engine, sqlite_file
from storage.engine.sql import read_migrations
from storage.store import SqlStore

UP_TO_DATE = "It is up to date."


async def open_store(url: str, master: MasterKey) -> SqlStore:
    """Open the database and bring it to the newest form.

    "sqlite:data/brobygger.db" is a file, relative to the working folder or absolute; the file and its folder are made
    when missing. "postgresql://user@host/name" is a server, which needs the extra `postgres`. Raises StoreError;
    NewerDatabase when a newer version of Brobygger has used the database; and KeyFault, before anything is written,
    when the master key is not the database's.
    """
    engine = await open_engine(url)
    try:
        await try_key(engine, master)
        await migrate(engine, read_migrations())
        keys = await unlock(engine, master)
    except BaseException:
        await engine.close()
        raise
    return SqlStore(engine, keys)


async def open_store_as_it_is(url: str, master: MasterKey) -> SqlStore | None:
    """Open the database only if it is there and up to date, to read in it. Raises as `open_store` does."""
    return await open_store(url, master) if await look_at_store(url) == UP_TO_DATE else None


async def has_data(url: str) -> bool:
    """Whether the database was ever opened with a key, so that only that key will do. Raises StoreError."""
    if not await _is_there(url):
        return False
    async with _looking(url) as engine:
        return await count_keys(engine) > 0


async def check_key(url: str, master: MasterKey) -> int:
    """Try the key on the database. Returns how many master keys open it: 0 when it is not there yet, and 2 when an
    exchange was interrupted. Raises KeyFault when this one does not.
    """
    if not await _is_there(url):
        return 0
    async with _looking(url) as engine:
        await try_key(engine, master)
        return await count_keys(engine)


@asynccontextmanager
async def exchanging_key(url: str, old: MasterKey, new: MasterKey) -> AsyncIterator[None]:
    """Within it both master keys open the database; after it only the new one does. Raises KeyFault and StoreError.

    What fails within it, or a process that dies there, leaves both.
    """
    async with _looking(url) as engine:
        dismissed = await admit_key(engine, old, new)
        yield
        await dismiss_keys(engine, dismissed)
        await engine.tidy()  # the log still holds the page on which the old wrapping stood


async def look_at_store(url: str) -> str:
    """Say how the database is, and change nothing. Raises StoreError, and NewerDatabase, as `open_store` does."""
    if not await _is_there(url):
        return "There is none yet; the first run makes it."
    async with _looking(url) as engine:
        version, newest = await read_version(engine), len(read_migrations())
    if version > newest:
        raise newer(version, newest)
    if version == newest:
        return UP_TO_DATE
    return "It is empty; the first run fills it." if version == 0 else "The next run brings it to the newest form."


async def _is_there(url: str) -> bool:
    """A server is there, or says why not when it is opened; a file may not have been made yet."""
    file = sqlite_file(url)
    return file is None or await asyncio.to_thread(file.exists)


@asynccontextmanager
async def _looking(url: str) -> AsyncIterator[Engine]:
    engine = await open_engine(url)
    try:
        yield engine
    finally:
        await engine.close()
