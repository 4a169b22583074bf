"""What has been kept long enough: deleted a few rows at a time."""

from collections.abc import Mapping

from bot.kernel.ids import MessageId, OutboxId
from bot.kernel.model import Case, Message
from bot.kernel.retention import DataClass
from storage.relay import MessageRows
from storage.rights import RightsRows


class RetentionRows(RightsRows, MessageRows):
    async def start_clocks(self, now: int) -> None:
        await self._queries.start_inbox_clocks(self._transaction, now=now)
        await self._queries.start_outbox_clocks(self._transaction, now=now)
        await self._queries.start_volunteer_clocks(self._transaction, now=now)

    async def expired_held(self, before: int, limit: int) -> list[Message]:
        rows = self._queries.expired_held(self._transaction, before=before, limit=limit)
        return [await self._message(row) async for row in rows]

    async def quiet_cases(self, before: int, limit: int) -> list[Case]:
        rows = self._queries.quiet_cases(self._transaction, before=before, limit=limit)
        return [self._case(row) async for row in rows]

    async def expired_outgoing(self, before: int, limit: int) -> list[tuple[OutboxId, MessageId | None]]:
        rows = self._queries.expired_outgoing(self._transaction, before=before, limit=limit)
        return [(row, message) async for row, message in rows]

    async def count_expired_sending(self, before: int) -> int:
        count: int = await self._queries.count_expired_sending(self._transaction, before=before)
        return count

    async def delete_expired(self, kind: DataClass, before: int, limit: int) -> int:
        queries, connection = self._queries, self._transaction
        deleted: int
        match kind:
            case DataClass.SAID:
                deleted = await queries.expire_said(connection, before=before, limit=limit)
            case DataClass.UPDATES:
                deleted = await queries.expire_arrivals(connection, before=before, limit=limit)
            case DataClass.SET_ASIDE:
                deleted = await queries.expire_quarantine(connection, before=before, limit=limit)
                deleted += await queries.expire_parked(connection, before=before, limit=limit)
            case DataClass.LINKS:
                deleted = await queries.expire_links(connection, before=before, limit=limit)
                deleted += await queries.expire_loose_messages(connection, before=before, limit=limit)
            case DataClass.CASES:
                rows = queries.expired_cases(connection, before=before, limit=limit)
                cases = [case async for (case,) in rows]
                await self.delete_cases(cases)
                deleted = len(cases)
            case DataClass.CONTACTS:
                rows = queries.expired_contacts(connection, before=before, limit=limit)
                contacts = [contact async for (contact,) in rows]
                for contact in contacts:
                    await self.delete_contact(contact)
                deleted = len(contacts)
            case DataClass.VOLUNTEERS:
                await queries.release_cases_of_left(connection, before=before)
                deleted = await queries.expire_volunteers(connection, before=before, limit=limit)
            case DataClass.NEWS:
                deleted = await queries.expire_news(connection, before=before, limit=limit)
            case DataClass.AUDIT:
                deleted = await queries.expire_audit(connection, before=before, limit=limit)
            case DataClass.UNDELIVERED | DataClass.QUIET:
                raise ValueError("people have to be told: bot.features.rights.retention")
        return deleted

    async def add_retention_run(self, at: int, deleted: Mapping[DataClass, int]) -> None:
        for kind, count in deleted.items():
            await self._queries.add_retention_run(self._transaction, at=at, kind=kind.value, deleted=count)

    async def last_retention_run(self) -> int | None:
        last: int | None = await self._queries.last_retention_run(self._transaction)
        return last

    async def retention_runs(self, since: int) -> dict[int, dict[str, int]]:
        runs: dict[int, dict[str, int]] = {}
        async for at, kind, deleted in self._queries.retention_runs(self._transaction, since=since):
            runs.setdefault(at, {})[kind] = deleted
        return runs
