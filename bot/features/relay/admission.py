"""When more new people write than a team's group can take: their questions wait in turn, and nobody else's do.

A group takes few messages (on Telegram twenty a minute), and a new case three of them. Without a bound the messages
of whoever is in a conversation already would stand behind hundreds of cards. So a case that the team has not seen is
kept, as outside opening hours, while the group's lane is full or others wait already, and handed over as it empties.
An urgent topic does not wait. docs/decisions/0019-a-crowd-waits-in-turn.md
"""

from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.capabilities import ANY
from bot.kernel.model import Case
from bot.kernel.service import Team

CASE = 3
"""How many rows a new case adds: its card, what was written, and one more."""


async def is_crowded(tx: Tx, context: Context, team: Team, case: Case) -> bool:
    """Whether a case waits its turn, if the team has not seen it: nobody overtakes who came before."""
    if case.card is not None:
        return False
    if await tx.has_waiting_case(team.name, besides=case.id):
        return True
    full = _full_lane(context, team)
    return full is not None and await tx.lane_length(team.channel, team.chat, full) >= full


async def room_for_cases(tx: Tx, context: Context, team: Team) -> int:
    """How many cases that wait can be handed over now."""
    full = _full_lane(context, team)
    return ANY if full is None else (full - await tx.lane_length(team.channel, team.chat, full)) // CASE


def _full_lane(context: Context, team: Team) -> int | None:
    """How many rows stand in the lane of a group when no new case is added to it: what the group takes before it
    rests. None where its channel sets no pace."""
    pace = context.capabilities[team.channel].paces.group
    return None if pace is None else pace.messages
