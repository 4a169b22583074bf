"""What the registry has of each platform, and what the service gives a channel."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from aiohttp import web

from bot.cleaning.types import Cleaned
from bot.config import Endpoint, Settings
from bot.features.store import Store, Tx
from bot.kernel.capabilities import Capabilities
from bot.kernel.channel import Channel, ServedGroup
from bot.kernel.clock import Clock
from bot.kernel.content import Media
from bot.kernel.findings import Finding
from bot.kernel.ids import ChannelName
from bot.keys.crypto import IdCipher

ActWith = Callable[[Callable[[Tx], Awaitable[object]]], Awaitable[bool]]
"""Does what adds to the inbox and acts on what waits there, in one transaction; False when neither was done."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The service around a channel.

    `ids` makes tokens of the platform's own ids, and ids of tokens. `files` has what a message shows,
    fetched wherever it came in and cleaned; it raises SendError, or TokenRevoked.
    `arrived` is called after each commit of something new; `act_with` makes such a commit and acts on it, if it can.
    `polled` is called after each round of polling, whether the platform answered or not.
    """

    store: Store
    clock: Clock
    ids: IdCipher
    files: Callable[[Media], Awaitable[Cleaned]]
    arrived: Callable[[], None]
    act_with: ActWith
    polled: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform, as the registry names it. `title` is what people call it.

    `build` makes its channel; the groups are those that the service uses there. `inspect` looks whether the platform
    is set up as the configuration expects: it changes nothing, writes to nobody and raises nothing; it is given the
    groups by the platform's own ids, which are then the subjects of what it finds. `listens_at` says where its
    channel is called over HTTP, None when it is not.
    """

    name: ChannelName
    title: str
    capabilities: Capabilities
    build: Callable[[Settings, Sequence[ServedGroup], Surroundings], Channel]
    inspect: Callable[[Settings, Sequence[ServedGroup]], Awaitable[list[Finding]]]
    listens_at: Callable[[Settings], Endpoint | None]


@runtime_checkable
class WebChannel(Channel, Protocol):
    """A channel that is called over HTTP. The kernel knows nothing of HTTP, so this is none of its words."""

    @property
    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What the HTTP server hands on to it; none while it polls."""
        ...
