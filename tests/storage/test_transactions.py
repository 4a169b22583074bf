"""All or nothing, whatever happens."""

import asyncio
import threading
from pathlib import Path

import pytest

from bot.features.store import Store, Tx
from bot.kernel.content import Text
from bot.kernel.errors import StoreError
from bot.kernel.model import Arrival
from bot.kernel.outgoing import Leave, Send
from storage.database import open_store
from storage.engine.sqlite import SqliteEngine
from tests.made_keys import MASTER
from tests.storage.conftest import TELEGRAM, add_amal, enqueue, fetch


class Sudden(BaseException):
    """Like a cancellation: not an Exception."""


async def names(store: Store) -> list[str | None]:
    async with store.transaction() as tx:
        return [await tx.fact(key) for key in ("a", "b")]


async def test_a_transaction_is_committed_on_exit(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.set_fact("a", "1")
        await tx.set_fact("b", "2")
    assert await names(store) == ["1", "2"]


@pytest.mark.parametrize("error", [ValueError, Sudden])
async def test_any_exception_rolls_back(store: Store, error: type[BaseException]) -> None:
    async def fail() -> None:
        async with store.transaction() as tx:
            await tx.set_fact("a", "1")
            raise error

    with pytest.raises(error):
        await fail()
    assert await names(store) == [None, None]


async def test_an_error_of_the_database_rolls_back(store: Store) -> None:
    async def fail() -> None:
        async with store.transaction() as tx:
            await tx.set_fact("a", "1")
            await tx.add_volunteer("arabic", "301", "Volunteer 1", now=1)
            await tx.add_volunteer("arabic", "301", "Volunteer 2", now=1)

    with pytest.raises(StoreError):
        await fail()
    assert await names(store) == [None, None]


async def test_a_cancelled_transaction_rolls_back(store: Store) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with store.transaction() as tx:
            await tx.set_fact("a", "1")
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await names(store) == [None, None]


async def write_two(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.set_fact("a", "1")
        await tx.set_fact("b", "2")


async def test_cancelled_at_any_moment_all_or_nothing_is_written(store: Store) -> None:
    seen = set()
    for turns in range(60):
        task = asyncio.create_task(write_two(store))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        found = tuple(await names(store))
        assert found in {(None, None), ("1", "2")}
        seen.add(found)
        await fetch_nothing(store, "DELETE FROM facts")
    assert (None, None) in seen
    await write_two(store)
    assert await names(store) == ["1", "2"]


async def fetch_nothing(store: Store, sql: str) -> None:
    async with store._engine.transaction() as transaction:
        await transaction.run(sql)


async def test_cancelled_in_the_middle_of_a_statement(store: Store) -> None:
    # A claim over many lanes takes long enough to be cancelled while the database works on it.
    async with store.transaction() as tx:
        for number in range(300):
            await tx.enqueue(Leave(), channel=TELEGRAM, chat=str(number), now=1)

    async def claim() -> None:
        async with store.transaction() as tx:
            await tx.set_fact("a", "1")
            started.set()
            await tx.claim_outgoing(1, 1000, [])
            await tx.set_fact("b", "2")

    for turns in range(8):
        started = asyncio.Event()
        task = asyncio.create_task(claim())
        await started.wait()
        for _ in range(turns):
            await asyncio.sleep(0)
        if task.done():
            break
        task.cancel()
        await asyncio.wait([task])
        assert await names(store) in ([None, None], ["1", "2"])
        async with store.transaction() as tx:
            await tx.put_back(None)
    async with store.transaction() as tx:
        await tx.put_back(None)
        assert len(await tx.claim_outgoing(1, 1000, [])) == 300


async def test_a_cancelled_wait_for_a_turn_harms_nobody(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.set_fact("a", "1")
        others = [asyncio.create_task(write_two(store)) for _ in range(20)]
        await asyncio.sleep(0)
        for other in others[:10]:
            other.cancel()
    done = await asyncio.gather(*others, return_exceptions=True)
    assert [type(one) for one in done] == [asyncio.CancelledError] * 10 + [type(None)] * 10
    assert await names(store) == ["1", "2"]


async def test_transactions_at_the_same_time_lose_nothing(store: Store) -> None:
    async def arrive(number: int) -> None:
        async with store.transaction() as tx:
            await tx.add_arrivals(TELEGRAM, [Arrival(str(number), "x", None, b"{}")], now=1)
            await tx.enqueue(Send(Text("x")), channel=TELEGRAM, chat=str(number % 3), now=1)

    await asyncio.gather(*(arrive(number) for number in range(40)))
    async with store.transaction() as tx:
        assert len(await tx.waiting_arrivals(100, 100)) == 40
        sizes = await tx.queue_sizes()
    assert sizes["outbox_pending"] == 40


async def test_a_row_is_claimed_once_by_many_at_the_same_time(store: Store) -> None:
    async with store.transaction() as tx:
        for number in range(30):
            await tx.enqueue(Leave(), channel=TELEGRAM, chat=str(number % 10), now=1)
    claimed: list[int] = []

    async def work() -> None:
        async with store.transaction() as tx:
            claimed.extend(outgoing.id for outgoing in await tx.claim_outgoing(1, 4, []))

    await asyncio.gather(*(work() for _ in range(6)))
    await work()
    await work()
    assert len(claimed) == len(set(claimed)) == 10, "one of each lane"


async def test_work_is_there_after_reopening(url: str) -> None:
    store = await open_store(url, MASTER)
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        await tx.add_arrivals(TELEGRAM, [Arrival("5", "telegram:101", None, b"{}")], now=1)
        await tx.set_cursor(TELEGRAM, "6")
        first = await enqueue(tx, Send(Text("مرحبا")), channel=TELEGRAM, chat="101", now=1)
        assert await tx.claim_outgoing(1, 1, [])
    await store.close()

    store = await open_store(url, MASTER)
    async with store.transaction() as tx:
        assert await tx.find_contact(TELEGRAM, "101") == amal
        assert await tx.cursor(TELEGRAM) == "6"
        assert len(await tx.waiting_arrivals(10, 10)) == 1
        assert await tx.put_back(None) == 1
        [row] = await tx.claim_outgoing(1, 1, [])
        assert (row.id, row.operation) == (first, Send(Text("مرحبا")))
    await store.close()


async def test_errors_quote_nothing(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.add_contact(TELEGRAM, "4711", "Blue Heron", now=1)

    async def known_address(tx: Tx) -> None:
        await tx.add_contact(TELEGRAM, "4711", "Red Fox", now=1)

    async def wrong_type(tx: Tx) -> None:
        await tx.add_contact(TELEGRAM, ["4711"], "Red Fox", now=1)

    for fault in (known_address, wrong_type):
        with pytest.raises(StoreError) as caught:
            async with store.transaction() as tx:
                await fault(tx)
        assert str(caught.value)
        assert "4711" not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
    assert await fetch(store, "SELECT COUNT(*) FROM contacts") == [(1,)]


async def test_statements_are_not_logged(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    store = await open_store(url, MASTER)
    async with store.transaction() as tx:
        await tx.add_contact(TELEGRAM, "4711", "Blue Heron", now=1)
    await store.close()
    assert "4711" not in caplog.text
    assert "Heron" not in caplog.text


async def test_a_reading_that_is_cancelled_ends_before_its_connection_is_closed(tmp_path: Path) -> None:
    engine = await SqliteEngine.open(tmp_path / "brobygger.db")
    began = asyncio.Event()
    loop = asyncio.get_running_loop()
    endless = "WITH RECURSIVE n (i) AS (SELECT tell() UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"

    async def read() -> None:
        async with engine.reading() as transaction:
            await transaction._connection.create_function("tell", 0, lambda: loop.call_soon_threadsafe(began.set) and 0)
            await transaction.run(endless)

    reading = asyncio.create_task(read())
    await began.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await engine.close()


async def test_what_was_cancelled_in_its_thread_is_rolled_back_before_anybody_else_begins(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:{tmp_path / 'brobygger.db'}", MASTER)
    began, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def wait() -> int:
        loop.call_soon_threadsafe(began.set)
        return int(go_on.wait(60))

    async def write() -> None:
        async with store.transaction() as tx:
            await tx.set_fact("a", "1")
            await tx._transaction.run("UPDATE facts SET value = wait()")

    await store._engine._connection.create_function("wait", 0, wait)
    writing = asyncio.create_task(write())
    await began.wait()
    for _ in range(3):  # however often
        writing.cancel()
        await asyncio.sleep(0)
    others = [asyncio.create_task(write_two(store)) for _ in range(3)]
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await names(store) in ([None, None], ["1", "2"])
    await asyncio.gather(*others)
    assert await names(store) == ["1", "2"]
    await store.close()
