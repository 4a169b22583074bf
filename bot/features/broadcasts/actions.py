"""Broadcasts on their way: who gets them is written down at the start; the outbox is fed as fast as it may send."""

from dataclasses import replace

from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.panel import change_panel, show, teams_of
from bot.features.broadcasts.rules import (
    RECALLED_WITHIN,
    Broadcast,
    BroadcastState,
    Recipient,
    RecipientState,
    Task,
    Texts,
    is_night,
    text_for,
)
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.content import Made, Media
from bot.kernel.ids import LanguageCode, RecipientId
from bot.kernel.outgoing import Delete, Edit, Operation, Outgoing, Priority, Receipt, Send

TELL_EVERY = 5000
"""Milliseconds between two changes of the progress: a group takes twenty messages a minute."""
MOST_QUEUED = 40
"""How many copies may wait in the outbox: more only when the platform is away, and then it is enough."""


async def begin(tx: Tx, context: Context, broadcast: Broadcast) -> Broadcast:
    """Write down whom it goes to, or whose copies it is about. From here on it is fed to the outbox."""
    if broadcast.task is Task.SEND:
        teams = teams_of(context, broadcast.audience)
        default = context.service.default_language
        await tx.freeze_recipients(broadcast.id, broadcast.audience, teams, default, context.now)
    else:
        texts = await tx.broadcast_texts(broadcast.id)
        correcting = broadcast.task is Task.CORRECT
        changed = [each for each, text in texts.items() if text.correction is not None or not correcting]
        since = 0 if correcting else context.now - RECALLED_WITHIN
        others = broadcast.fallback in changed
        await tx.visit_again(broadcast.id, since=since, languages=changed, others=others)
        await tx.take_corrections(broadcast.id)
    return replace(broadcast, state=BroadcastState.SENDING, told_at=context.now)


async def feed(tx: Tx, context: Context, room: int) -> int:
    """Put the next copies into the outbox, at most `room`. Returns how many."""
    night = is_night(context.local_time(context.now))
    recipients = await tx.take_recipients(room, MOST_QUEUED, context.now, night=night)
    for recipient in recipients:
        broadcast = await tx.broadcast(recipient.broadcast)
        assert broadcast is not None, "its recipients go with a broadcast"
        operation = await _operation(tx, context, broadcast, recipient)
        if operation is None:
            unsent = RecipientState.FAILED if broadcast.task is Task.SEND else RecipientState.UNCHANGED
            await tx.record_recipient(recipient.id, unsent, context.now)
            continue
        await tx.enqueue(
            operation,
            channel=recipient.channel,
            chat=recipient.chat,
            now=context.now,
            target_external=recipient.copy,
            priority=Priority.BROADCAST,
            recipient=recipient.id,
        )
    return len(recipients)


async def _operation(tx: Tx, context: Context, broadcast: Broadcast, recipient: Recipient) -> Operation | None:
    """None where its text can't be unsealed any more."""
    if broadcast.task is Task.RECALL:
        return Delete()
    texts = await tx.broadcast_texts(broadcast.id)
    if recipient.language not in texts and broadcast.fallback not in texts:
        return None
    seen = seen_by(context, texts, recipient.language, broadcast.fallback)
    if isinstance(seen.content, Media):
        seen = replace(seen, content=replace(seen.content, copy=await tx.sent_file(broadcast.id, seen.content.file)))
    if broadcast.task is not Task.CORRECT:
        return seen
    assert not isinstance(seen.content, Made), "staff write, and send files"
    return Edit(seen.content, seen.keyboard, caption_only=True)


def seen_by(context: Context, texts: Texts, language: LanguageCode, fallback: LanguageCode) -> Send:
    """The broadcast as a contact of that language gets it."""
    text, stands_in = text_for(texts, language, fallback)
    name = context.catalogs.endonym(fallback) if stands_in else None
    return broadcasts_texts.as_seen(context.translator(language), text.content, name)


# -- What became of a copy --------------------------------------------------------------------------------------------


async def record_done(tx: Tx, context: Context, recipient: RecipientId, sent: Outgoing, receipt: Receipt) -> None:
    """The copy is sent, changed or taken away."""
    match sent.operation:
        case Send(content):
            await tx.record_recipient(recipient, RecipientState.SENT, context.now, receipt.messages[0])
            if isinstance(content, Media) and receipt.copy != content.copy:
                await tx.keep_sent_file(recipient, content.file, receipt.copy)
        case Delete():
            await tx.record_recipient(recipient, RecipientState.RECALLED, context.now)
        case _:
            await tx.record_recipient(recipient, RecipientState.SENT, context.now)


async def record_given_up(
    tx: Tx, context: Context, recipient: RecipientId, failed: Outgoing, *, blocked: bool = False
) -> None:
    """It can't be sent; or a copy can't be changed or taken away, and stands as it was."""
    if not isinstance(failed.operation, Send):
        state = RecipientState.UNCHANGED
    else:
        state = RecipientState.BLOCKED if blocked else RecipientState.FAILED
    await tx.record_recipient(recipient, state, context.now)


# -- The clock --------------------------------------------------------------------------------------------------------


async def keep_broadcasts(tx: Tx, context: Context) -> None:
    """Begin what is due, show how far the others are, and report what has ended."""
    for broadcast in await tx.broadcasts_under_way():
        match broadcast.state:
            case BroadcastState.SCHEDULED:
                await _begin_if_due(tx, context, broadcast)
            case BroadcastState.SENDING | BroadcastState.CANCELLING:
                await _follow(tx, context, broadcast)
            case _:
                pass


async def _begin_if_due(tx: Tx, context: Context, broadcast: Broadcast) -> None:
    """A service that was away at the hour begins later, but not at night."""
    due = (broadcast.starts_at or 0) <= context.now
    if due and (broadcast.forced or not is_night(context.local_time(context.now))):
        await show(tx, context, await begin(tx, context, broadcast), anew=True)


async def _follow(tx: Tx, context: Context, broadcast: Broadcast) -> None:
    counts = await tx.recipient_counts(broadcast.id)
    if counts.left == 0:
        cancelled = broadcast.state is BroadcastState.CANCELLING
        ended = replace(broadcast, state=BroadcastState.CANCELLED if cancelled else BroadcastState.DONE)
        if broadcast.panel is not None:
            await change_panel(tx, context, broadcast.panel, broadcasts_texts.ended_line(context.for_staff(), ended))
        await show(tx, context, ended, anew=True)
    elif context.now - broadcast.told_at >= TELL_EVERY:
        await show(tx, context, replace(broadcast, told_at=context.now))


# -- Staff ------------------------------------------------------------------------------------------------------------


async def pause(tx: Tx, context: Context, broadcast: Broadcast) -> None:
    """Nothing more begins; what waits for another try goes back to its place."""
    await tx.unqueue_recipients(broadcast.id)
    await show(tx, context, replace(broadcast, state=BroadcastState.PAUSED))


async def resume(tx: Tx, context: Context, broadcast: Broadcast) -> None:
    await show(tx, context, replace(broadcast, state=BroadcastState.SENDING, told_at=context.now))


async def cancel(tx: Tx, context: Context, broadcast: Broadcast) -> None:
    """Whoever has not got it does not get it. The report comes when what is under way has ended."""
    if broadcast.state is BroadcastState.SCHEDULED:
        await show(tx, context, replace(broadcast, state=BroadcastState.DROPPED))
        return
    await tx.unqueue_recipients(broadcast.id)
    await tx.leave_out_waiting(broadcast.id)
    await show(tx, context, replace(broadcast, state=BroadcastState.CANCELLING))
