"""What waited too long to be handed over is deleted, what nobody goes on with is ended; whom it is about is told."""

from bot.features.cases.actions import close_case
from bot.features.rights import texts as rights_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import mark, say, tell_writer, writers_translator
from bot.features.store import Tx
from bot.kernel.ids import ContactId
from bot.kernel.marks import FAILED
from bot.kernel.model import CaseState, Direction, Message, MessageState
from bot.kernel.outgoing import Priority
from bot.kernel.retention import DataClass


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
    if message.direction is Direction.OURS:
        return
    await mark(tx, context, message, FAILED)
    key = (message.contact, message.direction)
    if key not in told:
        told.add(key)
        days = context.service.retention.undelivered
        await tell_writer(
            tx, context, message, rights_texts.expired(await writers_translator(tx, context, message), days)
        )


async def end_quiet_cases(tx: Tx, context: Context, before: int, limit: int) -> int:
    """Close the cases in which nobody wrote or did anything since then. Returns how many; 0 when none is left."""
    quiet = await tx.quiet_cases(before, limit)
    for case in quiet:
        await close_case(tx, context, case, quietly=True)
        if case.state is CaseState.OPEN:  # else nothing of it ever reached a team, and its contact has heard that
            told = rights_texts.ended_quietly(
                context.translator(case.contact_language), context.service.retention.quiet
            )
            await say(tx, context, case.channel, case.chat, told, Priority.ANNOUNCEMENT)
    return len(quiet)


async def expire(tx: Tx, context: Context, kind: DataClass, before: int, limit: int) -> int:
    """Delete, or end, some of one class that are as old as `before` or older. Returns how many; 0 when none is left."""
    if kind is DataClass.UNDELIVERED:
        return await expire_undelivered(tx, context, before, limit)
    if kind is DataClass.QUIET:
        return await end_quiet_cases(tx, context, before, limit)
    return await tx.delete_expired(kind, before, limit)
