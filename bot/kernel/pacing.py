"""How fast a platform may be written to: so many messages in any span of time, for each chat and over all.

A send is counted when it has ended. The next one begins later than that, so between two messages at the platform
lies at least what lies between them here, however long each was on its way. Only the even steps of a broadcast
are counted as they begin: else they would fall behind by the length of each round trip.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many messages in any span of so many milliseconds."""

    messages: int
    span: int


@dataclass(slots=True)
class Window:
    """What was sent within the last span of a pace."""

    pace: Pace
    sent: deque[float] = field(default_factory=deque)

    def note(self, messages: int, now: float) -> None:
        self.sent.extend([now] * messages)

    def room(self, now: float) -> int:
        """How many messages may go now."""
        while self.sent and self.sent[0] <= now - self.pace.span:
            self.sent.popleft()
        return max(0, self.pace.messages - len(self.sent))

    def free_at(self, now: float) -> float:
        """When the next message may go; `now` when it may."""
        return now if self.room(now) else self.sent[-self.pace.messages] + self.pace.span


KEPT_FREE = 1
"""Messages of the overall pace that a broadcast leaves to people, so that a live answer need not wait for a place."""
LATE = 3
"""How many steps a broadcast may catch up when it came late."""


class Pacer:
    """Keeps the paces of one channel's lanes. Instants are milliseconds of a clock that never goes back.

    A broadcast goes at even steps, and only while more places than KEPT_FREE are free: in bursts it would fill the
    span and keep everybody else waiting for the rest of it.
    """

    def __init__(self, overall: Pace | None) -> None:
        self._overall = Window(overall) if overall else None
        self._lanes: dict[str, Window] = {}
        self._broadcast_at = 0.0

    def keep_to(self, overall: Pace) -> None:
        """The pace over all has changed."""
        if self._overall:
            self._overall.pace = overall

    def recall(self, lane: str, pace: Pace, sent: Iterable[float]) -> Window:
        """What was sent lately in a lane, by whomever."""
        window = self._lanes[lane] = Window(pace, deque(sent))
        return window

    def window(self, lane: str) -> Window | None:
        """What is known of a lane; None when nothing was sent in it lately."""
        return self._lanes.get(lane)

    def note(self, lane: str, pace: Pace | None, messages: int, now: float) -> None:
        """So many messages were sent in a lane."""
        if self._overall:
            self._overall.note(messages, now)
        if pace:
            self._lanes.setdefault(lane, Window(pace)).note(messages, now)

    def resting(self, now: float) -> Mapping[str, float]:
        """The lanes that have to wait, and until when. Forgets lanes in which nothing was sent lately."""
        resting = {}
        for lane, window in list(self._lanes.items()):
            if window.room(now) == window.pace.messages:
                del self._lanes[lane]
            elif not window.room(now):
                resting[lane] = window.free_at(now)
        return resting

    def room(self, now: float, under_way: int) -> int | None:
        """How many messages may go now over all lanes, beside those under way. None: as many as you like."""
        return None if self._overall is None else max(0, self._overall.room(now) - under_way)

    def free_at(self, now: float) -> float:
        """When the next message may go at all."""
        return self._overall.free_at(now) if self._overall else now

    def broadcast_at(self, now: float, under_way: int) -> float:
        """When the next message of a broadcast may go, with so many messages under way; `now` when it may."""
        if self._overall is None:
            return now
        pace, sent, kept = self._overall.pace, self._overall.sent, self._kept_free(self._overall)
        most = pace.messages - kept - under_way
        if self._overall.room(now) - under_way <= kept:
            # A place is free when the oldest of those beyond `most` leaves the span; or when one under way has ended.
            return sent[-most] + pace.span if 0 < most <= len(sent) else now + pace.span / pace.messages
        return max(now, self._broadcast_at)

    def begin_broadcast(self, now: float) -> None:
        """A message of a broadcast goes: the next one is a step later."""
        if self._overall is not None:
            step = self._overall.pace.span / (self._overall.pace.messages - self._kept_free(self._overall))
            self._broadcast_at = max(self._broadcast_at, now - LATE * step) + step

    def _kept_free(self, overall: Window) -> int:
        """A platform that takes one message at a time leaves nothing to keep free."""
        return min(KEPT_FREE, overall.pace.messages - 1)
