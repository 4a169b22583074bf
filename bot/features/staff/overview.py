"""What staff look at: their teams, and what was done last."""

from bot.features.groups import texts as groups_texts
from bot.features.groups.linking import describe_route
from bot.features.groups.permissions import noted_lacks
from bot.features.groups.rules import Route
from bot.features.hours.texts import ending_time, opening_time
from bot.features.shared.audit import LAST
from bot.features.shared.context import Context
from bot.features.shared.notify import is_group_lost
from bot.features.staff import texts as staff_texts
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.incoming import Command
from bot.kernel.outgoing import Send
from bot.kernel.roles import Role
from bot.kernel.service import Team
from bot.kernel.translation import Translator


async def list_teams(tx: Tx, context: Context, _role: Role, _command: Command) -> list[Send]:
    """/teams: a message for each few teams, since a text has a longest length."""
    _ = context.for_staff()
    limits = context.limits_of(context.service.staff_channel)
    messages: list[str] = []
    for team in context.service.teams:
        lines = await _describe(tx, context, _, team)
        if messages and len(messages[-1]) + len(lines) + 2 <= limits.text // 2:
            messages[-1] += "\n\n" + lines
        else:
            messages.append(lines)
    return [Send(Text(message)) for message in messages]


async def _describe(tx: Tx, context: Context, _: Translator, team: Team) -> str:
    opens = context.is_open(team)
    change = context.next_closing(team) if opens else context.next_opening(team)
    in_words = ending_time if opens else opening_time
    when = "" if change is None else in_words(_, team.hours, context.now, change)
    return groups_texts.team_lines(
        _,
        team,
        route=describe_route(_, context, Route(team.languages, team.topics, team.place)),
        open_now=groups_texts.open_until(_, opens, when),
        lacks=await noted_lacks(tx, team),
        lost=await is_group_lost(tx, team),
        figures=await tx.team_figures(team.name),
    )


async def list_audit(tx: Tx, context: Context, _role: Role, _command: Command) -> list[Send]:
    """/audit: who did what to which case; no text, and no name that a person has elsewhere."""
    _ = context.for_staff()
    rows = []
    for row in await tx.last_audit(LAST):
        at = context.local_time(row.at)
        when = f"{at:%Y-%m-%d} {_.time(at)}"
        rows.append((when, row.actor, row.action, row.team or "", row.case.title if row.case is not None else ""))
    return [staff_texts.audit_list(_, rows)]
