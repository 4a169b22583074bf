"""A channel of plain texts, as a platform for text messages has it: no buttons, no edits, no reactions, no files.

Its edge is real HTTP. A person's phone posts what they write, and reads what they were sent; both carry the number that
the phone has on this platform. What comes in is stored before it is confirmed, like on every channel.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.config import Endpoint, Settings
from bot.kernel.capabilities import Capabilities, Limits
from bot.kernel.channel import ServedGroup
from bot.kernel.content import Text
from bot.kernel.errors import ParseError
from bot.kernel.findings import Finding
from bot.kernel.ids import ChannelName, ChatRef, ExternalId
from bot.kernel.incoming import Command, Incoming, Origin, Written
from bot.kernel.model import Arrival
from bot.kernel.outgoing import Outgoing, Receipt, Send
from bot.kernel.pacing import Pace
from handlers.platform import Platform, Surroundings

PLAIN = ChannelName("plain")
CAPABILITIES = Capabilities(limits=Limits(text=480, caption=0), repeatable=True)


@dataclass
class Gateway:
    """The platform itself: it keeps what each phone was sent, once for each key."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    channel: "PlainChannel | None" = None
    _keys: dict[str, str] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/send", self._send), web.post("/write", self._write)]

    async def _send(self, request: web.Request) -> web.Response:
        """The bot sends a text to a phone."""
        told = await request.json()
        assert set(told) == {"key", "to", "text"}, "this platform knows nothing else"
        if told["key"] not in self._keys:
            self._keys[told["key"]] = f"plain-{len(self._keys) + 1}"
            self.sent.setdefault(told["to"], []).append(told["text"])
            self._changed.set()
        return web.json_response({"id": self._keys[told["key"]]})

    async def _write(self, request: web.Request) -> web.Response:
        """A phone writes to the bot; answered when the bot has it."""
        assert self.channel is not None, "the bot is there"
        await self.channel.take(await request.json())
        return web.Response()

    async def reads(self, phone: str, *words: str) -> str:
        """The newest text on a phone with all these words, as soon as it is there."""
        async with asyncio.timeout(60):
            while True:
                self._changed.clear()
                for text in reversed(self.sent.get(phone, [])):
                    if all(word in text for word in words):
                        return text
                await self._changed.wait()


class PlainChannel:
    """A `bot.kernel.channel.Channel`."""

    name = PLAIN
    title = "Plain"
    capabilities = CAPABILITIES
    polls = False
    pace: Pace | None = None

    def __init__(self, url: str, around: Surroundings) -> None:
        self._url = url
        self._around = around
        self._session: ClientSession | None = None

    def pace_of(self, chat: ChatRef) -> Pace | None:
        return None

    async def start(self) -> None:
        self._session = self._session or ClientSession()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def receive(self) -> None:
        await asyncio.Event().wait()  # the platform calls

    async def take(self, said: dict[str, str]) -> None:
        """Store what a phone wrote: its sender as a token, its words for `parse`."""
        chat = self._around.ids.conceal(said["from"])
        payload = json.dumps({"chat": chat, "id": said["id"], "text": said["text"]}).encode()
        arrival = Arrival(external=said["id"], conversation=chat, album=None, payload=payload)
        async with self._around.store.transaction(alone=False) as tx:
            await tx.add_arrivals(PLAIN, [arrival], self._around.clock.now())
        self._around.arrived()

    def parse(self, payload: bytes) -> Sequence[Incoming]:
        try:
            said = json.loads(payload)
        except ValueError:
            raise ParseError("no JSON") from None
        chat, message, text = ChatRef(said["chat"]), ExternalId(said["id"]), said["text"]
        origin = Origin(PLAIN, chat, chat, private=True)
        if text.startswith("/"):
            name, _space, argument = text[1:].partition(" ")
            return [Command(origin, message, name.lower(), argument)]
        return [Written(origin, message, Text(text))]

    async def send(self, outgoing: Outgoing) -> Receipt:
        assert self._session is not None, "start() comes first"
        operation = outgoing.operation
        assert isinstance(operation, Send), "nothing else can be shown here"
        assert isinstance(operation.content, Text), "nothing else can be shown here"
        assert not operation.keyboard
        told = {
            "key": f"{outgoing.id}.{outgoing.step}",
            "to": self._around.ids.reveal(outgoing.chat),
            "text": operation.content.text,
        }
        async with self._session.post(f"{self._url}/send", json=told) as answer:
            return Receipt((ExternalId((await answer.json())["id"]),))


@dataclass
class Phone:
    """Somebody's phone on this platform."""

    number: str
    gateway: Gateway
    write_to: Callable[[dict[str, str]], Awaitable[None]]
    _written: int = 0

    async def writes(self, text: str) -> None:
        self._written += 1
        await self.write_to({"from": self.number, "id": f"{self.number}-{self._written}", "text": text})

    async def reads(self, *words: str) -> str:
        return await self.gateway.reads(self.number, *words)

    async def chooses(self, label: str, *among: str) -> None:
        """Write the number that stands before a label, in the list that has these words."""
        text = await self.reads(label, *among)
        [line] = [line for line in text.splitlines() if line.endswith(label)]
        await self.writes(line.partition(".")[0])

    @property
    def texts(self) -> list[str]:
        return self.gateway.sent.get(self.number, [])


@asynccontextmanager
async def plain_platform() -> AsyncIterator[tuple[Platform, Callable[[str], Phone]]]:
    """The platform at work, as the registry has it, and a way to hand out phones."""
    gateway, app = Gateway(), web.Application()
    app.add_routes(gateway.routes())

    def build(settings: Settings, groups: Sequence[ServedGroup], around: Surroundings) -> PlainChannel:
        gateway.channel = PlainChannel(str(server.make_url("")).rstrip("/"), around)
        return gateway.channel

    async def inspect(settings: Settings, groups: Sequence[ServedGroup]) -> list[Finding]:
        return []

    def listens_at(settings: Settings) -> Endpoint | None:
        return None

    async with TestServer(app) as server, ClientSession() as session:

        async def write(said: dict[str, str]) -> None:
            async with session.post(server.make_url("/write"), json=said) as answer:
                answer.raise_for_status()

        yield (
            Platform(PLAIN, "Plain", CAPABILITIES, build, inspect, listens_at),
            lambda number: Phone(number, gateway, write),
        )
