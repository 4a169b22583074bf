"""What follows from a send: the link to the copy and the writer's delivery mark, or the way on after a failure."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.engine.breaker import LONGEST_PAUSE, flood_pause, outage_pause
from bot.engine.failures import Effect, Kind, Rest, decide, exact_fault, kind_of
from bot.features.alarms import texts as alarms_texts
from bot.features.broadcasts import actions as broadcasting
from bot.features.broadcasts import note_texts
from bot.features.cases.actions import post_card
from bot.features.groups.actions import group_lost, move_group
from bot.features.groups.permissions import tell_forbidden, tell_lacks
from bot.features.groups.threads import topics_gone
from bot.features.relay import file_texts
from bot.features.relay import texts as relay_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import mark, say_to_case, say_to_staff, tell_writer, writers_translator
from bot.features.store import Tx
from bot.kernel.content import Made, Media, MediaKind, Text
from bot.kernel.errors import Fault, SendError
from bot.kernel.facts import menu_of
from bot.kernel.group_rights import Lack
from bot.kernel.ids import ChatRef, MessageId
from bot.kernel.marks import DELIVERED, FAILED, FALLBACK_TEXT, WAITING
from bot.kernel.model import AsideName, Copy, Direction, Message, MessageState
from bot.kernel.outgoing import (
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    NameThread,
    Operation,
    Outgoing,
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
            case Edit() if sent.message is not None and receipt.messages:
                # It became a correction: what answers that answers the message.
                copies.append(Copy(sent.message, sent.part, sent.chat, receipt.messages[0]))
                arrived[sent.message] = True
            case Edit() | Delete() if sent.message is not None:
                # Changed while pieces of it were on their way: then this, and no piece, was the last thing to arrive.
                arrived[sent.message] = True
            case _:
                pass
    await tx.add_copies(copies, context.now)
    for whole in await tx.set_delivered(list(arrived)):
        if whole.direction is not Direction.OURS and arrived[whole.id]:
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
    """Every failure has its own way on; none of them loses a message in silence. Which one, `failures` says."""
    kind = kind_of(failed)
    if kind is Kind.NEWS and not error.certain and isinstance(failed.operation, Send):
        assert failed.recipient is not None
        await tx.doubt_recipient(failed.recipient)
    fault = exact_fault(error, kind, in_case=failed.case is not None, in_team=_team(context, failed) is not None)
    policy = decide(fault, kind, known=await _is_known(tx, context, failed, fault))
    if not policy.ends(failed.attempts):
        pause = _pause(policy.rest, failed, error)
        await tx.retry_outgoing(failed.id, failed.lane, context.now + pause, counted=policy.counted)
        if await _was_taken_back(tx, failed):
            await tx.finish_outgoing(failed.id)
        await EFFECTS[policy.effect](tx, context, failed, error)
        return
    if policy.parked:
        await tx.park_outgoing(failed.id, str(error.fault))
    else:
        await tx.finish_outgoing(failed.id)
    await EFFECTS[policy.at_last](tx, context, failed, error)


async def _was_taken_back(tx: Tx, failed: Outgoing) -> bool:
    """Whether the words were taken back while they were under way: the next attempt must not bring them."""
    if failed.message is None or not isinstance(failed.operation, Send | SendAlbum | Edit):
        return False
    message = await tx.message(failed.message)
    return message is not None and message.state is MessageState.UNDONE


async def _is_known(tx: Tx, context: Context, failed: Outgoing, fault: Fault) -> bool:
    """Whether the chat is a contact's, a team's or the staff's; asked where it makes a difference."""
    match fault:
        case Fault.UNREACHABLE:
            return await tx.find_contact(failed.channel, failed.chat) is not None
        case Fault.GROUP_LOST:
            return _team(context, failed) is not None or context.service.is_staff_chat(failed.address)
        case _:
            return True


def _pause(rest: Rest, failed: Outgoing, error: SendError) -> int:
    """Milliseconds for which the lane rests."""
    match rest:
        case Rest.NONE:
            return 0
        case Rest.SECOND:
            return SECOND
        case Rest.MINUTE:
            return LONGEST_PAUSE
        case Rest.HOUR:
            return LONGEST_GROUP_REST
        case Rest.AS_TOLD:
            return flood_pause(error)
        case Rest.OUTAGE:
            return outage_pause(failed.attempts)
        case Rest.GROUP | Rest.PERSON:
            longest = LONGEST_GROUP_REST if rest is Rest.GROUP else LONGEST_PERSON_REST
            return min(longest, FIRST_REST << 2 * min(failed.attempts, 8))


def _team(context: Context, failed: Outgoing) -> Team | None:
    return context.service.team_of_chat(failed.channel, failed.chat)


