"""The clock's worker. APScheduler only says "look now"; what is due is computed from the rules and recorded as rows."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.engine.heartbeat import Pulse
from bot.engine.runtime import Office
from bot.features.alarms import texts as alarms_texts
from bot.features.alarms.actions import look_back, raise_alarms
from bot.features.broadcasts.actions import keep_broadcasts
from bot.features.confirmations.actions import keep_questions
from bot.features.figures.actions import keep_summary
from bot.features.groups.linking import settle_groups
from bot.features.help.menus import follow_menus
from bot.features.hours.actions import cases_to_release, keep_hours, release_at_opening
from bot.features.hours.rules import MINUTE
from bot.features.shared.notify import say_to_staff
from bot.features.store import Store
from bot.kernel.errors import StoreError
from bot.kernel.hours import Overrides
from bot.kernel.ids import CaseId, TeamName
from bot.kernel.model import Case
from bot.kernel.service import Service

log = logging.getLogger(__name__)

TICK = 1.0
"""Seconds between two looks."""


class ScheduleWorker:
    def __init__(self, store: Store, office: Office, acted: Callable[[], None], pulse: Pulse) -> None:
        """`acted` is called after each commit that may have filled the outbox."""
        self._pulse = pulse
        self._store = store
        self._office = office
        self._acted = acted
        self._minute = 0
        self._menus_of: Service | None = None
        self._stuck: set[CaseId] = set()
        self._seen: dict[TeamName, tuple[int, Overrides]] = {}

    async def run(self) -> None:
        """Look at the clock until cancelled. An error of a look ends the run; the supervisor starts it again."""
        ticked = asyncio.Event()

        async def tick() -> None:
            ticked.set()

        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(tick, "interval", seconds=TICK, coalesce=True, max_instances=1, misfire_grace_time=None)
        async with self._store.transaction() as tx:
            await look_back(tx, self._office.context())
        await self.look()
        scheduler.start()
        try:
            while True:
                await ticked.wait()
                ticked.clear()
                await self.look()
        finally:
            scheduler.pause()
            # A tick that has begun ends; the scheduler would cancel it, and log that as an error.
            await asyncio.sleep(0)
            scheduler.shutdown(wait=False)

    async def look(self) -> None:
        """Say what the clock asks of each team, and hand over what waited; each in a transaction of its own."""
        async with self._store.transaction() as tx:
            await self._office.follow(tx)
            await settle_groups(tx, self._office.context())
            if self._menus_of is not self._office.service:
                await follow_menus(tx, self._office.context())
            await keep_broadcasts(tx, self._office.context())
        self._menus_of = self._office.service
        await self._look_once_a_minute()
        for team in self._office.service.teams:
            context = self._office.context()
            # Hours change at whole minutes, and to find the last change takes milliseconds: once a minute is enough.
            seen = (context.now // MINUTE, context.overrides_of(team))
            due = self._seen.get(team.name) != seen
            async with self._store.transaction(alone=due) as tx:
                if due:
                    await keep_hours(tx, context, team)
                cases = await cases_to_release(tx, context, team, self._stuck, at_least=int(due))
            self._seen[team.name] = seen
            for case in cases:
                await self._release(case)
        self._acted()
        self._pulse.beat("schedule")

    async def _look_once_a_minute(self) -> None:
        context = self._office.context()
        if self._minute == context.now // MINUTE:
            return
        async with self._store.transaction() as tx:
            await raise_alarms(tx, context)
            await keep_summary(tx, context)
        async with self._store.transaction() as tx:
            await keep_questions(tx, context)
        self._minute = context.now // MINUTE

    async def _release(self, case: Case) -> None:
        """One case that can't be released must not keep back the others; it is left alone until the next start."""
        try:
            async with self._store.transaction() as tx:
                current = await tx.case(case.id)
                if current is not None and current.has_queue:  # its contact may just have written again
                    await release_at_opening(tx, self._office.context(), current)
        except StoreError:
            raise
        except Exception:
            log.exception("what waits in a case can't be handed over")
            self._stuck.add(case.id)
            async with self._store.transaction() as tx:
                context = self._office.context()
                await say_to_staff(tx, context, alarms_texts.case_stuck(context.for_staff(), case.title))
