"""The registry of workers: the processes that share one database. Which live, who leads, and which may still act.

A connection stands for each: when a process is gone, the others see it within a second. Each also gives a sign of life
every second: who gave none for some seconds, since it sleeps or its machine is cut off, is struck off too. The others
then do what it had claimed. Its number never comes back: should it only have slept, what it still writes is refused,
and it goes on under a new number. It stops by its own clock before that can happen. The eldest leads: it polls, and
keeps the hours.

With SQLite there is one process, which the lock on the file sees to; then all this is settled at the start.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from bot.engine.runtime import Runtime
from bot.engine.supervise import wait
from bot.features.store import Store, Tx
from bot.kernel.errors import StoreError
from bot.kernel.ids import WorkerId
from bot.kernel.pacing import Pace

log = logging.getLogger(__name__)

BEAT = 1.0
"""Seconds between two signs of life; also how long a change that another worker made may go unnoticed."""
LAPSE = 5.0
"""Seconds without one after which a worker stops sending and fetching by itself."""
DEAD = 8000
"""Milliseconds without one after which the others take over. Longer than LAPSE and the end of what is under way."""
SETTLING = 2.5
"""Seconds until every other worker surely knows of a new one, and leaves it its share of the pace."""
WATCH = 0.25
"""Seconds between two looks whether a loop may go on."""


class WorkerRegistry:
    def __init__(self, store: Store, runtime: Runtime, time: Callable[[], float]) -> None:
        """`time`: seconds of a clock that never goes back. It goes on while the process is stopped."""
        self.worker = WorkerId(0)
        """Our number, after `join`; another one after we were taken for dead."""
        self.size = 1
        """How many workers live."""
        self._sharing = 1
        """How many share the pace: also who has just gone, and may have sent up to the last moment."""
        self._store = store
        self._runtime = runtime
        self._time = time
        self._eldest = WorkerId(0)
        self._beat_at = time()
        self._settled_at = time()
        self._offset = 0.0

    @property
    def shared(self) -> bool:
        """Whether there may be others."""
        return self._store.serves_many

    async def join(self) -> None:
        """Become a worker, before anything is fetched or sent."""
        self._session = await self._store.open_session()
        if self.shared:
            await self._beat()
            return
        self._offset = self._runtime.clock.now() - self._time() * 1000  # so that the next process understands it
        async with self._store.transaction() as tx:
            self.worker = self._eldest = await tx.add_worker()
            await tx.bury_others(self.worker, silent_since=1)

    async def leave(self) -> None:
        """End in good order: the others need not wait for us."""
        await self._session.close()
        with suppress(StoreError):  # then they find out
            async with self._store.transaction(alone=False) as tx:
                await tx.remove_worker(self.worker)
                await tx.put_back(None)

    def may_act(self) -> bool:
        """Whether the others surely still count on us."""
        return not self.shared or (self._session.is_open() and self._time() - self._beat_at < LAPSE)

    def leads(self) -> bool:
        return self.may_act() and self.worker == self._eldest

    def settled(self) -> bool:
        """Whether every other worker knows of us, and leaves us our share of the pace."""
        return self.size == 1 or self._time() >= self._settled_at

    def share_of(self, pace: Pace) -> Pace:
        """What this worker may use of a pace that holds for all together."""
        return Pace(max(1, pace.messages // self._sharing), pace.span)

    def moment(self) -> float:
        """Milliseconds of a clock that goes the same for all workers. With SQLite it was set right at the start."""
        return self._time() * 1000 + self._offset

    async def holds(self, tx: Tx, worker: WorkerId) -> bool:
        """Whether what that worker claimed is still its own; if so, it is until the transaction ends."""
        return not self.shared or await tx.hold_worker(worker)

    @asynccontextmanager
    async def kept_up(self) -> AsyncIterator[None]:
        """Give signs of life meanwhile, also while loops come to their end."""
        stop = asyncio.Event()
        task = asyncio.create_task(self._keep_up(stop)) if self.shared else None
        try:
            yield
        finally:
            stop.set()
            if task is not None:
                await task

    async def _keep_up(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await wait(stop, BEAT)
            try:
                async with asyncio.timeout(LAPSE):
                    await self._beat()
            except Exception as error:
                log.warning("no sign of life could be given (%s), trying again", type(error).__name__)

    async def _beat(self) -> None:
        began = self._time()
        if not self._session.is_open():
            self._session = await self._store.open_session()
            await self._session.vouch_for(self.worker)
        async with self._store.transaction(alone=False) as tx:
            worker, moment = self.worker, await tx.beat(self.worker)
            new = moment is None
            if moment is None:
                worker = await tx.add_worker()
                await self._session.vouch_for(worker)
                moment = await tx.beat(worker) or 0
            # Over an outage of the database everybody fell silent: those who live get time to speak first.
            silent_since = moment - DEAD if began - self._beat_at < 2 * BEAT else 0
            if await tx.bury_others(worker, silent_since):
                rows = await tx.put_back(None)
                log.warning("a worker is gone; %d sends of it are made again", rows)
            living = await tx.workers()
            if worker == living[0]:
                await tx.forget_paces(moment)
            await self._runtime.follow(tx)
        if new and self.worker:
            log.warning("this worker was taken for dead and goes on as a new one")
        if new:
            self._settled_at = self._time() + SETTLING
        self._sharing = max(self.size, len(living))
        self.worker, self.size, self._eldest = worker, len(living), living[0]
        self._offset = moment - began * 1000
        self._beat_at = began

    def only_while(
        self, may: Callable[[], bool], loop: Callable[[], Awaitable[None]], rested: Callable[[], None]
    ) -> Callable[[], Awaitable[None]]:
        """The loop, running only while it may, and begun anew when we became another worker meanwhile.

        `rested` is called again and again while it does not run.
        """
        if not self.shared:
            return loop

        async def run() -> None:
            while True:
                while not may():
                    rested()
                    await asyncio.sleep(WATCH)
                await self._run_once(may, loop)

        return run

    async def _run_once(self, may: Callable[[], bool], loop: Callable[[], Awaitable[None]]) -> None:
        worker = self.worker
        task = asyncio.ensure_future(loop())
        try:
            while not task.done() and may() and self.worker == worker:
                await asyncio.wait([task], timeout=WATCH)
        finally:
            task.cancel()
            await asyncio.wait([task])
        if not task.cancelled():
            task.result()
