"""A short form of `make leaks`."""

import json
import random

from tests.canary import find_traces
from tests.handlers.bot_api_shapes import CANARIES
from tests.torture.leaks import Writers, run


async def test_nothing_of_a_person_comes_out_anywhere() -> None:
    written = [Writers(random.Random(seed), bot=1, question=1).update() for seed in range(20)]
    assert all(find_traces(json.dumps(update).encode(), CANARIES) for update in written)
    report = await run(400, seed=11)
    assert report.traces == set()
    assert report.shown["team"] > 30
    assert report.shown["contact"] > 30
    assert all(report.searched[place] > 1000 for place in ("the log", "the database", "the backup", "metrics"))
