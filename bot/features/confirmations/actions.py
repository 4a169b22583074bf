"""Asking the writer of a message before it goes out, and doing what the answer says.

A message that is asked about stands in its case as ASKED, with its content. What its writer sends meanwhile passes it:
a person who asks for help must not be kept waiting by a question that they do not understand.
"""

from collections.abc import Sequence

from bot.features.confirmations import texts as confirmations_texts
from bot.features.confirmations.buttons import Decision, DropKept, KeepHidden, SendKept, ShowHidden
from bot.features.confirmations.rules import (
    REMIND_AFTER,
    SHOW_WITHIN,
    Question,
    QuestionState,
    cautions_of,
)
from bot.features.hours.actions import go_on
from bot.features.privacy.actions import ask_to_show, filter_contents
from bot.features.privacy.rules import fit_lead
from bot.features.relay.actions import change_copies
from bot.features.relay.release import relay_asked
from bot.features.shared.context import Context
from bot.features.shared.notify import mark, mark_at, say_to_staff, tell_writer, writers_translator
from bot.features.store import Tx
from bot.kernel.facts import UNKNOWN_FIELDS
from bot.kernel.ids import ChatRef, ExternalId, MessageId, VolunteerId
from bot.kernel.incoming import Caution, Pressed, Written
from bot.kernel.marks import WAITING
from bot.kernel.model import Case, Contact, Direction, Message, MessageState, Volunteer
from bot.kernel.outgoing import Edit
from bot.kernel.translation import Translator
from bot.kernel.turns import Turn, case_turn, volunteer_turn


async def keep_doubtful(
    tx: Tx,
    context: Context,
    case: Case,
    direction: Direction,
    written: Sequence[Written],
    answered: Message | None,
    author: Volunteer | None = None,
) -> bool:
    """Keep a message, or an album, that its writer must agree to first, and ask. False when it may go now.

    In an urgent topic it goes, and its writer is told what it shows.
    """
    writer = author.id if author else None
    for caution in _cautions_of_all(written):
        if not await _agreed_before(tx, case, caution, direction, writer):
            break
    else:
        return False
    if context.service.topic(case.topic).urgent:
        first = written[0]
        await _tell_urgently(tx, context, case, direction, caution, first.origin.chat, first.message)
        return False
    ids = [
        await tx.add_message(
            direction=direction,
            state=MessageState.ASKED,
            channel=part.origin.channel,
            case=case.id,
            contact=case.contact,
            chat=part.origin.chat,
            external=part.message,
            author=writer,
            reply_to=answered.id if answered else None,
            album=part.album,
            fingerprint=getattr(part.content, "fingerprint", None),
            content=part.content,
            now=context.now,
        )
        for part in written
    ]
    await _ask(tx, context, case, ids, caution, writer)
    first = written[0]
    await mark_at(tx, context, first.origin.channel, first.origin.chat, first.message, WAITING)
    return True


def _cautions_of_all(written: Sequence[Written]) -> list[Caution]:
    marked = {_marked(part) for part in written}
    found = {caution for part in written for caution in cautions_of(part.content, None)} | marked
    return [caution for caution in Caution if caution in found]


def _marked(written: Written) -> Caution | None:
    """What only the platform could tell."""
    return written.caution or (Caution.NEW if written.unknown else None)


ONCE = (Caution.VOICE, Caution.PROTECTED, Caution.NEW)
"""Whoever agreed to one of these agreed to the next ones too: they show no more than the first did."""


def _turn(case: Case, caution: Caution, direction: Direction, author: VolunteerId | None) -> Turn:
    """A contact agrees once in a case, a volunteer once and for all."""
    action = f"agreed to {caution.value}"
    return case_turn(case.id, action) if direction is Direction.TO_TEAM else volunteer_turn(author, action)


async def _agreed_before(
    tx: Tx, case: Case, caution: Caution, direction: Direction, author: VolunteerId | None
) -> bool:
    return caution in ONCE and await _turn(case, caution, direction, author).is_taken(tx)


async def _tell_urgently(
    tx: Tx,
    context: Context,
    case: Case,
    direction: Direction,
    caution: Caution,
    chat: ChatRef,
    message: ExternalId | None,
) -> None:
    """Once in a case for each kind."""
    if not await case_turn(case.id, f"urgent {caution.value}", direction.value).take(tx, context.now):
        return
    team = context.service.team(case.team)
    to_team = direction is Direction.TO_TEAM
    _ = context.translator(case.contact_language) if to_team else context.for_team(team)
    await tx.enqueue(
        confirmations_texts.sent_urgently(_, caution),
        channel=case.channel if to_team else team.channel,
        chat=chat,
        now=context.now,
        case=case.id,
        in_thread=not to_team and team.forum,
        target_external=message,
    )


