"""The inbox worker: every stored update is acted on once, in order, in one transaction.

Under load many updates share a transaction; when one of them fails, each is done again alone, so that a bad one
is quarantined and its neighbours go on.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.crash_points import crashpoint
from bot.dispatch.dispatch import ingest, ingest_album, quarantine
from bot.engine.heartbeat import Heartbeat
from bot.engine.outbox import OutboxWorker
from bot.engine.registry import WorkerRegistry
from bot.engine.runtime import Runtime
from bot.engine.supervise import wait
from bot.features.relay.actions import read_ahead
from bot.features.shared.context import Context, MembershipNeeded, NotRecordedYet
from bot.features.store import Store, Tx
from bot.kernel.channel import Channel, GroupChannel
from bot.kernel.errors import (
    BotError,
    Fault,
    ParseError,
    SendError,
    StoreConflict,
    StoreError,
    TokenRevoked,
    Unreadable,
)
from bot.kernel.ids import ChannelName, InboxId
from bot.kernel.incoming import BotMoved, Command, GroupMoved, Incoming, Pressed, Written, from_channel
from bot.kernel.model import InboxRow
from bot.metrics import UPDATES

log = logging.getLogger(__name__)

BATCH = 100
SHARE = 10
"""How many updates of one conversation a batch takes at most: whoever writes without end keeps nobody waiting."""
TRIES = 10
"""How many times an update may be the one that was being acted on when the process died."""
ALBUM_PARTS = 10
"""The most parts that an album has."""
ALBUM_SETTLES = 1000
"""Milliseconds without a further part after which an album is complete."""
ALBUM_COMES_AGAIN = 5000
"""Milliseconds after a start for which an album waits of which parts came before: what a webhook did not take is pushed
again after a second, then after two, then after four."""
LOOK_AGAIN = 1.0
"""Seconds after which the worker looks again though nobody woke it: another process may have stored something."""
REST = 5000
"""Milliseconds that a conversation waits when the platform could not say who somebody is."""
MOMENT = 100
"""Milliseconds that it waits for a send to be recorded, which its message may be about."""
PATIENCE = 5000
"""Milliseconds after which an update is acted on as things are."""


REFUSED_FOR = 60_000
"""Milliseconds after which nobody waits any longer for the platform to say who somebody is, if it refuses to. While it
is only away, what came in waits."""
AWAY = (Fault.OUTAGE, Fault.FLOOD)


class DoneMeanwhile(BotError):
    """Another worker acted on these updates since we read them."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What can be done now: single rows and complete albums in order, when the next album will be complete, and whether
    there may be more than was looked at."""

    batches: list[list[InboxRow]] = field(default_factory=list)
    next_at: int | None = None
    more: bool = False


def pick_ready(rows: Sequence[InboxRow], now: int, resting: Mapping[str, int], began: int = 0) -> Ready:
    """Which of the oldest waiting rows can be done now.

    An album waits until it has ten parts, until its writer sends something else, or until no part came for a second;
    whatever its writer sends meanwhile waits behind it. `resting` names conversations that wait until an instant.
    `began` is when the worker did: parts that a crash kept away come again after that.
    """
    of_one = Counter(row.conversation for row in rows)
    more = len(rows) >= BATCH or max(of_one.values(), default=0) >= SHARE
    ready = Ready()
    next_at: list[int] = []
    held: set[str] = set()
    done: set[int] = set()
    for index, row in enumerate(rows):
        if row.id in done:
            continue
        if row.conversation in held:
            continue
        if row.conversation and resting.get(row.conversation, 0) > now:
            held.add(row.conversation)
            next_at.append(resting[row.conversation])
            continue
        if row.album is None:
            ready.batches.append([row])
            continue
        later = [other for other in rows[index:] if other.conversation == row.conversation]
        parts = [other for other in later if other.album == row.album][:ALBUM_PARTS]
        complete_at = max(part.received_at for part in parts) + ALBUM_SETTLES
        if parts[0].received_at < began:
            complete_at = max(complete_at, began + ALBUM_COMES_AGAIN)
        if complete_at > now + ALBUM_COMES_AGAIN:
            complete_at = now  # the clock was set back meanwhile
        cut_off = more and ready.batches  # further parts may stand beyond the rows that we see; they are seen next time
        if len(parts) == ALBUM_PARTS or len(later) > len(parts) or (complete_at <= now and not cut_off):
            ready.batches.append(parts)
            done.update(part.id for part in parts)
        else:
            held.add(row.conversation)
            next_at.append(complete_at)
    return Ready(ready.batches, min(next_at, default=None), more)


def join_albums(events: Sequence[Incoming]) -> list[Incoming | tuple[Written, ...]]:
    """The same events in order, with the parts of each album together, in the place of the first of them."""
    joined: dict[object, list[Any]] = {}
    for number, event in enumerate(events):
        place: object = number
        if isinstance(event, Written) and event.album is not None:
            place = (event.origin.channel, event.origin.chat, event.origin.sender, event.album)
        joined.setdefault(place, []).append(event)
    return [parts[0] if len(parts) == 1 else tuple(parts) for parts in joined.values()]


async def _finish(tx: Tx, batches: Sequence[Sequence[InboxRow]]) -> None:
    ids = [row.id for batch in batches for row in batch]
    if await tx.finish_arrivals(ids) < len(ids):
        raise DoneMeanwhile


def _concerns_all(error: Exception) -> bool:
    """Whether the database or the token is at fault, and not the update that is acted on."""
    return isinstance(error, StoreError | TokenRevoked) and not isinstance(error, Unreadable)


class InboxWorker:
    def __init__(
        self,
        store: Store,
        channels: Mapping[ChannelName, Channel],
        runtime: Runtime,
        registry: WorkerRegistry,
        outbox: OutboxWorker,
        heartbeat: Heartbeat,
    ) -> None:
        self._heartbeat = heartbeat
        self._registry = registry
        self._outbox = outbox
        self._store = store
        self._channels = channels
        self._runtime = runtime
        self._woken = asyncio.Event()
        self._turning = asyncio.Lock()
        self._stale = True
        """Whether the runtime has to follow what is stored: what was rolled back may have changed it."""
        self._resting: dict[str, int] = {}
        self._began = runtime.clock.now()
        self._left: frozenset[InboxId] | None = None
        """What waited when the process began: one of these may be what ended it the last time."""

    def wake(self) -> None:
        """Something was stored."""
        self._outbox.make_way()
        self._woken.set()

    async def run(self) -> None:
        self._stale = True
        if self._left is None:
            async with self._store.transaction() as tx:
                self._left = frozenset(row.id for row in await tx.waiting_arrivals(BATCH, SHARE))
        while True:
            self._woken.clear()
            async with self._turning:
                pause = await self.turn()
            self._heartbeat.beat("inbox")
            if pause > 0:
                await wait(self._woken, pause)

    async def act_with(self, add: Callable[[Tx], Awaitable[object]]) -> bool:
        """Do what adds to the inbox, and act on what waits there, in one transaction: one commit serves for both.

        False when nothing was done, since something else is being done or what waits can't be acted on together. Raises
        StoreError.
        """
        if self._left is None or self._turning.locked():
            return False
        return await asyncio.shield(self._act_with(add))  # whoever is cancelled meanwhile leaves nothing half done

    async def _act_with(self, add: Callable[[Tx], Awaitable[object]]) -> bool:
        self._outbox.make_way()
        async with self._turning:
            try:
                ready, suspects = await self._act_together(add)
            except StoreConflict:
                return False
            except Exception as error:
                if _concerns_all(error):
                    raise
                return False
        if suspects or ready.more or ready.next_at is not None:
            self.wake()
        return True

    async def turn(self) -> float:
        """Do what can be done now. Returns for how many seconds there is nothing to do unless woken."""
        now = self._runtime.clock.now()
        try:
            ready, suspects = await self._act_together()
        except StoreConflict:
            return 0
        except Exception as error:
            if _concerns_all(error) or not await self._act_one_by_one():
                raise  # the supervisor starts the loop again, ever more slowly
            return 0
        for batch in suspects:
            await self._act_on_suspect(batch)
            self._outbox.wake()
        if suspects or (ready.batches and ready.more):
            return 0
        return LOOK_AGAIN if ready.next_at is None else min(LOOK_AGAIN, max(0.01, (ready.next_at - now) / 1000))

    async def _act_together(
        self, add: Callable[[Tx], Awaitable[object]] | None = None
    ) -> tuple[Ready, list[list[InboxRow]]]:
        """Act in one transaction on everything that is ready. Where suspects are, only they are returned."""
        async with self._outbox.claiming_along() as claim:
            async with self._store.transaction() as tx:
                if add is not None:
                    await add(tx)
                ready = await self._look(tx)
                self._stale = True  # until what follows from it is committed
                suspects = [batch for batch in ready.batches if self._is_suspect(batch)]
                batches = [] if suspects else ready.batches
                parsed = [self._parse(batch) for batch in batches]
                await read_ahead(tx, self._runtime.context(), [event for events in parsed for event in events])
                for events in parsed:
                    await self._act(tx, self._runtime.context(), events)
                await _finish(tx, batches)
                if batches:
                    await claim(tx)
            self._stale = False
            if batches:
                crashpoint("arrivals_done")
        for batch in batches:
            UPDATES.labels(batch[0].channel, "acted_on").inc(len(batch))
        return ready, suspects

    async def _act_one_by_one(self) -> bool:
        """Act on each of what is ready in a transaction of its own. False when nothing is."""
        async with self._store.transaction() as tx:
            ready = await self._look(tx)
        self._stale = False
        for batch in ready.batches:
            if batch[0].conversation not in self._resting:
                await self._act_alone(batch)
        self._outbox.wake()
        return len(ready.batches) > 0

    async def _look(self, tx: Tx) -> Ready:
        """What can be done now, by what is stored of the service."""
        if self._stale:
            await self._runtime.follow(tx)
        elif self._registry.size > 1:
            await self._runtime.follow_groups(tx)  # another worker may have seen a group move a moment ago
        now = self._runtime.clock.now()
        # One that would rest for longer than any does began to before the clock was set back.
        self._resting = {chat: until for chat, until in self._resting.items() if now < until <= now + REST}
        return pick_ready(await tx.waiting_arrivals(BATCH, SHARE), now, self._resting, self._began)

    def _parse(self, batch: list[InboxRow]) -> list[Incoming]:
        return [
            from_channel(event, row.channel)
            for row in batch
            for event in self._channels[row.channel].parse(row.payload)
        ]

    async def _act(self, tx: Tx, context: Context, events: Sequence[Incoming]) -> None:
        crashpoint("arrivals_read")
        for event in join_albums(events):
            if isinstance(event, tuple):
                await ingest_album(tx, context, event)
                continue
            await ingest(tx, context, event)
            if isinstance(event, BotMoved | GroupMoved):
                await self._runtime.follow_groups(tx)
            if isinstance(event, Command) and not event.origin.private:
                await self._runtime.follow_hold(tx)  # staff may have ended it
            if isinstance(event, Pressed) and not event.origin.private:
                await self._runtime.follow_overrides(tx)  # staff may have confirmed one
                await self._runtime.follow_groups(tx)  # or linked a group
        crashpoint("arrivals_acted_on")

    async def _act_on_suspect(self, batch: list[InboxRow]) -> None:
        if batch[0].attempts < TRIES:
            await self._act_alone(batch)
            return
        log.error("the process died %d times while it acted on an update; it is set aside", TRIES)
        await self._set_aside(batch, "EndsTheProcess")

    async def _act_alone(self, batch: list[InboxRow]) -> None:
        """One batch in a transaction of its own, with whatever the platform has to be asked first."""
        context = self._runtime.context()
        context = replace(context, patient=context.now - batch[0].received_at < PATIENCE)
        try:
            await self._act_asking(context, batch)
        except MembershipNeeded:
            self._resting[batch[0].conversation] = context.now + REST
        except NotRecordedYet:
            self._resting[batch[0].conversation] = context.now + MOMENT
        except DoneMeanwhile:
            return
        except StoreConflict:
            self._resting[batch[0].conversation] = context.now + MOMENT  # what follows it must not overtake it
        except ParseError as error:
            await self._quarantine(batch, str(error))
        except Exception as error:
            if _concerns_all(error):
                raise
            log.exception("an update could not be acted on; it is set aside")
            await self._quarantine(batch, type(error).__name__)

    async def _act_asking(self, context: Context, batch: list[InboxRow]) -> None:
        """Act on a batch; ask the platform about each person whom it has to be sure of, and about nobody twice."""
        while True:
            try:
                await self._act_once(context, batch)
            except MembershipNeeded as needed:
                if context.members_unknown or (needed.group, needed.person) in context.members:
                    raise
                context = await self._ask_membership(context, batch[0], needed)
            else:
                return

    async def _act_once(self, context: Context, batch: list[InboxRow]) -> None:
        """A suspect is counted first: if the process dies now, it is known in the middle of what."""
        suspect = self._is_suspect(batch)
        if suspect:
            await self._count_attempts(batch, batch[0].attempts + 1)
        try:
            async with self._store.transaction() as tx:
                await self._act(tx, context, self._parse(batch))
                await _finish(tx, [batch])
        except Exception:
            self._stale = True
            if suspect:
                await self._count_attempts(batch, 0)  # whatever it was, the process lives
            raise
        UPDATES.labels(batch[0].channel, "acted_on").inc(len(batch))

    def _is_suspect(self, batch: list[InboxRow]) -> bool:
        return self._left is not None and batch[0].id in self._left

    async def _count_attempts(self, batch: list[InboxRow], attempts: int) -> None:
        async with self._store.transaction(alone=False) as tx:
            await tx.count_attempts([row.id for row in batch], attempts)

    async def _ask_membership(self, context: Context, row: InboxRow, needed: MembershipNeeded) -> Context:
        """The context with the platform's answer, or with its silence."""
        channel = self._channels[needed.group.channel]
        if not isinstance(channel, GroupChannel):
            return replace(context, members={(needed.group, needed.person): False})  # nobody is in a group there
        try:
            member = await channel.is_member(needed.group.chat, needed.person)
        except SendError as error:
            refused = error.fault not in AWAY and context.now - row.received_at > REFUSED_FOR
            return replace(context, members_unknown=True, members_refused=refused)
        crashpoint("membership_asked")
        return replace(context, members={**context.members, (needed.group, needed.person): member})

    async def _quarantine(self, batch: list[InboxRow], error: str) -> None:
        """Set aside the row that is to blame: alone it is the only one; of an album each part is tried by itself."""
        if len(batch) > 1:
            for row in batch:
                await self._act_alone([row])
            return
        await self._set_aside(batch, error)

    async def _set_aside(self, batch: list[InboxRow], error: str) -> None:
        async with self._store.transaction() as tx:
            for row in batch:
                await quarantine(tx, self._runtime.context(), row.id, error)
        UPDATES.labels(batch[0].channel, "quarantined").inc(len(batch))
