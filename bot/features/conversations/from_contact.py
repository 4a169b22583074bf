"""What a contact writes: to which case it belongs, whether it may go now, and what its writer is told when not."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.broadcasts.subscription import tell_that_it_answers_news
from bot.features.cases import texts as cases_texts
from bot.features.cases.actions import close_case, find_or_open_case, is_fresh
from bot.features.confirmations.actions import keep_doubtful, tell_left_out
from bot.features.hours.actions import drop_queue, relay_or_queue
from bot.features.onboarding.actions import choose_by_typing, keep_until_chosen
from bot.features.onboarding.recognition import access_contact
from bot.features.onboarding.rules import Step, has_agreed, next_step
from bot.features.privacy.rules import fit_lead
from bot.features.relay import texts as relay_texts
from bot.features.relay.actions import relay_edit, relay_reaction
from bot.features.relay.undo import undo
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.shared.replies import message_answered
from bot.features.store import Tx
from bot.kernel.incoming import Command, Edited, Reacted, Refused, Written, as_new
from bot.kernel.model import Case, CaseState, Contact, Direction, Message, MessageState
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator


async def handle_written(tx: Tx, context: Context, known: Contact | None, written: Sequence[Written]) -> None:
    """A message, or the parts of one album."""
    first = written[0]
    contact = await access_contact(tx, context, first.origin, known)
    if len(written) == 1 and await choose_by_typing(tx, context, contact, first):
        return
    answered = await message_answered(tx, context, first.origin, first.reply_to)
    case = await _case_of_reply(tx, context, contact, answered)
    written = [replace(part, content=fit_lead(part.content, answered if case else None)) for part in written]
    if case is None and next_step(contact, context.service) is not Step.READY:
        await keep_until_chosen(tx, context, contact, written)
        return
    if case is None:
        case = await find_or_open_case(tx, context, contact)
    if answered is not None and answered.case != case.id:
        answered = None
    if not await keep_doubtful(tx, context, case, Direction.TO_TEAM, written, answered):
        await relay_or_queue(tx, context, contact, case, written, answered)
    if answered is None:
        await tell_that_it_answers_news(tx, context, case, first)


async def _case_of_reply(tx: Tx, context: Context, contact: Contact, answered: Message | None) -> Case | None:
    """A reply belongs to the case of what it answers, unless that was closed long ago."""
    if answered is None or answered.case is None or not has_agreed(contact, context.service):
        return None
    case = await tx.case(answered.case)
    if case is None or case.contact != contact.id:
        return None
    return case if case.state is not CaseState.CLOSED or is_fresh(context, case) else None


async def handle_edited(tx: Tx, context: Context, known: Contact | None, edited: Edited) -> None:
    """An edit of what was relayed or kept; an edit of anything else is a message like any other."""
    message = await tx.message_at(edited.origin.channel, edited.origin.chat, edited.message)
    if message is None or (_has_crossed(message) and not _passes_on(known)):
        await handle_written(tx, context, known, [as_new(edited)])
    else:
        await relay_edit(tx, context, message, edited)
        await tell_left_out(tx, context, message, edited.unknown)


def _has_crossed(message: Message) -> bool:
    return message.state in (MessageState.RELAYED, MessageState.DELIVERED)


def _passes_on(known: Contact | None) -> bool:
    """Whether a contact has not stopped everything: what has crossed already must not change then either."""
    return known is not None and known.notice_accepted is not None


async def handle_reacted(tx: Tx, context: Context, known: Contact | None, reacted: Reacted) -> None:
    if not _passes_on(known):
        return
    message = await tx.message_at(reacted.origin.channel, reacted.origin.chat, reacted.message)
    if message is not None:
        await relay_reaction(tx, context, message, reacted)


async def handle_refused(tx: Tx, context: Context, known: Contact | None, refused: Refused) -> None:
    """Say what can't be passed on, and what to do instead."""
    contact = await access_contact(tx, context, refused.origin, known)
    _ = context.for_contact(contact, refused.origin)
    await tx.enqueue(
        relay_texts.refusal(_, refused.reason),
        channel=refused.origin.channel,
        chat=refused.origin.chat,
        now=context.now,
        target_external=refused.message,
    )


async def end_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """The contact needs no more help: the conversation on the chosen route ends, or else the latest one."""
    _ = context.for_contact(contact, command.origin)
    await say(tx, context, contact.channel, contact.chat, await _end(tx, context, contact, _))


async def _end(tx: Tx, context: Context, contact: Contact, _: Translator) -> Send:
    cases = await tx.open_cases_of(contact.id)
    if not cases:
        dropped = await drop_queue(tx, context, contact)
        return cases_texts.ended_by_contact(_) if dropped else cases_texts.nothing_to_end(_)
    chosen = [case for case in cases if (case.language, case.topic) == (contact.language, contact.topic)]
    await close_case(tx, context, (chosen or cases)[0], by_contact=True)
    return cases_texts.ended_by_contact(_)


async def undo_by_command(tx: Tx, context: Context, contact: Contact, command: Command) -> None:
    """Take back the message that the command answers, or else the last one."""
    origin = command.origin
    if command.reply_to:
        message = await tx.message_at(origin.channel, origin.chat, command.reply_to)
    else:
        message = await tx.last_message_from(contact.id)
    undone = await undo(tx, context, context.for_contact(contact, origin), message, Direction.TO_TEAM)
    await say(tx, context, origin.channel, origin.chat, undone)
