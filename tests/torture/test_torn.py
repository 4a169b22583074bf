"""What a power cut or a kill leaves of the database file: always something that opens, and says nothing half."""

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app import opened
from bot.config import load_settings
from bot.engine.system_clock import SystemClock
from bot.keys.recovery_sheet import read_key
from bot.simulator.server import Simulator
from storage.database import open_store
from tests.fork_server import ForkServer
from tests.torture.bot_process import BotProcess
from tests.torture.ledger import Ledger
from tests.torture.run import Options, check_integrity, write_config
from tests.torture.traffic import Traffic, build_world

CUTS = 150
DEEDS = 30
"""Few enough that SQLite has not yet carried the log over into the file."""


async def test_a_log_that_was_cut_anywhere_opens_and_shows_a_prefix(tmp_path: Path):
    """As after a power cut on a disk that lies about what it has written."""
    options = Options(f"sqlite:{tmp_path / 'data' / 'whole.db'}", tmp_path, kills=0, updates=DEEDS, seed=7)
    world, asking, answering = build_world(6, 4)
    ledger = Ledger(world)
    traffic = Traffic(world, ledger, random.Random(7), asking, answering)
    async with await Simulator.start(world) as simulator:
        write_config(options, simulator.url)
        settings = load_settings(
            tmp_path / "config.toml", {"BROBYGGER_TELEGRAM_TOKEN": simulator.token, "BROBYGGER_WEBHOOK_SECRET": "x"}
        )
        async with opened(settings, SystemClock()) as run_until:
            stop = asyncio.Event()
            running = asyncio.create_task(run_until(stop))
            async with asyncio.timeout(120):
                for _ in range(DEEDS):
                    traffic.act()
                    while world.updates.pending:  # so that there are many commits
                        await world.wait_beyond(world.version, 0.01)
                while ledger.open:
                    traffic.finish_beginnings()
                    await world.wait_beyond(world.version, 0.01)
            shutil.copy(tmp_path / "data" / "whole.db", tmp_path / "file")
            shutil.copy(tmp_path / "data" / "whole.db-wal", tmp_path / "log")
            stop.set()
            await running
    whole = (tmp_path / "log").read_bytes()
    rng = random.Random(8)
    lengths = sorted(rng.randrange(len(whole) + 1) for _ in range(CUTS))
    numbers = [read_cut(tmp_path, whole[:length]) for length in lengths]
    assert len({len(shown) for shown in numbers}) > 5
    for earlier, later in pairwise(numbers):
        assert later[: len(earlier)] == earlier


def read_cut(folder: Path, log: bytes) -> list[int]:
    """The updates that are stored in the database with so much of its log, in order; none where it was not yet made."""
    path = folder / "cut.db"
    for left in folder.glob("cut.db*"):
        left.unlink()
    shutil.copy(folder / "file", path)
    (folder / "cut.db-wal").write_bytes(log)
    assert check_integrity(str(path)) == "ok"
    with closing(sqlite3.connect(path)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'inbox'").fetchall():
            return []
        return [number for (number,) in connection.execute("SELECT external FROM inbox ORDER BY id")]


@pytest.mark.parametrize("kills", [4, pytest.param(12, marks=pytest.mark.long)])
async def test_killed_while_it_makes_its_database_it_makes_it_the_next_time(
    fork_server: ForkServer, tmp_path: Path, kills: int
):
    rng = random.Random(9)
    world, _, _ = build_world(2, 2)
    made = 0
    async with await Simulator.start(world) as simulator:
        for number in range(kills):
            folder = tmp_path / str(number)
            folder.mkdir()
            path = folder / "data" / "new.db"
            write_config(Options(f"sqlite:{path}", folder, kills=1, updates=0, seed=0), simulator.url)
            process = BotProcess.start(
                fork_server,
                ["--config", str(folder / "config.toml"), "--log-level", "error", "run"],
                {"BROBYGGER_TELEGRAM_TOKEN": simulator.token, "BROBYGGER_WEBHOOK_SECRET": "x"},
                folder / "errors",
            )
            async with asyncio.timeout(60):
                while not path.exists() and process.running:
                    await process.wait(0.001)
            await process.wait(rng.uniform(0, 0.02))
            await process.kill()
            made += path.stat().st_size > 0
            store = await open_store(f"sqlite:{path}", read_key((folder / "brobygger.key").read_text("utf-8")))
            async with store.transaction() as tx:
                assert not any((await tx.queue_sizes()).values())
            await store.close()
            assert check_integrity(str(path)) == "ok"
            assert (folder / "errors").read_bytes() == b""
    assert made
