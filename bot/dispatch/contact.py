"""What a contact does in their own chat: choose, ask, change, take back, end."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.broadcasts import subscription as news
from bot.features.cases import texts as cases_texts
from bot.features.cases.actions import close_case, find_or_open_case, is_fresh
from bot.features.cases.pseudonyms import propose_pseudonym
from bot.features.confirmations.actions import (
    VERBS,
    answer_contact,
    ask_about_kept,
    keep_doubtful,
    note_doubts,
    tell_left_out,
)
from bot.features.hours import announcements
from bot.features.hours.actions import drop_queue, go_on, list_queue, relay_or_queue
from bot.features.onboarding import texts as onboarding_texts
from bot.features.onboarding.rules import Step, has_agreed, next_step
from bot.features.onboarding.start_link import read_start_payload
from bot.features.privacy.rules import fit_lead
from bot.features.relay import texts as relay_texts
from bot.features.relay.actions import hold, relay_edit, relay_reaction, undo
from bot.features.rights import texts as rights_texts
from bot.features.rights.actions import ask_to_forget, show_my_data, show_privacy, stop
from bot.features.shared import texts as shared_texts
from bot.features.shared.context import Context, NotRecordedYet
from bot.features.shared.notify import answer_press, say, say_to_case
from bot.features.shared.replies import message_answered
from bot.features.staff import help_texts
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import LanguageCode, TopicId
from bot.kernel.incoming import Command, Edited, Origin, Pressed, Reachability, Reacted, Refused, Written, as_new
from bot.kernel.model import Case, CaseState, Contact, Direction, Message
from bot.kernel.outgoing import Priority, Send
from bot.kernel.service import Team, button_code
from bot.kernel.translation import Translator

REMIND_EVERY = 3
"""After how many messages that had to be kept the question for the missing choice is asked again."""


async def access_contact(tx: Tx, context: Context, origin: Origin, known: Contact | None) -> Contact:
    """The contact behind a chat: `known`, if there is one, else a new one with a pseudonym that nobody has.

    Raises NotRecordedYet while the contact is being erased: what they write now, they write as somebody new.
    """
    contact, tries = known, 0
    while contact is None:
        pseudonym = propose_pseudonym(context.rng.choice, tries)
        contact = await tx.add_contact(origin.channel, origin.chat, pseudonym, context.now)
        tries += 1
    if contact.erasing:
        raise NotRecordedYet
    return contact


async def handle_written(tx: Tx, context: Context, known: Contact | None, written: Sequence[Written]) -> None:
    """A message, or the parts of one album."""
    first = written[0]
    contact = await access_contact(tx, context, first.origin, known)
    if len(written) == 1 and await _chose_by_typing(tx, context, contact, first):
        return
    answered = await message_answered(tx, context, first.origin, first.reply_to)
    case = await _case_of_reply(tx, context, contact, answered)
    written = [replace(part, content=fit_lead(part.content, answered if case else None)) for part in written]
    if case is None and next_step(contact, context.service) is not Step.READY:
        await _hold(tx, context, contact, written)
        return
    if case is None:
        case = await find_or_open_case(tx, context, contact)
    if answered is not None and answered.case != case.id:
        answered = None
    if not await keep_doubtful(tx, context, case, Direction.TO_TEAM, written, answered):
        await relay_or_queue(tx, context, contact, case, written, answered)
    if answered is None:
        await news.tell_that_it_answers_news(tx, context, case, first)


async def _case_of_reply(tx: Tx, context: Context, contact: Contact, answered: Message | None) -> Case | None:
    """A reply belongs to the case of what it answers, unless that was closed long ago."""
    if answered is None or answered.case is None or not has_agreed(contact, context.service):
        return None
    case = await tx.case(answered.case)
    if case is None or case.contact != contact.id:
        return None
    return case if case.state is not CaseState.CLOSED or is_fresh(context, case) else None


async def _chose_by_typing(tx: Tx, context: Context, contact: Contact, written: Written) -> bool:
    """Whoever types "polski" instead of pressing the button has chosen a language, not asked a question."""
    if next_step(contact, context.service) is not Step.LANGUAGE or not isinstance(written.content, Text):
        return False
    language = context.catalogs.resolve(written.content.text.strip())
    if language not in context.service.languages:
        return False
    await choose(tx, context, contact, written.origin, language=language)
    return True


async def _hold(tx: Tx, context: Context, contact: Contact, written: Sequence[Written]) -> None:
    """Keep a message that came before the choice: whoever can't read the letter sends the photo first."""
    await note_doubts(tx, context, await hold(tx, context, contact.id, written), written)
    if (len(await tx.held_messages(contact.id)) - len(written)) % REMIND_EVERY == 0:
        await ask_next(tx, context, contact, written[0].origin, kept=True)


