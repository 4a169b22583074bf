"""The workers of a process, and the loops in which they run."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.engine.clockwork import Clockwork
from bot.engine.erasure import ErasureWorker
from bot.engine.figures import FigureWorker
from bot.engine.group_probes import GroupProbes
from bot.engine.heartbeat import Heartbeat, keep_watchdog
from bot.engine.inbox import InboxWorker
from bot.engine.outbox import OutboxWorker
from bot.engine.registry import WorkerRegistry
from bot.engine.retention import RetentionWorker
from bot.engine.runtime import Runtime
from bot.engine.scheduler import Job, Scheduler
from bot.features.rights.port import Erasures
from bot.features.store import Store
from bot.kernel.channel import Channel
from bot.kernel.ids import ChannelName

LOOPS = ("inbox", "outbox")
"""What must get on, beside every channel that polls and every job of the scheduler."""

Loop = Callable[[], Awaitable[None]]


class Workers:
    """Everybody who works on one store, introduced to each other."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[ChannelName, Channel],
        runtime: Runtime,
        registry: WorkerRegistry,
        heartbeat: Heartbeat,
        journal: Erasures,
    ) -> None:
        self._channels = channels
        self._registry = registry
        self._heartbeat = heartbeat
        self._outbox = OutboxWorker(store, channels, runtime, registry, heartbeat)
        filled = self._outbox.wake
        self.inbox = InboxWorker(store, channels, runtime, registry, self._outbox, heartbeat)
        clockwork = Clockwork(store, runtime, filled)
        figures = FigureWorker(store, runtime, filled)
        retention = RetentionWorker(store, runtime, journal, filled)
        probes = GroupProbes(store, channels, runtime, filled)
        self._erasure = ErasureWorker(store, runtime, journal, filled)
        self._scheduler = Scheduler(
            {
                "groups": Job(clockwork.look_at_groups),
                "broadcasts": Job(clockwork.look_at_broadcasts),
                "hours": Job(clockwork.look_at_hours),
                "alarms": Job(clockwork.look_for_trouble, clockwork.look_back),
                "weekly summary": Job(clockwork.look_at_summary),
                "reminders": Job(clockwork.look_at_questions),
                "figures": Job(figures.look),
                "erasure": Job(self._erasure.look, self._erasure.begin),
                "retention": Job(retention.look, retention.begin),
                "group probes": Job(probes.look),
            },
            runtime.clock,
            heartbeat,
        )
        for channel in channels.values():
            if channel.polls:
                heartbeat.expect(receiving(channel.name))

    async def erase_restored(self) -> None:
        """Before anything else: whom a restored backup brought back is erased again."""
        await self._erasure.erase_restored()

    def loops(self) -> dict[str, Loop]:
        """What runs as long as the service does, by the name under which it is supervised and must get on."""
        registry, heartbeat = self._registry, self._heartbeat
        return {
            **{receiving(channel.name): self._receive(channel) for channel in self._channels.values()},
            "inbox": self.inbox.run,
            "outbox": registry.only_while(registry.may_act, self._outbox.run, partial(heartbeat.beat, "outbox")),
            "scheduler": registry.only_while(registry.leads, self._scheduler.run, self._scheduler.rest),
            "watchdog": partial(keep_watchdog, heartbeat),
        }

    def _receive(self, channel: Channel) -> Loop:
        rested = partial(self._heartbeat.beat, receiving(channel.name)) if channel.polls else _rest
        return self._registry.only_while(self._registry.leads, channel.receive, rested)


def receiving(channel: ChannelName) -> str:
    """What the loop is called in which a channel receives."""
    return f"receive {channel}"


def _rest() -> None:
    """Nobody waits for a sign of life of this loop."""
