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
from bot.cleaning.wire import ANSWER, JOB, answer_length, read_answer
from bot.errors import FileReason, FileRefused

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

    One that dies, hangs or says something strange is ended; its file is refused, and the next file gets a new one.
    """

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(WORKERS)
        self._idle: list[Process] = []
        self._alive: set[Process] = set()
        self._quiet: asyncio.TimerHandle | None = None

    async def clean(self, content: bytes) -> Cleaned:
        """Waits for its turn. Raises FileRefused, or OSError when no process can be started."""
        async with self._turns:
            process = await self._take()
            try:
                async with asyncio.timeout(SECONDS):
                    result = await _ask(process, content)
            except (TimeoutError, OSError, EOFError, ValueError) as error:
                log.warning("a process that cleaned a file ended without an answer (%s)", type(error).__name__)
                _kill(process)
                raise FileRefused(FileReason.TOO_SLOW) from None
            except BaseException:  # nobody waits for the answer any more
                _kill(process)
                raise
            self._give_back(process)
        if isinstance(result, FileReason):
            raise FileRefused(result)
        return result

    async def close(self) -> None:
        """End every process, and wait until it has."""
        if self._quiet:
            self._quiet.cancel()
        self._end_idle()
        for process in self._alive:
            _kill(process)
        await asyncio.gather(*(process.wait() for process in self._alive))

    @property
    def processes(self) -> list[int]:
        """The ids of those that run."""
        return [process.pid for process in self._alive if process.returncode is None]

    async def _take(self) -> Process:
        if self._quiet:
            self._quiet.cancel()
        self._alive = {process for process in self._alive if process.returncode is None}
        while self._idle:
            process = self._idle.pop()
            if process in self._alive and process.stdout is not None and not process.stdout.at_eof():
                return process
        process = await _start()
        self._alive.add(process)
        return process

    def _give_back(self, process: Process) -> None:
        self._idle.append(process)
        self._quiet = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._end_idle)

    def _end_idle(self) -> None:
        for process in self._idle:
            _kill(process)
        self._idle.clear()


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


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
