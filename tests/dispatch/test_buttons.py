"""Every button that there is, or ever was: what it means, that it fits, and that it counts for nobody else."""

from dataclasses import MISSING, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.languages import read_languages
from bot.dispatch import buttons
from bot.dispatch.buttons import PRESSES
from bot.dispatch.dispatch import ingest
from bot.features.blocking.buttons import AgreeToBlock, BlockFlood, ConsiderBlock, LeaveFlood, RefuseToBlock
from bot.features.broadcasts.buttons import ChooseNews, Move, MoveBroadcast, MoveNote, NewsChoice, NoteMove
from bot.features.cases.buttons import ClaimCase, CloseCase, ReleaseCase, ReopenCase
from bot.features.confirmations.buttons import DropKept, KeepHidden, SendKept, ShowHidden
from bot.features.figures.buttons import DrawFigures, ShowFigures
from bot.features.figures.periods import Asked, Period
from bot.features.figures.rules import Grouping
from bot.features.groups.buttons import (
    AgreeToLink,
    EndLink,
    LanguagesDone,
    LinkToPlace,
    RefuseLink,
    ToggleLanguage,
    ToggleTopic,
    TopicsDone,
)
from bot.features.hours.buttons import ConfirmOverride, DropOverride, DropQueue, ShowAllHours, WishToHear
from bot.features.onboarding.buttons import ChooseLanguage, ChoosePlace, ChooseTopic
from bot.features.rights.buttons import AcceptNotice, DeclineNotice, Forget, KeepData, ReadNotice, ShowNumbers
from bot.kernel.buttons import BETWEEN, LONGEST, Press, Side
from bot.kernel.ids import ChatRef, LanguageCode, TopicId
from bot.kernel.incoming import Origin, Pressed
from bot.kernel.outgoing import Answer
from bot.kernel.service import button_code
from tests.dispatch.conftest import OWNER, STAFF_CHAT, STRANGER
from tests.features.relay.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group

KINDS = sorted(
    {
        each.kind
        for table in (
            buttons.BY_ANYBODY,
            buttons.BY_CONTACTS,
            buttons.BY_VOLUNTEERS,
            buttons.BY_STAFF,
            buttons.BY_STAFF_IN_GROUPS,
        )
        for each in table
    },
    key=lambda kind: kind.form,
)
HANDLE = "0123456789abcdef0123456789abcdef"

STANDING: dict[Side, dict[str, Press]] = {
    Side.CONTACT: {
        "language:pl": ChooseLanguage(LanguageCode("pl")),
        "topic:work": ChooseTopic(TopicId("work")),
        f"place:{button_code('Oslo')}": ChoosePlace(button_code("Oslo")),
        "notice:yes": AcceptNotice(),
        "notice:no": DeclineNotice(),
        "notice:more": ReadNotice(),
        "sos:show": ShowNumbers(),
        "forget:yes": Forget(),
        "forget:no": KeepData(),
        "queue:drop": DropQueue(),
        "wish:open": WishToHear(),
        "hours:all": ShowAllHours(),
        "news:on": ChooseNews(NewsChoice.ON),
        "news:off": ChooseNews(NewsChoice.OFF),
        f"show:{HANDLE}": ShowHidden(HANDLE),
        f"hide:{HANDLE}": KeepHidden(HANDLE),
        f"send:{HANDLE}": SendKept(HANDLE),
        f"stop:{HANDLE}": DropKept(HANDLE),
    },
    Side.TEAM: {
        f"claim:{HANDLE}": ClaimCase(HANDLE),
        f"release:{HANDLE}": ReleaseCase(HANDLE),
        f"close:{HANDLE}": CloseCase(HANDLE),
        f"reopen:{HANDLE}": ReopenCase(HANDLE),
        f"show:{HANDLE}": ShowHidden(HANDLE),
        f"hide:{HANDLE}": KeepHidden(HANDLE),
        f"send:{HANDLE}": SendKept(HANDLE),
        f"stop:{HANDLE}": DropKept(HANDLE),
    },
    Side.GROUP: {
        "link-language:pl": ToggleLanguage(LanguageCode("pl")),
        "link-language-done": LanguagesDone(),
        "link-topic:work": ToggleTopic(TopicId("work")),
        "link-topic-done": TopicsDone(),
        "link-place:0": LinkToPlace(0),
        "link-place:11": LinkToPlace(11),
        "link-place:": LinkToPlace(),
    },
    Side.STAFF: {
        "stats:2026-11-23-2026-11-29 by topic": ShowFigures("2026-11-23-2026-11-29 by topic"),
        "stats:week by date": ShowFigures("week by date"),
        "picture:2026-01-01-2026-12-31 by language": DrawFigures("2026-01-01-2026-12-31 by language"),
        f"override:{HANDLE}": ConfirmOverride(HANDLE),
        f"drop:{HANDLE}": DropOverride(HANDLE),
        f"link-yes:{HANDLE}": AgreeToLink(HANDLE),
        f"link-no:{HANDLE}": RefuseLink(HANDLE),
        f"unlink:{HANDLE}:close": EndLink(HANDLE, "close"),
        f"unlink:{HANDLE}:keep": EndLink(HANDLE, "keep"),
        f"unlink:{HANDLE}:{button_code('Polish')}": EndLink(HANDLE, button_code("Polish")),
        f"block-ask:{HANDLE}": ConsiderBlock(HANDLE),
        f"block-flood:{HANDLE}": BlockFlood(HANDLE),
        f"block-not:{HANDLE}": LeaveFlood(HANDLE),
        f"block-yes:{HANDLE}": AgreeToBlock(HANDLE),
        f"block-no:{HANDLE}": RefuseToBlock(HANDLE),
        "broadcast:language:12:pl": MoveBroadcast(Move.LANGUAGE, 12, "pl"),
        "broadcast:open:12:languages": MoveBroadcast(Move.OPEN, 12, "languages"),
        "broadcast:choose:12:work": MoveBroadcast(Move.CHOOSE, 12, "work"),
        "broadcast:choose:12:0": MoveBroadcast(Move.CHOOSE, 12, "0"),
        **{
            f"broadcast:{move}:12:": MoveBroadcast(Move(move), 12)
            for move in (
                "fallback without now back next force confirm reopen drop pause resume cancel recall correct".split()
            )
        },
        "announce:team:3:0": MoveNote(NoteMove.TEAM, 3, "0"),
        "announce:pin:3:": MoveNote(NoteMove.PIN, 3),
        "announce:send:3:": MoveNote(NoteMove.SEND, 3),
        "announce:drop:3:": MoveNote(NoteMove.DROP, 3),
    },
}
"""Every form that a button in somebody's chat can have. A line here is never changed and never taken out: whoever gives
a press another form adds the new one below the old one."""


