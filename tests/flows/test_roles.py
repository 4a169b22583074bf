"""Who may do what, who did what, and who is not heard any more."""

import re

from bot.cli.demo import demo_document
from bot.engine.group_probes import EVERY
from bot.keys.access import open_with_key
from bot.simulator.world import Member
from tests.flows.conftest import Play, delivered, is_card
from tests.flows.test_rights import PLACE, fall_behind, see_that_bo_is_not_passed_on

HOUR = EVERY / 1000

MENUS = 8 + 2 + 1
"""Contacts: seven languages and the rest; two teams; staff."""


async def test_what_was_done_is_written_down_without_text_or_names(running: Play):
    question = await running.ask(running.bo, "Pytanie 4471", "pl")
    card = await running.polish.sees(is_card)
    await running.eli.press("✋", on=card)
    await running.polish.sees(lambda seen: seen.id == card.id and "Volunteer A" in seen.text)
    await running.dana.write(running.polish, "Rada 4472", reply_to=question)
    answer = await running.bo.phone.sees("Rada 4472")
    await running.dana.write(running.polish, "/undo")
    await running.bo.phone.loses(lambda seen: seen.id == answer.id)
    await running.eli.write(running.polish, "/close", reply_to=question)
    await running.bo.phone.sees("☑️")
    await running.eli.press("🔓", chat=running.polish)
    await running.polish.sees(lambda seen: seen.id == card.id and "☑️ Close" in seen.buttons)
    await running.sol.write(running.staff, "/audit")
    audit = await running.staff.sees("What was done last")
    lines = audit.text.splitlines()[1:]
    title = card.text.splitlines()[0].split(" · ")[0]
    assert [line.split(" ", 2)[2].split(" (")[0] for line in lines] == [
        "Volunteer A: opened a case again",
        "Volunteer A: closed a case",
        "Volunteer B: took an answer back",
        "Volunteer A: took a case",
    ]
    assert all(f"(Polish, {title}" in line for line in lines)
    for secret in ("4471", "4472", "Bo", "Eli", "party", str(running.eli.id)):
        assert secret not in audit.text


async def test_only_members_of_the_staff_chat_in_their_own_name_are_staff(running: Play):
    await running.sol.write(running.staff, "/audit", anonymous=True)
    await running.staff.sees("in their own name")
    for number, line in enumerate(("/audit", "/teams", "/block Blue Heron", "/unlink Polish", "/hours")):
        message = {
            "message_id": 800 + number,
            "date": 0,
            "chat": {"id": running.staff.id, "type": "supergroup", "title": "x"},
            "from": {"id": running.fatuma.id, "is_bot": False, "first_name": "F"},
            "text": line,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(line.split()[0])}],
        }
        await running.stage.push_raw({"message": message})
    await running.staff.sees("in their own name", times=6)
    assert "Nothing was done yet" not in running.staff.transcript()


async def test_teams_are_listed_with_what_matters(running: Play):
    await running.stage.advance(HOUR)
    await running.ask(running.amal, "سؤال", "ar")
    await running.sol.change_bot(running.polish, change="promote", rights=["can_manage_chat"])
    await running.staff.sees("Something is missing in the group of team Polish")
    await running.sol.write(running.staff, "/teams")
    shown = (await running.staff.sees("Arabic (from config.toml)")).text
    arabic, polish = shown.split("\n\n")
    assert "Open cases: 1, without an answer: 1, waiting for the opening: 0" in arabic
    assert "all topics" in arabic
    assert "🕐 open" in arabic
    assert "✅ The bot may do all" in arabic
    assert "“Delete Messages”" in polish


def without_example(help_text: str) -> list[str]:
    """The lines of commands that show no example: a command again, or what one would use it for."""
    lines = [line for line in help_text.splitlines() if line.startswith("/")]
    assert lines
    return [line for line in lines if not re.search(r"such as|as in|(reply|write) /", line, re.IGNORECASE)]


async def test_help_says_what_one_may_do_here_with_examples(running: Play):
    await running.sol.write(running.staff, "/help")
    staff = await running.staff.sees("This is the staff chat")
    assert "/closed 24.12-1.1" in staff.text
    await running.eli.write(running.polish, "/help")
    volunteer = await running.polish.sees("/block insults")
    assert "/link" not in volunteer.text
    await running.sol.write(running.polish, "/help")
    owner = await running.polish.sees("/link ar pl")
    await running.bo.say("/start en_work")
    await running.bo.say("/help")
    phone = await running.bo.phone.sees("/undo")
    assert "/audit" not in phone.text
    assert "/claim" not in phone.text
    for each in (staff, volunteer, owner, phone):
        assert without_example(each.text) == []


