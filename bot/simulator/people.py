"""People and what they see, for stories in the terminal and in tests; everything goes over HTTP.

```python
async with Stage(simulator.url) as stage:
    amal, chris = await stage.person("Amal"), await stage.person("Chris")
    team = await stage.chat("Arabic team")
    await amal.say("/start")
    question = await team.sees("How do I")
    await chris.write(team, "You can ask ...", reply_to=question)
    await amal.phone.sees("You can ask")
```
"""

import asyncio
import base64
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import aiohttp

PATIENCE = 60.0
"""Seconds that a look waits unless told otherwise."""
LONG_POLL = 5.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as it stands in a chat; `content` is its entry in the state of docs/simulator.md."""

    chat: int
    content: dict[str, Any]

    @property
    def id(self) -> int:
        return int(self.content["id"])

    @property
    def text(self) -> str:
        return str(self.content["text"])

    @property
    def kind(self) -> str:
        return str(self.content["kind"])

    @property
    def thread(self) -> int | None:
        thread: int | None = self.content["thread"]
        return thread

    @property
    def by_bot(self) -> bool:
        return bool(self.content["from_bot"])

    @property
    def reply_to(self) -> int | None:
        return self.content["reply_to"]["id"] if self.content["reply_to"] else None

    @property
    def buttons(self) -> list[str]:
        """The labels, row by row."""
        return [button["label"] for row in self.content["buttons"] for button in row]

    def reacted(self, emoji: str) -> bool:
        return any(reaction["emoji"] == emoji for reaction in self.content["reactions"])

    def data_of(self, button: str) -> str | None:
        """The data behind a button, which is named by its label, a part of it, or the data itself."""
        choices = [each for row in self.content["buttons"] for each in row if each["data"]]
        exact = [each["data"] for each in choices if button in (each["data"], each["label"])]
        partly = [each["data"] for each in choices if button in each["label"]]
        return next(iter(exact + partly), None)

    def starts(self, verb: str) -> str | None:
        """The data of the first button that does this: its data begins with the verb."""
        choices = [each["data"] for row in self.content["buttons"] for each in row if each["data"]]
        return next((data for data in choices if data.startswith(verb)), None)


What = str | re.Pattern[str] | Callable[[Seen], bool]
"""Which message is meant: one that holds a text, matches a pattern, or satisfies a condition."""


def matcher(what: What) -> Callable[[Seen], bool]:
    if isinstance(what, str):
        return lambda seen: what in seen.text
    if isinstance(what, re.Pattern):
        return lambda seen: what.search(seen.text) is not None
    return what


class Refused(Exception):
    """The simulator says that a person can't do that."""


class Stage:
    """The connection to a simulator, and the last state that was seen. Close it, or use it as a context."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.version = 0
        self.now = ""
        self.people: dict[int, dict[str, Any]] = {}
        self.chats: dict[int, dict[str, Any]] = {}
        self._session = aiohttp.ClientSession()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        await self._session.close()

    # -- looking -------------------------------------------------------------------------------------------------

    async def look(self, wait: float = 0.0) -> None:
        """Bring the state up to date; with `wait`, give a change that many seconds to come."""
        since = self.version
        state = await self._get(f"/sim/state?since={since}&wait={wait if since else 0}")
        for chat in state["chats"]:
            known = self.chats.get(chat["id"])
            if known is None or known["changed"] <= chat["changed"]:
                self.chats[chat["id"]] = chat
        if state["version"] >= self.version:
            self.version, self.now = state["version"], state["now"]
            self.people = {person["id"]: person for person in state["people"]}

    async def person(self, who: str | int) -> "Person":
        """A person by name or id; raises LookupError."""
        await self.look()
        for person in self.people.values():
            if who in (person["id"], person["name"]):
                return Person(self, person["id"], person["name"])
        raise LookupError(f"there is no person {who!r}")

    async def chat(self, which: str | int) -> "Room":
        """A chat by title or id; raises LookupError."""
        await self.look()
        for chat in self.chats.values():
            if which in (chat["id"], chat["title"]) and (which == chat["id"] or not chat["gone"]):
                return Room(self, chat["id"])
        raise LookupError(f"there is no chat {which!r}")

    async def calls(self, since: int = 0) -> list[dict[str, Any]]:
        """The bot's calls with a number above `since`."""
        calls: list[dict[str, Any]] = await self._get(f"/sim/calls?since={since}")
        return calls

    async def file(self, file_id: str) -> bytes:
        async with self._session.get(f"{self.url}/sim/file/{file_id}") as response:
            response.raise_for_status()
            return await response.read()

    # -- acting --------------------------------------------------------------------------------------------------

    async def do(self, verb: str, **fields: Any) -> dict[str, Any]:
        """One deed of docs/simulator.md; a field that is None is left out. Raises Refused."""
        return await self._post(
            "/sim/do", {"do": verb} | {key: value for key, value in fields.items() if value is not None}
        )

    async def advance(self, seconds: float) -> None:
        await self._post("/sim/clock", {"advance": seconds})

    async def set_clock(self, instant: str) -> None:
        """ISO 8601 with the zone: "2026-11-22T20:00:00+01:00"."""
        await self._post("/sim/clock", {"set": instant})

    async def fault(self, **fault: Any) -> None:
        """One body of `POST /sim/faults`: `method="sendMessage", times=2, answer={...}`."""
        await self._post("/sim/faults", fault)

    async def add_person(
        self, name: str, role: str = "contact", language_code: str = "en", chat: "Room | int | None" = None
    ) -> "Person":
        answer = await self.do("add_person", name=name, role=role, language_code=language_code, chat=chat_id(chat))
        return Person(self, answer["person"], name)

    async def push_raw(self, update: dict[str, Any]) -> int:
        """Any update as it is, with the next number, which is returned."""
        return int((await self.do("raw", update=update))["update_id"])

    async def _get(self, path: str) -> Any:
        async with self._session.get(self.url + path) as response:
            return read_answer(response.status, await response.read())

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        async with self._session.post(self.url + path, json=body) as response:
            answer: dict[str, Any] = read_answer(response.status, await response.read())
            return answer


