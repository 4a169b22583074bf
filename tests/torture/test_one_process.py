"""A SQLite file serves one process: a second one refuses to start, whatever the first one does."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.main import ExitCode
from bot.simulator.server import Simulator
from tests.fork_server import ForkServer
from tests.torture.bot_process import BotProcess
from tests.torture.run import Options, write_config
from tests.torture.traffic import build_world

OVERLAPPING = 20


@pytest.fixture
async def simulator(tmp_path: Path) -> AsyncIterator[Simulator]:
    world, _, _ = build_world(2, 2)
    async with await Simulator.start(world) as simulator:
        write_config(
            Options(f"sqlite:{tmp_path / 'data' / 'one.db'}", tmp_path, kills=0, updates=0, seed=0), simulator.url
        )
        yield simulator


def start(fork_server: ForkServer, simulator: Simulator, folder: Path, errors: str = "errors") -> BotProcess:
    (folder / errors).touch()
    return BotProcess.start(
        fork_server,
        ["--config", str(folder / "config.toml"), "--log-level", "error", "run"],
        {"BROBYGGER_TELEGRAM_TOKEN": simulator.token, "BROBYGGER_WEBHOOK_SECRET": "x"},
        folder / errors,
    )


async def runs(simulator: Simulator) -> None:
    """Until one has made its first call."""
    async with asyncio.timeout(60):
        while not count_starts(simulator):  # noqa: ASYNC110 - the simulator tells nobody of calls
            await asyncio.sleep(0.02)


async def test_a_second_one_refuses_before_its_first_call_and_says_why(
    fork_server: ForkServer, simulator: Simulator, tmp_path: Path
):
    first = start(fork_server, simulator, tmp_path)
    await runs(simulator)
    starts = count_starts(simulator)
    second = start(fork_server, simulator, tmp_path, "second")
    assert await second.wait(60) == ExitCode.DATABASE
    said = (tmp_path / "second").read_text("utf-8")
    assert f"runs already, as process {first.pid}, and a SQLite file serves one process" in said
    assert "Traceback" not in said
    assert count_starts(simulator) == starts
    first.signal(signal.SIGTERM)
    assert await first.wait(60) == ExitCode.DONE


async def test_a_sleeping_one_keeps_its_place_and_a_killed_one_leaves_it_at_once(
    fork_server: ForkServer, simulator: Simulator, tmp_path: Path
):
    first = start(fork_server, simulator, tmp_path)
    await runs(simulator)
    first.signal(signal.SIGSTOP)
    for _ in range(3):
        other = start(fork_server, simulator, tmp_path)
        assert await other.wait(60) == ExitCode.DATABASE
    first.signal(signal.SIGCONT)
    other = start(fork_server, simulator, tmp_path)
    assert await other.wait(60) == ExitCode.DATABASE
    await first.kill()
    simulator.api.calls.clear()
    next_one = start(fork_server, simulator, tmp_path)
    await runs(simulator)
    next_one.signal(signal.SIGTERM)
    assert await next_one.wait(60) == ExitCode.DONE


async def test_of_many_that_start_together_one_runs(fork_server: ForkServer, simulator: Simulator, tmp_path: Path):
    processes = [start(fork_server, simulator, tmp_path) for _ in range(OVERLAPPING)]
    async with asyncio.timeout(60):
        while sum(process.running for process in processes) > 1:
            await asyncio.wait(
                [process.code for process in processes if process.running], return_when="FIRST_COMPLETED"
            )
    codes = [process.code.result() for process in processes if not process.running]
    assert codes == [ExitCode.DATABASE] * (OVERLAPPING - 1)
    await runs(simulator)
    assert count_starts(simulator) == 1
    [left] = [process for process in processes if process.running]
    left.signal(signal.SIGTERM)
    assert await left.wait(60) == ExitCode.DONE


def count_starts(simulator: Simulator) -> int:
    return sum(method.lower() == "getme" for _, method, *_ in simulator.api.calls)
