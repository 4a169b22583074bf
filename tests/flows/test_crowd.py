"""Hundreds of new people at once: whoever is in a conversation already hardly notices, and no question is lost."""

import re

import pytest

from bot.engine import scheduler as schedule
from bot.features.alarms.actions import NEW_PEOPLE
from bot.simulator.people import Seen
from tests.flows.conftest import Play, delivered, is_card
from tests.flows.test_limits import WAIT_A_MINUTE

MANY = NEW_PEOPLE + 20
FULL = 20
"""What a group takes in a minute."""


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here a group takes as much as comes, so what waits for room waits for the next look only."""
    monkeypatch.setattr(schedule, "TICK", 0.1)


async def a_crowd_comes(play: Play, topic: str = "work") -> list[str]:
    """While Telegram takes nothing for the Polish group. Returns what they ask, in order."""
    await play.stage.fault(method="sendMessage", times=1, chat_id=play.polish.id, answer=WAIT_A_MINUTE)
    questions = [f"Pytanie numer {number:03}" for number in range(MANY)]
    newcomers = [await play.stage.add_person(f"Newcomer {number}", language_code="pl") for number in range(MANY)]
    for person in newcomers:
        await person.say(f"/start pl_{topic}")
    for person in newcomers:
        await person.press("notice:yes")
    for person, question in zip(newcomers, questions, strict=True):
        await person.say(question)
    await newcomers[-1].phone.sees("👥" if topic == "work" else "✅")
    return questions


def in_group(play: Play) -> list[Seen]:
    return [seen for seen in play.polish.shown() if seen.by_bot]


async def test_a_crowd_waits_in_turn_and_conversations_go_first(running: Play) -> None:
    asked = await running.ask(running.bo, "Moja sprawa", "pl")
    questions = await a_crowd_comes(running)
    own = await running.bo.say("Coś ważnego")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=asked)
    await running.bo.phone.sees("Oto rada")
    await running.stage.advance(60)
    await running.polish.sees(delivered(answer))
    mine = await running.polish.sees("Coś ważnego")
    await running.bo.phone.sees(delivered(own))
    assert sum(asked.id < seen.id < mine.id for seen in in_group(running)) <= FULL + 3
    await running.wait_for(running.polish, questions[-1], seconds=2, most=200)
    shown = [seen.text for seen in in_group(running) if seen.text in questions]
    assert shown == questions
    assert sum(is_card(seen) for seen in in_group(running)) == MANY + 1
    alarm = await running.staff.sees("👥")
    assert int(re.findall(r"\d+", alarm.text)[0]) > NEW_PEOPLE
    await running.stage.advance(120)
    assert running.staff.transcript().count("👥") == 1


async def test_whoever_waits_in_a_crowd_hears_it_once_and_may_add_and_take_back(running: Play) -> None:
    await a_crowd_comes(running)
    await running.fatuma.say("/start pl_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.say("Pierwsze")
    await running.fatuma.phone.sees("👥")
    await running.fatuma.say("Drugie")
    await running.fatuma.say("/waiting")
    assert "Drugie" in (await running.fatuma.phone.sees("1. Pierwsze")).text
    assert running.fatuma.phone.transcript().count("👥") == 1
    await running.fatuma.say("/cancel")
    await running.fatuma.say("Jednak trzecie")
    await running.stage.advance(60)
    await running.wait_for(running.polish, "Jednak trzecie", seconds=2, most=200)
    await running.fatuma.phone.sees("✅")
    shown = running.polish.transcript()
    assert "Pierwsze" not in shown
    assert "Drugie" not in shown


async def test_an_urgent_question_does_not_wait_in_a_crowd(running: Play) -> None:
    await a_crowd_comes(running)
    await running.fatuma.say("/start pl_danger")
    await running.fatuma.press("notice:yes")
    await running.fatuma.say("Pomocy")
    await running.stage.advance(60)
    urgent = await running.polish.sees("Pomocy")
    assert sum(seen.id < urgent.id for seen in in_group(running)) <= FULL + 3
