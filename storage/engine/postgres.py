"""PostgreSQL: where a service outgrows one machine."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from aiosql.adapters.asyncpg import AsyncPGAdapter
from typing_extensions import override

from bot.kernel.errors import StoreConflict, StoreError
from bot.kernel.ids import WorkerId
from storage.engine.sql import Dialect, read_queries
from storage.engine.transaction import Adapter, Answer, Marks, Parameters, Statement, Transaction

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


class PostgresAdapter(Adapter):
    """PostgreSQL knows parameters by number: `:chat` becomes `$1`."""

    def __init__(self, marks: Mapping[str, Marks]) -> None:
        super().__init__(marks)
        self._numbering = AsyncPGAdapter()  # type: ignore[no-untyped-call]

    @override
    def process_sql(self, name: str, kind: Any, sql: str) -> str:
        numbered: str = self._numbering.process_sql(name, kind, sql)  # type: ignore[no-untyped-call]
        return numbered

    @override
    def arrange(self, name: str, parameters: Parameters) -> list[Any]:
        return [parameters[key] for key in self._numbering.var_sorted[name]]


class PostgresConnection:
    """asyncpg's, asked as `storage.transaction` asks."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    async def ask(self, statements: Sequence[Statement]) -> list[Answer]:
        answers = [Answer()]
        for statement in statements:
            answers.append(await self._ask(statement, answers[-1]))
        return answers

    async def _ask(self, statement: Statement, before: Answer) -> Answer:
        parameters = statement.parameters
        if callable(parameters):
            parameters = parameters(before.rows)
            if parameters is None:
                return Answer()
        if statement.many:
            return Answer(count=len(await self._connection.fetchmany(statement.sql, parameters)))
        if statement.returns:
            return Answer(await self._connection.fetch(statement.sql, *parameters))
        status: str = await self._connection.execute(statement.sql, *parameters)  # "UPDATE 3", "INSERT 0 1"
        count = status.rpartition(" ")[2]
        return Answer(count=int(count) if count.isdigit() else 0)


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
    async def transaction(self) -> AsyncIterator[Transaction]:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                transaction = self._transaction(connection)
                yield transaction
                await transaction.write_deferred()
        except _CONFLICTS as error:
            raise StoreConflict(_say(error)) from None
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        try:
            async with (
                self._pool.acquire() as connection,
                connection.transaction(isolation="repeatable_read", readonly=True),
            ):
                await connection.execute(_READING)
                yield self._transaction(connection)
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    async def open_session(self) -> "PostgresSession":
        try:
            return PostgresSession(await asyncpg.connect(self._url), self.queries)
        except _ERRORS as error:
            raise StoreError(_say(error)) from None

    def _transaction(self, connection: Any) -> Transaction:
        return Transaction(PostgresConnection(connection), self.queries.driver_adapter)

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
            await self._queries.vouch(
                Transaction(PostgresConnection(self._connection), self._queries.driver_adapter), worker=worker
            )
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
