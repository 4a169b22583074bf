"""What was set aside: rows that could not be sent, updates that could not be read."""

from bot.kernel.model import AsideName, SetAside
from storage.engine.rows import Rows


class DeadLetterRows(Rows):
    async def set_aside(self) -> list[SetAside]:
        rows = self._queries.set_aside(self._transaction)
        return [SetAside(AsideName(queue, number), *rest) async for queue, number, *rest in rows]

    async def requeue(self, name: AsideName) -> bool:
        if name.queue == "in":
            changed: int = await self._queries.requeue_quarantined(self._transaction, id=name.id)
        else:
            changed = await self._queries.requeue_parked(self._transaction, id=name.id)
            await self._queries.forget_failure(self._transaction, id=name.id)
        return changed > 0

    async def drop_aside(self, name: AsideName) -> bool:
        if name.queue == "in":
            changed: int = await self._queries.drop_quarantined(self._transaction, id=name.id)
        else:
            changed = await self._queries.drop_parked(self._transaction, id=name.id)
        return changed > 0
