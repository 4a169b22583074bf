"""What goes wrong is said to the right person, and loses nothing."""

import asyncio

import pytest

from bot.app import opened
from bot.engine.failures import FILE_TRIES
from bot.features.groups.rules import SETTLES
from bot.features.relay import file_texts
from bot.i18n import Catalogs
from bot.kernel.errors import FileReason, TokenRevoked
from tests.flows.conftest import Play, delivered, is_card


async def test_a_contact_who_blocked_the_bot_gets_the_answer_on_coming_back(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.block()
    await running.polish.sees("🔕")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.polish.sees(lambda seen: seen.id == answer and seen.reacted("✍"))
    await running.bo.unblock()
    await running.bo.phone.sees("Oto rada")
    await running.polish.sees(delivered(answer))
    await running.polish.sees("🔔")


async def test_a_topic_that_was_deleted_is_made_anew(running: Play):
    question = await running.ask(running.amal, "الأول", "ar")
    await running.chris.change_topic(running.arabic, question.thread, "delete")
    await running.amal.say("الثاني")
    again = await running.arabic.sees("الثاني")
    assert again.thread != question.thread
    await running.arabic.sees(is_card, thread=again.thread)
    await running.amal.phone.sees(lambda seen: seen.text == "الثاني" and seen.reacted("🕊"))


async def test_a_topic_that_was_closed_is_opened_for_the_next_message(running: Play):
    question = await running.ask(running.amal, "الأول", "ar")
    await running.chris.change_topic(running.arabic, question.thread, "close")
    await running.amal.say("الثاني")
    assert (await running.arabic.sees("الثاني")).thread == question.thread


async def test_a_general_topic_that_was_closed_is_opened_for_what_belongs_there(running: Play):
    await running.ask(running.amal, "الأول", "ar")
    await running.sol.change_topic(running.arabic, None, "close")
    await running.sol.write(running.arabic, "/help")
    helped = await running.arabic.sees(lambda seen: seen.by_bot and "/close" in seen.text and not is_card(seen))
    assert helped.thread is None
    await running.amal.say("الثاني")
    await running.arabic.sees("الثاني")


async def test_where_the_general_topic_may_not_be_opened_staff_hear_what_to_allow_and_nothing_is_lost(running: Play):
    question = await running.ask(running.amal, "الأول", "ar")
    await running.sol.change_bot(running.arabic, change="promote", rights=["can_delete_messages", "can_pin_messages"])
    await running.sol.change_topic(running.arabic, None, "close")
    await running.sol.write(running.arabic, "/help")
    await running.staff.sees("Manage Topics")
    await running.chris.write(running.arabic, "نصيحة", reply_to=question, thread=question.thread)
    await running.amal.phone.sees("نصيحة")
    await running.amal.say("الثاني")
    await running.sol.change_bot(running.arabic, change="promote")
    assert (await running.wait_for(running.arabic, "الثاني")).thread == question.thread


async def test_where_reactions_are_off_a_short_reply_says_that_it_arrived(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.sol.change_bot(running.polish, reactions="off")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    assert (await running.polish.sees("✓")).reply_to == answer


async def test_a_group_that_nobody_configured_is_left_and_staff_hear_of_it_once(running: Play):
    world = running.simulator.world
    stranger = world.add_group(-1_001_000_000_077, "Strangers", "team", [running.eli.id], owner=running.eli.id)
    room = await running.stage.chat(stranger.id)
    for _ in range(2):
        await running.eli.change_bot(room, change="kick")
        await running.eli.change_bot(room, change="add")
        await running.stage.advance(SETTLES / 1000)
        await room.sees(lambda seen: running.simulator.world.bot_in(stranger).present is False or "left" in seen.text)
    await running.staff.sees("not staff added the bot")
    await running.eli.write(room, "secret of strangers")
    question = await running.ask(running.bo, "Pytanie", "pl")
    assert question
    assert len([seen for seen in running.staff.shown() if "not staff" in seen.text]) == 1


async def test_a_lost_group_keeps_its_questions_until_the_bot_is_back(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.sol.change_bot(running.polish, change="kick")
    await running.staff.sees("Polish")
    await running.bo.say("Drugie")
    await running.sol.change_bot(running.polish, change="add")
    await running.polish.sees("Drugie")
    await running.staff.sees("✅")


async def test_an_upgraded_group_goes_on_under_its_new_number(running: Play):
    question = await running.ask(running.bo, "Pierwsze", "pl")
    answer = await running.sol.change_bot(running.polish, migrate=True)
    new = await running.stage.chat(answer["chat"])
    await running.bo.say("Drugie")
    again = await new.sees("Drugie")
    await running.staff.sees(str(new.id))
    await running.eli.write(new, "Oto rada", reply_to=again)
    await running.bo.phone.sees("Oto rada")
    assert question


async def test_a_flood_limit_holds_only_its_own_chat(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.fault(
        method="sendMessage",
        chat_id=running.polish.id,
        times=1,
        answer={"error_code": 429, "description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}},
    )
    await running.bo.say("Drugie")
    await running.ask(running.amal, "سؤال", "ar")
    await running.polish.sees("Drugie")
    refused, accepted = [
        call["at"]
        for call in await running.stage.calls()
        if call["method"] == "sendMessage" and call["chat_id"] == running.polish.id
    ][-2:]
    assert accepted > refused


@pytest.mark.parametrize(
    "fault",
    [
        {"answer": {"error_code": 502, "description": "Bad Gateway"}},
        {"drop": "before"},
    ],
)
async def test_a_failing_call_is_made_again(running: Play, fault: dict):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=2, **fault)
    await running.bo.say("Drugie")
    await running.polish.sees("Drugie")
    assert len([seen for seen in running.polish.shown() if seen.text == "Drugie"]) == 1


async def test_what_telegram_will_not_take_is_set_aside_and_its_writer_and_staff_are_told(running: Play):
    question = await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.fault(
        method="sendMessage",
        chat_id=running.bo.id,
        times=3,
        answer={"error_code": 400, "description": "Bad Request: something new"},
    )
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.polish.sees(lambda seen: seen.id == answer and seen.reacted("💔"))
    assert (await running.polish.sees("💔")).reply_to == answer
    await running.staff.sees("set aside")
    await running.eli.write(running.polish, "Druga", reply_to=question)
    await running.bo.phone.sees("Druga")


async def test_an_update_that_cannot_be_read_is_set_aside_and_its_neighbours_go_on(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.push_raw({"callback_query": {"id": 5, "from": "nobody"}})
    await running.stage.push_raw({"message": "garbage"})
    await running.stage.push_raw({"brand_new_kind": {"x": 1}})
    await running.bo.say("Drugie")
    await running.polish.sees("Drugie")
    await running.staff.sees("could not be read")


async def test_a_message_of_an_unknown_kind_is_refused_aloud(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.push_raw(
        {
            "message": {
                "message_id": 900,
                "date": 0,
                "chat": {"id": running.bo.id, "type": "private", "first_name": "Bo"},
                "from": {"id": running.bo.id, "is_bot": False, "first_name": "Bo"},
                "hologram": {"file_id": "x"},
            }
        }
    )
    await running.bo.phone.sees("🚫")


async def test_a_message_that_breaks_the_parser_is_refused_aloud(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    await running.stage.push_raw(
        {
            "message": {
                "message_id": 900,
                "date": 0,
                "chat": {"id": running.bo.id, "type": "private", "first_name": "Bo"},
                "from": {"id": running.bo.id, "is_bot": False, "first_name": "Bo"},
                "poll": {"question": "without its required fields"},
            }
        }
    )
    await running.bo.phone.sees("🚫")


async def test_a_revoked_token_ends_the_service_and_keeps_what_waits(play: Play):
    async with opened(play.settings(), play.clock) as run_until:
        running = asyncio.create_task(run_until(asyncio.Event()))
        await play.ask(play.bo, "Pytanie", "pl")
        busy = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 60}}
        await play.stage.fault(method="sendMessage", chat_id=play.polish.id, times=1, answer=busy)
        await play.bo.say("Drugie")
        await play.bo.say("/help")
        await play.bo.phone.sees("/undo")
        await play.stage.fault(revoke_token=True)
        async with asyncio.timeout(60):
            while not running.done():  # what waits is tried again, and getMe is asked, for some minutes
                await play.stage.advance(31)
                await asyncio.wait([running], timeout=0.5)
        with pytest.raises(TokenRevoked):
            await running
    await play.stage.fault(clear=True)
    async with play.bot():
        await play.wait_for(play.polish, "Drugie")


async def test_a_token_that_is_refused_for_a_minute_ends_nothing(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(revoke_token=True)
    await running.eli.write(running.polish, "/help")
    await running.stage.advance(61)
    await running.stage.fault(clear=True)
    number = await running.bo.say("Drugie")
    await running.wait_for(running.polish, "Drugie")
    await running.bo.phone.sees(delivered(number))


@pytest.mark.parametrize(
    "words", ["Bad Request: not enough rights to send photos to the chat", "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN"]
)
async def test_a_kind_that_a_group_forbids_holds_up_nobody_and_is_told_to_its_writer_and_staff(
    running: Play, words: str
):
    await running.ask(running.bo, "Pytanie", "pl")
    refusal = {"error_code": 400, "description": words}
    await running.stage.fault(method="sendPhoto", chat_id=running.polish.id, times=100_000, answer=refusal)
    number = await running.bo.send_photo(running.bo.phone, caption="list")
    pl = Catalogs.load().translator("pl")
    told = file_texts.file_refused(pl, FileReason.NOT_TAKEN).content.text
    assert (await running.bo.phone.sees(told)).reply_to == number
    await running.staff.sees("“Photos”")
    await running.bo.say("Napiszę")
    await running.polish.sees("Napiszę")
    await running.bo.send_photo(running.bo.phone, caption="jeszcze raz")
    await running.bo.say("Koniec")
    await running.polish.sees("Koniec")
    assert running.staff.transcript().count("“Photos”") == 1


AWAY = {"error_code": 400, "description": "Bad Request: wrong file_id or the file is temporarily unavailable"}


async def until_asked(play: Play, method: str, times: int) -> None:
    """Let time go by until a method was called so often."""
    async with asyncio.timeout(60):
        while sum(call[1].lower() == method.lower() for call in play.simulator.api.calls) < times:
            await play.stage.advance(61)
            await play.stage.look(0.5)


async def test_a_file_that_telegram_lends_later_arrives(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="getFile", times=3, answer=AWAY)
    await running.bo.send_photo(running.bo.phone, caption="list")
    await until_asked(running, "getFile", 4)
    await running.polish.sees("list")


async def test_a_file_that_telegram_never_lends_is_refused_aloud_after_some_minutes(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="getFile", times=100_000, answer=AWAY)
    await running.bo.send_photo(running.bo.phone, caption="list")
    await running.bo.say("Drugie")
    await until_asked(running, "getFile", FILE_TRIES)
    await running.polish.sees("Drugie")
    await running.bo.phone.sees("💔")


async def test_no_network_at_start_is_waited_out(play: Play):
    await play.stage.fault(down=True)
    async with play.bot():
        await play.stage.fault(down=False)
        await play.ask(play.bo, "Pytanie", "pl")
