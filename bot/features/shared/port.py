"""What every feature asks of storage: the audit."""

from typing import Protocol

from bot.kernel.ids import CaseId, TeamName
from bot.kernel.roles import Act, AuditRow


class AuditTx(Protocol):
    """Who did what."""

    async def add_audit(self, actor: str, action: Act, team: TeamName | None, case: CaseId | None, now: int) -> None:
        """Write down who did what; actions do it through `bot.features.shared.audit`."""
        ...

    async def last_audit(self, limit: int) -> list[AuditRow]:
        """What was done last, the newest first."""
        ...
