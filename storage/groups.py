"""What staff do from the chat: linked groups, blocks, and what was done by whom."""

import json
from dataclasses import asdict
from typing import Any

from bot.features.blocking.rules import Block, BlockState
from bot.features.groups.rules import LinkedGroup, LinkState, Route
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId, LanguageCode, TeamName, TopicId
from bot.kernel.model import Case, Contact, Volunteer
from bot.kernel.roles import Act, AuditRow
from bot.kernel.service import Team, TeamFigures
from storage.cases import CaseRows
from storage.onboarding import ContactRows
from storage.outbox import OutboxRows, lane_of


class GroupRows(CaseRows, ContactRows, OutboxRows):
    async def linked_groups(self) -> list[LinkedGroup]:
        return [_group(row) async for row in self._queries.linked_groups(self._transaction)]

    async def linked_group(self, channel: ChannelName, chat: ChatRef) -> LinkedGroup | None:
        row = await self._queries.linked_group(self._transaction, channel=channel, chat=chat)
        return _group(row) if row else None

    async def group_by_handle(self, handle: str) -> LinkedGroup | None:
        row = await self._queries.group_by_handle(self._transaction, handle=handle)
        return _group(row) if row else None

    async def save_group(self, group: LinkedGroup) -> None:
        await self._queries.save_group(
            self._transaction,
            channel=group.channel,
            chat=group.chat,
            state=group.state.value,
            since=group.since,
            forum=int(group.forum),
            name=group.name,
            route=json.dumps(asdict(group.route)),
            wanted=json.dumps(asdict(group.wanted)),
            handle=group.handle,
        )

    async def drop_group(self, channel: ChannelName, chat: ChatRef) -> None:
        await self._queries.drop_group(self._transaction, channel=channel, chat=chat)

    async def cases_of_team(self, team: TeamName, closed_since: int) -> list[Case]:
        rows = self._queries.cases_of_team(self._transaction, team=team, closed_since=closed_since)
        return [self._case(row) async for row in rows]

    async def give_case(self, case: Case, old: Team, new: Team) -> None:
        await self._queries.give_case(self._transaction, id=case.id, team=new.name)
        rows = self._queries.rows_to_give(self._transaction, case=case.id, channel=old.channel, old=old.chat)
        async for row in rows:
            await self._seal_anew((old.channel, old.chat), (new.channel, new.chat), **row)
        await self._queries.give_rows(
            self._transaction,
            case=case.id,
            channel=old.channel,
            old=old.chat,
            new_channel=new.channel,
            new=new.chat,
            lane=lane_of(new.channel, new.chat),
            in_thread=int(new.forum),
        )
        await self._queries.drop_rows(self._transaction, case=case.id, channel=old.channel, old=old.chat)

    async def give_wishes(self, old: TeamName, new: TeamName) -> None:
        await self._queries.rename_team_wishes(self._transaction, old=old, new=new)

    async def retire_volunteers(self, team: TeamName) -> None:
        await self._queries.retire_volunteers(self._transaction, team=team)

    async def claiming_volunteers(self) -> list[Volunteer]:
        return [Volunteer(**row) async for row in self._queries.claiming_volunteers(self._transaction)]

    async def team_figures(self, team: TeamName) -> TeamFigures:
        return TeamFigures(*await self._queries.team_figures(self._transaction, team=team))

    async def set_place(self, contact: ContactId, place: str) -> None:
        await self._queries.set_place(self._transaction, contact=contact, place=place)

    async def contact_by_pseudonym(self, pseudonym: str) -> Contact | None:
        address = await self._queries.contact_by_pseudonym(self._transaction, pseudonym=pseudonym)
        return await self.find_contact(*address) if address else None

    async def set_block(self, contact: ContactId, state: BlockState, reason: str, now: int) -> None:
        sealed = await self._seal_words(reason.encode(), contact, "blocks", "reason", contact)
        await self._queries.set_block(self._transaction, contact=contact, state=state.value, reason=sealed, now=now)
        if state is BlockState.ACTIVE:
            await self._queries.leave_out_contact(self._transaction, contact=contact)

    async def block_of(self, contact: ContactId) -> Block | None:
        row = await self._queries.block_of(self._transaction, contact=contact)
        if row is None:
            return None
        at, state, sealed = row
        reason = await self._open_line(sealed, contact, "blocks", "reason", contact)
        return Block(at, BlockState(state), reason)

    async def tell_block(self, contact: ContactId) -> bool:
        told: int = await self._queries.tell_block(self._transaction, contact=contact)
        return told == 1

    async def drop_block(self, contact: ContactId) -> None:
        await self._queries.drop_block(self._transaction, contact=contact)

    async def add_audit(self, actor: str, action: Act, team: TeamName | None, case: CaseId | None, now: int) -> None:
        await self._queries.add_audit(
            self._transaction, now=now, actor=actor, action=action.value, team=team, case=case
        )

    async def last_audit(self, limit: int) -> list[AuditRow]:
        rows = [row async for row in self._queries.last_audit(self._transaction, limit=limit)]
        return [
            AuditRow(at, actor, action, team, None if case is None else await self.case(case))
            for at, actor, action, team, case in rows
        ]


def _group(row: Any) -> LinkedGroup:
    channel, chat, state, since, forum, name, route, wanted, handle = row
    return LinkedGroup(channel, chat, LinkState(state), since, bool(forum), name, _route(route), _route(wanted), handle)


def _route(text: str) -> Route:
    stored = json.loads(text)
    return Route(
        tuple(LanguageCode(language) for language in stored["languages"]),
        tuple(TopicId(topic) for topic in stored["topics"]),
        stored["place"],
    )
