"""Figures as staff see them: asked for in their chat, changed by buttons, drawn, and on Mondays by themselves."""

from io import BytesIO

from PIL import Image

from bot.cli.views import stats
from bot.config.service import make_service
from bot.keys.access import access_master_key
from storage.database import open_store
from tests.flows.conftest import Play
from tests.flows.test_hours import MONDAY_OPENING, caritas
from tests.made_up_year import MadeUp, add_cases


def is_report(seen) -> bool:
    return seen.kind == "text" and "📊" in seen.text


async def ask_and_answer(play: Play) -> None:
    """Bo asks and is answered, Amal asks and waits."""
    question = await play.ask(play.bo, "Pytanie o mój sekret", "pl")
    await play.ask(play.amal, "سؤال", "ar", topic="housing")
    await play.eli.write(play.polish, "Oto rada", reply_to=question)
    await play.bo.phone.sees("Oto rada")


async def test_staff_see_what_was_asked_without_any_of_it(running: Play):
    await ask_and_answer(running)
    await running.sol.write(running.staff, "/stats")
    report = await running.staff.sees(is_report)
    assert "Figures for 11.2026" in report.text
    assert "Cases: 2" in report.text
    assert "People: 2, for the first time: 2" in report.text
    assert "Messages: 2, answers: 1" in report.text
    assert "First answer: half within 0 min" in report.text
    assert "Answered within a day: 1 of 2" in report.text
    assert "Volunteers who took cases: 1" in report.text
    assert "Without an answer now: 1" in report.text
    assert "💼 Work\u2069: 1" in report.text
    assert "sekret" not in running.staff.transcript()


async def test_buttons_change_the_same_message(running: Play):
    await ask_and_answer(running)
    await running.sol.write(running.staff, "/stats week by team")
    report = await running.staff.sees(is_report)
    assert "Polish\u2069: 1" in report.text
    await running.sol.press("Languages", on=report)
    languages = await running.staff.sees(lambda seen: seen.id == report.id and "• Languages" in seen.buttons)
    assert "Arabic\u2069: 1" in languages.text
    await running.sol.press("Year", on=languages)
    await running.staff.sees(lambda seen: seen.id == report.id and "Figures for 2026" in seen.text)
    await running.sol.press("◀", on=await running.staff.sees(lambda seen: "• Year" in seen.buttons))
    empty = await running.staff.sees(lambda seen: seen.id == report.id and "Figures for 2025" in seen.text)
    assert "Cases: 0" in empty.text
    await running.sol.press("▶", on=empty)
    again = await running.staff.sees(lambda seen: seen.id == report.id and "Figures for 2026" in seen.text)
    await running.sol.press("Time of day", on=again)
    await running.staff.sees(lambda seen: seen.id == report.id and "19:00\u2069: 2" in seen.text)
    assert len([seen for seen in running.staff.shown() if is_report(seen)]) == 1


async def test_a_picture_comes_below(running: Play):
    await ask_and_answer(running)
    await running.sol.write(running.staff, "/stats")
    report = await running.staff.sees(is_report)
    await running.sol.press("🖼", on=report)
    picture = await running.staff.sees(lambda seen: seen.kind == "photo", within=60)
    assert picture.text == "📊 11.2026"
    drawn = Image.open(BytesIO(await running.stage.file(picture.content["file"]["id"])))
    assert (drawn.format, drawn.width) == ("PNG", 1080)
    assert len(drawn.convert("RGB").getcolors(drawn.width * drawn.height) or []) > 50, "something is on it"
    assert [seen.id for seen in running.staff.shown() if seen.kind == "text" and is_report(seen)] == [report.id]


async def test_what_can_not_be_understood_is_explained(running: Play):
    await running.sol.write(running.staff, "/stats of the moon")
    await running.staff.sees("/stats 2026 by month")


async def test_on_monday_the_week_is_shown_once(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("🌙")
        await play.stage.set_clock("2026-11-23T09:59:50+01:00")
        await play.polish.sees("☀️")
        summary = await play.staff.sees(is_report)
        assert "16.11.–22.11.2026" in summary.text
        assert "Cases: 1" in summary.text
        assert "Came outside opening hours: 1" in summary.text
    async with play.bot(caritas(play)):
        await play.stage.set_clock("2026-11-23T12:00:00+01:00")
        await play.ask(play.amal, "سؤال", "ar")
        await play.sol.write(play.staff, "/help")
        await play.staff.sees("/stats – figures")
    assert len([seen for seen in play.staff.shown() if is_report(seen)]) == 1


async def test_the_weekly_figures_can_be_switched_off(play: Play):
    async with play.bot(caritas(play, staff={"weekly_summary": False})):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("🌙")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("Pytanie")
        await play.sol.write(play.staff, "/help")
        await play.staff.sees("/stats – figures")
    assert not [seen for seen in play.staff.shown() if is_report(seen)]


async def test_what_came_outside_hours_is_counted_once(play: Play):
    settings = caritas(play)
    async with play.bot(settings):
        await play.bo.say("Pytanie, zanim wybrałem")
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🌙")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("Pytanie")
        await play.ask(play.amal, "سؤال", "ar")
        await play.sol.write(play.staff, "/stats")
        report = await play.staff.sees(lambda seen: "Figures for 11.2026" in seen.text)
    assert "Cases: 2" in report.text
    assert "Messages: 2, answers: 0" in report.text
    assert "Came outside opening hours: 1" in report.text


async def test_a_choice_of_another_language_makes_no_second_case(play: Play):
    async with play.bot(caritas(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.say("Pytanie")
        await play.bo.phone.sees("🌙")
        await play.bo.say("/start en_work")
        await play.bo.phone.sees(lambda seen: "🌙" in seen.text and "open" in seen.text)
        await play.sol.write(play.staff, "/stats")
        report = await play.staff.sees(is_report)
    assert "Cases: 1" in report.text


async def test_what_leaves_the_staff_chat_hides_small_groups(play: Play):
    settings = play.settings()
    store = await open_store(settings.storage.url, await access_master_key(settings))
    begin = 1_780_000_000_000
    cases = [MadeUp(100 + n, begin + n, "work") for n in range(20)]
    cases += [MadeUp(200 + n, begin + n, "housing", "pl", "Polish") for n in range(9)]
    cases += [MadeUp(300 + n, begin + n, "danger", "pl", "Polish") for n in range(2)]
    async with store.transaction() as tx:
        await add_cases(tx, cases)
    await store.close()
    table = await stats(settings, "2026 by topic")
    assert table is not None
    shown = {row["name"]: row["cases"] for row in table.rows}
    assert shown == {"Work": 20, "Housing": "hidden", "Violence or danger": "hidden", "total": 31}
    async with play.bot(settings):
        await play.sol.write(play.staff, "/stats 2026")
        report = await play.staff.sees(is_report)
    assert "danger\u2069: 2" in report.text, "staff see it"
    assert make_service(settings).weekly_summary