async def ask_next(tx: Tx, context: Context, contact: Contact, origin: Origin, *, kept: bool = False) -> None:
    """Ask for the choice that is still missing; when none is, invite the question."""
    _ = _translator(context, contact, origin)
    match next_step(contact, context.service):
        case Step.LANGUAGE:
            await _ask_language(tx, context, contact, origin, kept=kept)
        case Step.NOTICE:
            changed = contact.notice_accepted is not None
            notice = rights_texts.privacy_notice(_, context.service, changed=changed)
            await say(tx, context, origin.channel, origin.chat, notice, Priority.NEWCOMER)
        case Step.PLACE:
            await _ask_place(tx, context, contact)
        case Step.TOPIC:
            await _ask_topic(tx, context, contact)
        case Step.READY:
            assert contact.topic is not None
            topic = context.service.topic(contact.topic)
            await say(
                tx, context, origin.channel, origin.chat, onboarding_texts.ask_question(_, topic), Priority.NEWCOMER
            )


async def _ask_language(tx: Tx, context: Context, contact: Contact, origin: Origin, *, kept: bool = False) -> None:
    """Every language in its own script; the one that the person's app speaks comes first."""
    likely = contact.language or context.catalogs.resolve(origin.language_hint)
    languages = sorted(context.service.languages, key=lambda language: language != likely)
    await say(
        tx,
        context,
        origin.channel,
        origin.chat,
        onboarding_texts.choose_language(
            [context.translator(language) for language in languages],
            [(language, context.catalogs.endonym(language)) for language in languages],
            context.translator(likely if likely in languages else None) if kept else None,
        ),
        Priority.NEWCOMER,
    )


async def _ask_place(tx: Tx, context: Context, contact: Contact) -> None:
    """Where teams of several offices answer in the language."""
    assert contact.language is not None
    _ = context.translator(contact.language)
    places = context.service.places_for(contact.language)
    await say(tx, context, contact.channel, contact.chat, onboarding_texts.choose_place(_, places), Priority.NEWCOMER)


async def _ask_topic(tx: Tx, context: Context, contact: Contact) -> None:
    assert contact.language is not None
    _ = context.translator(contact.language)
    menu = onboarding_texts.choose_topic(_, context.service.topics_for(contact.language, contact.place))
    menu = replace(menu, keyboard=(*menu.keyboard, (rights_texts.sos_button(_),)))
    await say(tx, context, contact.channel, contact.chat, menu, Priority.NEWCOMER)


async def choose(
    tx: Tx,
    context: Context,
    contact: Contact,
    origin: Origin,
    *,
    language: LanguageCode | None = None,
    topic: TopicId | None = None,
) -> None:
    """Record a choice, ask for the next one, and pass on what was kept once none is missing.

    A new language asks for the topic again, unless there is only one, or a poster's link chose it before the language.
    """
    if language is not None and topic is None:
        offered = [each.id for each in context.service.topics_for(language, contact.place)]
        linked = contact.language is None and contact.topic in offered
        topic = contact.topic if linked else offered[0] if len(offered) == 1 else None
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
    await go_on(tx, context, case)


async def handle_edited(tx: Tx, context: Context, known: Contact | None, edited: Edited) -> None:
    """An edit of what was relayed or kept; an edit of anything else is a message like any other."""
    message = await tx.message_at(edited.origin.channel, edited.origin.chat, edited.message)
    if message is None:
        await handle_written(tx, context, known, [as_new(edited)])
    else:
        await relay_edit(tx, context, message, edited)
        await tell_left_out(tx, context, message, edited.unknown)


async def handle_reacted(tx: Tx, context: Context, reacted: Reacted) -> None:
    message = await tx.message_at(reacted.origin.channel, reacted.origin.chat, reacted.message)
    if message is not None:
        await relay_reaction(tx, context, message, reacted)


async def handle_refused(tx: Tx, context: Context, known: Contact | None, refused: Refused) -> None:
    """Say what can't be passed on, and what to do instead."""
    contact = await access_contact(tx, context, refused.origin, known)
    _ = _translator(context, contact, refused.origin)
    await tx.enqueue(
        relay_texts.refusal(_, refused.reason),
        channel=refused.origin.channel,
        chat=refused.origin.chat,
        now=context.now,
        target_external=refused.message,
    )


