"""Which database a URL of the configuration means."""

from pathlib import Path

from bot.kernel.errors import StoreError
from storage.engine.engine import Engine
from storage.engine.sqlite import SqliteEngine


def sqlite_file(url: str) -> Path | None:
    """The file of "sqlite:data/brobygger.db"; None for any other database."""
    scheme, _, path = url.partition(":")
    return Path(path) if scheme == "sqlite" and path else None


async def open_engine(url: str) -> Engine:
    """Open the database and change nothing. Raises StoreError."""
    if file := sqlite_file(url):
        return await SqliteEngine.open(file)
    if url.partition(":")[0] in ("postgresql", "postgres"):
        try:
            from storage.engine.postgres import PostgresEngine
        except ImportError:
            raise StoreError("for PostgreSQL install the extra: brobygger[postgres]") from None
        return await PostgresEngine.open(url)
    raise StoreError("the database must be sqlite:path or postgresql://user@host/name")
