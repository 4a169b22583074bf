"""The one HTTP server: webhooks of channels and the health pages are mounted on it."""

from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler

BODY_LIMIT = 1024 * 1024
"""Largest body that is read into memory, in bytes."""


class HttpServer:
    """Serves `routes`, and answers everything else with 404 and nothing. Writes no access log: peers are private."""

    def __init__(self, host: str, port: int, routes: Iterable[web.AbstractRouteDef], *, shared: bool = False) -> None:
        """`shared`: other processes of the same user may listen there too; the kernel deals out the connections."""
        self._shared = shared
        self._host = host
        self._port = port
        self._routes = list(routes)
        self._runner: web.AppRunner | None = None

    async def start(self) -> int:
        """Listen, and return the port (another one than asked for when that was 0)."""
        app = web.Application(middlewares=[_quiet], client_max_size=BODY_LIMIT)
        app.add_routes(self._routes)
        # No lingering: a body that was not read when its request was refused will not be read at all.
        self._runner = web.AppRunner(app, access_log=None, lingering_time=0, handle_signals=False)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port, reuse_port=self._shared or None).start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


@web.middleware
async def _quiet(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Unknown paths and methods are told nothing about what is here."""
    try:
        return await handler(request)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return web.Response(status=404)
