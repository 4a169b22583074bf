"""A small Bot API on loopback: it records each call and answers as it was told, or as Telegram would.

It is the other end of real HTTP, for the tests of what is asked of Telegram and what becomes of its answers. It knows
no people and no rules; the simulator does.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

TOKEN = "1:invented"
BOT = {"id": 1, "is_bot": True, "first_name": "Bridge", "username": "bridge_bot"}


@dataclass
class Call:
    """One request. `fields` are decoded from JSON where they hold JSON; `files` are (name, bytes) by part."""

    method: str
    fields: dict[str, Any]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)


@dataclass
class Failure:
    """An answer that says no."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass
class Page:
    """An answer of somebody who stands between."""

    code: int
    body: bytes


DROP = object()
"""An answer: the connection closes after the request was read."""


class BotApi:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answers: dict[str, list[Any]] = {}
        self.files: dict[str, bytes] = {}
        self.file_answers: list[Failure | Page] = []
        self.updates: list[dict[str, Any]] = []
        self.raw_polls: list[bytes] = []
        self.before_poll: Callable[[Call], Awaitable[None]] | None = None
        self.url = ""
        self._news = asyncio.Condition()
        self._messages = 100
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", f"/bot{TOKEN}/{{method}}", self._method)
        app.router.add_get(f"/file/bot{TOKEN}/{{path:.*}}", self._file)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def answer(self, method: str, *answers: Any) -> None:
        """What the next calls of a method get: a result, a Failure, a Page, bytes for a strange body, or DROP."""
        self.answers.setdefault(method, []).extend(answers)

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def push(self, *updates: dict[str, Any]) -> None:
        async with self._news:
            self.updates += updates
            self._news.notify_all()

    async def wait_for_poll(self, offset: int | None) -> None:
        """Until a poll came that starts at `offset`: everything before it is confirmed."""
        async with self._news:
            await self._news.wait_for(
                lambda: any(call.fields.get("offset") == offset for call in self.called("getUpdates"))
            )

    async def _method(self, request: web.Request) -> web.StreamResponse:
        call = await _read(request)
        async with self._news:
            self.calls.append(call)
            self._news.notify_all()
        scripted = self.answers.get(call.method)
        if scripted:
            answer = scripted.pop(0)
        elif call.method == "getUpdates":
            if self.raw_polls:
                return web.Response(body=self.raw_polls.pop(0), content_type="application/json")
            answer = await self._poll(call)
        else:
            answer = self._usual(call)
        if answer is DROP:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if isinstance(answer, Page):
            return web.Response(status=answer.code, body=answer.body)
        if isinstance(answer, bytes):
            return web.Response(body=answer)
        if isinstance(answer, Failure):
            body = {"ok": False, "error_code": answer.code, "description": answer.description}
            if answer.parameters:
                body["parameters"] = answer.parameters
            return web.json_response(body, status=answer.code)
        return web.json_response({"ok": True, "result": answer})

    async def _poll(self, call: Call) -> list[dict[str, Any]]:
        offset = call.fields.get("offset", 0)
        if self.before_poll is not None:
            await self.before_poll(call)
        async with self._news:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
            await self._news.wait_for(lambda: self.updates)
            return self.updates[: call.fields.get("limit", 100)]

    def _usual(self, call: Call) -> Any:
        match call.method:
            case "getMe":
                return BOT
            case "getFile":
                path = call.fields["file_id"]
                return {"file_id": path, "file_unique_id": path, "file_path": path}
            case "sendMediaGroup":
                return [self._message(call) for _ in call.fields["media"]]
            case "createForumTopic":
                return {"message_thread_id": 77, "name": call.fields["name"], "icon_color": 7322096}
            case method if method.startswith("send"):
                return self._message(call)
        return True

    def _message(self, call: Call) -> dict[str, Any]:
        self._messages += 1
        chat = int(call.fields["chat_id"])
        message = {
            "message_id": self._messages,
            "date": 1_760_000_000,
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": BOT,
        }
        if "message_thread_id" in call.fields:
            message |= {"message_thread_id": call.fields["message_thread_id"], "is_topic_message": True}
        return message

    async def _file(self, request: web.Request) -> web.Response:
        if self.file_answers:
            answer = self.file_answers.pop(0)
            if isinstance(answer, Page):
                return web.Response(status=answer.code, body=answer.body)
            body = {"ok": False, "error_code": answer.code, "description": answer.description}
            return web.json_response(body, status=answer.code)
        content = self.files.get(request.match_info["path"])
        return web.Response(status=404) if content is None else web.Response(body=content)


async def _read(request: web.Request) -> Call:
    call = Call(request.match_info["method"], {})
    if request.content_type == "application/json":
        fields = await request.json()
        call.fields = {name: _decoded(value) if isinstance(value, str) else value for name, value in fields.items()}
        return call
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            call.files[name] = (value.filename, value.file.read())
        else:
            assert isinstance(value, str)
            call.fields[name] = _decoded(value)
    return call


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value
