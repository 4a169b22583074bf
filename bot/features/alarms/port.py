"""What alarms ask of storage."""

from typing import Protocol

from bot.kernel.ids import CaseId


class AlarmTx(Protocol):
    """What looks like trouble."""

    async def count_new_contacts(self, since: int) -> int:
        """How many people have written for the first time since then; a few thousand at most are counted."""
        ...

    async def flooding_cases(self, since: int, messages: int) -> list[tuple[CaseId, int]]:
        """The cases whose contact wrote more than so many messages since then, and how many."""
        ...
