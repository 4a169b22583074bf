"""A press counts only for the side that it was made for, also when somebody forges one."""

from bot.simulator.people import Person, Seen
from tests.flows.conftest import Play, decide, is_card


async def forge(play: Play, person: Person, on: Seen, data: str | None) -> None:
    """A press with whatever data, on a message that the person can see."""
    private = on.chat == person.id
    chat = {"id": on.chat, "type": "private"} if private else {"id": on.chat, "type": "supergroup", "title": "x"}
    await play.stage.push_raw(
        {
            "callback_query": {
                "id": f"forged-{person.id}-{data}",
                "from": {"id": person.id, "is_bot": False, "first_name": person.name},
                "chat_instance": "1",
                "data": data,
                "message": {"message_id": on.id, "date": 0, "chat": chat},
            }
        }
    )


async def test_a_contact_does_not_decide_about_a_volunteers_words(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.eli.write(running.polish, "Zadzwoń 912 34 567", reply_to=question)
    await running.bo.phone.sees("Zadzwoń [")
    passed_on = await running.bo.phone.sees("✅")
    asked = await running.polish.sees(lambda seen: seen.starts("show:") is not None)
    await forge(running, running.bo, passed_on, asked.starts("show:"))
    later = await running.bo.say("Dziękuję")
    await running.bo.phone.sees(lambda seen: seen.id == later and seen.reacted("🕊"))
    assert "912 34 567" not in running.bo.phone.transcript()
    await decide(running.eli, "show", running.polish)
    await running.bo.phone.sees("912 34 567")


async def test_a_volunteer_does_not_decide_about_a_contacts_words(running: Play):
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.say("Mój numer 912 34 567")
    await running.polish.sees("Mój numer [")
    asked = await running.bo.phone.sees(lambda seen: seen.starts("show:") is not None)
    card = await running.polish.sees(is_card)
    await forge(running, running.eli, card, asked.starts("show:"))
    await running.eli.press("✋", on=card)
    await running.polish.sees("Volunteer A")
    assert "912 34 567" not in running.polish.transcript()
    await decide(running.bo, "show")
    await running.polish.sees("912 34 567")
