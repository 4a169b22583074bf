"""The clock's worker. APScheduler only says "look now"; what is due is computed from the rules and recorded as rows."""

import asyncio
from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.actions.opening import keep_hours
from bot.ports import Store
from bot.workers.office import Office

TICK = 1.0
"""Seconds between two looks."""


class ScheduleWorker:
    def __init__(self, store: Store, office: Office, acted: Callable[[], None]) -> None:
        """`acted` is called after each commit that may have filled the outbox."""
        self._store = store
        self._office = office
        self._acted = acted

    async def run(self) -> None:
        """Look at the clock until cancelled. An error of a look ends the run; the supervisor starts it again."""
        failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        async def look() -> None:
            try:
                await self.look()
            except Exception as error:
                if not failed.done():
                    failed.set_exception(error)

        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(look, "interval", seconds=TICK, coalesce=True, max_instances=1, misfire_grace_time=None)
        await self.look()
        scheduler.start()
        try:
            await failed
        finally:
            scheduler.shutdown(wait=False)

    async def look(self) -> None:
        """Do for each team what the clock asks, one transaction a team."""
        async with self._store.transaction() as tx:
            await self._office.follow_overrides(tx)
        for team in self._office.service.teams:
            async with self._store.transaction() as tx:
                await keep_hours(tx, self._office.context(), team)
        self._acted()
