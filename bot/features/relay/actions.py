"""Carrying messages across, in both directions: new ones, edits, reactions, and what is taken back.

What goes out is always built anew from neutral content; there is no way through here for a platform's own message.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.features.alarms import texts as alarms_texts
from bot.features.cases.actions import claim_case, reopen_case, update_card
from bot.features.privacy.actions import ask_to_show, filter_contents
from bot.features.privacy.rules import Filtered, fit_lead
from bot.features.shared.context import Context
from bot.features.shared.notify import mark, mark_at, say
from bot.features.store import Tx
from bot.kernel.capabilities import Limits
from bot.kernel.content import Content, Media, Text
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId, ExternalId, MessageId
from bot.kernel.incoming import Edited, Incoming, Reacted, Written
from bot.kernel.marks import DELIVERED, WAITING
from bot.kernel.model import Case, CaseState, Direction, Message, MessageState, Volunteer
from bot.kernel.outgoing import Delete, Edit, React, Send, SendAlbum
from bot.kernel.turns import case_turn
from bot.render.splitting import join_texts, split_content, utf16_length

BEHIND = 3000
"""Milliseconds that the head of a lane has waited when the lane is behind."""
CROWD = 5
"""How many rows wait in a lane when it will be behind: a group takes one in three seconds."""
MANY = 10
"""How many texts are added to one before its writer is told that they are passed on together."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where copies of one message go, and what they reply to."""

    channel: ChannelName
    chat: ChatRef
    in_thread: bool
    target: MessageId | None = None
    target_external: ExternalId | None = None


async def read_ahead(tx: Tx, context: Context, incoming: Sequence[Incoming]) -> None:
    """Before many events are acted on in one transaction: read for all contacts at once what each message would ask."""
    chats: dict[ChannelName, dict[ChatRef, None]] = {}
    for event in incoming:
        if isinstance(event, Written) and event.origin.private:
            chats.setdefault(event.origin.channel, {})[event.origin.chat] = None
    for channel, writers in chats.items():
        await tx.read_ahead(channel, list(writers), context.now - BEHIND, CROWD)


async def relay_to_team(
    tx: Tx, context: Context, contact: ContactId, case: Case, written: Sequence[Written], reply_to: Message | None
) -> None:
    """A contact's message, or the parts of one album, on the way to the volunteers."""
    filtered = filter_contents(context, case, Direction.TO_TEAM, [part.content for part in written])
    alone = len(written) == 1 and reply_to is None
    if alone and await _join_text(tx, context, contact, case, written[0], filtered[0]):
        return
    await _relay(
        tx,
        context,
        Direction.TO_TEAM,
        written,
        filtered,
        case=case,
        contact=contact,
        author=None,
        reply_to=reply_to,
    )
    if case.waiting_since is None:
        await tx.set_waiting(case.id, context.now)


async def _join_text(
    tx: Tx, context: Context, contact: ContactId, case: Case, written: Written, filtered: Filtered
) -> bool:
    """While the team's lane is behind: add a short text to the one before it, which still waits to be sent.

    A group takes twenty messages a minute. Whoever writes forty short lines in a minute must not keep the others
    waiting, and loses nothing by having them shown together.
    """
    if case.waiting_since is None or not isinstance(filtered.content, Text) or filtered.hidden:
        return False  # a text in which something is hidden goes alone, so that it can be shown later
    team = context.service.team(case.team)
    joinable = await tx.joinable_text(case.id, team.channel, team.chat, context.now - BEHIND, CROWD)
    if joinable is None or (joinable.asked and not joinable.operation.joined):
        return False
    operation = joinable.operation
    assert isinstance(operation.content, Text)
    text = join_texts([operation.content, filtered.content])
    if utf16_length(text.text) > context.limits_of(team.channel).text:
        return False
    message = await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.RELAYED,
        channel=written.origin.channel,
        case=case.id,
        contact=contact,
        chat=written.origin.chat,
        external=written.message,
        joined_to=joinable.message,
        now=context.now,
    )
    await tx.join_text(joinable, replace(operation, content=text, joined=(*operation.joined, message)))
    day = str(context.local_time(context.now).date())
    if len(operation.joined) == MANY and await case_turn(case.id, "many", day).take(tx, context.now):
        _ = context.translator(case.contact_language)
        await say(tx, context, case.channel, case.chat, alarms_texts.many_messages(_))
    return True


async def relay_to_contact(
    tx: Tx, context: Context, case: Case, volunteer: Volunteer, written: Sequence[Written], reply_to: Message | None
) -> None:
    """A volunteer's answer on its way to the contact. The first answer also claims the case."""
    if case.state is CaseState.CLOSED:
        case = await reopen_case(tx, context, case, by=volunteer)
    first = await _relay(
        tx,
        context,
        Direction.TO_CONTACT,
        written,
        filter_contents(context, case, Direction.TO_CONTACT, [part.content for part in written]),
        case=case,
        contact=case.contact,
        author=volunteer,
        reply_to=reply_to,
    )
    await note_answer(tx, context, case, volunteer, first)


