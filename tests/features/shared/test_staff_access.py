"""Who is staff: somebody of one channel is nobody on another, whatever the token."""

import random
from dataclasses import replace

import pytest

from bot.features.shared.context import Context, MembershipNeeded
from bot.features.shared.staff_access import access_staff, access_staff_or_wait
from bot.i18n import Catalogs
from bot.kernel.capabilities import Limits
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef, LanguageCode, TeamName
from bot.kernel.roles import Role
from bot.kernel.service import Service, Team

TELEGRAM, LETTERS = ChannelName("telegram"), ChannelName("letters")
EN = LanguageCode("en")
STAFF = ChatAddress(TELEGRAM, ChatRef("the staff chat"))
DANA = ChatRef("dana")
SERVICE = Service(
    name="Advice",
    languages=(EN,),
    default_language=EN,
    topics=(),
    teams=(Team(TeamName("one"), TELEGRAM, ChatRef("a group"), (EN,), (), EN),),
    fallback=TeamName("one"),
    staff_channel=STAFF.channel,
    staff_chat=STAFF.chat,
    staff_language=EN,
    owners=frozenset({ChatAddress(TELEGRAM, ChatRef("the owner"))}),
)
CONTEXT = Context(SERVICE, Catalogs.load(), random.Random(1), Limits(4096, 1024), 0)


def test_an_owner_is_one_on_their_own_channel_only() -> None:
    assert access_staff(CONTEXT, ChatAddress(TELEGRAM, ChatRef("the owner"))) is Role.OWNER
    assert access_staff(CONTEXT, ChatAddress(LETTERS, ChatRef("the owner"))) is None


def test_who_is_in_the_staff_chat_is_staff_there_only() -> None:
    known = replace(CONTEXT, members={(STAFF, DANA): True})
    assert access_staff(known, ChatAddress(TELEGRAM, DANA)) is Role.STAFF
    assert access_staff(known, ChatAddress(LETTERS, DANA)) is None
    assert access_staff_or_wait(replace(known, members_unknown=True), ChatAddress(LETTERS, DANA)) is None


def test_an_answer_about_another_channels_group_of_the_same_token_does_not_count() -> None:
    other = replace(CONTEXT, members={(ChatAddress(LETTERS, STAFF.chat), DANA): True})
    with pytest.raises(MembershipNeeded) as needed:
        access_staff(other, ChatAddress(TELEGRAM, DANA))
    assert (needed.value.group, needed.value.person) == (STAFF, DANA)


def test_a_chat_is_the_staff_chat_or_a_teams_on_its_channel_only() -> None:
    assert SERVICE.is_staff_chat(STAFF)
    assert not SERVICE.is_staff_chat(STAFF._replace(channel=LETTERS))
    assert not replace(SERVICE, staff_chat=None).is_staff_chat(ChatAddress(TELEGRAM, ChatRef("")))
    assert SERVICE.team_of_chat(TELEGRAM, ChatRef("a group")) is not None
    assert SERVICE.team_of_chat(LETTERS, ChatRef("a group")) is None
