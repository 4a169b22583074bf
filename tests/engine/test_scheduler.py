"""Every job looks at its own ticks; one that fails holds up no other, and counts as one that does not get on."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.engine.heartbeat import PATIENCE, Heartbeat
from bot.engine.scheduler import TICKS, Job, Scheduler, Tick
from bot.kernel.errors import DamagedDatabase

SOON = 0.01
"""Seconds between two ticks."""


class Hand:
    """A clock that is moved by hand: of the day in milliseconds, and for the heartbeat in seconds."""

    def __init__(self) -> None:
        self.milliseconds = 0
        self.seconds = 0.0

    def now(self) -> int:
        return self.milliseconds

    def time(self) -> float:
        return self.seconds


class Looks:
    """A job that counts its looks, and fails as long as it is told to."""

    def __init__(self, fails: Exception | None = None) -> None:
        self.count = 0
        self.fails = fails
        self._looked = asyncio.Condition()

    async def __call__(self) -> None:
        async with self._looked:
            self.count += 1
            self._looked.notify_all()
        if self.fails is not None:
            raise self.fails

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(60), self._looked:
            await self._looked.wait_for(lambda: self.count >= count)


@asynccontextmanager
async def running(scheduler: Scheduler) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(scheduler.run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def make(hand: Hand, heartbeat: Heartbeat, *ticks: Tick, **jobs: Callable[[], Awaitable[None]]) -> Scheduler:
    return Scheduler({name: Job(look) for name, look in jobs.items()}, hand, heartbeat, ticks)


async def test_a_job_that_fails_stops_no_other_and_is_logged_and_does_not_get_on(caplog: pytest.LogCaptureFixture):
    hand = Hand()
    heartbeat = Heartbeat([], hand.time)
    good, bad = Looks(), Looks(ValueError("Amal Haddad"))
    scheduler = make(hand, heartbeat, Tick("good", SOON), Tick("bad", SOON), good=good, bad=bad)
    async with running(scheduler):
        await bad.wait_for(1)
        hand.seconds = PATIENCE + 1
        await good.wait_for(good.count + 3)
        assert heartbeat.stalled() == ["bad"]
        bad.fails = None
        await bad.wait_for(2)
        await good.wait_for(good.count + 3)
        assert heartbeat.stalled() == []
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "the job bad failed" in record.getMessage()
    assert "Amal" not in record.getMessage()


async def test_what_no_pause_makes_better_ends_them_all():
    hand = Hand()
    good, bad = Looks(), Looks(DamagedDatabase("x"))
    scheduler = make(hand, Heartbeat([], hand.time), Tick("good", SOON), Tick("bad", SOON), good=good, bad=bad)
    with pytest.raises(DamagedDatabase):
        async with asyncio.timeout(60):
            await scheduler.run()


async def test_a_job_by_the_minute_looks_once_in_each():
    hand = Hand()
    each, minutely = Looks(), Looks()
    ticks = (Tick("each", SOON), Tick("minutely", SOON, by_minute=True))
    async with running(make(hand, Heartbeat([], hand.time), *ticks, each=each, minutely=minutely)):
        for minute in (1, 2, 3):
            await each.wait_for(each.count + 3)
            assert minutely.count == minute
            hand.milliseconds += 60_000
            await minutely.wait_for(minute + 1)


async def test_what_begins_a_job_comes_once_each_time_the_jobs_are_begun():
    hand = Hand()
    look, begin = Looks(), Looks()
    scheduler = Scheduler({"a": Job(look, begin)}, hand, Heartbeat([], hand.time), (Tick("a", SOON),))
    for times in (1, 2):
        async with running(scheduler):
            await look.wait_for(look.count + 3)
        assert begin.count == times


def test_jobs_of_another_worker_need_not_get_on_here():
    hand = Hand()
    heartbeat = Heartbeat([], hand.time)
    scheduler = make(hand, heartbeat, Tick("a"), Tick("slow", patience=3600), a=Looks(), slow=Looks())
    hand.seconds = PATIENCE + 1
    assert heartbeat.stalled() == ["a"], "a slow one has longer"
    scheduler.rest()
    assert heartbeat.stalled() == []


def test_a_tick_without_a_job_is_refused():
    with pytest.raises(ValueError, match="tick"):
        Scheduler({}, Hand(), Heartbeat([], Hand().time))


def test_how_often_reads_well():
    assert {tick.name: tick.how_often for tick in TICKS}["alarms"] == "every minute"
    assert Tick("a").how_often == "every second"
    assert Tick("a", 0.5).how_often == "every 0.5 seconds"