async def note_answer(tx: Tx, context: Context, case: Case, volunteer: Volunteer, first: MessageId) -> None:
    """What an answer changes in its case."""
    if case.waiting_since is not None:
        await tx.set_answered(case.id, context.now)
    if case.claimed_by is None:
        await claim_case(tx, context, case, volunteer)
    elif case.waiting_since is not None:
        await update_card(tx, context, case)
    if not case.reachable:
        message = await tx.message(first)
        assert message is not None
        await mark(tx, context, message, WAITING)


async def _relay(
    tx: Tx,
    context: Context,
    direction: Direction,
    written: Sequence[Written],
    filtered: Sequence[Filtered],
    *,
    case: Case,
    contact: ContactId,
    author: Volunteer | None,
    reply_to: Message | None,
) -> MessageId:
    """New messages and their copies, in which what names a person is hidden. Returns the first message."""
    limits = limits_across(context, case, direction)
    ids = [
        await _add_message(
            tx,
            context,
            direction,
            part,
            parts=len(split_content(each.content, limits)),
            case=case,
            contact=contact,
            author=author,
            reply_to=reply_to,
        )
        for part, each in zip(written, filtered, strict=True)
    ]
    await enqueue_copies(tx, context, case, ids, [each.content for each in filtered], reply_to, direction)
    await ask_to_show(tx, context, ids, [part.content for part in written], filtered)
    return ids[0]


async def _add_message(
    tx: Tx,
    context: Context,
    direction: Direction,
    written: Written,
    *,
    parts: int,
    case: Case,
    contact: ContactId,
    author: Volunteer | None,
    reply_to: Message | None,
) -> MessageId:
    return await tx.add_message(
        direction=direction,
        state=MessageState.RELAYED,
        channel=written.origin.channel,
        case=case.id,
        contact=contact,
        chat=written.origin.chat,
        external=written.message,
        author=author.id if author else None,
        reply_to=reply_to.id if reply_to else None,
        album=written.album,
        parts=parts,
        fingerprint=fingerprint_of(written.content),
        now=context.now,
    )


async def hold(
    tx: Tx,
    context: Context,
    contact: ContactId,
    written: Sequence[Written],
    *,
    case: CaseId | None = None,
    reply_to: Message | None = None,
) -> list[MessageId]:
    """Keep a contact's message, or the parts of one album, until it can go on; a mark shows that it waits."""
    ids = [
        await tx.add_message(
            direction=Direction.TO_TEAM,
            state=MessageState.HELD,
            channel=part.origin.channel,
            case=case,
            contact=contact,
            chat=part.origin.chat,
            external=part.message,
            reply_to=reply_to.id if reply_to else None,
            album=part.album,
            fingerprint=fingerprint_of(part.content),
            content=part.content,
            now=context.now,
        )
        for part in written
    ]
    first = written[0]
    await mark_at(tx, context, first.origin.channel, first.origin.chat, first.message, WAITING)
    return ids


async def enqueue_copies(
    tx: Tx,
    context: Context,
    case: Case,
    ids: Sequence[MessageId],
    contents: Sequence[Content],
    reply_to: Message | None,
    direction: Direction,
) -> None:
    """Put the copies of one message, or of one album, into the lane of the other side."""
    to = _destination(context, case, direction, reply_to)
    items = [content for content in contents if isinstance(content, Media)]
    pieces = [split_content(content, context.limits_of(to.channel)) for content in contents]
    if len(contents) > 1 and len(items) == sum(len(parts) for parts in pieces):
        await _enqueue_send(tx, context, case, to, SendAlbum(tuple(items), tuple(ids)), ids[0])
        return
    for message, parts in zip(ids, pieces, strict=True):
        for part, piece in enumerate(parts):
            await _enqueue_send(tx, context, case, to, Send(piece), message, part)


async def enqueue_joined(tx: Tx, context: Context, case: Case, ids: Sequence[MessageId], text: Text) -> None:
    """Put one copy of several texts into the team's lane."""
    to = _destination(context, case, Direction.TO_TEAM, None)
    await _enqueue_send(tx, context, case, to, Send(text, joined=tuple(ids[1:])), ids[0])


async def _enqueue_send(
    tx: Tx,
    context: Context,
    case: Case,
    to: Destination,
    operation: Send | SendAlbum,
    message: MessageId,
    part: int = 0,
) -> None:
    await tx.enqueue(
        operation,
        channel=to.channel,
        chat=to.chat,
        now=context.now,
        case=case.id,
        in_thread=to.in_thread,
        message=message,
        part=part,
        target=to.target,
        target_external=to.target_external,
    )


def _destination(context: Context, case: Case, direction: Direction, reply_to: Message | None) -> Destination:
    """The other side of a case. In a plain group what answers nothing else hangs on the card: so its case shows."""
    if direction is Direction.TO_TEAM:
        team = context.service.team(case.team)
        channel, chat, in_thread = team.channel, team.chat, team.forum
        fallback = None if team.forum else case.card
    else:
        channel, chat, in_thread = case.channel, case.chat, False
        fallback = None
    if reply_to is None or reply_to.direction is Direction.OURS:
        return Destination(channel, chat, in_thread, target=fallback)
    if reply_to.address == (channel, chat):
        return Destination(channel, chat, in_thread, target_external=reply_to.external)
    return Destination(channel, chat, in_thread, target=reply_to.id)


