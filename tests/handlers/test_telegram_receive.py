"""The intake over real HTTP and the real store: what is let in, and that it is stored before it is confirmed."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.features.store import Store
from bot.kernel.content import Text
from bot.kernel.errors import Fault, ParseError, SendError, TokenRevoked
from bot.kernel.ids import OutboxId
from bot.kernel.model import Arrival
from bot.kernel.outgoing import Outgoing, Send
from handlers.http import HttpServer
from handlers.telegram.admit import ASKED, admit
from handlers.telegram.channel import TelegramChannel
from handlers.telegram.receive import SECRET_HEADER, WEBHOOK_LIMIT, Backoff, Webhook
from tests.handlers.bot_api import DROP, TOKEN, Call, Failure, Page
from tests.handlers.telegram_rig import GROUPS, Rig, make_rig, receiving
from tests.handlers.updates import (
    AMAL,
    BO,
    BRIDGE,
    CHRIS,
    ELSEWHERE,
    FORUM,
    TELEGRAM,
    US,
    bold,
    group,
    message,
    ours,
    photo,
    update,
)
from tests.made_keys import IDS, revealed

# -- what is let in --------------------------------------------------------------------------------------------------

THREAD = {"message_thread_id": 7, "is_topic_message": True}
CREATED = {"name": "n", "icon_color": 1}


def command(name: str) -> dict[str, Any]:
    return {"text": name, "entities": [bold(0, len(name), "bot_command")]}


def reaction(chat: dict[str, Any], person: dict[str, Any]) -> dict[str, Any]:
    return {"chat": chat, "message_id": 3, "user": person, "date": 1, "old_reaction": [], "new_reaction": []}


def moved(chat: dict[str, Any]) -> dict[str, Any]:
    member = {"user": BRIDGE, "status": "member"}
    return {"chat": chat, "from": CHRIS, "date": 1, "old_chat_member": member, "new_chat_member": member}


def pressed(chat: dict[str, Any]) -> dict[str, Any]:
    return {"id": "1", "from": CHRIS, "chat_instance": "1", "data": "d", "message": {**ours(), "chat": chat}}


@pytest.mark.parametrize(
    ("raw", "conversation"),
    [
        (update(text="Hi"), "101"),
        (update("edited_message", message(text="Hi")), "101"),
        (update("message", message(CHRIS, group(), text="Yes", reply_to_message=ours())), "-1001:201"),
        (update("edited_message", message(CHRIS, group(), text="Yes", reply_to_message=ours())), "-1001:201"),
        (update("message", message(CHRIS, group(), **command("/close"))), "-1001:201"),
        (update("message", message(CHRIS, group(), **command("/close@Bridge_bot"))), "-1001:201"),
        (update("message", message(CHRIS, group(), migrate_to_chat_id=-1005)), "-1001:201"),
        (update("message", message(CHRIS, group(FORUM), text="all of it", **THREAD)), "-1002:201"),
        (update("callback_query", pressed(group())), "-1001:201"),
        (update("message_reaction", reaction(group(), CHRIS)), "-1001:201"),
        (update("chat_member", moved(group())), "-1001:201"),
        (update("my_chat_member", moved(group())), "-1001:201"),
        (update("my_chat_member", moved(group(ELSEWHERE))), "-1009:201"),
        (update("holographic_message", message(text="x")), "101"),
        # What can't be understood is kept, to be set aside later, as somebody's as far as that can be made out.
        (update("message", message(CHRIS, group(), text="x", entities=[None])), "-1001:201"),
        (update("callback_query", {"id": "1", "from": AMAL, "message": {"text": "x"}}), "101"),
        (update("callback_query", {"id": "1", "message": message(BRIDGE, {}, text="x") | {"chat": 101}}), "101"),
        (update("message", message() | {"chat": {"id": "101"}}), "101"),
        (update("message", {"text": "x", "reply": [{"from": BRIDGE}, {"from": {"n": {}, "id": 101}}]}), "101"),
        # Talk among volunteers, and other people's groups.
        (update("message", message(CHRIS, group(), text="between us")), None),
        (update("message", message(CHRIS, group(), text="x", reply_to_message=ours(**{"from": BO}))), None),
        (update("message", message(CHRIS, group(), **command("/ban@another_bot"))), None),
        (update("message", message(CHRIS, group(FORUM), text="in general")), None),
        (update("message", message(CHRIS, group(), text="x", reply_to_message=ours(7), **THREAD)), None),
        (
            update(
                "message",
                message(CHRIS, group(), text="x", reply_to_message=ours(8, forum_topic_created=CREATED), **THREAD),
            ),
            None,
        ),
        (update("message", message(CHRIS, group(), new_chat_members=[BO])), None),
        (update("message", message(CHRIS, group(ELSEWHERE), **command("/start"))), None),
        (update("message", message(CHRIS, group(ELSEWHERE), **command("/link@another_bot"))), None),
        (update("edited_message", message(CHRIS, group(ELSEWHERE), **command("/link"))), None),
        (update("message", message(CHRIS, group(ELSEWHERE), **command("/link"))), "-1009:201"),
        (update("message", message(CHRIS, group(ELSEWHERE), migrate_to_chat_id=-1005)), "-1009:201"),
        (update("callback_query", pressed(group(ELSEWHERE))), "-1009:201"),
        (update("message_reaction", reaction(group(ELSEWHERE), CHRIS)), None),
        (update("chat_member", moved(group(ELSEWHERE))), None),
        (update("channel_post", message(text="x")), None),
        (update("business_message", message(text="x")), None),
        (update("holographic_message", message(CHRIS, group(), text="x")), None),
        ({"update_id": 10}, None),
    ],
)
def test_what_is_let_in(raw: dict[str, Any], conversation: str | None) -> None:
    arrival = admit(raw, US, {group.chat: group for group in GROUPS}, IDS)
    if conversation is None:
        assert arrival is None
    else:
        assert arrival is not None
        assert (arrival.external, revealed(arrival.conversation)) == ("10", conversation)
        assert json.loads(arrival.payload) == raw


@pytest.mark.parametrize(
    "body",
    [{"chat": "strange"}, {"from": BRIDGE, "text": "x"}, {"from": {"id": 0.5}}, [], 7],
)
def test_of_what_comes_from_nobody_only_that_it_came_is_kept(body: object) -> None:
    arrival = admit({"update_id": 10, "message": body}, US, {}, IDS)
    assert arrival == Arrival(external="10", conversation="", album=None, payload=b"")


# -- polling ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with make_rig(tmp_path) as made:
        yield made


async def test_a_batch_is_stored_before_it_is_confirmed(rig: Rig) -> None:
    stored_when_asked: list[tuple[int | None, int]] = []

    async def look(call: Call) -> None:
        stored_when_asked.append((call.fields.get("offset"), len(await rig.rows())))

    rig.api.before_poll = look
    await rig.api.push(update(number=10, text="a"), update(number=11, photo=photo(), media_group_id="77"))
    async with receiving(rig.channel):
        await rig.api.wait_for_poll(12)
        rows = await rig.polled(update(number=12, text="c"), offset=13)
    assert stored_when_asked[:3] == [(None, 0), (12, 2), (13, 3)]
    assert [(revealed(row.conversation), row.album) for row in rows] == [
        ("101", None),
        ("101", IDS.fingerprint("77")),
        ("101", None),
    ]
    assert json.loads(rows[0].payload) == update(number=10, text="a")
    assert rig.arrived.is_set()
    (first, *_) = rig.api.called("getUpdates")
    assert first.fields["allowed_updates"] == list(ASKED)


async def test_a_group_that_talks_leaves_nothing_and_is_confirmed(rig: Rig) -> None:
    talk = [update("message", message(CHRIS, group(), text="between us"), number=10 + number) for number in range(5)]
    async with receiving(rig.channel):
        assert await rig.polled(*talk, offset=15) == []
    assert not rig.arrived.is_set()


async def test_a_restart_goes_on_where_it_was(rig: Rig) -> None:
    async with receiving(rig.channel):
        await rig.polled(update(number=10, text="a"), offset=11)
    rig.api.calls.clear()
    again = rig.make_channel()
    await again.start()
    async with receiving(again):
        assert len(await rig.polled(update(number=11, text="b"), offset=12)) == 2
    await again.close()
    assert rig.api.called("getUpdates")[0].fields["offset"] == 11


async def test_lower_numbers_after_a_silence_are_followed(rig: Rig) -> None:
    rig.api.answer("getUpdates", [update(number=900, text="a")], [update(number=5, text="b")])
    async with receiving(rig.channel):
        await rig.api.wait_for_poll(6)
        assert len(await rig.rows()) == 2


async def test_outages_are_waited_out(rig: Rig) -> None:
    rig.api.answer("getUpdates", Failure(502, "Bad Gateway"), DROP, b"<html>", Failure(429, "x", {"retry_after": 9}))
    async with receiving(rig.channel):
        assert len(await rig.polled(update(number=10, text="a"), offset=11)) == 1
    assert rig.pauses.seconds[-1] == 9
    assert 0.5 <= rig.pauses.seconds[0] <= 1


def test_pauses_grow_to_a_minute() -> None:
    backoff = Backoff()
    pauses = [backoff.next() for _ in range(20)]
    for pause, whole in zip(pauses, [1, 2, 4, 8, 16, 32] + [60] * 14, strict=True):
        assert whole / 2 <= pause <= whole


async def test_somebody_elses_poll_is_reported_and_waited_out(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.api.answer("getUpdates", Failure(409, "Conflict: terminated by other getUpdates request"))
    async with receiving(rig.channel):
        assert len(await rig.polled(update(number=10, text="a"), offset=11)) == 1
    assert [record.levelno for record in caplog.records if record.name.startswith("handlers")] == [logging.ERROR]
    assert len(rig.pauses.seconds) == 1


@pytest.mark.parametrize("code", [401, 404])
async def test_a_revoked_token_ends_the_receiving_once_that_is_sure(rig: Rig, code: int) -> None:
    asked = len(rig.api.called("getMe"))
    for method in ("getUpdates", "getMe"):
        rig.api.answer(method, *[Failure(code, "Unauthorized")] * 100)
    async with asyncio.timeout(60):
        with pytest.raises(TokenRevoked):
            await rig.channel.receive()
    assert sum(rig.pauses.seconds) >= 120
    assert 4 <= len(rig.api.called("getMe")) - asked <= 12


@pytest.mark.parametrize(
    "answers",
    [
        {"getUpdates": [Failure(401, "Unauthorized")] * 20},
        {"getUpdates": [Failure(401, "Unauthorized")] * 20, "getMe": [Failure(401, "Unauthorized")] * 3},
        {"getUpdates": [Failure(401, "Unauthorized")] * 20, "getMe": [DROP] * 20},
        {"getUpdates": [Page(404, b"404 page not found\n")] * 20, "getMe": [Page(404, b"404 page not found\n")] * 20},
        {"getUpdates": [Page(401, b"")] * 20, "getMe": [Page(401, b"")] * 20},
    ],
)
async def test_a_token_that_is_refused_by_mistake_or_by_somebody_else_is_waited_out(
    rig: Rig, answers: dict[str, list[Any]]
) -> None:
    for method, said in answers.items():
        rig.api.answer(method, *said)
    async with receiving(rig.channel):
        assert len(await rig.polled(update(number=10, text="a"), offset=11)) == 1
    assert sum(rig.pauses.seconds) >= 120


async def test_what_is_sent_meanwhile_waits_as_in_an_outage(rig: Rig) -> None:
    rig.api.answer("sendMessage", *[Failure(401, "Unauthorized")] * 20)
    rig.api.answer("getMe", *[Failure(401, "Unauthorized")] * 4)
    row = Outgoing(OutboxId(1), "lane", TELEGRAM, IDS.conceal(101), Send(Text("a")))
    for _ in range(3):
        with pytest.raises(SendError) as raised:
            await rig.channel.send(row)
        assert raised.value.fault is Fault.OUTAGE
        await rig.pauses(60)
    with pytest.raises(TokenRevoked):
        await rig.channel.send(row)


class RefusingStore:
    """The real store, which a full disk keeps from opening a transaction for a while, `after` so many."""

    def __init__(self, store: Store, refusals: int, after: int = 0) -> None:
        self._store = store
        self._refusals = refusals
        self._after = after

    def transaction(self, *, alone: bool = True) -> Any:
        if self._after:
            self._after -= 1
        elif self._refusals:
            self._refusals -= 1
            raise OSError("disk full")
        return self._store.transaction(alone=alone)

    async def close(self) -> None:
        await self._store.close()


async def test_what_cannot_be_stored_is_not_confirmed(rig: Rig) -> None:
    real, rig.store = rig.store, RefusingStore(rig.store, refusals=0)
    channel = rig.make_channel()
    await channel.start()
    async with receiving(channel):
        await rig.polled(update(number=10, text="a"), offset=11)
        rig.store._refusals = 3
        await rig.api.push(update(number=11, text="b"))
        await rig.api.wait_for_poll(12)
    await channel.close()
    rig.store = real
    assert len(await rig.rows()) == 2
    assert [call.fields.get("offset") for call in rig.api.called("getUpdates")] == [None, 11, 11, 11, 11, 12]


async def test_a_database_that_refuses_while_somebody_else_polls_does_not_end_the_receiving(rig: Rig) -> None:
    conflict = Failure(409, "Conflict: terminated by other getUpdates request")
    rig.api.answer("getUpdates", [update(number=10, text="a")], conflict)
    real, rig.store = rig.store, RefusingStore(rig.store, refusals=1, after=2)
    channel = rig.make_channel()
    await channel.start()
    async with receiving(channel):
        await rig.api.push(update(number=11, text="b"))
        await rig.api.wait_for_poll(12)
    await channel.close()
    rig.store = real
    assert len(await rig.rows()) == 2
    assert len(rig.pauses.seconds) == 1


async def test_an_unreadable_update_does_not_stop_its_neighbours(rig: Rig) -> None:
    bad = {"update_id": 11, "message": {"message_id": 1, "chat": 7}}
    async with receiving(rig.channel):
        rows = await rig.polled(update(number=10, text="a"), bad, update(number=12, text="c"), offset=13)
    assert [revealed(row.conversation) for row in rows] == ["101", "7", "101"]
    with pytest.raises(ParseError):
        rig.channel.parse(rows[1].payload)


async def test_an_update_that_no_parser_takes_is_found_and_set_aside(rig: Rig) -> None:
    deep = b'{"ok":true,"result":[{"update_id":11,"message":' + b"[" * 5000 + b"]" * 5000 + b"}]}"
    first = json.dumps({"ok": True, "result": [update(number=10, text="a")]}).encode()
    rig.api.raw_polls = [deep, first, deep]
    async with receiving(rig.channel):
        rows = await rig.polled(update(number=12, text="c"), offset=13)
    assert [revealed(row.conversation) for row in rows] == ["101", "", "101"]
    assert rows[1].payload == b"", "nobody could find it, or ask that it is forgotten"
    polls = [(call.fields.get("offset"), call.fields["limit"]) for call in rig.api.called("getUpdates")]
    assert polls[:4] == [(None, 100), (None, 1), (11, 1), (12, 100)]
    with pytest.raises(ParseError):
        rig.channel.parse(deep)


async def test_a_group_that_moved_is_heard_at_once(rig: Rig) -> None:
    moving = update("message", message(CHRIS, group(), migrate_to_chat_id=-1005), number=10)
    reply = update("message", message(CHRIS, group(-1005), text="Yes", reply_to_message=ours()), number=11)
    async with receiving(rig.channel):
        assert len(await rig.polled(moving, reply, offset=12)) == 2


async def test_nothing_personal_is_logged(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    rig.api.answer("getUpdates", Failure(502, "Bad Gateway"), DROP, b"Amal <html>", b"Amal <html>")
    async with receiving(rig.channel):
        await rig.polled(update(number=10, text="a secret"), offset=11)
    words = " ".join(record.getMessage() + str(record.exc_info) for record in caplog.records)
    for secret in (TOKEN, "Amal", "101", "secret", "127.0.0.1"):
        assert secret not in words


# -- start ---------------------------------------------------------------------------------------------------------


async def test_polling_takes_a_webhook_away_but_nothing_that_waits(rig: Rig) -> None:
    assert rig.channel.identity == US
    (call,) = rig.api.called("deleteWebhook")
    assert call.fields.get("drop_pending_updates") in (None, False)


async def test_start_tells_a_wrong_token_from_no_network(rig: Rig) -> None:
    again = rig.make_channel()
    rig.api.answer("getMe", *[Failure(401, "Unauthorized"), DROP] * 4)
    for _ in range(6):
        with pytest.raises(SendError) as raised:
            await again.start()
        assert raised.value.fault is Fault.OUTAGE
        await rig.pauses(30)
    with pytest.raises(TokenRevoked):
        await again.start()
    await again.close()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"user": BO, "status": "member"}, True),
        ({"user": BO, "status": "left"}, False),
        ({"user": BO, "status": "kicked", "until_date": 0}, False),
        (Failure(400, "Bad Request: member not found"), False),
        (Failure(400, "Bad Request: invalid user_id specified"), False),
    ],
)
async def test_membership_is_asked_of_telegram(rig: Rig, answer: Any, expected: bool) -> None:
    rig.api.answer("getChatMember", answer)
    assert await rig.channel.is_member(IDS.conceal(-1001), IDS.conceal(102)) is expected


async def test_membership_without_an_answer_is_an_error(rig: Rig) -> None:
    rig.api.answer("getChatMember", DROP)
    with pytest.raises(SendError):
        await rig.channel.is_member(IDS.conceal(-1001), IDS.conceal(102))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"user": BO},
        {"status": "member"},
        {"user": {"id": "many"}, "status": "member"},
        {"user": BO, "status": ["member"]},
        {"user": BO, "status": "restricted", "is_member": "perhaps"},
        {"user": BO, "status": "kicked", "until_date": "soon"},
        [],
        "member",
    ],
)
async def test_an_answer_about_a_member_that_cannot_be_read_is_an_error(rig: Rig, answer: Any) -> None:
    rig.api.answer("getChatMember", answer)
    with pytest.raises(SendError) as raised:
        await rig.channel.is_member(IDS.conceal(-1001), IDS.conceal(102))
    assert raised.value.fault is Fault.REFUSED


async def test_an_answer_about_a_group_that_cannot_be_read_is_an_error(rig: Rig) -> None:
    rig.api.answer("getChat", {"id": "a group"})
    with pytest.raises(SendError) as raised:
        await rig.channel.look_at_group(IDS.conceal(-1001))
    assert raised.value.fault is Fault.REFUSED


# -- webhook ---------------------------------------------------------------------------------------------------------

SECRET = "s3cret_Value-1"
HEADERS = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}


@asynccontextmanager
async def listening(channel: TelegramChannel) -> AsyncIterator[str]:
    server = HttpServer("127.0.0.1", 0, channel.routes)
    port = await server.start()
    try:
        yield f"http://127.0.0.1:{port}/telegram"
    finally:
        await server.close()


@pytest.fixture
async def pushed(tmp_path: Path) -> AsyncIterator[Rig]:
    async with make_rig(tmp_path, Webhook("https://bridge.example/telegram", SECRET)) as made:
        yield made


async def test_telegram_is_told_where_to_push(pushed: Rig) -> None:
    (call,) = pushed.api.called("setWebhook")
    assert call.fields == {
        "url": "https://bridge.example/telegram",
        "secret_token": SECRET,
        "allowed_updates": list(ASKED),
        "max_connections": 40,
    }


async def test_a_pushed_update_is_stored_once_and_confirmed(pushed: Rig) -> None:
    raw = update(number=10, text="a")
    async with listening(pushed.channel) as url, aiohttp.ClientSession(headers=HEADERS) as telegram:
        for _ in range(3):
            async with telegram.post(url, json=raw) as answer:
                assert answer.status == 200
        (row,) = await pushed.rows()
    assert json.loads(row.payload) == raw


@pytest.mark.parametrize(
    ("method", "headers", "body"),
    [
        ("GET", HEADERS, b""),
        ("PUT", HEADERS, b"{}"),
        ("POST", {**HEADERS, SECRET_HEADER: "wrong"}, b"{}"),
        ("POST", {**HEADERS, SECRET_HEADER: "hemmelig-\u00e6"}, b"{}"),
        ("POST", {"Content-Type": "application/json"}, b"{}"),
        ("POST", {**HEADERS, "Content-Type": "text/plain"}, b"{}"),
    ],
)
async def test_every_refusal_looks_the_same(pushed: Rig, method: str, headers: dict[str, str], body: bytes) -> None:
    async with listening(pushed.channel) as url, aiohttp.ClientSession() as stranger:
        for path in (url, f"{url}/elsewhere"):
            async with stranger.request(method, path, headers=headers, data=body) as answer:
                assert (answer.status, await answer.read()) == (404, b"")
        assert await pushed.rows() == []


async def test_a_body_without_a_length_is_refused(pushed: Rig) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"{}"

    async with (
        listening(pushed.channel) as url,
        aiohttp.ClientSession() as stranger,
        stranger.post(url, headers=HEADERS, data=pieces()) as answer,
    ):
        assert (answer.status, await answer.read()) == (404, b"")


@pytest.mark.parametrize(("length", "secret"), [(1000, "wrong"), (WEBHOOK_LIMIT + 1, SECRET)])
async def test_a_refusal_does_not_wait_for_the_body(pushed: Rig, length: int, secret: str) -> None:
    async with listening(pushed.channel) as url:
        port = int(url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}{SECRET_HEADER}: {secret}\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 404")


async def test_a_database_that_refuses_is_told_to_telegram(tmp_path: Path) -> None:
    webhook = Webhook("https://bridge.example/telegram", SECRET)
    async with make_rig(tmp_path, webhook) as rig:
        real, rig.store = rig.store, RefusingStore(rig.store, refusals=1)
        channel = rig.make_channel(webhook)
        await channel.start()
        async with listening(channel) as url, aiohttp.ClientSession(headers=HEADERS) as telegram:
            for status in (503, 200):
                async with telegram.post(url, json=update(number=10, text="a")) as answer:
                    assert answer.status == status
        await channel.close()
        rig.store = real
        assert len(await rig.rows()) == 1


async def test_a_pushed_update_that_no_parser_takes_is_set_aside(pushed: Rig) -> None:
    sender = b'{"from": {"is_bot": false, "id": 101}, "x": '
    deep = b'{"update_id": 11, "message": ' + sender + b"[" * 5000 + b"]" * 5000 + b"}}"
    async with listening(pushed.channel) as url, aiohttp.ClientSession(headers=HEADERS) as telegram:
        async with telegram.post(url, data=deep) as answer:
            assert answer.status == 200
        async with telegram.post(url, data=b"no update") as answer:
            assert answer.status == 200
    (row,) = await pushed.rows()
    assert (revealed(row.conversation), row.payload) == ("101", deep)


@pytest.mark.parametrize("secret", ["", "with space", "x" * 257, "æ"])
def test_a_secret_that_telegram_would_not_take(secret: str) -> None:
    with pytest.raises(ValueError, match="webhook secret"):
        Webhook("https://bridge.example/telegram", secret)
