"""Cases: one matter of one contact with one team."""

from typing import Any

from bot.kernel.ids import CaseId, ContactId, LanguageCode, MessageId, TeamName, ThreadRef, TopicId, VolunteerId
from bot.kernel.model import Case, CaseState, Contact
from storage.engine.rows import Rows


class CaseRows(Rows):
    async def add_case(
        self,
        contact: Contact,
        *,
        team: TeamName,
        language: LanguageCode,
        topic: TopicId,
        state: CaseState,
        title: str,
        handle: str,
        now: int,
    ) -> Case:
        case: int = await self._queries.add_case(
            self._transaction,
            contact=contact.id,
            address=contact.address,
            team=team,
            language=language,
            topic=topic,
            state=state.value,
            title=title,
            handle=handle,
            asked_before=int(contact.asked_before),
            now=now,
        )
        self._seals.note_case(CaseId(case), contact.id)
        return Case(
            id=CaseId(case),
            contact=contact.id,
            channel=contact.channel,
            chat=contact.chat,
            pseudonym=contact.pseudonym,
            contact_language=contact.language or language,
            reachable=contact.reachable,
            team=team,
            language=language,
            topic=topic,
            state=state,
            title=title,
            thread=None,
            card=None,
            handle=handle,
            returning=contact.asked_before,
            claimed_by=None,
            claimed_alias=None,
            claimed_person=None,
            opened_at=now,
            waiting_since=None,
            answered_at=None,
            closed_at=None,
            has_queue=False,
        )

    async def case(self, id: CaseId) -> Case | None:
        return self._read_case(await self._queries.case_by_id(self._transaction, id=id))

    async def case_by_handle(self, handle: str) -> Case | None:
        return self._read_case(await self._queries.case_by_handle(self._transaction, handle=handle))

    async def case_by_thread(self, team: TeamName, thread: ThreadRef) -> Case | None:
        return self._read_case(await self._queries.case_by_thread(self._transaction, team=team, thread=thread))

    async def latest_case(
        self, contact: ContactId, *, team: TeamName, language: LanguageCode, topic: TopicId
    ) -> Case | None:
        row = await self._queries.latest_case(
            self._transaction, contact=contact, team=team, language=language, topic=topic
        )
        return self._read_case(row)

    async def open_cases(self) -> list[Case]:
        rows = self._queries.open_cases(self._transaction)
        return [self._case(row) async for row in rows]

    async def count_new_contacts(self, since: int) -> int:
        count: int = await self._queries.count_new_contacts(self._transaction, since=since)
        return count

    async def flooding_cases(self, since: int, messages: int) -> list[tuple[CaseId, int]]:
        rows = self._queries.flooding_cases(self._transaction, since=since, messages=messages)
        return [(CaseId(case), count) async for case, count in rows]

    async def open_cases_of(self, contact: ContactId) -> list[Case]:
        rows = self._queries.open_cases_of(self._transaction, contact=contact)
        return [self._case(row) async for row in rows]

    async def set_case_state(self, id: CaseId, state: CaseState, now: int) -> None:
        await self._queries.set_case_state(self._transaction, id=id, state=state.value, now=now)

    async def set_thread(self, id: CaseId, thread: ThreadRef | None) -> None:
        await self._queries.set_thread(self._transaction, id=id, thread=thread)

    async def set_card(self, id: CaseId, card: MessageId) -> None:
        await self._queries.set_card(self._transaction, id=id, card=card)

    async def claim_case(self, id: CaseId, volunteer: VolunteerId) -> bool:
        claimed: int = await self._queries.claim_case(self._transaction, id=id, volunteer=volunteer)
        return claimed == 1

    async def release_case(self, id: CaseId) -> None:
        await self._queries.release_case(self._transaction, id=id)

    async def set_waiting(self, id: CaseId, now: int) -> None:
        await self._queries.set_waiting(self._transaction, id=id, now=now)

    async def set_answered(self, id: CaseId, now: int) -> None:
        await self._queries.set_answered(self._transaction, id=id, now=now)

    async def is_unanswered(self, id: CaseId) -> bool:
        count: int = await self._queries.is_unanswered(self._transaction, case=id)
        return count > 0

    async def end_waiting(self, id: CaseId) -> None:
        await self._queries.end_waiting(self._transaction, id=id)

    async def cases_claimed_by(self, volunteer: VolunteerId) -> list[Case]:
        rows = self._queries.cases_claimed_by(self._transaction, volunteer=volunteer)
        return [self._case(row) async for row in rows]

    async def unqueue_other_languages(self, contact: ContactId, language: LanguageCode, now: int) -> None:
        await self._queries.unqueue_other_languages(self._transaction, contact=contact, language=language)
        await self._queries.close_other_languages(self._transaction, contact=contact, language=language, now=now)

    async def queued_cases_of(self, contact: ContactId) -> list[Case]:
        rows = self._queries.queued_cases_of(self._transaction, contact=contact)
        return [self._case(row) async for row in rows]

    async def cases_with_queue(self, team: TeamName) -> list[Case]:
        rows = self._queries.cases_with_queue(self._transaction, team=team)
        return [self._case(row) async for row in rows]

    async def has_waiting_case(self, team: TeamName, besides: CaseId) -> bool:
        count: int = await self._queries.has_waiting_case(self._transaction, team=team, besides=besides)
        return count > 0

    async def unanswered_cases(self, team: TeamName) -> list[Case]:
        rows = self._queries.unanswered_cases(self._transaction, team=team)
        return [self._case(row) async for row in rows]

    async def unanswered_of(self, team: TeamName) -> tuple[int, int | None]:
        count, since = await self._queries.unanswered_of(self._transaction, team=team)
        return count, since

    def _read_case(self, row: Any) -> Case | None:
        return self._case(row) if row else None

    def _case(self, row: Any) -> Case:
        """A row of `shared/cases.sql`."""
        values = dict(row)
        values["reachable"] = bool(values["reachable"])
        values["state"] = CaseState(values["state"])
        values["returning"] = bool(values["returning"])
        values["has_queue"] = bool(values["has_queue"])
        case = Case(**values)
        self._seals.note_case(case.id, case.contact)
        self._seals.note_chat(case.channel, case.chat, case.contact)
        return case
