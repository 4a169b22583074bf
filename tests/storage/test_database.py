"""Opening: what an address may say, what a file must promise, and the way to the newest form."""

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.features.store import Store
from bot.kernel.errors import NewerDatabase, StoreError
from bot.kernel.model import Arrival
from bot.keys.crypto import ServiceKeys, place_of
from storage.database import open_store
from storage.engine import sqlite
from storage.engine.engine import Engine
from storage.engine.keys import unlock
from storage.engine.migrate import migrate
from storage.engine.opening import open_engine
from storage.engine.sql import read_migrations
from storage.store import SqlStore
from tests.made_keys import MASTER
from tests.storage.conftest import TELEGRAM, add_amal, fetch

NEWEST = len(read_migrations())


async def close(url: str) -> None:
    await (await open_store(url, MASTER)).close()


@pytest.mark.parametrize("url", ["", "sqlite:", "mysql://root@localhost/x", "data/brobygger.db"], ids=repr)
async def test_an_address_that_nobody_knows(url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:path or postgresql"):
        await open_store(url, MASTER)


async def test_the_folder_and_the_file_are_made_for_us_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "data" / "brobygger.db"
    store = await open_store(f"sqlite:{path}", MASTER)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    async with store.transaction() as tx:
        await tx.set_fact("a", "1")
    wal = path.with_name("brobygger.db-wal")
    assert stat.S_IMODE(wal.stat().st_mode) == 0o600
    await store.close()
    assert not wal.exists()


async def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await close("sqlite:data/brobygger.db")
    assert (tmp_path / "data" / "brobygger.db").exists()


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "brobygger.db"
    path.write_text("These are not the bytes that you are looking for. " * 40)
    with pytest.raises(StoreError, match="not a database"):
        await open_store(f"sqlite:{path}", MASTER)


async def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be opened") as caught:
        await open_store(f"sqlite:{tmp_path}", MASTER)
    assert str(tmp_path) not in str(caught.value)


async def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="server can't be used"):
        await open_store(f"postgresql://somebody@/brobygger?host={tmp_path}", MASTER)


async def test_what_a_sqlite_file_promises(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:{tmp_path / 'brobygger.db'}", MASTER)
    promises = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 5000,
        "temp_store": 2,
    }
    for pragma, promised in promises.items():
        # Outside of a transaction, which some of them need to tell the truth.
        [[found]] = await store._engine._connection.execute_fetchall(f"PRAGMA {pragma}")
        assert found == promised, pragma
    await store.close()


async def test_deleted_words_leave_the_file(tmp_path: Path) -> None:
    path = tmp_path / "brobygger.db"
    words = b"a secret that nobody may read"
    for _ in range(2):
        store = await open_store(f"sqlite:{path}", MASTER)
        async with store.transaction() as tx:
            await tx.set_fact("a", words.decode())
        await store.close()
    assert words in path.read_bytes()
    store = await open_store(f"sqlite:{path}", MASTER)
    async with store.transaction() as tx:
        await tx.set_fact("a", "")
    await store.close()
    assert words not in path.read_bytes()


async def test_a_file_that_somebody_else_writes_is_busy_and_recovers(tmp_path: Path) -> None:
    path = tmp_path / "brobygger.db"
    store = await open_store(f"sqlite:{path}", MASTER)
    await store._engine._connection.execute_fetchall("PRAGMA busy_timeout = 50")  # as if five seconds had passed
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="locked"):
        async with store.transaction() as tx:
            await tx.set_fact("a", "1")
    other.execute("ROLLBACK")
    other.close()
    async with store.transaction() as tx:
        assert await tx.fact("a") is None
        await tx.set_fact("a", "1")
    await store.close()


async def test_a_full_disk_says_so_and_recovers(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:{tmp_path / 'brobygger.db'}", MASTER)
    connection = store._engine._connection
    [[pages]] = await connection.execute_fetchall("PRAGMA page_count")
    await connection.execute_fetchall(f"PRAGMA max_page_count = {pages}")

    async def write_two() -> None:
        async with store.transaction() as tx:
            await tx.set_fact("b", "1")
            await tx.set_fact("a", "x" * 100_000)

    with pytest.raises(StoreError, match="full"):
        await write_two()
    await connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 100}")
    async with store.transaction() as tx:
        assert await tx.fact("b") is None
        await tx.set_fact("a", "x" * 100_000)
    await store.close()


