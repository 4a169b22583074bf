"""One nursery for all tests of a worker: importing the bot takes longer than most of them."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.torture.nursery import Nursery


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def nursery() -> AsyncIterator[Nursery]:
    async with Nursery.open() as ready:
        yield ready


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The nursery's pipes belong to the loop of the session; so do the tests that use it."""
    for item in items:
        if "nursery" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
