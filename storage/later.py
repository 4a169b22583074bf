"""Writes that nobody waits for: a transaction collects them, and writes them together before anything could miss them.

To PostgreSQL each statement is a way there and back; the rows of one statement share it.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from aiosql.types import SQLOperationType

BESIDE = frozenset(
    {
        *("find_contact", "find_contacts", "latest_case", "latest_cases", "take_turn", "set_waiting"),
        *("add_message", "add_copies"),
        *("contact_key", "contact_of_case", "contact_of_chat"),
    }
)
"""The statements of a message's way that neither see what is put off, nor change what is read ahead of anybody but its
writer (storage/ahead.py). Any other statement is taken to do both."""


class TxQueries:
    """The queries, as one transaction asks them."""

    def __init__(self, queries: Any, connection: Any) -> None:
        self._queries = queries
        self._connection = connection
        self._put_off: dict[str, list[Mapping[str, Any]]] = {}
        self.changes = 0
        """How many statements were asked that may have changed anything."""

    def __getattr__(self, name: str) -> Any:
        query = getattr(self._queries, name)
        if name in BESIDE:
            return query
        self.changes += not _only_reads(query)
        return self._after_writing(query) if self._put_off else query

    def put_off(self, name: str, **parameters: Any) -> None:
        """Let the query be asked for this row with the others that are put off: in order, among those of its name."""
        self._put_off.setdefault(name, []).append(parameters)

    async def write(self) -> None:
        """Ask what was put off."""
        put_off, self._put_off = self._put_off, {}
        for name, rows in put_off.items():
            await getattr(self._queries, name)(self._connection, rows)

    def _after_writing(self, query: Any) -> Callable[..., Any]:
        async def ask(*arguments: Any, **parameters: Any) -> Any:
            await self.write()
            return await query(*arguments, **parameters)

        async def ask_for_rows(*arguments: Any, **parameters: Any) -> AsyncIterator[Any]:
            await self.write()
            async for row in query(*arguments, **parameters):
                yield row

        return ask_for_rows if query.operation is SQLOperationType.SELECT else ask


def _only_reads(query: Any) -> bool:
    return bool(query.sql.startswith("SELECT"))
