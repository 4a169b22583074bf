"""What staff say to the volunteers."""

from tests.flows.conftest import Play
from tests.flows.test_policy import FORWARDED


async def test_staff_speak_to_all_teams(running: Play):
    await running.sol.write(running.staff, "/announce Party on Friday")
    await running.sol.press("📢 Send it", chat=running.staff)
    for group in (running.arabic, running.polish):
        assert (await group.sees("Party on Friday")).text.startswith("📢")
    await running.staff.sees("On its way to: Arabic, Polish")
    assert "pinned" not in running.polish.transcript()
    assert "Party" not in running.amal.phone.transcript()


async def test_to_some_teams_with_a_photo_and_pinned(running: Play):
    begun = await running.sol.write(running.staff, "/announce")
    panel = await running.staff.sees("To the volunteers", after=begun)
    await running.sol.send_photo(running.staff, caption="Come all", reply_to=panel)
    panel = await running.staff.sees("Which teams?")
    await running.sol.press("Arabic", on=panel)
    panel = await running.staff.sees(lambda seen: "✅ Polish" in seen.buttons and "Arabic" in seen.buttons)
    await running.sol.press("📌", on=panel)
    panel = await running.staff.sees(lambda seen: "✅ 📌 Pin it" in seen.buttons)
    await running.sol.press("📢 Send it", on=panel)
    assert (await running.polish.sees("Come all")).kind == "photo"
    await running.polish.sees(lambda seen: seen.kind == "service" and "pinned" in seen.text)
    assert "Come all" not in running.arabic.transcript()
    await running.staff.sees("On its way to: Polish")
    await running.press_late(running.sol, panel, "📢")
    await running.sol.write(running.staff, "/announce Later")
    await running.staff.sees("Later")  # the late press came before
    assert running.polish.transcript().count("Come all") == 1


async def test_without_the_right_to_pin_it_is_said_and_staff_hear_why(running: Play):
    await running.sol.change_bot(running.polish, change="promote", rights=["can_delete_messages", "can_manage_topics"])
    await running.sol.write(running.staff, "/announce Words")
    panel = await running.staff.sees("Which teams?")
    await running.sol.press("📌", on=panel)
    await running.sol.press("📢 Send it", on=await running.staff.sees(lambda seen: "✅ 📌 Pin it" in seen.buttons))
    await running.polish.sees("Words")
    await running.staff.sees("could not be pinned")


async def test_a_volunteer_who_answers_it_is_told_that_this_goes_nowhere(running: Play):
    await running.sol.write(running.staff, "/announce Words")
    await running.sol.press("📢 Send it", chat=running.staff)
    said = await running.polish.sees("Words")
    await running.eli.write(running.polish, "Great", reply_to=said)
    await running.polish.sees("Reply to a message of the person")


async def test_others_can_neither_change_nor_send_a_draft(running: Play):
    kim = await running.stage.add_person("Kim", "staff", "nb", chat=running.staff)
    await running.sol.write(running.staff, "/announce Words")
    panel = await running.staff.sees("Which teams?")
    await kim.press("📢 Send it", on=panel)
    await running.staff.toasts("somebody else's")
    await running.sol.write(running.staff, "/cancel")
    await running.staff.sees("Nothing was sent")
    assert "Words" not in running.polish.transcript()


async def test_a_forwarded_message_is_said_to_the_volunteers_by_answering_it(running: Play):
    forwarded = await running.sol.write(running.staff, "New brochure", fields=FORWARDED)
    await running.sol.write(running.staff, "/announce", reply_to=forwarded)
    await running.sol.press("Send it", chat=running.staff)
    assert (await running.polish.sees("New brochure")).text.endswith("\n\nNew brochure")
