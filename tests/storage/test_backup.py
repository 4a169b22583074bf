"""Backups: whole, of either engine into either, in two files that belong together."""

import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.features.store import Store
from bot.kernel.content import Text
from bot.kernel.errors import NewerDatabase, StoreError
from bot.kernel.model import Arrival, Direction, MessageState
from bot.kernel.outgoing import Leave
from storage.database import open_store
from storage.engine.backup import back_up, keys_beside, restore
from tests.made_keys import MASTER
from tests.storage.conftest import TELEGRAM, add_amal, add_case, enqueue

NOW = 1_760_000_000_000


async def fill(store: Store) -> None:
    """Something in most tables, and a row that came and went, whose number must not come back."""
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        case = await add_case(tx, amal)
        await tx.add_message(
            direction=Direction.TO_TEAM,
            state=MessageState.HELD,
            channel=TELEGRAM,
            case=case.id,
            contact=amal.id,
            chat=amal.chat,
            external="7",
            content=Text("السؤال"),
            now=1,
        )
        await tx.add_volunteer(case.team, "201", "A", 1)
        await tx.add_arrivals(TELEGRAM, [Arrival(external="5", conversation="101", album=None, payload=b"\x00\xff")], 1)
        await tx.set_fact("a", "b")
        await tx.enqueue(Leave(), channel=TELEGRAM, chat="-1", now=1)
        gone = await enqueue(tx, Leave(), channel=TELEGRAM, chat="-2", now=1)
        await tx.finish_outgoing(gone)


async def contents(store: Store) -> list[object]:
    async with store.transaction() as tx:
        amal = await tx.find_contact(TELEGRAM, "101")
        assert amal is not None
        [case] = await tx.open_cases()
        arrivals = [(row.channel, row.payload) for row in await tx.waiting_arrivals(9, 9)]
        held = [(message.id, message.content) for message in await tx.queued_messages(case.id)]
        return [amal.pseudonym, case.handle, arrivals, held, await tx.fact("a"), await tx.queue_sizes()]


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_what_is_restored_is_what_there_was(
    url: str, make_url: Callable[[str], Awaitable[str]], engine: str, tmp_path: Path
) -> None:
    target = await make_url(engine)
    old = await open_store(url, MASTER)
    await fill(old)
    expected = await contents(old)
    rows = await back_up(url, tmp_path / "x.backup", NOW)
    await old.close()
    assert await restore(target, tmp_path / "x.backup", keys_beside(tmp_path / "x.backup")) >= rows
    new = await open_store(target, MASTER)
    assert await contents(new) == expected
    async with new.transaction() as tx:
        assert await tx.fact("held_since") == str(NOW)
        assert await enqueue(tx, Leave(), channel=TELEGRAM, chat="-3", now=1) == 3, "a number never comes back"
    await new.close()


async def test_a_backup_is_for_us_alone_and_leaves_nothing_beside_it(url: str, tmp_path: Path) -> None:
    store = await open_store(url, MASTER)
    await fill(store)
    folder = tmp_path / "backups"
    folder.mkdir()
    await back_up(url, folder / "x.backup", NOW)
    await store.close()
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["x.backup", "x.backup.keys"]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


async def test_a_database_in_use_is_not_overwritten(url: str, tmp_path: Path) -> None:
    store = await open_store(url, MASTER)
    await fill(store)
    await back_up(url, tmp_path / "x.backup", NOW)
    with pytest.raises(StoreError, match="not empty"):
        await restore(url, tmp_path / "x.backup", tmp_path / "x.backup.keys")
    await store.close()


async def test_the_log_of_a_killed_process_does_not_get_into_what_is_restored(tmp_path: Path) -> None:
    backup, new = await sqlite_backup(tmp_path), tmp_path / "new.db"
    store = await open_store(f"sqlite:{new}", MASTER)
    log = (tmp_path / "new.db-wal").read_bytes()
    await store.close()
    new.unlink()
    (tmp_path / "new.db-wal").write_bytes(log)
    with pytest.raises(StoreError, match=r"new\.db-wal is left"):
        await restore(f"sqlite:{new}", backup, keys_beside(backup))
    assert not new.exists()
    (tmp_path / "new.db-wal").unlink()
    assert await restore(f"sqlite:{new}", backup, keys_beside(backup))


async def sqlite_backup(tmp_path: Path, name: str = "x", now: int = NOW) -> Path:
    store = await open_store(f"sqlite:{tmp_path / f'{name}.db'}", MASTER)
    await fill(store)
    await store.close()
    await back_up(f"sqlite:{tmp_path / f'{name}.db'}", tmp_path / f"{name}.backup", now)
    return tmp_path / f"{name}.backup"


async def test_files_of_two_backups_are_not_mixed(tmp_path: Path) -> None:
    one, two = await sqlite_backup(tmp_path, "one"), await sqlite_backup(tmp_path, "two", NOW + 1)
    with pytest.raises(StoreError, match="do not belong"):
        await restore(f"sqlite:{tmp_path / 'new.db'}", one, keys_beside(two))
    assert not (tmp_path / "new.db").exists()


async def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    backup = await sqlite_backup(tmp_path)
    data = bytearray(backup.read_bytes())
    data[4096 * 3 : 4096 * 4] = b"\xaa" * 4096
    backup.write_bytes(data)
    with pytest.raises(StoreError):
        await restore(f"sqlite:{tmp_path / 'new.db'}", backup, keys_beside(backup))
    assert not (tmp_path / "new.db").exists()
    assert not any("restoring" in file for file in os.listdir(tmp_path))


async def test_a_backup_without_its_keys_is_refused(tmp_path: Path) -> None:
    backup = await sqlite_backup(tmp_path)
    keys_beside(backup).unlink()
    with pytest.raises(StoreError, match=r"x\.backup\.keys"):
        await restore(f"sqlite:{tmp_path / 'new.db'}", backup, keys_beside(backup))


async def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    backup = await sqlite_backup(tmp_path)
    with sqlite3.connect(backup) as data:
        data.execute("UPDATE schema_version SET version = version + 1")
    data.close()
    with pytest.raises(NewerDatabase):
        await restore(f"sqlite:{tmp_path / 'new.db'}", backup, keys_beside(backup))


async def test_an_empty_database_has_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nothing in it"):
        await back_up(f"sqlite:{tmp_path / 'new.db'}", tmp_path / "x.backup", NOW)
    assert not (tmp_path / "x.backup").exists()
