"""Contacts and volunteers, and the small facts that belong to nobody."""

import json
from collections.abc import Sequence
from typing import Any

from bot.kernel.ids import AddressId, ChannelName, ChatRef, ContactId, LanguageCode, TeamName, TopicId, VolunteerId
from bot.kernel.model import Contact, Volunteer
from storage.engine.rows import Rows


class ContactRows(Rows):
    async def find_contact(self, channel: ChannelName, chat: ChatRef) -> Contact | None:
        row = await self._queries.find_contact(self._transaction, channel=channel, chat=chat)
        return self._contact(row) if row else None

    async def add_contact(self, channel: ChannelName, chat: ChatRef, pseudonym: str, now: int) -> Contact | None:
        contact: int | None = await self._queries.add_contact(self._transaction, pseudonym=pseudonym, now=now)
        if contact is None:
            return None
        address: int = await self._queries.add_address(self._transaction, contact=contact, channel=channel, chat=chat)
        await self._seals.make_contact_key(ContactId(contact))
        self._seals.note_chat(channel, chat, ContactId(contact))
        return Contact(
            id=ContactId(contact),
            address=AddressId(address),
            channel=channel,
            chat=chat,
            pseudonym=pseudonym,
            language=None,
            topic=None,
            notice_accepted=None,
            reachable=True,
            asked_before=False,
        )

    def _contact(self, row: Any) -> Contact:
        """A row of `shared/contacts.sql`."""
        values = dict(row)
        values["reachable"] = bool(values["reachable"])
        values["asked_before"] = bool(values["asked_before"])
        values["erasing"] = bool(values["erasing"])
        values["blocked"] = bool(values["blocked"])
        contact = Contact(**values)
        self._seals.note_chat(contact.channel, contact.chat, contact.id)
        return contact

    async def set_choice(self, contact: ContactId, language: LanguageCode | None, topic: TopicId | None) -> None:
        await self._queries.set_choice(self._transaction, contact=contact, language=language, topic=topic)

    async def accept_notice(self, contact: ContactId, version: str, language: LanguageCode, now: int) -> None:
        await self._queries.accept_notice(
            self._transaction, contact=contact, version=version, language=language, now=now
        )

    async def revoke_notice(self, contact: ContactId) -> None:
        await self._queries.revoke_notice(self._transaction, contact=contact)

    async def rename_team(self, old: TeamName, new: TeamName) -> None:
        await self._queries.rename_team_cases(self._transaction, old=old, new=new)
        await self._queries.rename_team_volunteers(self._transaction, old=old, new=new)
        await self._queries.rename_team_wishes(self._transaction, old=old, new=new)
        await self._queries.rename_team_past(self._transaction, old=old, new=new)

    async def set_reachable(self, channel: ChannelName, chat: ChatRef, reachable: bool) -> None:
        await self._queries.set_reachable(self._transaction, channel=channel, chat=chat, reachable=int(reachable))

    async def keep_choices(self, channel: ChannelName, chat: ChatRef, choices: Sequence[str]) -> None:
        kept = json.dumps(list(choices)) if choices else ""
        await self._queries.keep_choices(self._transaction, channel=channel, chat=chat, choices=kept)

    async def choices(self, channel: ChannelName, chat: ChatRef) -> tuple[str, ...]:
        kept: str | None = await self._queries.choices(self._transaction, channel=channel, chat=chat)
        return tuple(json.loads(kept)) if kept else ()

    async def find_volunteer(self, team: TeamName, person: ChatRef) -> Volunteer | None:
        row = await self._queries.find_volunteer(self._transaction, team=team, person=person)
        return Volunteer(**row) if row else None

    async def count_volunteers(self, team: TeamName) -> int:
        count: int = await self._queries.count_volunteers(self._transaction, team=team)
        return count

    async def add_volunteer(self, team: TeamName, person: ChatRef, alias: str, now: int) -> Volunteer:
        volunteer: int = await self._queries.add_volunteer(
            self._transaction, team=team, person=person, alias=alias, now=now
        )
        return Volunteer(VolunteerId(volunteer), team, person, alias, checked_at=now)

    async def set_membership(self, id: VolunteerId, checked_at: int | None) -> None:
        await self._queries.set_membership(self._transaction, id=id, checked_at=checked_at)

    async def fact(self, key: str) -> str | None:
        value: str | None = await self._queries.fact(self._transaction, key=key)
        return value

    async def facts_under(self, prefix: str) -> dict[str, str]:
        return {key: value async for key, value in self._queries.facts_under(self._transaction, prefix=prefix)}

    async def set_fact(self, key: str, value: str) -> None:
        await self._queries.set_fact(self._transaction, key=key, value=value)
