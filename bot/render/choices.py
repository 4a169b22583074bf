"""Buttons as a numbered list, and a typed number as the press."""

import unicodedata

from bot.kernel.capabilities import Buttons, Capabilities
from bot.kernel.outgoing import Keyboard
from bot.kernel.translation import Translator
from bot.render.splitting import utf16_length
from bot.render.texts import choose_number

PLENTY = 50
"""A channel that shows so many buttons under one message never needs numbers: nobody is asked to choose among more."""
LONGEST = 3
"""Digits of the longest number that may be a press."""


def numbers_choices(capabilities: Capabilities) -> bool:
    """Whether what can be chosen is ever numbered on the channel."""
    return capabilities.buttons is None or capabilities.buttons.in_message < PLENTY


def fit_keyboard(keyboard: Keyboard, capabilities: Capabilities) -> Keyboard | None:
    """The buttons in rows that the channel has; None when they have to be numbered."""
    buttons = capabilities.buttons
    if buttons is None:
        return None if keyboard else keyboard
    flat = [button for row in keyboard for button in row]
    fits = len(flat) <= buttons.in_message and all(_fits(each.label, each.data, buttons) for each in flat)
    if not fits and numbers_choices(capabilities):
        return None
    return tuple(
        row[start : start + buttons.in_row] for row in keyboard for start in range(0, len(row), buttons.in_row)
    )


def _fits(label: str, data: str, buttons: Buttons) -> bool:
    return utf16_length(label) <= buttons.label and len(data.encode()) <= buttons.data


def list_choices(keyboard: Keyboard, _: Translator) -> tuple[str, tuple[str, ...]]:
    """The labels as a numbered list with a line that says how to choose, and what each number means, from 1."""
    buttons = [button for row in keyboard for button in row]
    lines = "\n".join(f"{number}. {button.label}" for number, button in enumerate(buttons, 1))
    return f"{lines}\n\n{choose_number(_)}", tuple(button.data for button in buttons)


def read_number(text: str) -> int | None:
    """The number that a text consists of, in the digits of any script, perhaps with a point or a bracket behind it."""
    figures = text.strip().rstrip(".)")
    digits = [unicodedata.digit(character, None) for character in figures]
    if not digits or len(digits) > LONGEST or None in digits:
        return None
    return int("".join(str(digit) for digit in digits))
