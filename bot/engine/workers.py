"""The workers of a process, and the loops in which they run."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from bot.engine.clockwork import Clockwork
from bot.engine.erasure import ErasureWorker
from bot.engine.figures import FigureWorker
from bot.engine.group_probes import GroupProbes
from bot.engine.heartbeat import Pulse, keep_watchdog
from bot.engine.inbox import InboxWorker
from bot.engine.outbox import OutboxWorker
from bot.engine.registry import Crew
from bot.engine.retention import RetentionWorker
from bot.engine.runtime import Office
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
        office: Office,
        crew: Crew,
        pulse: Pulse,
        journal: Erasures,
    ) -> None:
        self._channels = channels
        self._crew = crew
        self._pulse = pulse
        self._outbox = OutboxWorker(store, channels, office, crew, pulse)
        filled = self._outbox.wake
        self.inbox = InboxWorker(store, channels, office, crew, self._outbox, pulse)
        clockwork = Clockwork(store, office, filled)
        figures = FigureWorker(store, office, filled)
        retention = RetentionWorker(store, office, journal, filled)
        probes = GroupProbes(store, channels, office, filled)
        self._erasure = ErasureWorker(store, office, journal, filled)
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
            office.clock,
            pulse,
        )
        for channel in channels.values():
            if channel.polls:
                pulse.expect(receiving(channel.name))

    async def erase_restored(self) -> None:
        """Before anything else: whom a restored backup brought back is erased again."""
        await self._erasure.erase_restored()

    def loops(self) -> dict[str, Loop]:
        """What runs as long as the service does, by the name under which it is supervised and must get on."""
        crew, pulse = self._crew, self._pulse
        return {
            **{receiving(channel.name): self._receive(channel) for channel in self._channels.values()},
            "inbox": self.inbox.run,
            "outbox": crew.only_while(crew.may_act, self._outbox.run, partial(pulse.beat, "outbox")),
            "scheduler": crew.only_while(crew.leads, self._scheduler.run, self._scheduler.rest),
            "watchdog": partial(keep_watchdog, pulse),
        }

    def _receive(self, channel: Channel) -> Loop:
        rested = partial(self._pulse.beat, receiving(channel.name)) if channel.polls else _rest
        return self._crew.only_while(self._crew.leads, channel.receive, rested)


def receiving(channel: ChannelName) -> str:
    """What the loop is called in which a channel receives."""
    return f"receive {channel}"


def _rest() -> None:
    """Nobody waits for a sign of life of this loop."""