def limits_across(context: Context, case: Case, direction: Direction) -> Limits:
    """The longest texts on the other side of a case."""
    return context.limits_of(_destination(context, case, direction, None).channel)


async def relay_edit(tx: Tx, context: Context, message: Message, edited: Edited) -> None:
    """Change the copies of a message to what its writer has made of it; what is private in it is hidden anew."""
    case = await tx.case(message.case) if message.case is not None else None
    answered = await tx.message(message.reply_to) if message.reply_to is not None else None
    edited = replace(edited, content=fit_lead(edited.content, answered))
    if message.state in (MessageState.HELD, MessageState.ASKED):
        await tx.set_held_content(message, edited.content, fingerprint_of(edited.content))
        if message.state is MessageState.HELD and case is not None:
            await tx.drop_question(message.id)
            filtered = filter_contents(context, case, message.direction, [edited.content])
            await ask_to_show(tx, context, [message.id], [edited.content], filtered, kept=True)
        return
    if message.state is MessageState.UNDONE or case is None:
        return
    whole = edited.content if message.joined_to is None else _with_pen(edited.content)
    [changed] = filter_contents(context, case, message.direction, [whole])
    if message.joined_to is not None:
        asked = await _follow_up(tx, context, case, message, changed.content)
    else:
        await tx.drop_question(message.id)
        await change_copies(tx, context, case, message, changed.content)
        asked = message.id
    await ask_to_show(tx, context, [asked], [whole], [changed])


async def change_copies(tx: Tx, context: Context, case: Case, message: Message, content: Content) -> None:
    """Make the copies of a message say something else: more of them, fewer, or others."""
    to = _destination(context, case, message.direction, None)
    pieces = split_content(content, context.limits_of(to.channel))
    fingerprint = fingerprint_of(content)
    for part, piece in enumerate(pieces):
        if part >= message.parts:
            await _enqueue_send(tx, context, case, to, Send(piece), message.id, part)
            continue
        caption_only = isinstance(piece, Media) and fingerprint == message.fingerprint
        await tx.enqueue(
            Edit(piece, caption_only=caption_only),
            channel=to.channel,
            chat=to.chat,
            now=context.now,
            case=case.id,
            message=message.id,
            part=part,
            target=message.id,
            target_part=part,
        )
    for part in range(len(pieces), message.parts):
        await _enqueue_delete(tx, context, message, to, part)
    await tx.set_message_edited(message.id, len(pieces), fingerprint)


async def _follow_up(tx: Tx, context: Context, case: Case, message: Message, content: Content) -> MessageId:
    """An edit of a text that was sent together with others, whose words we no longer have: it comes as a reply."""
    to = _destination(context, case, message.direction, None)
    pieces = split_content(content, context.limits_of(to.channel))
    follow_up = await tx.add_message(
        direction=message.direction,
        state=MessageState.RELAYED,
        channel=message.channel,
        case=case.id,
        contact=message.contact,
        chat=message.chat,
        parts=len(pieces),
        joined_to=message.joined_to,
        now=context.now,
    )
    for part, piece in enumerate(pieces):
        await _enqueue_send(tx, context, case, replace(to, target=message.id), Send(piece), follow_up, part)
    return follow_up


def _with_pen(content: Content) -> Content:
    return join_texts([Text("✏️"), content]) if isinstance(content, Text) else content


async def end_waiting_if_answered(tx: Tx, case: Case) -> None:
    """Whoever has taken back what nobody had answered waits no longer."""
    if case.waiting_since is not None and not await tx.is_unanswered(case.id):
        await tx.end_waiting(case.id)


async def _enqueue_delete(tx: Tx, context: Context, message: Message, to: Destination, part: int) -> None:
    await tx.enqueue(
        Delete(),
        channel=to.channel,
        chat=to.chat,
        now=context.now,
        message=message.id,
        part=part,
        target=message.id,
        target_part=part,
    )


async def enqueue_deletes(tx: Tx, context: Context, case: Case, message: Message) -> None:
    """Take away every copy of a message."""
    to = _destination(context, case, message.direction, None)
    for part in range(message.parts):
        await _enqueue_delete(tx, context, message, to, part)


async def relay_reaction(tx: Tx, context: Context, message: Message, reacted: Reacted) -> None:
    """Show a reaction on the other side's view of the message; taken back, our delivery mark returns."""
    if message.case is None or message.direction is Direction.OURS:
        return
    case = await tx.case(message.case)
    if case is None:
        return
    wrote_it_here = message.address == reacted.origin.address
    if wrote_it_here:
        to = _destination(context, case, message.direction, None)
        await tx.enqueue(React(reacted.emoji), channel=to.channel, chat=to.chat, now=context.now, target=message.id)
    else:
        await mark(tx, context, message, reacted.emoji or DELIVERED)


def fingerprint_of(content: Content) -> str | None:
    return content.fingerprint if isinstance(content, Media) else None
