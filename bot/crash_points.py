"""Dying on purpose, for the tests of what a crash leaves behind.

With `CRASHPOINT=name:n` in the environment the process kills itself, with SIGKILL and no last word, when it passes the
point of that name for the n-th time. Without it a point does nothing.
"""

import os
import signal
from dataclasses import dataclass
from functools import cache

POINTS = (
    "updates_fetched",  # here, and nothing written
    "updates_added",  # written, not committed
    "updates_kept",  # committed, not confirmed to the platform
    "arrivals_read",  # confirmed, not acted on
    "arrivals_acted_on",  # everything written, not committed
    "membership_asked",  # the platform answered who somebody is
    "arrivals_done",  # committed, the outbox not yet woken
    "sends_claimed",  # marked as sending, not committed
    "claim_committed",  # committed, not yet sent
    "send_begins",  # the request is not yet written
    "file_fetched",  # downloaded, not yet uploaded
    "send_answered",  # the platform has it, and we know
    "sends_recorded",  # written down, not committed
)
"""Every name, in the order of a message's way."""

ERASURE_POINTS = (
    "erasure_journalled",  # in the journal, and nothing deleted
    "erasure_written",  # everything deleted, not committed
    "erasure_committed",  # committed, the files not tidied
)
"""Those on the way of an erasure."""


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
