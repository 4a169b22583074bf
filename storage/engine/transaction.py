"""An open transaction as the queries see it: what it asks of the database, and the writes that it defers."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marks:
    """What a query says of itself in its `.sql` file. One without marks is taken to do the worst."""

    keeps_prefetched: bool = False
    """It changes nothing that was prefetched, unless of its own writer: `-- reads`, or `-- beside: prefetch`."""
    misses_deferred: bool = False
    """It may be asked before what is deferred, of which it sees nothing: `-- beside: deferred`."""


UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Statement:
    name: str
    sql: str
    parameters: Any = ()
    """As the driver takes them; for `many` a list of these. A function makes them of the rows of the one before, or
    None when this one is not to be asked.
    """
    many: bool = False
    returns: bool = False
    """Whether its rows are wanted; otherwise how many it touched."""


@dataclass(frozen=True, slots=True)
class Answer:
    rows: Sequence[Any] = ()
    """With their columns by position and by name."""
    count: int = 0
    """How many rows were touched, where none were asked for."""


class Connection(Protocol):
    """A driver's connection."""

    async def ask(self, statements: Sequence[Statement]) -> list[Answer]:
        """Do these in order."""
        ...


class Transaction:
    """Writes that nobody waits for are deferred and written together, before anything could miss them.

    To PostgreSQL each statement is a way there and back. To SQLite it is one to its thread, which statements share that
    are asked together.
    """

    def __init__(self, connection: Connection, adapter: "Adapter", begin: Sequence[Statement] = ()) -> None:
        self._connection = connection
        self._adapter = adapter
        self._begin = begin
        """What the first statement is asked together with."""
        self._deferred: dict[Any, list[Parameters]] = {}
        self.changes = 0
        """How many statements were asked that may have changed what was prefetched."""

    def defer(self, query: Any, **parameters: Any) -> None:
        """Let the query be asked for this row with the others that are deferred: in order, among those of its name."""
        self._deferred.setdefault(query, []).append(parameters)

    async def ask(self, statement: Statement, marks: Marks = UNMARKED) -> Answer:
        self.changes += not marks.keeps_prefetched
        before = () if marks.misses_deferred else self._take_deferred()
        return (await self._ask([*before, statement]))[-1]

    async def follow(self, *steps: tuple[Any, Callable[[Sequence[Any]], Parameters | None]]) -> list[Sequence[Any]]:
        """Ask queries that only read, each for what follows from the rows of the one before; returns the rows of all.

        Where a function answers None, its query is not asked. What is deferred is written first.
        """
        following = [self._adapter.following(query.__name__, query.sql, then) for query, then in steps]
        answers = await self._ask([*self._take_deferred(), *following])
        return [answer.rows for answer in answers[-len(steps) :]]

    async def run(self, sql: str) -> Sequence[Any]:
        """Do something that stands in no `.sql` file. Returns its rows."""
        return (await self.ask(Statement("", sql, returns=True))).rows

    async def write_deferred(self, commit: Sequence[Statement] = ()) -> None:
        """Write what is deferred. The transaction can end with `commit` on the same way, if it was begun."""
        deferred = self._take_deferred()
        if deferred or (commit and not self._begin):
            await self._ask([*deferred, *commit])

    async def _ask(self, statements: Sequence[Statement]) -> list[Answer]:
        answers = await self._connection.ask([*self._begin, *statements])
        self._begin = ()
        return answers

    def _take_deferred(self) -> list[Statement]:
        """What is deferred, to be asked now."""
        deferred, self._deferred = self._deferred, {}
        return [self._adapter.statement(query.__name__, query.sql, rows, many=True) for query, rows in deferred.items()]


class Adapter:
    """How aiosql asks: everything goes through the transaction, which stands in the place of the connection.

    Not the adapter that comes with aiosql: that takes three ways to the thread for each query, does not count rows of
    many, and takes the last id for what RETURNING returned.
    """

    is_aio_driver = True

    def __init__(self, marks: Mapping[str, Marks]) -> None:
        self._marks = marks

    def process_sql(self, _name: str, _kind: Any, sql: str) -> str:
        return sql

    def arrange(self, _name: str, parameters: Parameters) -> Any:
        """One row's parameters as the driver takes them."""
        return parameters

    def statement(
        self, name: str, sql: str, parameters: Any, *, many: bool = False, returns: bool = False
    ) -> Statement:
        arranged = [self.arrange(name, row) for row in parameters] if many else self.arrange(name, parameters)
        return Statement(name, sql, arranged, many, returns)

    def following(self, name: str, sql: str, then: Callable[[Sequence[Any]], Parameters | None]) -> Statement:
        def parameters(before: Sequence[Any]) -> Any:
            found = then(before)
            return None if found is None else self.arrange(name, found)

        return Statement(name, sql, parameters, returns=True)

    async def _ask(self, transaction: Transaction, name: str, sql: str, parameters: Any, **how: bool) -> Answer:
        return await transaction.ask(self.statement(name, sql, parameters, **how), self._marks.get(name, UNMARKED))

    async def select(
        self, transaction: Transaction, name: str, sql: str, parameters: Parameters, _record: object = None
    ) -> AsyncIterator[Any]:
        for row in (await self._ask(transaction, name, sql, parameters, returns=True)).rows:
            yield row

    async def select_one(
        self, transaction: Transaction, name: str, sql: str, parameters: Parameters, _record: object = None
    ) -> Any:
        answer = await self._ask(transaction, name, sql, parameters, returns=True)
        return answer.rows[0] if answer.rows else None

    async def select_value(self, transaction: Transaction, name: str, sql: str, parameters: Parameters) -> Any:
        row = await self.select_one(transaction, name, sql, parameters)
        return row[0] if row else None

    insert_returning = select_value

    async def insert_update_delete(self, transaction: Transaction, name: str, sql: str, parameters: Parameters) -> int:
        return (await self._ask(transaction, name, sql, parameters)).count

    async def insert_update_delete_many(
        self, transaction: Transaction, name: str, sql: str, parameters: Iterable[Parameters]
    ) -> int:
        return (await self._ask(transaction, name, sql, parameters, many=True)).count
