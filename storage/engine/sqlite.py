"""SQLite: one file, one writer, through aiosqlite: each connection has a thread, which does what it is asked in order.

A way to the thread and back costs more than most statements, so what can be asked together is.
See docs/decisions/0005-sqlite-through-aiosqlite.md.
"""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiosqlite

from bot.kernel.errors import DamagedDatabase, StoreError
from bot.kernel.ids import WorkerId
from storage.engine.sql import Dialect, read_queries
from storage.engine.transaction import Adapter, Answer, Statement, Transaction

# It logs every statement with its parameters, at a level that nobody should be able to turn on.
logging.getLogger("aiosqlite").setLevel(logging.WARNING)

# Each holds for a connection only (the journal mode for the file), so each is set and looked at when opening.
# FULL with WAL: what is committed survives a power cut. secure_delete: what is deleted is overwritten with zeros.
# temp_store: nothing is sorted in files beside the database. trusted_schema: a view or a trigger that somebody planted
# in the file calls nothing that reaches outside. https://www.sqlite.org/pragma.html
_PRAGMAS = {
    "journal_mode": ("WAL", "wal"),
    "synchronous": ("FULL", 2),
    "foreign_keys": ("ON", 1),
    "secure_delete": ("ON", 1),
    "temp_store": ("MEMORY", 2),
    "trusted_schema": ("OFF", 0),
}
_BEGIN = (Statement("begin", "BEGIN IMMEDIATE"),)
_BEGIN_READING = (Statement("begin", "BEGIN"),)
_COMMIT = (Statement("commit", "COMMIT"),)
_PATIENCE = 5.0
"""Seconds to wait for another process that is writing."""
_STATEMENTS = 256
"""How many compiled statements a connection keeps; there are fewer queries than that."""
_ROWS = 64
"""How many rows aiosqlite fetches at once from a cursor; we have none."""


class SqliteConnection(aiosqlite.Connection):
    """aiosqlite's, where several statements share the way to the thread and back."""

    async def open(self) -> None:
        """Start the thread, and connect in it. Where that fails, the thread has ended when this returns."""
        try:
            _ = await self
        except BaseException:
            await asyncio.to_thread(self._thread.join)  # what it has still to tell the loop comes before the loop ends
            raise

    async def ask(self, statements: Sequence[Statement]) -> list[Answer]:
        answers: list[Answer] = await self._execute(self._ask, statements)  # type: ignore[no-untyped-call]
        return answers

    def _ask(self, statements: Sequence[Statement]) -> list[Answer]:
        answers = [Answer()]
        for statement in statements:
            answers.append(self._ask_one(statement, answers[-1]))
        return answers

    def _ask_one(self, statement: Statement, before: Answer) -> Answer:
        parameters = statement.parameters
        if callable(parameters):
            parameters = parameters(before.rows)
            if parameters is None:
                return Answer()
        ask = self._conn.executemany if statement.many else self._conn.execute
        cursor = ask(statement.sql, parameters)
        return Answer(cursor.fetchall()) if statement.returns else Answer(count=cursor.rowcount)


@asynccontextmanager
async def opened(connect: Callable[[], sqlite3.Connection]) -> AsyncIterator[SqliteConnection]:
    """A connection for one purpose. When that is cancelled, what runs in the thread is broken off.

    It is closed by its thread, so never under a statement that runs. Raises sqlite3.Error.
    """
    connection = SqliteConnection(connect, _ROWS)
    await connection.open()
    try:
        yield connection
    except asyncio.CancelledError:
        await connection.interrupt()
        raise
    finally:
        await connection.close()


