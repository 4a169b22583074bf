"""What staff do in their chat: look, close, open for an extra evening, link, block, and take that back."""

from bot.features.alarms.actions import release
from bot.features.blocking.actions import block_by_command, unblock_by_name
from bot.features.figures.actions import ask_figures
from bot.features.groups.unlinking import ask_unlink
from bot.features.hours.overrides import ask_to_close, ask_to_open, list_hours
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.shared.staff_access import access_staff_or_wait
from bot.features.staff import help_texts
from bot.features.staff import texts as staff_texts
from bot.features.staff.overview import list_audit, list_teams
from bot.features.store import Tx
from bot.kernel.incoming import Command
from bot.kernel.outgoing import Send


async def handle_command(tx: Tx, context: Context, command: Command) -> None:
    """Whoever writes in the staff chat must be in it, in their own name, at this moment."""
    for answer in await _answers(tx, context, command):
        await say(tx, context, command.origin.channel, command.origin.chat, answer)


async def _answers(tx: Tx, context: Context, command: Command) -> list[Send]:
    _ = context.for_staff()
    origin = command.origin
    role = None if origin.anonymous else access_staff_or_wait(context, origin.person)
    if role is None:
        return [staff_texts.not_staff(_)]
    match command.name:
        case "closed":
            return await ask_to_close(tx, context, role, command)
        case "open":
            return await ask_to_open(tx, context, role, command)
        case "stats":
            await ask_figures(tx, context, command)
            return []
        case "hours":
            return await list_hours(tx, context, role, command)
        case "teams":
            return await list_teams(tx, context)
        case "audit":
            return [await list_audit(tx, context)]
        case "unlink":
            return [await ask_unlink(tx, context, command.argument)]
        case "block":
            return [await block_by_command(tx, context, role, command)]
        case "unblock":
            return [await unblock_by_name(tx, context, role, command.argument)]
        case "release":
            await release(tx, context)
            return []
        case _:
            teams = sorted(context.service.teams, key=lambda team: not team.linked)  # those can be unlinked
            return [help_texts.staff_help(_, teams[0].name)]
