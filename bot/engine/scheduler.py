"""The ticks: APScheduler says "look now" to each job; what is due, the job finds out from the rules and from rows.

Every job is named here, with how often it looks, and looks alone: one that fails is told to the log and tried again,
ever more slowly, while the others go on. They look by the machine's clock, and ask the service's own what time it is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.engine.heartbeat import Heartbeat
from bot.engine.supervise import HOPELESS
from bot.kernel.clock import Clock

log = logging.getLogger(__name__)

MINUTE = 60 * 1000
TICK = 1.0
"""Seconds between two ticks of a job that does not say otherwise."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries of a job that keeps failing."""
PATIENT = 3600.0
"""Seconds that a round may take which waits for a platform, or for what is being sent."""


@dataclass(frozen=True, slots=True)
class Tick:
    """How often a job looks: each so many seconds; None: TICK.

    `by_minute`: of its ticks only the first in each minute of the service's clock counts. `patience`: how many seconds
    one round may take before the job counts as one that does not get on; None: as usual.
    """

    name: str
    seconds: float | None = None
    by_minute: bool = False
    patience: float | None = None

    @property
    def how_often(self) -> str:
        if self.by_minute:
            return "every minute"
        return "every second" if self.seconds is None else f"every {self.seconds:g} seconds"


TICKS = (
    Tick("groups"),
    Tick("broadcasts"),
    Tick("hours"),
    Tick("alarms", by_minute=True),
    Tick("weekly summary", by_minute=True),
    Tick("reminders", by_minute=True),
    Tick("figures", 0.5, patience=PATIENT),
    Tick("erasure", 0.5),
    Tick("retention", patience=PATIENT),
    Tick("group probes", patience=PATIENT),
)
"""Every job there is."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is done at the ticks of a name. `begin` comes once before the first look, whenever the jobs are begun."""

    look: Callable[[], Awaitable[object]]
    begin: Callable[[], Awaitable[object]] | None = None


class Scheduler:
    def __init__(
        self, jobs: Mapping[str, Job], clock: Clock, heartbeat: Heartbeat, ticks: tuple[Tick, ...] = TICKS
    ) -> None:
        """`jobs`: one for each tick, by its name."""
        if {tick.name for tick in ticks} != jobs.keys():
            raise ValueError("each tick has its job, and each job its tick")
        self._ticks = ticks
        self._jobs = jobs
        self._clock = clock
        self._heartbeat = heartbeat
        for tick in ticks:
            heartbeat.expect(tick.name, tick.patience)

    def rest(self) -> None:
        """The jobs are another worker's at the moment: none of them has to get on here."""
        for tick in self._ticks:
            self._heartbeat.beat(tick.name)

    async def run(self) -> None:
        """Look until cancelled. Raises only what no pause makes better (`supervise.HOPELESS`)."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        tasks = []
        for tick in self._ticks:
            due = asyncio.Event()
            scheduler.add_job(
                _set,
                "interval",
                (due,),
                id=tick.name,
                name=tick.name,
                seconds=TICK if tick.seconds is None else tick.seconds,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
            tasks.append(asyncio.create_task(self._keep(tick, self._jobs[tick.name], due), name=tick.name))
        scheduler.start()
        try:
            ended, _others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in ended:
                task.result()
        finally:
            scheduler.pause()
            for task in tasks:
                task.cancel()
            # A tick that has begun ends; the scheduler would cancel it, and log that as an error.
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.sleep(0)
            scheduler.shutdown(wait=False)

    async def _keep(self, tick: Tick, job: Job, due: asyncio.Event) -> None:
        """Look at each tick; the first one is now."""
        loop = asyncio.get_running_loop()
        begun, seen, pause, again_at = job.begin is None, -1, 1.0, 0.0
        while True:
            minute = self._clock.now() // MINUTE
            if loop.time() >= again_at and not (tick.by_minute and seen == minute):
                try:
                    if not begun and job.begin is not None:
                        await job.begin()
                    begun = True
                    await job.look()
                except HOPELESS:
                    raise
                except Exception:
                    log.exception("the job %s failed and is tried again in %d s", tick.name, pause)
                    again_at = loop.time() + pause
                    pause = min(LONGEST_PAUSE, pause * 2)
                else:
                    seen, pause = minute, 1.0
            if loop.time() >= again_at:
                self._heartbeat.beat(tick.name)
            await due.wait()
            due.clear()


async def _set(due: asyncio.Event) -> None:
    due.set()
