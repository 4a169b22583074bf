"""Which menu of commands was set where."""

from bot.kernel.ids import ChannelName, ChatRef


def menu_key(channel: ChannelName, chat: ChatRef, language: str) -> str:
    """The fact that says which menu was set."""
    return f"menu:{channel}:{chat}:{language}"
