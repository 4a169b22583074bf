"""What the engine asks of a platform: a little of each, and more of those that can do more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.kernel.capabilities import Capabilities
from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.incoming import Incoming
from bot.kernel.outgoing import Outgoing, Receipt
from bot.kernel.pacing import Pace
from bot.kernel.service import Service


class Channel(Protocol):
    """One platform."""

    @property
    def name(self) -> ChannelName: ...

    @property
    def title(self) -> str:
        """What people call the platform: "Telegram"."""
        ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def polls(self) -> bool:
        """Whether `receive` asks the platform again and again, and so shows that it gets on. Else the platform calls,
        and says nothing when there is nothing."""
        ...

    @property
    def pace(self) -> Pace | None:
        """How fast the platform takes messages over all chats; None: as fast as they come."""
        ...

    def pace_of(self, chat: ChatRef) -> Pace | None:
        """How fast one chat takes them."""
        ...

    async def start(self) -> None:
        """Reach the platform, before anything else is asked of it. May be repeated after an error.

        Raises SendError when it can't be reached, or TokenRevoked.
        """
        ...

    async def close(self) -> None:
        """Let go of what `start` took, also when that failed."""
        ...

    async def receive(self) -> None:
        """Store what comes in until cancelled: commit, then confirm."""
        ...

    def parse(self, payload: bytes) -> Sequence[Incoming]:
        """Read a raw update: everything that it tells, in order. Pure; raises ParseError for what can't be read."""
        ...

    async def fetch(self, handle: str) -> bytes:
        """A file that came in, as it came. Raises SendError (certain: nothing was sent), or TokenRevoked."""
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one row. Raises SendError, or TokenRevoked."""
        ...


@runtime_checkable
class NamedChannel(Channel, Protocol):
    """A platform on which people are sent to us by the name of our account."""

    @property
    def account(self) -> str:
        """The name; known after `start`."""
        ...


@dataclass(frozen=True, slots=True)
class ServedGroup:
    """A group that the service uses. `threads`: it should have topic threads. `relay_thread`: what is said in a case's
    thread goes out."""

    chat: ChatRef
    threads: bool = False
    relay_thread: bool = False


@runtime_checkable
class GroupChannel(Channel, Protocol):
    """A platform on which a team can have its group. Not every one has groups that a bot can serve."""

    async def look_at_group(self, chat: ChatRef) -> GroupRights:
        """Ask the platform what we may do in a group. Raises SendError: GROUP_LOST when we are not in it."""
        ...

    async def is_member(self, chat: ChatRef, person: ChatRef) -> bool:
        """Ask the platform whether a person is in a group. Raises SendError when it does not answer."""
        ...

    def move_group(self, old: ChatRef, new: ChatRef) -> None:
        """A group got a new id: let in what comes from there (needed after a restart with an old configuration)."""
        ...

    def serve_groups(self, groups: Iterable[ServedGroup]) -> None:
        """From now on let in what comes from these groups, and from no others."""
        ...


def served_groups(service: Service, channel: ChannelName) -> list[ServedGroup]:
    """The groups that the service uses on one platform, as it is now."""
    groups = [
        ServedGroup(team.chat, threads=team.forum, relay_thread=team.relay_topic)
        for team in service.teams
        if team.channel == channel
    ]
    if service.staff_chat is not None and service.staff_channel == channel:
        groups.append(ServedGroup(service.staff_chat))
    return groups
