"""What volunteers do in their group, and what never leaves it."""

from bot.cli.demo import demo_document
from tests.flows.conftest import Play, delivered, is_card


async def answered(play: Play, text: str = "Oto rada") -> tuple:
    """Bo has asked, and Eli has answered in the plain group."""
    question = await play.ask(play.bo, "Pytanie", "pl")
    answer = await play.eli.write(play.polish, text, reply_to=question)
    received = await play.bo.phone.sees(text)
    await play.polish.sees(delivered(answer))
    return question, answer, received


async def test_only_replies_to_the_persons_messages_go_out(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    card = await running.polish.sees(is_card)
    await running.eli.write(running.polish, "who takes this?")
    await running.dana.write(running.polish, "not me", reply_to=await running.eli.write(running.polish, "you?"))
    await running.eli.write(running.polish, "// the boss is wrong", reply_to=question)
    hint = await running.eli.write(running.polish, "hello there", reply_to=card)
    assert (await running.polish.sees("Not sent: this is the card")).reply_to == hint
    await running.eli.write(running.polish, "Dzień dobry", reply_to=question)
    await running.bo.phone.sees("Dzień dobry")
    phone = running.bo.phone.transcript()
    for internal in ("who takes", "not me", "you?", "boss", "hello there"):
        assert internal not in phone


async def test_what_stays_inside_is_not_even_stored(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "strictly between us 8713")
    await running.eli.write(running.polish, "/help")
    await running.polish.sees("/undo")
    stored = b"".join(path.read_bytes() for path in (running.folder / "data").glob("demo.db*"))
    assert b"8713" not in stored


async def test_typing_in_a_topic_is_no_reply_to_it(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    await running.chris.write(running.arabic, "just thinking aloud", thread=question.thread)
    await running.chris.write(running.arabic, "جواب", thread=question.thread, reply_to=question)
    await running.amal.phone.sees("جواب")
    assert "aloud" not in running.amal.phone.transcript()


async def test_the_first_volunteer_gets_the_case_and_the_others_see_it(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    card = await running.polish.sees(is_card)
    await running.eli.press("✋", on=card)
    await running.polish.toasts("yours")
    taken = await running.polish.sees(lambda seen: seen.id == card.id and "Volunteer A" in seen.text)
    mention = next(each for each in taken.content["entities"] if each["type"] == "text_mention")
    assert mention["user"]["id"] == running.eli.id
    await running.press_late(running.dana, card, "✋")
    await running.dana.press("👐", on=taken)
    await running.polish.toasts("Volunteer A")
    await running.eli.press("👐", on=taken)
    await running.polish.sees(lambda seen: seen.id == card.id and "Volunteer" not in seen.text)


async def test_the_first_answer_claims_and_ends_the_waiting(running: Play):
    await answered(running)
    card = await running.polish.sees(lambda seen: is_card(seen) and "Volunteer A" in seen.text)
    assert "⏳" not in card.text


async def test_closing_tells_the_contact_and_an_answer_opens_again(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    card = await running.arabic.sees(is_card)
    await running.chris.press("☑️", on=card)
    await running.amal.phone.sees("☑️")
    await running.arabic.sees(lambda seen: seen.id == card.id and "🔓 Open again" in seen.buttons)
    await running.arabic.sees(lambda seen: running.arabic.content["topics"][0]["closed"])
    await running.press_late(running.chris, card, "☑️")
    reopen = next(seen for seen in running.arabic.shown() if seen.id == card.id)
    await running.dana.press("🔓", on=reopen)
    await running.arabic.sees(lambda seen: not running.arabic.content["topics"][0]["closed"])
    await running.chris.write(running.arabic, "مرحبا", reply_to=question, thread=question.thread)
    await running.amal.phone.sees("مرحبا")


async def test_an_answer_is_taken_back_by_its_writer(running: Play):
    _, _, received = await answered(running, "nieprawda")
    await running.eli.write(running.polish, "/undo")
    await running.bo.phone.loses(lambda seen: seen.id == received.id)
    await running.polish.sees("↩️")
    await running.eli.write(running.polish, "/undo")
    await running.polish.sees("nothing to take back")


async def test_a_question_is_taken_back_by_its_writer(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("moje hasło")
    secret = await running.polish.sees("moje hasło")
    await running.bo.say("/undo")
    await running.polish.loses(lambda seen: seen.id == secret.id)
    await running.bo.phone.sees("↩️")


async def test_commands_in_the_group_do_what_the_buttons_do(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "/close")
    await running.polish.sees("Which case?")
    await running.eli.write(running.polish, "/claim", reply_to=question)
    await running.polish.sees("yours")
    await running.dana.write(running.polish, "/close", reply_to=question)
    await running.bo.phone.sees("☑️")
    help_asked = await running.eli.write(running.polish, "/help")
    assert (await running.polish.sees("/undo")).reply_to == help_asked
    assert "/claim" not in running.bo.phone.transcript()


async def test_in_a_topic_team_every_line_goes_out_but_notes(play: Play):
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0]["relay"] = "topic"
    async with play.bot(play.settings(teams=teams)):
        question = await play.ask(play.amal, "سؤال", "ar")
        await play.chris.write(play.arabic, "// let me check", thread=question.thread)
        await play.chris.write(play.arabic, "أهلا", thread=question.thread)
        await play.amal.phone.sees("أهلا")
        await play.chris.write(play.arabic, "in the general topic")
        mixed = await play.chris.write(play.arabic, "hello\n// but beware", thread=question.thread)
        assert (await play.arabic.sees("Not sent: one of its lines")).reply_to == mixed
        await play.chris.write(play.arabic, "وداعا", thread=question.thread)
        await play.amal.phone.sees("وداعا")
        assert "let me check" not in play.amal.phone.transcript()
        assert "beware" not in play.amal.phone.transcript()
        assert "general" not in play.amal.phone.transcript()


async def test_a_stranger_who_presses_or_answers_is_told_no(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    card = await running.polish.sees(is_card)
    await running.press_late(running.fatuma, card, "✋")
    await running.eli.press("✋", on=card)
    await running.polish.sees(lambda seen: seen.id == card.id and "Volunteer A" in seen.text)
    mention = next(
        each for each in (await running.polish.sees(is_card)).content["entities"] if each["type"] == "text_mention"
    )
    assert mention["user"]["id"] == running.eli.id


async def test_a_volunteer_who_left_is_no_volunteer(running: Play):
    question, _, _ = await answered(running)
    await running.eli.leave(running.polish)
    await running.stage.push_raw(
        {
            "message": {
                "message_id": 9001,
                "date": 0,
                "chat": {"id": running.polish.id, "type": "supergroup", "title": "x"},
                "from": {"id": running.eli.id, "is_bot": False, "first_name": "Eli"},
                "text": "still here",
                "reply_to_message": {
                    "message_id": question.id,
                    "date": 0,
                    "chat": {"id": running.polish.id, "type": "supergroup", "title": "x"},
                    "from": {"id": running.simulator.world.bot.id, "is_bot": True, "first_name": "bot"},
                },
            }
        }
    )
    await running.polish.sees("only members")
    assert "still here" not in running.bo.phone.transcript()


async def test_a_volunteer_who_left_changes_no_answer(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    received = await running.bo.phone.sees("Oto rada")
    await running.polish.sees(delivered(answer))
    await running.eli.leave(running.polish)
    await running.stage.push_raw(
        {
            "edited_message": {
                "message_id": answer,
                "date": 0,
                "edit_date": 1,
                "chat": {"id": running.polish.id, "type": "supergroup", "title": "x"},
                "from": {"id": running.eli.id, "is_bot": False, "first_name": "Eli"},
                "text": "something else",
                "reply_to_message": {
                    "message_id": question.id,
                    "date": 0,
                    "chat": {"id": running.polish.id, "type": "supergroup", "title": "x"},
                    "from": {"id": running.simulator.world.bot.id, "is_bot": True, "first_name": "bot"},
                },
            }
        }
    )
    await running.polish.sees("only members")
    await running.dana.write(running.polish, "Druga rada", reply_to=question)
    await running.bo.phone.sees("Druga rada")
    assert [seen.text for seen in running.bo.phone.shown() if seen.id == received.id] == ["Oto rada"]


async def test_an_administrator_who_writes_as_the_group_is_told_how_to_answer(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.sol.write(running.polish, "anonymous", reply_to=question, anonymous=True)
    await running.polish.sees("Remain anonymous")
    assert "anonymous" not in running.bo.phone.transcript()