async def test_an_answer_that_waited_for_a_yes_and_opens_its_case_again_is_in_the_audit(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.send_voice(running.polish, reply_to=question)
    asked = await running.polish.sees(lambda seen: seen.starts("send:") is not None)
    await running.eli.press("☑️", on=await running.polish.sees(is_card))
    await running.bo.phone.sees("☑️")
    await running.eli.press(asked.starts("send:") or "", on=asked)
    await running.bo.phone.sees(lambda seen: seen.kind == "voice")
    await running.sol.write(running.staff, "/audit")
    audit = await running.staff.sees("What was done last")
    assert "Volunteer A: opened a case again" in audit.text


async def test_every_command_of_a_menu_is_explained_by_help(running: Play):
    for person, room in ((running.sol, running.staff), (running.eli, running.polish), (running.bo, running.bo.phone)):
        await room._until(lambda room=room: menu_of(running, room.id), "has no menu", 20)
        asked = await person.write(room, "/help")
        shown = (await room.sees(lambda seen: seen.by_bot and "\n/" in seen.text, after=asked)).text
        assert [each for each in menu_of(running, room.id) if f"/{each} –" not in shown] == ["help"]


def menu_of(play: Play, chat: int) -> dict[str, str]:
    return {each["command"]: each["description"] for each in play.stage.chats[chat]["commands"]}


async def test_every_chat_has_its_menu_in_its_language(running: Play):
    await running.bo.say("/start")
    await running.stage.look()
    await running.staff._until(lambda: "audit" in menu_of(running, running.staff.id), "has no menu", 20)
    await running.polish._until(lambda: "claim" in menu_of(running, running.polish.id), "has no menu", 20)
    await running.bo.phone._until(lambda: "waiting" in menu_of(running, running.bo.id), "has no menu", 20)
    assert not menu_of(running, running.bo.id).keys() & {"audit", "claim", "teams"}
    assert "audit" not in menu_of(running, running.polish.id)


async def test_menus_are_not_set_again_by_a_restart(play: Play):
    async with play.bot():
        await play.stage.look()
        await play.ask(play.bo, "Pytanie", "pl")
        calls = play.simulator.api.calls
        await play.staff._until(lambda: sum(call[1] == "setMyCommands" for call in calls) == MENUS, "has no menu", 20)
    before = [call for call in await play.stage.calls() if call["method"] == "setMyCommands"]
    async with play.bot():
        await play.ask(play.amal, "سؤال", "ar")
        await play.stage.advance(60)
        await play.ask(play.fatuma, "Drugie", "pl")
    after = [call for call in await play.stage.calls() if call["method"] == "setMyCommands"]
    assert len(before) == len(after) == MENUS


async def test_a_blocked_contact_is_answered_once_and_not_passed_on(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    card = await running.polish.sees(is_card)
    name = card.text.split(" · ")[0]
    await running.sol.write(running.staff, f"/block {card.text.splitlines()[0].replace('💼 ', '')} insults")
    await running.staff.sees(f"Nothing more of {name}")
    await running.polish.sees(f"Staff have blocked {name}")
    await running.bo.say("Jeszcze jedno")
    await running.bo.phone.sees("112")
    await running.bo.say("I jeszcze")
    await running.bo.say("/help")
    await running.bo.phone.sees("/undo")
    assert len([seen for seen in running.bo.phone.shown() if seen.by_bot and "⛔" in seen.text]) == 1
    await running.sol.write(running.staff, f"/block {name}")
    assert "insults" in (await running.staff.sees("blocked already")).text
    await running.sol.write(running.staff, f"/unblock {name.lower()}")
    await running.staff.sees("insults", after=await running.staff.sees("blocked already"))
    await running.bo.say("Dziękuję")
    await running.polish.sees("Dziękuję")
    assert "jedno" not in running.polish.transcript()
    assert "I jeszcze" not in running.polish.transcript()
    for told in (running.staff.transcript(), running.polish.transcript()):
        assert "Nowak" not in told
        assert str(running.bo.id) not in told


async def test_what_waits_of_a_blocked_contact_is_never_passed_on(play: Play):
    settings = play.settings(service={"hours": "Mon-Thu 10:00-15:00"})
    async with play.bot(settings):
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        await play.bo.say("Czeka do rana")
        await play.bo.phone.sees("10:00")
        store = await open_with_key(settings)
        assert store is not None
        async with store.transaction() as tx:
            [case] = await tx.cases_with_queue("Polish")
        await store.close()
        name = case.pseudonym
        await play.sol.write(play.staff, f"/block {name} spam")
        await play.staff.sees("Nothing more")
        await play.stage.set_clock("2026-11-23T10:01:00+01:00")
        await play.ask(play.fatuma, "Inne", "pl")
        assert "Czeka" not in play.polish.transcript()


async def test_a_block_stops_what_waits_for_its_turn_or_for_a_yes(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    title = (await running.polish.sees(is_card)).text.splitlines()[0]
    await running.bo.send(running.bo.phone, "location", fields=PLACE)
    asked = await running.bo.phone.sees(lambda seen: seen.starts("send:") is not None)
    await fall_behind(running)
    await running.sol.write(running.staff, f"/block {title} insults")
    await running.staff.sees("Nothing more of")
    await running.bo.press(asked.starts("send:") or "", on=asked)
    await see_that_bo_is_not_passed_on(running)
    assert not [seen for seen in running.polish.shown() if seen.kind == "location"]


async def test_a_volunteer_asks_staff_to_block_and_staff_decide(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "/block insults", reply_to=question)
    await running.polish.sees("Staff are asked")
    asked = await running.staff.sees("asks to block")
    assert "Volunteer A (Polish)" in asked.text
    assert "insults" in asked.text
    await running.bo.say("Dalej")
    await running.polish.sees("Dalej")
    await running.sol.press("Block", on=asked)
    await running.polish.sees("Staff have blocked")
    await running.bo.say("Jeszcze")
    await running.bo.phone.sees("⛔")
    await running.sol.press("block-no:" + asked.data_of("Block").partition(":")[2], on=asked)
    await running.staff.toasts("no longer here")


def office_teams(play: Play) -> list[dict]:
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0] |= {"languages": ["pl", "ar"], "place": "Oslo", "name": "Oslo"}
    teams[1] |= {"place": "Bergen", "name": "Polish"}
    return teams


async def test_where_offices_share_a_language_the_contact_chooses_the_place(play: Play):
    async with play.bot(play.settings(teams=office_teams(play))):
        await play.bo.say("/start")
        await play.bo.press("language:pl")
        await play.bo.press("notice:yes")
        await play.bo.press("Bergen")
        await play.bo.press("topic:work")
        number = await play.bo.say("W Bergen")
        await play.polish.sees("W Bergen")
        await play.bo.phone.sees(delivered(number))
        await play.bo.say("/place")
        await play.bo.press("Oslo")
        await play.bo.say("W Oslo")
        await play.arabic.sees("W Oslo")
        assert "W Oslo" not in play.polish.transcript()
        await play.amal.say("/start ar_work")
        await play.amal.press("notice:yes")
        await play.amal.phone.sees("🎤")
        assert "📍" not in play.amal.phone.transcript()


async def test_who_left_unseen_loses_the_case_within_the_hour(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    card = await running.polish.sees(is_card)
    await running.eli.press("✋", on=card)
    await running.polish.sees(lambda seen: seen.id == card.id and "Volunteer A" in seen.text)
    running.simulator.world.chats[running.polish.id].members[running.eli.id] = Member("left")
    await running.stage.advance(HOUR)
    await running.polish.sees(lambda seen: seen.id == card.id and "Volunteer" not in seen.text)


async def test_topics_that_were_switched_off_are_named_and_nothing_is_lost(running: Play):
    await running.ask(running.amal, "الأول", "ar")
    await running.sol.change_bot(running.arabic, forum="off")
    await running.bo.say("/start ar_work")
    await running.bo.press("notice:yes")
    await running.bo.phone.sees("🎤")
    await running.bo.say("جديد")
    told = await running.staff.sees("Topics are switched off")
    assert "Arabic" in told.text
    assert "Manage Topics" not in told.text
    await running.sol.change_bot(running.arabic, forum="on")
    await running.stage.advance(HOUR)
    await running.arabic.sees("جديد")
    await running.staff.sees("has topics again")


async def test_a_right_that_was_taken_away_is_named_at_once_and_once(running: Play):
    await running.sol.change_bot(running.arabic, change="promote", rights=["can_manage_chat", "can_delete_messages"])
    told = await running.staff.sees("Something is missing in the group of team Arabic")
    assert "Manage Topics" in told.text
    assert "Delete Messages" not in told.text
    await running.amal.say("/start ar_work")
    await running.amal.press("notice:yes")
    await running.amal.phone.sees("🎤")
    await running.amal.say("سؤال")
    await running.ask(running.bo, "Pytanie", "pl")
    assert len([seen for seen in running.staff.shown() if "Something is missing" in seen.text]) == 1
    await running.sol.change_bot(running.arabic, change="promote")
    await running.staff.sees("may do all that it needs")
    await running.arabic.sees("سؤال")
