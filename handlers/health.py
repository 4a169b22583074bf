"""Two pages for whoever watches the service: does it live, and can it work. Counts only, nothing personal."""

import logging

from aiohttp import web

from bot.ports import Clock, Store

log = logging.getLogger(__name__)


def health_routes(store: Store, clock: Clock) -> list[web.RouteDef]:
    """`/livez`: the event loop turns. `/readyz`: the database takes writes; the answer has the sizes of the queues."""

    async def livez(request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(request: web.Request) -> web.Response:
        try:
            async with store.transaction() as tx:
                await tx.set_fact("health_checked_at", str(clock.now()))
                sizes = await tx.queue_sizes()
        except Exception as error:
            log.warning("the database takes no writes (%s)", type(error).__name__)
            return web.Response(status=503, text="database\n")
        return web.json_response(sizes)

    return [web.get("/livez", livez), web.get("/readyz", readyz)]
