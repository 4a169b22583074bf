"""The addresses at which the service itself can be reached: by platforms, and by whoever watches it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from bot.config import Endpoint, Settings
from bot.kernel.channel import Channel
from bot.kernel.ids import ChannelName
from handlers.http import HttpServer
from handlers.platform import WebChannel
from handlers.registry import PLATFORMS


@asynccontextmanager
async def http_servers(
    settings: Settings, channels: Mapping[ChannelName, Channel], health: Sequence[web.AbstractRouteDef], *, shared: bool
) -> AsyncIterator[None]:
    """Serve the routes of all channels, and those of the health pages, each at its address.

    `shared`: workers on one machine share the addresses, and each request comes to any of them.
    """
    called: dict[Endpoint, list[web.AbstractRouteDef]] = {}
    for name, channel in channels.items():
        address = PLATFORMS[name].listens_at(settings)
        if address is not None and isinstance(channel, WebChannel):
            called.setdefault(address, []).extend(channel.routes)
    servers = [HttpServer(*address, routes, shared=shared) for address, routes in called.items()]
    if settings.health.listen is not None:
        servers.append(HttpServer(*settings.health.listen, health, shared=shared))
    async with AsyncExitStack() as closing:
        for server in servers:
            await server.start()
            closing.push_async_callback(server.close)
        yield
