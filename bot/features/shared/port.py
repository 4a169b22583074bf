"""What every feature asks of storage: the audit, and what typed numbers mean."""

from collections.abc import Sequence
from typing import Protocol

from bot.kernel.ids import CaseId, ChannelName, ChatRef, TeamName
from bot.kernel.roles import Act, AuditRow


class AuditTx(Protocol):
    """Who did what."""

    async def add_audit(self, actor: str, action: Act, team: TeamName | None, case: CaseId | None, now: int) -> None:
        """Write down who did what; actions do it through `bot.features.shared.audit`."""
        ...

    async def last_audit(self, limit: int) -> list[AuditRow]:
        """What was done last, the newest first."""
        ...


class ChoiceTx(Protocol):
    """What the numbers mean that a person reads where the channel has no buttons."""

    async def keep_choices(self, channel: ChannelName, chat: ChatRef, choices: Sequence[str]) -> None:
        """From now on the numbers from 1 are these presses; none: a number is a number. Nothing for a stranger."""
        ...

    async def choices(self, channel: ChannelName, chat: ChatRef) -> tuple[str, ...]:
        """The presses that the numbers from 1 are; empty when no number is one."""
        ...
