"""A ready cast: people who ask, volunteers, staff, and their groups. Every name is invented."""

from datetime import datetime

from bot.simulator.clock import SimulatedClock
from bot.simulator.world import Bot, World

AMAL, BO, FATUMA = 101, 102, 103
"""Contacts: Arabic, Polish and Somali apps."""
CHRIS, DANA, ELI = 201, 202, 203
"""Volunteers: Chris and Dana in the Arabic team, Dana and Eli in the Polish and Somali team."""
SOL = 301
"""Staff: owns every group."""

ARABIC_TEAM = -1_001_000_000_001
"""A forum: one topic per case. The bot is an administrator."""
POLISH_TEAM = -1_001_000_000_002
"""A plain group, for Polish and Somali. The bot is an administrator."""
STAFF_CHAT = -1_001_000_000_009

A_MONDAY_MORNING = datetime.fromisoformat("2026-11-23T10:30:00+01:00")
A_SUNDAY_EVENING = datetime.fromisoformat("2026-11-22T19:02:00+01:00")


def build_world(clock: SimulatedClock | None = None, *, bot: Bot | None = None, zone: str = "Europe/Oslo") -> World:
    """The whole cast and nobody has written yet."""
    world = World(clock or SimulatedClock(A_SUNDAY_EVENING), bot=bot, zone=zone)
    world.add_person(AMAL, "Amal", "contact", "ar", last_name="Haddad", username="amal_h")
    world.add_person(BO, "Bo", "contact", "pl", last_name="Nowak", premium=True)
    world.add_person(FATUMA, "Fatuma", "contact", "so")
    world.add_person(CHRIS, "Chris", "volunteer", "en", last_name="Berg", username="chrisberg")
    world.add_person(DANA, "Dana", "volunteer", "nb")
    world.add_person(ELI, "Eli", "volunteer", "pl", username="eli_w")
    world.add_person(SOL, "Sol", "staff", "nb", last_name="Lind", username="sol_lind")
    world.add_group(ARABIC_TEAM, "Arabic team", "team", [CHRIS, DANA, SOL], is_forum=True, owner=SOL)
    world.add_group(POLISH_TEAM, "Polish and Somali team", "team", [DANA, ELI, SOL], owner=SOL)
    world.add_group(STAFF_CHAT, "Staff", "staff", [SOL], owner=SOL)
    return world
