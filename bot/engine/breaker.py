"""When the platform takes nothing, and not only in one chat: then nobody tries all the others in turn."""

from bot.kernel.errors import Fault, SendError
from bot.kernel.outgoing import Receipt

LANES = 3
"""So many lanes where nothing was taken, one after the other and nowhere anything in between, are a storm."""
SECOND = 1000
LONGEST_PAUSE = 60 * SECOND
"""Milliseconds between two tries while the platform is away."""


class Storm:
    """What the last sends met. Instants are UTC milliseconds."""

    def __init__(self) -> None:
        self._lanes: set[str] = set()
        self._rounds = 0
        self._since, self._until = 0, 0

    def note(self, lane: str, result: Receipt | SendError, now: int) -> None:
        """A send has ended."""
        if isinstance(result, Receipt):
            self._lanes.clear()
            self._rounds = 0
        elif result.fault in (Fault.FLOOD, Fault.OUTAGE) and not result.of_file:
            self._lanes.add(lane)
            if not self._lasts(now):
                self._rounds += 1
                self._until = 0
            pause = flood_pause(result) if result.fault is Fault.FLOOD else outage_pause(self._rounds)
            self._since, self._until = now, max(self._until, now + pause)

    def room(self, now: int, under_way: int) -> int | None:
        """How many sends may begin: in a storm none before it should be over, and then one to see whether it is.

        None: as many as there are.
        """
        if len(self._lanes) < LANES:
            return None
        return 0 if under_way or self._lasts(now) else 1

    def _lasts(self, now: int) -> bool:
        """What began later than now did so before the clock was set back, and says nothing."""
        return self._since <= now < self._until


def flood_pause(refusal: SendError) -> int:
    """For how many milliseconds nothing more should go there."""
    return int(((refusal.retry_after or 1) + 1) * SECOND)


def outage_pause(tries: int) -> int:
    """For how many milliseconds nothing is tried after so many tries in vain."""
    return min(LONGEST_PAUSE, SECOND << min(tries, 10))
