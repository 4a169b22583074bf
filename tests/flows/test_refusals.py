"""Everything that Telegram refuses has a way on, and whoever it concerns hears what to do."""

import pytest

from bot.features.alarms import texts as alarms_texts
from bot.features.groups import texts as groups_texts
from bot.features.groups.rules import SETTLES
from bot.features.relay import texts as relay_texts
from bot.i18n import Catalogs
from bot.kernel.group_rights import Lack
from bot.simulator.people import Room
from tests.flows.conftest import Play, delivered
from tests.flows.test_setup import upgraded

EN = Catalogs.load().translator("en")


def refuses(code: int, description: str, **parameters: int) -> dict[str, object]:
    return {"answer": {"error_code": code, "description": description, "parameters": parameters}}


BUSY = refuses(429, "Too Many Requests: retry after 60", retry_after=60)


def calls_to(play: Play) -> int:
    """How many calls there have been that the bot makes by itself; it polls by the clock."""
    return sum(call[1].lower() != "getupdates" for call in play.simulator.api.calls)


def shown_in_order(room: Room, texts: list[str]) -> bool:
    """Whether the bot wrote each of these once, in this order; short ones may have come as one."""
    written = "\n\n".join(seen.text for seen in room.shown() if seen.by_bot).split("\n\n")
    return [text for text in written if text in texts] == texts


# -- too fast, and away ----------------------------------------------------------------------------------------------


async def test_when_everything_is_refused_as_too_fast_few_try_and_nothing_is_lost(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.ask(running.amal, "سؤال", "ar")
    await running.stage.fault(method="*", times=100_000, **BUSY)
    before = calls_to(running)
    texts = [f"linia {number}" for number in range(5)]
    for text in texts:
        await running.bo.say(text)
        await running.amal.say(f"ar {text}")
        await running.fatuma.say("/start pl_work")
        await running.sol.write(running.staff, "/teams")
    for _ in range(10):
        await running.stage.advance(61)
        await running.stage.look(0.2)
    assert calls_to(running) - before <= 8 + 10, "each lane once, then one for each wait"
    await running.stage.fault(clear=True)
    await running.wait_for(running.polish, texts[-1])
    await running.arabic.sees(f"ar {texts[-1]}")
    assert shown_in_order(running.polish, texts)
    assert shown_in_order(running.arabic, [f"ar {text}" for text in texts])


async def test_an_answer_that_was_never_heard_is_sent_again_and_nothing_overtakes_it(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=1, drop="after")
    number = await running.bo.say("Drugie")
    await running.bo.say("Trzecie")
    await running.polish.sees("Trzecie")
    await running.bo.phone.sees(delivered(number))
    shown = [seen.text for seen in running.polish.shown() if seen.text in ("Drugie", "Trzecie")]
    assert shown == ["Drugie", "Drugie", "Trzecie"], "it was on its way when the connection broke: repeated, not lost"


# -- messages ----------------------------------------------------------------------------------------------------------


async def test_formatting_that_telegram_does_not_take_is_left_out(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    refusal = refuses(400, "Bad Request: can't parse entities: unsupported start tag")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=1, **refusal)
    number = await running.bo.say("ważne", entities=[{"type": "bold", "offset": 0, "length": 5}])
    seen = await running.polish.sees("ważne")
    await running.bo.phone.sees(delivered(number))
    assert not seen.content["entities"]
    assert len([each for each in running.polish.shown() if each.text == "ważne"]) == 1


async def test_an_answer_to_what_was_deleted_arrives_as_a_plain_message(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    received = await running.bo.phone.sees("Oto rada")
    await running.sol.delete(running.polish, answer)
    await running.sol.delete(running.polish, question)
    await running.bo.say("Dziękuję", reply_to=received)
    assert (await running.polish.sees("Dziękuję")).reply_to is None


async def test_a_change_of_what_was_deleted_is_said_to_come_too_late(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    number = await running.bo.say("błąd")
    copy = await running.polish.sees("błąd")
    await running.bo.phone.sees(delivered(number))
    await running.sol.delete(running.polish, copy)
    await running.bo.edit(running.bo.phone, number, "bez błędu")
    too_late = relay_texts.edit_too_late(Catalogs.load().translator("pl")).content.text
    assert (await running.bo.phone.sees(too_late)).reply_to == number


# -- people and groups -------------------------------------------------------------------------------------------------


async def test_volunteers_hear_that_somebody_has_left_telegram(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.do("delete_account")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    told = await running.polish.sees("🔕")
    await running.polish.sees(lambda seen: seen.id == answer and seen.reacted("✍"))
    assert "deactivated" not in told.text


async def test_where_the_bot_may_not_write_questions_wait_and_staff_hear_once_what_to_do(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    refusal = refuses(400, "Bad Request: not enough rights to send text messages to the chat")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=3, **refusal)
    await running.bo.say("Drugie")
    missing = groups_texts.rights_missing(EN, "Polish", [Lack.WRITE]).content.text
    await running.staff.sees(missing)
    await running.wait_for(running.polish, "Drugie")
    assert running.staff.transcript().count("Something is missing") == 1


@pytest.mark.parametrize("told", ["member_first", "number_first", "by_the_answer"])
async def test_a_queue_follows_its_group_when_it_is_upgraded(running: Play, told: str):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=1, **BUSY)
    texts = [f"linia {number}" for number in range(40)]
    for number, text in enumerate(texts):
        await running.bo.say(text)
        if number % 10 == 9:
            await running.bo.send_photo(running.bo.phone, caption=f"zdjęcie {number}")
    await running.bo.say("/help")
    await running.bo.phone.sees("/undo")
    if told == "by_the_answer":
        await running.stage.fault(method="getUpdates", times=3, drop="before")
        new = Room(running.stage, (await running.sol.change_bot(running.polish, migrate=True))["chat"])
    else:
        new = await upgraded(running, running.polish, member_first=told == "member_first")
    await running.stage.advance(2 * SETTLES / 1000)
    await running.stage.advance(61)
    await new.sees("zdjęcie 39", within=60)
    assert shown_in_order(new, texts)
    assert running.simulator.world.bot_in(running.simulator.world.chats[new.id]).present
    await running.staff.sees(str(new.id))


async def test_staff_hear_once_that_somebody_else_uses_the_token(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    refusal = refuses(409, "Conflict: terminated by other getUpdates request")
    await running.stage.fault(method="getUpdates", times=2, **refusal)
    await running.bo.say("Drugie")
    await running.polish.sees("Drugie")
    shared = alarms_texts.token_shared(EN).content.text
    await running.wait_for(running.staff, shared)
    assert len([seen for seen in running.staff.shown() if seen.text == shared]) == 1
