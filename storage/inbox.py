"""The queue of what came in."""

import json
from collections.abc import Sequence

from bot.core.model import Arrival, InboxRow
from bot.ids import ChannelName, InboxId
from storage.part import Part


class InboxPart(Part):
    async def add_arrivals(self, channel: ChannelName, arrivals: Sequence[Arrival], now: int) -> int:
        if not arrivals:
            return 0
        rows = [
            {
                "channel": channel,
                "external": arrival.external,
                "conversation": arrival.conversation,
                "album": arrival.album,
                "payload": arrival.payload,
                "now": now,
            }
            for arrival in arrivals
        ]
        added: int = await self._queries.add_arrivals(self._connection, rows)
        return added

    async def waiting_arrivals(self, limit: int) -> list[InboxRow]:
        rows = self._queries.waiting_arrivals(self._connection, limit=limit)
        return [InboxRow(*row) async for row in rows]

    async def finish_arrivals(self, ids: Sequence[InboxId]) -> None:
        if ids:
            await self._queries.finish_arrivals(self._connection, ids=json.dumps(list(ids)))

    async def quarantine_arrival(self, id: InboxId, error: str) -> None:
        await self._queries.quarantine_arrival(self._connection, id=id, error=error)

    async def last_external(self, channel: ChannelName) -> int | None:
        last: int | None = await self._queries.last_external(self._connection, channel=channel)
        return last
