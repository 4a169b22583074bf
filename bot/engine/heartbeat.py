"""Whether every loop of the service gets on. What asks is the readiness page, the metrics and systemd's watchdog."""

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)

PATIENCE = 90.0
"""Seconds that a loop may take for one round. The longest is a poll that finds nothing: 50 s and its time-outs."""


class Heartbeat:
    """Each loop beats when it has got on: `inbox`, `outbox` and every job of the scheduler with the database, `receive
    telegram` with that platform, whether it answered or not."""

    def __init__(self, loops: Iterable[str], time: Callable[[], float]) -> None:
        """`time`: seconds of a clock that never goes back."""
        self._time = time
        self._patience: dict[str, float] = {}
        self._beats = dict.fromkeys(loops, time())

    def expect(self, loop: str, patience: float | None = None) -> None:
        """This one must get on too, from now on. `patience`: seconds that one round of it may take."""
        self.beat(loop)
        if patience is not None:
            self._patience[loop] = patience

    def beat(self, loop: str) -> None:
        self._beats[loop] = self._time()

    def beat_all(self) -> None:
        """Nothing has to get on yet."""
        for loop in self._beats:
            self.beat(loop)

    def stalled(self) -> list[str]:
        """The loops that have not got on for too long."""
        now = self._time()
        return [loop for loop, beat in self._beats.items() if now - beat > self._patience.get(loop, PATIENCE)]


def notify(state: str) -> None:
    """Tell systemd, if it runs us: "READY=1", "STOPPING=1", "WATCHDOG=1".

    https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]  # an abstract socket
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.sendto(state.encode(), address)
    except OSError as error:
        log.warning("systemd can't be told how it is (%s)", type(error).__name__)


async def keep_watchdog(heartbeat: Heartbeat) -> None:
    """Calm systemd's watchdog as long as every loop gets on. One that does not is for systemd to restart."""
    seconds = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    while True:
        stalled = heartbeat.stalled()
        if stalled:
            log.error("a loop does not get on: %s", ", ".join(stalled))
        elif seconds:
            notify("WATCHDOG=1")
        await asyncio.sleep(min(seconds / 3, 10.0) if seconds else 10.0)
