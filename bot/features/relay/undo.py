"""Taking back what was written: by whoever wrote it."""

from bot.features.relay import texts as relay_texts
from bot.features.relay.actions import end_waiting_if_answered, enqueue_deletes
from bot.features.shared.context import Context
from bot.features.shared.notify import mark
from bot.features.store import Tx
from bot.kernel.model import Direction, Message, MessageState
from bot.kernel.outgoing import Send
from bot.kernel.translation import Translator


async def undo(tx: Tx, context: Context, _: Translator, message: Message | None, writer_of: Direction) -> Send:
    """Take back a message if there is one of that direction. Returns what its writer is told."""
    if message is None or message.direction is not writer_of or message.state is MessageState.UNDONE:
        return relay_texts.nothing_to_undo(_)
    return relay_texts.undone(_, await take_back(tx, context, message))


async def take_back(tx: Tx, context: Context, message: Message) -> int:
    """Remove a message's copies: what waits is not sent, what was sent is deleted.

    Texts that were sent as one are taken back together, and so are the parts of an album. Returns how many messages.
    """
    together = await _sent_together(tx, message)
    case = await tx.case(message.case) if message.case is not None else None
    for each in together:
        shares_copy = each.joined_to is not None and each.external is not None and each.id != each.joined_to
        kept_back = each.state in (MessageState.HELD, MessageState.ASKED)
        if case is not None and not kept_back and not shares_copy:
            await tx.cancel_pending(each.id)
            await enqueue_deletes(tx, context, case, each)
        await tx.drop_question(each.id)
        await tx.set_message_state(each.id, MessageState.UNDONE)
        await mark(tx, context, each, None)
    if case is not None:
        await end_waiting_if_answered(tx, case)
    return sum(each.external is not None for each in together)


async def _sent_together(tx: Tx, message: Message) -> list[Message]:
    if message.joined_to is not None:
        return await tx.joined_messages(message.joined_to)
    if message.album is not None and message.case is not None:
        return await tx.album_messages(message.case, message.direction, message.album)
    return [message]
