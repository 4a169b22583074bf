"""The process is killed in the middle of a conversation; after the next start every message has arrived, in order."""

import signal
from collections.abc import AsyncIterator

import pytest

from bot.simulator.limits import GROUP_PER_MINUTE, Limits
from tests.flows.conftest import Play
from tests.flows.process import Process


@pytest.fixture
async def bot(play: Play, url: str) -> AsyncIterator[Process]:
    process = Process(play, url)
    await process.start()
    yield process
    await process.kill_what_is_left()


async def test_a_kill_in_the_middle_of_a_conversation_loses_nothing(play: Play, bot: Process):
    question = await play.ask(play.bo, "Pytanie 0", "pl")
    for number in range(1, 31):
        await play.bo.say(f"Pytanie {number}")
        await play.eli.write(play.polish, f"Oto rada {number}", reply_to=question)
        if number % 10 == 0:
            await play.polish.sees(f"Pytanie {number - 5}")
            assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
            await play.bo.say(f"Pytanie {number} bez bota")
            await bot.start()
    await play.bo.say("Koniec")
    await play.polish.sees("Koniec", within=60)
    await play.bo.phone.sees("Oto rada 30", within=60)
    shown = [seen.text for seen in play.polish.shown() if seen.by_bot and seen.text.startswith("Pytanie")]
    asked = [text for each in shown for text in each.split("\n\n") if text != "Koniec"]  # short ones may come as one
    wanted = [
        text
        for number in range(31)
        for text in ([f"Pytanie {number}"] + ([f"Pytanie {number} bez bota"] if number and number % 10 == 0 else []))
    ]
    assert list(dict.fromkeys(asked)) == wanted
    assert len(asked) - len(wanted) <= 3, "at most one repeat in the lane for each kill"
    answers = [seen.text for seen in play.bo.phone.shown() if seen.text.startswith("Oto rada")]
    assert list(dict.fromkeys(answers)) == [f"Oto rada {number}" for number in range(1, 31)]
    assert await bot.end(signal.SIGTERM) == 0


async def test_what_waits_for_a_slow_send_is_not_taken_for_what_ended_the_process(play: Play, bot: Process):
    await play.ask(play.bo, "Pytanie", "pl")
    slow = {"method": "sendMessage", "chat_id": play.polish.id, "times": 1}
    await play.stage.fault(**slow, delay=60)
    await play.bo.say("Drugie")
    copy = await play.polish.sees("Drugie")
    answer = await play.eli.write(play.polish, "Rada", reply_to=copy)
    await play.sol.write(play.staff, "/teams")
    await play.staff.sees("✋")  # the answer was stored before this, and waits until the copy is recorded
    assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
    await play.stage.fault(**slow, delay=3)
    await bot.start()
    await play.polish.sees(lambda seen: seen.reply_to == answer, within=60)
    assert "could not be read" not in play.staff.transcript()


@pytest.mark.long
async def test_a_group_that_has_got_its_twenty_gets_no_more_after_a_kill(play: Play, url: str):
    limits = play.simulator.api.limits = Limits()
    bot = Process(play, url, paced=True)
    await bot.start()
    try:
        await play.ask(play.bo, "Pytanie 0", "pl")
        for number in range(1, GROUP_PER_MINUTE + 5):
            await play.bo.say(f"Pytanie {number} {'…' * 2500}")  # too long to be sent with another
        await play.polish.sees(lambda seen: seen.by_bot, times=GROUP_PER_MINUTE, within=60)
        assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
        await bot.start()
        await play.ask(play.amal, "سؤال", "ar")  # other groups need not wait
        await play.sol.write(play.staff, "/teams")
        await play.staff.sees("✋")
    finally:
        await bot.kill_what_is_left()
    assert sum(seen.by_bot for seen in play.polish.shown()) == GROUP_PER_MINUTE
    assert limits.violations == 0
