"""Who lives, what the dead had claimed, and what workers leave each other."""

import asyncio

import pytest

from bot.features.store import Store, Tx
from bot.kernel.content import Text
from bot.kernel.ids import WorkerId
from bot.kernel.model import Arrival, Direction, MessageState
from bot.kernel.outgoing import Leave, Send
from storage.database import open_store
from tests.made_keys import MASTER
from tests.storage.conftest import TELEGRAM, add_amal, enqueue, fetch

NOBODY = WorkerId(0)


@pytest.fixture
async def two_stores(postgres_url: str):
    """One database, as two processes see it."""
    stores = [await open_store(postgres_url, MASTER) for _ in range(2)]
    yield stores
    for store in stores:
        await store.close()


async def test_numbers_grow_and_never_come_back(store: Store) -> None:
    given = []
    for _ in range(3):
        async with store.transaction() as tx:
            given.append(await tx.add_worker())
            assert await tx.workers() == [given[-1]]
            assert await tx.beat(given[-1]) is not None
            await tx.remove_worker(given[-1])
            assert await tx.beat(given[-1]) is None
    assert given == sorted(set(given))


async def test_what_the_dead_were_sending_goes_back_and_the_living_keep_theirs(tx: Tx) -> None:
    dead, living = await tx.add_worker(), await tx.add_worker()
    for chat in ("1", "2"):
        await tx.enqueue(Leave(), channel=TELEGRAM, chat=chat, now=1)
    [of_dead] = await tx.claim_outgoing(1, 1, [], worker=dead)
    [of_living] = await tx.claim_outgoing(1, 1, [], worker=living)
    await tx.remove_worker(dead)
    assert await tx.put_back(None) == 1
    assert [row.id for row in await tx.claim_outgoing(1, 9, [], worker=living)] == [of_dead.id]
    assert await tx.put_back(living) == 2
    assert of_living.id != of_dead.id


async def test_who_is_vouched_for_is_buried_only_after_long_silence(two_stores: list[Store]) -> None:
    one, other = two_stores
    session = await one.open_session()
    async with one.transaction() as tx:
        first = await tx.add_worker()
        await session.vouch_for(first)
    async with other.transaction() as tx:
        second = await tx.add_worker()
        assert await tx.bury_others(second, silent_since=0) == 0
    await session.close()
    assert not session.is_open()
    async with other.transaction() as tx:
        assert await tx.bury_others(second, silent_since=0) == 1
        assert await tx.workers() == [second]


async def test_silence_alone_buries_too_but_nobody_who_is_writing(two_stores: list[Store]) -> None:
    one, other = two_stores
    session = await one.open_session()
    async with one.transaction() as tx:
        first = await tx.add_worker()
        await session.vouch_for(first)
    for_ever = 2**60
    async with one.transaction(alone=False) as writing:
        assert await writing.hold_worker(first)
        async with other.transaction(alone=False) as tx:
            assert await tx.bury_others(NOBODY, silent_since=for_ever) == 0
        async with other.transaction(alone=False) as tx:
            assert await tx.beat(first) is not None, "a sign of life does not wait for the fence"
    async with other.transaction() as tx:
        assert await tx.bury_others(NOBODY, silent_since=for_ever) == 1
    async with one.transaction() as tx:
        assert not await tx.hold_worker(first)
    await session.close()


async def test_what_acts_is_alone_over_all_processes(two_stores: list[Store]) -> None:
    seen = []

    async def count_up(store: Store) -> None:
        async with store.transaction() as tx:
            value = int(await tx.fact("a") or 0)
            await asyncio.sleep(0)
            await tx.set_fact("a", str(value + 1))
            seen.append(value)

    await asyncio.gather(*(count_up(two_stores[number % 2]) for number in range(30)))
    assert sorted(seen) == list(range(30))


async def test_what_need_not_be_alone_does_not_wait(two_stores: list[Store]) -> None:
    one, other = two_stores
    async with one.transaction(), asyncio.timeout(60), other.transaction(alone=False) as tx:
        assert await tx.add_arrivals(TELEGRAM, [Arrival("1", "x", None, b"{}")], now=1) == 1


