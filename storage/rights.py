"""A person's rights: to see what we hold, and to be forgotten."""

import json
from collections.abc import AsyncIterator, Sequence
from typing import Any

from bot.features.rights.rules import Erasure
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId, ExternalId
from bot.kernel.model import Case
from storage.cases import CaseRows
from storage.inbox import place_of_payload

PERSONAL_TABLES = {
    "contacts": "pseudonym language topic place notice_accepted notice_version notice_language reference kept_since"
    " erase_asked_at created_at",
    "addresses": "channel chat reachable",
    "cases": "id team language topic state title asked_before opened_at waiting_since answered_at closed_at",
    "messages": "id case_id direction state parts created_at external fingerprint content",
    "copies": "message_id part sent_at",
    "outbox": "created_at state message_id operation",
    "inbox": "received_at state payload",
    "wishes": "team",
    "said": "external at",
    "turns": "day action at",
    "blocks": "at state",
    "audit": "at action team",
    "news_choices": "wanted at",
    "broadcast_recipients": "broadcast_id language state sent_at",
    "questions": "message_id caution state content asked_at",
}
"""Every table that holds something of a person, with the columns of its query `own_<table>` in rights.sql.

A new table that refers to a contact or to a case belongs here, and into `delete_cases` or `delete_contacts` below; a
test walks the schema and fails until it does.
"""


class RightsRows(CaseRows):
    async def ask_erasure(self, contact: ContactId, now: int) -> None:
        await self._queries.ask_erasure(self._transaction, contact=contact, now=now)

    async def erasures_asked(self) -> list[Erasure]:
        found: dict[ContactId, Erasure] = {}
        async for contact, reference, language, channel, chat in self._queries.erasures_asked(self._transaction):
            known = found.get(contact)
            addresses = (*(known.addresses if known else ()), (channel, chat))
            found[contact] = Erasure(contact, reference, language, addresses)
        return list(found.values())

    async def contacts_by_reference(self, references: Sequence[str]) -> list[ContactId]:
        rows = self._queries.contacts_by_reference(self._transaction, references=json.dumps(list(references)))
        return [contact async for (contact,) in rows]

    async def contacts_by_pseudonym(self, pseudonym: str) -> list[tuple[ContactId, bool]]:
        rows = self._queries.contacts_by_pseudonym(self._transaction, pseudonym=pseudonym)
        return [(contact, bool(erasing)) async for contact, erasing in rows]

    async def cases_of(self, contact: ContactId) -> list[Case]:
        return [self._case(row) async for row in self._queries.cases_of(self._transaction, contact=contact)]

    async def cancel_outgoing_of(self, contact: ContactId) -> bool:
        await self._queries.cancel_outgoing_of(self._transaction, contact=contact)
        sending: int = await self._queries.count_sending_of(self._transaction, contact=contact)
        return sending == 0

    async def traces_in(self, contact: ContactId, chat: ChatRef, since: int) -> list[ExternalId]:
        rows = self._queries.traces_in(self._transaction, contact=contact, chat=chat, since=since)
        return [external async for (external,) in rows]

    async def note_said(self, channel: ChannelName, chat: ChatRef, external: ExternalId, now: int) -> None:
        await self._queries.note_said(self._transaction, channel=channel, chat=chat, external=external, now=now)

    async def drop_wishes_of(self, contact: ContactId) -> None:
        await self._queries.drop_wishes_of(self._transaction, contact=contact)

    async def personal_data(self, contact: ContactId) -> dict[str, list[dict[str, Any]]]:
        queries, connection = self._queries, self._transaction
        tables = {
            "contacts": queries.own_contacts(connection, contact=contact),
            "addresses": self._own_addresses(contact),
            "cases": queries.own_cases(connection, contact=contact),
            "messages": self._own_messages(contact),
            "copies": queries.own_copies(connection, contact=contact),
            "outbox": self._own_outbox(contact),
            "inbox": self._own_inbox(contact),
            "wishes": queries.own_wishes(connection, contact=contact),
            "said": queries.own_said(connection, contact=contact),
            "turns": queries.own_turns(connection, contact=contact),
            "blocks": queries.own_blocks(connection, contact=contact),
            "audit": queries.own_audit(connection, contact=contact),
            "news_choices": queries.own_news_choices(connection, contact=contact),
            "broadcast_recipients": queries.own_broadcast_recipients(connection, contact=contact),
            "questions": self._own_questions(contact),
        }
        return {
            table: [dict(zip(PERSONAL_TABLES[table].split(), row, strict=True)) async for row in rows]
            for table, rows in tables.items()
        }

    async def _own_addresses(self, contact: ContactId) -> AsyncIterator[list[Any]]:
        async for channel, chat, reachable in self._queries.own_addresses(self._transaction, contact=contact):
            yield [channel, self._seals.reveal(channel, chat), reachable]

    async def _own_messages(self, contact: ContactId) -> AsyncIterator[list[Any]]:
        rows = self._queries.own_messages(self._transaction, contact=contact)
        async for *shown, content, channel, chat, external in rows:
            yield [*shown, await self._open_words(content, contact, "messages", "content", channel, chat, external)]

    async def _own_questions(self, contact: ContactId) -> AsyncIterator[list[Any]]:
        rows = self._queries.own_questions(self._transaction, contact=contact)
        async for message, caution, state, content, asked_at in rows:
            whole = await self._open_words(content, contact, "questions", "content", message)
            yield [message, caution, state, whole, asked_at]

    async def _own_outbox(self, contact: ContactId) -> AsyncIterator[list[Any]]:
        rows = self._queries.own_outbox(self._transaction, contact=contact)
        async for *shown, message, sealed, channel, chat, reference, part, case, sealed_for in rows:
            place = (channel, chat, reference, message, part, case)
            yield [*shown, message, await self._open_words(sealed, sealed_for, "outbox", "operation", *place)]

    async def _own_inbox(self, contact: ContactId) -> AsyncIterator[list[Any]]:
        async for *shown, payload, channel, external in self._queries.own_inbox(self._transaction, contact=contact):
            yield [*shown, await self._open_at(payload, None, "inbox", place_of_payload(channel, external))]

    async def delete_cases(self, cases: Sequence[CaseId]) -> None:
        """The one place where cases are deleted, by whoever: what figures need of them is kept before."""
        if not cases:
            return
        ids = json.dumps(list(cases))
        await self._queries.keep_figures(self._transaction, cases=ids)
        await self._queries.note_ended_cases(self._transaction, ids=ids)
        await self._queries.delete_rows_of_cases(self._transaction, ids=ids)
        await self._queries.delete_messages_of_cases(self._transaction, ids=ids)
        await self._queries.delete_turns_of_cases(self._transaction, ids=ids)
        await self._queries.unname_audited_cases(self._transaction, ids=ids)
        await self._queries.delete_cases(self._transaction, ids=ids)

    async def delete_contact(self, contact: ContactId) -> None:
        """The one place where a contact is deleted, by whoever, with everything of theirs: cases first, key last."""
        await self.cancel_outgoing_of(contact)
        await self.delete_cases([case.id for case in await self.cases_of(contact)])
        await self._queries.forget_arrivals_of(self._transaction, contact=contact)
        await self._queries.end_rests_of(self._transaction, contact=contact)
        await self._queries.delete_messages_of(self._transaction, contact=contact)
        await self._queries.delete_addresses_of(self._transaction, contact=contact)
        await self._queries.delete_contact(self._transaction, contact=contact)
        self._seals.forget(contact)
