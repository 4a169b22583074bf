"""The one HTTP server: webhooks of channels and the health pages are mounted on it."""

import asyncio
import logging
from collections.abc import Iterable

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.log import server_logger
from aiohttp.typedefs import Handler
from aiohttp.web_protocol import RequestHandler
from typing_extensions import override

BODY_LIMIT = 1024 * 1024
"""Largest body that is read into memory, in bytes."""
HEAD_SECONDS = 20
"""How long a connection may stand without a whole head of a request: at its beginning, and between two requests."""
CONNECTIONS = 100
"""Most connections at a time. Telegram opens at most 40 (Webhook.max_connections), a watcher one or two."""
MOMENT = 1.0
"""Seconds after which a connection that came is known to the server, or was lost."""
CLOSE_SECONDS = 5
"""How long a request that is being answered may still take when the server closes."""


class HttpServer:
    """Serves `routes`, and answers everything else with 404 and nothing. Writes no access log: peers are private.

    Strangers may open connections, and let them stand, without end: when all `connections` are taken, the one that has
    stood longest without a request being answered makes place for the next. So whoever has something to say gets
    through meanwhile, also where everybody comes from one address, that of the web server in front.
    """

    def __init__(
        self,
        host: str,
        port: int,
        routes: Iterable[web.AbstractRouteDef],
        *,
        shared: bool = False,
        head_seconds: float = HEAD_SECONDS,
        connections: int = CONNECTIONS,
    ) -> None:
        """`shared`: other processes of the same user may listen there too; the kernel deals out the connections."""
        self._shared = shared
        self._host = host
        self._port = port
        self._routes = list(routes)
        self._head_seconds = head_seconds
        self._most = connections
        self._standing: dict[RequestHandler, float] = {}
        """The connections, and when each came; the one first that has been silent for longest."""
        self._answering: set[RequestHandler] = set()
        self._runner: web.AppRunner | None = None
        self._listening: asyncio.Server | None = None

    async def start(self) -> int:
        """Listen, and return the port (another one than asked for when that was 0)."""
        server_logger.addFilter(_is_no_strangers_fault)
        app = web.Application(middlewares=[self._note_answering, _quiet], client_max_size=BODY_LIMIT)
        app.add_routes(self._routes)
        # No lingering: a body that was not read when its request was refused will not be read at all.
        self._runner = web.AppRunner(
            app,
            access_log=None,
            lingering_time=0,
            keepalive_timeout=self._head_seconds,
            shutdown_timeout=CLOSE_SECONDS,
            handle_signals=False,
        )
        await self._runner.setup()
        self._listening = await asyncio.get_running_loop().create_server(
            self._accept, self._host, self._port, reuse_port=self._shared or None
        )
        return int(self._listening.sockets[0].getsockname()[1])

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _accept(self) -> asyncio.Protocol:
        server = self._runner.server if self._runner is not None else None
        if server is None:
            return _TurnedAway()
        now = asyncio.get_running_loop().time()
        connected = set(server.connections)  # without those of this very moment
        self._standing = {
            each: came for each, came in self._standing.items() if each in connected or now - came < MOMENT
        }
        if len(self._standing) >= self._most:
            silent = next((each for each in self._standing if each not in self._answering), None)
            if silent is None:
                return _TurnedAway()
            del self._standing[silent]
            asyncio.get_running_loop().call_soon(silent.force_close)  # it may be of this very moment too
        accepted = server()
        self._standing[accepted] = now
        return accepted

    @web.middleware
    async def _note_answering(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self._answering.add(request.protocol)
        try:
            return await handler(request)
        finally:
            self._answering.discard(request.protocol)
            came = self._standing.pop(request.protocol, None)
            if came is not None:
                self._standing[request.protocol] = came


class _TurnedAway(asyncio.Protocol):
    """A connection for which there is no place."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


def _is_no_strangers_fault(record: logging.LogRecord) -> bool:
    """What is no HTTP is refused, and that is all: else anybody could fill the log. See bot.log.Record."""
    return not str(getattr(record, "error", "")).startswith(f"{HttpProcessingError.__module__}.")


@web.middleware
async def _quiet(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Unknown paths and methods are told nothing about what is here."""
    try:
        return await handler(request)
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed):
        return refusal()


def refusal() -> web.Response:
    """The same for everybody and at every path. It closes the connection: what else was sent along is not worked
    through, so that nobody is kept waiting by thousands of requests in a row."""
    response = web.Response(status=404)
    response.force_close()
    return response