async def _ask(
    tx: Tx, context: Context, case: Case, ids: Sequence[MessageId], caution: Caution, author: VolunteerId | None
) -> None:
    """Put the question. A further voice message joins the question about the first one: there is one answer to both."""
    joined = await tx.waiting_question(case.id, author, caution) if caution in ONCE else None
    handle = joined.handle if joined else context.random_handle()
    for message in ids:
        await tx.put_question(message, handle, caution=caution, state=QuestionState.ASKED, now=context.now)
    if joined is None:
        await _put(tx, context, ids[0], caution, handle)


async def _put(
    tx: Tx, context: Context, message: MessageId, caution: Caution, handle: str, *, again: bool = False
) -> None:
    writer = await tx.message(message)
    assert writer is not None
    _ = await writers_translator(tx, context, writer)
    await tell_writer(tx, context, writer, confirmations_texts.ask_to_send(_, caution, handle, again=again))


# -- What came before the choice --------------------------------------------------------------------------------------


async def note_doubts(tx: Tx, context: Context, ids: Sequence[MessageId], written: Sequence[Written]) -> None:
    """Remember of messages that came before the choice what only the platform could tell: asked about later."""
    for message, part in zip(ids, written, strict=True):
        if (caution := _marked(part)) is not None:
            await tx.put_question(message, "", caution=caution, state=QuestionState.DUE, now=context.now)


async def ask_about_kept(tx: Tx, context: Context, case: Case, kept: Sequence[Message]) -> None:
    """The contact has chosen: what came before, and belongs to that case now, is asked about as if it came now."""
    urgent = context.service.topic(case.topic).urgent
    asked: set[MessageId] = set()
    for message in kept:
        if message.content is None or message.id in asked:
            continue
        question = await tx.question_of(message.id)
        caution = next(iter(cautions_of(message.content, question.caution if question else None)), None)
        together = [
            each for each in kept if each is message or (message.album is not None and each.album == message.album)
        ]
        if caution is not None and urgent and message.chat is not None:
            await _tell_urgently(tx, context, case, Direction.TO_TEAM, caution, message.chat, message.external)
        elif caution is not None:
            for each in together:
                asked.add(each.id)
                await tx.set_message_state(each.id, MessageState.ASKED)
            await _ask(tx, context, case, [each.id for each in together], caution, None)
            continue
        if question is not None:
            await tx.drop_question(message.id)
        asked.update(each.id for each in together)
        contents = [each.content for each in together if each.content is not None]
        filtered = filter_contents(context, case, Direction.TO_TEAM, contents)
        await ask_to_show(tx, context, [each.id for each in together], contents, filtered, kept=True)


# -- The answer -------------------------------------------------------------------------------------------------------


async def answer_contact(tx: Tx, context: Context, contact: Contact, pressed: Pressed, decision: Decision) -> str:
    """A contact pressed a button of a question. Returns what they are told; they decide about their own words only."""
    _ = context.for_contact(contact, pressed.origin)
    questions, messages = await _asked(tx, decision, Direction.TO_TEAM)
    if contact.blocked or contact.notice_accepted is None:
        return confirmations_texts.question_outdated(_)  # nothing more of theirs is passed on
    if not messages or any(message.contact != contact.id for message in messages):
        return confirmations_texts.question_outdated(_)
    return await _decide(tx, context, pressed, decision, questions, messages, None, _)


async def answer_volunteer(tx: Tx, context: Context, volunteer: Volunteer, pressed: Pressed, decision: Decision) -> str:
    """A volunteer pressed a button of a question in the group. Returns what whoever pressed is told."""
    _ = context.for_team(context.service.team(volunteer.team))
    questions, messages = await _asked(tx, decision, Direction.TO_CONTACT)
    if not messages:
        return confirmations_texts.question_outdated(_)
    if any(message.author != volunteer.id for message in messages):
        return confirmations_texts.only_its_writer(_)
    return await _decide(tx, context, pressed, decision, questions, messages, volunteer, _)


async def _asked(tx: Tx, decision: Decision, direction: Direction) -> tuple[list[Question], list[Message]]:
    """The question, and what it is about: messages of cases, all of them written on the side that was pressed on."""
    questions = await tx.questions_by_handle(decision.handle)
    found = [(question, await tx.message(question.message)) for question in questions]
    pairs = [
        (question, message)
        for question, message in found
        if message is not None and message.case is not None and message.direction is direction
    ]
    return [question for question, _message in pairs], [message for _question, message in pairs]


