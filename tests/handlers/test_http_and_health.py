"""The HTTP server and the pages for whoever watches the service."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.features.store import Store
from bot.kernel.ids import ChannelName
from bot.kernel.model import Arrival
from handlers.health import health_routes
from handlers.http import HttpServer
from storage.database import open_store
from tests.handlers.telegram_rig import StoppedClock
from tests.made_keys import MASTER


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:{tmp_path / 'x.db'}", MASTER)
    yield opened
    await opened.close()


async def get(routes: list[Any], path: str) -> tuple[int, str]:
    server = HttpServer("127.0.0.1", 0, routes)
    port = await server.start()
    try:
        async with aiohttp.ClientSession() as watcher, watcher.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.text()
    finally:
        await server.close()


async def test_a_service_that_can_work_tells_how_much_waits(store: Store) -> None:
    arrival = Arrival(external="1", conversation="101", album=None, payload=b"{}")
    async with store.transaction() as tx:
        await tx.add_arrivals(ChannelName("telegram"), [arrival], 0)
    routes = health_routes(store, StoppedClock(), list)
    status, body = await get(routes, "/readyz")
    assert status == 200
    assert '"inbox_waiting": 1' in body
    assert await get(routes, "/livez") == (200, "ok\n")


async def test_a_service_without_its_database_lives_but_is_not_ready(store: Store) -> None:
    routes = health_routes(store, StoppedClock(), list)
    await store.close()
    assert await get(routes, "/readyz") == (503, "database\n")
    assert await get(routes, "/livez") == (200, "ok\n")


async def test_what_is_not_there_is_told_nothing(store: Store) -> None:
    assert await get(health_routes(store, StoppedClock(), list), "/") == (404, "")


async def test_a_service_of_which_a_part_stands_still_is_not_ready(store: Store) -> None:
    routes = health_routes(store, StoppedClock(), lambda: ["inbox"])
    assert await get(routes, "/readyz") == (503, "stalled: inbox\n")
    assert "brobygger_stalled_loops 1.0" in (await get(routes, "/metrics"))[1]


async def test_the_metrics_tell_how_much_waits_and_for_how_long(store: Store) -> None:
    clock = StoppedClock()
    arrival = Arrival(external="1", conversation="101", album=None, payload=b"{}")
    async with store.transaction() as tx:
        await tx.add_arrivals(ChannelName("telegram"), [arrival], clock.now() - 42_000)
    status, body = await get(health_routes(store, clock, list), "/metrics")
    assert status == 200
    assert 'brobygger_queue_rows{queue="inbox_waiting"} 1.0' in body
    assert 'brobygger_queue_lag_seconds{queue="inbox"} 42.0' in body
    assert 'brobygger_queue_lag_seconds{queue="outbox"} 0.0' in body
    assert "101" not in body
