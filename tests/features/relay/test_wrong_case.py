"""Whatever volunteers reply to, quote, edit, press or move: nothing of one case reaches the contact of another."""

from pathlib import Path

import pytest

from tests.features.relay.wrong_case import act_at_random


@pytest.mark.parametrize(
    ("seed", "actions"), [(0, 500), *(pytest.param(seed, 2_000, marks=pytest.mark.long) for seed in range(2))]
)
async def test_no_answer_reaches_another_case(tmp_path: Path, seed: int, actions: int) -> None:
    """`make leaks` does a hundred thousand actions."""
    answers, wrong = await act_at_random(tmp_path, actions, seed)
    assert answers > actions // 10
    assert wrong == []
