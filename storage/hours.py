"""What belongs to opening hours: turns that are taken once, what staff changed, who wants to be told."""

from typing import Any

from bot.kernel.ids import ContactId, TeamName
from bot.kernel.model import Contact, OverrideState, StaffOverride
from storage.onboarding import ContactRows


class HoursRows(ContactRows):
    async def take_turn(self, subject: str, day: str, action: str, now: int) -> bool:
        taken: int = await self._queries.take_turn(self._transaction, subject=subject, day=day, action=action, now=now)
        return taken == 1

    async def add_override(
        self, handle: str, *, team: TeamName | None, first: int, last: int, opens: bool, reason: str, now: int
    ) -> None:
        await self._queries.add_override(
            self._transaction,
            handle=handle,
            team=team,
            first=first,
            last=last,
            opens=int(opens),
            reason=await self._seal_words(reason.encode(), None, "overrides", "reason", handle),
            now=now,
        )

    async def set_override_state(self, handle: str, state: OverrideState) -> StaffOverride | None:
        row = await self._queries.set_override_state(self._transaction, handle=handle, state=state.value)
        return await self._override(row) if row else None

    async def override_state(self, handle: str) -> OverrideState | None:
        state = await self._queries.override_state(self._transaction, handle=handle)
        return OverrideState(state) if state else None

    async def active_overrides(self, since: int) -> list[StaffOverride]:
        rows = self._queries.active_overrides(self._transaction, since=since)
        return [await self._override(row) async for row in rows]

    async def add_wish(self, team: TeamName, contact: ContactId) -> None:
        await self._queries.add_wish(self._transaction, team=team, contact=contact)

    async def take_wishes(self, team: TeamName) -> list[Contact]:
        addresses = [row async for row in self._queries.wishes_of(self._transaction, team=team)]
        await self._queries.drop_wishes(self._transaction, team=team)
        contacts = [await self.find_contact(channel, chat) for channel, chat in addresses]
        return [contact for contact in contacts if contact is not None]

    async def _override(self, row: Any) -> StaffOverride:
        handle, team, first, last, opens, sealed = row
        reason = await self._open_line(sealed, None, "overrides", "reason", handle)
        return StaffOverride(handle, team, first, last, bool(opens), reason)
