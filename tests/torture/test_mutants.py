"""Short forms of `make mutants`."""

import pytest

from tests.torture.mutants import run


@pytest.mark.parametrize(
    ("updates", "quarantined", "acted_on"), [(300, 10, 100), pytest.param(1500, 50, 500, marks=pytest.mark.long)]
)
async def test_broken_updates_are_accounted_for_and_their_neighbours_go_on(
    updates: int, quarantined: int, acted_on: int
):
    report = await run(updates, seed=7)
    assert report.faults() == []
    assert report.outcomes["quarantined"] > quarantined
    assert report.outcomes["acted_on"] > acted_on