class SqliteEngine:
    """One connection that everyone waits for in turn: a transaction never finds the database changed under it."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, connection: SqliteConnection) -> None:
        self._path = path
        self._connection = connection
        self._turn = asyncio.Lock()
        self.queries = read_queries(self.dialect, Adapter)

    @classmethod
    async def open(cls, path: Path) -> "SqliteEngine":
        """Open the file, or make it and its folders, readable by nobody else. Raises StoreError."""

        def connect() -> sqlite3.Connection:
            _make_private(path)
            refuse_unwritable(path)
            connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, cached_statements=_STATEMENTS)
            try:
                _set_pragmas(connection)
            except BaseException:
                connection.close()
                raise
            connection.row_factory = sqlite3.Row
            return connection

        try:
            connection = SqliteConnection(connect, _ROWS)
            await connection.open()
            return cls(path, connection)
        except (OSError, sqlite3.Error) as error:
            raise explain_fault(error) from None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._turn:
            transaction = Transaction(self._connection, self.queries.driver_adapter, begin=_BEGIN)
            try:
                yield transaction
                await self._commit(transaction)
            except BaseException as error:
                # The thread does this after what it was asked before, also when nobody waits for that any more, and
                # before what it is asked next. It does nothing when nothing is open.
                with suppress(sqlite3.Error):
                    await self._connection.rollback()
                if isinstance(error, sqlite3.Error):
                    raise explain_fault(error) from None
                raise

    async def _commit(self, transaction: Transaction) -> None:
        await transaction.write_deferred(commit=_COMMIT)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Beside whoever writes: in WAL mode neither waits for the other."""

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(self._path, isolation_level=None)
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.row_factory = sqlite3.Row
            return connection

        try:
            async with opened(connect) as connection:
                yield Transaction(connection, self.queries.driver_adapter, begin=_BEGIN_READING)
        except sqlite3.Error as error:
            raise explain_fault(error) from None

    async def tidy(self) -> None:
        """Write the log back into the file and empty it: it still holds pages with what was deleted since.

        `secure_delete` overwrites in the file. When another process is reading just now, its part is left for the
        next time.
        """
        async with self._turn:
            try:
                await self._connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.Error as error:
                raise explain_fault(error) from None

    async def open_session(self) -> "SqliteSession":
        return SqliteSession()

    async def close(self) -> None:
        """Wait for the transaction that is open, then close the file."""
        async with self._turn:
            await self._connection.close()


class SqliteSession:
    """There is nobody else who would have to know."""

    def is_open(self) -> bool:
        return True

    async def vouch_for(self, worker: WorkerId) -> None:
        """The lock on the file does."""

    async def close(self) -> None: ...


def _make_private(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)


def refuse_unwritable(path: Path) -> None:
    """Look whether we may write the file, what SQLite keeps beside it, and the folder. Raises StoreError, which names
    those that we may not.

    SQLite itself would open what it may only read, make `-wal` and `-shm` as read-only as the file, and leave them
    there: whoever made only the file writable again would have a service that starts and stores nothing.
    https://www.sqlite.org/wal.html#read_only_databases
    """
    beside = (path.with_name(path.name + suffix) for suffix in ("", "-wal", "-shm", "-journal"))
    shut = [each.name for each in beside if each.exists() and not os.access(each, os.W_OK)]
    if not os.access(path.parent, os.W_OK | os.X_OK):
        shut.append("their folder" if shut else f"the folder of {path.name}")
    if shut:
        raise _unwritable(f"read-only for this user: {', '.join(shut)}")


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
            return _unwritable(what)
        case sqlite3.SQLITE_IOERR:
            return StoreError(
                f"the disk does not read or write its file ({what}). Look at the system's log and at the disk; as soon "
                "as it works again, make a backup: brobygger backup FOLDER"
            )
        case _:
            return StoreError(what)


def _unwritable(what: str) -> StoreError:
    return StoreError(
        f"its file can't be opened or written ({what}). What storage.url names has to be a file on a disk that is not "
        "mounted read-only, and it, the files with -wal and -shm behind its name, and its folder have to belong to the "
        "user that runs Brobygger, who may write all of them. Look at them with: ls -la"
    )
