"""What everybody may ask for in the chat: help in danger, the notice, their data, to stop, to be forgotten."""

import asyncio
import json
import re
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.cli.maintenance import ask_erasure, find_contact
from bot.crash_points import ERASURE_POINTS
from bot.kernel.ids import ChannelName
from bot.keys.crypto import MasterKey
from bot.keys.recovery_sheet import read_key
from bot.simulator.people import Person
from storage.database import open_store
from storage.store import SqlStore
from tests.flows.conftest import Play, delivered, is_card, said
from tests.flows.process import Process


def sos(seen) -> bool:
    return "🚓 112" in seen.text and "🏠 116 006" in seen.text


# -- In danger now? -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["/sos", "112", "/112", "SOS!", "116 117", "١١٢؟", "Hei! 112!"])
async def test_numbers_are_shown_before_anything_was_chosen(running: Play, words: str):
    sent = await running.amal.say(words)
    await running.amal.phone.sees(sos, after=sent)


async def test_a_number_that_is_also_an_answer_reaches_the_volunteers(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    sent = await running.bo.say("113")
    await running.bo.phone.sees(sos, after=sent)
    await running.polish.sees("113")


@pytest.mark.parametrize("words", ["I want to die, I can't do this any more", "Jeg vil dø", "بدي موت ما عاد اقدر"])
async def test_who_wants_to_die_is_shown_who_listens_though_it_is_closed(play: Play, words: str):
    async with play.bot(play.settings(service={"hours": "Mon-Thu 10:00-15:00"})):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        sent = await play.bo.say(words)
        shown = await play.bo.phone.sees("💬 116 123", after=sent)
        assert shown.text.index("116 123") < shown.text.index("112")
        await play.bo.phone.sees("🌙", after=sent)


async def test_who_wants_to_die_is_heard_by_the_volunteers_too(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    sent = await running.bo.say("Nie chcę już żyć")
    await running.bo.phone.sees("💬 116 123", after=sent)
    await running.polish.sees("Nie chcę już żyć")


async def test_a_service_of_another_country_names_its_own_numbers_everywhere(play: Play):
    numbers = [{"number": "999", "names": {"en": "Police"}}, {"number": "90101", "icon": "💚", "listens": True}]
    async with play.bot(play.settings(service={"emergency": numbers, "hours": "Mon-Thu 10:00-15:00"})):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        sent = await play.bo.say("Chcę umrzeć")
        assert (await play.bo.phone.sees("90101", after=sent)).text.index("💚 90101") < 200
        closed = await play.bo.phone.sees("🌙", after=sent)
        assert "999" in closed.text
        assert not any("112" in seen.text or "116" in seen.text for seen in play.bo.phone.shown())


async def test_the_notice_and_the_topics_have_a_button_for_danger_also_while_closed(play: Play):
    async with play.bot(play.settings(service={"hours": "Mon-Thu 10:00-15:00"})):
        await play.amal.say("/start ar")
        notice = await play.amal.press("sos:show")
        await play.amal.phone.sees(sos, after=notice)
        await play.amal.press("notice:yes")
        topics = await play.amal.phone.sees("❓")
        await play.amal.press("sos:show", on=topics)
        await play.amal.phone.sees(sos, after=topics)


async def test_another_country_has_its_own_numbers(play: Play):
    numbers = [{"number": "114 14", "icon": "🚔", "names": {"en": "Police (Sweden)"}}]
    async with play.bot(play.settings(service={"emergency": numbers})):
        await play.amal.say("11414")
        shown = await play.amal.phone.sees("🚔 114 14 Police (Sweden)")
        assert "116 006" not in shown.text


# -- The notice -----------------------------------------------------------------------------------------------------


async def test_more_shows_who_sees_what_and_for_how_long(play: Play):
    async with play.bot(play.settings(retention={"undelivered": 9, "links": 8, "cases": 7 + 4, "contacts": 33})):
        await play.amal.say("/start en_work")
        await play.amal.press("notice:more")
        page = await play.amal.phone.sees("Two roles in Advice Oslo")
        for period in ("9 days", "8 days", "11 days", "33 days"):
            assert period in page.text
        await play.amal.press("notice:yes", on=page)
        await play.amal.phone.sees("🎤")
        await play.amal.say("/privacy")
        again = await play.amal.phone.sees("Two roles in Advice Oslo", after=page)
        assert not again.buttons, "there is nothing left to choose"


async def test_a_changed_notice_is_shown_again_before_the_next_question_is_taken(play: Play):
    async with play.bot():
        question = await play.ask(play.bo, "Pytanie", "pl")
    async with play.bot(play.settings(retention={"cases": 60})):
        held = await play.bo.say("Drugie pytanie", reply_to=None)
        notice = await play.bo.phone.sees("ℹ️")
        assert "🔒" in notice.text
        await play.bo.phone.sees(lambda seen: seen.id == held and seen.reacted("✍"))
        await play.bo.say("Odpowiedź", reply_to=(await play.bo.phone.sees("✅")).id)
        assert "Drugie" not in play.polish.transcript()
        await play.bo.press("notice:yes", on=notice)
        await play.polish.sees("Odpowiedź")
        await play.polish.sees("Drugie pytanie")
        assert question.chat == play.polish.id
    async with play.bot(play.settings(retention={"cases": 60})):
        await play.bo.say("Trzecie pytanie")
        await play.polish.sees("Trzecie pytanie")


async def test_declining_shows_whom_to_call_and_when_somebody_is_there(running: Play):
    await running.amal.say("/start en")
    await running.amal.press("notice:no")
    await running.amal.phone.sees(sos)
    await running.amal.phone.sees("Opening hours for each language")


async def test_stop_ends_everything(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("/stop")
    await running.bo.phone.sees("/forget")
    await running.polish.sees(lambda seen: is_card(seen) and "☑️ Closed" in seen.text)
    await running.bo.say("jeszcze coś")
    await running.bo.phone.sees("🔒", times=2)
    assert "jeszcze" not in running.polish.transcript()
    assert question.id


BUSY = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 60}}
PLACE = {"location": {"latitude": 59.9139, "longitude": 10.7522}}


async def fall_behind(play: Play) -> None:
    """The group is told to wait for a minute, with messages of Bo behind it."""
    await play.stage.fault(method="sendMessage", times=1, chat_id=play.polish.id, answer=BUSY)
    for number in range(3):
        await play.bo.say(f"tajne {number}")
    await play.bo.phone.sees("/undo", after=await play.bo.say("/help"))


async def see_that_bo_is_not_passed_on(play: Play) -> None:
    """What somebody else writes afterwards arrives, and stands behind everything of Bo's in the lane of the group."""
    asking = asyncio.create_task(play.ask(play.fatuma, "Pregunta", "es"))
    while not asking.done():  # the group may be told to wait before that or only now
        await play.stage.advance(61)
        await asyncio.wait([asking], timeout=1)
    await asking
    assert "tajne" not in play.polish.transcript()


async def test_after_stop_nothing_is_passed_on_that_waits_for_its_turn(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await fall_behind(running)
    await running.bo.say("/stop")
    await running.bo.phone.sees("/forget")
    await see_that_bo_is_not_passed_on(running)
    assert "Pytanie" in running.polish.transcript(), "what has arrived stays"


async def test_after_stop_nothing_waits_for_a_yes_and_nothing_changes_what_has_arrived(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    hidden = await running.bo.say("Mój numer 912 34 567")
    show = await running.bo.phone.sees(lambda seen: seen.starts("show:") is not None)
    await running.bo.send(running.bo.phone, "location", fields=PLACE)
    send = await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None)
    await running.polish.sees("Mój numer [")
    await running.bo.say("/stop")
    await running.bo.phone.sees("/forget")
    for asked, verb in ((show, "show:"), (send, "send:")):
        await running.bo.press(asked.starts(verb) or "", on=asked)
    await running.bo.edit(running.bo.phone, hidden, "tajne po zmianie")
    await running.bo.phone.sees(lambda seen: seen.id == hidden and seen.reacted("✍"))
    await see_that_bo_is_not_passed_on(running)
    assert "912 34 567" not in running.polish.transcript()
    assert not [seen for seen in running.polish.shown() if seen.kind == "location"]
    assert question.id


# -- /mydata --------------------------------------------------------------------------------------------------------


async def test_my_data_is_words_and_a_file_with_ones_own_rows_only(running: Play):
    await running.ask(running.amal, "سؤال", "ar")
    question = await running.ask(running.bo, "Pytanie", "pl")
    written = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    answer = await running.bo.phone.sees("Oto rada")
    await running.polish.sees(delivered(written))
    await running.bo.say("/mydata")
    words = await running.bo.phone.sees("📄", after=answer)
    pseudonym = (await running.polish.sees(is_card)).text.split(" · ")[0]
    assert pseudonym in words.text
    assert "Telegram Desktop" in words.text
    document = await running.bo.phone.sees(lambda seen: seen.kind == "document", after=words)
    data = json.loads(await running.stage.file(document.content["file"]["id"]))
    assert [row["pseudonym"] for row in data["contacts"]] == [pseudonym]
    assert data["contacts"][0]["notice_language"] == "pl"
    assert [row["chat"] for row in data["addresses"]] == [str(running.bo.id)]
    assert [row["team"] for row in data["cases"]] == ["Polish"]
    assert [row["direction"] for row in data["messages"]] == ["card", "to_team", "to_contact"]
    whole = json.dumps(data, ensure_ascii=False)
    for other in (running.amal.id, running.eli.id, running.polish.id):
        assert str(other) not in whole
    assert "Oto rada" not in whole, "what was handed over is not kept"


async def my_data(play: Play, person: Person) -> str:
    asked = await person.say("/mydata")
    document = await person.phone.sees(lambda seen: seen.kind == "document", after=asked)
    return json.dumps(json.loads(await play.stage.file(document.content["file"]["id"])), ensure_ascii=False)


async def test_my_data_shows_nothing_that_a_volunteer_keeps_to_themselves(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "Zadzwoń 912 34 567", reply_to=question)
    await running.bo.phone.sees("Zadzwoń [")
    card = {"contact": {"phone_number": "+4791234568", "first_name": "Ingrid", "user_id": 999_999}}
    await running.eli.send(running.polish, "contact", reply_to=question, fields=card)
    await running.polish.sees(lambda seen: seen.starts("send:") is not None)
    await running.eli.write(running.polish, "/block he asks for @ingrid_vik", reply_to=question)
    await running.staff.sees("he asks for")
    data = await my_data(running, running.bo)
    for kept in ("912 34 567", "Ingrid", "+4791234568", "he asks", "@ingrid_vik"):
        assert kept not in data, kept


async def test_my_data_shows_what_one_was_asked_about_ones_own_words(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("Mój numer 912 34 567")
    await running.bo.phone.sees(lambda seen: seen.starts("show:") is not None)
    assert "912 34 567" in await my_data(running, running.bo)


# -- /forget --------------------------------------------------------------------------------------------------------


def key_of(play: Play) -> MasterKey:
    return read_key((play.folder / "brobygger.key").read_text("utf-8"))


@asynccontextmanager
async def store_of(play: Play) -> AsyncIterator[SqlStore]:
    """The bot's own database, looked at from outside."""
    store = await open_store(f"sqlite:{play.folder / 'data' / 'demo.db'}", key_of(play))
    try:
        yield store
    finally:
        await store.close()


async def everything_is_sent(play: Play) -> None:
    async with store_of(play) as store:
        while True:
            async with store.transaction() as tx:
                if (await tx.queue_sizes())["outbox_pending"] == 0:
                    return
            await asyncio.sleep(0.05)


async def forget(person: Person) -> None:
    await person.say("/forget")
    await person.press("forget:yes")


async def is_named(play: Play, person: Person, url: str = "") -> bool:
    """Whether the token of a person's number stands anywhere in the database."""
    path = Path(url.removeprefix("sqlite:")) if url else play.folder / "data" / "demo.db"
    store = await open_store(f"sqlite:{path}", key_of(play))
    token = store.keys.ids(ChannelName("telegram")).conceal(person.id)
    await store.close()
    stored = b"".join(each.read_bytes() for each in path.parent.glob("*.db*"))
    assert stored
    return token.encode() in stored


def bytes_of_the_database(play: Play) -> bytes:
    return b"".join(path.read_bytes() for path in (play.folder / "data").glob("demo.db*"))


async def test_forgetting_deletes_the_topic_the_chat_and_every_byte(running: Play):
    question = await running.ask(running.amal, "سؤال سري", "ar")
    await running.chris.write(running.arabic, "جواب", reply_to=question, thread=question.thread)
    await running.amal.phone.sees("جواب")
    pseudonym = running.arabic.content["topics"][0]["title"].split(" · ")[0]
    other = await running.ask(running.bo, "Pytanie", "pl")
    assert await is_named(running, running.amal)
    await forget(running.amal)
    await running.amal.phone.sees("48")
    line = await running.arabic.sees("A case was erased")
    assert pseudonym not in line.text
    await running.arabic.sees(lambda seen: not running.arabic.content["topics"])
    await running.amal.phone.loses("جواب")
    await running.amal.phone.loses("سؤال سري")
    left = running.amal.phone.transcript()
    assert "🔒" not in left, "the bot's own messages too"
    await everything_is_sent(running)
    async with store_of(running) as store:
        await store.tidy()
    stored = bytes_of_the_database(running)
    assert not await is_named(running, running.amal)
    for canary in (pseudonym, "سؤال"):
        assert canary.encode() not in stored, canary
    await running.eli.write(running.polish, "Oto rada", reply_to=other)
    await running.bo.phone.sees("Oto rada")
    journal = (running.folder / "erased.txt").read_text()
    assert re.fullmatch(r"2026-11-22 [0-9a-f]{32}\n", journal)


async def test_an_update_that_nobody_could_read_is_forgotten_with_its_sender(running: Play):
    await running.ask(running.amal, "سؤال", "ar")
    sender = {"id": running.amal.id, "is_bot": False, "first_name": "Amal"}
    await running.stage.push_raw({"callback_query": {"id": "1", "from": sender, "message": {"text": "words 4471"}}})
    await running.staff.sees("could not be read")
    assert "words 4471" in await my_data(running, running.amal)
    await forget(running.amal)
    await running.amal.phone.sees("48")
    async with store_of(running) as store, store._engine.transaction() as transaction:
        left = await transaction.run("SELECT payload FROM inbox WHERE state = 'quarantined'")
    assert left == []


async def test_in_a_plain_group_the_copies_go_and_other_peoples_stay(running: Play):
    question = await running.ask(running.bo, "Pytanie Bo", "pl")
    await running.ask(running.fatuma, "Pregunta", "es")
    await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.bo.phone.sees("Oto rada")
    await forget(running.bo)
    await running.polish.loses("Pytanie Bo")
    await running.polish.sees("A case was erased")
    await running.bo.phone.loses("Oto rada")
    assert "Pregunta" in running.polish.transcript()


async def test_what_is_older_than_two_days_can_only_be_named(running: Play):
    question = await running.ask(running.bo, "Stare pytanie", "pl")
    await running.stage.advance(49 * 3600)
    await running.bo.say("Nowe pytanie")
    await running.polish.sees("Nowe pytanie")
    await forget(running.bo)
    await running.polish.loses("Nowe pytanie")
    await running.bo.phone.sees("48")
    await everything_is_sent(running)
    assert "Stare pytanie" in running.polish.transcript()
    assert question.id
    assert "parked" not in running.staff.transcript()


async def test_whoever_does_not_confirm_keeps_everything(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("/forget")
    await running.bo.press("forget:no")
    await running.bo.phone.toasts(said("pl", "Nothing is deleted."))
    await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.bo.phone.sees("Oto rada")


async def test_who_writes_again_is_somebody_new(running: Play):
    await running.ask(running.amal, "سؤال", "ar")
    pseudonym = running.arabic.content["topics"][0]["title"].split(" · ")[0]
    await forget(running.amal)
    await running.amal.say("/start ar_work")  # in the same moment: it waits until the erasing is done
    await running.amal.press("notice:yes")
    await running.amal.phone.sees("🎤")
    await running.amal.say("سؤال جديد")
    await running.arabic.sees("سؤال جديد")
    assert running.arabic.content["topics"][0]["title"].split(" · ")[0] != pseudonym
    assert "🌱" in (await running.arabic.sees(is_card)).text


async def test_from_the_shell_also_whoever_has_blocked_the_bot_and_nothing_is_left_behind(play: Play):
    settings = play.settings()
    async with play.bot(settings):
        await play.ask(play.amal, "سؤال", "ar")
        pseudonym = play.arabic.content["topics"][0]["title"].split(" · ")[0]
        await play.amal.block()
        await play.arabic.sees("🔕")
        assert await find_contact(settings, "Nobody Here") is None
        assert await find_contact(settings, pseudonym.upper()) == (1, False)
        await ask_erasure(settings, pseudonym)
        await play.arabic.sees(lambda seen: not play.arabic.content["topics"])
        await everything_is_sent(play)
        assert await find_contact(settings, pseudonym) is None
    assert not await is_named(play, play.amal)


async def test_without_the_right_to_delete_topics_staff_hear_of_it_and_it_is_done_later(running: Play):
    await running.ask(running.amal, "سؤال", "ar")
    await running.amal.change_bot(running.arabic, change="demote")
    await forget(running.amal)
    await running.amal.phone.sees("48")
    await running.staff.sees("missing in the group")
    assert running.arabic.content["topics"]
    await running.amal.change_bot(running.arabic, change="promote")
    await running.stage.advance(61)
    await running.arabic.sees(lambda seen: not running.arabic.content["topics"])


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("point", ERASURE_POINTS)
async def test_killed_on_the_way_it_is_finished_at_the_next_start(
    play: Play, url: str, point: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CRASHPOINT", point)
    bot = Process(play, url)
    await bot.start()
    try:
        await play.ask(play.amal, "سؤال", "ar")
        await forget(play.amal)
        assert await bot.wait() == -signal.SIGKILL
        monkeypatch.delenv("CRASHPOINT")
        bot = Process(play, url)
        await bot.start()
        await play.amal.phone.sees("48")
        await play.arabic.sees(lambda seen: not play.arabic.content["topics"])
        assert await bot.end(signal.SIGTERM) == 0
    finally:
        await bot.kill_what_is_left()
    assert not await is_named(play, play.amal, url)
    assert play.amal.phone.transcript().count("🗑") == 1, "told once; the question is deleted"


async def test_a_restored_backup_brings_nobody_back(play: Play):
    async with play.bot():
        await play.ask(play.amal, "سؤال", "ar")
        await play.ask(play.bo, "Pytanie", "pl")
    shutil.copy(play.folder / "data" / "demo.db", play.folder / "backup")
    async with play.bot():
        await forget(play.amal)
        await play.amal.phone.sees("48")
        await everything_is_sent(play)
    shutil.copy(play.folder / "backup", play.folder / "data" / "demo.db")
    assert await is_named(play, play.amal)
    before = len(await play.amal.phone.messages())
    async with play.bot():
        question = await play.ask(play.fatuma, "Pregunta", "es")
        assert question
    assert not await is_named(play, play.amal)
    assert len(await play.amal.phone.messages()) == before, "she was told when it was done"
    async with store_of(play) as store, store.transaction() as tx:
        assert await tx.find_contact("telegram", store.keys.ids(ChannelName("telegram")).conceal(play.bo.id))
