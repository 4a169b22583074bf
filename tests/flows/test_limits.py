"""Telegram's limits are kept, and people hardly notice."""

from bot.features.relay.actions import CROWD
from bot.simulator.limits import Limits
from bot.simulator.people import Person, Seen
from tests.flows.conftest import Play, delivered

WAIT_A_MINUTE = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 60}}


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


async def acted_on(person: Person) -> None:
    """Wait until the bot has acted on everything that somebody has written."""
    await person.phone.sees("/undo", after=await person.say("/help"))


async def falls_behind(play: Play) -> None:
    """Telegram makes the Polish team's lane wait, and something has stood in it for a while."""
    await play.stage.fault(
        method="sendMessage",
        times=1,
        chat_id=play.polish.id,
        answer=WAIT_A_MINUTE,
    )
    await play.bo.say("Drugie")
    await acted_on(play.bo)
    await play.stage.advance(10)


async def test_short_texts_are_sent_as_one_while_the_lane_is_behind(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await falls_behind(running)
    numbers = [await running.bo.say(f"linia {number}") for number in range(15)]
    await acted_on(running.bo)
    await running.bo.phone.sees("📚")
    await running.stage.advance(60)
    joined = await running.polish.sees("linia 14")
    assert joined.text == "\n\n".join(["Drugie", *(f"linia {number}" for number in range(15))])
    for number in numbers:
        await running.bo.phone.sees(delivered(number))
    assert running.bo.phone.transcript().count("📚") == 1
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=joined)
    await running.bo.phone.sees("Oto rada")
    await running.polish.sees(delivered(answer))


async def test_short_texts_are_sent_as_one_as_soon_as_many_wait(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.fault(method="sendMessage", times=1, chat_id=running.polish.id, answer=WAIT_A_MINUTE)
    for number in range(20):
        await running.bo.say(f"linia {number}")
    await acted_on(running.bo)
    await running.stage.advance(60)
    await running.polish.sees("linia 19")
    shown = [seen.text for seen in running.polish.shown() if seen.by_bot and seen.text.startswith("linia")]
    assert "\n\n".join(shown).split("\n\n") == [f"linia {number}" for number in range(20)]
    assert len(shown) == CROWD, "and no time had passed"


async def test_what_can_not_be_added_keeps_its_place(running: Play):
    first = await running.ask(running.bo, "Pierwsze", "pl")
    await falls_behind(running)
    changed = await running.bo.say("zmienione później")
    await running.bo.edit(running.bo.phone, changed, "zmienione")
    await running.bo.say("po zmianie")
    await running.bo.send_photo(running.bo.phone, caption="zdjęcie")
    await running.bo.say("po zdjęciu")
    await running.bo.say("x" * 4090)
    await running.bo.say("koniec")
    await running.stage.advance(60)
    await running.polish.sees("koniec")
    shown = [seen.text for seen in running.polish.shown() if seen.by_bot and seen.id > first.id]
    assert shown[0].startswith("Drugie")
    assert "zmienione" in "".join(shown)
    assert shown.index("po zdjęciu") > shown.index("zdjęcie")
    assert shown.index("x" * 4090) < shown.index("koniec")


async def test_a_correction_of_joined_texts_lets_nothing_overtake(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await falls_behind(running)
    joined = await running.bo.say("dodane")
    await running.bo.send_photo(running.bo.phone, caption="zdjęcie")
    await running.bo.edit(running.bo.phone, joined, "poprawione")
    await running.bo.say("na końcu")
    await running.stage.advance(60)
    await running.polish.sees("na końcu")
    shown = "|".join(seen.text for seen in running.polish.shown() if seen.by_bot)
    assert shown.index("zdjęcie") < shown.index("na końcu")


async def floods(play: Play, person: Person) -> Seen:
    """Writes more in a minute than anybody can; returns what staff are told."""
    await play.ask(person, "Pierwsze", "pl")
    for number in range(105):
        await person.say(f"linia {number}")
    await play.polish.sees("linia 104")
    await play.stage.advance(60)
    return await play.staff.sees("🌊")


async def test_one_who_writes_without_end_is_reported_to_staff_once(running: Play):
    assert "/block" in (await floods(running, running.bo)).text
    await running.stage.advance(60)
    await running.bo.say("dalej")
    await running.polish.sees("dalej")
    assert running.staff.transcript().count("🌊") == 1


async def test_staff_block_one_who_writes_without_end_by_button(running: Play):
    alarm = await floods(running, running.bo)
    await running.sol.press("Block", on=alarm)
    asked = await running.staff.sees("Nothing more of them")
    await running.sol.press("Don't", on=asked)
    await running.staff.sees("is not blocked")
    await running.bo.say("dalej")
    await running.polish.sees("dalej")
    await running.sol.press("⛔", on=asked)
    await running.staff.sees("/unblock")
    await running.bo.say("jeszcze")
    await running.bo.phone.sees("⛔")
    await running.sol.press("Don't", on=asked)
    assert "too many messages" in (await running.staff.sees("blocked already")).text


async def test_staff_block_one_who_writes_without_end_by_an_answer_to_the_alarm(running: Play):
    alarm = await floods(running, running.bo)
    await running.sol.write(running.staff, "/block spam", reply_to=alarm)
    await running.staff.sees("/unblock")
    await running.sol.write(running.staff, "/block", reply_to=alarm)
    assert "spam" in (await running.staff.sees("blocked already")).text
    await running.bo.say("jeszcze")
    await running.bo.phone.sees("⛔")
    assert "jeszcze" not in running.polish.transcript()
