"""The service key of a database, which only the right master key unwraps."""

from collections.abc import Sequence
from contextlib import suppress

from bot.kernel.errors import KeyFault, Unreadable
from bot.keys.crypto import MasterKey, ServiceKeys
from storage.engine.engine import Engine
from storage.engine.transaction import Transaction


async def try_key(engine: Engine, master: MasterKey) -> None:
    """Look whether the key fits a database that was used before, and write nothing. Raises KeyFault."""
    async with engine.transaction() as transaction:
        if await engine.queries.has_service_keys(transaction):
            await _unwrap(engine, transaction, master)


async def unlock(engine: Engine, master: MasterKey) -> ServiceKeys:
    """The service key of a database, or a new one for an empty database. Raises KeyFault."""
    async with engine.transaction() as transaction:
        await engine.queries.lock_schema(transaction)  # two processes that start together must agree on one
        keys = await _unwrap(engine, transaction, master)
        if keys is None:
            if await engine.queries.has_anything_to_read(transaction):
                raise KeyFault("the database holds data but no key to read it; take a whole copy of it instead")
            keys = ServiceKeys.make()
            await engine.queries.add_service_key(transaction, wrapped=master.wrap(keys))
        return keys


async def count_keys(engine: Engine) -> int:
    """How many master keys open the database."""
    async with engine.transaction() as transaction:
        if not await engine.queries.has_service_keys(transaction):
            return 0
        return len([row async for row in engine.queries.service_keys(transaction)])


async def admit_key(engine: Engine, old: MasterKey, new: MasterKey) -> list[int]:
    """Let the new master key open the database, besides the old one. Returns what to `dismiss_keys` afterwards.

    Raises KeyFault when the old one does not fit. It may be repeated with the same keys.
    """
    async with engine.transaction() as transaction:
        await engine.queries.lock_schema(transaction)
        rows = [row async for row in engine.queries.service_keys(transaction)]
        keys = _fitting(rows, old)
        if keys is None:
            raise wrong_key()
        if _fitting(rows, new) is None:
            await engine.queries.add_service_key(transaction, wrapped=new.wrap(keys))
        return [row[0] for row in rows if _fitting([row], new) is None]


async def dismiss_keys(engine: Engine, rows: Sequence[int]) -> None:
    """The master keys of these rows open the database no longer."""
    async with engine.transaction() as transaction:
        for row in rows:
            await engine.queries.drop_service_key(transaction, id=row)


async def _unwrap(engine: Engine, transaction: Transaction, master: MasterKey) -> ServiceKeys | None:
    """None where no key was ever made."""
    rows = [row async for row in engine.queries.service_keys(transaction)]
    keys = _fitting(rows, master)
    if rows and keys is None:
        raise wrong_key()
    return keys


def _fitting(rows: Sequence[tuple[int, bytes]], master: MasterKey) -> ServiceKeys | None:
    for _, wrapped in rows:
        with suppress(Unreadable):
            return master.unwrap(wrapped)
    return None


def wrong_key() -> KeyFault:
    return KeyFault(
        "it is not the key of this database; nothing was changed. Put the right one in its place, or type it in from "
        "the recovery sheet"
    )
