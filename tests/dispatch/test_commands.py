"""Every command there is: that menus and help tell of it, and that it finds whoever carries it out."""

import re
from collections.abc import Sequence

import pytest

from bot.dispatch.dispatch import ingest
from bot.features.help.commands import CONTACT, CONTACT_HELP, HELP, STAFF, TEAM
from bot.features.help.texts import menu
from bot.features.shared.entries import AnybodyCommand, ContactCommand, GroupCommand, StaffCommand, VolunteerCommand
from bot.i18n import Catalogs, field_names
from bot.kernel.commands import CommandEntry
from bot.kernel.content import Text
from bot.kernel.ids import ChatRef, LanguageCode
from bot.kernel.incoming import TAKES_WORDS, Command, Origin
from bot.kernel.outgoing import Send
from tests.dispatch.conftest import OWNER, STAFF_CHAT, STRANGER
from tests.features.relay.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group

EVERY = [(side, each) for side, entries in (("contact", CONTACT), ("team", TEAM), ("staff", STAFF)) for each in entries]
IDS = [f"{side} /{each.name}" for side, each in EVERY]
IN_NO_MENU = {
    "contact /start": "apps show a button for it",
    "contact /place": "only where there are several offices, which one menu for all can't know",
    "team /link": "for staff only, and seldom",
    "staff /link": "it is said in another group",
    "staff /cancel": "only while one drafts, and a button does the same",
    "staff /release": "only after a backup was brought back, and then staff are told of it",
}
EXAMPLES = {"languages": "Polski", "topic": "Work", "place": "Oslo", "team": "Polish"}
ENGLISH = Catalogs.load().translator(LanguageCode("en"))


def by_name(entries: Sequence[CommandEntry]) -> dict[str, CommandEntry]:
    return {each.name: each for each in entries}


@pytest.mark.parametrize(("side", "entry"), EVERY, ids=IDS)
def test_every_command_has_words_for_the_menu_a_help_with_an_example_and_somebody_who_does_it(
    side: str, entry: CommandEntry
) -> None:
    assert re.fullmatch(r"[a-z]{2,32}", entry.name)
    assert bool(entry.menu) != (f"{side} /{entry.name}" in IN_NO_MENU)
    assert len(entry.menu) <= 40
    assert callable(entry.handle)  # type: ignore[attr-defined]
    line = entry.help_for_staff if side == "staff" and entry.help_for_staff else entry.help
    if entry.name == HELP:
        assert not line
        return
    assert line.startswith(f"/{entry.name} – ")
    assert re.search(r"such as|as in|(reply|write) /", line, re.IGNORECASE)
    assert (field_names(line) or set()) <= EXAMPLES.keys()


@pytest.mark.parametrize("entries", [CONTACT, TEAM, STAFF], ids=["contact", "team", "staff"])
def test_each_command_stands_once_and_help_is_the_last(entries: Sequence[CommandEntry]) -> None:
    assert len(by_name(entries)) == len(entries)
    assert entries[-1].name == HELP


def test_menus_offer_the_commands_in_their_order() -> None:
    assert [each.command for each in menu(ENGLISH, CONTACT)] == (
        "language topic hours waiting cancel undo end sos privacy mydata forget stop news help".split()
    )
    assert [each.command for each in menu(ENGLISH, TEAM)] == "claim close undo block help".split()
    assert [each.command for each in menu(ENGLISH, STAFF)] == (
        "teams hours closed open stats broadcast announce unlink block unblock audit help".split()
    )


def test_the_help_of_contacts_leaves_no_command_out() -> None:
    explained = [each for block in CONTACT_HELP for each in block]
    assert sorted(each.name for each in explained) == sorted(each.name for each in CONTACT if each.name != HELP)


def test_commands_that_take_over_words_are_commands_of_staff() -> None:
    assert set(TAKES_WORDS) <= by_name(STAFF).keys()


def test_each_side_has_commands_of_its_own_kind() -> None:
    assert {type(each) for each in CONTACT} == {AnybodyCommand, ContactCommand}
    assert [each.name for each in TEAM if not isinstance(each, VolunteerCommand)] == ["link", "help"]
    assert [each.name for each in STAFF if not isinstance(each, StaffCommand)] == ["link"]
    assert [each.name for each in TEAM if isinstance(each, GroupCommand)] == ["link"]


# -- Who may say them -------------------------------------------------------------------------------------------------

ALL_NAMES = sorted({each.name for _side, each in EVERY} | {"nonsense"})


async def command(group: Group, chat: ChatRef, sender: ChatRef, name: str, *, anonymous: bool = False) -> list[str]:
    """What is said after it, anywhere."""
    origin = Origin(TELEGRAM, chat, sender, private=chat == sender, anonymous=anonymous)
    async with group.store.transaction() as tx:
        await ingest(tx, group.context, Command(origin, group.next(), name))
    said = []
    async with group.store.transaction() as tx:
        while rows := await tx.claim_outgoing(group.context.now, 100, []):
            for row in rows:
                if isinstance(row.operation, Send) and isinstance(row.operation.content, Text):
                    said.append(row.operation.content.text)
                await tx.finish_outgoing(row.id)
    return said


@pytest.mark.parametrize("name", ALL_NAMES)
async def test_strangers_can_say_nothing_but_help_in_groups(group: Group, name: str) -> None:
    [in_the_group] = await command(group, GROUP, STRANGER, name)
    match name:
        case "claim" | "close" | "undo" | "block":
            assert "only members of this group" in in_the_group
        case "link":
            assert in_the_group == "🚫 Only staff can do that."
        case _:
            assert in_the_group.startswith("How it works")
    for person in (STRANGER, VOLUNTEERS[0]):
        [in_the_staff_chat] = await command(group, STAFF_CHAT, person, name)
        assert in_the_staff_chat == "🚫 Only members of this chat, in their own name, can do that."


@pytest.mark.parametrize("name", ALL_NAMES)
async def test_who_writes_as_the_group_commands_nothing(group: Group, name: str) -> None:
    [in_the_group] = await command(group, GROUP, VOLUNTEERS[0], name, anonymous=True)
    if name in ("claim", "close", "undo", "block", "link"):
        assert "you write as the group" in in_the_group
    else:
        assert in_the_group.startswith("How it works")
    [in_the_staff_chat] = await command(group, STAFF_CHAT, OWNER, name, anonymous=True)
    assert in_the_staff_chat == "🚫 Only members of this chat, in their own name, can do that."


async def test_what_is_no_command_of_a_side_is_answered_with_its_help(group: Group) -> None:
    [contact] = await command(group, ChatRef("1000"), ChatRef("1000"), "audit")
    assert "/language – " in contact
    assert "/place" not in contact
    [volunteer] = await command(group, GROUP, VOLUNTEERS[0], "audit")
    assert "/claim – " in volunteer
    assert "/link" not in volunteer
    [staff] = await command(group, STAFF_CHAT, OWNER, "mydata")
    assert "/audit – " in staff
    assert "/unlink team" in staff