@pytest.mark.parametrize("side", Side)
def test_buttons_that_stand_in_chats_already_mean_what_they_meant(side: Side) -> None:
    assert {data: PRESSES.unpack(data, side) for data in STANDING[side]} == STANDING[side]


def test_every_kind_of_press_stands_in_the_list() -> None:
    assert {type(each) for known in STANDING.values() for each in known.values()} == set(KINDS)
    assert {each.move for each in STANDING[Side.STAFF].values() if isinstance(each, MoveBroadcast)} == set(Move)
    assert {each.move for each in STANDING[Side.STAFF].values() if isinstance(each, MoveNote)} == set(NoteMove)


@pytest.mark.parametrize("side", Side)
def test_a_button_of_another_side_is_none(side: Side) -> None:
    for other, known in STANDING.items():
        for data, each in known.items():
            assert (PRESSES.unpack(data, side) is not None) == (side in each.sides), (side, other, data)


def test_every_press_has_somebody_who_carries_it_out_on_each_of_its_sides() -> None:
    tables: dict[Side, Any] = {
        Side.CONTACT: (*buttons.BY_ANYBODY, *buttons.BY_CONTACTS),
        Side.TEAM: buttons.BY_VOLUNTEERS,
        Side.STAFF: buttons.BY_STAFF,
        Side.GROUP: buttons.BY_STAFF_IN_GROUPS,
    }
    for side, table in tables.items():
        assert {each.kind for each in table} == {kind for kind in KINDS if side in kind.sides}


def test_no_two_kinds_share_a_form() -> None:
    assert len({kind.form for kind in KINDS}) == len(KINDS)


# -- They fit ---------------------------------------------------------------------------------------------------------

LONGEST_VALUES = {
    "handle": HANDLE,
    "case": HANDLE,
    "code": button_code("x"),
    "heir": button_code("x"),
    "language": max(read_languages(), key=len),
    "topic": "x" * 24,  # the longest id that the configuration may give a topic
    "value": "x" * 24,
    "asked": max((Asked(Period(date(2026, 1, 1), date(2027, 1, 1)), by).written() for by in Grouping), key=len),
    "number": 999,
    "broadcast": 2**63 - 1,
    "note": 2**63 - 1,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.form)
def test_the_longest_one_of_each_kind_fits_into_a_button(kind: type[Press]) -> None:
    hints = get_type_hints(kind)
    enums = {
        each.name: max(hints[each.name], key=len)
        for each in fields(kind)
        if isinstance(hints[each.name], type) and issubclass(hints[each.name], StrEnum)
    }
    longest = kind(**{each.name: enums.get(each.name) or LONGEST_VALUES[each.name] for each in fields(kind)})
    assert len(longest.pack().encode()) <= LONGEST


