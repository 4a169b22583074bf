"""Linked groups, blocks, cases that go to another team, and what was done by whom."""

from dataclasses import replace

from bot.features.blocking.rules import Block, BlockState
from bot.features.groups.rules import LinkedGroup, LinkState, Route
from bot.features.store import Store, Tx
from bot.kernel.content import Text
from bot.kernel.ids import ChannelName, ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.model import CaseState, Direction, MessageState
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act
from bot.kernel.service import Team, TeamFigures
from tests.storage.conftest import GROUP, TELEGRAM, add_amal, add_case, fetch

ARABIC, POLISH = TeamName("arabic"), TeamName("polish")
NEW = LinkedGroup(ChannelName(TELEGRAM), ChatRef("-5"), LinkState.INVITED, since=7)


def a_team(name: TeamName, chat: str, *, forum: bool = False) -> Team:
    languages = (LanguageCode("ar"),)
    return Team(name, ChannelName(TELEGRAM), ChatRef(chat), languages, (), languages[0], forum=forum)


async def test_a_group_is_remembered_as_what_it_has_become(tx: Tx) -> None:
    await tx.save_group(NEW)
    assert await tx.linked_group(NEW.channel, NEW.chat) == NEW
    route = Route((LanguageCode("ar"),), (TopicId("legal"),), "Bergen")
    group = replace(NEW, state=LinkState.LINKED, name=ARABIC, route=route, forum=True, handle="h", since=99)
    await tx.save_group(group)
    kept = replace(group, since=7)
    assert await tx.linked_groups() == [kept]
    assert await tx.group_by_handle("h") == kept
    assert await tx.group_by_handle("i") is None
    await tx.drop_group(NEW.channel, NEW.chat)
    assert await tx.linked_groups() == []


async def test_a_case_that_is_given_away_takes_along_what_had_not_arrived(store: Store) -> None:
    async with store.transaction() as tx:
        case = await add_case(tx, await add_amal(tx))
        volunteer = await tx.add_volunteer(ARABIC, ChatRef("7"), "A", 1)
        await tx.claim_case(case.id, volunteer.id)
        await tx.set_thread(case.id, "9")

        async def add(direction: Direction) -> int:
            return await tx.add_message(
                direction=direction, state=MessageState.RELAYED, channel=TELEGRAM, case=case.id, now=1
            )

        question, card = await add(Direction.TO_TEAM), await add(Direction.OURS)
        for message in (card, question):
            await tx.enqueue(
                Send(Text("x")), channel=TELEGRAM, chat=GROUP, now=1, case=case.id, in_thread=True, message=message
            )
        await tx.enqueue(Send(Text("other")), channel=TELEGRAM, chat=GROUP, now=1)
        await tx.give_case(case, a_team(ARABIC, GROUP, forum=True), a_team(POLISH, "-200"))
        given = await tx.case(case.id)
        assert given is not None
        assert (given.team, given.thread, given.card, given.claimed_by) == (POLISH, None, None, None)
        assert await tx.cases_of_team(ARABIC, closed_since=0) == []
    rows = await fetch(store, "SELECT chat, message_id, in_thread FROM outbox ORDER BY id")
    assert rows == [("-200", question, 0), (GROUP, None, 0)]


async def test_cases_that_were_closed_long_ago_stay_where_they_were(tx: Tx) -> None:
    amal = await add_amal(tx)
    old, late, still_open = [await add_case(tx, amal, handle) for handle in ("a", "b", "c")]
    await tx.set_case_state(old.id, CaseState.CLOSED, 50)
    await tx.set_case_state(late.id, CaseState.CLOSED, 150)
    assert [case.id for case in await tx.cases_of_team(ARABIC, closed_since=100)] == [late.id, still_open.id]


async def test_a_team_is_counted(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    await tx.set_waiting(case.id, 5)
    first = await tx.add_volunteer(ARABIC, ChatRef("7"), "A", 1)
    await tx.add_volunteer(ARABIC, ChatRef("8"), "B", 1)
    await tx.set_membership(first.id, None)
    assert await tx.team_figures(ARABIC) == TeamFigures(open=1, unanswered=1, queued=0, volunteers=1)
    await tx.retire_volunteers(ARABIC)
    assert await tx.team_figures(ARABIC) == TeamFigures(open=1, unanswered=1, queued=0, volunteers=0)
    assert await tx.team_figures(POLISH) == TeamFigures(0, 0, 0, 0)


async def test_whoever_has_taken_a_case_that_is_not_closed(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    volunteer = await tx.add_volunteer(ARABIC, ChatRef("7"), "A", 1)
    assert await tx.claiming_volunteers() == []
    await tx.claim_case(case.id, volunteer.id)
    assert await tx.claiming_volunteers() == [volunteer]
    await tx.set_case_state(case.id, CaseState.CLOSED, 2)
    assert await tx.claiming_volunteers() == []


async def test_a_block_counts_from_when_staff_agree_until_they_lift_it(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.set_block(amal.id, BlockState.ASKED, "insults", 1)
    asked = await tx.contact_by_pseudonym("blue heron")
    assert asked is not None
    assert not asked.blocked
    await tx.set_block(amal.id, BlockState.ACTIVE, "insults", 2)
    await tx.set_block(amal.id, BlockState.ASKED, "again", 3)
    assert await tx.block_of(amal.id) == Block(2, BlockState.ACTIVE, "insults")
    blocked = await tx.find_contact(TELEGRAM, "101")
    assert blocked is not None
    assert blocked.blocked
    assert await tx.tell_block(amal.id)
    assert not await tx.tell_block(amal.id)
    await tx.drop_block(amal.id)
    assert await tx.find_contact(TELEGRAM, "101") == amal
    assert await tx.contact_by_pseudonym("Red Fox") is None


async def test_a_place_is_remembered(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.set_place(amal.id, "Bergen")
    assert await tx.find_contact(TELEGRAM, "101") == replace(amal, place="Bergen")


async def test_the_last_lines_of_the_audit_come_first(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    await tx.add_audit("A", Act.CLAIM, ARABIC, case.id, 1)
    await tx.add_audit("staff", Act.LINK, POLISH, None, 2)
    await tx.add_audit("owner", Act.UNBLOCK, None, 12345, 3)
    rows = await tx.last_audit(3)
    assert [(row.at, row.actor, row.action, row.team) for row in rows] == [
        (3, "owner", "unblock", None),
        (2, "staff", "link", POLISH),
        (1, "A", "claim", ARABIC),
    ]
    assert [row.case and row.case.id for row in rows] == [None, None, case.id]
    assert len(await tx.last_audit(2)) == 2


async def test_wishes_follow_the_cases(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.add_wish(ARABIC, amal.id)
    await tx.give_wishes(ARABIC, POLISH)
    assert await tx.take_wishes(ARABIC) == []
    assert await tx.take_wishes(POLISH) == [amal]
