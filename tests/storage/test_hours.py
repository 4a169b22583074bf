"""Turns, overrides, wishes and queues."""

from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import TeamName
from bot.kernel.model import CaseState, Direction, MessageState, OverrideState, StaffOverride
from tests.storage.conftest import TELEGRAM, add_amal, add_case

ARABIC = TeamName("arabic")


async def test_a_turn_is_taken_once(tx: Tx) -> None:
    assert await tx.take_turn("team:arabic", "2026-11-23", "open 10:00", 1)
    assert not await tx.take_turn("team:arabic", "2026-11-23", "open 10:00", 2)
    assert await tx.take_turn("team:arabic", "2026-11-24", "open 10:00", 3)
    assert await tx.take_turn("team:polish", "2026-11-23", "open 10:00", 4)


async def test_an_override_counts_from_its_confirmation_until_it_is_undone(tx: Tx) -> None:
    await tx.add_override("h", team=ARABIC, first=10, last=20, opens=False, reason="party", now=1)
    await tx.add_override("i", team=None, first=15, last=30, opens=True, reason="", now=1)
    assert await tx.active_overrides(0) == []
    closure = StaffOverride("h", ARABIC, 10, 20, False, "party")
    assert await tx.set_override_state("h", OverrideState.ACTIVE) == closure
    assert await tx.set_override_state("h", OverrideState.ACTIVE) is None
    assert await tx.set_override_state("i", OverrideState.ACTIVE) == StaffOverride("i", None, 15, 30, True, "")
    assert [each.handle for each in await tx.active_overrides(0)] == ["h", "i"]
    assert [each.handle for each in await tx.active_overrides(20)] == ["i"]
    await tx.set_override_state("i", OverrideState.UNDONE)
    assert await tx.active_overrides(20) == []
    assert await tx.set_override_state("nobody", OverrideState.UNDONE) is None


async def test_a_wish_is_granted_once(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.add_wish(ARABIC, amal.id)
    await tx.add_wish(ARABIC, amal.id)
    assert await tx.take_wishes(TeamName("polish")) == []
    assert await tx.take_wishes(ARABIC) == [amal]
    assert await tx.take_wishes(ARABIC) == []


async def test_what_was_written_before_the_choice_joins_the_queue_of_its_case(tx: Tx) -> None:
    amal = await add_amal(tx)
    held = await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.HELD,
        channel=TELEGRAM,
        contact=amal.id,
        content=Text("help"),
        now=1,
    )
    later, first = await add_case(tx, amal, "h1"), await add_case(tx, amal, "h2", topic="tax")
    assert await tx.cases_with_queue(ARABIC) == []
    await tx.queue_held(amal.id, first.id)
    assert await tx.held_messages(amal.id) == []
    assert await tx.drop_held(amal.id) == 0
    [queued] = await tx.queued_messages(first.id)
    assert (queued.id, queued.content) == (held, Text("help"))
    await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.HELD,
        channel=TELEGRAM,
        contact=amal.id,
        case=later.id,
        content=Text("tax"),
        now=2,
    )
    assert [case.id for case in await tx.cases_with_queue(ARABIC)] == [first.id, later.id]
    await tx.relay_held(held, first.id, 1)
    assert [case.id for case in await tx.cases_with_queue(ARABIC)] == [later.id]
    assert await tx.cases_with_queue(TeamName("polish")) == []


async def test_unanswered_cases_are_open_and_in_the_order_of_their_waiting(tx: Tx) -> None:
    amal = await add_amal(tx)
    cases = [await add_case(tx, amal, f"h{number}", topic=f"t{number}") for number in range(4)]
    for case, since in zip(cases, (40, 30, 20, 10), strict=True):
        await tx.set_waiting(case.id, since)
    await tx.set_case_state(cases[2].id, CaseState.CLOSED, 50)
    await tx.set_case_state(cases[3].id, CaseState.WAITING, 50)
    assert [case.id for case in await tx.unanswered_cases(ARABIC)] == [cases[1].id, cases[0].id]
    assert await tx.unanswered_of(ARABIC) == (2, 30)
    assert await tx.unanswered_of(TeamName("polish")) == (0, None)
