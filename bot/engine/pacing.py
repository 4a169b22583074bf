"""How fast the outbox may send: every channel and every chat at the pace that its platform sets.

`bot/kernel/pacing.py` has the rules. Here stands what they are asked with: this worker's share of a pace that all
share, what was sent before it began or by others, and for how long a broadcast makes way for what people write.
"""

from collections import deque
from collections.abc import Mapping, Sequence

from bot.engine.registry import WorkerRegistry
from bot.features.store import Tx
from bot.kernel.channel import Channel
from bot.kernel.ids import ChannelName
from bot.kernel.outgoing import Outgoing, Send, SendAlbum
from bot.kernel.pacing import Pacer, Window

MAKE_WAY = 50.0
"""Milliseconds for which a broadcast begins nothing after somebody wrote, unless what they wrote has crossed before."""
MOST_WAY = 100.0
"""Milliseconds between two copies of a broadcast however much is written: three of its steps."""
RESTART = 5000
"""Milliseconds. With SQLite only paces of longer spans are kept over a restart: for most chats nothing is written."""


class PaceKeeper:
    """Knows what was sent when, and so what may be sent now. Instants are the registry's moments.

    Where `under_way` is asked for: how many sends have begun and are not counted yet.
    """

    def __init__(self, channels: Mapping[ChannelName, Channel], registry: WorkerRegistry) -> None:
        self._channels = channels
        self._registry = registry
        self._pacers = {name: Pacer(channel.pace) for name, channel in channels.items()}
        self._way_until = 0.0
        self._copied_at = 0.0

    @property
    def paced(self) -> bool:
        """Whether any platform sets a pace over all its chats."""
        return any(channel.pace for channel in self._channels.values())

    def room(self, channel: ChannelName, under_way: int) -> int | None:
        """How many sends of a channel may begin now: 0 until others leave us our share. None: as many as there are."""
        pace = self._channels[channel].pace
        if pace is not None:
            if not self._registry.settled():
                return 0
            self._pacers[channel].keep_to(self._registry.share_of(pace))
        return self._pacers[channel].room(self._registry.moment(), under_way)

    def resting(self) -> dict[str, float]:
        """The lanes that wait for their pace, and until when."""
        resting: dict[str, float] = {}
        for pacer in self._pacers.values():
            resting.update(pacer.resting(self._registry.moment()))
        return resting

    def note(self, outgoing: Outgoing) -> None:
        """This counts from now on."""
        messages = _count_messages(outgoing)
        if not messages:
            return
        pace = self._channels[outgoing.channel].pace_of(outgoing.chat)
        self._pacers[outgoing.channel].note(outgoing.lane, pace, messages, self._registry.moment())

    # -- broadcasts ----------------------------------------------------------------------------------------------

    def make_way(self) -> None:
        """Somebody wrote: until it has crossed, news take none of its time. They catch up with their next steps."""
        self._way_until = self._registry.moment() + MAKE_WAY

    def stop_making_way(self) -> None:
        """What they wrote has crossed."""
        self._way_until = 0.0

    def broadcast_at(self, now: float, under_way: int) -> float:
        """When the next copy of a broadcast may go; not after `now` when it may."""
        steps = [pacer.broadcast_at(now, under_way) for pacer in self._pacers.values()]
        return max([*steps, min(self._way_until, self._copied_at + MOST_WAY)])

    def begin_broadcast(self, now: float, copies: int) -> None:
        """So many copies go."""
        self._copied_at = now
        for pacer in self._pacers.values():
            for _ in range(copies):
                pacer.begin_broadcast(now)

    # -- what outlives this process, and what others know --------------------------------------------------------

    async def recall(self, tx: Tx) -> None:
        """Learn what was sent before this process began. An album that was under way counts as one message.

        Where others send too, `learn` does it with each claim.
        """
        if self._registry.shared:
            return
        moment = self._registry.moment()
        lately = await tx.sent_lately(int(moment))
        await tx.forget_paces(None)  # the clock may have been set back meanwhile
        for lane, name, chat, sent in lately:
            pace = self._channels[name].pace_of(chat) if name in self._channels else None
            if pace is not None:
                pacer = self._pacers[name]
                # What we know already, since only the loop began anew, we know better.
                await self._write(tx, lane, pacer.window(lane) or pacer.recall(lane, pace, sent))

    async def learn(self, tx: Tx, claimed: Sequence[Outgoing]) -> None:
        """Learn what others sent lately in a lane. What is claimed counts already, should we not live to see it end."""
        if not self._registry.shared:
            return
        counted = [outgoing for outgoing in claimed if _count_messages(outgoing)]
        paces = {row.lane: self._channels[row.channel].pace_of(row.chat) for row in counted}
        known = await tx.paces_of(list(paces)) if any(paces.values()) else {}
        for outgoing in counted:
            pace = paces[outgoing.lane]
            if pace is not None:
                self._pacers[outgoing.channel].recall(outgoing.lane, pace, known.get(outgoing.lane, ()))
                await self._keep(tx, outgoing, begun=_count_messages(outgoing))

    async def leave(self, tx: Tx, ended: Sequence[Outgoing]) -> None:
        """Let whoever sends there next know what was sent in a lane: another worker, or this one after a restart,
        which takes longer than short paces."""
        for outgoing in ended:
            window = self._pacers[outgoing.channel].window(outgoing.lane)
            if window is not None and (self._registry.shared or window.pace.span > RESTART):
                await self._keep(tx, outgoing)

    async def _keep(self, tx: Tx, outgoing: Outgoing, begun: int = 0) -> None:
        window = self._pacers[outgoing.channel].window(outgoing.lane)
        if window is None or not _count_messages(outgoing):
            return
        kept = Window(window.pace, deque(window.sent))
        kept.note(begun, self._registry.moment())
        await self._write(tx, outgoing.lane, kept)

    async def _write(self, tx: Tx, lane: str, window: Window) -> None:
        moment = self._registry.moment()
        await tx.keep_pace(lane, window.sent, window.free_at(moment), moment + window.pace.span)


def _count_messages(outgoing: Outgoing) -> int:
    """How many messages the platform counts; edits, reactions and answers to a press are none."""
    match outgoing.operation:
        case Send():
            return 1
        case SendAlbum(items=items):
            return len(items)
        case _:
            return 0