async def _decide(
    tx: Tx,
    context: Context,
    pressed: Pressed,
    decision: Decision,
    questions: Sequence[Question],
    messages: Sequence[Message],
    volunteer: Volunteer | None,
    _: Translator,
) -> str:
    """Do what the button says. Returns "" or why it can't be done; the question gives way to what was decided."""
    assert messages[0].case is not None
    case = await tx.case(messages[0].case)
    assert case is not None
    if volunteer is not None and volunteer.team != case.team:
        return confirmations_texts.question_outdated(_)  # another team has taken it over
    caution = questions[0].caution
    waiting = [message for message in messages if message.state is MessageState.ASKED]
    match decision:
        case ShowHidden() | KeepHidden() if caution is None:
            shows = isinstance(decision, ShowHidden)
            done = [
                await _show_or_hide(tx, context, case, question, message, shows=shows)
                for question, message in zip(questions, messages, strict=True)
            ]
            if not any(done):
                return confirmations_texts.question_outdated(_)
            settled = confirmations_texts.shown(_) if shows else confirmations_texts.kept_hidden(_)
        case SendKept() if caution is not None and waiting:
            await _send(tx, context, case, waiting, caution, volunteer)
            settled = confirmations_texts.agreed(_, caution)
        case DropKept() if caution is not None and waiting:
            await _stop(tx, context, waiting)
            settled = confirmations_texts.stopped(_, caution)
        case _:
            return confirmations_texts.question_outdated(_)
    if pressed.message is not None:
        await tx.enqueue(
            Edit(settled),
            channel=pressed.origin.channel,
            chat=pressed.origin.chat,
            now=context.now,
            target_external=pressed.message,
        )
    return ""


async def _show_or_hide(
    tx: Tx, context: Context, case: Case, question: Question, message: Message, *, shows: bool
) -> bool:
    """Whether it could be done: not for what was taken back or failed, nor after the time to decide."""
    if message.state is MessageState.HELD:
        state = QuestionState.AGREED if shows else QuestionState.DECLINED
        await tx.put_question(message.id, question.handle, caution=None, state=state, now=context.now)
        return True
    await tx.drop_question(message.id)
    is_there = message.state in (MessageState.RELAYED, MessageState.DELIVERED)
    if not is_there or question.content is None or context.now - question.asked_at > SHOW_WITHIN:
        return False
    if shows:
        answered = None if message.reply_to is None else await tx.message(message.reply_to)
        whole = fit_lead(question.content, answered)
        [filtered] = filter_contents(context, case, message.direction, [whole])
        await change_copies(tx, context, case, message, filtered.whole)
    return True


async def _send(
    tx: Tx, context: Context, case: Case, waiting: Sequence[Message], caution: Caution, volunteer: Volunteer | None
) -> None:
    """What was kept goes on as if it was written now. A card goes as it is; a caption may still hide something."""
    if caution in ONCE:
        await _turn(case, caution, waiting[0].direction, waiting[0].author).take(tx, context.now)
    for message in waiting:
        await tx.drop_question(message.id)
        if caution is Caution.CARD:
            await tx.put_question(message.id, "", caution=None, state=QuestionState.AGREED, now=context.now)
    if volunteer is not None:
        await relay_asked(tx, context, case, volunteer, waiting)
        return
    for message in waiting:
        await tx.set_message_state(message.id, MessageState.HELD)
    await go_on(tx, context, case)


async def _stop(tx: Tx, context: Context, waiting: Sequence[Message]) -> None:
    for message in waiting:
        await tx.drop_question(message.id)
        await tx.set_message_state(message.id, MessageState.UNDONE)
        await mark(tx, context, message, None)


# -- The clock --------------------------------------------------------------------------------------------------------


async def keep_questions(tx: Tx, context: Context) -> None:
    """Erase the whole texts that nobody decided about in time, and ask once more about what is kept back."""
    await tx.drop_hidden_before(context.now - SHOW_WITHIN)
    reminded: set[str] = set()
    for question in await tx.questions_to_remind(context.now - REMIND_AFTER):
        if question.handle in reminded or question.caution is None:
            continue
        reminded.add(question.handle)
        await tx.note_reminded(question.handle)
        await _put(tx, context, question.message, question.caution, question.handle, again=True)


# -- What this version does not know ----------------------------------------------------------------------------------


async def tell_left_out(tx: Tx, context: Context, message: Message, names: Sequence[str]) -> None:
    """Tell the writer of an edit that something of a new kind in it stays behind.

    Once for each kind and case: a field that Telegram adds to every message must not answer every message.
    """
    fresh = [await case_turn(message.case, f"left out {name}").take(tx, context.now) for name in names]
    if any(fresh):
        _ = await writers_translator(tx, context, message)
        await tell_writer(tx, context, message, confirmations_texts.part_left_out(_))


async def note_unknown(tx: Tx, context: Context, names: Sequence[str]) -> None:
    """Count what this version does not know, and tell staff the first time."""
    for name in names:
        seen = UNKNOWN_FIELDS.about(name)
        count = (await seen.get(tx) or 0) + 1
        await seen.put(tx, count)
        if count == 1:
            await say_to_staff(tx, context, confirmations_texts.unknown_field(context.for_staff(), name))
