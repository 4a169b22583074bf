"""A short form of `make torture`: every named point, random kills, clean stops, and nothing lost."""

import asyncio
import random
from pathlib import Path
from signal import SIGTERM

import pytest

from bot.crash_points import POINTS
from bot.simulator.server import Simulator
from tests.fork_server import ForkServer
from tests.postgres import running_server
from tests.torture.ledger import Ledger
from tests.torture.run import AT_RANDOM, LONGEST_STOP, SEEN, STOPPED, UNSEEN, Options, Torture, torture
from tests.torture.traffic import PLAIN, Traffic, build_world


async def test_killed_at_every_point_it_loses_nothing(fork_server: ForkServer, tmp_path: Path):
    report = await torture(
        fork_server,
        Options(
            storage=f"sqlite:{tmp_path / 'data' / 'torture.db'}",
            folder=tmp_path,
            kills=len(POINTS) + 7,
            updates=350,
            seed=3,
        ),
        contacts=8,
        volunteers=4,
    )
    assert report.faults() == []
    assert report.relayed > 100
    assert report.edits > 10
    assert set(POINTS) <= set(report.ends), "a point was not reached"


@pytest.mark.long
async def test_killed_with_webhook_and_postgresql_it_loses_nothing(fork_server: ForkServer, tmp_path: Path):
    with running_server() as url:
        report = await torture(
            fork_server,
            Options(
                storage=url,
                folder=tmp_path,
                kills=8,
                updates=150,
                seed=4,
                webhook=True,
                points=False,
                ways=(SEEN, UNSEEN, AT_RANDOM),
            ),
            contacts=6,
            volunteers=4,
        )
    assert report.faults() == []
    assert report.relayed > 40


@pytest.mark.long
async def test_of_two_workers_one_dies_and_nothing_is_lost(fork_server: ForkServer, tmp_path: Path):
    with running_server() as url:
        report = await torture(
            fork_server,
            Options(
                storage=url, folder=tmp_path, kills=5, updates=200, seed=6, points=False, crew=True, ways=(AT_RANDOM,)
            ),
            contacts=6,
            volunteers=4,
        )
    assert report.faults() == []
    assert report.relayed > 60


@pytest.mark.long
async def test_stopped_under_load_it_loses_and_repeats_nothing(fork_server: ForkServer, tmp_path: Path):
    report = await torture(
        fork_server,
        Options(
            storage=f"sqlite:{tmp_path / 'data' / 'torture.db'}",
            folder=tmp_path,
            kills=8,
            updates=250,
            seed=5,
            points=False,
            ways=(STOPPED,),
        ),
        contacts=8,
        volunteers=4,
    )
    assert report.faults() == []
    assert report.ends[STOPPED] == 8
    assert report.repeats == 0


async def test_stopped_while_an_answer_is_slow_it_waits_for_it(fork_server: ForkServer, tmp_path: Path):
    options = Options(f"sqlite:{tmp_path / 'data' / 'torture.db'}", tmp_path, kills=0, updates=0, seed=6)
    world, asking, answering = build_world(1, 1)
    ledger = Ledger(world)
    traffic = Traffic(world, ledger, random.Random(6), asking, answering)
    async with await Simulator.start(world) as simulator, asyncio.timeout(120):
        play = Torture(options, fork_server, simulator, ledger, traffic)

        async def settled() -> None:
            while ledger.open:
                traffic.finish_beginnings()
                await world.wait_beyond(world.version, 0.1)

        process = await play.start()
        while not ledger.entries:
            traffic.act()
        await settled()
        simulator.faults.set({"method": "sendMessage", "chat_id": PLAIN, "delay": 1.0})
        while not ledger.open:
            traffic.act()
        await settled()  # it stands in the group, and the bot has not heard so
        process.signal(SIGTERM)
        assert await process.wait(LONGEST_STOP) == 0
        process = await play.start()
        while not ledger.open:
            traffic.act()
        await settled()
        process.signal(SIGTERM)
        assert await process.wait(LONGEST_STOP) == 0
        await play.end()
    assert not ledger.repeats
    assert not simulator.faults.rules
