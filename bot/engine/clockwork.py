"""What the clock asks of the service: opening hours, what waits for them, alarms, news, menus. Each look is small, and
what was done already stands in rows, so that it may be repeated at any time."""

import logging
from collections.abc import Callable

from bot.engine.runtime import Runtime
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


class Clockwork:
    def __init__(self, store: Store, runtime: Runtime, acted: Callable[[], None]) -> None:
        """`acted` is called after each commit that may have filled the outbox."""
        self._store = store
        self._runtime = runtime
        self._acted = acted
        self._menus_of: Service | None = None
        self._stuck: set[CaseId] = set()
        self._seen: dict[TeamName, tuple[int, Overrides]] = {}

    async def look_back(self) -> None:
        """At start, before anything notes that the service lives: say what an absence may have cost."""
        async with self._store.transaction() as tx:
            await look_back(tx, self._runtime.context())
        self._acted()

    async def look_at_groups(self) -> None:
        """Follow what another process has changed, greet or leave new groups, and bring the menus up to date."""
        async with self._store.transaction() as tx:
            await self._runtime.follow(tx)
            await settle_groups(tx, self._runtime.context())
            service = self._runtime.service
            if self._menus_of is not service:
                await follow_menus(tx, self._runtime.context())
        self._menus_of = service
        self._acted()

    async def look_at_broadcasts(self) -> None:
        async with self._store.transaction() as tx:
            await keep_broadcasts(tx, self._runtime.context())
        self._acted()

    async def look_for_trouble(self) -> None:
        async with self._store.transaction() as tx:
            await raise_alarms(tx, self._runtime.context())
        self._acted()

    async def look_at_summary(self) -> None:
        async with self._store.transaction() as tx:
            await keep_summary(tx, self._runtime.context())
        self._acted()

    async def look_at_questions(self) -> None:
        """Those that wait for an answer of whoever wrote a message."""
        async with self._store.transaction() as tx:
            await keep_questions(tx, self._runtime.context())
        self._acted()

    async def look_at_hours(self) -> None:
        """Say what the clock asks of each team, and hand over what waited; each in a transaction of its own."""
        for team in self._runtime.service.teams:
            context = self._runtime.context()
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

    async def _release(self, case: Case) -> None:
        """One case that can't be released must not keep back the others; it is left alone until the next start."""
        try:
            async with self._store.transaction() as tx:
                current = await tx.case(case.id)
                if current is not None and current.has_queue:  # its contact may just have written again
                    await release_at_opening(tx, self._runtime.context(), current)
        except StoreError:
            raise
        except Exception:
            log.exception("what waits in a case can't be handed over")
            self._stuck.add(case.id)
            async with self._store.transaction() as tx:
                context = self._runtime.context()
                await say_to_staff(tx, context, alarms_texts.case_stuck(context.for_staff(), case.title))
