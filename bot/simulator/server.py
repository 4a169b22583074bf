"""The server that holds it together."""

from importlib.resources import as_file, files
from typing import Self

from aiohttp import web

from bot.simulator.bot_api import BotApi
from bot.simulator.control import Control
from bot.simulator.faults import Faults
from bot.simulator.files import UPLOAD_LIMIT
from bot.simulator.limits import Limits
from bot.simulator.world import World

TOKEN_SECRET = "simulated-token-for-no-real-bot-000"  # noqa: S105 -- opens nothing
STATIC_TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "jpg": "image/jpeg",
    "ogg": "audio/ogg",
}


class Simulator:
    """A running simulator. `url` is the base URL for the bot and for people, `token` what the bot needs.

    `limits`: enforce Telegram's rates; `limits.violations` counts the calls that were too many.
    """

    def __init__(self, world: World, limits: Limits | None) -> None:
        self.world = world
        self.token = f"{world.bot.id}:{TOKEN_SECRET}"
        self.faults = Faults()
        self.limits = limits
        self.api = BotApi(world, self.token, self.faults, limits)
        self.url = ""
        self._runner: web.AppRunner | None = None

    @classmethod
    async def start(cls, world: World, host: str = "127.0.0.1", port: int = 0, *, limits: bool = False) -> Self:
        """Serve `world`; port 0 takes a free one. Raises OSError when the port is taken."""
        simulator = cls(world, Limits() if limits else None)
        app = web.Application(client_max_size=UPLOAD_LIMIT + 2 * 1024 * 1024)
        app.add_routes(
            [
                web.route("*", "/bot{token:[^/]+}/{method}", simulator.api.handle),
                web.get("/file/bot{token:[^/]+}/{path:.+}", simulator.api.handle_file),
                *Control(world, simulator.api, simulator.faults).routes(),
                web.get("/", serve_static),
                web.get("/static/{name}", serve_static),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
        except BaseException:
            await runner.cleanup()
            raise
        simulator._runner = runner
        simulator.url = f"http://{host}:{runner.addresses[0][1]}"
        return simulator

    async def close(self) -> None:
        """Stop serving, at once: whoever waits is disconnected."""
        await self.world.updates.delete_webhook()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


async def serve_static(request: web.Request) -> web.Response:
    """The page and what belongs to it, nothing else."""
    name = request.match_info.get("name", "index.html")
    mime = STATIC_TYPES.get(name.rpartition(".")[2])
    resource = files("bot.simulator").joinpath("static", name)
    if mime is None or "/" in name or name.startswith(".") or not resource.is_file():
        raise web.HTTPNotFound
    with as_file(resource) as path:
        data = path.read_bytes()
    charset = "utf-8" if mime.startswith("text/") else None
    return web.Response(body=data, content_type=mime, charset=charset, headers={"Cache-Control": "no-cache"})
