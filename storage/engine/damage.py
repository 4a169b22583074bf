"""Whether a SQLite file is whole: looked at before anything is written into it, and never repaired.

`PRAGMA quick_check` reads every page and what stands in each row: two seconds of one core for a million messages
(370 MB). A file up to AT_ONCE is looked at before the service begins; Telegram keeps what comes in meanwhile. For a
longer one nobody should wait: it is looked at beside the work, and damage ends the service then, as it does when the
service itself meets it. https://www.sqlite.org/pragma.html#pragma_quick_check
"""

import sqlite3
from pathlib import Path

from bot.kernel.errors import DamagedDatabase
from storage.engine.opening import sqlite_file
from storage.engine.sqlite import explain_fault, opened, refuse_unwritable

AT_ONCE = 128 * 1024 * 1024
"""Bytes of a file that is looked at before the start: less than a second of one core."""


def is_checked_at_once(url: str) -> bool:
    """False for a file that takes long. There is nothing to wait for where there is no file, or a server."""
    path = _file(url)
    return path is None or path.stat().st_size <= AT_ONCE


async def refuse_damaged(url: str) -> None:
    """Look at the whole file, if there is one, and change nothing. Raises DamagedDatabase, and StoreError.

    Where we may not write it raises too: even to look would leave files behind that nobody can write.

    PostgreSQL looks after its own files.
    """
    path = _file(url)
    if path is None:
        return
    refuse_unwritable(path)
    try:
        async with opened(lambda: sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            [[found]] = await connection.execute_fetchall("PRAGMA quick_check(1)")
    except sqlite3.Error as error:
        raise explain_fault(error) from None
    found = str(found).splitlines()[-1]  # in SQLite's words, which name pages, tables and columns
    if found != "ok":
        raise DamagedDatabase(found)


def _file(url: str) -> Path | None:
    path = sqlite_file(url)
    return path if path and path.is_file() else None
