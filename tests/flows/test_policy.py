"""What names a person is hidden until its writer says otherwise; what would give somebody away is asked about first."""

import sqlite3
from contextlib import closing

import pytest

from bot.cli.demo import demo_document
from bot.features.relay.texts import refusal as refusal_text
from bot.i18n import Catalogs
from bot.kernel.content import Text
from bot.kernel.ids import LanguageCode
from bot.kernel.incoming import Unrelayable
from tests.flows.conftest import Play, decide, delivered, is_card, kind, said

NUMBER = "912 34 567"
MONDAY_OPENING = "2026-11-23T10:00:05+01:00"
PLACE = {"location": {"latitude": 59.9139, "longitude": 10.7522}}


def with_hours(play: Play):
    return play.settings(service={"hours": "Mon-Thu 10:00-15:00"})


async def test_a_phone_number_goes_out_hidden_and_is_shown_when_its_writer_says_so(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    number = await running.bo.say(f"Zadzwoń: {NUMBER}, dziękuję")
    seen = await running.polish.sees("Zadzwoń: [phone number hidden], dziękuję")
    await running.bo.phone.sees(delivered(number))
    asked = await decide(running.bo, "show")
    assert asked.reply_to == number
    shown = await running.polish.sees(f"Zadzwoń: {NUMBER}, dziękuję")
    assert shown.id == seen.id
    await running.bo.phone.sees(lambda seen: seen.id == asked.id and not seen.buttons)


async def test_what_stays_hidden_is_erased_and_the_old_button_says_so(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say(f"Mój numer {NUMBER}")
    await running.polish.sees("[phone number hidden]")
    asked = await decide(running.bo, "hide")
    await running.bo.phone.sees(lambda seen: seen.id == asked.id and not seen.buttons)
    await running.press_late(running.bo, asked, asked.starts("show:") or "")
    await running.bo.say("koniec")
    await running.polish.sees("koniec")
    assert NUMBER not in running.polish.transcript()


async def test_nobody_decides_for_another(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    answer = await running.eli.write(running.polish, "Zadzwoń do mnie 912 34 567", reply_to=question)
    received = await running.bo.phone.sees("Zadzwoń do mnie [")
    assert "912" not in received.text
    asked = await running.polish.sees(lambda seen: seen.starts("show:") is not None)
    assert asked.reply_to == answer
    await running.dana.press(asked.starts("show:") or "", on=asked)
    await running.polish.toasts("Only whoever wrote it")
    await running.eli.press(asked.starts("show:") or "", on=asked)
    await running.bo.phone.sees(lambda seen: seen.id == received.id and NUMBER in seen.text)


async def test_an_edit_is_hidden_anew(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    number = await running.bo.say("Mój adres: jutro")
    seen = await running.polish.sees("jutro")
    await running.bo.phone.sees(delivered(number))
    await running.bo.edit(running.bo.phone, number, "Mój adres: bo.nowak@example.org")
    await running.polish.sees(lambda each: each.id == seen.id and "[e-mail address hidden]" in each.text)
    first = await decide(running.bo, "show")
    await running.polish.sees(lambda each: each.id == seen.id and "bo.nowak@example.org" in each.text)
    await running.bo.edit(running.bo.phone, number, "Mój adres: bo.nowak@example.com")
    await running.polish.sees(lambda each: each.id == seen.id and "[e-mail address hidden]" in each.text)
    await running.bo.phone.sees(lambda each: each.starts("show:") is not None and each.id > first.id)


async def test_captions_of_an_album_are_hidden_with_one_question(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    await running.amal.send_album(
        running.amal.phone,
        [{"kind": "photo", "sample": "letter", "caption": f"رقمي ٠٩١٢٣٤٥٦٧٨{last}"} for last in ("٩", "٨")],
    )
    await running.arabic.sees("[phone number hidden]", thread=question.thread, times=2)
    await decide(running.amal, "show")
    await running.arabic.sees("٠٩١٢٣٤٥٦٧٨٩", thread=question.thread)
    await running.arabic.sees("٠٩١٢٣٤٥٦٧٨٨", thread=question.thread)
    assert not [seen for seen in await running.amal.phone.messages() if seen.starts("show:")]


async def test_what_is_hidden_in_a_queue_can_be_shown_before_and_after_the_opening(play: Play):
    async with play.bot(with_hours(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        for text, verb in (("Pierwszy 912 34 561", "show"), ("Drugi 912 34 562", "hide"), ("Trzeci 912 34 563", "")):
            await play.bo.say(text)
            asked = await play.bo.phone.sees(lambda seen: seen.starts("show:") is not None, times=1)
            if verb:
                await decide(play.bo, verb)
                await play.bo.phone.sees(lambda seen, asked=asked: seen.id == asked.id and not seen.buttons)
        await play.bo.say("Czwarty")
        await play.bo.phone.sees(lambda seen: seen.text == "Czwarty" and seen.reacted("✍"))
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees("Czwarty")
        shown = "\n".join(seen.text for seen in play.polish.shown())
        assert "912 34 561" in shown
        assert "912 34 562" not in shown
        assert "912 34 563" not in shown
        third = await play.polish.sees("Trzeci [phone number hidden]")
        assert third.text == "Trzeci [phone number hidden]"  # it travels alone, so that it can be shown
        await decide(play.bo, "show")
        await play.polish.sees(lambda seen: seen.id == third.id and seen.text == "Trzeci 912 34 563")


async def test_what_came_before_the_choice_is_hidden_and_asked_about(running: Play):
    await running.bo.say(f"Pomocy {NUMBER}")
    await running.bo.send(running.bo.phone, "location", fields=PLACE)
    await running.bo.phone.sees("🌐")
    await running.bo.say("/start pl_work")
    await running.bo.press("notice:yes")
    await running.polish.sees("Pomocy [phone number hidden]")
    await decide(running.bo, "send")
    await running.polish.sees(kind("location"))
    await decide(running.bo, "show")
    await running.polish.sees(f"Pomocy {NUMBER}")


async def test_the_whole_text_is_forgotten_after_a_day_and_when_the_case_closes(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say(f"Raz {NUMBER}")
    old = await running.bo.phone.sees(lambda seen: seen.starts("show:") is not None)
    await running.stage.advance(25 * 3600)
    await running.bo.say(f"Dwa {NUMBER}")
    await running.polish.sees("Dwa [phone")
    await running.bo.press(old.starts("show:") or "", on=old)
    await running.bo.phone.toasts("")
    second = await running.bo.phone.sees(lambda seen: seen.starts("show:") is not None and seen.id != old.id)
    await running.eli.press("☑️", chat=running.polish)
    await running.bo.phone.sees("☑️")
    await running.bo.press(second.starts("show:") or "", on=second)
    await running.bo.say("koniec")
    await running.polish.sees("koniec")
    assert NUMBER not in running.polish.transcript()


async def test_what_is_taken_back_can_no_longer_be_shown(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say(f"Tajne {NUMBER}")
    await running.polish.sees("Tajne")
    asked = await running.bo.phone.sees(lambda seen: seen.starts("show:") is not None)
    await running.bo.say("/undo")
    await running.polish.loses("Tajne")
    await running.bo.press(asked.starts("show:") or "", on=asked)
    await running.bo.say("koniec")
    await running.polish.sees("koniec")
    assert "Tajne" not in running.polish.transcript()


async def test_a_rich_message_arrives_as_plain_text_and_hides_what_it_hides_elsewhere(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    mention = {"type": "text_mention", "text": "siostra", "user": {"id": 777, "is_bot": False, "first_name": "Ola"}}
    blocks = [
        {"type": "heading", "text": "Czynsz", "size": 1},
        {"type": "paragraph", "text": ["Zapytaj ", mention, ", ", {"type": "bold", "text": NUMBER}]},
    ]
    for person, room, other, reply, label in (
        (running.bo, running.bo.phone, running.polish, None, "phone number hidden"),
        (running.eli, running.polish, running.bo.phone, question, said("pl", "[phone number hidden]").strip("[]")),
    ):
        await person.send(room, "rich_message", reply_to=reply, fields={"rich_message": {"blocks": blocks}})
        seen = await other.sees("Czynsz")
        assert seen.text == f"Czynsz\nZapytaj siostra, [{label}]"
        assert not seen.content["entities"]
    number = await running.bo.send(
        running.bo.phone,
        "rich_message",
        fields={"rich_message": {"blocks": [*blocks, {"type": "photo", "photo": []}]}},
    )
    refusal = await running.bo.phone.sees("🚫")
    assert refusal.reply_to == number


# -- What stands above a message --------------------------------------------------------------------------------------

BY_SOMEBODY = {"type": "user", "date": 0, "sender_user": {"id": 777, "is_bot": False, "first_name": "Ola Nowak"}}
FORWARDED = {"forward_origin": BY_SOMEBODY}


def quoting(words: str) -> dict:
    return {"quote": {"text": words, "position": 0, "is_manual": True}}


async def test_a_forwarded_message_says_so_in_its_readers_language_and_not_whose_it_was(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say(f"Cudze słowa, {NUMBER}", fields=FORWARDED)
    seen = await running.polish.sees("Cudze słowa")
    assert seen.text == "↪️ (forwarded)\nCudze słowa, [phone number hidden]"
    await decide(running.bo, "show")
    await running.polish.sees(lambda each: each.id == seen.id and each.text.startswith("↪️") and NUMBER in each.text)
    await running.eli.write(running.polish, "Z innego miejsca", reply_to=question, fields=FORWARDED)
    answer = await running.bo.phone.sees("Z innego miejsca")
    assert answer.text == f"↪️ {said('pl', '(forwarded)')}\nZ innego miejsca"
    await running.bo.send_photo(running.bo.phone, fields=FORWARDED)
    assert (await running.polish.sees(kind("photo"))).text == "↪️ (forwarded)"
    for room in (running.polish, running.bo.phone):
        assert "Ola" not in room.transcript()


async def test_a_forwarded_message_that_waited_says_so_too_and_an_answer_to_another_chat(play: Play):
    async with play.bot(with_hours(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        await play.bo.say("Cudze", fields=FORWARDED)
        elsewhere = {"external_reply": {"origin": BY_SOMEBODY}, **quoting("their secret")}
        last = await play.bo.say("Co to znaczy?", fields=elsewhere)
        await play.bo.phone.sees(lambda seen: seen.id == last and seen.reacted("✍"))
        await play.stage.set_clock(MONDAY_OPENING)
        both = await play.polish.sees("Co to znaczy?")
        assert both.text == "↪️ (forwarded)\nCudze\n\n↩️ (answers something that can't be shown)\nCo to znaczy?"
        assert "secret" not in play.polish.transcript()


async def test_a_quotation_crosses_with_the_message_that_it_belongs_to(running: Play):
    question = await running.ask(running.bo, "Pierwsze i drugie", "pl")
    await running.eli.write(running.polish, "Tak", reply_to=question, fields=quoting("drugie"))
    answer = await running.bo.phone.sees("Tak")
    assert answer.text == "> drugie\nTak"
    await running.bo.say("Dlaczego?", reply_to=answer, fields=quoting("Tak"))
    assert (await running.polish.sees("Dlaczego?")).text == "> Tak\nDlaczego?"


async def test_nothing_is_quoted_that_was_not_meant_for_the_other_side(play: Play):
    async with play.bot(by_topic(play)):
        question = await play.ask(play.amal, "سؤال", "ar")
        inside = await play.chris.write(play.arabic, "// tajna uwaga", thread=question.thread)
        await play.chris.write(
            play.arabic, "الجواب", thread=question.thread, reply_to=inside, fields=quoting("tajna uwaga")
        )
        assert (await play.amal.phone.sees("الجواب")).text == "الجواب"


def by_topic(play: Play):
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0]["relay"] = "topic"
    return play.settings(teams=teams)


async def test_a_quotation_brings_nothing_back_that_was_taken_back(play: Play):
    async with play.bot(by_topic(play)):
        question = await play.ask(play.amal, "سؤال", "ar")
        where = question.thread
        answer = await play.chris.write(play.arabic, "My name is Ingrid Vik", thread=where)
        received = await play.amal.phone.sees("Ingrid")
        await play.arabic.sees(delivered(answer))
        waiting = await play.dana.write(
            play.arabic, "she said so", thread=where, reply_to=answer, fields={**quoting("Ingrid Vik"), "new": {"x": 1}}
        )
        asked = await play.arabic.sees(lambda seen: seen.reply_to == waiting and seen.starts("send:") is not None)
        await play.chris.write(play.arabic, "/undo", thread=where)
        await play.amal.phone.loses(lambda seen: seen.id == received.id)
        await play.dana.write(play.arabic, "not so", thread=where, reply_to=answer, fields=quoting("Ingrid Vik"))
        assert (await play.amal.phone.sees("not so")).text == "not so"
        await play.dana.press(asked.starts("send:") or "", on=asked)
        assert (await play.amal.phone.sees("she said so")).text == "she said so"


async def test_a_quotation_brings_nothing_along_that_waits_for_its_writers_yes(play: Play):
    async with play.bot(by_topic(play)):
        question = await play.ask(play.amal, "سؤال", "ar")
        where = question.thread
        kept = await play.chris.write(play.arabic, "My name is Ingrid", thread=where, fields={"new": {"x": 1}})
        await play.arabic.sees(lambda seen: seen.starts("send:") is not None)
        await play.dana.write(play.arabic, "not so", thread=where, reply_to=kept, fields=quoting("Ingrid"))
        assert (await play.amal.phone.sees("not so")).text == "not so"


async def test_a_link_arrives_without_what_tracks_people(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("Zobacz https://bo:haslo@nav.no/x?id=7&fbclid=IwAR0 teraz")
    await running.polish.sees("Zobacz https://nav.no/x?id=7 teraz")


# -- Asked first ------------------------------------------------------------------------------------------------------


async def test_the_first_voice_message_waits_for_a_yes_and_the_next_ones_do_not(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    first = await running.bo.send_voice(running.bo.phone)
    await running.bo.phone.sees(lambda seen: seen.id == first and seen.reacted("✍"))
    await running.bo.send_voice(running.bo.phone)
    await running.bo.say("tekst przechodzi")
    await running.polish.sees("tekst przechodzi")
    assert not [seen for seen in running.polish.shown() if seen.kind == "voice"]
    await decide(running.bo, "send")  # one answer for both
    await running.polish.sees(kind("voice"), times=2)
    await running.bo.phone.sees(delivered(first))
    await running.bo.send_voice(running.bo.phone)
    await running.polish.sees(kind("voice"), times=3)


async def test_what_its_writer_does_not_want_to_send_is_not_sent(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    number = await running.bo.send(running.bo.phone, "location", fields=PLACE)
    asked = await decide(running.bo, "stop")
    await running.bo.phone.sees(lambda seen: seen.id == asked.id and not seen.buttons)
    await running.bo.phone.sees(lambda seen: seen.id == number and not seen.reacted("✍"))
    await running.bo.say("koniec")
    await running.polish.sees("koniec")
    assert not [seen for seen in running.polish.shown() if seen.kind == "location"]


async def test_a_card_of_another_person_goes_as_text_when_its_sender_agrees(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    card = {"contact": {"phone_number": "+4722334455", "first_name": "Ola", "user_id": 777, "vcard": "BEGIN:VCARD"}}
    await running.bo.send(running.bo.phone, "contact", fields=card)
    await decide(running.bo, "send")
    seen = await running.polish.sees("+4722334455")
    assert (seen.kind, seen.text) == ("text", "👤 Ola\n📞 +4722334455")


async def test_ones_own_card_is_refused(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    for person, room, reply in ((running.bo, running.bo.phone, None), (running.eli, running.polish, question)):
        card = {"contact": {"phone_number": "+4722334455", "first_name": person.name, "user_id": person.id}}
        number = await person.send(room, "contact", fields=card, reply_to=reply)
        refusal = await room.sees("🚫", after=number)
        assert refusal.reply_to == number


async def test_in_an_urgent_topic_nothing_waits(play: Play):
    async with play.bot(with_hours(play)):
        await play.ask(play.bo, "Pomocy", "pl", topic="danger")
        await play.bo.send(play.bo.phone, "location", fields=PLACE)
        await play.polish.sees(kind("location"))
        await play.bo.phone.sees("/undo")
        await play.bo.send_voice(play.bo.phone)
        await play.polish.sees(kind("voice"))
        await play.bo.say(f"Dzwońcie {NUMBER}")
        await play.polish.sees("Dzwońcie [phone number hidden]")


async def test_what_nobody_decides_on_is_asked_once_more(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    number = await running.bo.send(running.bo.phone, "location", fields=PLACE)
    first = await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None)
    await running.stage.advance(3700)
    again = await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None, after=first)
    assert again.reply_to == number
    await running.stage.advance(7200)
    await running.bo.say("/waiting")
    await running.bo.phone.sees("📍", after=again)
    assert not [seen for seen in running.bo.phone.shown() if seen.id > again.id and seen.starts("send:")]
    await running.bo.press(again.starts("send:") or "", on=again)
    await running.polish.sees(kind("location"))


async def test_what_is_agreed_to_at_night_waits_for_the_opening(play: Play):
    async with play.bot(with_hours(play)):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        await play.bo.send_voice(play.bo.phone)
        await decide(play.bo, "send")
        await play.bo.phone.sees("🌙")
        assert not [seen for seen in await play.polish.messages() if seen.kind == "voice"]
        await play.stage.set_clock(MONDAY_OPENING)
        await play.polish.sees(kind("voice"))


async def test_ending_drops_what_was_kept_back(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.send(running.bo.phone, "location", fields=PLACE)
    asked = await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None)
    await running.bo.say("/end")
    await running.polish.sees("has ended")
    await running.bo.press(asked.starts("send:") or "", on=asked)
    await running.bo.say("znowu")
    await running.polish.sees("znowu")
    assert not [seen for seen in running.polish.shown() if seen.kind == "location"]


async def test_protected_messages_are_asked_about_once(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("chronione", fields={"has_protected_content": True})
    await decide(running.bo, "send")
    await running.polish.sees("chronione")
    await running.bo.say("też chronione", fields={"has_protected_content": True})
    await running.polish.sees("też chronione")


async def test_a_protected_message_from_before_the_choice_is_asked_about(running: Play):
    await running.bo.say("chronione", fields={"has_protected_content": True})
    await running.bo.phone.sees("🌐")
    await running.bo.say("/start pl_work")
    await running.bo.press("notice:yes")
    await decide(running.bo, "send")
    await running.polish.sees("chronione")


async def test_a_volunteer_is_asked_about_the_voice_once_and_for_all(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.send_voice(running.polish, reply_to=question)
    await decide(running.eli, "send", running.polish)
    await running.bo.phone.sees(lambda seen: seen.kind == "voice" and seen.by_bot)
    await running.polish.sees(lambda seen: is_card(seen) and "Volunteer A" in seen.text)
    other = await running.ask(running.fatuma, "Su'aal", "en")
    await running.eli.send_voice(running.polish, reply_to=other)
    await running.fatuma.phone.sees(lambda seen: seen.kind == "voice" and seen.by_bot)


# -- The wrong case ---------------------------------------------------------------------------------------------------


async def test_an_answer_in_the_thread_of_another_case_is_refused(play: Play):
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0]["relay"] = "topic"
    async with play.bot(play.settings(teams=teams)):
        amals = await play.ask(play.amal, "سؤال أمل", "ar")
        fatumas = await play.ask(play.fatuma, "سؤال آخر", "ar")
        assert amals.thread != fatumas.thread
        await play.stage.push_raw(
            {
                "message": {
                    "message_id": 9001,
                    "date": 0,
                    "chat": {"id": play.arabic.id, "type": "supergroup", "title": "x", "is_forum": True},
                    "from": {"id": play.chris.id, "is_bot": False, "first_name": "Chris"},
                    "message_thread_id": fatumas.thread,
                    "is_topic_message": True,
                    "text": "جواب في المكان الخطأ",
                    "reply_to_message": {
                        "message_id": amals.id,
                        "date": 0,
                        "chat": {"id": play.arabic.id, "type": "supergroup", "title": "x"},
                        "from": {"id": play.simulator.world.bot.id, "is_bot": True, "first_name": "bot"},
                    },
                }
            }
        )
        await play.arabic.sees("another conversation")
        for person in (play.amal, play.fatuma):
            assert "الخطأ" not in person.phone.transcript()


# -- What is new at Telegram ------------------------------------------------------------------------------------------


def count_of(play: Play, field: str) -> int:
    with closing(sqlite3.connect(play.folder / "data" / "demo.db")) as database:
        [(count,)] = database.execute("SELECT value FROM facts WHERE key = ?", (f"unknown_field:{field}",))
        return int(count)


async def test_a_field_without_a_rule_is_refused_aloud_counted_and_told_to_staff(running: Play):
    hologram = {"hologram": {"name": "Bo Nowak"}}
    question = await running.ask(running.bo, "Pytanie", "pl")
    for person, room, other, reply in (
        (running.bo, running.bo.phone, running.polish, None),
        (running.eli, running.polish, running.bo.phone, question),
    ):
        first = await person.write(room, f"Pierwsze od {person.name}", reply_to=reply, fields=hologram)
        asked = await room.sees(lambda seen: seen.starts("send:") is not None and "🆕" in seen.text)
        assert asked.reply_to == first
        await person.write(room, f"Zwykłe od {person.name}", reply_to=reply)
        await other.sees(f"Zwykłe od {person.name}")
        assert f"Pierwsze od {person.name}" not in other.transcript()
        await person.press(asked.starts("send:") or "", on=asked)
        assert (await other.sees(f"Pierwsze od {person.name}")).by_bot
        await person.write(room, f"Drugie od {person.name}", reply_to=reply, fields=hologram)
        await other.sees(f"Drugie od {person.name}")  # whoever agreed is not asked at each message
    assert "hologram" in (await running.staff.sees("something new")).text
    alone = await running.bo.do("send", chat=running.bo.phone, kind="hologram", fields=hologram)
    refusal = await running.bo.phone.sees("🚫", after=alone["message_id"])
    assert refusal.reply_to == alone["message_id"]
    assert len([seen for seen in await running.staff.messages() if "something new" in seen.text]) == 1
    assert count_of(running, "hologram") == 5


async def test_a_place_with_a_new_field_is_asked_about_as_a_place_each_time(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("Tekst", fields={"hologram": 1})
    await decide(running.bo, "send")
    await running.polish.sees("Tekst")
    await running.bo.send(running.bo.phone, "location", fields={**PLACE, "hologram": 1})
    await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None and "📍" in seen.text)


async def test_a_new_field_in_what_came_before_the_choice_is_asked_about(running: Play):
    await running.bo.say("Pomocy", fields={"hologram": 1})
    await running.bo.phone.sees("🌐")
    await running.bo.say("/start pl_work")
    await running.bo.press("notice:yes")
    await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None and "🆕" in seen.text)
    assert "Pomocy" not in running.polish.transcript()
    await decide(running.bo, "send")
    await running.polish.sees("Pomocy")


async def test_a_new_field_keeps_no_urgent_message_and_no_edit_back(play: Play):
    async with play.bot():
        await play.ask(play.bo, "Pytanie", "pl", topic="danger")
        number = await play.bo.say("Pilne", fields={"hologram": 1})
        await play.polish.sees("Pilne")
        await play.bo.phone.sees("🆕")
        await play.bo.phone.sees(delivered(number))
        edited = {"message_id": number, "date": 0, "edit_date": 1, "hologram": 1, "text": "Bardzo pilne"}
        sender = {"id": play.bo.id, "is_bot": False, "first_name": "Bo"}
        chat = {"id": play.bo.id, "type": "private", "first_name": "Bo"}
        await play.stage.push_raw({"edited_message": {**edited, "from": sender, "chat": chat}})
        await play.polish.sees("Bardzo pilne")
        await play.bo.phone.sees("ℹ️")


REFUSED = {
    "game": {"title": "t", "description": "d", "photo": []},
    "story": {"chat": {"id": 1, "type": "private"}, "id": 1},
    "invoice": {"title": "t", "description": "d", "start_parameter": "", "currency": "NOK", "total_amount": 1},
    "paid_media": {"star_count": 1, "paid_media": []},
    "passport_data": {"data": [], "credentials": {"data": "", "hash": "", "secret": ""}},
    "giveaway": {"chats": [], "winners_selection_date": 1, "winner_count": 1},
    "giveaway_winners": {
        "chat": {"id": 1, "type": "channel"},
        "giveaway_message_id": 1,
        "winners_selection_date": 1,
        "winner_count": 0,
        "winners": [],
    },
    "web_app_data": {"data": "d", "button_text": "b"},
    "users_shared": {"request_id": 1, "users": []},
    "chat_shared": {"request_id": 1, "chat_id": 1},
    "hologram": {"name": "of tomorrow"},
}


REASONS = {
    "game": Unrelayable.GAME,
    "story": Unrelayable.STORY,
    "invoice": Unrelayable.PAYMENT,
    "paid_media": Unrelayable.PAYMENT,
    "passport_data": Unrelayable.IDENTITY_DOCUMENTS,
    "location": Unrelayable.LIVE_LOCATION,
    "document": Unrelayable.TOO_LARGE,
    "forward": Unrelayable.OTHER_CASE,
}


@pytest.mark.parametrize("what", [*REFUSED, "location", "document", "forward"])
async def test_every_kind_that_does_not_cross_is_refused_on_both_sides_in_the_language_of_its_sender(
    running: Play, what: str
):
    question = await running.ask(running.bo, "Pytanie", "pl")
    by_us = {
        "type": "user",
        "date": 0,
        "sender_user": {"id": running.simulator.world.bot.id, "is_bot": True, "first_name": "b"},
    }
    fields = {
        "location": {"fields": {"location": {"latitude": 59.9, "longitude": 10.7, "live_period": 900}}},
        "document": {"size": 30 * 1024 * 1024, "file": "AAAA"},
        "forward": {"kind": "photo", "sample": "letter", "fields": {"forward_origin": by_us}},
    }.get(what) or {"fields": {what: REFUSED[what]}}
    reason = REASONS.get(what, Unrelayable.UNKNOWN)
    catalogs = Catalogs.load()
    for person, room, reply, language in (
        (running.bo, running.bo.phone, None, "pl"),
        (running.eli, running.polish, question, "en"),
    ):
        sending = {"chat": room, "kind": what, "reply_to": reply, **fields}
        number = (await person.do("send", **sending))["message_id"]
        refusal = await room.sees("🚫", after=number)
        assert refusal.reply_to == number
        expected = refusal_text(catalogs.translator(LanguageCode(language)), reason).content
        assert expected == Text(refusal.text)
