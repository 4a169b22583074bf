"""What begins with "//" stays in the group, whatever nobody sees in front of it."""

import pytest

from bot.features.conversations.from_team import has_internal_line, is_internal
from bot.kernel.content import Text


@pytest.mark.parametrize("mark", ["", " ", "\u200f", "\u200e", "\u202b", "\u2067", "\ufeff", "\u200b", "\u200f \u200e"])
def test_a_note_stays_internal(mark: str) -> None:
    assert is_internal(Text(f"{mark}// لا تقل له"))
    assert has_internal_line(Text(f"مرحبا\n{mark}// لا تقل له"))


@pytest.mark.parametrize("text", ["", "\u200f", "مرحبا // لا", "\u200f/ /", "https://nav.no"])
def test_what_only_holds_the_sign_goes_out(text: str) -> None:
    assert not is_internal(Text(text))
    assert not has_internal_line(Text(text))
