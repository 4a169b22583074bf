"""A run of the bot whose end can be waited for beside other things."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.fork_server import Fork, ForkServer


class BotProcess:
    """`code` is that of `os.waitstatus_to_exitcode`: negative for a signal that killed."""

    def __init__(self, fork: Fork) -> None:
        self._fork = fork
        self.pid = fork.pid
        self.code = asyncio.create_task(fork.ended())

    @classmethod
    def start(
        cls, fork_server: ForkServer, arguments: Sequence[str], environment: Mapping[str, str], errors: Path
    ) -> "BotProcess":
        """`python -m bot <arguments>`; what it says is added to the file `errors`."""
        with errors.open("ab") as file:
            return cls(fork_server.start(arguments, {**os.environ, **environment}, writes=file, complains=file))

    @property
    def running(self) -> bool:
        return not self.code.done()

    def signal(self, number: signal.Signals) -> None:
        self._fork.signal(number)

    async def wait(self, seconds: float | None = None) -> int | None:
        """Its exit code, or None when it still runs after so long."""
        done, _ = await asyncio.wait([self.code], timeout=seconds)
        return self.code.result() if done else None

    async def kill(self) -> int:
        self.signal(signal.SIGKILL)
        return await self.code
