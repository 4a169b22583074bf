"""The bot as one runs it, in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from bot.simulator.cast import ARABIC_TEAM, POLISH_TEAM, STAFF_CHAT
from tests.flows.conftest import Play

ROOT = Path(__file__).resolve().parents[2]

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
chat_id = {staff}
language = "en"

[[teams]]
name = "Arabic"
chat_id = {arabic}
languages = ["ar"]

[[teams]]
name = "Polish"
chat_id = {polish}
chat = "plain"
languages = ["pl", "en"]
"""


class Process:
    """The bot as one runs it: `python -m bot run`, in a process of its own."""

    def __init__(
        self, play: Play, storage: str, sections: str = "", *, paced: bool = False, **environment: str
    ) -> None:
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

    @property
    def pid(self) -> int:
        return self._process.pid

    async def start(self, *options: str, before: Callable[[], None] | None = None) -> None:
        """`before` is called in the new process before the program begins."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(self._config),
            "run",
            *options,
            cwd=ROOT,
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
            preexec_fn=before,
        )

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code, which is negative for a signal that killed."""
        process = self._process
        process.send_signal(how)
        _, errors = await process.communicate()
        assert b"Traceback" not in errors
        assert process.returncode is not None
        return process.returncode

    async def wait(self) -> int:
        """The exit code, once it has ended by itself."""
        async with asyncio.timeout(30):
            await self._process.communicate()
        assert self._process.returncode is not None
        return self._process.returncode

    async def ended(self) -> tuple[int, str]:
        """Wait until it ends by itself: its exit code, and what it said."""
        _, errors = await self._process.communicate()
        assert self._process.returncode is not None
        return self._process.returncode, errors.decode()

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def kill_what_is_left(self) -> None:
        """Nothing of it may outlive the test: a later one would be told."""
        if self._process.returncode is None:
            self._process.kill()
        async with asyncio.timeout(30):
            await self._process.communicate()

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Another command of the shell beside it. Returns its exit code and what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(self._config),
            *arguments,
            cwd=ROOT,
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, printed.decode()
