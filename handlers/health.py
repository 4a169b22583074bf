"""Pages for whoever watches the service: does it live, can it work, and what does it do. Counts, nothing personal."""

import logging
from collections.abc import Callable

from aiohttp import web

from bot.features.store import Store
from bot.kernel.clock import Clock
from bot.kernel.facts import HEALTH_LOOKED_AT, UNKNOWN_FIELDS
from bot.metrics import LAG, ROWS, STALLED, UNKNOWN, exposition

log = logging.getLogger(__name__)


def health_routes(store: Store, clock: Clock, stalled: Callable[[], list[str]]) -> list[web.RouteDef]:
    """`/livez`: the event loop turns. `/readyz`: the database takes writes and every loop gets on; the answer has the
    sizes of the queues. `/metrics`: for Prometheus.

    `stalled` names the loops that do not get on.
    """

    async def livez(request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(request: web.Request) -> web.Response:
        try:
            async with store.transaction(alone=False) as tx:
                await HEALTH_LOOKED_AT.put(tx, clock.now())
                sizes = await tx.queue_sizes()
        except Exception as error:
            log.warning("the database takes no writes (%s)", type(error).__name__)
            return web.Response(status=503, text="database\n")
        if loops := stalled():
            return web.Response(status=503, text=f"stalled: {', '.join(loops)}\n")
        return web.json_response(sizes)

    async def metrics(request: web.Request) -> web.Response:
        async with store.transaction(alone=False) as tx:
            sizes, oldest = await tx.queue_sizes(), await tx.oldest_waiting()
            unknown = await UNKNOWN_FIELDS.all(tx)
        for queue, rows in sizes.items():
            ROWS.labels(queue).set(rows)
        for queue, since in oldest.items():
            LAG.labels(queue).set(0 if since is None else max(0, clock.now() - since) / 1000)
        UNKNOWN.set(sum(unknown.values()))
        STALLED.set(len(stalled()))
        return web.Response(body=exposition(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    return [web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", metrics)]