def values_of(hint: Any, *, last: bool, empty: bool) -> st.SearchStrategy[Any]:
    hint = getattr(hint, "__supertype__", hint)
    if type(None) in get_args(hint):
        return st.none() | values_of(
            next(each for each in get_args(hint) if each is not type(None)), last=last, empty=empty
        )
    if hint is int:
        return st.integers(0, 2**63 - 1)
    if hint is str:
        letters = st.characters(codec="utf-8", exclude_characters="" if last else BETWEEN)
        return st.text(letters, min_size=0 if empty else 1, max_size=6)
    return st.sampled_from(list(hint))


@st.composite
def presses(draw: st.DrawFn) -> Press:
    kind = draw(st.sampled_from(KINDS))
    hints, known = get_type_hints(kind), fields(kind)
    return kind(
        **{
            each.name: draw(values_of(hints[each.name], last=each is known[-1], empty=each.default is not MISSING))
            for each in known
        }
    )


@given(presses())
def test_whatever_is_packed_is_read_again(pressed: Press) -> None:
    assert PRESSES.unpack(pressed.pack(), *Side) == pressed


@given(st.text(max_size=LONGEST) | st.sampled_from(KINDS).flatmap(lambda kind: st.text().map(f"{kind.form}:".__add__)))
def test_whatever_can_be_read_was_packed(data: str) -> None:
    """But for fields with a default, which older buttons may lack."""
    pressed = PRESSES.unpack(data, *Side)
    if pressed is not None and len(data.encode()) <= LONGEST:
        assert pressed.pack().rstrip(BETWEEN) == data.rstrip(BETWEEN)


# -- Who may press ----------------------------------------------------------------------------------------------------


async def press(group: Group, chat: ChatRef, sender: ChatRef, data: str) -> tuple[str, int]:
    """What whoever pressed is shown, and how many other things followed from it."""
    origin = Origin(TELEGRAM, chat, sender, private=chat == sender)
    async with group.store.transaction() as tx:
        await ingest(tx, group.context, Pressed(origin, group.next(), f"press-{data}", data))
    answers, others = [], 0
    async with group.store.transaction() as tx:
        while rows := await tx.claim_outgoing(group.context.now, 100, []):
            for row in rows:
                if isinstance(row.operation, Answer):
                    answers.append(row.operation.text)
                else:
                    others += 1
                await tx.finish_outgoing(row.id)
    [answer] = answers
    return answer, others


FORGED = ["", ":", "x", "claim", "claim:", "broadcast:confirm:x:", "notice:maybe", "show", "💣" * 16, "topic:nothing"]


@pytest.mark.parametrize("data", FORGED)
async def test_what_no_button_of_ours_says_is_outdated(group: Group, data: str) -> None:
    contact = await press(group, ChatRef("1000"), ChatRef("1000"), data)
    assert contact == ("This button is old. Write /start.", 0)
    volunteer = await press(group, GROUP, VOLUNTEERS[0], data)
    assert volunteer == ("This case is no longer here.", 0)
    owner = await press(group, STAFF_CHAT, OWNER, data)
    assert owner == ("This has changed meanwhile. Look at the newest message about it.", 0)


async def test_who_is_not_of_that_side_is_refused_whatever_they_press(group: Group) -> None:
    everything = [data for known in STANDING.values() for data in known] + FORGED
    for data in everything:
        on_the_card = await press(group, GROUP, STRANGER, data)
        assert on_the_card[0] in ("Only members of this group can do that.", "🚫 Only staff can do that."), data
        in_the_staff_chat = await press(group, STAFF_CHAT, STRANGER, data)
        assert in_the_staff_chat[0] == "Only members of this group can do that.", data
        as_a_volunteer = await press(group, STAFF_CHAT, VOLUNTEERS[0], data)
        assert as_a_volunteer[0] == "Only members of this group can do that.", data
        assert on_the_card[1] + in_the_staff_chat[1] + as_a_volunteer[1] == 0, data


async def test_buttons_of_teams_and_staff_do_nothing_in_a_contacts_chat(group: Group) -> None:
    for side in (Side.TEAM, Side.STAFF, Side.GROUP):
        for data in STANDING[side].keys() - STANDING[Side.CONTACT].keys():
            assert await press(group, ChatRef("1000"), ChatRef("1000"), data) == (
                "This button is old. Write /start.",
                0,
            ), data


async def test_a_volunteer_presses_no_button_of_another_teams_case(group: Group) -> None:
    async with group.store.transaction() as tx:
        case = await tx.case(1)
    assert case is not None
    service = group.context.service
    other = replace(service.teams[0], name="other", chat=ChatRef("-100777"))
    group.context = replace(
        group.context,
        service=replace(service, teams=(*service.teams, other)),
        members={**group.context.members, (other.address, VOLUNTEERS[0]): True},
    )
    for verb in ("claim", "release", "close", "reopen"):
        there = await press(group, other.chat, VOLUNTEERS[0], f"{verb}:{case.handle}")
        assert there == ("This case is no longer here.", 0)
    here, followed = await press(group, GROUP, VOLUNTEERS[0], f"claim:{case.handle}")
    assert (here, followed) == ("The case is yours.", 1)
