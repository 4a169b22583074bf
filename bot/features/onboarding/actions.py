"""The way to the first question: language, privacy notice, place, topic; and what came before all that."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.cases.actions import find_or_open_case
from bot.features.confirmations.actions import ask_about_kept, note_doubts
from bot.features.hours.actions import go_on as release_or_queue
from bot.features.hours.requests import describe_all_hours
from bot.features.onboarding import texts as onboarding_texts
from bot.features.onboarding.buttons import ChooseLanguage, ChoosePlace, ChooseTopic
from bot.features.onboarding.rules import Step, has_agreed, next_step, topic_after
from bot.features.onboarding.start_link import read_start_payload
from bot.features.relay.actions import hold
from bot.features.rights import texts as rights_texts
from bot.features.rights.actions import show_privacy, stop
from bot.features.rights.buttons import AcceptNotice, DeclineNotice, ReadNotice
from bot.features.shared import texts as shared_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import LanguageCode, TopicId
from bot.kernel.incoming import Command, Origin, Pressed, Written
from bot.kernel.model import Contact
from bot.kernel.outgoing import Priority, Send
from bot.kernel.service import button_code

REMIND_EVERY = 3
"""After how many messages that had to be kept the question for the missing choice is asked again."""


# -- What is asked ----------------------------------------------------------------------------------------------------


async def ask_next(tx: Tx, context: Context, contact: Contact, origin: Origin, *, kept: bool = False) -> None:
    """Ask for the choice that is still missing; when none is, invite the question."""
    _ = context.for_contact(contact, origin)
    match next_step(contact, context.service):
        case Step.LANGUAGE:
            await ask_language(tx, context, contact, origin, kept=kept)
        case Step.NOTICE:
            changed = contact.notice_accepted is not None
            await _ask(tx, context, contact, rights_texts.privacy_notice(_, context.service, changed=changed))
        case Step.PLACE:
            await _ask_place(tx, context, contact)
        case Step.TOPIC:
            await _ask_topic(tx, context, contact)
        case Step.READY:
            assert contact.topic is not None
            await _ask(tx, context, contact, onboarding_texts.ask_question(_, context.service.topic(contact.topic)))


async def _ask(tx: Tx, context: Context, contact: Contact, question: Send) -> None:
    await say(tx, context, contact.channel, contact.chat, question, Priority.NEWCOMER)


async def ask_language(tx: Tx, context: Context, contact: Contact, origin: Origin, *, kept: bool = False) -> None:
    """Every language in its own script; the one that the person's app speaks comes first."""
    likely = contact.language or context.catalogs.resolve(origin.language_hint)
    languages = sorted(context.service.languages, key=lambda language: language != likely)
    question = onboarding_texts.choose_language(
        [context.translator(language) for language in languages],
        [(language, context.catalogs.endonym(language)) for language in languages],
        context.translator(likely if likely in languages else None) if kept else None,
    )
    await _ask(tx, context, contact, question)


async def _ask_place(tx: Tx, context: Context, contact: Contact) -> None:
    """Where teams of several offices answer in the language."""
    assert contact.language is not None
    places = context.service.places_for(contact.language)
    await _ask(tx, context, contact, onboarding_texts.choose_place(context.translator(contact.language), places))


async def _ask_topic(tx: Tx, context: Context, contact: Contact) -> None:
    assert contact.language is not None
    _ = context.translator(contact.language)
    menu = onboarding_texts.choose_topic(_, context.service.topics_for(contact.language, contact.place))
    menu = replace(menu, keyboard=(*menu.keyboard, (rights_texts.sos_button(_),)))
    await _ask(tx, context, contact, menu)


# -- What is chosen ---------------------------------------------------------------------------------------------------


async def choose(
    tx: Tx,
    context: Context,
    contact: Contact,
    origin: Origin,
    *,
    language: LanguageCode | None = None,
    topic: TopicId | None = None,
) -> None:
    """Record a choice, ask for the next one, and pass on what was kept once none is missing."""
    if language is not None and topic is None:
        topic = topic_after(contact, context.service, language)
    await tx.set_choice(contact.id, language or contact.language, topic)
    if language is not None:
        await tx.unqueue_other_languages(contact.id, language, context.now)
    await _go_on(tx, context, origin)


async def _go_on(tx: Tx, context: Context, origin: Origin) -> None:
    """Ask for the next choice, or, when none is missing, pass on what was kept."""
    contact = await tx.find_contact(origin.channel, origin.chat)
    assert contact is not None, "whoever chooses is known"
    held = await tx.held_messages(contact.id)
    if next_step(contact, context.service) is not Step.READY or not held:
        await ask_next(tx, context, contact, origin)
        return
    case = await find_or_open_case(tx, context, contact)
    await tx.queue_held(contact.id, case.id)
    await ask_about_kept(tx, context, case, held)
    await release_or_queue(tx, context, case)


