"""Keeps the loops running: one that fails is started again, ever more slowly; what can't get better ends them all."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.kernel.errors import DamagedDatabase, TokenRevoked

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds between two starts of a loop that keeps failing."""
HOPELESS = (TokenRevoked, DamagedDatabase)
"""What no pause makes better: somebody has to act."""
STEADY = 60.0
"""Seconds after which a loop that ran is taken as healthy again."""


async def supervise(loops: Mapping[str, Callable[[], Awaitable[None]]], stop: asyncio.Event) -> None:
    """Run the loops until `stop` is set, then cancel them and wait until each has put its things in order.

    Raises TokenRevoked when the platform no longer knows us, and DamagedDatabase: nothing gets better by going on.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_keep_running(name, loop), name=name) for name, loop in loops.items()]
            await stop.wait()
            for task in tasks:
                task.cancel()
    except BaseExceptionGroup as errors:
        # What is raised within `except*` may come out wrapped in a group again, depending on the Python.
        cause: BaseException | None = errors.subgroup(HOPELESS)
        if cause is None:
            raise
        while isinstance(cause, BaseExceptionGroup):
            cause = cause.exceptions[0]
        raise cause from None


def stop_on_signal() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def wait(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, or so long.

    Not by `asyncio.wait_for`: before Python 3.12 it may swallow a cancellation (python/cpython#86296), and a loop that
    was told to stop would go on for ever.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


async def _keep_running(name: str, loop: Callable[[], Awaitable[None]]) -> None:
    pause = 1.0
    clock = asyncio.get_running_loop()
    while True:
        started = clock.time()
        try:
            await loop()
        except HOPELESS:
            raise
        except Exception:
            log.exception("the loop %s failed and is started again in %d s", name, pause)
        if clock.time() - started > STEADY:
            pause = 1.0
        await asyncio.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)
