"""The simulator's own routes, its broken answers, its webhook, and people who act over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.simulator.cast import AMAL, ARABIC_TEAM, BO, CHRIS, POLISH_TEAM, build_world
from bot.simulator.deeds import do
from bot.simulator.people import Person, Refused, Seen, Stage
from bot.simulator.server import Simulator

Answer = tuple[int, dict[str, Any]]


@pytest.fixture
async def simulator() -> AsyncIterator[Simulator]:
    async with await Simulator.start(build_world()) as running:
        yield running


@pytest.fixture
async def stage(simulator: Simulator) -> AsyncIterator[Stage]:
    async with Stage(simulator.url) as opened:
        yield opened


@pytest.fixture
async def amal(stage: Stage) -> Person:
    person = await stage.person("Amal")
    await person.say("/start")
    return person


@pytest.fixture
async def call(simulator: Simulator) -> AsyncIterator[Callable[..., Awaitable[Answer]]]:
    async with aiohttp.ClientSession() as session:

        async def call(method: str, **params: Any) -> Answer:
            url = f"{simulator.url}/bot{simulator.token}/{method}"
            async with session.post(url, json=params) as response:
                return response.status, await response.json()

        yield call


Call = Callable[..., Awaitable[Answer]]


# -- looking ---------------------------------------------------------------------------------------------------------


async def test_the_state_shows_people_and_chats(stage: Stage, amal: Person) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{stage.url}/sim/state") as response:
        state = await response.json()
    assert state["now"] == "2026-11-22T19:02:00+01:00"
    assert state["people"][0] == {
        "id": AMAL,
        "name": "Amal",
        "role": "contact",
        "language_code": "ar",
        "blocked_bot": False,
    }
    chats = {chat["id"]: chat for chat in state["chats"]}
    assert CHRIS not in chats, "a volunteer's private chat is not shown before it is used"
    assert (chats[ARABIC_TEAM]["kind"], chats[ARABIC_TEAM]["is_forum"]) == ("supergroup", True)
    assert chats[AMAL]["messages"] == [
        {
            "id": 1,
            "thread": None,
            "from": AMAL,
            "from_name": "Amal",
            "from_bot": False,
            "date": "2026-11-22T19:02:00+01:00",
            "kind": "text",
            "text": "/start",
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
            "reply_to": None,
            "buttons": [],
            "edited": False,
            "album": None,
            "reactions": [],
            "protected": False,
        }
    ]


async def test_a_look_waits_for_a_change_and_gets_only_what_changed(stage: Stage, amal: Person) -> None:
    await stage.look()
    version = stage.version
    async with aiohttp.ClientSession() as session:
        url = f"{stage.url}/sim/state?since={version}&wait=30"
        waiting = asyncio.ensure_future(session.get(url))
        bo = await stage.person("Bo")
        await bo.say("hei")
        async with await waiting as response:
            state = await response.json()
    assert state["version"] > version
    assert [chat["id"] for chat in state["chats"]] == [BO]


async def test_messages_show_what_they_carry(stage: Stage, amal: Person, call: Call) -> None:
    first = await amal.send_photo(amal.phone, caption="my letter")
    await call(
        "sendVenue",
        chat_id=AMAL,
        latitude=59.9,
        longitude=10.7,
        title="Library",
        address="Bridge Street 1",
        reply_parameters={"message_id": first},
        reply_markup={
            "inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "Map", "url": "https://example.org"}]]
        },
    )
    await call("setMessageReaction", chat_id=AMAL, message_id=first, reaction=[{"type": "emoji", "emoji": "🕊"}])
    venue = await amal.phone.sees(lambda seen: seen.kind == "venue")
    photo = await amal.phone.sees("my letter")
    assert venue.content["place"] == {
        "latitude": 59.9,
        "longitude": 10.7,
        "title": "Library",
        "address": "Bridge Street 1",
    }
    assert venue.content["reply_to"] == {"id": first, "preview": "my letter"}
    assert venue.content["buttons"][0] == [
        {"label": "Yes", "data": "y"},
        {"label": "Map", "data": None, "url": "https://example.org"},
    ]
    assert photo.reacted("🕊")
    assert photo.content["file"]["mime"] == "image/jpeg"
    assert len(await stage.file(photo.content["file"]["id"])) == photo.content["file"]["size"]


async def test_each_call_is_listed(stage: Stage, amal: Person, call: Call) -> None:
    await call("sendMessage", chat_id=AMAL, text="x")
    await call("sendMessage", chat_id=AMAL)
    first, second = await stage.calls()
    assert (first["method"], first["chat_id"], first["ok"], first["error"]) == ("sendMessage", AMAL, True, None)
    assert (second["n"], second["ok"], second["error"]) == (2, False, "Bad Request: message text is empty")
    assert await stage.calls(since=1) == [second]


async def test_static_files_and_nothing_else(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session:
        for path, status in (
            ("/static/letter.jpg", 200),
            ("/static/voice.ogg", 200),
            ("/static/..%2fserver.py", 404),
            ("/static/.hidden.js", 404),
            ("/static/nothing.css", 404),
            ("/sim/file/nothing", 404),
            ("/file/bot" + simulator.token + "/nothing", 404),
            ("/file/bot1:wrong/nothing", 401),
        ):
            async with session.get(simulator.url + path) as response:
                assert response.status == status, path


# -- acting ----------------------------------------------------------------------------------------------------------


async def test_people_play_a_story(stage: Stage, amal: Person, call: Call) -> None:
    chris, team = await stage.person("Chris"), await stage.chat("Arabic team")
    _, topic = await call("createForumTopic", chat_id=ARABIC_TEAM, name="Blue Heron")
    thread = topic["result"]["message_thread_id"]
    await call("sendMessage", chat_id=ARABIC_TEAM, message_thread_id=thread, text="How do I apply?")
    question = await team.sees("How do I", thread=thread)
    answer = await chris.write(team, "Go to the office", reply_to=question)
    assert (await team.sees("office")).reply_to == question.id
    await chris.react(team, question, "👍")
    assert (await team.sees(lambda seen: seen.reacted("👍"))).id == question.id
    await chris.edit(team, answer, "Go to the library")
    await team.sees("library", after=question)
    await chris.delete(team, answer)
    await team.loses("library")
    await call(
        "sendMessage",
        chat_id=AMAL,
        text="Sure?",
        reply_markup={"inline_keyboard": [[{"text": "✓ Yes", "callback_data": "y"}]]},
    )
    await amal.press("Yes")
    _, updates = await call("getUpdates", offset=-1)
    callback = updates["result"][0]["callback_query"]
    await call("answerCallbackQuery", callback_query_id=callback["id"], text="Done")
    await amal.phone.toasts("Done")


async def test_a_look_in_vain_shows_the_chat(stage: Stage, amal: Person) -> None:
    with pytest.raises(AssertionError) as failure:
        await amal.phone.sees("welcome", within=0.05)
    assert str(failure.value) == "Amal never saw 'welcome' within 0.05 s.\nAmal:\n  #1 19:02 Amal: /start"
    with pytest.raises(AssertionError, match="still shows '/start'"):
        await amal.phone.loses("/start", within=0.05)


async def test_a_look_notices_what_comes_while_it_waits(stage: Stage, amal: Person, call: Call) -> None:
    looking = asyncio.ensure_future(amal.phone.sees("welcome", times=2))
    await call("sendMessage", chat_id=AMAL, text="welcome")
    await call("sendMessage", chat_id=AMAL, text="welcome again")
    seen: Seen = await looking
    assert seen.text == "welcome again"


async def test_new_people_join(stage: Stage) -> None:
    team = await stage.chat("Arabic team")
    noor = await stage.add_person("Noor", "volunteer", "ar", chat=team)
    await team.sees("Noor joined")
    await noor.write(team, "hello")
    with pytest.raises(Refused, match="Noor is not in this chat"):
        await noor.write(POLISH_TEAM, "hello")


async def test_bodies_that_make_no_sense_are_refused(simulator: Simulator) -> None:
    async with aiohttp.ClientSession() as session:
        for path, body in (
            ("do", "{"),
            ("do", "[]"),
            ("do", '{"do": "album", "as": 101, "chat": 101, "items": [{}, {}]}'),
            ("do", '{"do": "write", "as": [], "chat": 101, "text": "x"}'),
            ("clock", "{}"),
            ("clock", '{"set": "2026-11-22T20:00:00"}'),
            ("faults", '{"method": "sendMessage"}'),
            ("faults", '{"method": "sendMessage", "drop": "sideways"}'),
        ):
            async with session.post(f"{simulator.url}/sim/{path}", data=body) as response:
                assert response.status == 400, body
                assert (await response.json())["error"]
        async with session.get(f"{simulator.url}/sim/state?since=x") as response:
            assert response.status == 400


async def test_the_clock_moves_and_is_seen(stage: Stage, amal: Person) -> None:
    await stage.look()
    before = stage.version
    await stage.advance(3600)
    await stage.look()
    assert (stage.now, stage.version > before) == ("2026-11-22T20:02:00+01:00", True)
    await stage.set_clock("2026-11-23T09:00:00+01:00")
    await amal.say("good morning")
    assert (await amal.phone.sees("morning")).content["date"] == "2026-11-23T09:00:00+01:00"


# -- broken answers --------------------------------------------------------------------------------------------------


async def test_a_call_is_answered_with_what_was_ordered(stage: Stage, amal: Person, call: Call) -> None:
    answer = {"error_code": 429, "description": "Too Many Requests: retry after 2", "parameters": {"retry_after": 2}}
    await stage.fault(method="sendMessage", chat_id=AMAL, times=2, answer=answer)
    assert (await call("sendMessage", chat_id=ARABIC_TEAM, text="x"))[0] == 200
    assert (await call("sendChatAction", chat_id=AMAL, action="typing"))[0] == 200
    for _ in range(2):
        assert await call("sendMessage", chat_id=AMAL, text="x") == (429, {"ok": False, **answer})
    assert (await call("sendMessage", chat_id=AMAL, text="x"))[0] == 200


async def test_a_connection_closes_before_or_after_the_deed(stage: Stage, amal: Person, call: Call) -> None:
    for when, count in (("before", 0), ("after", 1)):
        await stage.fault(method="*", drop=when)
        with pytest.raises(aiohttp.ClientError):
            await call("sendMessage", chat_id=AMAL, text=f"dropped {when}")
        assert sum(f"dropped {when}" in seen.text for seen in await amal.phone.messages()) == count


async def test_a_star_spares_the_polls(stage: Stage, call: Call) -> None:
    await stage.fault(method="*", answer={"error_code": 500, "description": "Internal Server Error"})
    assert (await call("getUpdates"))[0] == 200
    assert (await call("getMe"))[0] == 500
    assert (await call("getMe"))[0] == 200


async def test_an_answer_can_come_late(stage: Stage, amal: Person, call: Call) -> None:
    await stage.fault(method="sendMessage", delay=30)
    late = asyncio.ensure_future(call("sendMessage", chat_id=AMAL, text="slow"))
    await amal.phone.sees("slow")
    assert not late.done()
    late.cancel()


async def test_down_revoked_and_clear(stage: Stage, call: Call) -> None:
    await stage.fault(down=True)
    with pytest.raises(aiohttp.ClientError):
        await call("getMe")
    await stage.fault(down=False)
    await stage.fault(revoke_token=True)
    assert await call("getMe") == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    await stage.fault(method="getMe", times=9, answer={"error_code": 500, "description": "x"})
    await stage.fault(clear=True)
    assert (await call("getMe"))[0] == 200


# -- webhook ---------------------------------------------------------------------------------------------------------


class Receiver:
    """The bot's end of a webhook: answers with the given statuses first, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.got: list[tuple[int, str, str]] = []
        self.news = asyncio.Event()
        self.busy: set[int] = set()

    async def __aenter__(self) -> "Receiver":
        app = web.Application()
        app.router.add_post("/hook", self.receive)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self.runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()

    async def receive(self, request: web.Request) -> web.Response:
        update = await request.json()
        chat = update["message"]["chat"]["id"]
        assert chat not in self.busy, "two updates of one chat at once"
        self.busy.add(chat)
        await asyncio.sleep(0)
        self.busy.remove(chat)
        status = self.statuses.pop(0) if self.statuses else 200
        self.got.append((status, update["message"]["text"], request.headers["X-Telegram-Bot-Api-Secret-Token"]))
        self.news.set()
        return web.Response(status=status)

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.got) < count:
                self.news.clear()
                await self.news.wait()


