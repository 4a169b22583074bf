"""Whatever volunteers reply to, quote, edit, press or move: nothing of one case reaches the contact of another."""

from pathlib import Path

import pytest

from tests.features.relay.wrong_case import act_at_random

ACTIONS = 2_000
"""`make leaks` does a hundred thousand."""


@pytest.mark.parametrize("seed", range(2))
async def test_no_answer_reaches_another_case(tmp_path: Path, seed: int) -> None:
    answers, wrong = await act_at_random(tmp_path, ACTIONS, seed)
    assert answers > ACTIONS // 10
    assert wrong == []