async def recognise(tx: Tx, context: Context, origin: Origin) -> Contact | None:
    """Who is behind a chat in which somebody does something, looked up once; None for a stranger.

    Whoever does something here can be reached, even if the platform has not said so.
    """
    known = await tx.find_contact(origin.channel, origin.chat)
    if known is None or known.reachable:
        return known
    await _note_reachability(tx, context, await access_contact(tx, context, origin, known), reachable=True)
    return replace(known, reachable=True)


async def handle_reachability(tx: Tx, context: Context, event: Reachability) -> None:
    """The contact blocked or unblocked the bot."""
    known = await tx.find_contact(event.origin.channel, event.origin.chat)
    contact = await access_contact(tx, context, event.origin, known)
    if contact.reachable != event.reachable:
        await _note_reachability(tx, context, contact, reachable=event.reachable)


async def _note_reachability(tx: Tx, context: Context, contact: Contact, *, reachable: bool) -> None:
    """The volunteers hear only whether answers can arrive."""
    await tx.set_reachable(contact.channel, contact.chat, reachable)
    if reachable:
        await tx.wake_chat(contact.channel, contact.chat)
    for case in await tx.open_cases_of(contact.id):
        _ = context.for_team(context.service.team(case.team))
        text = relay_texts.contact_back if reachable else relay_texts.contact_gone
        await say_to_case(tx, context, case, text(_, contact.pseudonym))


async def handle_pressed(tx: Tx, context: Context, known: Contact | None, pressed: Pressed) -> None:
    """A button of the first screens. Pressed twice, or later, it does the same again."""
    contact = await access_contact(tx, context, pressed.origin, known)
    kind, _colon, value = pressed.data.partition(":")
    topics = {str(topic.id): topic.id for topic in context.service.topics}
    languages = {str(language): language for language in context.service.languages}
    answer = ""
    if kind in VERBS:
        await answer_contact(tx, context, contact, pressed, _translator(context, contact, pressed.origin))
        return
    match kind:
        case "language" if value in languages:
            await choose(tx, context, contact, pressed.origin, language=languages[value])
        case "notice" if value == "yes":
            if not has_agreed(contact, context.service):
                _ = _translator(context, contact, pressed.origin)
                await tx.accept_notice(contact.id, context.service.notice_version, _.language, context.now)
            await _go_on(tx, context, pressed.origin)
        case "notice" if value == "no":
            await _stop(tx, context, contact, pressed.origin)
        case "notice" if value == "more":
            await show_privacy(tx, context, contact, _translator(context, contact, pressed.origin))
        case "forget" if value == "no":
            answer = rights_texts.forget_kept(_translator(context, contact, pressed.origin))
        case "queue" if value == "drop":
            dropped = await drop_queue(tx, context, contact)
            _ = _translator(context, contact, pressed.origin)
            await say(tx, context, contact.channel, contact.chat, announcements.queue_dropped(_, dropped))
        case "hours":
            overview = _hours_by_language(context, _translator(context, contact, pressed.origin))
            await say(tx, context, contact.channel, contact.chat, overview)
        case "wish" if next_step(contact, context.service) is Step.READY:
            await tx.add_wish(_team_of(context, contact).name, contact.id)
            answer = announcements.wish_kept(_translator(context, contact, pressed.origin))
        case "place" if value in (codes := _place_codes(context, contact)):
            await tx.set_place(contact.id, codes[value])
            await _go_on(tx, context, pressed.origin)
        case "news" if value in ("on", "off"):
            _ = _translator(context, contact, pressed.origin)
            await news.choose_news(tx, context, contact, _, wanted=value == "on")
        case "topic" if value in topics and contact.language is not None:
            await choose(tx, context, contact, pressed.origin, topic=topics[value])
        case _:
            answer = shared_texts.button_outdated(_translator(context, contact, pressed.origin))
    await answer_press(tx, context, pressed, answer)


def _place_codes(context: Context, contact: Contact) -> dict[str, str]:
    """The offices that a button may name."""
    places = context.service.places_for(contact.language) if contact.language is not None else ()
    return {button_code(place): place for place in places}


async def _stop(tx: Tx, context: Context, contact: Contact, origin: Origin) -> None:
    """Declining the notice and stopping later are the same; the way back is shown, and when somebody is there."""
    _ = _translator(context, contact, origin)
    await stop(tx, context, contact, _)
    await say(tx, context, origin.channel, origin.chat, _hours_by_language(context, _))


