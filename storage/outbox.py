"""The queue of what must go out, in lanes."""

import json
import secrets
from collections.abc import Sequence

from bot.kernel.content import Text
from bot.kernel.errors import Unreadable
from bot.kernel.ids import (
    CaseId,
    ChannelName,
    ChatRef,
    ContactId,
    ExternalId,
    MessageId,
    OutboxId,
    RecipientId,
    ThreadRef,
    WorkerId,
)
from bot.kernel.outgoing import Joinable, Operation, Outgoing, Priority, Send
from bot.keys.crypto import place_of
from storage.engine.codec import decode_operation, encode_operation
from storage.engine.rows import Rows


class OutboxRows(Rows):
    async def enqueue(
        self,
        operation: Operation,
        *,
        channel: ChannelName,
        chat: ChatRef,
        now: int,
        case: CaseId | None = None,
        in_thread: bool = False,
        message: MessageId | None = None,
        part: int = 0,
        target: MessageId | None = None,
        target_part: int = 0,
        target_external: ExternalId | None = None,
        lane: str | None = None,
        priority: Priority = Priority.PEOPLE,
        recipient: RecipientId | None = None,
    ) -> None:
        reference = secrets.randbits(63)
        contact = await self._seals.contact_behind(channel, chat, case)
        key = await self._seals.key_of(contact)
        self._transaction.defer(
            self._queries.enqueue,
            lane=lane_of(channel, chat) if lane is None else self._seals.lane_named(channel, lane),
            channel=channel,
            chat=chat,
            operation=key.seal(
                encode_operation(operation), place_of_operation(channel, chat, reference, message, part, case)
            ),
            reference=reference,
            contact=contact,
            message=message,
            part=part,
            case=case,
            in_thread=int(in_thread),
            target=target,
            target_part=target_part,
            target_external=target_external,
            priority=int(priority),
            recipient=recipient,
            now=now,
        )

    async def claim_outgoing(
        self,
        now: int,
        limit: int,
        busy: Sequence[str],
        only: tuple[ChannelName, ChatRef] | None = None,
        worker: WorkerId | None = None,
        moment: int | None = None,
        channel: ChannelName | None = None,
    ) -> list[Outgoing]:
        rows = self._queries.claim_outgoing(
            self._transaction,
            now=now,
            limit=limit,
            busy=json.dumps(list(busy)),
            only=lane_of(*only) if only else None,
            worker=worker,
            moment=moment,
            channel=channel,
        )
        claimed = [await self._claimed(**row) async for row in rows]
        # An UPDATE returns rows in any order.
        return sorted((outgoing for outgoing in claimed if outgoing is not None), key=lambda outgoing: outgoing.id)

    async def _claimed(
        self, id: OutboxId, lane: str, channel: ChannelName, chat: ChatRef, sealed: bytes, thread: ThreadRef | None,
        thread_title: str | None, target: ExternalId | None, message: MessageId | None, part: int, case: CaseId | None,
        attempts: int, recipient: RecipientId | None, reference: int, contact: ContactId | None,
        wrapped_key: bytes | None,
    ) -> Outgoing | None:  # fmt: skip
        """A row of `claim_outgoing`. One that can't be unsealed is set aside, so that its lane goes on."""
        place = place_of_operation(channel, chat, reference, message, part, case)
        try:
            operation = decode_operation(self._seals.key_from(contact, wrapped_key).open(sealed, place))
        except Unreadable:
            # Its contact was erased, or somebody changed the database.
            await self._note_unreadable("outbox")
            await self.park_outgoing(id, Unreadable.__name__)
            return None
        return Outgoing(
            id=id,
            lane=lane,
            channel=channel,
            chat=chat,
            operation=operation,
            thread=thread,
            thread_title=thread_title,
            target=target,
            message=message,
            part=part,
            case=case,
            attempts=attempts,
            recipient=recipient,
        )

    async def joinable_text(
        self, case: CaseId, channel: ChannelName, chat: ChatRef, before: int, many: int
    ) -> Joinable | None:
        found = await self._joinable([case], before, many)
        return found[0] if found and found[0].lane == lane_of(channel, chat) else None

    async def _joinable(self, cases: Sequence[CaseId], before: int, many: int) -> list[Joinable]:
        rows = self._queries.joinable_texts(self._transaction, cases=json.dumps(cases), before=before, many=many)
        read = [await self._read_joinable(**row) async for row in rows]
        return [joinable for joinable in read if joinable is not None]

    async def _read_joinable(
        self, id: OutboxId, lane: str, channel: ChannelName, chat: ChatRef, sealed: bytes, reference: int,
        contact: ContactId | None, message: MessageId, part: int, case: CaseId, asked: int | bool,
    ) -> Joinable | None:  # fmt: skip
        place = place_of_operation(channel, chat, reference, message, part, case)
        try:
            key = await self._seals.key_of(contact)
            operation = decode_operation(key.open(sealed, place))
        except Unreadable:
            return None  # it is set aside when its turn comes
        if not isinstance(operation, Send) or not isinstance(operation.content, Text):
            return None
        self._seals.note_row(id, key, place)
        return Joinable(id, lane, message, case, operation, bool(asked))

    async def join_text(self, joinable: Joinable, operation: Send) -> None:
        key, place = self._seals.row(joinable.row)
        self._transaction.defer(
            self._queries.replace_pending, id=joinable.row, operation=key.seal(encode_operation(operation), place)
        )
        if len(operation.joined) == 1:
            self._transaction.defer(self._queries.begin_joining, first=joinable.message)

    async def forget_rests(self, now: int) -> None:
        await self._queries.forget_rests(self._transaction, now=now)

    async def next_due(self, now: int) -> int | None:
        due: int | None = await self._queries.next_due(self._transaction, now=now)
        return due

    async def finish_outgoing(self, *ids: OutboxId) -> frozenset[OutboxId]:
        if not ids:
            return frozenset()
        rows = self._queries.finish_outgoing(self._transaction, ids=json.dumps(ids))
        return frozenset([OutboxId(row[0]) async for row in rows])

    async def retry_outgoing(self, id: OutboxId, lane: str, not_before: int, counted: bool) -> None:
        await self._queries.retry_outgoing(self._transaction, id=id, counted=int(counted))
        await self._queries.rest_lane(self._transaction, lane=lane, not_before=not_before)

    async def shift_rests(self, back: int) -> None:
        await self._queries.shift_rests(self._transaction, back=back)

    async def wake_chat(self, channel: ChannelName, chat: ChatRef) -> None:
        await self._queries.end_rest(self._transaction, lane=lane_of(channel, chat))

    async def park_outgoing(self, id: OutboxId, error: str) -> None:
        await self._queries.park_outgoing(self._transaction, id=id, error=error)

    async def is_sending(self, channel: ChannelName, chat: ChatRef) -> bool:
        count: int = await self._queries.is_sending(self._transaction, lane=lane_of(channel, chat))
        return count > 0

    async def lane_length(self, channel: ChannelName, chat: ChatRef, limit: int) -> int:
        count: int = await self._queries.lane_length(self._transaction, lane=lane_of(channel, chat), limit=limit)
        return count

    async def cancel_pending(self, message: MessageId) -> int:
        cancelled: int = await self._queries.cancel_pending(self._transaction, message=message)
        return cancelled

    async def move_chat(self, channel: ChannelName, old: ChatRef, new: ChatRef) -> None:
        """The links of earlier messages stay with the old chat, as history.

        The platform numbers messages anew in the new chat, so an old link there would name somebody else's message.
        """
        old_lane, new_lane = lane_of(channel, old), lane_of(channel, new)
        await self._queries.forget_places(self._transaction, channel=channel, chat=old)
        async for row in self._queries.rows_of_chat(self._transaction, channel=channel, chat=old):
            await self._seal_anew((channel, old), (channel, new), **row)
        await self._queries.move_rows(
            self._transaction, channel=channel, old=old, new=new, old_lane=old_lane, new_lane=new_lane
        )
        await self._queries.end_rest(self._transaction, lane=old_lane)

    async def leave_threads(self, channel: ChannelName, chat: ChatRef) -> None:
        await self._queries.leave_threads(self._transaction, lane=lane_of(channel, chat))

    async def _seal_anew(
        self, old: tuple[ChannelName, ChatRef], new: tuple[ChannelName, ChatRef], id: OutboxId, sealed: bytes,
        reference: int, contact: ContactId | None, message: MessageId | None, part: int, case: CaseId | None,
    ) -> None:  # fmt: skip
        """A row goes to another chat."""
        try:
            key = await self._seals.key_of(contact)
            body = key.open(sealed, place_of_operation(*old, reference, message, part, case))
        except Unreadable:
            return  # it is set aside when its turn comes
        sealed = key.seal(body, place_of_operation(*new, reference, message, part, case))
        await self._queries.set_operation(self._transaction, id=id, operation=sealed)

    async def queue_sizes(self) -> dict[str, int]:
        names = ("inbox_waiting", "inbox_quarantined", "outbox_pending", "outbox_parked", "messages_held")
        return dict(zip(names, await self._queries.queue_sizes(self._transaction), strict=True))

    async def oldest_due(self, now: int) -> int | None:
        since: int | None = await self._queries.oldest_due(self._transaction, now=now)
        return since

    async def oldest_waiting(self) -> dict[str, int | None]:
        return dict(zip(("inbox", "outbox"), await self._queries.oldest_waiting(self._transaction), strict=True))


def place_of_operation(channel: ChannelName, chat: ChatRef, *reference: int | None) -> bytes:
    """Where an operation is bound to. The chat is part of it: nobody can give an answer to somebody else."""
    return place_of("outbox", "operation", channel, chat, *reference)


def lane_of(channel: ChannelName, chat: ChatRef) -> str:
    """The lane of a chat, unless another is named: see `Seals.lane_named`."""
    return f"{channel}:{chat}"


def chat_of(lane: str) -> tuple[ChannelName, ChatRef]:
    """The chat of a lane that has no other name; of any other, a chat of a channel that there is not."""
    channel, _, chat = lane.partition(":")
    return ChannelName(channel), ChatRef(chat)
