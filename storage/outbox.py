"""The queue of what must go out, in lanes."""

import json
from collections.abc import Sequence

from bot.core.outgoing import Operation, Outgoing, Priority
from bot.ids import CaseId, ChannelName, ChatRef, ExternalId, MessageId, OutboxId
from storage.codec import decode_operation, encode_operation
from storage.part import Part


class OutboxPart(Part):
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
    ) -> OutboxId:
        row: int = await self._queries.enqueue(
            self._connection,
            lane=_lane(channel, chat) if lane is None else lane,
            channel=channel,
            chat=chat,
            operation=encode_operation(operation),
            message=message,
            part=part,
            case=case,
            in_thread=int(in_thread),
            target=target,
            target_part=target_part,
            target_external=target_external,
            priority=int(priority),
            now=now,
        )
        return OutboxId(row)

    async def claim_outgoing(
        self, now: int, limit: int, busy: Sequence[str], only: tuple[ChannelName, ChatRef] | None = None
    ) -> list[Outgoing]:
        rows = self._queries.claim_outgoing(
            self._connection, now=now, limit=limit, busy=json.dumps(list(busy)), only=_lane(*only) if only else None
        )
        claimed = [
            Outgoing(
                id=OutboxId(row),
                lane=lane,
                channel=channel,
                chat=chat,
                operation=decode_operation(operation),
                thread=thread,
                thread_title=thread_title,
                target=target,
                message=message,
                part=part,
                case=case,
                attempts=attempts,
            )
            async for (
                row, lane, channel, chat, operation, thread, thread_title, target, message, part, case, attempts,
            ) in rows
        ]  # fmt: skip
        return sorted(claimed, key=lambda outgoing: outgoing.id)  # an UPDATE returns rows in any order

    async def pending_text(
        self, case: CaseId, channel: ChannelName, chat: ChatRef, before: int
    ) -> tuple[OutboxId, MessageId, Operation] | None:
        row = await self._queries.pending_text(self._connection, case=case, lane=_lane(channel, chat), before=before)
        return (OutboxId(row[0]), MessageId(row[1]), decode_operation(row[2])) if row else None

    async def join_pending(self, id: OutboxId, first: MessageId, operation: Operation) -> bool:
        replaced: int = await self._queries.replace_pending(
            self._connection, id=id, operation=encode_operation(operation)
        )
        if replaced:
            await self._queries.begin_joining(self._connection, first=first)
        return replaced > 0

    async def next_due(self, now: int) -> int | None:
        await self._queries.forget_rests(self._connection, now=now)
        due: int | None = await self._queries.next_due(self._connection, now=now)
        return due

    async def unclaim_all(self) -> int:
        unclaimed: int = await self._queries.unclaim_all(self._connection)
        return unclaimed

    async def finish_outgoing(self, id: OutboxId) -> None:
        await self._queries.finish_outgoing(self._connection, id=id)

    async def retry_outgoing(self, id: OutboxId, lane: str, not_before: int, counted: bool) -> None:
        await self._queries.retry_outgoing(self._connection, id=id, counted=int(counted))
        await self._queries.rest_lane(self._connection, lane=lane, not_before=not_before)

    async def wake_chat(self, channel: ChannelName, chat: ChatRef) -> None:
        await self._queries.end_rest(self._connection, lane=_lane(channel, chat))

    async def park_outgoing(self, id: OutboxId, error: str) -> None:
        await self._queries.park_outgoing(self._connection, id=id, error=error)

    async def is_sending(self, channel: ChannelName, chat: ChatRef) -> bool:
        count: int = await self._queries.is_sending(self._connection, lane=_lane(channel, chat))
        return count > 0

    async def pending_parts(self, message: MessageId) -> int:
        count: int = await self._queries.pending_parts(self._connection, message=message)
        return count

    async def cancel_pending(self, message: MessageId) -> int:
        cancelled: int = await self._queries.cancel_pending(self._connection, message=message)
        return cancelled

    async def move_chat(self, channel: ChannelName, old: ChatRef, new: ChatRef) -> None:
        """The links of earlier messages stay with the old chat, as history.

        The platform numbers messages anew in the new chat, so an old link there would name somebody else's message.
        """
        old_lane, new_lane = _lane(channel, old), _lane(channel, new)
        await self._queries.forget_places(self._connection, channel=channel, chat=old)
        await self._queries.move_rows(
            self._connection, channel=channel, old=old, new=new, old_lane=old_lane, new_lane=new_lane
        )
        await self._queries.end_rest(self._connection, lane=old_lane)

    async def queue_sizes(self) -> dict[str, int]:
        names = ("inbox_waiting", "inbox_quarantined", "outbox_pending", "outbox_parked", "messages_held")
        return dict(zip(names, await self._queries.queue_sizes(self._connection), strict=True))

    async def oldest_due(self, now: int) -> int | None:
        since: int | None = await self._queries.oldest_due(self._connection, now=now)
        return since

    async def oldest_waiting(self) -> dict[str, int | None]:
        return dict(zip(("inbox", "outbox"), await self._queries.oldest_waiting(self._connection), strict=True))


def _lane(channel: ChannelName, chat: ChatRef) -> str:
    return f"{channel}:{chat}"