async def choose_by_typing(tx: Tx, context: Context, contact: Contact, written: Written) -> bool:
    """Whoever types "polski" instead of pressing the button has chosen a language, not asked a question."""
    if next_step(contact, context.service) is not Step.LANGUAGE or not isinstance(written.content, Text):
        return False
    language = context.catalogs.resolve(written.content.text.strip())
    if language not in context.service.languages:
        return False
    await choose(tx, context, contact, written.origin, language=language)
    return True


async def keep_until_chosen(tx: Tx, context: Context, contact: Contact, written: Sequence[Written]) -> None:
    """Keep a message that came before the choice: whoever can't read the letter sends the photo first."""
    await note_doubts(tx, context, await hold(tx, context, contact.id, written), written)
    if (len(await tx.held_messages(contact.id)) - len(written)) % REMIND_EVERY == 0:
        await ask_next(tx, context, contact, written[0].origin, kept=True)


def offices(context: Context, contact: Contact) -> dict[str, str]:
    """The offices between which the contact can choose, by what stands for them in a button."""
    places = context.service.places_for(contact.language) if contact.language is not None else ()
    return {button_code(place): place for place in places}


# -- Buttons. Pressed twice, or later, they do the same again. --------------------------------------------------------


async def press_language(tx: Tx, context: Context, contact: Contact, pressed: Pressed, chosen: ChooseLanguage) -> str:
    if chosen.language not in context.service.languages:
        return shared_texts.button_outdated(context.for_contact(contact, pressed.origin))
    await choose(tx, context, contact, pressed.origin, language=chosen.language)
    return ""


async def press_topic(tx: Tx, context: Context, contact: Contact, pressed: Pressed, chosen: ChooseTopic) -> str:
    offered = {topic.id for topic in context.service.topics}
    if chosen.topic not in offered or contact.language is None:
        return shared_texts.button_outdated(context.for_contact(contact, pressed.origin))
    await choose(tx, context, contact, pressed.origin, topic=chosen.topic)
    return ""


async def press_place(tx: Tx, context: Context, contact: Contact, pressed: Pressed, chosen: ChoosePlace) -> str:
    place = offices(context, contact).get(chosen.code)
    if place is None:
        return shared_texts.button_outdated(context.for_contact(contact, pressed.origin))
    await tx.set_place(contact.id, place)
    await _go_on(tx, context, pressed.origin)
    return ""


async def accept_notice(tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: AcceptNotice) -> str:
    if not has_agreed(contact, context.service):
        _ = context.for_contact(contact, pressed.origin)
        await tx.accept_notice(contact.id, context.service.notice_version, _.language, context.now)
    await _go_on(tx, context, pressed.origin)
    return ""


async def decline_notice(tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: DeclineNotice) -> str:
    await leave(tx, context, contact, pressed.origin)
    return ""


async def read_notice(tx: Tx, context: Context, contact: Contact, pressed: Pressed, _press: ReadNotice) -> str:
    await show_privacy(tx, context, contact, context.for_contact(contact, pressed.origin))
    return ""


async def leave(tx: Tx, context: Context, contact: Contact, origin: Origin) -> None:
    """Declining the notice and stopping later are the same; the way back is shown, and when somebody is there."""
    _ = context.for_contact(contact, origin)
    await stop(tx, context, contact, _)
    await say(tx, context, origin.channel, origin.chat, describe_all_hours(context, _))


# -- Commands ---------------------------------------------------------------------------------------------------------


async def start(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Begin, or begin again: a poster's link may have chosen already; nothing that was chosen before is lost by it."""
    language, topic = read_start_payload(command.argument, context.service)
    if language is None and topic is None:
        await ask_language(tx, context, contact, command.origin)
        return
    if language is None:
        language = contact.language
    await choose(tx, context, contact, command.origin, language=language, topic=topic)


async def change_language(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    await ask_language(tx, context, contact, command.origin)


async def change_topic(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Ask for the topic, or for what has to be chosen before it."""
    if next_step(contact, context.service) in (Step.TOPIC, Step.READY):
        await _ask_topic(tx, context, contact)
    else:
        await ask_next(tx, context, contact, command.origin)


async def stop_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    await leave(tx, context, contact, command.origin)


def is_place_offered(context: Context, contact: Contact) -> bool:
    """Whether there is a choice of offices, and the contact has come that far."""
    return bool(offices(context, contact)) and contact.notice_accepted is not None


async def change_place(tx: Tx, context: Context, contact: Contact, _command: Command) -> None:
    await _ask_place(tx, context, contact)
