"""Deletes what has been kept long enough: once a day at a quiet hour, or at start when that was missed.

A run goes in small transactions, so that nobody waits for it, and leaves a proof: how much of each class it deleted.
"""

import asyncio
import logging
from collections.abc import Callable

from bot.engine.runtime import Runtime
from bot.features.rights.port import Erasures
from bot.features.rights.retention import expire
from bot.features.rights.rules import is_run_due
from bot.features.store import Store
from bot.kernel.retention import DataClass

log = logging.getLogger(__name__)

MOMENT = 1.0
"""Seconds after which a run looks again whether what is being sent has ended."""
MINUTE = 60 * 1000
PATIENCE = 60
"""How many moments a run waits for what is being sent."""
BATCH = 200
"""How many rows of a table one transaction deletes."""


class RetentionWorker:
    def __init__(self, store: Store, runtime: Runtime, journal: Erasures, acted: Callable[[], None]) -> None:
        """`acted` is called after each commit that may have filled the outbox."""
        self._store = store
        self._runtime = runtime
        self._journal = journal
        self._acted = acted
        self._last_run: int | None = None
        self._minute = -1

    async def begin(self) -> None:
        """Learn when the last run was, by whichever process."""
        async with self._store.transaction() as tx:
            self._last_run = await tx.last_retention_run()

    async def look(self) -> None:
        now = self._runtime.clock.now()
        if self._minute != now // MINUTE:
            async with self._store.transaction() as tx:
                await tx.start_clocks(now)
            self._minute = now // MINUTE
        if is_run_due(now, self._last_run, self._runtime.service.time_zone):
            await self._run_once(now)
            self._last_run = now

    async def _run_once(self, now: int) -> None:
        periods = self._runtime.service.retention.periods
        deleted = {kind: await self._expire(kind, now - period) for kind, period in periods.items()}
        async with self._store.transaction() as tx:
            await tx.add_retention_run(now, deleted)
        await self._journal.drop_old(now)
        await self._store.tidy()
        log.info("deleted what was kept long enough: %s", ", ".join(f"{kind} {n}" for kind, n in deleted.items()))

    async def _expire(self, kind: DataClass, before: int) -> int:
        """All of one class. What is being sent just now gets a moment to end: it may arrive after all."""
        total, patience = 0, PATIENCE
        while True:
            async with self._store.transaction() as tx:
                count = await expire(tx, self._runtime.context(), kind, before, BATCH)
                under_way = kind is DataClass.UNDELIVERED and await tx.count_expired_sending(before)
            total += count
            if count:
                self._acted()
            elif under_way and patience:
                patience -= 1
                await asyncio.sleep(MOMENT)
            else:
                return total
