"""Buttons under a message."""

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.kernel.outgoing import Keyboard


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Telegram's form of a keyboard; None, for no buttons, also takes away those that an edited message had."""
    if not keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in keyboard]
    )
