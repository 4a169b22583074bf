"""Dying on purpose, for the tests of what a crash leaves behind.

With `CRASHPOINT=name:n` in the environment the process kills itself, with SIGKILL and no last word, when it passes the
point of that name for the n-th time. Without it a point does nothing.
"""

import os
import signal
from dataclasses import dataclass
from functools import cache

POINTS = (
    "updates_fetched",
    "updates_added",
    "updates_kept",
    "arrivals_read",
    "arrivals_acted_on",
    "arrivals_done",
    "membership_asked",
    "sends_recorded",
    "sends_claimed",
    "claim_committed",
    "send_begins",
    "file_fetched",
    "send_answered",
)
"""Every name, in the order of a message's way."""


@dataclass(slots=True)
class _Trap:
    name: str
    passes_left: int


def crashpoint(name: str) -> None:
    """A place at which a test may kill the process."""
    trap = _trap()
    if trap is None or trap.name != name:
        return
    trap.passes_left -= 1
    if trap.passes_left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)


@cache
def _trap() -> _Trap | None:
    """Read at the first point that is passed, and not when this module is imported: tests fork ready processes."""
    name, _, passes = os.environ.get("CRASHPOINT", "").partition(":")
    return _Trap(name, int(passes or 1)) if name else None
