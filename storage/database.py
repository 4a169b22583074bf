"""Opening the database that the configuration names."""

import asyncio
from pathlib import Path

from bot.errors import StoreError
from bot.ports import Store
from storage.engine import Engine
from storage.migrate import migrate, newer, read_version
from storage.sql import read_migrations
from storage.store import SqlStore

UP_TO_DATE = "It is up to date."


async def open_store(url: str) -> Store:
    """Open the database and bring it to the newest form.

    "sqlite:data/brobygger.db" is a file, relative to the working folder or absolute; the file and its folder are made
    when missing. "postgresql://user@host/name" is a server, which needs the extra `postgres`. Raises StoreError, and
    NewerDatabase when a newer version of Brobygger has used the database.
    """
    engine = await open_engine(url)
    try:
        await migrate(engine, read_migrations())
    except BaseException:
        await engine.close()
        raise
    return SqlStore(engine)


async def open_store_as_it_is(url: str) -> Store | None:
    """Open the database only if it is there and up to date, to read in it. Raises StoreError, and NewerDatabase."""
    if await look_at_store(url) != UP_TO_DATE:
        return None
    return SqlStore(await open_engine(url))


async def look_at_store(url: str) -> str:
    """Say how the database is, and change nothing. Raises StoreError, and NewerDatabase, as `open_store` does."""
    if url.startswith("sqlite:") and not await asyncio.to_thread(Path(url.removeprefix("sqlite:")).exists):
        return "There is none yet; the first run makes it."
    engine = await open_engine(url)
    try:
        version, newest = await read_version(engine), len(read_migrations())
    finally:
        await engine.close()
    if version > newest:
        raise newer(version, newest)
    if version == newest:
        return UP_TO_DATE
    return "It is empty; the first run fills it." if version == 0 else "The next run brings it to the newest form."


async def open_engine(url: str) -> Engine:
    """Open the database and change nothing. Raises StoreError."""
    scheme, _, rest = url.partition(":")
    if scheme == "sqlite" and rest:
        from storage.sqlite import SqliteEngine

        return await SqliteEngine.open(Path(rest))
    if scheme in ("postgresql", "postgres"):
        try:
            from storage.postgres import PostgresEngine
        except ImportError:
            raise StoreError("for PostgreSQL install the extra: brobygger[postgres]") from None
        return await PostgresEngine.open(url)
    raise StoreError("the database must be sqlite:path or postgresql://user@host/name")
