"""The Bot API over HTTP: reads a call in any of its forms, checks it, carries it out, answers."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import BodyPartReader, web
from aiohttp.multipart import MultipartReader

from bot.simulator import managing, sending
from bot.simulator.access import Params
from bot.simulator.faults import Fault, Faults
from bot.simulator.files import UPLOAD_LIMIT
from bot.simulator.limits import Limits
from bot.simulator.refusal import Refusal, bad_request
from bot.simulator.validation import INTEGER, METHODS, Upload
from bot.simulator.world import World

Method = Callable[[World, Params], Any | Awaitable[Any]]

BY_NAME: dict[str, Method] = {
    "getme": managing.get_me,
    "getupdates": managing.get_updates,
    "setwebhook": managing.set_webhook,
    "deletewebhook": managing.delete_webhook,
    "getwebhookinfo": managing.get_webhook_info,
    "sendmessage": sending.send_message,
    **dict.fromkeys(sending.METHOD_MEDIA, sending.send_media),
    "sendmediagroup": sending.send_media_group,
    "sendlocation": sending.send_location,
    "sendvenue": sending.send_venue,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": sending.edit_message_text,
    "editmessagecaption": sending.edit_message_caption,
    "editmessagemedia": sending.edit_message_media,
    "editmessagereplymarkup": sending.edit_message_reply_markup,
    "deletemessage": sending.delete_message,
    "setmessagereaction": sending.set_message_reaction,
    "pinchatmessage": sending.pin_chat_message,
    "createforumtopic": managing.create_forum_topic,
    "editforumtopic": managing.edit_forum_topic,
    "closeforumtopic": managing.close_forum_topic,
    "reopenforumtopic": managing.reopen_forum_topic,
    "reopengeneralforumtopic": managing.reopen_general_forum_topic,
    "deleteforumtopic": managing.delete_forum_topic,
    "answercallbackquery": managing.answer_callback_query,
    "leavechat": managing.leave_chat,
    "getchat": managing.get_chat,
    "getchatmember": managing.get_chat_member,
    "getchatmembercount": managing.get_chat_member_count,
    "getfile": managing.get_file,
    "setmycommands": managing.set_my_commands,
    "deletemycommands": managing.delete_my_commands,
    "setmydescription": managing.set_my_description,
    "setmyshortdescription": managing.set_my_short_description,
}
WRITING = frozenset({"sendmessage", "sendmediagroup", "sendlocation", "sendvenue", *sending.METHOD_MEDIA})
"""The methods whose calls count as messages."""
REMEMBERED_CALLS = 50_000
UNAUTHORIZED = Refusal(401, "Unauthorized")


class BotApi:
    """`calls` holds the latest calls as (number, method, chat_id, ok, error, UTC milliseconds)."""

    def __init__(self, world: World, token: str, faults: Faults, limits: Limits | None) -> None:
        self.world = world
        self.token = token
        self.faults = faults
        self.limits = limits
        self.calls: deque[tuple[int, str, Any, bool, str | None, int]] = deque(maxlen=REMEMBERED_CALLS)
        self._count = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """`/bot<token>/<method>`."""
        if self.faults.down():
            return hang_up(request)
        method = request.match_info["method"]
        chat_id: Any = None
        fault: Fault | None = None
        try:
            if request.match_info["token"] != self.token or self.faults.revoked:
                raise UNAUTHORIZED
            check = METHODS.get(method.lower())
            if check is None:
                raise Refusal(404, "Not Found: method not found")
            raw, uploads = await read_call(request)
            chat_id = raw.get("chat_id")
            fault = self.faults.next_for(method.lower(), chat_id)
            if fault is not None:
                if fault.drop == "before":
                    self._remember(method, chat_id, "dropped before")
                    return hang_up(request)
                if fault.answer is not None:
                    raise fault.answer
            result = await self.call(method.lower(), check(raw, method), uploads)
            if self.faults.revoked:
                raise UNAUTHORIZED  # while it waited; Client.cpp: get_closing_error
            status, body, error = 200, b'{"ok":true,"result":' + result + b"}", None
        except Refusal as refusal:
            status, error = refusal.code, refusal.description
            body = json.dumps(refusal.body()).encode()
        self._remember(method, chat_id, error)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if self.faults.down() or (fault is not None and fault.drop == "after"):
            return hang_up(request)
        return web.Response(status=status, body=body, content_type="application/json")

    async def call(self, method: str, params: Params, uploads: dict[str, Upload]) -> bytes:
        """Carry out a checked call. Returns the result as JSON."""
        params["uploads"] = uploads
        params["method_media"] = sending.METHOD_MEDIA.get(method)
        if self.limits is not None and method in WRITING:
            self.limits.count(params["chat_id"], len(params["media"]) if "media" in params else 1)
        result = BY_NAME[method](self.world, params)
        if asyncio.iscoroutine(result):
            result = await result
        return result if isinstance(result, bytes) else json.dumps(result).encode()

    async def handle_file(self, request: web.Request) -> web.StreamResponse:
        """`/file/bot<token>/<path>`. Faults name it "file"."""
        if self.faults.down():
            return hang_up(request)
        if request.match_info["token"] != self.token or self.faults.revoked:
            return refuse(UNAUTHORIZED)
        fault = self.faults.next_for("file", None)
        if fault is not None and fault.answer is not None:
            return refuse(fault.answer)
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.drop is not None:
            return hang_up(request)
        file = self.world.files.by_path.get(request.match_info["path"])
        if file is None:
            return refuse(Refusal(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _remember(self, method: str, chat_id: Any, error: str | None) -> None:
        self._count += 1
        self.calls.append((self._count, method, chat_id, error is None, error, self.world.clock.now()))


def refuse(refusal: Refusal) -> web.Response:
    return web.json_response(refusal.body(), status=refusal.code)


def hang_up(request: web.Request) -> web.Response:
    """Close the connection; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def read_call(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    """The raw parameters and the files of a call: from the query, JSON, a form, or a multipart form."""
    raw: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if (request.content_length or 0) > UPLOAD_LIMIT + 1024 * 1024:
        raise Refusal(413, "Request Entity Too Large")
    if request.content_type == "application/json":
        body = await request.read()
        try:
            content = json.loads(body) if body else {}
        except (ValueError, RecursionError):
            raise bad_request("can't parse JSON object") from None
        if not isinstance(content, dict):
            raise bad_request("can't parse JSON object")
        raw |= content
    elif request.content_type == "multipart/form-data":
        await read_parts(await request.multipart(), raw, uploads)
    elif request.body_exists:
        raw |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    if isinstance(chat_id := raw.get("chat_id"), str) and INTEGER.match(chat_id):
        raw["chat_id"] = int(chat_id)
    for name, upload in uploads.items():
        if name in METHODS[request.match_info["method"].lower()].checks:
            raw[name] = upload
    return raw, uploads


async def read_parts(parts: MultipartReader, raw: dict[str, Any], uploads: dict[str, Upload]) -> None:
    async for part in parts:
        if not isinstance(part, BodyPartReader) or not part.name:
            raise bad_request("can't parse a part of the form")
        data = bytes(await part.read(decode=True))
        if part.filename is None:
            raw[part.name] = data.decode("utf-8", "replace")
        else:
            if len(data) > UPLOAD_LIMIT:
                raise Refusal(413, "Request Entity Too Large")
            mime = part.headers.get("Content-Type", "application/octet-stream").partition(";")[0]
            uploads[part.name] = Upload(part.filename, mime, data)
