"""The queue of what came in."""

from bot.features.store import Store, Tx
from bot.kernel.model import Arrival
from bot.kernel.outgoing import Leave
from tests.storage.conftest import TELEGRAM, enqueue, fetch


def arrival(external: int, conversation: str = "telegram:101", album: str | None = None) -> Arrival:
    return Arrival(str(external), conversation, album, b'{"update_id":%d}' % external)


async def test_arrivals_wait_in_the_order_in_which_they_came(tx: Tx) -> None:
    assert await tx.add_arrivals("telegram", [arrival(7), arrival(5, album="a1")], now=1000) == 2
    assert await tx.add_arrivals("telegram", [arrival(6)], now=2000) == 1
    first, second, third = await tx.waiting_arrivals(10, 10)
    assert first.payload == b'{"update_id":7}'
    assert (first.channel, first.conversation, first.album) == ("telegram", "telegram:101", None)
    assert (first.received_at, first.attempts) == (1000, 0)
    assert (second.payload, second.album) == (b'{"update_id":5}', "a1")
    assert (third.payload, third.received_at) == (b'{"update_id":6}', 2000)
    assert first.id < second.id < third.id


async def test_no_more_than_the_limit(tx: Tx) -> None:
    await tx.add_arrivals("telegram", [arrival(n) for n in range(5)], now=1)
    assert len(await tx.waiting_arrivals(3, 3)) == 3


async def test_nothing_arrives(tx: Tx) -> None:
    assert await tx.add_arrivals("telegram", [], now=1) == 0
    assert await tx.waiting_arrivals(10, 10) == []
    assert await tx.cursor("telegram") is None
    await tx.finish_arrivals([])


async def test_a_repeated_update_is_passed_over(tx: Tx) -> None:
    assert await tx.add_arrivals("telegram", [arrival(1), arrival(1), arrival(2)], now=1) == 2
    assert await tx.add_arrivals("telegram", [arrival(2), arrival(3)], now=2) == 1
    assert [row.received_at for row in await tx.waiting_arrivals(10, 10)] == [1, 1, 2]


async def test_channels_number_their_updates_apart(tx: Tx) -> None:
    await tx.add_arrivals("telegram", [arrival(9)], now=1)
    assert await tx.add_arrivals("sms", [arrival(9), arrival(4)], now=1) == 2


async def test_each_channel_says_in_its_own_words_where_receiving_goes_on(tx: Tx) -> None:
    await tx.set_cursor("telegram", "9")
    await tx.set_cursor("matrix", "s72594_4483_1934")
    await tx.set_cursor("telegram", "10")
    assert await tx.cursor("telegram") == "10"
    assert await tx.cursor("matrix") == "s72594_4483_1934"
    assert await tx.cursor("sms") is None


async def test_an_update_may_have_any_name(tx: Tx) -> None:
    names = ["$143273582443PhrSn:example.org", "wamid.HBgLM=", "007", "7", "-7", "٧", "", "7 "]
    arrivals = [Arrival(name, "c", None, name.encode()) for name in names]
    assert await tx.add_arrivals("matrix", arrivals, now=1) == len(names)
    assert await tx.add_arrivals("matrix", arrivals, now=2) == 0
    assert [row.payload.decode() for row in await tx.waiting_arrivals(10, 10)] == names


async def test_a_finished_update_is_forgotten_but_recognised(tx: Tx) -> None:
    await tx.add_arrivals("telegram", [arrival(1, album="a"), arrival(2), arrival(3)], now=1)
    one, two, three = await tx.waiting_arrivals(10, 10)
    await tx.finish_arrivals([one.id, three.id])
    assert [row.id for row in await tx.waiting_arrivals(10, 10)] == [two.id]
    assert await tx.add_arrivals("telegram", [arrival(1, album="a"), arrival(3)], now=2) == 0
    assert [row.id for row in await tx.waiting_arrivals(10, 10)] == [two.id]


async def test_a_finished_update_leaves_no_words_behind(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.add_arrivals("telegram", [arrival(1, "telegram:101", "album")], now=1)
        [row] = await tx.waiting_arrivals(10, 10)
        await tx.finish_arrivals([row.id])
    assert await fetch(store, "SELECT conversation, album, payload, error FROM inbox") == [(None, None, None, None)]


async def test_an_unreadable_update_is_set_aside(tx: Tx) -> None:
    await tx.add_arrivals("telegram", [arrival(1), arrival(2)], now=1)
    bad, good = await tx.waiting_arrivals(10, 10)
    await tx.quarantine_arrival(bad.id, "no date")
    assert [row.id for row in await tx.waiting_arrivals(10, 10)] == [good.id]
    assert await tx.add_arrivals("telegram", [arrival(1)], now=2) == 0
    sizes = await tx.queue_sizes()
    assert (sizes["inbox_waiting"], sizes["inbox_quarantined"]) == (1, 1)


async def test_numbers_of_finished_work_never_come_back(store: Store) -> None:
    given = []
    for _ in range(3):
        async with store.transaction() as tx:
            given.append(await enqueue(tx, Leave(), channel="telegram", chat="-1", now=1))
            await tx.finish_outgoing(given[-1])
    assert len(set(given)) == 3
    assert given == sorted(given)


async def test_any_bytes_can_be_stored(tx: Tx) -> None:
    payload = bytes(range(256))
    await tx.add_arrivals("telegram", [Arrival("1", "x", None, payload)], now=1)
    [row] = await tx.waiting_arrivals(1, 1)
    assert row.payload == payload
    assert type(row.payload) is bytes


async def test_whoever_writes_without_end_keeps_nobody_waiting(tx: Tx) -> None:
    flood = [Arrival(str(number), "flood", None, b"{}") for number in range(1000)]
    others = [Arrival(str(2000 + number), f"person {number}", None, b"{}") for number in range(30)]
    again = [Arrival(str(3000 + number), f"person {number}", None, b"{}") for number in range(30)]
    await tx.add_arrivals(TELEGRAM, [*flood, *others, *again], now=1)
    fair = ["flood"] * 20 + [f"person {number}" for number in range(30)]
    for _ in range(2):
        rows = await tx.waiting_arrivals(100, 20)
        assert [row.conversation for row in rows] == fair
        await tx.finish_arrivals([row.id for row in rows])
    assert {row.conversation for row in await tx.waiting_arrivals(100, 20)} == {"flood"}


async def test_what_is_about_to_be_acted_on_is_counted(tx: Tx) -> None:
    await tx.add_arrivals(TELEGRAM, [Arrival(str(number), "1", None, b"{}") for number in range(3)], now=1)
    first, second, _ = await tx.waiting_arrivals(9, 9)
    await tx.count_attempts([first.id, second.id], 2)
    assert [row.attempts for row in await tx.waiting_arrivals(9, 9)] == [2, 2, 0]
