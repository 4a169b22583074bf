"""The clock's worker ends without a word, whenever it is told to."""

import asyncio
import time
from contextlib import suppress

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.engine.clockwork import Clockwork
from bot.engine.heartbeat import Heartbeat
from bot.engine.scheduler import Job, Scheduler, Tick
from bot.runtime import make_runtime
from storage.database import open_store
from tests.flows.conftest import Play
from tests.made_keys import MASTER


async def test_a_tick_that_was_about_to_begin_is_no_error(
    play: Play, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """The service stops just when the scheduler is about to begin a job."""
    store = await open_store(f"sqlite:{play.folder / 'clock.db'}", MASTER)
    clockwork = Clockwork(store, make_runtime(play.settings(), play.clock, store), lambda: None)
    jobs = {"hours": Job(clockwork.look_at_hours), "groups": Job(clockwork.look_at_groups)}
    scheduler = Scheduler(jobs, play.clock, Heartbeat([], time.monotonic), (Tick("hours"), Tick("groups")))
    running = asyncio.create_task(scheduler.run())
    wake, woken = AsyncIOScheduler.wakeup, []

    def wake_and_stop(scheduler: AsyncIOScheduler) -> None:
        asyncio.get_running_loop().call_soon(wake, scheduler)
        woken.append(scheduler)
        if len(woken) == 2:  # after the start, the first time that a job is due
            running.cancel()

    monkeypatch.setattr(AsyncIOScheduler, "wakeup", wake_and_stop)
    with suppress(asyncio.CancelledError):
        await running
    for _ in range(5):
        await asyncio.sleep(0)
    await store.close()
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []
