"""News to many: staff draft, look, confirm; the people who agreed get it, each in their language."""

from bot.cli.demo import demo_document
from bot.engine.outbox import BROADCAST_IN_FLIGHT
from bot.simulator.people import Seen
from tests.flows.conftest import Play
from tests.flows.news import FIRST_READER, MONDAY_NOON, add_readers, agree, copies, draft, look, send
from tests.flows.test_policy import FORWARDED


async def test_staff_write_to_everybody_who_agreed(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.amal, "ar")
        await agree(play.bo, "pl")
        await play.fatuma.say("/start en_work")
        await play.fatuma.press("notice:yes")
        await draft(play, {"English": "Party on Friday", "العربية": "حفلة يوم الجمعة"})
        assert "To 2 people" in (await look(play)).text
        await play.sol.press("✅ Send it", chat=play.staff)
        assert (await play.amal.phone.sees("حفلة يوم الجمعة")).text == "حفلة يوم الجمعة"
        polish = await play.bo.phone.sees("Party on Friday")
        assert "English" in polish.text.splitlines()[0]
        assert "Sent: 2" in (await play.staff.sees("The news was sent")).text
        assert "Party" not in play.fatuma.phone.transcript()
        shown = [seen for seen in play.staff.shown() if seen.text in ("حفلة يوم الجمعة", polish.text)]
        previews = {seen.text: seen.buttons for seen in shown if seen.by_bot}
        assert previews["حفلة يوم الجمعة"] == (await play.amal.phone.sees("حفلة")).buttons
        assert previews[polish.text] == polish.buttons


async def test_only_those_who_were_chosen_get_it(play: Play):
    made = demo_document(play.folder, play.simulator)["teams"]
    offices = ("Oslo", "Bergen")
    teams = [{**team, "place": place, "hours": "always"} for team, place in zip(made, offices, strict=True)]
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot(play.settings(teams=teams)):
        await agree(play.amal, "ar", "housing")
        await agree(play.bo, "pl", "work")
        await agree(play.fatuma, "en", "work")
        for person, question in ((play.amal, "سؤال"), (play.bo, "Pytanie")):
            await person.say(question)
            await person.phone.sees("✅")
        await draft(play, {"English": "Words"})
        await play.sol.press("Who gets it", chat=play.staff)
        await play.staff.sees("3 people")
        for door, choice, people in (
            ("🌐", "Polski", "1 person"),
            ("💬", "Housing", "0 people"),
            ("🌐", "Polski", "1 person"),
            ("🏢", "Oslo", "1 person"),
            ("🏢", "Oslo", "1 person"),
            ("💬", "Housing", "3 people"),
            ("🕒", "last 7 days", "2 people"),
            ("🏢", "Bergen", "1 person"),
        ):
            await play.sol.press(door, chat=play.staff)
            await play.sol.press(choice, chat=play.staff)
            await play.sol.press(
                "⬅️", on=await play.staff.sees(lambda seen: "✅" in str(seen.buttons) or "Nothing" in seen.text)
            )
            await play.staff.sees(
                lambda seen, people=people: people in seen.text and "Wrote lately" in str(seen.buttons)
            )
        await play.sol.press("When ➡️", chat=play.staff)
        await play.sol.press("Look at it", chat=play.staff)
        last = await play.staff.sees("Send it like this?")
        assert "Bergen" in last.text
        assert "last 7 days" in last.text
        await play.sol.press("✅ Send it", on=last)
        await play.bo.phone.sees("Words")
        await play.staff.sees("Sent: 1")
        assert "Words" not in play.amal.phone.transcript() + play.fatuma.phone.transcript()


async def test_a_draft_survives_a_restart_and_can_be_changed_and_dropped(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.bo, "pl")
        await draft(play, {"English": "First try"})
    async with play.bot():
        panel = await play.staff.sees("1. the text")
        await play.sol.press("English", on=panel)
        await play.staff.sees("in: English")
        reply = await play.sol.write(play.staff, "Second try", reply_to=panel)
        await play.staff.sees("1. the text", after=reply)
        await look(play)
        assert any(seen.by_bot and "Second try" in seen.text for seen in play.staff.shown())
        await play.sol.press("⬅️", chat=play.staff)
        await play.staff.sees("3. when")
        again = await play.sol.write(play.staff, "/broadcast")
        await play.staff.sees("3. when", after=again)
        await play.sol.write(play.staff, "/cancel")
        await play.staff.sees("Nothing was sent")
        await play.sol.write(play.staff, "/cancel")
        await play.staff.sees("no draft")
        assert "try" not in play.bo.phone.transcript()


