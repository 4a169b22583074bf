"""Odd orders: closing while something waits, changed minds, changed configurations, news that never came."""

import sqlite3
from typing import Any

import pytest

from bot.cli.demo import demo_document
from bot.engine import outbox
from bot.kernel.errors import Fault, SendError, StoreError
from handlers.telegram.channel import TelegramChannel
from storage.outbox import OutboxRows
from tests.flows.conftest import Play, delivered, is_card, kind
from tests.flows.test_hours import MONDAY_OPENING, caritas


async def begin(play: Play, text: str, start: str = "pl_work") -> int:
    """Bo through the first screens to a first message."""
    await play.bo.say(f"/start {start}")
    await play.bo.press("notice:yes")
    await play.bo.phone.sees("🎤")
    return await play.bo.say(text)


async def waits(play: Play, text: str) -> int:
    """Bo writes something that waits for the opening."""
    number = await play.bo.say(text)
    await play.bo.phone.sees(lambda seen: seen.id == number and seen.reacted("✍"))
    return number


def shown(play: Play, text: str) -> bool:
    return any(text in seen.text for seen in play.polish.shown())


# -- Closing while something waits ------------------------------------------------------------------------------------


async def test_what_was_ended_at_night_is_not_passed_on_in_the_morning(play: Play):
    async with play.bot(caritas(play)):
        await begin(play, "Tajne")
        await play.bo.phone.sees("🌙")
        await play.bo.say("/end")
        await play.bo.phone.sees("☑️")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("☀️")
        await play.bo.say("Nowe")
        await play.polish.sees("Nowe")
        assert not shown(play, "Tajne")


async def test_a_question_that_waits_opens_the_case_that_a_volunteer_closed(play: Play):
    await play.stage.set_clock("2026-11-23T14:00:00+01:00")
    async with play.bot(caritas(play)):
        await play.ask(play.bo, "Pierwsze", "pl")
        await play.stage.set_clock("2026-11-23T15:30:00+01:00")
        await play.polish.sees("🌙")
        await waits(play, "Drugie")
        await play.eli.press("☑️", on=await play.polish.sees(is_card))
        await play.bo.phone.sees("☑️")
        await play.stage.set_clock("2026-11-24T10:00:05+01:00")
        await play.polish.sees("Drugie")
        await play.polish.sees(lambda seen: is_card(seen) and "☑️ Closed" not in seen.text)


async def test_a_closed_case_that_is_written_to_at_night_stays_quiet_until_the_opening(play: Play):
    await play.stage.set_clock("2026-11-23T14:00:00+01:00")
    async with play.bot(caritas(play)):
        question = await play.ask(play.bo, "Pytanie", "pl")
        await play.eli.write(play.polish, "/close", reply_to=question)
        await play.bo.phone.sees("☑️")
        await play.stage.set_clock("2026-11-23T22:30:00+01:00")
        await play.polish.sees("🌙")
        await waits(play, "W nocy")
        assert not shown(play, "has written again")
        await play.stage.set_clock("2026-11-24T10:00:05+01:00")
        await play.polish.sees("has written again")
        await play.polish.sees("W nocy")


# -- Taking back ------------------------------------------------------------------------------------------------------


