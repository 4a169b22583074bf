"""Every command of the service, for each side in the order of its menu; and /help, which explains them."""

from bot.features.alarms.commands import RELEASE
from bot.features.blocking.commands import BLOCK, REQUEST_BLOCK, UNBLOCK
from bot.features.broadcasts.commands import ANNOUNCE, BROADCAST, DROP_DRAFT, NEWS
from bot.features.cases.commands import CLAIM, CLOSE
from bot.features.conversations.commands import END, UNDO, UNDO_ANSWER
from bot.features.figures.commands import STATS
from bot.features.groups.commands import LINK, UNLINK
from bot.features.help import texts as help_texts
from bot.features.hours.commands import ALL_HOURS, CANCEL, CLOSED, HOURS, OPEN, WAITING
from bot.features.onboarding.actions import offices
from bot.features.onboarding.commands import LANGUAGE, PLACE, START, STOP, TOPIC
from bot.features.rights.commands import FORGET, MY_DATA, PRIVACY, SOS
from bot.features.shared.context import Context
from bot.features.shared.entries import (
    AnybodyCommand,
    ContactCommand,
    GroupCommand,
    StaffCommand,
    TeamCommand,
    VolunteerCommand,
)
from bot.features.shared.notify import say
from bot.features.shared.staff_access import access_staff
from bot.features.shared.texts import topic_label
from bot.features.staff.commands import AUDIT, TEAMS
from bot.features.store import Tx
from bot.kernel.commands import CommandEntry
from bot.kernel.incoming import Command
from bot.kernel.model import Contact
from bot.kernel.outgoing import Send
from bot.kernel.roles import Role
from bot.kernel.service import Team
from bot.kernel.translation import N_

HELP = "help"


async def help_contact(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """The examples are what this contact could choose."""
    _ = context.for_contact(contact, command.origin)
    others = tuple(language for language in context.service.languages if language != contact.language)
    examples = {
        "languages": context.language_names(others[:2] or context.service.languages),
        "topic": topic_label(_, context.service.topics[0]),
    }
    places = list(offices(context, contact).values())
    if places:
        examples["place"] = places[0]
    await say(tx, context, contact.channel, contact.chat, help_texts.contact_help(_, *CONTACT_HELP, examples=examples))


async def help_team(_tx: Tx, context: Context, team: Team, command: Command) -> Send:
    """A line more for whoever is staff too."""
    origin = command.origin
    staff = not origin.anonymous and access_staff(context, origin.person) is not None
    volunteers = [each for each in TEAM if isinstance(each, VolunteerCommand)]
    return help_texts.team_help(context.for_team(team), team, volunteers, LINK if staff else None)


async def help_staff(_tx: Tx, context: Context, _role: Role, _command: Command) -> list[Send]:
    teams = sorted(context.service.teams, key=lambda team: not team.linked)  # those can be unlinked
    entries = [each for each in STAFF if each.name != HELP]
    return [help_texts.staff_help(context.for_staff(), entries, teams[0].name)]


HELP_CONTACT = ContactCommand(name=HELP, menu=N_("How it works"), help="", handle=help_contact)
HELP_TEAM = TeamCommand(name=HELP, menu=N_("How it works, with examples"), help="", handle=help_team)
HELP_STAFF = StaffCommand(name=HELP, menu=N_("What you can do, with examples"), help="", handle=help_staff)

CONTACT: tuple[AnybodyCommand | ContactCommand, ...] = (
    START,
    LANGUAGE,
    TOPIC,
    PLACE,
    HOURS,
    WAITING,
    CANCEL,
    UNDO,
    END,
    SOS,
    PRIVACY,
    MY_DATA,
    FORGET,
    STOP,
    NEWS,
    HELP_CONTACT,
)
TEAM: tuple[VolunteerCommand | TeamCommand | GroupCommand, ...] = (
    CLAIM,
    CLOSE,
    UNDO_ANSWER,
    REQUEST_BLOCK,
    LINK,
    HELP_TEAM,
)
STAFF: tuple[StaffCommand | GroupCommand, ...] = (
    TEAMS,
    ALL_HOURS,
    CLOSED,
    OPEN,
    STATS,
    BROADCAST,
    ANNOUNCE,
    DROP_DRAFT,
    LINK,
    UNLINK,
    BLOCK,
    UNBLOCK,
    AUDIT,
    RELEASE,
    HELP_STAFF,
)
CONTACT_HELP: tuple[tuple[CommandEntry, ...], ...] = (
    (LANGUAGE, TOPIC, PLACE, HOURS, WAITING, CANCEL, UNDO, END, NEWS, START),
    (SOS, PRIVACY, MY_DATA, FORGET, STOP),
)
"""First what one does with questions, then what everybody may ask for."""
