"""Messages and their copies on the other side."""

import json
from collections.abc import Sequence
from typing import Any

from bot.kernel.content import Content
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId, ExternalId, MessageId, VolunteerId
from bot.kernel.model import Copy, Direction, Message, MessageState
from storage.engine.codec import encode_content
from storage.engine.rows import Rows


class MessageRows(Rows):
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
    ) -> MessageId:
        # What is on its way is in the outbox; it does not stand here a second time.
        held = content if state in (MessageState.HELD, MessageState.ASKED) else None
        message: int = await self._queries.add_message(
            self._transaction,
            case=case,
            contact=contact,
            direction=direction.value,
            state=state.value,
            channel=channel,
            chat=chat,
            external=external,
            author=author,
            reply_to=reply_to,
            album=album,
            parts=parts,
            fingerprint=fingerprint,
            joined_to=joined_to,
            content=None if held is None else await self._seal(held, contact, channel, chat, external),
            now=now,
        )
        if case is not None and direction is not Direction.OURS:
            self._count(case, direction)
        return MessageId(message)

    def _count(self, case: CaseId, direction: Direction, messages: int = 1) -> None:
        """Each case counts what is written in it, for figures."""
        asked = messages if direction is Direction.TO_TEAM else 0
        self._transaction.defer(self._queries.count_messages, case=case, questions=asked, answers=messages - asked)

    async def message(self, id: MessageId) -> Message | None:
        return await self._read_message(await self._queries.message_by_id(self._transaction, id=id))

    async def message_at(self, channel: ChannelName, chat: ChatRef, external: ExternalId) -> Message | None:
        row = await self._queries.message_at(self._transaction, channel=channel, chat=chat, external=external)
        return await self._read_message(row)

    async def held_messages(self, contact: ContactId) -> list[Message]:
        rows = self._queries.held_messages(self._transaction, contact=contact)
        return [await self._message(row) async for row in rows]

    async def unsent_messages(self, contact: ContactId) -> list[Message]:
        rows = self._queries.unsent_messages(self._transaction, contact=contact)
        return [await self._message(row) async for row in rows]

    async def queue_held(self, contact: ContactId, case: CaseId) -> None:
        queued: int = await self._queries.queue_held(self._transaction, contact=contact, case=case)
        self._count(case, Direction.TO_TEAM, queued)

    async def queued_messages(self, case: CaseId) -> list[Message]:
        rows = self._queries.queued_messages(self._transaction, case=case)
        return [await self._message(row) async for row in rows]

    async def relay_held(self, id: MessageId, case: CaseId, parts: int, joined_to: MessageId | None = None) -> None:
        await self._queries.relay_held(self._transaction, id=id, case=case, parts=parts, joined_to=joined_to)

    async def joined_messages(self, first: MessageId) -> list[Message]:
        rows = self._queries.joined_messages(self._transaction, first=first)
        return [await self._message(row) async for row in rows]

    async def album_messages(self, case: CaseId, direction: Direction, album: str) -> list[Message]:
        rows = self._queries.album_messages(self._transaction, case=case, direction=direction.value, album=album)
        return [await self._message(row) async for row in rows]

    async def set_held_content(self, held: Message, content: Content, fingerprint: str | None) -> None:
        sealed = await self._seal(content, held.contact, held.channel, held.chat, held.external)
        await self._queries.set_held_content(self._transaction, id=held.id, content=sealed, fingerprint=fingerprint)

    async def set_message_edited(self, id: MessageId, parts: int, fingerprint: str | None) -> None:
        await self._queries.set_message_edited(self._transaction, id=id, parts=parts, fingerprint=fingerprint)

    async def set_message_state(self, id: MessageId, state: MessageState) -> None:
        await self._queries.set_message_state(self._transaction, id=id, state=state.value)

    async def set_delivered(self, ids: Sequence[MessageId]) -> list[Message]:
        if not ids:
            return []
        rows = self._queries.set_delivered(self._transaction, ids=json.dumps(list(ids)))
        return sorted([await self._message(row) async for row in rows], key=lambda message: message.id)

    async def drop_held(self, contact: ContactId) -> int:
        dropped: int = await self._queries.drop_held(self._transaction, contact=contact)
        return dropped

    async def last_message_from(self, contact: ContactId) -> Message | None:
        return await self._read_message(await self._queries.last_message_from(self._transaction, contact=contact))

    async def last_message_by(self, volunteer: VolunteerId, case: CaseId | None) -> Message | None:
        row = await self._queries.last_message_by(self._transaction, volunteer=volunteer, case=case)
        return await self._read_message(row)

    async def add_copies(self, copies: Sequence[Copy], now: int) -> None:
        rows = [
            {"message": copy.message, "part": copy.part, "chat": copy.chat, "external": copy.external, "now": now}
            for copy in copies
        ]
        if rows:
            await self._queries.add_copies(self._transaction, rows)

    async def _seal(
        self,
        content: Content,
        contact: ContactId | None,
        channel: ChannelName,
        chat: ChatRef | None,
        external: ExternalId | None,
    ) -> bytes:
        return await self._seal_words(encode_content(content), contact, "messages", "content", channel, chat, external)

    async def _read_message(self, row: Any) -> Message | None:
        return await self._message(row) if row else None

    async def _message(self, row: Any) -> Message:
        values = dict(row)
        values["direction"] = Direction(values["direction"])
        values["state"] = MessageState(values["state"])
        place = (values["channel"], values["chat"], values["external"])
        values["content"] = await self._open_content(
            values["content"], values["contact"], "messages", "content", *place
        )
        message = Message(**values)
        if message.chat and message.direction is Direction.TO_TEAM and message.contact is not None:
            self._seals.note_chat(message.channel, message.chat, message.contact)
        elif message.chat and message.direction is Direction.TO_CONTACT:
            self._seals.note_chat(message.channel, message.chat, None)
        return message
