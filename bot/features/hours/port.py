"""What opening hours ask of storage."""

from typing import Protocol

from bot.kernel.ids import CaseId, ContactId, TeamName
from bot.kernel.model import Case, Contact, OverrideState, StaffOverride


class HoursTx(Protocol):
    """What was said and changed about hours, and what waits for them."""

    async def add_override(
        self, handle: str, *, team: TeamName | None, first: int, last: int, opens: bool, reason: str, now: int
    ) -> None:
        """What staff asked for, before they confirm it. No team: every team."""
        ...

    async def set_override_state(self, handle: str, state: OverrideState) -> StaffOverride | None:
        """None when there is none of that name, it has that state already, or it was undone, which is for good."""
        ...

    async def override_state(self, handle: str) -> OverrideState | None: ...
    async def active_overrides(self, since: int) -> list[StaffOverride]:
        """Those that staff confirmed and that end after `since`, oldest first."""
        ...

    async def add_wish(self, team: TeamName, contact: ContactId) -> None:
        """The contact wants to be told when the team opens."""
        ...

    async def take_wishes(self, team: TeamName) -> list[Contact]:
        """Whoever wanted to be told. Each wish is granted once."""
        ...

    async def give_wishes(self, old: TeamName, new: TeamName) -> None:
        """Whoever wanted to be told when the one team opens is told when the other does."""
        ...

    async def has_waiting_case(self, team: TeamName, besides: CaseId) -> bool:
        """Whether messages wait in any other case of the team."""
        ...

    async def queued_cases_of(self, contact: ContactId) -> list[Case]:
        """The contact's cases in which something waits for the opening, closed ones too, oldest first."""
        ...

    async def cases_with_queue(self, team: TeamName) -> list[Case]:
        """The team's cases in which messages wait for the opening, the longest waiting first."""
        ...

    async def unanswered_cases(self, team: TeamName) -> list[Case]:
        """The team's open cases whose contact waits for an answer, the longest waiting first."""
        ...

    async def unanswered_of(self, team: TeamName) -> tuple[int, int | None]:
        """How many of these there are, and since when the first one waits."""
        ...
