"""How far a message has come, by what its channel says of it.

Every channel says that it took a message. Some say later that it is on the person's device, that it was opened, or that
it will never arrive. That somebody has read a message is theirs to say: it counts as having arrived, and is not kept.
"""

from collections.abc import Set

from bot.kernel.capabilities import Report
from bot.kernel.model import MessageState


def state_when_taken(reports: Set[Report]) -> MessageState:
    """What it means that a channel which makes these reports took a message.

    Where nothing more will be heard, it has arrived as far as anybody can know.
    """
    return MessageState.RELAYED if Report.DELIVERED in reports else MessageState.DELIVERED


def state_when_reported(state: MessageState, report: Report, reports: Set[Report]) -> MessageState | None:
    """What becomes of a message by a later report; None: nothing.

    Reports may come twice and in any order. Who was told that a message failed was asked to send it again, so nothing
    takes that back; what is on the device can't fail any more; and what was taken back is nobody's business.
    """
    match report:
        case Report.DELIVERED | Report.READ if state is MessageState.RELAYED:
            return MessageState.DELIVERED
        case Report.FAILED if state is MessageState.RELAYED:
            return MessageState.FAILED
        case Report.FAILED if state is MessageState.DELIVERED and Report.DELIVERED not in reports:
            return MessageState.FAILED
        case _:
            return None
