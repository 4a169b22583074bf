"""What follows from a send: the link to the copy and the writer's delivery mark, or the way on after a failure."""

from collections.abc import Sequence

from bot.engine.breaker import LONGEST_PAUSE, flood_pause, outage_pause
from bot.features.alarms import texts as alarms_texts
from bot.features.broadcasts import actions as broadcasting
from bot.features.broadcasts import note_texts
from bot.features.cases.actions import post_card
from bot.features.groups.actions import group_lost, move_group
from bot.features.groups.permissions import tell_lacks
from bot.features.groups.threads import topics_gone
from bot.features.relay import file_texts
from bot.features.relay import texts as relay_texts
from bot.features.shared.context import Context
from bot.features.shared.menus import menu_key
from bot.features.shared.notify import mark, say_to_case, say_to_staff, tell_writer, writers_translator
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.errors import Fault, FileReason, SendError
from bot.kernel.group_rights import Lack
from bot.kernel.ids import ChatRef, MessageId, RecipientId
from bot.kernel.marks import DELIVERED, FAILED, FALLBACK_TEXT, WAITING
from bot.kernel.model import AsideName, Copy, Direction, Message, MessageState
from bot.kernel.outgoing import (
    Answer,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    NameThread,
    Outgoing,
    Pin,
    React,
    Receipt,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)
from bot.kernel.service import Team

SECOND = 1000
FIRST_REST, LONGEST_PERSON_REST, LONGEST_GROUP_REST = 60 * SECOND, 24 * 3600 * SECOND, 3600 * SECOND
"""Milliseconds that a lane rests whose person or group can't be reached: the first time, and the longest. What tells us
that they are back wakes it earlier."""
TRIES = 3
"""How often something that was refused without a reason we know is tried."""


async def record_sent(tx: Tx, context: Context, sends: Sequence[tuple[Outgoing, Receipt]]) -> None:
    """The platform has taken these: remember the copies, and show the writer of what has arrived whole that it has.

    The one action that need not be alone: it changes only what belongs to the rows that were sent, which are finished.
    """
    copies: list[Copy] = []
    arrived: dict[MessageId, bool] = {}
    """What may have arrived whole, and whether it gets a mark: of an album the first part does, for all of them."""
    for sent, receipt in sends:
        if sent.recipient is not None:
            await broadcasting.record_done(tx, context, sent.recipient, sent, receipt)
        match sent.operation:
            case Send(joined=joined) if sent.message is not None:
                for message in (sent.message, *joined):
                    copies.append(Copy(message, sent.part, sent.chat, receipt.messages[0]))
                    arrived[message] = True
            case Send():
                await tx.note_said(sent.channel, sent.chat, receipt.messages[0], context.now)
            case SendAlbum(messages=messages):
                for message, external in zip(messages, receipt.messages, strict=False):
                    copies.append(Copy(message, 0, sent.chat, external))
                    arrived.setdefault(message, message == messages[0])
            case Edit() | Delete() if sent.message is not None:
                # Changed while pieces of it were on their way: then this, and no piece, was the last thing to arrive.
                arrived[sent.message] = True
            case _:
                pass
    await tx.add_copies(copies, context.now)
    for whole in await tx.set_delivered(list(arrived)):
        if whole.direction is not Direction.CARD and arrived[whole.id]:
            await mark(tx, context, whole, DELIVERED)


async def record_thread(tx: Tx, context: Context, sent: Outgoing, receipt: Receipt) -> None:
    """The case's thread was opened; the row that needed it is the next in its lane.

    Where the case has a card already, it stands elsewhere: in a thread that was deleted, or in a group that had no
    topics then. A new one follows.
    """
    assert sent.case is not None
    await tx.set_thread(sent.case, receipt.thread)
    await tx.retry_outgoing(sent.id, sent.lane, context.now, counted=False)
    case = await tx.case(sent.case)
    if case is not None and case.card is not None and sent.message != case.card:
        await post_card(tx, context, case)


