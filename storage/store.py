"""The store that actions and workers see, over either engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.features.figures.port import Reading
from bot.features.store import Session, Tx
from bot.keys.crypto import ServiceKeys
from storage.broadcasts import BroadcastRows
from storage.confirmations import ConfirmationRows
from storage.dead_letters import DeadLetterRows
from storage.engine.engine import Engine
from storage.engine.seals import Seals, Vault
from storage.figures import FigureReading, FigureRows
from storage.groups import GroupRows
from storage.hours import HoursRows
from storage.inbox import InboxRows
from storage.prefetch import Prefetching
from storage.retention import RetentionRows
from storage.workers import WorkerRows


class SqlTx(
    Prefetching,
    InboxRows,
    GroupRows,
    DeadLetterRows,
    HoursRows,
    RetentionRows,
    FigureRows,
    WorkerRows,
    BroadcastRows,
    ConfirmationRows,
):
    """One open transaction: `bot.features.store.Tx`, with one module for each subject."""


class SqlStore:
    """A database that is open: `bot.features.store.Store`. `keys` are the keys of everything in it."""

    def __init__(self, engine: Engine, keys: ServiceKeys) -> None:
        self._engine = engine
        self._vault = Vault(keys)
        self.keys = keys

    @property
    def serves_many(self) -> bool:
        return self._engine.dialect == "postgres"

    @asynccontextmanager
    async def transaction(self, *, alone: bool = True) -> AsyncIterator[Tx]:
        queries = self._engine.queries
        async with self._engine.transaction() as transaction:
            if alone and self.serves_many:
                await queries.act_alone(transaction)
            seals = Seals(queries, transaction, self._vault)
            yield SqlTx(queries, transaction, seals)
        seals.commit()

    async def tidy(self) -> None:
        await self._engine.tidy()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        queries = self._engine.queries
        async with self._engine.reading() as transaction:
            yield FigureReading(queries, transaction, Seals(queries, transaction, self._vault))

    async def open_session(self) -> Session:
        return await self._engine.open_session()

    async def close(self) -> None:
        await self._engine.close()
