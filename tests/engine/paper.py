"""A platform of paper: what it takes lies in a list, and its payloads are JSON. For tests of the engine alone."""

import asyncio
import itertools
import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from bot.engine.heartbeat import Heartbeat
from bot.engine.inbox import InboxWorker
from bot.engine.outbox import OutboxWorker
from bot.engine.registry import WorkerRegistry
from bot.engine.runtime import Runtime
from bot.features.store import Store
from bot.i18n import Catalogs
from bot.kernel.capabilities import Capabilities
from bot.kernel.content import Text
from bot.kernel.errors import ParseError, SendError
from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ChannelName, ChatRef, ExternalId, LanguageCode, TeamName, TopicId
from bot.kernel.incoming import Incoming, Origin, Written
from bot.kernel.outgoing import Outgoing, Receipt
from bot.kernel.pacing import Pace
from bot.kernel.service import Service, Team, Topic
from handlers.telegram.capabilities import CAPABILITIES

FIRST, SECOND = ChannelName("first"), ChannelName("second")


@dataclass
class Time:
    """A clock that goes only when it is told to."""

    milliseconds: int = 1_760_000_000_000

    def now(self) -> int:
        return self.milliseconds

    def seconds(self) -> float:
        return self.milliseconds / 1000


@dataclass
class PaperChannel:
    """`faults` are raised by the next sends, one after the other, None by none; while `held` is not None every send
    waits for it."""

    name: ChannelName
    pace: Pace | None = None
    capabilities: Capabilities = CAPABILITIES
    faults: list[SendError | None] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    held: asyncio.Event | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def pace_of(self, chat: ChatRef) -> Pace | None:
        return None

    async def receive(self) -> None:
        await asyncio.Event().wait()

    def parse(self, payload: bytes) -> Sequence[Incoming]:
        """A payload is a list of messages: who wrote it, its number, what it says, and its album or null."""
        try:
            said = json.loads(payload)
        except ValueError:
            raise ParseError("no JSON") from None
        return [
            Written(self.origin(person), ExternalId(number), Text(words), album=album)
            for person, number, words, album in said
        ]

    def origin(self, person: str) -> Origin:
        return Origin(self.name, ChatRef(person), ChatRef(person), private=True)

    async def fetch(self, handle: str) -> bytes:
        return self.files[handle]

    async def send(self, outgoing: Outgoing) -> Receipt:
        if self.held is not None:
            await self.held.wait()
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.sent.append(outgoing)
        return Receipt((ExternalId(f"{self.name} {next(self._numbers)}"),))

    async def look_at_group(self, chat: ChatRef) -> GroupRights:
        return GroupRights()

    async def is_member(self, chat: ChatRef, person: ChatRef) -> bool:
        return True

    @property
    def words(self) -> list[str]:
        """The texts that it has taken, in order."""
        contents = [getattr(outgoing.operation, "content", None) for outgoing in self.sent]
        return [content.text for content in contents if isinstance(content, Text)]


def make_service() -> Service:
    english, work = LanguageCode("en"), TopicId("work")
    team = Team(TeamName("helpers"), FIRST, ChatRef("the group"), (english,), (), english)
    return Service(
        "Advice", (english,), english, (Topic(work, "w"),), (team,), team.name, FIRST, english, ChatRef("the staff")
    )


@dataclass
class Rig:
    """The two workers on a real store, with channels of paper."""

    store: Store
    time: Time
    channels: dict[ChannelName, PaperChannel]
    runtime: Runtime
    outbox: OutboxWorker
    inbox: InboxWorker


@asynccontextmanager
async def rig_on(store: Store, *channels: PaperChannel) -> AsyncIterator[Rig]:
    time = Time()
    runtime = Runtime(
        make_service(),
        Catalogs.load(),
        time,
        random.Random(1),
        {channel.name: channel.capabilities for channel in channels},
    )
    registry = WorkerRegistry(store, runtime, time.seconds)
    await registry.join()
    by_name = {channel.name: channel for channel in channels}
    heartbeat = Heartbeat((), time.seconds)
    outbox = OutboxWorker(store, by_name, runtime, registry, heartbeat)
    yield Rig(store, time, by_name, runtime, outbox, InboxWorker(store, by_name, runtime, registry, outbox, heartbeat))
    await registry.leave()


@asynccontextmanager
async def running(rig: Rig) -> AsyncIterator[None]:
    """The outbox worker at work."""
    task = asyncio.create_task(rig.outbox.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
