"""The outbox worker: one lane per destination chat, one send in flight per lane, and few transactions.

Each turn is one transaction: it records what the sends that have ended brought, and claims the next row of every lane
that is free. Under load one commit serves many sends.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.crash_points import crashpoint
from bot.engine import delivery
from bot.engine.breaker import Storm
from bot.engine.heartbeat import Heartbeat
from bot.engine.pacing import PaceKeeper
from bot.engine.registry import WorkerRegistry
from bot.engine.runtime import Runtime
from bot.engine.showing import Showing
from bot.engine.supervise import wait
from bot.features.broadcasts import actions as broadcasting
from bot.features.store import Store, Tx
from bot.kernel.channel import Channel
from bot.kernel.errors import Fault, SendError, StoreConflict, StoreError, TokenRevoked
from bot.kernel.ids import ChannelName
from bot.kernel.outgoing import CloseThread, NameThread, OpenThread, Outgoing, Receipt, ReopenThread
from bot.metrics import SENDS

log = logging.getLogger(__name__)

IN_FLIGHT = 8
"""How many sends of one channel may be under way at once; also the most duplicates there that a crash can cause."""
BROADCAST_IN_FLIGHT = 5
"""How many of these may be of a broadcast: a live answer always finds a free one."""
LOOK_AGAIN = 1.0
"""Seconds after which the worker looks again though nobody woke it."""
MOMENT = 0.002
"""Seconds after which it tries again to claim, since somebody else was claiming."""
LAST_SENDS = 10.0
"""Seconds that sends under way get to end when the service stops."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a send ended. `opened`: the thread was opened that the row needs, and the row itself is still to be sent."""

    outgoing: Outgoing
    result: Receipt | SendError
    opened: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the row has done its work."""
        return isinstance(self.result, Receipt) and not self.opened


class OutboxWorker:
    def __init__(
        self,
        store: Store,
        channels: Mapping[ChannelName, Channel],
        runtime: Runtime,
        registry: WorkerRegistry,
        heartbeat: Heartbeat,
    ) -> None:
        self._heartbeat = heartbeat
        self._registry = registry
        self._worker = registry.worker
        self._store = store
        self._channels = channels
        self._runtime = runtime
        self._woken = asyncio.Event()
        self._paces = PaceKeeper(channels, registry)
        self._showing = Showing(channels, runtime)
        self._in_flight: dict[ChannelName, dict[str, asyncio.Task[None]]] = {name: {} for name in channels}
        """What is under way, by its channel and lane."""
        self._broadcast_lanes: set[str] = set()
        """Where a copy of a broadcast is being sent, or was and is not recorded yet."""
        self._storms = {name: Storm() for name in channels}
        self._ended: list[Outcome] = []
        self._revoked: TokenRevoked | None = None
        self._run: object | None = None
        """Stands for the present run of the loop; None while there is none. What an earlier one claimed is put back."""
        self._claiming = False
        """Whether a transaction that claims is open. One at a time knows how many sends may begin."""
        self._doubtful = False
        """Whether the loop has to begin anew: something may be claimed that nobody sends."""
        self._broadcasting = False
        self._look_for_broadcasts = 0.0

    def wake(self) -> None:
        """Something was put into the outbox."""
        self.make_way()
        self._woken.set()

    def make_way(self) -> None:
        """Somebody wrote: until it has crossed, news take none of its time. They catch up with their next steps."""
        self._paces.make_way()

    async def run(self) -> None:
        """Send until cancelled; then sends under way get a moment to end and are recorded."""
        if self._worker != self._registry.worker:
            self._ended.clear()  # of what we were before; what it had claimed was put back
            self._worker = self._registry.worker
        self._broadcast_lanes.clear()
        self._doubtful = False
        ended, self._ended = self._ended, []
        await self._record_alone(ended)  # before it is taken for what must be sent again
        if self._ended:
            raise StoreError("what was sent could not be recorded")
        async with self._store.transaction(alone=False) as tx:
            await self._paces.recall(tx)
            await tx.put_back(self._worker)
        self._run = object()
        try:
            while True:
                self._woken.clear()
                pause = await self.turn()
                self._heartbeat.beat("outbox")
                if self._revoked:
                    raise self._revoked
                if self._doubtful:
                    raise StoreError("what was claimed is not known")  # the next start puts it back
                if pause > 0:
                    await wait(self._woken, pause)
        finally:
            self._run = None
            await self._end()

    @asynccontextmanager
    async def claiming_along(self) -> AsyncIterator[Callable[[Tx], Awaitable[None]]]:
        """Around a transaction of somebody else that fills the outbox. What it yields, called at the transaction's end,
        claims what can leave at once: one commit serves for both. After the transaction, that is sent.
        """
        claimed: list[Outgoing] = []
        began = more = False
        run: object | None = None

        async def claim(tx: Tx) -> None:
            nonlocal began, more, run
            more, run = True, self._run
            if run is None or self._claiming:
                return
            began = self._claiming = True
            if await self._registry.holds(tx, self._worker):
                taken, more = await self._claim(tx)
                claimed.extend(taken)
                more = more or bool(self._paces.resting()) or self._registry.size > 1

        try:
            yield claim
            if run is self._run:  # else the loop has ended meanwhile, and its next run puts back what is claimed
                self._begin(claimed)
        except StoreConflict:
            raise  # nothing was claimed
        except (StoreError, asyncio.CancelledError):
            self._doubtful = self._doubtful or bool(claimed)
            raise
        finally:
            if began:
                self._claiming = False
            if more or self._doubtful:
                self._woken.set()

    async def turn(self) -> float:
        """Record and claim. Returns for how many seconds there is nothing to do unless woken."""
        ended, self._ended = self._ended, []
        claims, now = False, self._runtime.clock.now()
        try:
            async with self._store.transaction(alone=not all(outcome.is_plain for outcome in ended)) as tx:
                if not await self._registry.holds(tx, self._worker):
                    return LOOK_AGAIN  # taken for dead: others send what we had claimed, and this loop is ended
                await self._record(tx, ended)
                await self._feed(tx)
                claims, self._claiming = not self._claiming, True
                claimed, more = await self._claim(tx) if claims else ([], False)
                # While something is sent there is another turn soon, and it claims whatever has rested enough.
                due = None if claimed else await tx.next_due(now)
        except StoreConflict:
            self._ended = ended + self._ended
            return 0
        except (StoreError, asyncio.CancelledError):
            self._ended = ended + self._ended
            raise
        except Exception:
            if not ended:
                raise  # the supervisor starts the loop again, ever more slowly
            await self._record_alone(ended)
            return 0
        finally:
            if claims:
                self._claiming = False
        self._begin(claimed)
        if not claims:
            return MOMENT
        if more and any(self._room(channel) > 0 for channel in self._channels):
            return 0
        waits = [] if due is None else [(due - now) / 1000]
        at = self._registry.moment()
        waits += [(until - at) / 1000 for until in [*self._paces.resting().values(), self._next_broadcast(at)]]
        return min([LOOK_AGAIN, *(max(MOMENT, wait) for wait in waits)])

    async def _claim(self, tx: Tx) -> tuple[list[Outgoing], bool]:
        """Mark as sending what can leave now, by each channel as much as it takes. Also whether there may be more: else
        every lane that is free and has rows is under way now."""
        claimed: list[Outgoing] = []
        more = False
        for channel in self._channels:
            room = self._room(channel)
            if room < 1:
                continue
            taken = await tx.claim_outgoing(
                self._runtime.clock.now(),
                room,
                [*self._in_flight[channel], *self._paces.resting()],
                self._runtime.only_to,
                self._worker,
                int(self._registry.moment()),
                channel,
            )
            claimed += taken
            more = more or len(taken) == room
        await self._paces.learn(tx, claimed)
        await self._showing.prepare(tx, claimed)
        crashpoint("sends_claimed")
        return claimed, more

    def _begin(self, claimed: Sequence[Outgoing]) -> None:
        """Send what was claimed, now that this is committed."""
        for outgoing in claimed:
            crashpoint("claim_committed")
            if outgoing.recipient is not None:
                self._broadcast_lanes.add(outgoing.lane)
            self._in_flight[outgoing.channel][outgoing.lane] = asyncio.create_task(self._carry_out(outgoing))

    async def _feed(self, tx: Tx) -> None:
        """Put as much of a broadcast into the outbox as may go now, and no more: what people write never stands behind
        it. While there is none, look for one every second."""
        now = self._registry.moment()
        if now < self._next_broadcast(now):
            return
        fed = 0
        if self._runtime.only_to is None and self._registry.settled():
            room = 1 if self._paces.paced else BROADCAST_IN_FLIGHT - len(self._broadcast_lanes)
            fed = await broadcasting.feed(tx, self._runtime.context(), room)
        self._broadcasting = fed > 0
        self._look_for_broadcasts = now + LOOK_AGAIN * 1000
        if fed:
            self._paces.begin_broadcast(now, fed)

    def _next_broadcast(self, now: float) -> float:
        """When there may be something of a broadcast to do."""
        if not self._broadcasting:
            return self._look_for_broadcasts
        if len(self._broadcast_lanes) >= BROADCAST_IN_FLIGHT:
            return now + LOOK_AGAIN * 1000  # or when one of them ends, which wakes
        return self._paces.broadcast_at(now, self._uncounted())

    def _room(self, channel: ChannelName) -> int:
        """How many sends of a channel may begin now. No channel waits for another."""
        under_way = self._in_flight[channel]
        rooms = [
            self._paces.room(channel, len(under_way.keys() - self._broadcast_lanes)),
            self._storms[channel].room(self._runtime.clock.now(), len(under_way)),
        ]
        return min([IN_FLIGHT - len(under_way), *(room for room in rooms if room is not None)])

    def _uncounted(self) -> int:
        """How many sends under way are not counted by a pace yet: all but those of a broadcast."""
        return sum(len(lanes.keys() - self._broadcast_lanes) for lanes in self._in_flight.values())

    async def _record(self, tx: Tx, ended: Sequence[Outcome]) -> None:
        """Write down how sends ended. A row that is gone meanwhile belonged to somebody who was erased."""
        sends = {each.outgoing.id: (each.outgoing, each.result) for each in ended if isinstance(each.result, Receipt)}
        there = await tx.finish_outgoing(*(each.outgoing.id for each in ended if each.is_plain))
        await delivery.record_sent(tx, self._runtime.context(), [sends[row] for row in sorted(there)])
        for outcome in ended:
            await self._record_one(tx, outcome)
            crashpoint("sends_recorded")
        await self._paces.leave(tx, [outcome.outgoing for outcome in ended])

    async def _record_one(self, tx: Tx, outcome: Outcome) -> None:
        context = self._runtime.context()
        how = "sent" if isinstance(outcome.result, Receipt) else str(outcome.result.fault)
        SENDS.labels(outcome.outgoing.channel, how).inc()
        self._storms[outcome.outgoing.channel].note(outcome.outgoing.lane, outcome.result, context.now)
        match outcome.result:
            case Receipt() as receipt if outcome.opened:
                await delivery.record_thread(tx, context, outcome.outgoing, receipt)
            case SendError() as error:
                await tx.forget_rests(context.now)
                await delivery.record_failure(tx, context, outcome.outgoing, error)
                if error.fault in (Fault.GROUP_MOVED, Fault.NO_FORUM):
                    await self._runtime.follow_groups(tx)
        self._broadcast_lanes.discard(outcome.outgoing.lane)

    async def _record_alone(self, ended: list[Outcome]) -> None:
        """One of several could not be recorded: find it, and set its row aside instead of sending it for ever."""
        for outcome in ended:
            try:
                async with self._store.transaction() as tx:
                    if await self._registry.holds(tx, self._worker):
                        await self._record(tx, [outcome])
            except StoreError:
                self._ended.append(outcome)
            except Exception:
                log.exception("a send could not be recorded; it is set aside")
                async with self._store.transaction() as tx:
                    if await self._registry.holds(tx, self._worker):
                        await tx.park_outgoing(outcome.outgoing.id, "unrecorded")
                self._broadcast_lanes.discard(outcome.outgoing.lane)

    async def _carry_out(self, outgoing: Outgoing) -> None:
        opening = outgoing.thread_title is not None and outgoing.thread is None
        opening = opening and not isinstance(outgoing.operation, CloseThread | NameThread)
        opening = opening and self._channels[outgoing.channel].capabilities.threads
        if not self._stands():
            self._doubtful = True  # too late: others may send it, and this loop has to begin anew
            self._woken.set()
            return
        if outgoing.recipient is not None:
            self._paces.note(outgoing)
        try:
            result = await self._send(outgoing, opening)
        except TokenRevoked as error:
            # Nothing is recorded: the row stays where it is and goes out when the token works again.
            self._revoked = error
            self._woken.set()
            return
        crashpoint("send_answered")
        if outgoing.recipient is None:
            self._paces.note(outgoing)
        self._ended.append(Outcome(outgoing, result, opened=opening and isinstance(result, Receipt)))
        del self._in_flight[outgoing.channel][outgoing.lane]
        if outgoing.recipient is None and not self._uncounted():
            self._paces.stop_making_way()  # it has crossed
        # What ended of a broadcast is recorded with its next step, some milliseconds later: one commit for both.
        crowded = len(self._broadcast_lanes) >= BROADCAST_IN_FLIGHT
        if outgoing.recipient is None or crowded or not self._broadcasting:
            self._woken.set()

    async def _send(self, outgoing: Outgoing, opening: bool) -> Receipt | SendError:
        try:
            if opening:
                opened = replace(outgoing, operation=OpenThread(outgoing.thread_title or ""))
                return await self._channels[outgoing.channel].send(opened)
            return await self._showing.show(outgoing, self._ask)
        except SendError as error:
            return error
        except TokenRevoked:
            raise
        except Exception:
            log.exception("a send failed in a way that has no name")
            return SendError(Fault.REFUSED, certain=False)

    async def _ask(self, outgoing: Outgoing) -> Receipt:
        """Ask its channel for one thing; a thread that was closed is opened for it. Raises SendError."""
        channel = self._channels[outgoing.channel]
        if outgoing.step > 0:
            self._paces.note(outgoing)  # the first step is counted with its row
        try:
            return await channel.send(outgoing)
        except SendError as error:
            if error.fault is not Fault.THREAD_CLOSED:
                raise
            await channel.send(replace(outgoing, operation=ReopenThread()))
            return await channel.send(outgoing)

    def _stands(self) -> bool:
        """Whether the others surely leave to us what we have claimed."""
        return self._registry.may_act() and self._registry.worker == self._worker

    async def _end(self) -> None:
        """Let what is under way end, and record it: what is recorded is not sent twice after the restart.

        Where others do not count on us any more, what is under way is cut off before they begin it anew.
        """
        tasks = [task for lanes in self._in_flight.values() for task in lanes.values()]
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=LAST_SENDS if self._stands() else 0)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        for lanes in self._in_flight.values():
            lanes.clear()
        if not self._stands():
            return
        ended, self._ended = self._ended, []
        await self._record_alone(ended)  # what the database did not take is recorded when the loop starts again
