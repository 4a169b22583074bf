"""What has waited too long to be handed over: deleted, and its writer told."""

from bot.actions.context import Context
from bot.actions.speak import mark, tell_writer, writers_translator
from bot.core import rights_texts
from bot.core.marks import FAILED
from bot.core.model import Direction, Message, MessageState
from bot.core.rights import DataClass
from bot.ids import ContactId
from bot.ports import Tx


async def expire_undelivered(tx: Tx, context: Context, before: int, limit: int) -> int:
    """Returns how many messages and other rows were given up; 0 when none is left."""
    told: set[tuple[ContactId | None, Direction]] = set()
    held = await tx.expired_held(before, limit)
    for message in held:
        await _give_up(tx, context, message, told)
    rows = await tx.expired_outgoing(before, limit)
    for row, copied in rows:
        await tx.finish_outgoing(row)
        message_of_row = await tx.message(copied) if copied is not None else None
        if message_of_row is not None and message_of_row.state is MessageState.RELAYED:
            await _give_up(tx, context, message_of_row, told)
    return len(held) + len(rows)


async def _give_up(tx: Tx, context: Context, message: Message, told: set[tuple[ContactId | None, Direction]]) -> None:
    """One message; its writer hears it once for all that expire together."""
    await tx.set_message_state(message.id, MessageState.FAILED)
    if message.direction is Direction.CARD:
        return
    await mark(tx, context, message, FAILED)
    key = (message.contact, message.direction)
    if key not in told:
        told.add(key)
        days = context.service.retention.undelivered
        await tell_writer(
            tx, context, message, rights_texts.expired(await writers_translator(tx, context, message), days)
        )


async def expire(tx: Tx, context: Context, kind: DataClass, before: int, limit: int) -> int:
    """Delete some of one class that are as old as `before` or older. Returns how many; 0 when none is left."""
    if kind is DataClass.UNDELIVERED:
        return await expire_undelivered(tx, context, before, limit)
    return await tx.delete_expired(kind, before, limit)
