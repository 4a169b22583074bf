"""The store that actions and workers see, over either engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ports import Reading, Tx
from storage.aside import AsidePart
from storage.cases import CasePart
from storage.engine import Engine
from storage.figures import FigurePart, FigureReading
from storage.hours import HoursPart
from storage.inbox import InboxPart
from storage.messages import MessagePart
from storage.outbox import OutboxPart
from storage.retention import RetentionPart


class SqlTx(InboxPart, CasePart, MessagePart, OutboxPart, AsidePart, HoursPart, RetentionPart, FigurePart):
    """One open transaction: `bot.ports.Tx`, with one module for each subject."""


class SqlStore:
    """A database that is open: `bot.ports.Store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        async with self._engine.transaction() as connection:
            yield SqlTx(self._engine.queries, connection)

    async def tidy(self) -> None:
        await self._engine.tidy()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        async with self._engine.reading() as connection:
            yield FigureReading(self._engine.queries, connection)

    async def close(self) -> None:
        await self._engine.close()
