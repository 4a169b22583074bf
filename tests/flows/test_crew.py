"""Several workers on one PostgreSQL: they share the work, and one takes over from another."""

from collections.abc import AsyncIterator

import pytest

from tests.flows.conftest import Play, delivered


@pytest.fixture
async def two(play: Play, postgres_url: str) -> AsyncIterator[Play]:
    """The stage with two workers on it."""
    settings = play.settings(storage={"url": postgres_url})
    async with play.bot(settings), play.bot(settings):
        yield play


async def test_two_workers_carry_a_conversation(two: Play):
    question = await two.ask(two.amal, "سؤال", "ar")
    for number in range(20):
        await two.amal.say(f"question {number}")
        last = await two.chris.write(two.arabic, f"answer {number}", reply_to=question, thread=question.thread)
    await two.arabic.sees("question 19", within=20)
    await two.arabic.sees(delivered(last), within=20)
    asked = [seen.text for seen in two.arabic.shown() if seen.text.startswith("question")]
    answers = [seen.text for seen in two.amal.phone.shown() if seen.text.startswith("answer") and seen.by_bot]
    assert asked == [f"question {number}" for number in range(20)]
    assert answers == [f"answer {number}" for number in range(20)]
    assert not [seen for seen in two.staff.shown() if seen.by_bot]
