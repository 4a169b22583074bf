"""Short forms of `make leaks`."""

import json
import random

import pytest

from tests.canary import find_traces
from tests.handlers.bot_api_shapes import CANARIES
from tests.torture.leaks import Writers, run


@pytest.mark.parametrize(("messages", "at_least"), [(100, 5), pytest.param(400, 30, marks=pytest.mark.long)])
async def test_nothing_of_a_person_comes_out_anywhere(messages: int, at_least: int) -> None:
    written = [Writers(random.Random(seed), bot=1, question=1).update() for seed in range(20)]
    assert all(find_traces(json.dumps(update).encode(), CANARIES) for update in written)
    report = await run(messages, seed=11)
    assert report.traces == set()
    assert report.shown["team"] > at_least
    assert report.shown["contact"] > at_least
    assert all(report.searched[place] > 1000 for place in ("the log", "the database", "the backup", "metrics"))
