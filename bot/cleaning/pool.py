"""The processes that clean files, so that no file can hold up, fill or take over the service itself."""

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path

from bot.cleaning.types import Cleaned
from bot.cleaning.wire import ANSWER, GAVE_UP, JOB, answer_length, read_answer
from bot.kernel.errors import FileReason, FileRefused

log = logging.getLogger(__name__)

WORKERS = 2
"""How many files are cleaned at once."""
SECONDS = 25.0
"""How long a file may take with its way there and back; the worker itself ends it earlier."""
IDLE_SECONDS = 60.0
"""How long a worker without work stays: after a quiet minute the service is as small as without files."""
ROOT = Path(__file__).resolve().parents[2]


class CleaningPool:
    """At most WORKERS processes. They start when there is work, and end when there was none for a while.

    One whose file kills it, or makes it hang or say something strange, is ended; that file is refused.
    """

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(WORKERS)
        self._alive: set[Process] = set()
        self._idle: list[Process] = []
        self._ending: set[asyncio.Task[None]] = set()
        self._quiet: asyncio.TimerHandle | None = None
        self._closing = False

    async def clean(self, content: bytes) -> Cleaned:
        """Waits for its turn. Raises FileRefused, or OSError when no process can be started, or the pool is closed."""
        async with self._turns:
            self._cancel_quiet()
            try:
                result = await self._ask(self._idle.pop() if self._idle else await self._start(), content)
            except ChildProcessError:  # it had ended before, or somebody ended it
                result = await self._ask(await self._start(), content)
        if isinstance(result, FileReason):
            raise FileRefused(result)
        return result

    async def close(self) -> None:
        """End every process, and wait until it has. Whoever waits for an answer gets none."""
        self._closing = True
        self._cancel_quiet()
        self._end_idle()
        for process in self._alive:
            _kill(process)
        for _ in range(WORKERS):
            await self._turns.acquire()
        await asyncio.gather(*self._ending)

    @property
    def processes(self) -> list[int]:
        """The ids of those that run."""
        return [process.pid for process in self._alive]

    async def _start(self) -> Process:
        if self._closing:
            raise OSError("the pool is closed")
        process = await _start()
        self._alive.add(process)
        return process

    async def _ask(self, process: Process, content: bytes) -> Cleaned | FileReason:
        """Raises ChildProcessError when the process was ended by something else than the file."""
        try:
            async with asyncio.timeout(SECONDS):
                try:
                    result = await _ask(process, content)
                except (OSError, EOFError):
                    if await process.wait() != GAVE_UP:
                        raise ChildProcessError from None
                    raise
        except ChildProcessError:
            self._end(process)
            raise
        except (TimeoutError, OSError, EOFError, ValueError) as error:
            log.warning("a process that cleaned a file ended without an answer (%s)", type(error).__name__)
            self._end(process)
            return FileReason.TOO_SLOW
        except BaseException:  # nobody waits for the answer any more
            self._end(process)
            raise
        self._idle.append(process)
        self._cancel_quiet()
        self._quiet = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_idle)
        return result

    def _cancel_quiet(self) -> None:
        if self._quiet:
            self._quiet.cancel()

    def _end_idle(self) -> None:
        for process in self._idle:
            self._end(process)
        self._idle.clear()

    def _end(self, process: Process) -> None:
        """Nobody asks it any more: of its pipes only one can read at a time."""
        self._alive.remove(process)
        _kill(process)
        task = asyncio.create_task(_see_off(process))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


async def _start() -> Process:
    """A worker in a session of its own, so that it can be ended with its forks. It sees none of our secrets."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot.cleaning.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # libraries may quote a file there
        env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(ROOT)},
        start_new_session=True,
    )


async def _ask(process: Process, content: bytes) -> Cleaned | FileReason:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(JOB.pack(len(content)))
    process.stdin.write(content)
    await process.stdin.drain()
    head = await process.stdout.readexactly(ANSWER.size)
    return read_answer(head, await process.stdout.readexactly(answer_length(head)))


async def _see_off(process: Process) -> None:
    """Close the pipes of a process that was ended, and take note of its end."""
    await process.communicate(b"")
