"""The processes that work with the database, and what they have to know of each other."""

import json
from collections.abc import Mapping, Sequence

from bot.kernel.ids import ChannelName, ChatRef, WorkerId
from storage.engine.rows import Rows
from storage.outbox import chat_of


class WorkerRows(Rows):
    async def add_worker(self) -> WorkerId:
        worker: int = await self._queries.add_worker(self._transaction)
        return WorkerId(worker)

    async def beat(self, worker: WorkerId) -> int | None:
        moment: int | None = await self._queries.beat(self._transaction, worker=worker)
        return moment

    async def workers(self) -> list[WorkerId]:
        return [WorkerId(worker) async for (worker,) in self._queries.workers(self._transaction)]

    async def hold_worker(self, worker: WorkerId) -> bool:
        return await self._queries.hold_worker(self._transaction, worker=worker) is not None

    async def bury_others(self, worker: WorkerId, silent_since: int) -> int:
        buried: int = await self._queries.bury_others(self._transaction, worker=worker, silent_since=silent_since)
        return buried

    async def remove_worker(self, worker: WorkerId) -> None:
        await self._queries.remove_worker(self._transaction, worker=worker)

    async def put_back(self, worker: WorkerId | None) -> int:
        await self._queries.doubt_sending(self._transaction, worker=worker)
        rows: int = await self._queries.put_back(self._transaction, worker=worker)
        return rows

    async def paces_of(self, lanes: Sequence[str]) -> Mapping[str, list[float]]:
        rows = self._queries.paces_of(self._transaction, lanes=json.dumps(list(lanes)))
        return {lane: json.loads(sent) async for lane, sent in rows}

    async def keep_pace(self, lane: str, sent: Sequence[float], free_at: float, forget_at: float) -> None:
        await self._queries.keep_pace(
            self._transaction,
            lane=lane,
            sent=json.dumps([int(at) for at in sent]),
            free_at=int(free_at),
            forget_at=int(forget_at),
        )

    async def sent_lately(self, moment: int) -> list[tuple[str, ChannelName, ChatRef, list[float]]]:
        found: dict[str, list[float]] = {}
        async for lane, sent in self._queries.sent_lately(self._transaction, moment=moment):
            instants = [moment] if sent is None else json.loads(sent)
            found.setdefault(lane, []).extend(min(at, moment) for at in instants)
        return [(lane, *chat_of(lane), sorted(instants)) for lane, instants in found.items()]

    async def forget_paces(self, moment: int | None) -> None:
        await self._queries.forget_paces(self._transaction, moment=moment)