async def handle_command(tx: Tx, context: Context, known: Contact | None, command: Command) -> None:
    origin = command.origin
    contact = await access_contact(tx, context, origin, known)
    _ = _translator(context, contact, origin)
    match command.name:
        case "start":
            await _start(tx, context, contact, command)
        case "language":
            await _ask_language(tx, context, contact, origin)
        case "place" if _place_codes(context, contact) and contact.notice_accepted is not None:
            await _ask_place(tx, context, contact)
        case "topic" if next_step(contact, context.service) in (Step.TOPIC, Step.READY):
            await _ask_topic(tx, context, contact)
        case "topic":
            await ask_next(tx, context, contact, origin)
        case "hours":
            await say(tx, context, origin.channel, origin.chat, _hours(context, contact, _))
        case "waiting":
            waiting = announcements.waiting_list(_, await list_queue(tx, contact))
            await say(tx, context, origin.channel, origin.chat, waiting)
        case "cancel":
            dropped = announcements.queue_dropped(_, await drop_queue(tx, context, contact))
            await say(tx, context, origin.channel, origin.chat, dropped)
        case "privacy":
            await show_privacy(tx, context, contact, _)
        case "mydata":
            await show_my_data(tx, context, contact, _)
        case "forget":
            await ask_to_forget(tx, context, contact, _)
        case "stop":
            await _stop(tx, context, contact, origin)
        case "news":
            await news.handle_command(tx, context, contact, command.argument, _)
        case "end":
            await say(tx, context, origin.channel, origin.chat, await _end(tx, context, contact, _))
        case "undo":
            await say(tx, context, origin.channel, origin.chat, await _undo(tx, context, contact, command, _))
        case _:
            await say(tx, context, origin.channel, origin.chat, _help(context, contact, _))


def _help(context: Context, contact: Contact, _: Translator) -> Send:
    others = tuple(language for language in context.service.languages if language != contact.language)
    topic = context.service.topics[0]
    return help_texts.contact_help(
        _,
        languages=context.language_names(others[:2] or context.service.languages),
        topic=shared_texts.topic_label(_, topic),
        places=list(_place_codes(context, contact).values()),
    )


def _team_of(context: Context, contact: Contact) -> Team:
    assert contact.language is not None
    assert contact.topic is not None
    return context.service.route(contact.language, contact.topic, contact.place)


def _hours(context: Context, contact: Contact, _: Translator) -> Send:
    """The week of one's own team; before the choice, and where teams differ, an overview by language."""
    if next_step(contact, context.service) is Step.READY:
        team = _team_of(context, contact)
        return announcements.opening_hours(
            _,
            team.hours,
            context.overrides_of(team),
            context.now,
            context.next_opening(team),
            context.is_open(team),
        )
    return _hours_by_language(context, _)


def _hours_by_language(context: Context, _: Translator) -> Send:
    topic = context.service.topics[-1].id
    rows = []
    for language in context.service.languages:
        team = context.service.route(language, topic)
        rows.append((context.catalogs.endonym(language), team.hours, context.overrides_of(team)))
    return announcements.languages_overview(_, rows, context.now)


async def _start(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Begin, or begin again: a poster's link may have chosen already; nothing that was chosen before is lost by it."""
    language, topic = read_start_payload(command.argument, context.service)
    if language is None and topic is None:
        await _ask_language(tx, context, contact, command.origin)
        return
    if language is None:
        language = contact.language
    await choose(tx, context, contact, command.origin, language=language, topic=topic)


async def _end(tx: Tx, context: Context, contact: Contact, _: Translator) -> Send:
    cases = await tx.open_cases_of(contact.id)
    if not cases:
        return (
            cases_texts.ended_by_contact(_) if await drop_queue(tx, context, contact) else cases_texts.nothing_to_end(_)
        )
    chosen = [case for case in cases if (case.language, case.topic) == (contact.language, contact.topic)]
    await close_case(tx, context, (chosen or cases)[0], by_contact=True)
    return cases_texts.ended_by_contact(_)


async def _undo(tx: Tx, context: Context, contact: Contact, command: Command, _: Translator) -> Send:
    if command.reply_to:
        message = await tx.message_at(command.origin.channel, command.origin.chat, command.reply_to)
    else:
        message = await tx.last_message_from(contact.id)
    return await undo(tx, context, _, message, Direction.TO_TEAM)


def _translator(context: Context, contact: Contact, origin: Origin) -> Translator:
    return context.translator(contact.language or context.catalogs.resolve(origin.language_hint))
