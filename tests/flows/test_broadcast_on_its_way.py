"""A broadcast while it is under way: paused, resumed, stopped, killed."""

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from tests.flows.conftest import Play
from tests.flows.news import MONDAY_NOON, add_readers, agree, copies, send
from tests.flows.process import Process

PACED = {"paced": True}


async def shown_to(play: Play, words: str, people: int) -> None:
    """Wait until so many have it."""
    async with asyncio.timeout(60):
        while copies(play, words).total() < people:
            await play.simulator.world.wait_beyond(play.simulator.world.version, 5)


async def test_it_is_paused_at_once_and_goes_on_without_a_repetition(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 90)
    async with play.bot(play.settings(telegram=PACED)):
        await send(play, "News")
        await shown_to(play, "News", 20)
        await play.sol.press("⏸", chat=play.staff)
        paused = await play.staff.sees("The news is paused")
        until_then = copies(play, "News").total()
        await agree(play.bo, "pl")  # takes the bot longer than the next five copies would
        assert copies(play, "News").total() <= until_then + 5
        assert copies(play, "News").total() < 90
        await play.sol.press("▶️", on=paused)
        assert "Sent: 90" in (await play.staff.sees("The news was sent")).text
        assert set(copies(play, "News").values()) == {1}
        assert "News" not in play.bo.phone.transcript()


async def test_it_is_stopped_for_good_with_a_report(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 120)
    async with play.bot(play.settings(telegram=PACED)):
        await send(play, "News")
        await shown_to(play, "News", 20)
        await play.sol.press("⏹", chat=play.staff)
        report = await play.staff.sees("The news was stopped")
        sent = copies(play, "News").total()
        assert f"Sent: {sent}\n" in report.text
        assert f"Left out: {120 - sent}" in report.text
        await play.sol.press("↩️", on=report)
        await play.sol.press("✅ Take it back", on=await play.staff.sees("Take the news back?"))
        await play.staff.sees(f"Taken back: {sent}\n")
        assert copies(play, "News").total() == 0


async def test_live_messages_pass_while_it_goes(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 150)
    async with play.bot(play.settings(telegram=PACED)):
        question = await play.ask(play.bo, "Pytanie", "pl")
        await send(play, "News")
        await shown_to(play, "News", 10)
        await play.eli.write(play.polish, "Oto rada", reply_to=question)
        await play.bo.phone.sees("Oto rada")
        assert copies(play, "News").total() < 150
        await play.staff.sees("▰")


async def test_a_flood_answer_holds_it_and_nobody_is_lost(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 30)
    slow_down = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    async with play.bot():
        await play.stage.fault(method="sendMessage", chat_id=500_005, times=2, answer=slow_down)
        await send(play, "News")
        assert "Sent: 30" in (await play.staff.sees("The news was sent")).text
        assert set(copies(play, "News").values()) == {1}


async def test_an_answer_that_got_lost_is_counted_as_uncertain(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 5)
    async with play.bot():
        await play.stage.fault(method="sendMessage", chat_id=500_003, times=1, drop="after")
        await send(play, "News")
        report = await play.staff.sees("The news was sent")
        assert "Sent: 5" in report.text
        assert "Perhaps twice: 1" in report.text
        assert copies(play, "News")[500_003] == 2


@pytest.fixture
async def process(play: Play, url: str) -> AsyncIterator[tuple[Process, str]]:
    process = Process(play, url)
    await process.start()
    yield process, url
    await process.kill_what_is_left()


async def test_killed_at_10_50_and_90_percent_everybody_gets_it(play: Play, process: tuple[Process, str]):
    bot, url = process
    await play.amal.say("/start")
    await play.amal.phone.sees(lambda seen: seen.by_bot, within=60)  # the bot is there
    people = 200
    await add_readers(play, people, url)
    await send(play, "News")
    for share in (0.1, 0.5, 0.9):
        await shown_to(play, "News", int(people * share))
        assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
        await bot.start()
    report = await play.staff.sees("The news was sent", within=60)
    assert f"Sent: {people}" in report.text
    got = copies(play, "News")
    assert min(got.values()) == 1, "somebody did not get it"
    assert got.total() - people <= 3 * 5, "at most what was in flight is repeated at each kill"
    assert max(got.values()) <= 1 + 3
    assert await bot.end(signal.SIGTERM) == 0