async def webhook_at_rest(call: Call) -> dict[str, Any]:
    """The simulator has read every answer of ours."""
    async with asyncio.timeout(60):
        while True:
            _, info = await call("getWebhookInfo")
            if info["result"]["pending_update_count"] == 0:
                return info


async def test_updates_are_pushed_in_order_with_the_secret_and_again_until_accepted(
    simulator: Simulator, call: Call
) -> None:
    simulator.world.updates.retry_seconds = 0.01
    async with Receiver(500, 404) as receiver:
        do(simulator.world, {"as": AMAL, "do": "write", "chat": AMAL, "text": "before"})
        assert (await call("setWebhook", url=receiver.url, secret_token="a-secret"))[0] == 200
        for text in ("one", "two"):
            do(simulator.world, {"as": AMAL, "do": "write", "chat": AMAL, "text": text})
        await receiver.wait_for(5)
        assert receiver.got == [
            (500, "before", "a-secret"),
            (404, "before", "a-secret"),
            (200, "before", "a-secret"),
            (200, "one", "a-secret"),
            (200, "two", "a-secret"),
        ]
        info = await webhook_at_rest(call)
        assert info["result"]["url"] == receiver.url
        assert "404" in info["result"]["last_error_message"]
        status, refusal = await call("getUpdates")
        assert (status, "webhook is active" in refusal["description"]) == (409, True)
        await call("deleteWebhook")
    do(simulator.world, {"as": AMAL, "do": "write", "chat": AMAL, "text": "after"})
    _, updates = await call("getUpdates")
    assert [update["message"]["text"] for update in updates["result"]] == ["after"]


async def test_one_chat_that_fails_does_not_hold_up_another(simulator: Simulator, call: Call) -> None:
    async with Receiver(503) as receiver:
        await call("setWebhook", url=receiver.url, secret_token="a-secret")
        do(simulator.world, {"as": AMAL, "do": "write", "chat": AMAL, "text": "stuck"})
        await receiver.wait_for(1)
        do(simulator.world, {"as": BO, "do": "write", "chat": BO, "text": "passes"})
        await receiver.wait_for(2)
        assert [text for _, text, _ in receiver.got] == ["stuck", "passes"]
        _, info = await call("getWebhookInfo")
        assert info["result"]["pending_update_count"] >= 1
        await call("deleteWebhook", drop_pending_updates=True)
    assert simulator.world.updates.pending == 0