async def test_two_processes_claim_each_lane_once(two_stores: list[Store]) -> None:
    async with two_stores[0].transaction() as tx:
        workers = [await tx.add_worker(), await tx.add_worker()]
        for number in range(60):
            await tx.enqueue(Leave(), channel=TELEGRAM, chat=str(number % 20), now=1)
    claimed: list[str] = []

    async def work(number: int) -> None:
        async with two_stores[number].transaction(alone=False) as tx:
            claimed.extend(row.lane for row in await tx.claim_outgoing(1, 3, [], worker=workers[number]))

    before = -1
    while before < len(claimed):  # who comes second to a row goes away empty, but somebody comes first
        before = len(claimed)
        await asyncio.gather(*(work(number % 2) for number in range(8)))
    assert len(claimed) == len(set(claimed)) == 20


async def test_a_lane_rests_for_its_pace_whoever_sent_there(tx: Tx) -> None:
    row = await enqueue(tx, Leave(), channel=TELEGRAM, chat="1", now=1)
    lane = f"{TELEGRAM}:1"
    await tx.keep_pace(lane, [100.0, 100.0, 200.5], free_at=1100, forget_at=1200)
    assert await tx.paces_of([lane, "other"]) == {lane: [100, 100, 200]}
    assert await tx.claim_outgoing(1, 9, [], moment=1099) == []
    assert [claimed.id for claimed in await tx.claim_outgoing(1, 9, [], moment=1100)] == [row]
    await tx.forget_paces(1200)
    assert await tx.paces_of([lane]) == {}


async def test_after_a_start_it_is_known_what_was_sent_lately_and_what_is_under_way(tx: Tx) -> None:
    await tx.keep_pace(f"{TELEGRAM}:1", [100.0, 900.0], free_at=0, forget_at=1200)
    await tx.keep_pace(f"{TELEGRAM}:2", [100.0], free_at=0, forget_at=200)
    for chat, lane in ("1", None), ("3", None), ("1", f"menu:{TELEGRAM}:1"):
        await tx.enqueue(Leave(), channel=TELEGRAM, chat=chat, lane=lane, now=1)
    named = (await tx.claim_outgoing(1, 9, []))[-1].lane
    await tx.enqueue(Leave(), channel=TELEGRAM, chat="4", now=1)
    assert sorted(await tx.sent_lately(800)) == [
        (named, "named", named.removeprefix("named:"), [800]),
        (f"{TELEGRAM}:1", TELEGRAM, "1", [100, 800, 800]),
        (f"{TELEGRAM}:3", TELEGRAM, "3", [800]),
    ]


async def test_an_update_is_finished_once(tx: Tx) -> None:
    await tx.add_arrivals(TELEGRAM, [Arrival("1", "x", None, b"{}"), Arrival("2", "x", None, b"{}")], now=1)
    one, two = await tx.waiting_arrivals(9, 9)
    assert await tx.finish_arrivals([one.id]) == 1
    assert await tx.finish_arrivals([one.id, two.id]) == 1
    assert not await tx.quarantine_arrival(one.id, "x")


async def test_what_was_taken_back_is_not_delivered_afterwards(store: Store) -> None:
    async with store.transaction() as tx:
        contact = await add_amal(tx)
        ids = [
            await tx.add_message(
                direction=Direction.TO_TEAM, state=MessageState.RELAYED, channel=TELEGRAM, contact=contact.id, now=1
            )
            for _ in range(2)
        ]
        await tx.set_message_state(ids[0], MessageState.UNDONE)
        assert [message.id for message in await tx.set_delivered(ids)] == [ids[1]]
        assert await tx.set_delivered(ids) == []
        await tx.enqueue(Send(Text("x")), channel=TELEGRAM, chat="1", now=1)
    assert await fetch(store, "SELECT state FROM messages ORDER BY id") == [("undone",), ("delivered",)]
