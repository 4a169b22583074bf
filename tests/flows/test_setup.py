"""A group becomes a team's, and stops being one."""

import asyncio

from bot.cli.demo import demo_document
from bot.features.groups.rules import SETTLES
from bot.simulator.people import Room
from tests.flows.conftest import Play, delivered, is_card
from tests.torture.mutants import counted

SPANISH = -1_001_000_000_055


def a_group(play: Play, number: int = SPANISH, *, members: list[int] | None = None, forum: bool = False) -> Room:
    """A group of Sol's that the bot is not in."""
    people = [play.sol.id, play.eli.id] if members is None else members
    group = play.simulator.world.add_group(
        number, "Spanish volunteers", "team", people, is_forum=forum, owner=people[0]
    )
    del group.members[play.simulator.world.bot.id]
    return Room(play.stage, number)


async def added(play: Play, room: Room, *, by=None) -> None:
    """The bot has noted that it was added, and some time has gone by since."""
    before = counted()["acted_on"]
    await (by or play.sol).change_bot(room, change="add")
    while counted()["acted_on"] == before:  # noqa: ASYNC110 - counters tell nobody
        await asyncio.sleep(0.01)
    await play.stage.advance(SETTLES / 1000)


def is_left(play: Play, room: Room) -> bool:
    chat = play.simulator.world.chats[room.id]
    return not play.simulator.world.bot_in(chat).present


async def linked(play: Play, line: str = "/link es", *, forum: bool = False, number: int = SPANISH) -> Room:
    """A group that staff have linked."""
    room = a_group(play, number, forum=forum)
    await added(play, room)
    await room.sees("Volunteers can answer people in this group")
    await play.sol.change_bot(room, change="promote")
    await room.sees("may do all that it needs here")
    await play.sol.write(room, line)
    await room.sees("Code:")
    await play.sol.press("Link it", chat=play.staff)
    await room.sees("This group is linked")
    return room


async def test_staff_add_the_bot_link_the_group_and_questions_come(running: Play):
    room = a_group(running)
    await added(running, room)
    greeting = await room.sees("Volunteers can answer people in this group")
    assert "Add Admin" in greeting.text
    assert "/link es ru" in greeting.text
    await running.sol.change_bot(room, change="promote", rights=["can_manage_chat"])
    await room.sees("Delete Messages")
    await running.sol.change_bot(room, change="promote")
    await room.sees("may do all that it needs here")
    await running.sol.write(room, "/link es")
    asked = await room.sees("Code:")
    question = await running.staff.sees("A group asks to answer people")
    assert asked.text[-4:] in question.text
    assert "Español" in question.text
    await running.sol.press("Link it", on=question)
    await room.sees("This group is linked")
    await running.staff.sees("Linked: team Spanish")
    await running.fatuma.say("/start es_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.phone.sees("🎤")
    await running.fatuma.say("¿Dónde?")
    seen = await room.sees("¿Dónde?")
    await room.sees(is_card)
    await running.eli.write(room, "Aquí", reply_to=seen)
    await running.fatuma.phone.sees("Aquí")


async def test_the_choice_can_be_made_with_buttons(running: Play):
    room = a_group(running)
    await added(running, room)
    await room.sees("Volunteers can answer")
    await running.sol.write(room, "/link")
    await running.sol.press("link-language-done", chat=room)
    await room.toasts("at least one language")
    await running.sol.press("link-language:es", chat=room)
    await room.sees(lambda seen: "✅ Español" in seen.buttons)
    await running.sol.press("link-language:ru", chat=room)
    await room.sees(lambda seen: "✅ Русский" in seen.buttons)
    await running.sol.press("link-language:ru", chat=room)
    await room.sees(lambda seen: "✅ Español" in seen.buttons and "✅ Русский" not in seen.buttons)
    await running.sol.press("link-language-done", chat=room)
    await running.sol.press("link-topic:legal", chat=room)
    await room.sees(lambda seen: any(label.startswith("✅ ⚖️") for label in seen.buttons))
    await running.sol.press("link-topic-done", chat=room)
    await room.sees("Code:")
    question = await running.staff.sees("A group asks")
    assert "⚖️" in question.text
    await running.sol.press("Link it", on=question)
    await room.sees("This group is linked")
    assert "Spanish · ⚖️ Law and rights" in (await running.staff.sees("✅ Linked")).text


async def test_the_office_is_chosen_with_a_button_where_there_are_several(play: Play):
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0]["place"], teams[1]["place"] = "Oslo", "Nord Fron"
    async with play.bot(play.settings(teams=teams)):
        room = a_group(play)
        await added(play, room)
        await room.sees("Volunteers can answer")
        await play.sol.write(room, "/link")
        await play.sol.press("link-language:pl", chat=room)
        await room.sees(lambda seen: "✅ Polski" in seen.buttons)
        await play.sol.press("link-language-done", chat=room)
        await play.sol.press("link-topic-done", chat=room)
        offices = await room.sees("To which office")
        assert offices.buttons == ["📍 Oslo", "📍 Nord Fron", "To no single office"]
        await play.sol.press("Nord Fron", on=offices)
        again = await room.sees("answered already by: Polish")
        assert "✅ Polski" in again.buttons, "one goes on from what was chosen"
        await play.sol.press("link-language-done", on=again)
        await play.sol.press("link-topic-done", chat=room)
        await play.sol.press("Oslo", chat=room)
        question = await play.staff.sees("A group asks")
        assert "📍 Oslo" in question.text
        await play.sol.press("Link it", on=question)
        await play.staff.sees("Linked: team Polish · Oslo")
        await play.bo.say("/start")
        await play.bo.press("language:pl")
        await play.bo.press("notice:yes")
        await play.bo.press("Oslo")
        await play.bo.press("topic:work")
        await play.bo.say("W Oslo")
        await room.sees("W Oslo")
        await play.sol.write(room, "/link pl nord fron")
        await room.sees("answered already by: Polish", after=await room.sees("W Oslo"))


