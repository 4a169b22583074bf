"""SQLite: one file, one writer.

Statements run on the event loop: each takes some ten microseconds, a tenth of the way to a thread and back. Only the
commit, which waits for the disk, is left to a thread. See docs/decisions/0005-sqlite-on-the-event-loop.md.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from bot.kernel.errors import DamagedDatabase, StoreError
from bot.kernel.ids import WorkerId
from storage.sql import Dialect, read_queries

T = TypeVar("T")

# Each holds for a connection only (the journal mode for the file), so each is set and looked at when opening.
# FULL with WAL: what is committed survives a power cut. secure_delete: what is deleted is overwritten with zeros.
# temp_store: nothing is sorted in files beside the database. trusted_schema: a view or a trigger that somebody planted
# in the file calls nothing that reaches outside. https://www.sqlite.org/pragma.html
# busy_timeout: SQLite must not wait for another process on the event loop; `transaction` waits instead.
_PRAGMAS = {
    "busy_timeout": ("0", 0),
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "trusted_schema": ("OFF", 0),
}
_PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""
_LOOK_AGAIN = 0.02
"""Seconds between two looks whether it still is."""
_STATEMENTS = 256
"""How many compiled statements a connection keeps; there are fewer queries than that."""


class SqliteAdapter:
    """How aiosql talks to the connection."""

    is_aio_driver = True

    def process_sql(self, _name: str, _kind: object, sql: str) -> str:
        return sql

    async def select(
        self, connection: sqlite3.Connection, _name: str, sql: str, parameters: Any, _record: object = None
    ) -> AsyncIterator[Any]:
        for row in await _fetch(connection, sql, parameters):
            yield row

    async def select_one(
        self, connection: sqlite3.Connection, _name: str, sql: str, parameters: Any, _record: object = None
    ) -> Any:
        # All rows are fetched, since a statement with RETURNING is done only when its last row was taken.
        return next(iter(await _fetch(connection, sql, parameters)), None)

    async def select_value(self, connection: sqlite3.Connection, name: str, sql: str, parameters: Any) -> Any:
        row = await self.select_one(connection, name, sql, parameters)
        return row[0] if row else None

    insert_returning = select_value

    async def insert_update_delete(self, connection: sqlite3.Connection, _name: str, sql: str, parameters: Any) -> int:
        return connection.execute(sql, parameters).rowcount

    async def insert_update_delete_many(
        self, connection: sqlite3.Connection, _name: str, sql: str, parameters: Iterable[Mapping[str, Any]]
    ) -> int:
        return connection.executemany(sql, parameters).rowcount


class ReadingConnection(sqlite3.Connection):
    """One that is used for reading only, beside the one that writes: each of its queries runs in a thread."""


async def _fetch(connection: sqlite3.Connection, sql: str, parameters: Any) -> list[Any]:
    if not isinstance(connection, ReadingConnection):
        return connection.execute(sql, parameters).fetchall()
    return await run_in_thread(connection, lambda: connection.execute(sql, parameters).fetchall())


async def run_in_thread(connection: sqlite3.Connection, act: Callable[[], T]) -> T:
    """Let a thread do something with a connection that nothing else uses meanwhile.

    When this is cancelled, the thread is interrupted, and has ended when this returns.
    """
    acted = asyncio.get_running_loop().run_in_executor(None, act)
    try:
        return await asyncio.shield(acted)
    except asyncio.CancelledError:
        connection.interrupt()
        await _let_end(acted)
        raise


class SqliteEngine:
    """One connection that everyone waits for in turn: a transaction never finds the database changed under it."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._turn = asyncio.Lock()
        self._committer = ThreadPoolExecutor(1, "sqlite-commit")
        self.queries = read_queries(self.dialect, SqliteAdapter)

    @classmethod
    async def open(cls, path: Path) -> "SqliteEngine":
        """Open the file, or make it and its folders, readable by nobody else. Raises StoreError."""
        try:
            await asyncio.to_thread(_make_private, path)
            connection = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS
            )
        except (OSError, sqlite3.Error) as error:
            raise explain_fault(error) from None
        try:
            await _when_free(lambda: _set_pragmas(connection))
        except BaseException as error:
            connection.close()
            if isinstance(error, sqlite3.Error):
                raise explain_fault(error) from None
            raise
        return cls(path, connection)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[sqlite3.Connection]:
        async with self._turn:
            try:
                await self._begin()
                before = self._connection.total_changes
                yield self._connection
                await self._commit(waits_for_disk=self._connection.total_changes != before)
            except BaseException as error:
                with suppress(sqlite3.Error):
                    self._connection.rollback()  # does nothing when nothing is open
                if isinstance(error, sqlite3.Error):
                    raise explain_fault(error) from None
                raise

    async def _begin(self) -> None:
        await _when_free(lambda: self._connection.execute("BEGIN IMMEDIATE"))

    async def _commit(self, *, waits_for_disk: bool) -> None:
        if not waits_for_disk:
            self._connection.commit()
            return
        committed = asyncio.get_running_loop().run_in_executor(self._committer, self._connection.commit)
        try:
            await asyncio.shield(committed)
        except asyncio.CancelledError:
            await _let_end(committed)
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[sqlite3.Connection]:
        """Beside whoever writes: in WAL mode neither waits for the other."""
        try:
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, factory=ReadingConnection
            )
            with closing(connection):
                connection.execute("PRAGMA query_only = ON")
                connection.execute("PRAGMA temp_store = MEMORY")
                connection.execute("BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise explain_fault(error) from None

    async def run(self, connection: sqlite3.Connection, statement: str) -> None:
        connection.execute(statement)

    async def tidy(self) -> None:
        """Write the log back into the file and empty it: it still holds pages with what was deleted since.

        `secure_delete` overwrites in the file. When another process is reading just now, its part is left for the
        next time.
        """
        async with self._turn:
            done = asyncio.get_running_loop().run_in_executor(self._committer, self._empty_log)
            try:
                await asyncio.shield(done)
            except asyncio.CancelledError:
                await _let_end(done)
                raise
            except sqlite3.Error as error:
                raise explain_fault(error) from None

    def _empty_log(self) -> None:
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    async def open_session(self) -> "SqliteSession":
        return SqliteSession()

    async def close(self) -> None:
        """Wait for the transaction that is open, then close the file."""
        async with self._turn:
            self._connection.close()
            self._committer.shutdown()


class SqliteSession:
    """There is nobody else who would have to know."""

    def is_open(self) -> bool:
        return True

    async def vouch_for(self, worker: WorkerId) -> None:
        """The lock on the file does."""

    async def close(self) -> None: ...


async def _let_end(thread: "asyncio.Future[Any]") -> None:
    """The thread has the connection: nobody else may use it or close it before it is done, however often one is
    cancelled meanwhile."""
    while not thread.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([thread])


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


async def _when_free(act: Callable[[], object]) -> None:
    """Do something as soon as no other process is writing. The last try's error counts."""
    for _ in range(int(_PATIENCE / _LOOK_AGAIN)):
        try:
            act()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        await asyncio.sleep(_LOOK_AGAIN)
    act()


def _set_pragmas(connection: sqlite3.Connection) -> None:
    for name, (value, _) in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
    for name, (value, expected) in _PRAGMAS.items():
        [[found]] = connection.execute(f"PRAGMA {name}").fetchall()
        if found != expected:
            raise StoreError(f"the database file can't be used: it refuses {name} {value}")


def explain_fault(error: OSError | sqlite3.Error) -> StoreError:
    """What is wrong with the file, and what to do about it.

    SQLite's messages name tables and columns, never values; those of the system would name the path.
    https://www.sqlite.org/rescode.html
    """
    if isinstance(error, OSError):
        what, code = error.strerror or type(error).__name__, sqlite3.SQLITE_CANTOPEN
    else:
        what, code = str(error), getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    match code:
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedDatabase(what)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return StoreError(
                f"its file can't be opened or written ({what}). What storage.url names has to be a file on a disk that "
                "is not mounted read-only, and it and its folder have to belong to the user that runs Brobygger. Look "
                "at both with: ls -la"
            )
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                f"the disk does not read or write its file ({what}). Look at the system's log and at the disk; as soon "
                "as it works again, make a backup: brobygger backup FOLDER"
            )
        case _:
            return StoreError(what)
