"""The bot as one runs it, in a process of its own."""

import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bot.simulator.cast import ARABIC_TEAM, POLISH_TEAM, STAFF_CHAT
from tests.flows.conftest import Play
from tests.fork_server import ROOT, Fork

PATIENCE = 120.0
"""Seconds after which a process that has to end by itself is taken for one that never will."""

CONFIG = """
[service]
name = "Advice Oslo"
languages = ["ar", "pl", "en"]
fallback_team = "Polish"

[storage]
url = "{storage}"

[telegram]
api_base_url = "{url}"
paced = {paced}

[staff]
chat = "telegram:{staff}"
language = "en"

[[teams]]
name = "Arabic"
chat = "telegram:{arabic}"
languages = ["ar"]

[[teams]]
name = "Polish"
chat = "telegram:{polish}"
threads = false
languages = ["pl", "en"]
"""


class Process:
    """The bot as one runs it: `python -m bot run`, in a process of its own."""

    def __init__(
        self, play: Play, storage: str, sections: str = "", *, paced: bool = False, **environment: str
    ) -> None:
        self._forks = play.fork_server
        self._folder = play.folder
        self._config = play.folder / "config.toml"
        self._config.write_text(
            CONFIG.format(
                storage=storage,
                url=play.simulator.url,
                staff=STAFF_CHAT,
                arabic=ARABIC_TEAM,
                polish=POLISH_TEAM,
                paced=str(paced).lower(),
            )
            + sections,
            encoding="utf-8",
        )
        self._environment = {**os.environ, "BROBYGGER_TELEGRAM_TOKEN": play.simulator.token, **environment}
        self._process: Fork | Executed | None = None
        self._said = self._folder / "said"

    @property
    def pid(self) -> int:
        return self._running.pid

    async def start(self, *options: str, before: Callable[[], None] | None = None) -> None:
        """`before` is called in the new process before the program begins."""
        self._said = self._new_file()
        if before is None:
            self._process = self._fork("run", *options, said=self._said)
        else:
            self._process = await Executed.start(
                ["--config", str(self._config), "run", *options], self._environment, self._said, before
            )

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code, which is negative for a signal that killed."""
        self._running.signal(how)
        code, said = await self.ended()
        assert "Traceback" not in said
        return code

    async def wait(self) -> int:
        """The exit code, once it has ended by itself."""
        async with asyncio.timeout(PATIENCE):
            return await self._running.ended()

    async def ended(self) -> tuple[int, str]:
        """Wait until it ends by itself: its exit code, and what it said."""
        return await self._running.ended(), self._read(self._said)

    def signal(self, number: signal.Signals) -> None:
        self._running.signal(number)

    async def kill_what_is_left(self) -> None:
        """Nothing of it may outlive the test: a later one would be told."""
        if self._process is not None:
            self._process.signal(signal.SIGKILL)
            async with asyncio.timeout(PATIENCE):
                await self._process.ended()

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Another command of the shell beside it. Returns its exit code and what it printed."""
        printed = self._new_file()
        code = await self._fork(*arguments, said=printed).ended()
        return code, self._read(printed)

    def _new_file(self) -> Path:
        return Path(tempfile.mkstemp(prefix="said-", dir=self._folder)[1])

    def _read(self, file: Path) -> str:
        return file.read_text("utf-8")

    def _fork(self, *arguments: str, said: Path) -> Fork:
        with said.open("ab") as file:
            return self._forks.start(
                ["--config", str(self._config), *arguments], self._environment, writes=file, complains=file
            )

    @property
    def _running(self) -> "Fork | Executed":
        assert self._process is not None
        return self._process


class Executed:
    """Like a fork, but a program of its own from the beginning: for what holds only from there on."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.pid = process.pid

    @classmethod
    async def start(
        cls, arguments: list[str], environment: dict[str, str], said: Path, before: Callable[[], None]
    ) -> "Executed":
        with said.open("ab") as file:
            return cls(
                await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bot", *arguments),
                    cwd=ROOT,
                    env=environment,
                    stdout=file,
                    stderr=file,
                    preexec_fn=before,
                )
            )

    def signal(self, number: int) -> None:
        if self._process.returncode is None:
            self._process.send_signal(number)

    async def ended(self) -> int:
        return await self._process.wait()
