"""What volunteers command in their team's group."""

from bot.features.blocking.actions import request_block
from bot.features.cases.actions import access_volunteer_or_tell, case_here, case_meant, claim_case, close_case
from bot.features.conversations.from_team import undo_by_command
from bot.features.relay import texts as relay_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import reply_in_group
from bot.features.shared.replies import message_at
from bot.features.shared.staff_access import access_staff
from bot.features.staff import help_texts
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.incoming import Command
from bot.kernel.outgoing import Send
from bot.kernel.service import Team


async def handle_command(tx: Tx, context: Context, team: Team, command: Command) -> None:
    """A command in the group; those about a case are replies to one of its messages, or stand in its thread."""
    _ = context.for_team(team)
    origin = command.origin

    async def answer(text: Send) -> None:
        await reply_in_group(tx, context, team, origin, command.message, text)

    if command.name not in ("claim", "close", "undo", "block"):
        staff = not origin.anonymous and access_staff(context, origin.person) is not None
        await answer(help_texts.team_help(_, team, staff=staff))
        return
    if origin.anonymous:
        await answer(relay_texts.anonymous_administrator(_))
        return
    volunteer = await access_volunteer_or_tell(tx, context, team, origin, command.message)
    if volunteer is None:
        return
    if command.name == "undo":
        await answer(await undo_by_command(tx, context, volunteer, command))
        return
    about = await message_at(tx, origin, command.reply_to)
    case = await case_meant(tx, team, await case_here(tx, team, origin), about)
    if case is None:
        await answer(relay_texts.which_case(_, command.name))
    elif command.name == "block":
        await answer(await request_block(tx, context, volunteer, case, command.argument))
    elif command.name == "claim":
        await answer(Send(Text(await claim_case(tx, context, case, volunteer))))
    else:
        await answer(Send(Text(await close_case(tx, context, case, by=volunteer))))
