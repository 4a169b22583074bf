"""Backups: one SQLite file, whichever database it is of. Restoring it into the other engine is how one moves.

The keys of contacts go into a file of their own, which is kept for a shorter time: when it is gone, what was erased
since can't be read in the older copy either.
"""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from bot.kernel.errors import StoreError
from bot.kernel.facts import BACKED_UP_AT, HELD_SINCE
from storage.engine.engine import Engine
from storage.engine.migrate import migrate, newer, read_version
from storage.engine.opening import open_engine, sqlite_file
from storage.engine.sql import read_migrations

KEY_TABLES = frozenset({"contact_keys"})
"""What goes into the second file."""
_BATCH = 1000
"""Rows that are carried at once."""


def keys_beside(backup: Path) -> Path:
    """Where the keys of a backup are, unless somebody moved them."""
    return backup.with_name(backup.name + ".keys")


async def back_up(url: str, target: Path, now: int) -> int:
    """Copy the database as it is at one instant, while it is used, and look whether the copy is whole.

    Makes `target` and the file of keys beside it, readable by nobody else. Returns how many rows. Raises StoreError.
    """
    unfinished = target.with_name(target.name + ".part")
    with _removed_afterwards(unfinished, keys_beside(unfinished)):
        engine = await open_engine(url)
        try:
            if await read_version(engine) == 0:
                raise StoreError("there is nothing in it yet")
            _make_private(unfinished)
            if file := sqlite_file(url):
                await asyncio.to_thread(_copy_file, file, unfinished)
            else:
                await _copy_server(engine, url, unfinished)
        finally:
            await engine.close()
        rows = await asyncio.to_thread(_finish, unfinished, now)
        for path in (unfinished, keys_beside(unfinished)):
            os.replace(path, path.with_name(path.name.replace(".part", "")))
    return rows


async def restore(url: str, backup: Path, keys: Path) -> int:
    """Fill an empty database from a backup; nothing is sent from it before staff release it. Returns how many rows.

    An older backup is brought to the newest form. Raises StoreError, and NewerDatabase for one of a newer version.
    """
    for path in (backup, keys):
        if not path.is_file():
            raise StoreError(f"there is no file {path.name}; a backup is two files, which may lie in different places")
    if not await _is_empty(url):
        raise StoreError("it is not empty. A backup is restored into a new database; move the old one away first")
    file = sqlite_file(url)
    if file:
        _refuse_old_log(file)
    folder = file.parent if file else backup.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f"{backup.name}.restoring"
    with _removed_afterwards(unfinished):
        _make_private(unfinished)
        await asyncio.to_thread(_put_together, backup, keys, unfinished)
        engine = await open_engine(f"sqlite:{unfinished}")
        try:
            await migrate(engine, read_migrations())
        finally:
            await engine.close()
        rows = await asyncio.to_thread(_hold, unfinished)
        if file:
            os.replace(unfinished, file)
        else:
            await _fill_server(url, unfinished)
    return rows


async def _is_empty(url: str) -> bool:
    file = sqlite_file(url)
    if file and not await asyncio.to_thread(file.exists):
        return True
    engine = await open_engine(url)
    try:
        version = await read_version(engine)
        if version > len(read_migrations()):
            raise newer(version, len(read_migrations()))
        return version == 0
    finally:
        await engine.close()


def _refuse_old_log(path: Path) -> None:
    """What a killed process left of another database would be carried over into the new one by SQLite."""
    log = path.with_name(f"{path.name}-wal")
    if not path.exists() and log.exists():
        raise StoreError(f"{log.name} is left of the old one. Move it away too, and {path.name}-shm")


# -- SQLite -----------------------------------------------------------------------------------------------------------


def _copy_file(source: Path, target: Path) -> None:
    """In one step: readers do not keep writers waiting in WAL mode, and a copy in pieces begins anew at each write."""
    with _errors_told(), closing(_connect(source)) as old, closing(_connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _finish(path: Path, now: int) -> int:
    """Take the keys out, note the time, and prove that both files are whole."""
    keys_path = keys_beside(path)
    _make_private(keys_path)
    with _errors_told(), closing(_connect(path)) as data:
        data.execute("PRAGMA secure_delete = ON")
        data.execute("ATTACH ? AS keys", (str(keys_path),))
        with data:
            data.execute("CREATE TABLE IF NOT EXISTS keys.about (backed_up_at INTEGER NOT NULL)")
            data.execute("INSERT INTO keys.about VALUES (?)", (now,))
            for table in KEY_TABLES & set(_tables(data)):
                data.execute(f"CREATE TABLE keys.{table} AS SELECT * FROM main.{table}")  # noqa: S608 - ours
                data.execute(f"DELETE FROM main.{table}")  # noqa: S608
            data.execute("INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)", (BACKED_UP_AT.key, str(now)))
        data.execute("DETACH keys")
        data.execute("VACUUM")
        rows = _prove(data)
        with closing(_connect(keys_path)) as kept:
            _prove(kept)
        return rows


def _put_together(backup: Path, keys: Path, target: Path) -> None:
    with _errors_told(), closing(_connect(backup)) as old, closing(_connect(target)) as new:
        _prove(old)
        old.backup(new)
        new.execute("ATTACH ? AS keys", (str(keys),))
        pair = new.execute(
            "SELECT COUNT(*) FROM keys.about, facts WHERE facts.key = ? AND facts.value = CAST(backed_up_at AS TEXT)",
            (BACKED_UP_AT.key,),
        ).fetchone()
        if pair != (1,):
            raise StoreError("the two files do not belong to one backup")
        with new:
            for (table,) in new.execute("SELECT name FROM keys.sqlite_master WHERE type = 'table'").fetchall():
                if table in KEY_TABLES:
                    new.execute(f"INSERT INTO main.{table} SELECT * FROM keys.{table}")  # noqa: S608 - ours
        new.execute("DETACH keys")


def _hold(path: Path) -> int:
    with _errors_told(), closing(_connect(path)) as data:
        with data:
            data.execute(
                "INSERT OR REPLACE INTO facts (key, value) SELECT ?, value FROM facts WHERE key = ?",
                (HELD_SINCE.key, BACKED_UP_AT.key),
            )
        data.execute("PRAGMA journal_mode = DELETE")
        return _prove(data)


def _prove(data: sqlite3.Connection) -> int:
    """Look at every page and every reference. Returns how many rows. Raises StoreError."""
    if data.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        raise StoreError("the copy is damaged; look at the disk, and try again")
    if data.execute("PRAGMA foreign_key_check").fetchall():
        raise StoreError("the copy has rows that belong to nothing; please report this")
    return sum(data.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _tables(data))  # noqa: S608


def _tables(data: sqlite3.Connection) -> list[str]:
    """In the order in which they were made, so each after those that it refers to."""
    rows = data.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"
    )
    return [name for (name,) in rows]


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=10)


