"""Opening the database that the configuration names."""

from pathlib import Path

from bot.errors import StoreError
from bot.ports import Store
from storage.engine import Engine
from storage.migrate import migrate
from storage.sql import read_migrations
from storage.store import SqlStore


async def open_store(url: str) -> Store:
    """Open the database and bring it to the newest form.

    "sqlite:data/brobygger.db" is a file, relative to the working folder or absolute; the file and its folder are made
    when missing. "postgresql://user@host/name" is a server, which needs the extra `postgres`. Raises StoreError, and
    NewerDatabase when a newer version of Brobygger has used the database.
    """
    engine = await _open_engine(url)
    try:
        await migrate(engine, read_migrations())
    except BaseException:
        await engine.close()
        raise
    return SqlStore(engine)


async def _open_engine(url: str) -> Engine:
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
