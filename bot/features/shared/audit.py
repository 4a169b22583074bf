"""Writing down what volunteers and staff do: who, what, which case; in the transaction in which it is done."""

from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.ids import TeamName
from bot.kernel.model import Case, Volunteer
from bot.kernel.roles import Act, Role

LAST = 20
"""How many lines staff are shown."""


async def audit(
    tx: Tx,
    context: Context,
    actor: Volunteer | Role,
    action: Act,
    *,
    case: Case | None = None,
    team: TeamName | None = None,
) -> None:
    """`team` is that of the case, or of the volunteer, where it is not given."""
    if team is None:
        team = case.team if case is not None else actor.team if isinstance(actor, Volunteer) else None
    name = actor.alias if isinstance(actor, Volunteer) else actor.value
    await tx.add_audit(name, action, team, None if case is None else case.id, context.now)
