"""A short form of `make torture`: every named point once, random kills between, and nothing lost."""

from pathlib import Path

import pytest

from bot.crash import POINTS
from tests.postgres import running_server
from tests.torture.run import SEEN, STOPPED, UNSEEN, Options, torture


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_killed_at_every_point_it_loses_nothing(tmp_path: Path, webhook: bool):
    report = await torture(
        Options(
            storage=f"sqlite:{tmp_path / 'torture.db'}",
            folder=tmp_path,
            kills=len(POINTS) + 6,
            updates=400,
            seed=3,
            webhook=webhook,
        ),
        contacts=8,
        volunteers=4,
    )
    assert report.faults() == []
    assert report.relayed > 100
    assert report.edits > 10
    assert set(POINTS) <= set(report.ends), "a point was not reached"
    assert report.repeats <= 8 * report.kills


async def test_killed_on_postgresql_it_loses_nothing(tmp_path: Path):
    with running_server() as url:
        report = await torture(
            Options(storage=url, folder=tmp_path, kills=8, updates=150, seed=4, points=False, ways=(SEEN, UNSEEN)),
            contacts=6,
            volunteers=4,
        )
    assert report.faults() == []
    assert report.relayed > 40


async def test_stopped_under_load_it_loses_and_repeats_nothing(tmp_path: Path):
    report = await torture(
        Options(
            storage=f"sqlite:{tmp_path / 'torture.db'}",
            folder=tmp_path,
            kills=10,
            updates=250,
            seed=5,
            points=False,
            ways=(STOPPED,),
        ),
        contacts=8,
        volunteers=4,
    )
    assert report.faults() == []
    assert report.ends[STOPPED] == 10
    assert report.repeats == 0
