"""Two platforms in one service: what one of them takes its time for, or refuses, is no matter of the other."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.engine.outbox import IN_FLIGHT
from bot.kernel.content import Text
from bot.kernel.errors import Fault, SendError
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.outgoing import Send
from bot.kernel.pacing import Pace, Pacer
from storage.database import open_store
from tests.engine.paper import FIRST, SECOND, PaperChannel, Rig, rig_on, running
from tests.made_keys import MASTER


@pytest.fixture
async def rig(url: str) -> AsyncIterator[Rig]:
    store = await open_store(url, MASTER)
    async with rig_on(store, PaperChannel(FIRST), PaperChannel(SECOND)) as rig:
        yield rig
    await store.close()


async def write(rig: Rig, channel: ChannelName, *texts: str) -> None:
    """Each text to a chat of its own."""
    async with rig.store.transaction() as tx:
        for text in texts:
            await tx.enqueue(Send(Text(text)), channel=channel, chat=ChatRef(f"chat of {text}"), now=rig.time.now())
    rig.outbox.wake()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - a list tells nobody
            await asyncio.sleep(0.005)


def numbered(many: int) -> list[str]:
    return [str(number) for number in range(many)]


async def test_a_channel_that_hangs_holds_up_no_other(rig: Rig) -> None:
    slow, quick = rig.channels[FIRST], rig.channels[SECOND]
    slow.held = asyncio.Event()
    async with running(rig):
        await write(rig, FIRST, *numbered(IN_FLIGHT + 2))
        await write(rig, SECOND, *numbered(2 * IN_FLIGHT))
        await until(lambda: len(quick.sent) == 2 * IN_FLIGHT)
        assert slow.sent == []
        slow.held.set()
        await until(lambda: len(slow.sent) == IN_FLIGHT + 2)


async def test_the_backlog_of_a_channel_that_is_away_holds_up_no_other(rig: Rig) -> None:
    slow, quick = rig.channels[FIRST], rig.channels[SECOND]
    await write(rig, FIRST, *numbered(600))
    await write(rig, SECOND, *numbered(20))
    slow.faults = [SendError(Fault.OUTAGE)] * 600
    async with running(rig):
        await until(lambda: len(quick.sent) == 20)
    assert slow.sent == []
    assert len(slow.faults) > 600 - 2 * IN_FLIGHT, "a storm: nobody tries all the chats"


async def test_three_chats_of_one_channel_that_fail_stop_no_other(rig: Rig) -> None:
    failing, good = rig.channels[FIRST], rig.channels[SECOND]
    failing.faults = [SendError(Fault.OUTAGE)] * 3
    async with running(rig):
        await write(rig, FIRST, *numbered(3))
        await until(lambda: not failing.faults)
        await write(rig, FIRST, "waits for the end of the storm")
        await write(rig, SECOND, *numbered(9))
        await until(lambda: len(good.sent) == 9)
        assert failing.sent == []


async def test_the_pace_of_one_channel_is_not_the_others(url: str) -> None:
    store = await open_store(url, MASTER)
    slow, quick = PaperChannel(FIRST, Pace(1, 60_000)), PaperChannel(SECOND)
    async with rig_on(store, slow, quick) as rig, running(rig):
        await write(rig, FIRST, *numbered(5))
        await write(rig, SECOND, *numbered(12))
        await until(lambda: len(quick.sent) == 12 and len(slow.sent) == 1)
        await write(rig, SECOND, "one more")
        await until(lambda: len(quick.sent) == 13)
        assert len(slow.sent) == 1
    await store.close()


def test_a_channel_that_takes_one_message_at_a_time_takes_a_broadcast_too() -> None:
    pacer = Pacer(Pace(1, 1000))
    assert pacer.broadcast_at(0, 0) == 0
    pacer.begin_broadcast(0)
    pacer.note("a", None, 1, 0)
    assert 0 < pacer.broadcast_at(1, 0) <= 1000
    assert pacer.broadcast_at(1001, 0) <= 1001
