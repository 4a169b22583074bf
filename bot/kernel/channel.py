"""What the engine asks of a platform."""

from typing import Protocol

from bot.kernel.group_rights import GroupRights
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.incoming import Incoming
from bot.kernel.outgoing import Outgoing, Receipt
from bot.kernel.pacing import Pace


class Channel(Protocol):
    """One platform."""

    @property
    def name(self) -> ChannelName: ...

    @property
    def pace(self) -> Pace | None:
        """How fast the platform takes messages over all chats; None: as fast as they come."""
        ...

    def pace_of(self, chat: ChatRef) -> Pace | None:
        """How fast one chat takes them."""
        ...

    async def receive(self) -> None:
        """Store what comes in until cancelled: commit, then confirm."""
        ...

    def parse(self, payload: bytes) -> Incoming:
        """Read a raw update. Pure; raises ParseError for anything that can't be read."""
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Carry out one row. Raises SendError, or TokenRevoked."""
        ...

    async def look_at_group(self, chat: ChatRef) -> GroupRights:
        """Ask the platform what we may do in a group. Raises SendError: GROUP_LOST when we are not in it."""
        ...

    async def is_member(self, chat: ChatRef, person: ChatRef) -> bool:
        """Ask the platform whether a person is in a group. Raises SendError when it does not answer."""
        ...
