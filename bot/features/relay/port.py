"""What the relay asks of storage: messages and their copies."""

from collections.abc import Sequence
from typing import Protocol

from bot.kernel.content import Content
from bot.kernel.ids import (
    CaseId,
    ChannelName,
    ChatRef,
    ContactId,
    ExternalId,
    MessageId,
    VolunteerId,
)
from bot.kernel.model import Copy, Direction, Message, MessageState


class MessageTx(Protocol):
    """What people wrote, and where its copies stand."""

    async def read_ahead(self, channel: ChannelName, chats: Sequence[ChatRef], before: int, many: int) -> None:
        """Before many messages are acted on: read at once what each of their writers would have read for alone.

        That is the contact, the newest case on each route, and the joinable text, for the same `before` and `many`.
        """
        ...

    async def add_message(
        self,
        *,
        direction: Direction,
        state: MessageState,
        channel: ChannelName,
        case: CaseId | None = None,
        contact: ContactId | None = None,
        chat: ChatRef | None = None,
        external: ExternalId | None = None,
        author: VolunteerId | None = None,
        reply_to: MessageId | None = None,
        album: str | None = None,
        parts: int = 1,
        fingerprint: str | None = None,
        joined_to: MessageId | None = None,
        content: Content | None = None,
        now: int,
    ) -> MessageId: ...

    async def message(self, id: MessageId) -> Message | None: ...
    async def message_at(self, channel: ChannelName, chat: ChatRef, external: ExternalId) -> Message | None:
        """The message that is seen at this place: as its original, or as one of its copies."""
        ...

    async def joined_messages(self, first: MessageId) -> list[Message]:
        """The messages that share one copy with the first of them, itself included."""
        ...

    async def album_messages(self, case: CaseId, direction: Direction, album: str) -> list[Message]:
        """The parts of one album, in order."""
        ...

    async def set_message_edited(self, id: MessageId, parts: int, fingerprint: str | None) -> None: ...
    async def set_message_state(self, id: MessageId, state: MessageState) -> None:
        """Any state but HELD and ASKED forgets the content."""
        ...

    async def set_delivered(self, ids: Sequence[MessageId]) -> list[Message]:
        """From RELAYED to DELIVERED, as soon as no part is still to be sent; one that was set aside counts as none.

        Messages in any other state stay so. Returns those that have just arrived, in order.
        """
        ...

    async def unsent_messages(self, contact: ContactId) -> list[Message]:
        """What the contact wrote and of which something, an edit too, is still to be sent or set aside, in order."""
        ...

    async def last_message_from(self, contact: ContactId) -> Message | None:
        """The newest message that the contact wrote (direction TO_TEAM) and has not taken back."""
        ...

    async def last_message_by(self, volunteer: VolunteerId, case: CaseId | None) -> Message | None:
        """The newest answer of the volunteer, in that case or in any, that was not taken back."""
        ...

    async def add_copies(self, copies: Sequence[Copy], now: int) -> None:
        """Link messages to their copies; the same part again replaces the link. Nothing for a message that is gone."""
        ...


class HeldMessageTx(Protocol):
    """What waits for a choice or for the opening."""

    async def held_messages(self, contact: ContactId) -> list[Message]:
        """What the contact wrote before choosing, in order, with content."""
        ...

    async def queue_held(self, contact: ContactId, case: CaseId) -> None:
        """What the contact wrote before choosing belongs to that case now, and is still held."""
        ...

    async def queued_messages(self, case: CaseId) -> list[Message]:
        """What waits in the case until its team opens, in order, with content."""
        ...

    async def relay_held(self, id: MessageId, case: CaseId, parts: int, joined_to: MessageId | None = None) -> None:
        """A held message goes on its way: state RELAYED, its case known, its content forgotten."""
        ...

    async def set_held_content(self, held: Message, content: Content, fingerprint: str | None) -> None: ...
    async def drop_held(self, contact: ContactId) -> int:
        """Erase what the contact wrote before choosing. Returns how many messages."""
        ...
