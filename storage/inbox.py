"""The queue of what came in."""

import json
from collections.abc import Sequence

from bot.kernel.errors import Unreadable
from bot.kernel.ids import ChannelName, InboxId
from bot.kernel.model import Arrival, InboxRow
from bot.keys.crypto import place_of
from storage.engine.rows import Rows


class InboxRows(Rows):
    async def add_arrivals(self, channel: ChannelName, arrivals: Sequence[Arrival], now: int) -> int:
        if not arrivals:
            return 0
        key = await self._seals.key_of(None)
        rows = [
            {
                "channel": channel,
                "external": arrival.external,
                "conversation": arrival.conversation,
                "album": arrival.album,
                "payload": key.seal(arrival.payload, place_of_payload(channel, arrival.external)),
                "now": now,
            }
            for arrival in arrivals
        ]
        added: int = await self._queries.add_arrivals(self._transaction, rows)
        return added

    async def waiting_arrivals(self, limit: int, share: int) -> list[InboxRow]:
        rows = self._queries.waiting_arrivals(self._transaction, limit=limit, share=share)
        key, readable = await self._seals.key_of(None), []
        async for number, channel, external, conversation, album, sealed, received_at, attempts in rows:
            try:
                payload = key.open(sealed, place_of_payload(channel, external))
            except Unreadable:
                # Somebody changed the database: its neighbours go on, and this one is counted where staff look.
                await self._note_unreadable("inbox")
                await self.quarantine_arrival(number, Unreadable.__name__)
                continue
            readable.append(InboxRow(number, channel, conversation, album, payload, received_at, attempts))
        return readable

    async def count_attempts(self, ids: Sequence[InboxId], attempts: int) -> None:
        await self._queries.count_attempts(self._transaction, ids=json.dumps(list(ids)), attempts=attempts)

    async def finish_arrivals(self, ids: Sequence[InboxId]) -> int:
        if not ids:
            return 0
        finished: int = await self._queries.finish_arrivals(self._transaction, ids=json.dumps(list(ids)))
        return finished

    async def quarantine_arrival(self, id: InboxId, error: str) -> bool:
        quarantined: int = await self._queries.quarantine_arrival(self._transaction, id=id, error=error)
        return quarantined == 1

    async def cursor(self, channel: ChannelName) -> str | None:
        cursor: str | None = await self._queries.cursor(self._transaction, channel=channel)
        return cursor

    async def set_cursor(self, channel: ChannelName, cursor: str) -> None:
        self._transaction.defer(self._queries.set_cursor, channel=channel, cursor=cursor)


def place_of_payload(channel: ChannelName, external: str) -> bytes:
    """Where an update is bound to. What a platform numbers is bound to its number, as it was when all of them did."""
    number = external if not external.isascii() or not external.isdecimal() else int(external)
    return place_of("inbox", "payload", channel, number if str(number) == external else external)
