"""The routes under /sim/: look at the world, act in it, move the clock, break things."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.simulator import view
from bot.simulator.bot_api import BotApi
from bot.simulator.clock import SimulatedClock
from bot.simulator.deeds import do
from bot.simulator.faults import Faults
from bot.simulator.refusal import Impossible
from bot.simulator.world import World

LONGEST_WAIT = 60.0
Body = dict[str, Any]


class Control:
    def __init__(self, world: World, api: BotApi, faults: Faults) -> None:
        self.world = world
        self.api = api
        self.faults = faults

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sim/state", self.state),
            web.get("/sim/calls", self.calls),
            web.get("/sim/file/{id}", self.file),
            web.post("/sim/do", acting(self.do)),
            web.post("/sim/clock", acting(self.move_clock)),
            web.post("/sim/faults", acting(self.break_things)),
        ]

    async def state(self, request: web.Request) -> web.Response:
        try:
            since = int(request.query.get("since", 0))
            wait = min(float(request.query.get("wait", 0)), LONGEST_WAIT)
        except ValueError:
            return wrong("since and wait are numbers")
        await self.world.wait_beyond(since, wait)
        return web.json_response(view.state(self.world, since))

    async def calls(self, request: web.Request) -> web.Response:
        try:
            since = int(request.query.get("since", 0))
        except ValueError:
            return wrong("since is a number")
        return web.json_response(
            [
                {"n": n, "method": method, "chat_id": chat_id, "ok": ok, "error": error, "at": at}
                for n, method, chat_id, ok, error, at in self.api.calls
                if n > since
            ]
        )

    async def file(self, request: web.Request) -> web.Response:
        file = self.world.files.by_id.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.data, content_type=file.mime, headers={"X-Content-Type-Options": "nosniff"})

    async def do(self, body: Body) -> Body:
        return do(self.world, body)

    async def move_clock(self, body: Body) -> Body:
        clock = self.world.clock
        if not isinstance(clock, SimulatedClock):
            raise Impossible("this world runs on real time")
        if "advance" in body:
            clock.advance(float(body["advance"]))
        elif "set" in body:
            clock.set(datetime.fromisoformat(body["set"]))
        else:
            raise Impossible("the clock takes advance or set")
        self.world.touch()
        return {"now": view.instant(self.world, clock.now())}

    async def break_things(self, body: Body) -> Body:
        self.faults.set(body)
        if self.faults.revoked:
            self.world.updates.end_poll()
        return {}


def wrong(reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=400)


def acting(act: Callable[[Body], Awaitable[Body]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A route that takes and gives JSON objects. What can't be done answers 400 with `error`."""

    async def handle(request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.read())
            if not isinstance(body, dict):
                return wrong("the body is a JSON object")
            return web.json_response(await act(body))
        except Impossible as reason:
            return wrong(str(reason))
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            return wrong(f"can't read that: {type(fault).__name__}: {fault}")

    return handle
