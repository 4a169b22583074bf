"""The process is killed in the middle of a conversation; after the next start every message has arrived, in order."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.simulator.cast import ARABIC_TEAM, POLISH_TEAM, STAFF_CHAT
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
paced = false

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

    def __init__(self, play: Play, storage: str) -> None:
        self._config = play.folder / "config.toml"
        self._config.write_text(
            CONFIG.format(
                storage=storage, url=play.simulator.url, staff=STAFF_CHAT, arabic=ARABIC_TEAM, polish=POLISH_TEAM
            ),
            encoding="utf-8",
        )
        self._environment = {**os.environ, "BROBYGGER_TELEGRAM_TOKEN": play.simulator.token}

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "--config",
            str(self._config),
            "run",
            cwd=ROOT,
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
        )

    async def end(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code, which is negative for a signal that killed."""
        process = self._process
        process.send_signal(how)
        _, errors = await process.communicate()
        assert b"Traceback" not in errors
        assert process.returncode is not None
        return process.returncode

    def kill_what_is_left(self) -> None:
        if self._process.returncode is None:
            self._process.kill()


@pytest.fixture
async def bot(play: Play, url: str) -> AsyncIterator[Process]:
    process = Process(play, url)
    await process.start()
    yield process
    process.kill_what_is_left()


async def test_a_kill_in_the_middle_of_a_conversation_loses_nothing(play: Play, bot: Process):
    question = await play.ask(play.bo, "Pytanie 0", "pl")
    for number in range(1, 31):
        await play.bo.say(f"Pytanie {number}")
        await play.eli.write(play.polish, f"Oto rada {number}", reply_to=question)
        if number % 10 == 0:
            await play.polish.sees(f"Pytanie {number - 5}")
            assert await bot.end(signal.SIGKILL) == -signal.SIGKILL
            await play.bo.say(f"Pytanie {number} bez bota")
            await bot.start()
    await play.bo.say("Koniec")
    await play.polish.sees("Koniec", within=30)
    await play.bo.phone.sees("Oto rada 30", within=30)
    asked = [seen.text for seen in play.polish.shown() if seen.by_bot and seen.text.startswith("Pytanie")]
    wanted = [
        text
        for number in range(31)
        for text in ([f"Pytanie {number}"] + ([f"Pytanie {number} bez bota"] if number and number % 10 == 0 else []))
    ]
    assert list(dict.fromkeys(asked)) == wanted
    assert len(asked) - len(wanted) <= 3, "at most one repeat in the lane for each kill"
    answers = [seen.text for seen in play.bo.phone.shown() if seen.text.startswith("Oto rada")]
    assert list(dict.fromkeys(answers)) == [f"Oto rada {number}" for number in range(1, 31)]
    assert await bot.end(signal.SIGTERM) == 0
