"""SQLite: one file, one writer."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import StoreError
from storage.sql import Dialect, read_queries

# aiosqlite logs every statement with its parameters at level DEBUG: what people write would stand in a log.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

# Each holds for a connection only (the journal mode for the file), so each is set and looked at when opening.
# FULL with WAL: what is committed survives a power cut. secure_delete: what is deleted is overwritten with zeros.
# temp_store: nothing is sorted in files beside the database. https://www.sqlite.org/pragma.html
_PRAGMAS = {
    "busy_timeout": ("5000", 5000),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
}


class SqliteAdapter:
    """How aiosql talks to aiosqlite, with one turn of the connection's thread for each statement.

    The adapter that comes with aiosql takes three: execute, fetch, close.
    """

    is_aio_driver = True

    def process_sql(self, _name: str, _kind: object, sql: str) -> str:
        return sql

    async def select(
        self, connection: aiosqlite.Connection, _name: str, sql: str, parameters: Any, _record: object = None
    ) -> AsyncIterator[Any]:
        for row in await connection.execute_fetchall(sql, parameters):
            yield row

    async def select_one(
        self, connection: aiosqlite.Connection, _name: str, sql: str, parameters: Any, _record: object = None
    ) -> Any:
        return next(iter(await connection.execute_fetchall(sql, parameters)), None)

    async def select_value(self, connection: aiosqlite.Connection, name: str, sql: str, parameters: Any) -> Any:
        row = await self.select_one(connection, name, sql, parameters)
        return row[0] if row else None

    insert_returning = select_value

    async def insert_update_delete(
        self, connection: aiosqlite.Connection, _name: str, sql: str, parameters: Any
    ) -> int:
        return (await connection.execute(sql, parameters)).rowcount

    async def insert_update_delete_many(
        self,
        connection: aiosqlite.Connection,
        _name: str,
        sql: str,
        parameters: Iterable[Mapping[str, Any]],
    ) -> int:
        return (await connection.executemany(sql, parameters)).rowcount


class SqliteEngine:
    """One connection that everyone waits for in turn: a transaction never finds the database changed under it."""

    dialect: Dialect = "sqlite"

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._turn = asyncio.Lock()
        self.queries = read_queries(self.dialect, SqliteAdapter)

    @classmethod
    async def open(cls, path: Path) -> "SqliteEngine":
        """Open the file, or make it and its folders, readable by nobody else. Raises StoreError."""
        try:
            await asyncio.to_thread(_make_private, path)
            connection = await aiosqlite.connect(path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the database file can't be opened: {_say(error)}") from None
        try:
            await _set_pragmas(connection)
        except BaseException as error:
            await connection.close()
            if isinstance(error, sqlite3.Error):
                raise StoreError(f"the database file can't be used: {_say(error)}") from None
            raise
        return cls(connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        async with self._turn:
            try:
                await self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection
                await self._connection.commit()
            except BaseException as error:
                # A statement whose await was cancelled still runs; the rollback stands behind it in the thread's
                # queue, and the next transaction behind the rollback. It does nothing when nothing is open.
                with suppress(sqlite3.Error):
                    await self._connection.rollback()
                if isinstance(error, sqlite3.Error):
                    raise StoreError(_say(error)) from None
                raise

    async def run(self, connection: aiosqlite.Connection, statement: str) -> None:
        await connection.execute(statement)

    async def close(self) -> None:
        """Wait for the transaction that is open, then close the file."""
        async with self._turn:
            await self._connection.close()


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


async def _set_pragmas(connection: aiosqlite.Connection) -> None:
    for name, (value, _) in _PRAGMAS.items():
        await connection.execute(f"PRAGMA {name} = {value}")
    for name, (value, expected) in _PRAGMAS.items():
        [[found]] = await connection.execute_fetchall(f"PRAGMA {name}")
        if found != expected:
            raise StoreError(f"the database file can't be used: it refuses {name} {value}")


def _say(error: OSError | sqlite3.Error) -> str:
    # SQLite's messages name tables and columns, never values; those of the system would name the path.
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return str(error)
