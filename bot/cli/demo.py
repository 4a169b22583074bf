"""The demonstration: the real bot against the simulator, with an example service in a temporary folder."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app import RunUntil, opened
from bot.config import Settings
from bot.keys.access import make_master_key
from bot.simulator.cast import A_MONDAY_MORNING, ARABIC_TEAM, POLISH_TEAM, STAFF_CHAT, build_world
from bot.simulator.clock import SimulatedClock
from bot.simulator.people import Stage
from bot.simulator.server import Simulator
from bot.simulator.story import StoryLine, play_conversation

__all__ = ["StoryLine", "demo", "demo_document", "demonstrated", "play_story"]


def demo_document(folder: Path, simulator: Simulator) -> dict[str, Any]:
    """The example service, as a configuration: Caritas Norway's seven languages and hours, with the simulator's groups.

    Nothing in it is secret.
    """
    return {
        "service": {
            "name": "Advice Oslo",
            "languages": ["nb", "en", "es", "ar", "pl", "ru", "ro"],
            "fallback_team": "Polish",
            "hours": "Mon-Thu 10:00-15:00",
        },
        "storage": {
            "url": f"sqlite:{folder / 'data' / 'demo.db'}",
            "key_file": str(folder / "brobygger.key"),
            "erasures_file": str(folder / "erased.txt"),
        },
        "telegram": {"token": simulator.token, "api_base_url": simulator.url, "paced": False},
        "staff": {"chat": f"telegram:{STAFF_CHAT}", "language": "en"},
        "teams": [
            {"name": "Arabic", "chat": f"telegram:{ARABIC_TEAM}", "languages": ["ar"], "language": "en"},
            {
                "name": "Polish",
                "chat": f"telegram:{POLISH_TEAM}",
                "threads": False,
                "languages": ["pl", "nb", "en"],
                "language": "en",
            },
        ],
    }


@asynccontextmanager
async def demonstrated(port: int = 0) -> AsyncIterator[tuple[Simulator, str, RunUntil]]:
    """The simulator, the file of a key, and the real bot ready to run against it, on one clock that can be moved."""
    clock = SimulatedClock(A_MONDAY_MORNING, ticking=True)
    with tempfile.TemporaryDirectory(prefix="brobygger-") as folder:
        async with await Simulator.start(build_world(clock), port=port) as simulator:
            settings = Settings.model_validate(demo_document(Path(folder), simulator))
            await make_master_key(settings)
            async with opened(settings, clock) as run_until:
                yield simulator, settings.storage.key_file, run_until


async def demo(port: int, on_ready: Callable[[str, str], None]) -> None:
    """Serve the page and run the bot until interrupted. Raises OSError when the port is taken.

    `on_ready` is told the page's address and the file of the database's key.
    """
    async with demonstrated(port) as (simulator, key_file, run_until):
        on_ready(simulator.url, key_file)
        await run_until(asyncio.Event())


async def play_story(line: Callable[[StoryLine], None]) -> None:
    """Play the scripted conversation. Raises AssertionError when it does not go as it must."""
    async with demonstrated() as (simulator, _, run_until):
        stop = asyncio.Event()
        running = asyncio.create_task(run_until(stop))
        try:
            async with Stage(simulator.url) as stage:
                await play_conversation(stage, line)
        finally:
            stop.set()
            await running
