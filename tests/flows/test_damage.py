"""A disk that fails: the service refuses a damaged database, changes nothing in it, and says what to do."""

import asyncio
import ctypes
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import opened
from bot.cli.main import ExitCode
from bot.kernel.errors import DamagedDatabase
from storage.engine import damage
from tests.flows.conftest import Play
from tests.flows.process import Process

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
"""https://man7.org/linux/man-pages/man7/capabilities.7.html"""


def obey_modes() -> None:
    """Before a program begins: root, too, may then do no more with a file than its mode says."""
    prctl = ctypes.CDLL(None).prctl
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "brobygger.db"


@pytest.fixture
async def bot(play: Play, file: Path) -> AsyncIterator[Process]:
    """One that has run: there are a question, a backup, and what came after it."""
    process = Process(play, f"sqlite:{file}")
    await process.start()
    try:
        await play.ask(play.bo, "Pytanie", "pl")
        code, printed = await process.command("backup", str(play.folder / "backups"))
        assert code == ExitCode.DONE, printed
        for number in range(20):
            await play.bo.say(f"Dalej {number}")
        await play.polish.sees("Dalej 19")
        yield process
    finally:
        await process.kill_what_is_left()


def spoil_table(file: Path, table: str = "messages") -> None:
    """The page with which a table begins: half of its bytes are turned round."""
    with closing(sqlite3.connect(file)) as data:
        [[page]] = data.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchall()
        [[size]] = data.execute("PRAGMA page_size").fetchall()
    flip(file, (page - 1) * size, size // 2)


def spoil_header(file: Path) -> None:
    flip(file, 0, 16)


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def contents(file: Path) -> bytes:
    return file.read_bytes()


def flip(file: Path, start: int, length: int) -> None:
    data = bytearray(file.read_bytes())
    data[start : start + length] = bytes(byte ^ 0xFF for byte in data[start : start + length])
    file.write_bytes(data)


@pytest.mark.parametrize("spoil", [spoil_table, spoil_header, cut])
async def test_a_damaged_database_is_refused_and_left_alone_until_a_backup_takes_its_place(
    play: Play, bot: Process, file: Path, spoil: Callable[[Path], None]
) -> None:
    assert await bot.end(signal.SIGTERM) == ExitCode.DONE
    spoil(file)
    damaged = contents(file)
    await play.bo.say("Kiedy baza jest uszkodzona")
    await bot.start()
    code, errors = await bot.ended()
    assert code == ExitCode.DATABASE
    assert "is damaged" in errors
    assert "brobygger restore" in errors
    assert "Traceback" not in errors
    assert contents(file) == damaged
    assert "Kiedy baza" not in play.polish.transcript()

    code, printed = await bot.command("check")
    assert code == ExitCode.CHECK
    assert "is damaged" in printed
    assert contents(file) == damaged

    for left in file.parent.iterdir():
        left.unlink()
    [backup] = (play.folder / "backups").glob("*.backup")
    code, printed = await bot.command("restore", str(backup))
    assert code == ExitCode.DONE, printed
    await bot.start()
    await play.staff.sees("♻️")
    await play.sol.write(play.staff, "/release")
    await play.polish.sees("Kiedy baza jest uszkodzona")
    assert await bot.end(signal.SIGTERM) == ExitCode.DONE


async def test_after_a_kill_the_damage_is_found_too(bot: Process, file: Path) -> None:
    await bot.end(signal.SIGKILL)
    assert file.with_name("brobygger.db-wal").stat().st_size > 0
    spoil_table(file)
    await bot.start()
    code, errors = await bot.ended()
    assert code == ExitCode.DATABASE
    assert "is damaged" in errors
    assert "brobygger restore" in errors


async def test_damage_in_a_large_database_is_found_beside_the_work_and_ends_it(
    play: Play, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(damage, "AT_ONCE", 0)
    settings = play.settings(storage={"url": f"sqlite:{file}"})
    for question in ("Pytanie", "Drugie"):
        async with play.bot(settings):
            await play.ask(play.bo, question, "pl")
    spoil_table(file, "copies")
    async with asyncio.timeout(60), opened(settings, play.clock) as run_until:
        with pytest.raises(DamagedDatabase, match="brobygger restore"):
            await run_until(asyncio.Event())


async def test_a_running_service_that_meets_damage_ends_and_says_so(bot: Process, file: Path) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA writable_schema = ON")
        other.execute("UPDATE sqlite_schema SET rootpage = 1000000 WHERE name = 'facts'")
        [[version]] = other.execute("PRAGMA schema_version").fetchall()
        other.execute(f"PRAGMA schema_version = {version + 1}")
    code, errors = await bot.ended()
    assert code == ExitCode.DATABASE
    assert "is damaged" in errors


@pytest.mark.parametrize("which", ["file", "folder"])
async def test_a_database_that_may_not_be_written_is_refused_with_what_to_do(
    play: Play, bot: Process, file: Path, which: str
) -> None:
    assert await bot.end(signal.SIGTERM) == ExitCode.DONE
    file.with_name(f"{file.name}.lock").unlink()
    target, before = file if which == "file" else file.parent, contents(file)
    mode = target.stat().st_mode
    target.chmod(mode & 0o555)
    await bot.start(before=obey_modes)
    code, errors = await bot.ended()
    assert code == ExitCode.DATABASE
    assert "can't be opened or written" in errors
    assert "ls -la" in errors
    assert "Traceback" not in errors
    assert contents(file) == before
    target.chmod(mode)
    await bot.start(before=obey_modes)
    await play.bo.say("Znowu")
    await play.polish.sees("Znowu")


@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
async def test_what_sqlite_keeps_beside_the_file_has_to_be_writable_too(
    play: Play, bot: Process, file: Path, suffix: str
) -> None:
    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    left = file.with_name(file.name + suffix)
    left.chmod(0o400)
    await bot.start(before=obey_modes)
    code, errors = await bot.ended()
    assert code == ExitCode.DATABASE
    assert f"read-only for this user: {left.name}" in errors
    assert "Traceback" not in errors
    left.chmod(0o600)
    await bot.start(before=obey_modes)
    await play.bo.say("Znowu")
    await play.polish.sees("Znowu")
    assert await bot.end(signal.SIGTERM) == ExitCode.DONE
