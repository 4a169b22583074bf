"""What cases ask of storage, and the volunteers who answer them."""

from typing import Protocol

from bot.kernel.ids import (
    CaseId,
    ChatRef,
    ContactId,
    LanguageCode,
    MessageId,
    TeamName,
    ThreadRef,
    TopicId,
    VolunteerId,
)
from bot.kernel.model import Case, CaseState, Contact, Volunteer
from bot.kernel.service import Team


class CaseTx(Protocol):
    """The matters of contacts."""

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
    ) -> Case: ...

    async def case(self, id: CaseId) -> Case | None: ...
    async def case_by_handle(self, handle: str) -> Case | None: ...
    async def case_by_thread(self, team: TeamName, thread: ThreadRef) -> Case | None: ...
    async def latest_case(
        self, contact: ContactId, *, team: TeamName, language: LanguageCode, topic: TopicId
    ) -> Case | None:
        """The contact's newest case on this route, whatever its state."""
        ...

    async def open_cases_of(self, contact: ContactId) -> list[Case]:
        """The contact's cases that are not closed, newest first."""
        ...

    async def set_case_state(self, id: CaseId, state: CaseState, now: int) -> None:
        """Closing sets `closed_at` and ends the waiting; opening clears `closed_at`."""
        ...

    async def set_thread(self, id: CaseId, thread: ThreadRef | None) -> None: ...
    async def set_card(self, id: CaseId, card: MessageId) -> None: ...
    async def claim_case(self, id: CaseId, volunteer: VolunteerId) -> bool:
        """True when the case was free and is now the volunteer's."""
        ...

    async def release_case(self, id: CaseId) -> None: ...
    async def set_waiting(self, id: CaseId, now: int) -> None:
        """The contact waits from now on, unless it waits already."""
        ...

    async def set_answered(self, id: CaseId, now: int) -> None:
        """The contact waits no longer; `answered_at` is kept from the first answer."""
        ...

    async def is_unanswered(self, id: CaseId) -> bool:
        """Whether the contact wrote something after the last answer and has not taken it back."""
        ...

    async def end_waiting(self, id: CaseId) -> None:
        """The contact no longer waits, though nobody has answered."""
        ...

    async def cases_claimed_by(self, volunteer: VolunteerId) -> list[Case]:
        """What a volunteer has taken and what is not closed."""
        ...

    async def unqueue_other_languages(self, contact: ContactId, language: LanguageCode, now: int) -> None:
        """The contact chose another language: what waits unseen in another one belongs to no case any more."""
        ...

    async def open_cases(self) -> list[Case]:
        """Every case that is not closed, oldest first."""
        ...

    async def cases_of_team(self, team: TeamName, closed_since: int) -> list[Case]:
        """The team's cases that are not closed, and those closed since then, oldest first."""
        ...

    async def give_case(self, case: Case, old: Team, new: Team) -> None:
        """A case goes to another team, with the messages that had not reached the old one yet.

        There it has no thread, no card and nobody who took it.
        """
        ...

    async def set_queued(self, case: CaseId) -> None:
        """Something that was written in the case waits for the team to open."""
        ...


class VolunteerTx(Protocol):
    """The members of teams."""

    async def find_volunteer(self, team: TeamName, person: ChatRef) -> Volunteer | None: ...
    async def count_volunteers(self, team: TeamName) -> int: ...
    async def add_volunteer(self, team: TeamName, person: ChatRef, alias: str, now: int) -> Volunteer: ...
    async def set_membership(self, id: VolunteerId, checked_at: int | None) -> None: ...
    async def retire_volunteers(self, team: TeamName) -> None:
        """Nobody is a volunteer of that team any longer."""
        ...

    async def claiming_volunteers(self) -> list[Volunteer]:
        """Whoever has taken a case that is not closed."""
        ...