async def test_a_group_may_belong_to_no_single_office(play: Play):
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0]["place"] = "Oslo"
    async with play.bot(play.settings(teams=teams)):
        room = a_group(play)
        await added(play, room)
        await room.sees("Volunteers can answer")
        await play.sol.write(room, "/link")
        await play.sol.press("link-language:es", chat=room)
        await play.sol.press("link-language-done", chat=room)
        await play.sol.press("link-topic-done", chat=room)
        await play.sol.press("To no single office", chat=room)
        assert "📍" not in (await play.staff.sees("A group asks")).text


async def test_a_forum_gets_a_topic_for_each_case(running: Play):
    room = await linked(running, forum=True)
    await running.fatuma.say("/start es_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.phone.sees("🎤")
    await running.fatuma.say("¿Dónde?")
    assert (await room.sees("¿Dónde?")).thread is not None


async def test_a_stranger_who_adds_the_bot_sees_it_leave_and_captures_nothing(running: Play):
    room = a_group(running, members=[running.fatuma.id])
    await running.fatuma.change_bot(room, change="add")
    await running.fatuma.write(room, "/link es")
    await running.stage.advance(SETTLES / 1000)
    await running.staff.sees("not staff added the bot")
    await room.sees("left the group")
    assert is_left(running, room)
    assert not any(seen.by_bot and seen.kind == "text" for seen in room.shown())
    assert "asks to answer" not in running.staff.transcript()


async def test_a_member_of_a_group_that_waits_can_not_link_it(running: Play):
    room = a_group(running, members=[running.sol.id, running.fatuma.id])
    await added(running, room)
    await room.sees("Volunteers can answer")
    await running.fatuma.write(room, "/link es")
    await room.sees("Only staff")
    await running.sol.write(room, "/link")
    await running.fatuma.press("link-language:es", chat=room)
    await room.toasts("Only staff")
    assert "asks to answer" not in running.staff.transcript()


async def test_a_link_in_a_group_that_we_do_not_know_leads_to_staff_and_out(running: Play):
    room = a_group(running, members=[running.fatuma.id])
    world = running.simulator.world
    world.chats[room.id].members[world.bot.id] = type(world.bot_in(world.chats[room.id]))("member")
    await running.fatuma.write(room, "/link es")
    await running.bo.say("/help")
    await running.bo.phone.sees("/start")
    await running.stage.advance(SETTLES / 1000)
    await running.staff.sees("not staff added the bot")
    assert "asks to answer" not in running.staff.transcript()


async def test_the_agreement_counts_only_from_the_staff_chat_and_only_once(running: Play):
    room = a_group(running, members=[running.sol.id, running.fatuma.id])
    await added(running, room)
    await room.sees("Volunteers can answer")
    await running.sol.write(room, "/link es")
    question = await running.staff.sees("A group asks")
    data = question.data_of("Link it")
    assert data is not None
    forged = {
        "id": "forged",
        "from": {"id": running.fatuma.id, "is_bot": False, "first_name": "F"},
        "chat_instance": "1",
        "data": data,
        "message": {"message_id": 1, "date": 0, "chat": {"id": room.id, "type": "supergroup", "title": "x"}},
    }
    await running.stage.push_raw({"callback_query": forged})
    there = {**forged["message"], "chat": {"id": running.staff.id, "type": "supergroup", "title": "x"}}
    in_staff = {**forged, "id": "forged-2", "message": there}
    await running.stage.push_raw({"callback_query": in_staff})
    await running.sol.write(running.staff, "/teams")
    await running.staff.sees("team")
    assert "This group is linked" not in room.transcript()
    await running.sol.press("Refuse", on=question)
    await running.staff.sees("Refused")
    await room.sees("left the group")
    await running.sol.press("Link it", on=question)
    await running.staff.toasts("answered, or asked anew")


async def test_a_link_survives_a_restart_in_the_middle(play: Play):
    room = a_group(play)
    async with play.bot():
        await added(play, room)
        await room.sees("Volunteers can answer")
    async with play.bot():
        await play.sol.write(room, "/link es")
        await room.sees("Code:")
    async with play.bot():
        await play.sol.press("Link it", chat=play.staff)
        await room.sees("This group is linked")
    async with play.bot():
        await play.fatuma.say("/start es_work")
        await play.fatuma.press("notice:yes")
        await play.fatuma.phone.sees("🎤")
        await play.fatuma.say("¿Dónde?")
        seen = await room.sees("¿Dónde?")
        await play.sol.change_bot(room, change="promote")
        await play.eli.write(room, "Aquí", reply_to=seen)
        await play.fatuma.phone.sees("Aquí")


async def test_what_stands_in_the_file_is_not_changed_from_the_chat(running: Play):
    await running.sol.write(running.polish, "/link es")
    await running.polish.sees("Team Polish stands in config.toml")
    await running.sol.write(running.staff, "/unlink polish")
    await running.staff.sees("Team Polish stands in config.toml")
    room = a_group(running)
    await added(running, room)
    await room.sees("Volunteers can answer")
    await running.sol.write(room, "/link pl")
    await room.sees("answered already by: Polish")


async def test_a_group_that_comes_into_the_file_is_the_files(play: Play):
    async with play.bot():
        room = await linked(play)
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams.append(
        {"name": "Castellano", "chat": f"telegram:{room.id}", "threads": False, "languages": ["es"], "language": "en"}
    )
    async with play.bot(play.settings(teams=teams)):
        await play.sol.write(play.staff, "/teams")
        shown = await play.staff.sees("Castellano (from config.toml)")
        assert "linked in the chat" not in shown.text


async def test_words_that_mean_nothing_are_named_with_what_would(running: Play):
    room = a_group(running)
    await added(running, room)
    await room.sees("Volunteers can answer")
    await running.sol.write(room, "/link spanish klingon")
    usage = await room.sees("Not understood: klingon")
    assert "legal" in usage.text


async def test_an_owner_links_though_not_in_the_staff_chat(play: Play):
    settings = play.settings(staff={"owners": [f"telegram:{play.fatuma.id}"]})
    async with play.bot(settings):
        room = a_group(play, members=[play.fatuma.id])
        await added(play, room, by=play.fatuma)
        await room.sees("Volunteers can answer")
        await play.fatuma.write(room, "/link es")
        await room.sees("Code:")
        await play.sol.press("Link it", chat=play.staff)
        await room.sees("This group is linked")


async def test_unlinking_gives_the_open_cases_to_another_team(running: Play):
    room = await linked(running)
    await running.fatuma.say("/start es_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.phone.sees("🎤")
    await running.fatuma.say("¿Dónde?")
    await room.sees("¿Dónde?")
    await running.sol.write(running.staff, "/unlink Spanish")
    asked = await running.staff.sees("1 case is not closed")
    await running.sol.press("Polish", on=asked)
    await running.polish.sees(is_card)
    await running.polish.sees("comes from another team")
    await running.fatuma.phone.sees("🔁")
    await room.sees("Staff have unlinked")
    await room.sees("left the group")
    number = await running.fatuma.say("Otra vez")
    again = await running.polish.sees("Otra vez")
    await running.fatuma.phone.sees(delivered(number))
    await running.eli.write(running.polish, "Bueno", reply_to=again)
    await running.fatuma.phone.sees("Bueno")
    assert len([seen for seen in running.polish.shown() if is_card(seen)]) == 1


async def test_what_could_not_reach_a_lost_group_goes_to_the_team_that_takes_over(running: Play):
    room = await linked(running)
    await running.sol.change_bot(room, change="kick")
    await running.staff.sees("no longer in the group of team Spanish")
    await running.fatuma.say("/start es_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.phone.sees("🎤")
    await running.fatuma.say("¿Dónde?")
    await running.fatuma.say("¿Y cuándo?")
    await running.sol.write(running.staff, "/unlink Spanish")
    await running.sol.press("Polish", on=await running.staff.sees("1 case is not closed"))
    await running.polish.sees("¿Dónde?")
    question = await running.polish.sees("¿Y cuándo?")
    await running.polish.sees(is_card)
    await running.eli.write(running.polish, "Mañana", reply_to=question)
    await running.fatuma.phone.sees("Mañana")


async def test_unlinking_can_close_the_cases_and_tells_the_people(running: Play):
    room = await linked(running)
    await running.fatuma.say("/start es_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.phone.sees("🎤")
    await running.fatuma.say("¿Dónde?")
    await room.sees("¿Dónde?")
    await running.sol.write(running.staff, "/unlink spanish")
    asked = await running.staff.sees("1 case is not closed")
    await running.sol.press("Keep the link", on=asked)
    await running.staff.sees("stays linked")
    await running.sol.press("Close them", on=asked)
    await running.staff.toasts("answered, or asked anew")
    await running.sol.write(running.staff, "/unlink spanish")
    await running.sol.press("Close them", on=await running.staff.sees("not closed", after=asked))
    await running.fatuma.phone.sees("☑️")
    await running.staff.sees("is unlinked")
    await room.sees("left the group")
    await running.fatuma.say("Otra vez")
    await running.polish.sees("Otra vez")


async def upgraded(play: Play, room: Room, *, member_first: bool) -> Room:
    """The group gets a new number, and Telegram tells of it in one order or in the other."""
    world, bot = play.simulator.world, play.simulator.world.bot.id
    new = room.id - 500

    async def member() -> None:
        moved = {
            "chat": {"id": new, "type": "supergroup", "title": "x"},
            "from": {"id": play.fatuma.id, "is_bot": False, "first_name": "F"},
            "date": 0,
            "old_chat_member": {"user": {"id": bot, "is_bot": True, "first_name": "b"}, "status": "left"},
            "new_chat_member": {"user": {"id": bot, "is_bot": True, "first_name": "b"}, "status": "member"},
        }
        await play.stage.push_raw({"my_chat_member": moved})

    async def migrate() -> None:
        message = {
            "message_id": 900,
            "date": 0,
            "chat": {"id": room.id, "type": "group", "title": "x"},
            "from": {"id": play.fatuma.id, "is_bot": False, "first_name": "F"},
            "migrate_to_chat_id": new,
        }
        await play.stage.push_raw({"message": message})

    old = world.chats[room.id]
    world.add_group(new, "Upgraded", "team", list(old.members), owner=play.sol.id)
    old.gone, old.moved_to = True, new
    for tell in (member, migrate) if member_first else (migrate, member):
        await tell()
    return Room(play.stage, new)


async def test_an_upgraded_group_is_not_left_in_whichever_order_it_is_told(running: Play):
    for member_first in (True, False):
        room = running.polish if member_first else Room(running.stage, running.polish.id - 500)
        new = await upgraded(running, room, member_first=member_first)
        await running.staff.sees(str(new.id))
        await running.stage.advance(2 * SETTLES / 1000)
        person, text = (running.bo, "Pierwsze") if member_first else (running.fatuma, "Drugie")
        await person.say("/start pl_work")
        await person.press("notice:yes")
        await person.phone.sees("🎤")
        await person.say(text)
        await new.sees(text)
        assert not is_left(running, new)
        assert "not staff" not in running.staff.transcript()


async def test_a_linked_group_goes_on_when_it_is_upgraded_also_after_a_restart(play: Play):
    async with play.bot():
        room = await linked(play)
        new = await upgraded(play, room, member_first=True)
        await play.stage.advance(2 * SETTLES / 1000)
        await play.fatuma.say("/start es_work")
        await play.fatuma.press("notice:yes")
        await play.fatuma.phone.sees("🎤")
        await play.fatuma.say("¿Dónde?")
        await new.sees("¿Dónde?")
    async with play.bot():
        await play.fatuma.say("¿Y cuándo?")
        seen = await new.sees("¿Y cuándo?")
        await play.eli.write(new, "Mañana", reply_to=seen)
        await play.fatuma.phone.sees("Mañana")
    assert "config.toml" not in play.staff.transcript()


async def test_a_group_that_is_upgraded_while_it_waits_can_still_be_linked(running: Play):
    room = a_group(running)
    await added(running, room)
    await room.sees("Volunteers can answer")
    new = await upgraded(running, room, member_first=True)
    await running.stage.advance(2 * SETTLES / 1000)
    await running.sol.write(new, "/link es")
    await new.sees("Code:")
    await running.sol.press("Link it", chat=running.staff)
    await new.sees("This group is linked")


async def test_an_upgrade_that_was_told_while_the_bot_was_away_is_followed(play: Play):
    """The updates come in one batch, in which the question who staff is undoes what was done of it."""
    new = await upgraded(play, play.polish, member_first=False)
    await play.sol.write(play.staff, "/teams")
    async with play.bot():
        await play.staff.sees("Polish (from config.toml)")
        await play.staff.sees(str(new.id))
        await play.stage.advance(2 * SETTLES / 1000)
        await play.bo.say("/start pl_work")
        await play.bo.press("notice:yes")
        await play.bo.phone.sees("🎤")
        await play.bo.say("Pierwsze")
        await new.sees("Pierwsze")
