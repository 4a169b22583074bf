"""What a transaction that acts on many messages reads for all of their writers at once.

What was read serves for the next message of its writer, and for the one after that if that was joined; for none once
the transaction has asked a statement that may have changed it. Then it asks the database, as without reading ahead.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from typing_extensions import override

from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId, LanguageCode, TeamName, TopicId
from bot.kernel.model import Case, Contact
from bot.kernel.outgoing import Joinable, Send
from storage.cases import CaseRows
from storage.engine.seals import Seals
from storage.engine.transaction import Transaction
from storage.onboarding import ContactRows
from storage.outbox import OutboxRows, lane_of


@dataclass(slots=True)
class Known:
    """What was read of a writer. A case, or a text to join, that is not here is known not to be there."""

    contact: Contact
    cases: dict[tuple[TeamName, LanguageCode, TopicId], Case] = field(default_factory=dict)
    joinable: dict[CaseId, Joinable] = field(default_factory=dict)


class Prefetching(CaseRows, ContactRows, OutboxRows):
    def __init__(self, queries: Any, transaction: Transaction, seals: Seals) -> None:
        super().__init__(queries, transaction, seals)
        self._ahead: dict[tuple[ChannelName, ChatRef], Known] = {}
        self._met: Known | None = None
        """The writer of the message that is being acted on, if there was something read ahead."""
        self._as_of = 0

    async def read_ahead(self, channel: ChannelName, chats: Sequence[ChatRef], before: int, many: int) -> None:
        contacts, cases, texts = await self._transaction.follow(
            (self._queries.find_contacts, lambda _: {"channel": channel, "chats": json.dumps(chats)}),
            (self._queries.latest_cases, lambda contacts: {"contacts": _ids(contacts)} if contacts else None),
            (
                self._queries.joinable_texts,
                lambda cases: {"cases": _ids(cases), "before": before, "many": many} if cases else None,
            ),
        )
        of_contact: dict[ContactId, Known] = {}
        for row in contacts:
            contact = self._contact(row)
            of_contact[contact.id] = Known(contact)
        of_case: dict[CaseId, Known] = {}
        for row in cases:
            case = self._case(row)
            of_case[case.id] = of_contact[case.contact]
            of_case[case.id].cases[case.team, case.language, case.topic] = case
        for row in texts:
            joinable = await self._read_joinable(**row)
            if joinable is not None:
                of_case[joinable.case].joinable[joinable.case] = joinable
        self._forget_what_changed()
        self._ahead.update({(channel, known.contact.chat): known for known in of_contact.values()})

    @override
    async def find_contact(self, channel: ChannelName, chat: ChatRef) -> Contact | None:
        self._forget_what_changed()
        self._met = self._ahead.pop((channel, chat), None)
        return self._met.contact if self._met else await super().find_contact(channel, chat)

    @override
    async def latest_case(
        self, contact: ContactId, *, team: TeamName, language: LanguageCode, topic: TopicId
    ) -> Case | None:
        self._forget_what_changed()
        if self._met and self._met.contact.id == contact:
            return self._met.cases.get((team, language, topic))
        return await super().latest_case(contact, team=team, language=language, topic=topic)

    @override
    async def joinable_text(
        self, case: CaseId, channel: ChannelName, chat: ChatRef, before: int, many: int
    ) -> Joinable | None:
        self._forget_what_changed()
        if self._met and any(known.id == case for known in self._met.cases.values()):
            joinable = self._met.joinable.get(case)
            return joinable if joinable and joinable.lane == lane_of(channel, chat) else None
        return await super().joinable_text(case, channel, chat, before, many)

    @override
    async def join_text(self, joinable: Joinable, operation: Send) -> None:
        await super().join_text(joinable, operation)
        self._forget_what_changed()
        if self._met and joinable.case in self._met.joinable:
            self._met.joinable[joinable.case] = replace(joinable, operation=operation)
            self._ahead[self._met.contact.channel, self._met.contact.chat] = self._met

    def _forget_what_changed(self) -> None:
        if self._transaction.changes != self._as_of:
            self._ahead, self._met, self._as_of = {}, None, self._transaction.changes


def _ids(rows: Sequence[Any]) -> str:
    return json.dumps([row["id"] for row in rows])
