"""The processes that clean files: what a bad file does to them, and that none is left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cleaning import pool as pool_module
from bot.cleaning.pool import CleaningPool
from bot.kernel.errors import FileReason, FileRefused
from tests import files

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def pool() -> AsyncIterator[CleaningPool]:
    made = CleaningPool()
    yield made
    await made.close()


def is_there(process: int) -> bool:
    """Whether a process runs. One that has ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def until_gone(*processes: int) -> None:
    def look() -> None:
        deadline = time.monotonic() + 60
        while any(map(is_there, processes)):
            assert time.monotonic() < deadline, "still there"
            time.sleep(0.01)

    await asyncio.to_thread(look)


def environment_of(process: int) -> bytes:
    return Path(f"/proc/{process}/environ").read_bytes()


async def test_nothing_runs_before_the_first_file_and_after_the_end() -> None:
    pool = CleaningPool()
    assert pool.processes == []
    await asyncio.gather(*(pool.clean(files.jpeg(seed)) for seed in range(5)))
    running = pool.processes
    assert len(running) == pool_module.WORKERS
    await pool.close()
    await until_gone(*running)


async def test_a_quiet_pool_ends_its_processes(pool: CleaningPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "IDLE_SECONDS", 0.01)
    await pool.clean(files.jpeg())
    await until_gone(*pool.processes)
    await pool.clean(files.jpeg())


async def test_a_refusal_costs_no_process(pool: CleaningPool) -> None:
    await pool.clean(files.jpeg())
    running = pool.processes
    with pytest.raises(FileRefused) as refused:
        await pool.clean(files.packed({"a": "b"}))
    assert refused.value == FileRefused(FileReason.ARCHIVE)
    assert pool.processes == running


async def test_a_process_that_dies_is_replaced(pool: CleaningPool) -> None:
    await pool.clean(files.jpeg())
    (first,) = pool.processes
    os.kill(first, signal.SIGKILL)
    await until_gone(first)
    assert (await pool.clean(files.jpeg())).extension == ".jpg"


async def test_a_process_that_hangs_is_ended_while_others_go_on(
    pool: CleaningPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.gather(*(pool.clean(files.jpeg(seed)) for seed in range(2)))
    monkeypatch.setattr(pool_module, "SECONDS", 1.0)
    stopped = pool._idle[-1].pid  # the one that is asked next
    os.kill(stopped, signal.SIGSTOP)
    hanging = asyncio.create_task(pool.clean(files.jpeg()))
    await asyncio.sleep(0)
    began = time.monotonic()
    monkeypatch.setattr(pool_module, "SECONDS", 25.0)
    assert (await pool.clean(files.jpeg(1))).extension == ".jpg"
    with pytest.raises(FileRefused) as refused:
        await hanging
    assert refused.value == FileRefused(FileReason.TOO_SLOW)
    assert time.monotonic() - began < 20
    await until_gone(stopped)


async def test_nobody_waits_for_what_was_given_up(pool: CleaningPool) -> None:
    await pool.clean(files.jpeg())
    (first,) = pool.processes
    os.kill(first, signal.SIGSTOP)
    given_up = asyncio.create_task(pool.clean(files.jpeg()))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    await until_gone(first)


OUTLIVED = """
import asyncio, sys
from bot.cleaning.pool import CleaningPool
async def main():
    pool = CleaningPool()
    await pool.clean(b"hello there")
    print(*pool.processes, flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's signal to children is Linux's")
async def test_a_killed_service_leaves_no_orphans() -> None:
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OUTLIVED, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert service.stdout is not None
    children = [int(word) for word in (await service.stdout.readline()).split()]
    assert children
    assert all(map(is_there, children))
    service.kill()
    await service.communicate()
    await until_gone(*children)


def test_the_service_itself_loads_none_of_the_libraries() -> None:
    """They are 35 MB, and they are where a bad file could do harm."""
    look = "import sys, bot.app; print([name for name in ('PIL', 'pikepdf', 'av', 'lxml') if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"


async def test_closed_in_the_middle_it_leaves_nothing_and_refuses_no_file() -> None:
    pool = CleaningPool()
    asked = [asyncio.create_task(pool.clean(files.jpeg(seed))) for seed in range(5)]
    while len(pool.processes) < pool_module.WORKERS:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)
    running = pool.processes
    await pool.close()
    await until_gone(*running)
    ended = await asyncio.gather(*asked, return_exceptions=True)
    assert {type(each) for each in ended} == {OSError}


async def test_the_processes_know_no_secrets(pool: CleaningPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROBYGGER_TELEGRAM_TOKEN", "1:invented")
    await pool.clean(files.jpeg())
    (process,) = pool.processes
    assert b"invented" not in environment_of(process)
