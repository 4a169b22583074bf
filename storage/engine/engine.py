"""What the store needs of a database, whichever it is."""

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from bot.features.store import Session
from storage.engine.sql import Dialect
from storage.engine.transaction import Transaction


class Engine(Protocol):
    """A database that is open."""

    @property
    def dialect(self) -> Dialect: ...

    @property
    def queries(self) -> Any:
        """The methods that aiosql made; the first argument of each is a transaction."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Committed on exit, rolled back on any exception, cancellation included.

        Errors of the driver leave as StoreError, without the parameters of the statement.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction that only reads, and sees the database as it is at its first query.

        Queries that take long hold up nobody: neither the event loop nor whoever writes. Errors as of `transaction`.
        """
        ...

    async def tidy(self) -> None:
        """See that what was deleted is gone from the files too, as far as the database lets us."""
        ...

    async def open_session(self) -> Session:
        """A connection beside the transactions. Raises StoreError."""
        ...

    async def close(self) -> None: ...
