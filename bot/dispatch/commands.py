"""A command finds its feature: on which side it is said, and by whom.

Whoever may not say it is told so here; what is no command of that side is answered with the help.
"""

from bot.features.cases.actions import access_volunteer_or_tell
from bot.features.help.commands import CONTACT, HELP_CONTACT, HELP_STAFF, HELP_TEAM, STAFF, TEAM
from bot.features.onboarding.recognition import access_contact, recognise
from bot.features.relay import texts as relay_texts
from bot.features.rights.actions import asks_for_numbers
from bot.features.rights.commands import SOS
from bot.features.shared.context import Context
from bot.features.shared.entries import AnybodyCommand, GroupCommand, StaffCommand, TeamCommand, VolunteerCommand
from bot.features.shared.notify import reply_in_group, say
from bot.features.shared.staff_access import access_staff_or_wait
from bot.features.staff import texts as staff_texts
from bot.features.store import Tx
from bot.kernel.incoming import Command
from bot.kernel.service import Team

_CONTACT = {each.name: each for each in CONTACT}
_GROUP = {each.name: each for each in TEAM if isinstance(each, GroupCommand)}
_TEAM = {each.name: each for each in TEAM if isinstance(each, VolunteerCommand | TeamCommand)}
_STAFF = {each.name: each for each in STAFF if isinstance(each, StaffCommand)}


async def handle_contact_command(tx: Tx, context: Context, command: Command) -> None:
    """A command in a person's own chat. A number to call in danger, written as one, asks for all of them."""
    entry = SOS if asks_for_numbers(context, command) else _CONTACT.get(command.name, HELP_CONTACT)
    if isinstance(entry, AnybodyCommand):
        await entry.handle(tx, context, command)
        return
    known = await recognise(tx, context, command.origin)
    contact = await access_contact(tx, context, command.origin, known)
    if not entry.offered(context, contact):
        entry = HELP_CONTACT
    await entry.handle(tx, context, contact, command)


async def handle_group_command(tx: Tx, context: Context, team: Team | None, command: Command) -> bool:
    """A command that any group may hear. False when this is none."""
    entry = _GROUP.get(command.name)
    if entry is None:
        return False
    await entry.handle(tx, context, team, command)
    return True


async def handle_team_command(tx: Tx, context: Context, team: Team, command: Command) -> None:
    """A command in a team's group. It is answered where it was said."""
    origin = command.origin
    entry = _TEAM.get(command.name, HELP_TEAM)
    if isinstance(entry, TeamCommand):
        answer = await entry.handle(tx, context, team, command)
    elif origin.anonymous:
        answer = relay_texts.anonymous_administrator(context.for_team(team))
    else:
        volunteer = await access_volunteer_or_tell(tx, context, team, origin, command.message)
        if volunteer is None:
            return
        answer = await entry.handle(tx, context, volunteer, command)
    await reply_in_group(tx, context, team, origin, command.message, answer)


async def handle_staff_command(tx: Tx, context: Context, command: Command) -> None:
    """A command in the staff chat. Whoever writes there must be in it, in their own name, at this moment."""
    origin = command.origin
    role = None if origin.anonymous else access_staff_or_wait(context, origin.person)
    if role is None:
        answers = [staff_texts.not_staff(context.for_staff())]
    else:
        answers = [*await _STAFF.get(command.name, HELP_STAFF).handle(tx, context, role, command)]
    for answer in answers:
        await say(tx, context, origin.channel, origin.chat, answer)
