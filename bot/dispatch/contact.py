"""What a contact commands in their own chat."""

from bot.features.broadcasts import subscription as news
from bot.features.conversations.from_contact import end_by_command, undo_by_command
from bot.features.hours.requests import cancel_queue, show_hours, show_queue
from bot.features.onboarding import actions as onboarding
from bot.features.onboarding.recognition import access_contact
from bot.features.rights.actions import ask_to_forget, show_my_data, show_privacy
from bot.features.shared import texts as shared_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.staff import help_texts
from bot.features.store import Tx
from bot.kernel.incoming import Command
from bot.kernel.model import Contact
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator


async def handle_command(tx: Tx, context: Context, known: Contact | None, command: Command) -> None:
    origin = command.origin
    contact = await access_contact(tx, context, origin, known)
    _ = context.for_contact(contact, origin)
    match command.name:
        case "start":
            await onboarding.start(tx, context, contact, command)
        case "language":
            await onboarding.change_language(tx, context, contact, command)
        case "place" if onboarding.offices(context, contact) and contact.notice_accepted is not None:
            await onboarding.change_place(tx, context, contact, command)
        case "topic":
            await onboarding.change_topic(tx, context, contact, command)
        case "hours":
            await show_hours(tx, context, contact, command)
        case "waiting":
            await show_queue(tx, context, contact, command)
        case "cancel":
            await cancel_queue(tx, context, contact, command)
        case "privacy":
            await show_privacy(tx, context, contact, _)
        case "mydata":
            await show_my_data(tx, context, contact, _)
        case "forget":
            await ask_to_forget(tx, context, contact, _)
        case "stop":
            await onboarding.leave(tx, context, contact, origin)
        case "news":
            await news.handle_command(tx, context, contact, command.argument, _)
        case "end":
            await end_by_command(tx, context, contact, command)
        case "undo":
            await undo_by_command(tx, context, contact, command)
        case _:
            await say(tx, context, origin.channel, origin.chat, _help(context, contact, _))


def _help(context: Context, contact: Contact, _: Translator) -> Send:
    others = tuple(language for language in context.service.languages if language != contact.language)
    topic = context.service.topics[0]
    return help_texts.contact_help(
        _,
        languages=context.language_names(others[:2] or context.service.languages),
        topic=shared_texts.topic_label(_, topic),
        places=list(onboarding.offices(context, contact).values()),
    )
