"""Cases."""

from dataclasses import replace

import pytest

from bot.features.store import Store, Tx
from bot.kernel.errors import StoreError
from bot.kernel.model import Case, CaseState, Direction, MessageState
from tests.storage.conftest import TELEGRAM, add_amal, add_case


async def stored(tx: Tx, case: Case) -> Case:
    found = await tx.case(case.id)
    assert found is not None
    return found


async def test_a_case_is_what_was_added(tx: Tx) -> None:
    amal = await add_amal(tx)
    case = await add_case(tx, amal, now=10)
    assert (case.contact, case.channel, case.chat, case.pseudonym) == (amal.id, TELEGRAM, "101", "Blue Heron")
    assert (case.team, case.language, case.topic, case.state) == ("arabic", "ar", "work", CaseState.OPEN)
    assert case.contact_language == "ar", "the case's own as long as the contact chose none"
    assert (case.opened_at, case.waiting_since, case.answered_at, case.closed_at) == (10, None, None, None)
    assert not case.returning
    assert await tx.case(case.id) == case
    assert await tx.case_by_handle("h1") == case
    assert await tx.case(case.id + 1) is None
    assert await tx.case_by_handle("h2") is None
    assert type((await stored(tx, case)).state) is CaseState


async def test_a_second_case_returns(tx: Tx) -> None:
    await add_case(tx, await add_amal(tx))
    await tx.set_choice((await tx.find_contact(TELEGRAM, "101")).id, "so", "work")
    amal = await tx.find_contact(TELEGRAM, "101")
    assert amal is not None
    case = await add_case(tx, amal, "h2")
    assert case.returning
    assert case.contact_language == "so"
    assert await tx.case(case.id) == case


async def test_the_latest_case_of_a_route(tx: Tx) -> None:
    amal = await add_amal(tx)
    bo = await add_amal(tx, "102", "Red Fox")
    await add_case(tx, amal, "h1")
    second = await add_case(tx, amal, "h2")
    await tx.set_case_state(second.id, CaseState.CLOSED, 20)
    await add_case(tx, amal, "h3", topic="health")
    await add_case(tx, bo, "h4")

    latest = await tx.latest_case(amal.id, team="arabic", language="ar", topic="work")
    assert latest is not None
    assert (latest.id, latest.state) == (second.id, CaseState.CLOSED)
    assert await tx.latest_case(amal.id, team="polish", language="ar", topic="work") is None
    assert await tx.latest_case(amal.id, team="arabic", language="so", topic="work") is None
    assert await tx.latest_case(amal.id, team="arabic", language="ar", topic="family") is None


async def test_open_cases_newest_first(tx: Tx) -> None:
    amal = await add_amal(tx)
    bo = await add_amal(tx, "102", "Red Fox")
    one, two, three = [await add_case(tx, amal, handle) for handle in ("h1", "h2", "h3")]
    await add_case(tx, bo, "h4")
    await tx.set_case_state(two.id, CaseState.CLOSED, 20)
    await tx.set_case_state(one.id, CaseState.WAITING, 20)
    assert [case.id for case in await tx.open_cases_of(amal.id)] == [three.id, one.id]


async def test_closing_and_reopening(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    await tx.set_waiting(case.id, 15)
    await tx.set_case_state(case.id, CaseState.CLOSED, 20)
    assert await stored(tx, case) == replace(case, state=CaseState.CLOSED, closed_at=20, waiting_since=None)
    await tx.set_case_state(case.id, CaseState.OPEN, 30)
    assert await stored(tx, case) == case


async def test_opening_does_not_end_the_waiting(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    await tx.set_waiting(case.id, 15)
    await tx.set_case_state(case.id, CaseState.WAITING, 20)
    assert await stored(tx, case) == replace(case, state=CaseState.WAITING, waiting_since=15)


async def test_waiting_and_answers(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    await tx.set_waiting(case.id, 15)
    await tx.set_waiting(case.id, 16)
    assert (await stored(tx, case)).waiting_since == 15
    await tx.set_answered(case.id, 20)
    assert ((await stored(tx, case)).waiting_since, (await stored(tx, case)).answered_at) == (None, 20)
    await tx.set_waiting(case.id, 25)
    await tx.set_answered(case.id, 30)
    assert ((await stored(tx, case)).waiting_since, (await stored(tx, case)).answered_at) == (None, 20)


async def test_thread_and_card(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    other = await add_case(tx, await add_amal(tx, "102", "Red Fox"), "h2")
    card = await tx.add_message(
        direction=Direction.OURS, state=MessageState.RELAYED, channel=TELEGRAM, case=case.id, now=1
    )
    await tx.set_thread(case.id, "7")
    await tx.set_thread(other.id, "8")
    await tx.set_card(case.id, card)
    assert await stored(tx, case) == replace(case, thread="7", card=card)
    assert await tx.case_by_thread("arabic", "7") == await stored(tx, case)
    assert await tx.case_by_thread("polish", "7") is None
    assert await tx.case_by_thread("arabic", "9") is None
    await tx.set_thread(case.id, None)
    assert await tx.case_by_thread("arabic", "7") is None


async def test_a_case_is_claimed_once(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    chris = await tx.add_volunteer("arabic", "301", "Volunteer 1", now=5)
    dana = await tx.add_volunteer("arabic", "302", "Volunteer 2", now=5)
    assert await tx.claim_case(case.id, chris.id) is True
    assert await tx.claim_case(case.id, dana.id) is False
    assert await tx.claim_case(case.id, chris.id) is False
    claimed = await stored(tx, case)
    assert (claimed.claimed_by, claimed.claimed_alias, claimed.claimed_person) == (chris.id, "Volunteer 1", "301")
    await tx.release_case(case.id)
    assert await stored(tx, case) == case
    assert await tx.claim_case(case.id, dana.id) is True


async def test_a_handle_names_one_case(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        await add_case(tx, amal)
    with pytest.raises(StoreError):
        async with store.transaction() as tx:
            await add_case(tx, amal)
