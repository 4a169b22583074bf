"""The service is stopped in the moment in which the look at a large file ends."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from storage.engine import damage
from storage.engine.sqlite import SqliteConnection


async def test_to_be_cancelled_when_it_has_just_ended_is_to_be_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.db"
    sqlite3.connect(path).close()
    path.touch()
    ended, go_on = threading.Event(), threading.Event()
    real = SqliteConnection._execute_fetchall

    def look(connection: SqliteConnection, *asked: object) -> object:
        found = real(connection, *asked)
        ended.set()
        go_on.wait(5)  # the loop has not heard of it yet
        return found

    monkeypatch.setattr(SqliteConnection, "_execute_fetchall", look)
    looking = asyncio.create_task(damage.refuse_damaged(f"sqlite:{path}"))
    await asyncio.to_thread(ended.wait, 5)
    looking.cancel()
    asyncio.get_running_loop().call_later(0.1, go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await looking