async def _do_nothing(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Nobody needs to hear of it."""


async def _give_up(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Mark the message as failed, and tell its writer to send it in another way: the error's `reason` says which."""
    reason = error.reason
    if failed.message is None or not isinstance(failed.operation, Send | SendAlbum | Edit):
        return
    message = await tx.message(failed.message)
    if message is None or message.direction is Direction.OURS:
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


async def _set_aside(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    name = AsideName("out", failed.id)
    await say_to_staff(tx, context, alarms_texts.message_parked(context.for_staff(), name, str(error.fault)))
    await _give_up(tx, context, failed, error)


async def _forget_menu(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    if isinstance(failed.operation, SetMenu):
        await menu_of(failed.channel, failed.chat, failed.operation.language).clear(tx)


async def _count_given_up(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    assert failed.recipient is not None
    blocked = error.fault is Fault.UNREACHABLE
    await broadcasting.record_given_up(tx, context, failed.recipient, failed, blocked=blocked)


async def _recipient_gone(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    await _count_given_up(tx, context, failed, error)
    await _contact_unreachable(tx, context, failed, error)


async def _hold_broadcast(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    assert failed.recipient is not None
    await tx.hold_broadcast(failed.recipient, context.now + flood_pause(error))


async def _follow_group(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    assert error.moved_to is not None
    await move_group(tx, context, failed.channel, failed.chat, ChatRef(error.moved_to), error.new_number or "")


async def _open_another_thread(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Somebody deleted the topic: a new one is opened before the row goes."""
    assert failed.case is not None
    await tx.set_thread(failed.case, None)


def _others(operation: Send | SendAlbum) -> tuple[MessageId, ...]:
    """The messages that went with the first one."""
    return operation.joined if isinstance(operation, Send) else operation.messages[1:]


async def _contact_unreachable(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
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


async def _group_unreachable(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    team = _team(context, failed)
    if team is not None:
        await group_lost(tx, context, team)


async def _target_gone(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """What was to be changed is gone or too old: whoever asked for the change hears it."""
    message = await tx.message(failed.message) if failed.message is not None else None
    if message is None or message.direction is Direction.OURS:
        return
    if isinstance(failed.operation, Edit) and message.state is MessageState.DELIVERED:
        await _tell(tx, context, message, edit=True)
    if isinstance(failed.operation, Delete) and failed.target is not None:
        await _tell(tx, context, message, edit=False)


async def _tell(tx: Tx, context: Context, message: Message, *, edit: bool) -> None:
    _ = await writers_translator(tx, context, message)
    await tell_writer(tx, context, message, relay_texts.edit_too_late(_) if edit else relay_texts.undo_too_late(_))


async def _mark_in_words(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Reactions are off in this group: our own delivery marks become short replies, others' reactions stay inside."""
    words = FALLBACK_TEXT.get(failed.operation.emoji or "") if isinstance(failed.operation, React) else None
    if words is None or failed.target is None:
        return
    message = await tx.message_at(failed.channel, failed.chat, failed.target)
    if message is not None and message.address == failed.address:
        await tell_writer(tx, context, message, Send(Text(words), silent=True))


async def _go_on_without_topics(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Topics were switched off: messages go into the plain group. What can only be done to a topic is past."""
    team = _team(context, failed)
    assert team is not None
    await topics_gone(tx, context, team)


async def _kind_forbidden(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    """Photos, say, are forbidden in the group: whoever sent one hears what to do instead, staff what to allow."""
    await _give_up(tx, context, failed, error)
    team = _team(context, failed)
    await tell_forbidden(tx, context, team.name if team else "staff", _media_of(failed.operation))


def _media_of(operation: Operation) -> MediaKind | None:
    match operation:
        case Send(Media(media=media) | Made(media=media)) | Edit(Media(media=media)):
            return media
        case SendAlbum((Media(media=media), *_)):
            return media
        case _:
            return None


async def _pin_refused(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    team = _team(context, failed)
    if team is not None:
        await say_to_staff(tx, context, note_texts.pin_refused(context.for_staff(), team.name))


async def _rights_missing(tx: Tx, context: Context, failed: Outgoing, error: SendError) -> None:
    team = _team(context, failed)
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


EFFECTS: Mapping[Effect, Callable[[Tx, Context, Outgoing, SendError], Awaitable[None]]] = {
    Effect.NONE: _do_nothing,
    Effect.WRITER: _give_up,
    Effect.WRITER_LATE: _target_gone,
    Effect.WRITER_MARK: _mark_in_words,
    Effect.STAFF_AND_WRITER: _set_aside,
    Effect.STAFF_RIGHT: _rights_missing,
    Effect.STAFF_KIND: _kind_forbidden,
    Effect.STAFF_PIN: _pin_refused,
    Effect.STAFF_GROUP: _group_unreachable,
    Effect.TEAM: _contact_unreachable,
    Effect.MOVED: _follow_group,
    Effect.NEW_THREAD: _open_another_thread,
    Effect.NO_TOPICS: _go_on_without_topics,
    Effect.MENU_FORGOTTEN: _forget_menu,
    Effect.RECIPIENT: _count_given_up,
    Effect.RECIPIENT_GONE: _recipient_gone,
    Effect.HELD_BACK: _hold_broadcast,
}
"""How each effect comes about."""
