"""Several workers on one machine: starts them, starts a dead one again, and lets them end together."""

import asyncio
import logging
import os
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress

from bot.engine.heartbeat import notify
from bot.engine.supervise import wait

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between the end of a worker and the next try; it doubles while the worker dies young."""
STEADY = 60.0
"""Seconds after which a worker is no longer young."""
LAST_SECONDS = 15.0
"""Seconds that workers get to end in good order; they themselves take ten at most."""
WATCHDOG = 10.0
"""Seconds between two signs of life to systemd."""

OWN_ALONE = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
"""What systemd says to the process that it started and to nobody else."""


async def run_processes(arguments: Sequence[str], count: int, hopeless: Collection[int], stop: asyncio.Event) -> int:
    """Run `python -m bot <arguments>` so many times until `stop` is set. Returns the exit code for the whole.

    A worker that ends with one of the codes in `hopeless` would end so again: then all end, with that code.
    """
    codes: list[int] = []

    async def keep_one(number: int) -> None:
        pause = FIRST_PAUSE
        while not stop.is_set():
            began = asyncio.get_running_loop().time()
            code = await _run_one(arguments, stop)
            if stop.is_set():
                break
            if code in hopeless:
                codes.append(code)
                stop.set()
                break
            if asyncio.get_running_loop().time() - began > STEADY:
                pause = FIRST_PAUSE
            log.error("worker %d ended with code %d and is started again in %d s", number, code, pause)
            await wait(stop, pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async with asyncio.TaskGroup() as group:
        for number in range(1, count + 1):
            group.create_task(keep_one(number))
        notify("READY=1")
        while not stop.is_set():
            notify("WATCHDOG=1")
            await wait(stop, WATCHDOG)
        notify("STOPPING=1")
    return codes[0] if codes else 0


async def _run_one(arguments: Sequence[str], stop: asyncio.Event) -> int:
    """One worker from its start to its end; told to end when `stop` is set. Returns its exit code."""
    safe = ["-P"] if sys.flags.safe_path else []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, *safe, "-m", "bot", *arguments),
        env={name: value for name, value in os.environ.items() if name not in OWN_ALONE},
    )
    ended, stopped = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([ended, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            with suppress(ProcessLookupError):
                process.terminate()
            await asyncio.wait([ended], timeout=LAST_SECONDS)
        return process.returncode if process.returncode is not None else -1
    finally:
        stopped.cancel()
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await ended