async def record_failure(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Every failure has its own way on; none of them loses a message in silence."""
    if failed.recipient is not None and await _record_broadcast_failure(tx, context, failed, failed.recipient, error):
        return
    match error.fault:
        case _ if isinstance(failed.operation, Answer):
            await tx.finish_outgoing(failed.id)  # whoever pressed has long seen the turning sign end
        case Fault.FLOOD:
            pause = flood_pause(error)
            await tx.retry_outgoing(failed.id, failed.lane, context.now + pause, counted=False)
        case Fault.OUTAGE:
            pause = outage_pause(failed.attempts)
            await tx.retry_outgoing(failed.id, failed.lane, context.now + pause, counted=True)
        case _ if isinstance(failed.operation, SetMenu):
            await tx.finish_outgoing(failed.id)
            await tx.set_fact(menu_key(failed.channel, failed.chat, failed.operation.language), "")
        case Fault.UNREACHABLE if await tx.find_contact(failed.channel, failed.chat) is None:
            await tx.finish_outgoing(failed.id)  # somebody who was erased
        case Fault.UNREACHABLE:
            await _rest(tx, context, failed, LONGEST_PERSON_REST)
            await _contact_unreachable(tx, context, failed)
        case Fault.GROUP_LOST if not _is_ours(context, failed):
            await tx.finish_outgoing(failed.id)  # the group is no team's any more
            if isinstance(failed.operation, Send | SendAlbum):
                await _give_up(tx, context, failed)
        case Fault.GROUP_LOST:
            await _rest(tx, context, failed, LONGEST_GROUP_REST)
            await _group_unreachable(tx, context, failed)
        case Fault.GROUP_MOVED if error.moved_to is not None:
            await tx.retry_outgoing(failed.id, failed.lane, context.now, counted=True)
            await move_group(tx, context, failed.channel, failed.chat, ChatRef(error.moved_to), error.new_number or "")
        case Fault.THREAD_GONE if isinstance(failed.operation, CloseThread | ReopenThread | NameThread | DeleteThread):
            await tx.finish_outgoing(failed.id)  # what is written next in the case opens a new one
        case Fault.THREAD_GONE if failed.case is not None and failed.attempts < TRIES:
            await tx.set_thread(failed.case, None)  # somebody deleted it: a new one is opened before the row goes
            await tx.retry_outgoing(failed.id, failed.lane, context.now, counted=True)
        case Fault.TARGET_GONE if not isinstance(failed.operation, Send | SendAlbum):
            await tx.finish_outgoing(failed.id)
            await _target_gone(tx, context, failed)
        case Fault.REACTION_REFUSED:
            await tx.finish_outgoing(failed.id)
            await _mark_in_words(tx, context, failed)
        case Fault.NO_FORUM if (team := context.service.team_of_chat(failed.channel, failed.chat)) is not None:
            await _go_on_without_topics(tx, context, failed, team)
        case Fault.NO_RIGHTS if isinstance(failed.operation, React | Delete | NameThread):
            await tx.finish_outgoing(failed.id)
            await _rights_missing(tx, context, failed)
        case Fault.NO_RIGHTS if isinstance(failed.operation, Pin):
            await tx.finish_outgoing(failed.id)
            team = context.service.team_of_chat(failed.channel, failed.chat)
            if team is not None:
                await say_to_staff(tx, context, note_texts.pin_refused(context.for_staff(), team.name))
        case Fault.NO_RIGHTS:
            await tx.retry_outgoing(failed.id, failed.lane, context.now + LONGEST_PAUSE, counted=False)
            await _rights_missing(tx, context, failed)
        case Fault.FILE_REFUSED:
            await tx.finish_outgoing(failed.id)
            await _give_up(tx, context, failed, error.reason)
        case _ if isinstance(failed.operation, React):
            await tx.finish_outgoing(failed.id)
        case _ if failed.attempts + 1 < TRIES:
            await tx.retry_outgoing(failed.id, failed.lane, context.now + SECOND, counted=True)
        case _:
            await tx.park_outgoing(failed.id, str(error.fault))
            name = AsideName("out", failed.id)
            await say_to_staff(tx, context, alarms_texts.message_parked(context.for_staff(), name, str(error.fault)))
            await _give_up(tx, context, failed)


async def _record_broadcast_failure(
    tx: Tx, context: Context, failed: Outgoing, recipient: RecipientId, error: SendError
) -> bool:
    """A copy of a broadcast waits for nobody: it is counted. False when it is to be tried again like anything else."""
    if not error.certain and isinstance(failed.operation, Send):
        await tx.doubt_recipient(recipient)
    blocked = error.fault is Fault.UNREACHABLE
    match error.fault:
        case Fault.FLOOD:
            await tx.hold_broadcast(recipient, context.now + flood_pause(error))
            return False
        case Fault.OUTAGE:
            return False
        case Fault.REFUSED if failed.attempts + 1 < TRIES:
            return False
        case _:
            await tx.finish_outgoing(failed.id)
            await broadcasting.record_given_up(tx, context, recipient, failed, blocked=blocked)
    if blocked:
        await _contact_unreachable(tx, context, failed)
    return True


async def _give_up(tx: Tx, context: Context, failed: Outgoing, reason: FileReason | None = None) -> None:
    """Mark the message as failed, and tell its writer to send it in another way: `reason` says which."""
    if failed.message is None or not isinstance(failed.operation, Send | SendAlbum | Edit):
        return
    message = await tx.message(failed.message)
    if message is None or message.direction is Direction.CARD:
        return
    _ = await writers_translator(tx, context, message)
    told = relay_texts.not_delivered(_) if reason is None else file_texts.file_refused(_, reason)
    if isinstance(failed.operation, Edit):
        await tell_writer(tx, context, message, relay_texts.edit_too_late(_) if reason is None else told)
        return
    await tx.set_message_state(message.id, MessageState.FAILED)
    await mark(tx, context, message, FAILED)
    for other in _others(failed.operation):
        await tx.set_message_state(other, MessageState.FAILED)
    if len(_others(failed.operation)) and reason is not None:
        told = file_texts.album_refused(_, reason)
    await tell_writer(tx, context, message, told)


async def _rest(tx: Tx, context: Context, failed: Outgoing, longest: int) -> None:
    pause = min(longest, FIRST_REST * 4 ** min(failed.attempts, 8))
    await tx.retry_outgoing(failed.id, failed.lane, context.now + pause, counted=True)


def _others(operation: Send | SendAlbum) -> tuple[MessageId, ...]:
    """The messages that went with the first one."""
    return operation.joined if isinstance(operation, Send) else operation.messages[1:]


async def _contact_unreachable(tx: Tx, context: Context, failed: Outgoing) -> None:
    contact = await tx.find_contact(failed.channel, failed.chat)
    if contact is None:
        return
    if contact.reachable:
        await tx.set_reachable(failed.channel, failed.chat, False)
        for case in await tx.open_cases_of(contact.id):
            _ = context.for_team(context.service.team(case.team))
            await say_to_case(tx, context, case, relay_texts.contact_gone(_, contact.pseudonym))
    if isinstance(failed.operation, Send | SendAlbum) and failed.message is not None:
        message = await tx.message(failed.message)
        if message is not None:
            await mark(tx, context, message, WAITING)


async def _group_unreachable(tx: Tx, context: Context, failed: Outgoing) -> None:
    team = context.service.team_of_chat(failed.channel, failed.chat)
    if team is not None:
        await group_lost(tx, context, team)


async def _target_gone(tx: Tx, context: Context, failed: Outgoing) -> None:
    """What was to be changed is gone or too old: whoever asked for the change hears it."""
    message = await tx.message(failed.message) if failed.message is not None else None
    if message is None or message.direction is Direction.CARD:
        return
    if isinstance(failed.operation, Edit) and message.state is MessageState.DELIVERED:
        await _tell(tx, context, message, edit=True)
    if isinstance(failed.operation, Delete) and failed.target is not None:
        await _tell(tx, context, message, edit=False)


async def _tell(tx: Tx, context: Context, message: Message, *, edit: bool) -> None:
    _ = await writers_translator(tx, context, message)
    await tell_writer(tx, context, message, relay_texts.edit_too_late(_) if edit else relay_texts.undo_too_late(_))


async def _mark_in_words(tx: Tx, context: Context, failed: Outgoing) -> None:
    """Reactions are off in this group: our own delivery marks become short replies, others' reactions stay inside."""
    words = FALLBACK_TEXT.get(failed.operation.emoji or "") if isinstance(failed.operation, React) else None
    if words is None or failed.target is None:
        return
    message = await tx.message_at(failed.channel, failed.chat, failed.target)
    if message is not None and message.chat == failed.chat:
        await tell_writer(tx, context, message, Send(Text(words), silent=True))


def _is_ours(context: Context, failed: Outgoing) -> bool:
    team = context.service.team_of_chat(failed.channel, failed.chat)
    return team is not None or failed.chat == context.service.staff_chat


async def _go_on_without_topics(tx: Tx, context: Context, failed: Outgoing, team: Team) -> None:
    """Topics were switched off: messages go into the plain group. What can only be done to a topic is past, but for
    its deletion, which somebody who is to be forgotten was promised."""
    match failed.operation:
        case DeleteThread():
            await tx.retry_outgoing(failed.id, failed.lane, context.now + LONGEST_GROUP_REST, counted=False)
        case CloseThread() | ReopenThread() | NameThread():
            await tx.finish_outgoing(failed.id)
        case _:
            await tx.retry_outgoing(failed.id, failed.lane, context.now, counted=True)
    await topics_gone(tx, context, team)


async def _rights_missing(tx: Tx, context: Context, failed: Outgoing) -> None:
    team = context.service.team_of_chat(failed.channel, failed.chat)
    if team is not None:
        await tell_lacks(tx, context, team, [_lack(failed)])


def _lack(failed: Outgoing) -> Lack:
    """The right that was missing, by what was tried."""
    if failed.thread_title is not None and failed.thread is None:
        return Lack.MANAGE_TOPICS  # the topic of the case was to be opened first
    match failed.operation:
        case CloseThread() | ReopenThread() | NameThread():
            return Lack.MANAGE_TOPICS
        case Delete() | DeleteThread():
            return Lack.DELETE_MESSAGES
        case _:
            return Lack.WRITE
