"""Absences, lost updates, late queues, backups: staff hear of them, and whoever may have lost a message is asked."""

import signal
from collections.abc import Awaitable, Callable

from tests.flows.conftest import Play
from tests.flows.process import Process

HOUR = 3600


async def test_after_an_absence_of_more_than_a_day_open_conversations_are_asked_to_write_again(play: Play):
    async with play.bot():
        await play.ask(play.bo, "Pytanie", "pl")
    await play.amal.say("lost at Telegram")
    await play.stage.advance(26 * HOUR)
    await play.fatuma.say("/start en_work")
    async with play.bot():
        told = await play.staff.sees("more than a day")
        assert "22 November 2026" in told.text
        assert told.text.rstrip().endswith("1.")
        await play.bo.phone.sees("🙏")
        await play.fatuma.phone.sees("🔒")
        assert "🙏" not in play.fatuma.phone.transcript()


async def test_a_night_without_the_bot_is_no_absence(play: Play):
    async with play.bot():
        await play.ask(play.bo, "Pytanie", "pl")
    await play.stage.advance(20 * HOUR)
    await play.bo.say("Dzień dobry")
    async with play.bot():
        await play.polish.sees("Dzień dobry")
        assert "more than a day" not in play.staff.transcript()
        assert "🙏" not in play.bo.phone.transcript()


async def test_updates_that_expired_while_telegram_was_away_are_counted(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(down=True)
    await running.bo.say("wygasa")
    await running.bo.say("wygasa także")
    await running.stage.advance(25 * HOUR)
    await running.bo.say("Nowe")
    await running.stage.fault(down=False)
    await running.polish.sees("Nowe")
    await running.stage.advance(60)
    assert "2 messages or taps" in (await running.staff.sees("never reached the bot")).text


async def test_a_team_that_is_silent_while_people_wait_is_noticed(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.advance(25 * HOUR)
    told = await running.staff.sees("🔕")
    assert "Polish" in told.text
    assert "1 person has" in told.text


async def test_a_queue_that_is_late_is_noticed(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.fault(method="sendMessage", times=100, chat_id=running.polish.id, drop="before")
    await running.bo.say("Drugie")
    await running.bo.say("/help")
    await running.bo.phone.sees("/undo")
    await running.stage.advance(45 * 60)
    assert "1 message waits" in (await running.staff.sees("⏱")).text


async def test_a_restored_service_takes_in_and_sends_nothing_before_staff_say_so(
    play: Play, url: str, make_url: Callable[[str], Awaitable[str]]
):
    bot = Process(play, url)
    await bot.start()
    try:
        question = await play.ask(play.bo, "Pytanie", "pl")
        code, printed = await bot.command("backup", str(play.folder / "backups"))
        assert code == 0, printed
        file = next(line.strip() for line in printed.splitlines() if line.endswith(".backup"))
        await play.bo.say("Po kopii")
        await play.polish.sees("Po kopii")
        assert await bot.end(signal.SIGTERM) == 0

        bot = Process(play, await make_url("sqlite"))
        code, printed = await bot.command("restore", file)
        assert code == 0, printed
        await bot.start()
        await play.staff.sees("♻️")
        await play.bo.say("Nowe")
        await play.eli.write(play.polish, "Oto rada", reply_to=question)
        await play.staff.sees("♻️")
        assert "Oto rada" not in play.bo.phone.transcript()
        await play.sol.write(play.staff, "/release")
        await play.staff.sees("▶️")
        await play.polish.sees("Nowe")
        await play.bo.phone.sees("Oto rada")
        await play.bo.phone.sees("🙏")
        assert await bot.end(signal.SIGTERM) == 0
    finally:
        await bot.kill_what_is_left()


async def test_a_restored_service_is_released_from_the_shell(
    play: Play, url: str, make_url: Callable[[str], Awaitable[str]]
):
    bot = Process(play, url)
    await bot.start()
    try:
        await play.ask(play.bo, "Pytanie", "pl")
        assert (await bot.command("release"))[0] == 2
        await bot.command("backup", str(play.folder / "backups"))
        assert await bot.end(signal.SIGTERM) == 0
        bot = Process(play, await make_url("sqlite"))
        [file] = [path for path in (play.folder / "backups").iterdir() if path.suffix == ".backup"]
        assert (await bot.command("restore", str(file)))[0] == 0
        assert (await bot.command("restore", str(file)))[0] == 5
        await bot.start()
        await play.staff.sees("♻️")
        assert await bot.command("release") == (0, "")
        await play.staff.sees("▶️")
        assert await bot.end(signal.SIGTERM) == 0
    finally:
        await bot.kill_what_is_left()
