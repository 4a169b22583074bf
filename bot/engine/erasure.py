"""Forgets whoever asked for it, within seconds, and, at start, whoever a restored backup brought back."""

import logging
from collections.abc import Callable

from bot.crash_points import crashpoint
from bot.engine.runtime import Runtime
from bot.features.rights.erasure import erase_contact, erase_restored, is_ready_to_erase
from bot.features.rights.port import Erasures
from bot.features.rights.rules import Erasure
from bot.features.store import Store

log = logging.getLogger(__name__)

TIDY_EVERY, TIDY_UNTIL = 20, 120
"""Looks. What is said and deleted in the person's chat after the erasure names it once more, until it is sent: for a
minute the files are tidied again and again."""


class ErasureWorker:
    """One at a time: there is one journal, and several may be asked for by one person in a hurry."""

    def __init__(self, store: Store, runtime: Runtime, journal: Erasures, acted: Callable[[], None]) -> None:
        """`acted` is called after each commit that has filled the outbox."""
        self._store = store
        self._runtime = runtime
        self._journal = journal
        self._acted = acted
        self._journalled: set[str] = set()
        self._looks_since = TIDY_UNTIL

    async def erase_restored(self) -> None:
        """At start: who stands in the journal and in the database too is erased again, in silence.

        Nobody is told, since everybody was told then. Whose erasure was still under way is left to `look`.
        """
        references = await self._journal.read()
        if not references:
            return
        async with self._store.transaction() as tx:
            restored = await tx.contacts_by_reference(sorted(references))
        for contact in restored:
            async with self._store.transaction() as tx:
                await erase_restored(tx, contact)
        if restored:
            log.warning("a backup brought back %d contacts who had been erased; they are erased again", len(restored))

    async def begin(self) -> None:
        await self._store.tidy()  # the last run may have been killed between deleting and this

    async def look(self) -> None:
        async with self._store.transaction(alone=False) as tx:
            asked = await tx.erasures_asked()
        erased = [await self._erase(erasure) for erasure in asked]
        if any(erased):
            self._acted()
            self._looks_since = 0
            log.info("erased: %d", sum(erased))
        if self._looks_since < TIDY_UNTIL:
            if self._looks_since % TIDY_EVERY == 0:
                await self._store.tidy()
            self._looks_since += 1

    async def _erase(self, erasure: Erasure) -> bool:
        """Journal first, then everything at once: killed in between, the next start does the second again.

        False when something of the person's is being sent just now; the next look finds it done.
        """
        async with self._store.transaction() as tx:
            if not await is_ready_to_erase(tx, erasure.contact):
                return False
        if erasure.reference not in self._journalled:
            await self._journal.add(erasure.reference, self._runtime.clock.now())
            self._journalled.add(erasure.reference)
        crashpoint("erasure_journalled")
        async with self._store.transaction() as tx:
            if not await is_ready_to_erase(tx, erasure.contact):
                return False
            await erase_contact(tx, self._runtime.context(), erasure)
            crashpoint("erasure_written")
        crashpoint("erasure_committed")
        self._journalled.discard(erasure.reference)
        return True
