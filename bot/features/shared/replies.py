"""What somebody's message answers."""

from bot.features.shared.context import Context, NotRecordedYet
from bot.features.store import Tx
from bot.kernel.ids import ExternalId
from bot.kernel.incoming import Origin
from bot.kernel.model import Message


async def message_at(tx: Tx, origin: Origin, external: ExternalId | None) -> Message | None:
    return await tx.message_at(origin.channel, origin.chat, external) if external else None


async def message_answered(tx: Tx, context: Context, origin: Origin, reply_to: ExternalId | None) -> Message | None:
    """Our message to which somebody replies; None when it is not one of ours, or they reply to nothing.

    Raises NotRecordedYet while something is being sent there: people may answer sooner than a send is recorded.
    """
    answered = await message_at(tx, origin, reply_to)
    if reply_to is None or answered is not None or not context.patient:
        return answered
    if await tx.is_sending(origin.channel, origin.chat):
        raise NotRecordedYet
    return await message_at(tx, origin, reply_to)  # another worker may have recorded it between the two questions
