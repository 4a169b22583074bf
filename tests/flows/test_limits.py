"""Telegram's limits are kept, and people hardly notice."""

from handlers.simulator.limits import Limits
from tests.flows.conftest import Play, delivered


async def test_a_burst_of_answers_arrives_in_order_without_one_refusal(play: Play):
    async with play.bot(play.settings(telegram={"paced": True})):
        question = await play.ask(play.amal, "سؤال", "ar")
        await play.amal.phone.sees("✅")
        limits = play.simulator.api.limits = Limits()
        for number in range(5):
            last = await play.chris.write(play.arabic, f"answer {number}", reply_to=question, thread=question.thread)
        await play.arabic.sees(delivered(last))
        answers = [seen.text for seen in play.amal.phone.shown() if seen.text.startswith("answer")]
        assert answers == [f"answer {number}" for number in range(5)]
        assert limits.violations == 0