async def test_talk_among_staff_and_what_others_write_is_no_text(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    kim = await play.stage.add_person("Kim", "staff", "nb", chat=play.staff)
    async with play.bot():
        await agree(play.bo, "pl")
        await play.sol.write(play.staff, "/broadcast")
        panel = await play.staff.sees("1. the text")
        await play.sol.write(play.staff, "just talk")
        await kim.write(play.staff, "mine", reply_to=panel)
        await play.staff.sees("somebody else's")
        await kim.press("English", on=panel)
        await play.staff.toasts("somebody else's")
        await play.sol.send_voice(play.staff, reply_to=panel)
        await play.sol.write(play.staff, "late", reply_to=panel)
        await play.staff.sees("newest")
        panel = await play.staff.sees("1. the text", after=panel)
        await play.sol.send(play.staff, "location", reply_to=panel, latitude=60.0, longitude=10.0)
        await play.staff.sees("one message")
        await play.sol.write(play.staff, "x" * 4090, reply_to=panel)
        await play.staff.sees("Too long")


async def test_a_photo_with_words_and_a_name_that_does_not_cross(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.amal, "ar")
        await agree(play.bo, "pl")
        await play.sol.write(play.staff, "/broadcast")
        panel = await play.staff.sees("1. the text")
        await play.sol.press("English", on=panel)
        await play.staff.sees("in: English")
        await play.sol.send_photo(play.staff, caption="Come to the party", reply_to=panel)
        await play.staff.sees("1. the text", after=panel)
        await look(play)
        await play.sol.press("✅ Send it", chat=play.staff)
        for person in (play.amal, play.bo):
            seen = await person.phone.sees("Come to the party")
            assert seen.kind == "photo"
            assert "sol" not in str(seen.content).lower()


def uploads(play: Play) -> set[str]:
    """The files that stand in the readers' chats: each upload makes another."""
    return {
        message.body["photo"][-1]["file_id"]
        for chat in play.simulator.world.chats.values()
        for message in chat.messages.values()
        if chat.id >= FIRST_READER and "photo" in message.body
    }


async def begin_with_photo(play: Play, words: str) -> None:
    await play.sol.write(play.staff, "/broadcast")
    panel = await play.staff.sees("1. the text")
    await play.sol.press("English", on=panel)
    await play.staff.sees("in: English")
    await play.sol.send_photo(play.staff, caption=words, reply_to=panel)
    await play.staff.sees("1. the text", after=panel)
    await look(play)
    await play.sol.press("✅ Send it", chat=play.staff)


async def test_a_file_is_uploaded_once_and_not_for_everybody(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 90)
    paced = play.settings(telegram={"paced": True})
    async with play.bot(paced):
        await begin_with_photo(play, "Come to the party")
        while copies(play, "party").total() < 20:
            await play.simulator.world.wait_beyond(play.simulator.world.version, 5)
    before = uploads(play)
    assert len(before) <= BROADCAST_IN_FLIGHT
    known, world = len(play.simulator.world.files.by_id), play.simulator.world
    async with play.bot(paced):
        while copies(play, "party").total() < 60:
            await world.wait_beyond(world.version, 5)
        assert len(world.files.by_id) == known, "after a restart nothing is uploaded again"
        for file in before:
            del world.files.by_id[file]  # Telegram no longer knows it
        assert "Sent: 90" in (await play.staff.sees("The news was sent")).text
    assert set(copies(play, "party").values()) == {1}
    assert 1 <= len(uploads(play) - before) <= BROADCAST_IN_FLIGHT


async def test_who_blocked_the_bot_is_counted_and_left_out_the_next_time(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 3)
    play.simulator.world.people[500_001].blocked_bot = True
    play.simulator.world.people[500_002].deleted = True
    async with play.bot():
        await send(play, "Hello")
        report = await play.staff.sees("The news was sent")
        assert "Sent: 1" in report.text
        assert "Can't be reached any more: 2" in report.text
        await draft(play, {"English": "Again"})
        assert "To 1 person" in (await look(play)).text


async def test_a_reply_to_news_opens_a_case_and_the_team_hears_what_it_answers(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.bo, "pl")
        await send(play, "Party")
        news = await play.bo.phone.sees("Party")
        await play.bo.say("Mogę przyjść?", reply_to=news)
        question = await play.polish.sees("Mogę przyjść?")
        await play.polish.sees("This answers news")
        await play.eli.write(play.polish, "Tak", reply_to=question)
        await play.bo.phone.sees("Tak")


async def test_a_contact_stops_news_and_gets_answers_all_the_same(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        question = await play.ask(play.bo, "Pytanie", "pl")
        await play.eli.press("☑️", chat=play.polish)
        await play.bo.press("news:on")
        await play.bo.phone.sees("/news off")
        await send(play, "First")
        await play.bo.press("news:off", on=await play.bo.phone.sees("First"))
        await play.bo.phone.sees("/news on")
        await draft(play, {"English": "Second"})
        for door in ("Who gets it", "When", "Look at it"):
            await play.sol.press(door, chat=play.staff)
        await play.staff.toasts("Nobody")
        await play.eli.write(play.polish, "Oto rada", reply_to=question)
        await play.bo.phone.sees("Oto rada")
        await play.bo.say("/news")
        await play.bo.phone.sees(lambda seen: seen.data_of("news:on") is not None and seen.text.startswith("🔕"))


async def test_above_a_number_a_second_person_has_to_agree(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    kim = await play.stage.add_person("Kim", "staff", "nb", chat=play.staff)
    async with play.bot(play.settings(staff={"second_confirmation_above": 1})):
        await agree(play.amal, "ar")
        await agree(play.bo, "pl")
        await draft(play, {"English": "Party"})
        assert "After you, a second person" in (await look(play)).text
        await play.sol.press("✅ Send it", chat=play.staff)
        asked = await play.staff.sees("A second person from staff has to agree")
        await play.sol.press("✅ Send it", on=asked)
        await play.staff.toasts("Somebody else")
        await kim.press("✅ Send it", on=asked)
        await play.bo.phone.sees("Party")
        await play.amal.phone.sees("Party")


async def test_at_night_it_is_refused_unless_forced(play: Play):
    await play.stage.set_clock("2026-11-23T21:30:00+01:00")
    async with play.bot():
        await agree(play.bo, "pl")
        await draft(play, {"English": "Late"})
        last = await look(play)
        assert last.data_of("✅ Send it") is None
        await play.press_late(play.sol, await pretend(last, "confirm"), "x")
        await play.sol.press("🌙", on=last)
        await play.sol.press("✅ Send it", chat=play.staff)
        await play.bo.phone.sees("Late")


async def pretend(panel: Seen, verb: str) -> Seen:
    """The panel as a phone that is behind shows it, with a button that is not there any more."""
    data = panel.data_of("🌙")
    assert data is not None
    old = {**panel.content, "buttons": [[{"label": "x", "data": data.replace("force", verb)}]]}
    return Seen(panel.chat, old)


async def test_it_is_sent_at_its_hour_and_a_late_start_waits_for_the_morning(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.bo, "pl")
        await draft(play, {"English": "Tomorrow's news"})
        for door, screen in (("Who gets it", "2. who"), ("When", "3. when")):
            await play.sol.press(door, chat=play.staff)
            panel = await play.staff.sees(screen)
        await play.sol.write(play.staff, "whenever", reply_to=panel)
        await play.staff.sees("❓")
        await play.sol.write(play.staff, "tomorrow 10:00", reply_to=panel)
        await play.staff.sees("tomorrow 10:00", after=panel)
        await play.sol.press("Look at it", chat=play.staff)
        await play.sol.press("✅ Send it", chat=play.staff)
        await play.staff.sees("⏰")
    await play.stage.set_clock("2026-11-24T23:00:00+01:00")
    async with play.bot():
        await play.sol.write(play.staff, "/hours")
        await play.staff.sees("Arabic")
        assert "Tomorrow's news" not in play.bo.phone.transcript()
        await play.stage.set_clock("2026-11-25T08:00:01+01:00")
        await play.bo.phone.sees("Tomorrow's news")
        await play.staff.sees("The news was sent")


async def test_what_is_scheduled_can_be_called_off(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.bo, "pl")
        await draft(play, {"English": "Never"})
        for door, screen in (("Who gets it", "2. who"), ("When", "3. when")):
            await play.sol.press(door, chat=play.staff)
            panel = await play.staff.sees(screen)
        await play.sol.write(play.staff, "18:00", reply_to=panel)
        await play.staff.sees("today 18:00", after=panel)
        await play.sol.press("Look at it", chat=play.staff)
        await play.sol.press("✅ Send it", chat=play.staff)
        await play.sol.press("⏹", chat=play.staff)
        await play.staff.sees("Nothing was sent")
        await play.stage.set_clock("2026-11-23T18:30:00+01:00")
        await send(play, "Another")
        await play.bo.phone.sees("Another")
        assert "Never" not in play.bo.phone.transcript()


async def test_news_is_corrected_and_taken_back_everywhere(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 20)
    async with play.bot():
        await agree(play.amal, "ar")
        await draft(play, {"English": "Party on Friday", "العربية": "حفلة"})
        await look(play)
        await play.sol.press("✅ Send it", chat=play.staff)
        await play.sol.press("✏️", on=await play.staff.sees("The news was sent"))
        panel = await play.staff.sees("Correct the news")
        await play.sol.press("English", on=panel)
        await play.staff.sees("in: English")
        await play.sol.write(play.staff, "Party on Saturday", reply_to=panel)
        await play.sol.press("Look at it", on=await play.staff.sees("Correct the news", after=panel))
        await play.sol.press("✅ Correct it", on=await play.staff.sees("like this?", after=panel))
        report = await play.staff.sees("The news was corrected")
        assert "Sent: 21" in report.text
        assert set(copies(play, "Saturday").values()) == {1}
        assert set(copies(play, "Friday").values()) == {0}
        await play.amal.phone.sees("حفلة")
        await play.sol.press("↩️", on=report)
        asked = await play.staff.sees("Take the news back?")
        await play.sol.press("✅ Take it back", on=asked)
        assert "Taken back: 21" in (await play.staff.sees("The news was taken back")).text
        assert set(copies(play, "Saturday").values()) == {0}
        await play.amal.phone.loses("حفلة")


async def test_what_is_older_than_two_days_stays(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.bo, "pl")
        await send(play, "Old news")
        report = await play.staff.sees("The news was sent")
        await play.stage.advance(49 * 3600)
        await play.sol.press("↩️", on=report)
        await play.sol.press("✅ Take it back", on=await play.staff.sees("Take the news back?"))
        assert "Taken back: 0" in (await play.staff.sees("The news was taken back")).text
        await play.bo.phone.sees("Old news")


async def test_the_words_after_the_command_are_the_first_text(running: Play):
    await running.sol.write(running.staff, "/broadcast We are closed on Friday")
    panel = await running.staff.sees("1. the text")
    assert any("English" in label and "✅" in label for label in panel.buttons)


async def test_a_forwarded_message_is_taken_over_by_answering_it(play: Play):
    await play.stage.set_clock(MONDAY_NOON)
    async with play.bot():
        await agree(play.fatuma, "en")
        forwarded = await play.sol.send_photo(play.staff, caption="Party on Friday", fields=FORWARDED)
        await play.sol.write(play.staff, "/broadcast", reply_to=forwarded)
        panel = await play.staff.sees("1. the text")
        assert any("English" in label and "✅" in label for label in panel.buttons)
        await look(play)
        await play.sol.press("✅ Send it", chat=play.staff)
        seen = await play.fatuma.phone.sees("Party on Friday")
        assert (seen.kind, seen.text) == ("photo", "Party on Friday"), "and not that it was forwarded"


async def test_what_a_contact_wrote_does_not_become_news_by_a_forward(running: Play):
    await running.ask(running.bo, "Pytanie 7718", "pl")
    us = {"id": running.simulator.world.bot.id, "is_bot": True, "first_name": "Brobygger"}
    ours = {"forward_origin": {"type": "user", "date": 0, "sender_user": us}}
    forwarded = await running.sol.write(running.staff, "Pytanie 7718", fields=ours)
    await running.sol.write(running.staff, "/broadcast", reply_to=forwarded)
    assert "🚫" in (await running.staff.sees("🚫")).text
    await running.sol.write(running.staff, "/teams")
    alarm = await running.staff.sees("from config.toml")
    await running.sol.write(running.staff, "/broadcast", reply_to=alarm)
    assert not any("✅" in label for label in (await running.staff.sees("1. the text")).buttons)
