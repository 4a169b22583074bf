"""PostgreSQL: where a service outgrows one machine."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from aiosql.adapters.asyncpg import AsyncPGAdapter

from bot.kernel.errors import StoreConflict, StoreError
from bot.kernel.ids import WorkerId
from storage.sql import Dialect, read_queries

# What the server undoes when transactions stand in each other's way.
_CONFLICTS = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

# A process that stops, or a machine that is cut off, in the middle of a transaction keeps the others waiting no longer.
# Every query of the relay goes by an index. While a table is nearly empty the server would find it cheaper to read all
# of it, and keep that plan when the table has just filled up: until it looks at its tables again, a minute later at
# best, such a query takes seconds. To plan the larger ones takes longer than they do, so that is done once for each
# connection; and to compile one takes longer still.
_SETTINGS = {
    "idle_in_transaction_session_timeout": "5000",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",
}
# What reads much reads tables whole.
_READING = "SET LOCAL enable_seqscan = on; SET LOCAL enable_bitmapscan = on"

# One for each loop of a worker and for the health pages. All are opened at once: to be cancelled while one is being
# opened would leave it behind.
_CONNECTIONS = 6

_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class PostgresAdapter:
    """How aiosql talks to asyncpg.

    Counts rows, which the adapter that comes with aiosql does not, and saves its search for a pool at each call.
    """

    is_aio_driver = True

    def __init__(self) -> None:
        self._numbering = AsyncPGAdapter()  # type: ignore[no-untyped-call]

    def process_sql(self, name: str, kind: Any, sql: str) -> str:
        """PostgreSQL knows parameters by number: `:chat` becomes `$1`."""
        numbered: str = self._numbering.process_sql(name, kind, sql)  # type: ignore[no-untyped-call]
        return numbered

    def _ordered(self, name: str, parameters: Mapping[str, Any]) -> list[Any]:
        return [parameters[key] for key in self._numbering.var_sorted[name]]

    async def select(
        self, connection: Any, name: str, sql: str, parameters: Any, _record: object = None
    ) -> AsyncIterator[Any]:
        for row in await connection.fetch(sql, *self._ordered(name, parameters)):
            yield row

    async def select_one(self, connection: Any, name: str, sql: str, parameters: Any, _record: object = None) -> Any:
        return await connection.fetchrow(sql, *self._ordered(name, parameters))

    async def select_value(self, connection: Any, name: str, sql: str, parameters: Any) -> Any:
        return await connection.fetchval(sql, *self._ordered(name, parameters))

    insert_returning = select_value

    async def insert_update_delete(self, connection: Any, name: str, sql: str, parameters: Any) -> int:
        status: str = await connection.execute(sql, *self._ordered(name, parameters))  # "UPDATE 3", "INSERT 0 1"
        count = status.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def insert_update_delete_many(
        self, connection: Any, name: str, sql: str, parameters: Iterable[Mapping[str, Any]]
    ) -> int:
        return len(await connection.fetchmany(sql, [self._ordered(name, one) for one in parameters]))


class PostgresEngine:
    """A pool of connections, one for each transaction that is open."""

    dialect: Dialect = "postgres"

    def __init__(self, url: str, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._url = url
        self._pool = pool
        self.queries = read_queries(self.dialect, PostgresAdapter)

    @classmethod
    async def open(cls, url: str) -> "PostgresEngine":
        """Connect to the server. Raises StoreError."""
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=_CONNECTIONS,
                max_size=_CONNECTIONS,
                max_inactive_connection_lifetime=0,
                reset=_leave_as_is,
                server_settings=_SETTINGS,
            )
        except (*_ERRORS, ValueError) as error:
            raise StoreError(f"the database server can't be used: {_say(error)}") from None
        return cls(url, pool)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                yield connection
        except _CONFLICTS as error:
            raise StoreConflict(_say(error)) from None
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Any]:
        try:
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                await connection.execute(_READING)
                yield connection
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    async def open_session(self) -> "PostgresSession":
        try:
            return PostgresSession(await asyncpg.connect(self._url), self.queries)
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    async def run(self, connection: Any, statement: str) -> None:
        await connection.execute(statement)

    async def tidy(self) -> None:
        """Nothing to do from here: autovacuum frees what was deleted, and the log's archive has its own retention."""

    async def close(self) -> None:
        """Wait for the transactions that are open, then disconnect."""
        await self._pool.close()


class PostgresSession:
    """The server gives the lock free when the process is gone, and the process hears at once when the server is."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", queries: Any) -> None:
        self._connection = connection
        self._queries = queries

    def is_open(self) -> bool:
        return not self._connection.is_closed()

    async def vouch_for(self, worker: WorkerId) -> None:
        try:
            await self._queries.vouch(self._connection, worker=worker)
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    async def close(self) -> None:
        with suppress(*_ERRORS, TimeoutError):
            await self._connection.close(timeout=2)


async def _leave_as_is(_connection: object) -> None:
    """Transactions leave nothing behind, so the round trip that resets a connection is saved."""


def _say(error: Exception) -> str:
    # The server's messages quote values ("Key (pseudonym)=(...) already exists"), and so do the driver's.
    if isinstance(error, asyncpg.PostgresError):
        about = " ".join(filter(None, (error.table_name, error.column_name, error.constraint_name)))
        return f"{type(error).__name__} ({error.sqlstate}) {about}".strip()
    return type(error).__name__
