"""What is said or done once: the one reminder mechanism.

When something is due is computed from the rules at each look at the clock; that it was done is a row, written in the
same transaction. So a restart, a late start or a changed clock neither repeats nor skips it, and a changed rule moves
what is still to come: docs/decisions/0022.
"""

from dataclasses import dataclass
from typing import Protocol

from bot.kernel.ids import CaseId, TeamName, VolunteerId


class TurnTx(Protocol):
    """What was said or done before. Ask through a `Turn`."""

    async def take_turn(self, subject: str, day: str, action: str, now: int) -> bool:
        """True the first time; what was said or done under these names before is not said or done again."""
        ...

    async def is_turn_taken(self, subject: str, day: str, action: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing to say or do about a subject, once: on a day, or ever where `day` is ""."""

    subject: str
    action: str
    day: str = ""

    async def take(self, tx: TurnTx, now: int) -> bool:
        """True the first time: then it is to be said or done, in this transaction."""
        return await tx.take_turn(self.subject, self.day, self.action, now)

    async def is_taken(self, tx: TurnTx) -> bool:
        return await tx.is_turn_taken(self.subject, self.day, self.action)


def case_turn(case: CaseId | None, action: str, day: str = "") -> Turn:
    return Turn(f"case:{case}", action, day)


def team_turn(team: TeamName, action: str, day: str) -> Turn:
    return Turn(f"team:{team}", action, day)


def volunteer_turn(volunteer: VolunteerId | None, action: str) -> Turn:
    return Turn(f"volunteer:{volunteer}", action)


def staff_turn(action: str, day: str) -> Turn:
    return Turn("staff", action, day)
