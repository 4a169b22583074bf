"""Bringing a database to the newest form: numbered steps, each in a transaction of its own."""

from collections.abc import Sequence

from bot.kernel.errors import NewerDatabase
from storage.engine.engine import Engine
from storage.engine.sql import for_dialect, statements


async def migrate(engine: Engine, migrations: Sequence[str]) -> None:
    """Run the migrations that have not run yet.

    Version n means that the first n have run. A step that fails leaves the database as the step before left it.
    Raises NewerDatabase when more have run than we know, and StoreError.
    """
    while await _migrate_once(engine, migrations):
        pass


async def _migrate_once(engine: Engine, migrations: Sequence[str]) -> bool:
    """One step, if one is left. The version is read where it is changed: another process may be at it too."""
    queries = engine.queries
    async with engine.transaction() as transaction:
        await queries.lock_schema(transaction)
        await queries.make_schema_version(transaction)
        version = await queries.schema_version(transaction) or 0
        if version > len(migrations):
            raise newer(version, len(migrations))
        if version == len(migrations):
            return False
        for statement in statements(for_dialect(migrations[version], engine.dialect)):
            await transaction.run(statement)
        await queries.drop_schema_version(transaction)
        await queries.set_schema_version(transaction, version=version + 1)
        return True


async def read_version(engine: Engine) -> int:
    """How many migrations have run; 0 for an empty database."""
    async with engine.transaction() as transaction:
        if not await engine.queries.has_schema_version(transaction):
            return 0
        version: int = await engine.queries.schema_version(transaction) or 0
        return version


def newer(version: int, known: int) -> NewerDatabase:
    return NewerDatabase(f"the database has version {version}, made by a newer Brobygger; this one knows {known}")
