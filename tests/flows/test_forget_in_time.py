"""Forgetting takes less than a minute, also while both groups are far behind and Telegram's limits are enforced."""

import time

import pytest

from bot.simulator.limits import Limits
from bot.simulator.people import Person
from tests.flows.conftest import Play
from tests.flows.test_rights import forget, is_named

WITHIN = 60
"""Seconds, as promised. The limits run on real time, and so does this."""
LINES = 45
"""More than a group takes in two minutes. Each has something hidden in it, so none is joined to its neighbour."""


async def begin(person: Person, language: str) -> None:
    await person.say(f"/start {language}_work")
    await person.press("notice:yes")
    await person.phone.sees("🎤")


async def fill(person: Person) -> None:
    for number in range(LINES):
        await person.say(f"linia {number}: 912 34 5{number:02}")


@pytest.mark.long
async def test_forgetting_takes_less_than_a_minute_while_everything_is_behind(play: Play):
    async with play.bot(play.settings(telegram={"paced": True})):
        limits = play.simulator.api.limits = Limits()
        zed = await play.stage.add_person("Zed", language_code="ar")
        for person, language in ((play.amal, "ar"), (play.bo, "pl"), (zed, "ar"), (play.fatuma, "pl")):
            await begin(person, language)
        for person, group in ((play.amal, play.arabic), (play.bo, play.polish)):
            await person.say("pierwsza")
            await group.sees("pierwsza")
        for person in (zed, play.fatuma):
            await fill(person)
        for person in (play.amal, play.bo):
            for number in range(5):
                await person.say(f"ostatnia {number}")
        began = time.monotonic()
        for person in (play.amal, play.bo):
            await forget(person)
        for person in (play.amal, play.bo):
            await person.phone.sees("48", within=WITHIN)
            await person.phone.loses("ostatnia", within=WITHIN)
        await play.arabic.loses("pierwsza", within=WITHIN)
        await play.polish.loses("pierwsza", within=WITHIN)
        for person in (play.amal, play.bo):
            while await is_named(play, person):
                await play.stage.look(0.1)  # the files are tidied in a moment
        took = time.monotonic() - began
        waiting = [seen for group in (play.arabic, play.polish) for seen in group.shown() if "linia" in seen.text]
        assert len(waiting) < 2 * LINES, "the groups are still behind"
        assert took < WITHIN
        assert limits.violations == 0
