"""A clock that is moved by hand."""

import time
from datetime import datetime


class SimulatedClock:
    """The time of day in the simulation; satisfies `bot.kernel.clock.Clock`.

    It stands still between moves, so that a test sees the same times on every run. With `ticking` it goes on
    as real time does, from where it was set.
    """

    def __init__(self, at: datetime, *, ticking: bool = False) -> None:
        self._ticking = ticking
        self.set(at)

    def now(self) -> int:
        """UTC milliseconds."""
        passed = time.monotonic() - self._since if self._ticking else 0.0
        return self._at + round(passed * 1000)

    def advance(self, seconds: float) -> None:
        """Forward; or back, with a negative number."""
        self._at += round(seconds * 1000)

    def set(self, instant: datetime) -> None:
        """`instant` names its zone; ValueError when it does not."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        self._at = round(instant.timestamp() * 1000)
        self._since = time.monotonic()