# -- PostgreSQL -------------------------------------------------------------------------------------------------------


async def _copy_server(engine: Engine, url: str, target: Path) -> None:
    """Everything as one snapshot sees it, into a file of the same version."""
    import asyncpg

    file = await open_engine(f"sqlite:{target}")
    try:
        await migrate(file, read_migrations()[: await read_version(engine)])
    finally:
        await file.close()
    try:
        connection = await asyncpg.connect(url)
        try:
            with closing(_connect(target)) as data:
                data.execute("PRAGMA journal_mode = DELETE")
                async with connection.transaction(isolation="repeatable_read", readonly=True):
                    with data:
                        for table in _tables(data):
                            await _copy_table(connection, data, table)
        finally:
            await connection.close()
    except (asyncpg.PostgresError, OSError) as error:
        raise StoreError(f"the database server can't be read: {type(error).__name__}") from None


async def _copy_table(connection: object, data: sqlite3.Connection, table: str) -> None:
    names = _columns(data, table)
    columns, places = ", ".join(names), ", ".join("?" * len(names))
    data.execute(f"DELETE FROM {table}")  # noqa: S608 - what a migration put there is in the snapshot as well
    batch: list[tuple[object, ...]] = []
    async for row in connection.cursor(f"SELECT {columns} FROM {table}", prefetch=_BATCH):  # type: ignore[attr-defined]  # noqa: S608
        batch.append(tuple(row))
        if len(batch) == _BATCH:
            data.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)  # noqa: S608
            batch.clear()
    data.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", batch)  # noqa: S608
    last = await connection.fetchval(  # type: ignore[attr-defined]
        "SELECT last_value FROM pg_sequences WHERE schemaname = current_schema()"
        " AND sequencename = (SELECT relname FROM pg_class WHERE oid = to_regclass(pg_get_serial_sequence($1, 'id')))",
        table,
    ) if "id" in names else None  # fmt: skip
    if last is not None:
        # A key never comes back, also when its row was the last one and is gone.
        data.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
        data.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, last))


async def _fill_server(url: str, source: Path) -> None:
    """All in one transaction, so that a restoration that is broken off leaves an empty database."""
    import asyncpg

    engine = await open_engine(url)
    try:
        await migrate(engine, read_migrations())
    finally:
        await engine.close()
    try:
        connection = await asyncpg.connect(url)
        try:
            with closing(_connect(source)) as data:
                async with connection.transaction():
                    for table in _tables(data):
                        await _fill_table(connection, data, table)
        finally:
            await connection.close()
    except (asyncpg.PostgresError, OSError) as error:
        raise StoreError(f"the database server can't be filled: {type(error).__name__}") from None


async def _fill_table(connection: object, data: sqlite3.Connection, table: str) -> None:
    names = _columns(data, table)
    await connection.execute(f"DELETE FROM {table}")  # type: ignore[attr-defined]  # noqa: S608
    rows = data.execute(f"SELECT {', '.join(names)} FROM {table}")  # noqa: S608
    while batch := rows.fetchmany(_BATCH):
        await connection.copy_records_to_table(table, records=batch, columns=names)  # type: ignore[attr-defined]
    sequence = data.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    if sequence and sequence[0]:
        await connection.execute(  # type: ignore[attr-defined]
            "SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", table, sequence[0]
        )


def _columns(data: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in data.execute(f"PRAGMA table_info({table})")]


# -- Files ------------------------------------------------------------------------------------------------------------


def _make_private(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"{path.name} can't be made: {error.strerror}") from None


@contextmanager
def _removed_afterwards(*paths: Path) -> Iterator[None]:
    """Whatever happens, no half of a copy stays behind."""
    try:
        yield
    finally:
        for path in paths:
            for each in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
                with suppress(OSError):
                    each.unlink(missing_ok=True)


@contextmanager
def _errors_told() -> Iterator[None]:
    """SQLite's messages name tables and columns, never values."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"the copy can't be made: {error}") from None
