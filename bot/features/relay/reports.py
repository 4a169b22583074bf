"""What a channel says of a message after it took it."""

from bot.features.relay import texts
from bot.features.relay.rules import state_when_reported
from bot.features.shared.context import Context
from bot.features.shared.notify import mark, tell_writer, writers_translator
from bot.features.shared.replies import message_answered
from bot.features.store import Tx
from bot.kernel.incoming import DeliveryReport
from bot.kernel.marks import DELIVERED, FAILED
from bot.kernel.model import Direction, MessageState


async def handle_report(tx: Tx, context: Context, report: DeliveryReport) -> None:
    """Show the writer how far it has come. Of a long text any piece speaks for all that have left."""
    copied = await message_answered(tx, context, report.origin, report.message)
    if copied is None or copied.direction is Direction.OURS:
        return
    messages = [copied] if copied.joined_to is None else await tx.joined_messages(copied.joined_to)
    reports = context.capabilities[report.origin.channel].reports
    becoming = [(message, state_when_reported(message.state, report.report, reports)) for message in messages]
    for arrived in await tx.set_delivered([message.id for message, to in becoming if to is MessageState.DELIVERED]):
        await mark(tx, context, arrived, DELIVERED)
    for message, to in becoming:
        if to is MessageState.FAILED:
            await tx.set_message_state(message.id, MessageState.FAILED)
            await mark(tx, context, message, FAILED)
            _ = await writers_translator(tx, context, message)
            await tell_writer(tx, context, message, texts.not_delivered(_))