# -- migrations ----------------------------------------------------------------------------------------------------


async def schema(store: Store) -> list[tuple[object, ...]]:
    if store._engine.dialect == "sqlite":
        return await fetch(store, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    return await fetch(
        store,
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position",
    )


async def version(store: Store) -> list[tuple[object, ...]]:
    return await fetch(store, "SELECT version FROM schema_version")


async def test_a_new_database_has_the_newest_form(store: Store) -> None:
    assert await version(store) == [(NEWEST,)]


async def test_opening_again_changes_nothing(empty_url: str) -> None:
    store = await open_store(empty_url, MASTER)
    before = await schema(store)
    async with store.transaction() as tx:
        amal = await add_amal(tx)
    await store.close()
    store = await open_store(empty_url, MASTER)
    assert await schema(store) == before
    assert await version(store) == [(NEWEST,)]
    async with store.transaction() as tx:
        assert await tx.find_contact(TELEGRAM, "101") == amal
    await store.close()


async def test_two_open_a_new_database_at_the_same_time(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "_PATIENCE", 60.0)  # the first may take long on a busy machine
    stores = await asyncio.gather(open_store(empty_url, MASTER), open_store(empty_url, MASTER))
    assert [await version(store) for store in stores] == [[(NEWEST,)]] * 2
    for store in stores:
        await store.close()


async def test_a_newer_database_is_refused_and_left_alone(url: str, store: Store) -> None:
    await migrate(store._engine, [*read_migrations(), "CREATE TABLE future (id BIGINT);"])
    before = await schema(store)
    with pytest.raises(NewerDatabase, match=f"version {NEWEST + 1}.* knows {NEWEST}"):
        await open_store(url, MASTER)
    assert await schema(store) == before


async def test_steps_run_in_order_and_once(engine: Engine) -> None:
    steps = ["CREATE TABLE steps (n BIGINT); INSERT INTO steps VALUES (1);", "INSERT INTO steps VALUES (2);"]
    await migrate(engine, steps[:1])
    await migrate(engine, steps)
    await migrate(engine, steps)
    store = SqlStore(engine, ServiceKeys.make())
    assert await version(store) == [(2,)]
    assert await fetch(store, "SELECT n FROM steps ORDER BY n") == [(1,), (2,)]


async def test_a_step_that_fails_leaves_the_step_before(engine: Engine) -> None:
    half_good = "CREATE TABLE two (n BIGINT);\nCREATE TABLE two (n BIGINT);"
    with pytest.raises(StoreError):
        await migrate(engine, ["CREATE TABLE one (n BIGINT);", half_good])
    assert await version(SqlStore(engine, ServiceKeys.make())) == [(1,)]
    async with engine.transaction() as transaction:
        await transaction.run("CREATE TABLE two (n BIGINT)")


async def test_a_database_that_numbered_its_updates_goes_on_where_it_was(empty_url: str) -> None:
    """As versions before 0011 wrote it: updates are numbers, and sealed for their numbers."""
    engine = await open_engine(empty_url)
    await migrate(engine, read_migrations()[:10])
    queue = (await unlock(engine, MASTER)).queue
    async with engine.transaction() as transaction:
        rows = [
            {
                "channel": TELEGRAM,
                "external": number,
                "conversation": "c",
                "album": None,
                "payload": queue.seal(b"%d" % number, place_of("inbox", "payload", TELEGRAM, number)),
                "now": 1,
            }
            for number in (9, 10, 11)
        ]
        await engine.queries.add_arrivals(transaction, rows)
        await transaction.run("DELETE FROM inbox WHERE external = 11")
    await engine.close()
    for _ in range(2):
        store = await open_store(empty_url, MASTER)
        async with store.transaction() as tx:
            assert await tx.cursor(TELEGRAM) == "11"
            assert [(row.id, row.payload) for row in await tx.waiting_arrivals(9, 9)] == [(1, b"9"), (2, b"10")]
            assert await tx.add_arrivals(TELEGRAM, [Arrival("10", "c", None, b"again")], now=2) == 0
        await store.close()
    store = await open_store(empty_url, MASTER)
    async with store.transaction() as tx:
        await tx.add_arrivals(TELEGRAM, [Arrival("12", "c", None, b"12")], now=2)
        *_, newest = await tx.waiting_arrivals(9, 9)
        assert newest.id > 3, "the number of a row never comes back"
    await store.close()
