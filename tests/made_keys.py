"""The keys that tests use."""

from bot.kernel.ids import ChannelName
from bot.keys.crypto import MasterKey, ServiceKeys

MASTER = MasterKey(bytes(range(32)))
IDS = ServiceKeys(bytes(range(32, 64))).ids(ChannelName("telegram"))
"""The tokens of Telegram's numbers, for tests of the channel without a database."""


def revealed(conversation: str) -> str:
    """The tokens of a conversation as the numbers behind them: "-1001:201"."""
    return ":".join(IDS.reveal(token) for token in conversation.split(":")) if conversation else ""