def read_answer(status: int, body: bytes) -> Any:
    answer = json.loads(body)
    if status != 200:
        raise Refused(answer["error"])
    return answer


class Room:
    """A chat as it is seen by whoever looks."""

    def __init__(self, stage: Stage, id: int) -> None:
        self.stage = stage
        self.id = id

    @property
    def content(self) -> dict[str, Any]:
        """The chat's entry in the last state that was seen."""
        return self.stage.chats.get(self.id, {"title": str(self.id), "messages": [], "topics": []})

    def shown(self) -> list[Seen]:
        return [Seen(self.id, message) for message in self.content["messages"]]

    async def messages(self) -> list[Seen]:
        """Everything that stands in the chat now."""
        await self.stage.look()
        return self.shown()

    async def sees(
        self,
        what: What,
        *,
        within: float = PATIENCE,
        after: Seen | int = 0,
        thread: int | None = None,
        times: int = 1,
    ) -> Seen:
        """Wait until the chat shows such a message, and return the newest one.

        `after`: only those below that message count. `thread`: only those of that topic. `times`: wait for so
        many. Raises AssertionError with a transcript of the chat.
        """
        fits = matcher(what)
        floor = message_id(after) or 0

        def find() -> list[Seen]:
            return [
                seen
                for seen in self.shown()
                if seen.id > floor and (thread is None or seen.thread == thread) and fits(seen)
            ]

        await self.stage.look()
        await self._until(lambda: len(find()) >= times, f"never saw {describe(what, times)}", within)
        return find()[-1]

    async def loses(self, what: What, *, within: float = PATIENCE) -> None:
        """Wait until no message like this is left. Raises AssertionError with a transcript."""
        fits = matcher(what)
        await self.stage.look()
        await self._until(lambda: not any(map(fits, self.shown())), f"still shows {describe(what)}", within)

    async def toasts(self, text: str, *, within: float = PATIENCE) -> None:
        """Wait until an answer to a button was shown that holds this text."""
        await self.stage.look()
        await self._until(
            lambda: text in (self.content.get("toast") or {}).get("text", ""), f"never toasted {text!r}", within
        )

    async def _until(self, condition: Callable[[], bool], complaint: str, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not condition():
            left = deadline - loop.time()
            if left <= 0:
                title = self.content["title"]
                raise AssertionError(f"{title} {complaint} within {seconds:g} s.\n{self.transcript()}")
            await self.stage.look(min(left, LONG_POLL))

    def transcript(self) -> str:
        """The chat as last seen, a line per message."""
        lines = [f"  {line(seen)}" for seen in self.shown()]
        return "\n".join([f"{self.content['title']}:", *(lines or ["  (nothing)"])])


def describe(what: What, times: int = 1) -> str:
    words = repr(what) if isinstance(what, str) else getattr(what, "pattern", "such a message")
    return words if times == 1 else f"{words} {times} times"


def line(seen: Seen) -> str:
    content = seen.content
    parts = [f"#{seen.id}", content["date"][11:16], f"{content['from_name']}:"]
    if seen.thread is not None:
        parts.insert(1, f"(topic {seen.thread})")
    if seen.reply_to is not None:
        parts.append(f"(to #{seen.reply_to})")
    if seen.kind != "text":
        parts.append(f"[{seen.kind}]")
    parts.append(seen.text.replace("\n", " / "))
    parts += [f"[{label}]" for label in seen.buttons]
    parts += [reaction["emoji"] for reaction in content["reactions"]]
    return " ".join(part for part in parts if part)


def chat_id(chat: Room | int | None) -> int | None:
    return chat.id if isinstance(chat, Room) else chat


def message_id(message: Seen | int | None) -> int | None:
    return message.id if isinstance(message, Seen) else message


class Person:
    """Somebody with a phone. Writing returns the number of the new message."""

    def __init__(self, stage: Stage, id: int, name: str) -> None:
        self.stage = stage
        self.id = id
        self.name = name
        self.phone = Room(stage, id)
        """This person's private chat with the bot."""

    async def do(self, verb: str, **fields: Any) -> dict[str, Any]:
        if isinstance(fields.get("chat"), Room):
            fields["chat"] = fields["chat"].id
        for field in ("reply_to", "message_id"):
            fields[field] = message_id(fields.get(field))
        return await self.stage.do(verb, **{"as": self.id}, **fields)

    async def say(self, text: str, **fields: Any) -> int:
        """Write to the bot in private."""
        return await self.write(self.phone, text, **fields)

    async def write(
        self,
        chat: Room | int,
        text: str,
        *,
        reply_to: Seen | int | None = None,
        thread: int | None = None,
        entities: list[dict[str, Any]] | None = None,
        anonymous: bool | None = None,
        fields: dict[str, Any] | None = None,
    ) -> int:
        answer = await self.do(
            "write",
            chat=chat,
            text=text,
            reply_to=reply_to,
            thread=thread,
            entities=entities,
            anonymous=anonymous,
            fields=fields,
        )
        return int(answer["message_id"])

    async def send(
        self, chat: Room | int, kind: str, data: bytes | None = None, *, caption: str | None = None, **fields: Any
    ) -> int:
        """Anything but text. `data` are the bytes of a file; other fields as in docs/simulator.md."""
        file = base64.b64encode(data).decode() if data is not None else None
        return int((await self.do("send", chat=chat, kind=kind, file=file, caption=caption, **fields))["message_id"])

    async def send_photo(self, chat: Room | int, *, sample: str = "letter", **fields: Any) -> int:
        return await self.send(chat, "photo", sample=sample, **fields)

    async def send_voice(self, chat: Room | int, *, sample: str = "voice", **fields: Any) -> int:
        return await self.send(chat, "voice", sample=sample, **fields)

    async def send_album(self, chat: Room | int, items: list[dict[str, Any]], **fields: Any) -> list[int]:
        """Items as in docs/simulator.md: {"kind": "photo", "sample": "letter", "caption": "..."}."""
        ids: list[int] = (await self.do("album", chat=chat, items=items, **fields))["message_ids"]
        return ids

    async def edit(self, chat: Room | int, message: Seen | int, text: str) -> None:
        await self.do("edit", chat=chat, message_id=message, text=text)

    async def edit_caption(self, chat: Room | int, message: Seen | int, caption: str) -> None:
        await self.do("edit", chat=chat, message_id=message, caption=caption)

    async def delete(self, chat: Room | int, message: Seen | int) -> None:
        await self.do("delete", chat=chat, message_id=message)

    async def react(self, chat: Room | int, message: Seen | int, emoji: str) -> None:
        """An empty emoji takes the reaction back."""
        await self.do("react", chat=chat, message_id=message, emoji=emoji)

    async def press(self, button: str, *, on: Seen | None = None, chat: Room | None = None) -> Seen:
        """Press a button, named by its label, a part of it, or its data.

        `on` a message; or the newest one in `chat` that has such a button, in private unless told otherwise, and
        waits for it to appear. Returns the message.
        """
        if on is None:
            on = await (chat or self.phone).sees(lambda seen: seen.data_of(button) is not None)
        data = on.data_of(button)
        if data is None:
            raise AssertionError(f"there is no button {button!r}; there is {', '.join(on.buttons) or 'none'}")
        await self.do("press", chat=on.chat, message_id=on, data=data)
        return on

    async def block(self) -> None:
        await self.do("block")

    async def unblock(self) -> None:
        await self.do("unblock")

    async def join(self, chat: Room | int) -> None:
        await self.do("join", chat=chat)

    async def leave(self, chat: Room | int) -> None:
        await self.do("leave", chat=chat)

    async def change_topic(self, chat: Room | int, thread: int | None, change: str, **what: str) -> None:
        """ "close", "reopen", "delete", or "edit" with a `title` or an `icon`; no thread: the general topic."""
        await self.do("topic", chat=chat, thread=thread, change=change, **what)

    async def change_bot(self, chat: Room | int, **change: Any) -> dict[str, Any]:
        """`change="kick"`, `reactions="off"`, `migrate=True` ...: the verb `bot` of docs/simulator.md."""
        return await self.do("bot", chat=chat, **change)
