"""One suite, two engines: a test that asks for `store` runs on SQLite and on PostgreSQL, each time in a new one."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.features.store import Store, Tx
from bot.kernel.ids import LanguageCode, OutboxId, TeamName, TopicId
from bot.kernel.model import Case, CaseState, Contact
from bot.kernel.outgoing import Operation
from storage.database import open_store
from storage.engine.engine import Engine
from storage.engine.opening import open_engine
from tests.made_keys import MASTER

TELEGRAM = "telegram"
GROUP = "-100"


@pytest.fixture
async def engine(empty_url: str) -> AsyncIterator[Engine]:
    """An empty database without any table."""
    engine = await open_engine(empty_url)
    yield engine
    await engine.close()


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    store = await open_store(url, MASTER)
    yield store
    await store.close()


@pytest.fixture
async def tx(store: Store) -> AsyncIterator[Tx]:
    """A transaction that is committed after the test."""
    async with store.transaction() as tx:
        yield tx


async def add_amal(tx: Tx, chat: str = "101", pseudonym: str = "Blue Heron") -> Contact:
    contact = await tx.add_contact(TELEGRAM, chat, pseudonym, now=1)
    assert contact is not None
    return contact


async def add_case(tx: Tx, contact: Contact, handle: str = "h1", now: int = 10, topic: str = "work") -> Case:
    return await tx.add_case(
        contact,
        team=TeamName("arabic"),
        language=LanguageCode("ar"),
        topic=TopicId(topic),
        state=CaseState.OPEN,
        title=f"{contact.pseudonym}, {topic}",
        handle=handle,
        now=now,
    )


async def enqueue(tx: Tx, operation: Operation, **where: Any) -> OutboxId:
    """Put something into the outbox, and say which row it is."""
    await tx.enqueue(operation, **where)
    [[newest]] = await tx._transaction.run("SELECT MAX(id) FROM outbox")
    return OutboxId(newest)


async def fetch(store: Store, sql: str) -> list[tuple[object, ...]]:
    """Look at the tables themselves, for what the store rightly does not show."""
    async with store._engine.transaction() as transaction:
        return [tuple(row) for row in await transaction.run(sql)]