async def test_undo_reaches_the_copy_though_an_edit_is_still_on_its_way(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    number = await running.bo.say("moje hasło")
    await running.bo.phone.sees(delivered(number))
    flood = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    await running.stage.fault(method="editMessageText", chat_id=running.polish.id, times=1, answer=flood)
    await running.bo.edit(running.bo.phone, number, "moje hasło x")
    await running.bo.say("/undo")
    await running.bo.phone.sees("↩️")
    await running.polish.loses("moje hasło")


async def test_nobody_takes_back_the_answer_of_another(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    received = await running.bo.phone.sees("Oto rada")
    await running.dana.write(running.polish, "/undo", reply_to=answer)
    await running.polish.sees("nothing to take back")
    assert any(seen.id == received.id for seen in await running.bo.phone.messages())


async def test_an_album_is_taken_back_whole(running: Play):
    await running.ask(running.amal, "سؤال", "ar")
    await running.amal.send_album(running.amal.phone, [{"kind": "photo", "sample": "letter"} for _ in range(3)])
    await running.arabic.sees(kind("photo"), times=3)
    await running.amal.phone.sees(lambda seen: seen.kind == "photo" and seen.reacted("🕊"))
    await running.amal.say("/undo")
    await running.arabic.loses(kind("photo"))
    await running.amal.phone.sees(lambda seen: seen.text.startswith("↩️") and "3" in seen.text)


async def test_a_text_that_was_joined_and_edited_is_taken_back_with_its_edit(play: Play):
    async with play.bot(caritas(play)):
        first = await begin(play, "Raz")
        await waits(play, "Dwa")
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("Dwa")
        await play.bo.phone.sees(delivered(first))
        await play.bo.edit(play.bo.phone, first, "Raz poprawione")
        pen = await play.polish.sees("Raz poprawione")
        await play.eli.write(play.polish, "O poprawce", reply_to=pen)
        await play.bo.phone.sees("O poprawce")
        await play.bo.say("/undo", reply_to=first)
        await play.polish.loses("poprawione")
        await play.polish.loses("Dwa")


async def test_an_answer_that_is_edited_into_a_note_stays_inside(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    answer = await running.eli.write(running.polish, "Dzień dobry", reply_to=question)
    await running.bo.phone.sees("Dzień dobry")
    await running.eli.edit(running.polish, answer, "// he lies, check with Dana")
    await running.polish.sees("Not sent: one of its lines")
    assert "he lies" not in running.bo.phone.transcript()


async def test_what_was_kept_before_the_choice_can_be_seen_and_taken_back(running: Play):
    await running.bo.say("tajne")
    await running.bo.phone.sees("🌐")
    await running.bo.say("/waiting")
    await running.bo.phone.sees("1. tajne")
    await running.bo.say("/cancel")
    await running.bo.phone.sees("↩️")
    await begin(running, "Pytanie")
    await running.polish.sees("Pytanie")
    assert not shown(running, "tajne")


async def test_whoever_took_the_question_back_is_not_told_that_nobody_answered(play: Play):
    await play.stage.set_clock("2026-11-23T14:00:00+01:00")
    async with play.bot(caritas(play)):
        await play.ask(play.bo, "Pytanie", "pl")
        await play.bo.say("/undo")
        await play.bo.phone.sees("↩️")
        await play.stage.set_clock("2026-11-23T14:50:00+01:00")
        assert "Nobody waits" in (await play.polish.sees("⏰")).text


async def test_no_pressed_late_ends_everything(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    notice = await running.bo.phone.sees(lambda seen: seen.data_of("notice:no") is not None)
    await running.bo.press("notice:no", on=notice)
    await running.polish.sees("has ended")
    await running.bo.say("jeszcze")
    await running.bo.phone.sees("🔒", times=2)
    assert not shown(running, "jeszcze")


# -- Who waits --------------------------------------------------------------------------------------------------------


async def test_a_question_that_waited_counts_as_unanswered_though_an_earlier_one_was_answered(play: Play):
    await play.stage.set_clock("2026-11-23T14:00:00+01:00")
    async with play.bot(caritas(play)):
        question = await play.ask(play.bo, "Pierwsze", "pl")
        await play.stage.set_clock("2026-11-23T15:30:00+01:00")
        await play.polish.sees("🌙")
        await waits(play, "Drugie")
        await play.eli.write(play.polish, "O pierwszym", reply_to=question)
        await play.bo.phone.sees("O pierwszym")
        await play.stage.set_clock("2026-11-24T10:00:05+01:00")
        await play.polish.sees("Drugie")
        await play.stage.set_clock("2026-11-24T14:50:00+01:00")
        assert "Nobody waits" not in (await play.polish.sees("⏰")).text


async def test_the_card_no_longer_says_waiting_after_any_answer(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "Pierwsza", reply_to=question)
    await running.bo.phone.sees("Pierwsza")
    await running.bo.say("A jeszcze?")
    second = await running.polish.sees("A jeszcze?")
    await running.eli.press("👐", chat=running.polish)
    await running.dana.press("✋", chat=running.polish)
    await running.polish.sees(lambda seen: is_card(seen) and "⏳" in seen.text)
    await running.dana.write(running.polish, "Druga", reply_to=second)
    await running.polish.sees(lambda seen: is_card(seen) and "Volunteer B" in seen.text and "⏳" not in seen.text)


async def test_what_was_taken_by_someone_who_left_is_free(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.press("✋", chat=running.polish)
    await running.polish.sees(lambda seen: is_card(seen) and "Volunteer A" in seen.text)
    await running.eli.leave(running.polish)
    await running.polish.sees(lambda seen: is_card(seen) and "Volunteer A" not in seen.text)


# -- Which conversation -----------------------------------------------------------------------------------------------


async def test_a_reply_finds_its_open_case_while_another_topic_is_being_chosen(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "Oto rada", reply_to=question)
    received = await running.bo.phone.sees("Oto rada")
    await running.bo.say("/language")
    await running.bo.press("language:pl")
    await running.bo.phone.sees("❓")
    await running.bo.say("a termin?", reply_to=received)
    await running.polish.sees("a termin?")


async def test_a_reply_opens_the_closed_case_that_it_answers(running: Play):
    question = await running.ask(running.bo, "O pracy", "pl")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    received = await running.bo.phone.sees("Oto rada")
    await running.eli.write(running.polish, "/close", reply_to=question)
    await running.bo.phone.sees("☑️")
    await running.bo.say("/start pl_health")
    await running.bo.phone.sees("🩺")
    await running.bo.say("jeszcze o pracy", reply_to=received)
    assert (await running.polish.sees("jeszcze o pracy")).reply_to == answer


async def test_a_question_in_the_wrong_language_waits_in_the_right_one_after_the_change(play: Play):
    async with play.bot(caritas(play)):
        await begin(play, "سؤال عربي")
        await play.bo.phone.sees("🌙")
        await play.bo.say("/start ar_work")
        await play.bo.phone.sees("🌙", times=2)
        await play.stage.set_clock(MONDAY_OPENING)
        await play.arabic.sees("سؤال عربي")
        await play.polish.sees("Nobody waits")


# -- Lanes and groups -------------------------------------------------------------------------------------------------


async def test_staff_hear_again_when_the_bot_is_back_in_their_chat(running: Play):
    await running.sol.change_bot(running.staff, change="kick")
    await running.stage.push_raw({"callback_query": {"id": 5, "from": "nobody"}})
    await running.ask(running.bo, "Pytanie", "pl")
    await running.sol.change_bot(running.staff, change="add")
    await running.staff.sees("could not be read")


async def test_whoever_writes_can_be_reached(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    blocked = {"error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    await running.stage.fault(method="sendMessage", chat_id=running.bo.id, times=1, answer=blocked)
    await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.polish.sees("🔕")
    await running.bo.say("Halo?")
    await running.bo.phone.sees("Oto rada")
    await running.polish.sees("🔔")


async def test_a_lane_that_rests_tries_again_by_itself(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    blocked = {"error_code": 403, "description": "Forbidden: bot was blocked by the user"}
    await running.stage.fault(method="sendMessage", chat_id=running.bo.id, times=1, answer=blocked)
    await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.polish.sees("🔕")
    await running.stage.advance(61)
    await running.bo.phone.sees("Oto rada")


async def test_it_is_not_said_that_volunteers_have_it_while_their_group_is_lost(running: Play):
    await running.sol.change_bot(running.polish, change="kick")
    await running.staff.sees("no longer in the group")
    await begin(running, "Pytanie")
    await running.bo.say("/help")
    await running.bo.phone.sees("/language")
    assert "✅ Wolontariusze" not in running.bo.phone.transcript()
    await running.sol.change_bot(running.polish, change="add")
    await running.polish.sees("Pytanie")


async def test_a_group_that_was_upgraded_gets_new_cards(running: Play):
    await running.ask(running.bo, "Pierwsze", "pl")
    answer = await running.sol.change_bot(running.polish, migrate=True)
    new = await running.stage.chat(answer["chat"])
    await running.bo.say("Drugie")
    await new.sees(is_card)
    await new.sees("Drugie")


async def test_what_waits_for_a_lost_group_goes_to_the_one_that_is_configured_instead(play: Play):
    async with play.bot():
        await play.ask(play.bo, "Pierwsze", "pl")
        await play.sol.change_bot(play.polish, delete_group=True)
        await play.bo.say("Drugie")
        await play.staff.sees("no longer in the group")
    people = [play.eli.id, play.dana.id, play.sol.id]
    new = play.simulator.world.add_group(-1_001_000_000_088, "New", "team", people, owner=play.sol.id)
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[1]["chat"] = f"telegram:{new.id}"
    async with play.bot(play.settings(teams=teams)):
        room = await play.stage.chat(new.id)
        await play.bo.say("Trzecie")
        await room.sees("Trzecie")
        await room.sees("Drugie")


async def test_a_new_forum_mixes_no_cases(play: Play):
    async with play.bot():
        await play.ask(play.amal, "سؤال أمل", "ar")
    people = [play.chris.id, play.dana.id, play.sol.id]
    new = play.simulator.world.add_group(-1_001_000_000_089, "New", "team", people, is_forum=True, owner=play.sol.id)
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0] |= {"chat": f"telegram:{new.id}", "relay": "topic"}
    async with play.bot(play.settings(teams=teams)):
        room = await play.stage.chat(new.id)
        await play.fatuma.say("/start ar_health")
        await play.fatuma.press("notice:yes")
        await play.fatuma.phone.sees("🎤")
        await play.fatuma.say("سؤال فاطمة")
        other = await room.sees("سؤال فاطمة")
        await play.amal.say("سر أمل")
        mine = await room.sees("سر أمل")
        assert other.thread != mine.thread
        await play.chris.write(room, "جواب لأمل", thread=mine.thread)
        await play.amal.phone.sees("جواب لأمل")
        assert "جواب لأمل" not in play.fatuma.phone.transcript()


async def test_a_team_may_be_renamed(play: Play):
    async with play.bot(caritas(play)):
        question = await begin(play, "Pytanie")
        await play.bo.phone.sees("🌙")
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[1]["name"] = "Polsk"
    await play.stage.set_clock(MONDAY_OPENING)
    service = {"hours": "Mon-Thu 10-15", "fallback_team": "Polsk"}
    async with play.bot(play.settings(teams=teams, service=service)):
        asked = await play.polish.sees("Pytanie")
        await play.eli.write(play.polish, "Oto rada", reply_to=asked)
        await play.bo.phone.sees("Oto rada")
        await play.bo.phone.sees(delivered(question))


# -- Staff ------------------------------------------------------------------------------------------------------------


async def test_a_closure_that_was_taken_back_is_told_and_a_dropped_one_stays_dropped(play: Play):
    async with play.bot(caritas(play)):
        await begin(play, "Pytanie")
        await play.bo.phone.sees("🌙")
        await play.sol.write(play.staff, "/closed tomorrow strike")
        asked = await play.staff.sees("Close all teams")
        await play.sol.press("✅", on=asked)
        await play.sol.press("↩️", chat=play.staff)
        await play.polish.sees("taken back")
        await play.sol.press("✅", on=asked)
        await play.sol.write(play.staff, "/hours")
        await play.staff.sees("Opening hours")
        assert len([seen for seen in play.polish.shown() if "strike" in seen.text]) == 1


# -- Faults within ----------------------------------------------------------------------------------------------------


async def test_a_body_that_cannot_be_read_keeps_no_other_case_from_opening(play: Play):
    async with play.bot(caritas(play)):
        await play.amal.say("/start ar_work")
        await play.amal.press("notice:yes")
        await play.amal.say("سؤال")
        await play.amal.phone.sees("🌙")
        await begin(play, "Pytanie")
        await play.bo.phone.sees("🌙")
    with sqlite3.connect(play.folder / "data" / "demo.db") as database:
        database.execute("UPDATE messages SET content = x'7b7d' WHERE id = (SELECT MIN(id) FROM messages)")
    database.close()
    await play.stage.set_clock(MONDAY_OPENING)
    async with play.bot(caritas(play)):
        await play.polish.sees("Pytanie")
        await play.amal.phone.sees("💔")


async def test_order_holds_when_the_platform_does_not_say_at_once_who_somebody_is(
    play: Play, monkeypatch: pytest.MonkeyPatch
):
    async with play.bot():
        question = await play.ask(play.bo, "Pytanie", "pl")
    first = await play.eli.write(play.polish, "1 pierwsza", reply_to=question)
    await play.eli.write(play.polish, "2 druga", reply_to=question)
    is_member, asked = TelegramChannel.is_member, []

    async def does_not_answer_first(self: TelegramChannel, chat: Any, person: Any) -> bool:
        asked.append(person)
        if len(asked) == 1:
            raise SendError(Fault.OUTAGE)
        return await is_member(self, chat, person)

    monkeypatch.setattr(TelegramChannel, "is_member", does_not_answer_first)
    async with play.bot():
        while not asked:
            await play.stage.look(0.05)
        await play.stage.advance(6)
        await play.bo.phone.sees("2 druga")
        answers = [seen.text for seen in play.bo.phone.shown() if seen.text[:1] in "12"]
        assert answers == ["1 pierwsza", "2 druga"]
        await play.polish.sees(delivered(first))


REFUSAL = {"error_code": 400, "description": "Bad Request: member list is inaccessible"}


async def test_where_telegram_refuses_to_say_who_somebody_is_an_answer_is_refused_aloud(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="getChatMember", times=1000, chat_id=running.polish.id, answer=REFUSAL)
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.wait_for(running.polish, "🚫", seconds=6, most=20)
    refusal = await running.polish.sees(lambda seen: seen.reply_to == answer)
    assert "make the bot an administrator" in refusal.text
    await running.sol.write(running.staff, "/teams")
    await running.staff.sees("Polish")
    await running.stage.fault(clear=True)
    await running.eli.write(running.polish, "Oto druga rada", reply_to=question)
    await running.bo.phone.sees("Oto druga rada")
    assert "Oto rada" not in running.bo.phone.transcript()


async def test_while_telegram_is_away_an_answer_waits_however_long(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="getChatMember", times=1000, chat_id=running.polish.id, drop="before")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    for _ in range(15):
        await running.stage.advance(10)
        await running.stage.look(0.05)
    await running.stage.fault(clear=True)
    await running.stage.advance(6)
    await running.bo.phone.sees("Oto rada")
    await running.polish.sees(delivered(answer))


async def test_a_lane_goes_on_after_a_database_error_during_a_slow_send(running: Play, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "LAST_SENDS", 0.05)
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="sendMessage", chat_id=running.bo.id, times=1, delay=20)
    claim, broken = OutboxRows.claim_outgoing, []

    async def breaks_once(self: OutboxRows, now: int, limit: int, busy: Any, *more: Any) -> Any:
        if busy and not broken:
            broken.append(True)
            raise StoreError("database is locked")
        return await claim(self, now, limit, busy, *more)

    monkeypatch.setattr(OutboxRows, "claim_outgoing", breaks_once)
    await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.bo.phone.sees("Oto rada")
    await running.eli.write(running.polish, "Druga", reply_to=question)
    await running.bo.phone.sees("Druga")


async def test_an_answer_that_is_quicker_than_our_own_notes_still_arrives(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=1, delay=1)
    await running.bo.say("Drugie")
    second = await running.polish.sees("Drugie")
    await running.eli.write(running.polish, "Oto rada", reply_to=second)
    await running.bo.phone.sees("Oto rada")
    assert "Not sent" not in running.polish.transcript()


async def test_what_waits_in_a_closed_case_can_be_taken_back(play: Play):
    await play.stage.set_clock("2026-11-23T14:00:00+01:00")
    async with play.bot(caritas(play)):
        question = await play.ask(play.bo, "Pytanie", "pl")
        await play.eli.write(play.polish, "/close", reply_to=question)
        await play.bo.phone.sees("☑️")
        await play.stage.set_clock("2026-11-23T22:30:00+01:00")
        await play.polish.sees("🌙")
        await waits(play, "W nocy")
        await play.bo.say("/waiting")
        await play.bo.phone.sees("1. W nocy")
        ended = await play.bo.say("/end")
        await play.bo.phone.sees("☑️", after=ended)
        await play.stage.set_clock("2026-11-24T10:00:05+01:00")
        await play.polish.sees("Nobody waits")
        assert not shown(play, "W nocy")
