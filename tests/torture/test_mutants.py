"""A short form of `make mutants`."""

from tests.torture.mutants import run


async def test_broken_updates_are_accounted_for_and_their_neighbours_go_on():
    report = await run(1500, seed=7)
    assert report.faults() == []
    assert report.outcomes["quarantined"] > 50
    assert report.outcomes["acted_on"] > 500
