"""What a contact asks about opening hours and about what waits for them."""

from bot.features.hours import announcements
from bot.features.hours.actions import drop_queue, list_queue
from bot.features.hours.buttons import DropQueue, ShowAllHours, WishToHear
from bot.features.onboarding.rules import Step, next_step
from bot.features.shared import texts as shared_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.store import Tx
from bot.kernel.incoming import Command, Pressed
from bot.kernel.model import Contact
from bot.kernel.outgoing import Send
from bot.kernel.service import Team
from bot.kernel.translation import Translator


def _team_of(context: Context, contact: Contact) -> Team | None:
    """The team that gets the contact's questions; None while a choice is missing."""
    if next_step(contact, context.service) is not Step.READY or contact.language is None or contact.topic is None:
        return None
    return context.service.route(contact.language, contact.topic, contact.place)


def describe_all_hours(context: Context, _: Translator) -> Send:
    """An overview by language."""
    topic = context.service.topics[-1].id
    rows = []
    for language in context.service.languages:
        team = context.service.route(language, topic)
        rows.append((context.catalogs.endonym(language), team.hours, context.overrides_of(team)))
    return announcements.languages_overview(_, rows, context.now)


async def show_hours(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """The week of one's own team; before the choice, where teams differ, an overview by language."""
    _ = context.for_contact(contact, command.origin)
    team = _team_of(context, contact)
    if team is None:
        shown = describe_all_hours(context, _)
    else:
        shown = announcements.opening_hours(
            _,
            team.hours,
            context.overrides_of(team),
            context.now,
            context.next_opening(team),
            context.is_open(team),
        )
    await say(tx, context, contact.channel, contact.chat, shown)


async def press_all_hours(tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: ShowAllHours) -> str:
    overview = describe_all_hours(context, context.for_contact(contact, pressed.origin))
    await say(tx, context, contact.channel, contact.chat, overview)
    return ""


async def press_wish(tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: WishToHear) -> str:
    _ = context.for_contact(contact, pressed.origin)
    team = _team_of(context, contact)
    if team is None:
        return shared_texts.button_outdated(_)
    await tx.add_wish(team.name, contact.id)
    return announcements.wish_kept(_)


async def show_queue(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    waiting = announcements.waiting_list(context.for_contact(contact, command.origin), await list_queue(tx, contact))
    await say(tx, context, contact.channel, contact.chat, waiting)


async def cancel_queue(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Take back what waits."""
    await _drop(tx, context, contact, context.for_contact(contact, command.origin))


async def press_drop_queue(tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: DropQueue) -> str:
    await _drop(tx, context, contact, context.for_contact(contact, pressed.origin))
    return ""


async def _drop(tx: Tx, context: Context, contact: Contact, _: Translator) -> None:
    dropped = announcements.queue_dropped(_, await drop_queue(tx, context, contact))
    await say(tx, context, contact.channel, contact.chat, dropped)
