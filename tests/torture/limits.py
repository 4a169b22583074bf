"""`make limits`: does the bot keep Telegram's limits? 100,000 messages, of which not one may be refused as too many.

The real bot sends with its own pace to the simulator, which enforces the limits: 30 messages a second over all, about
one a second to a person, 20 a minute to a group. So many announcements wait for a hundred people and seven groups that
all three bind all the time; beside them people write to another group. An hour of it takes some minutes (see hurry.py).
"""

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import Progress

from bot.app import opened
from bot.config import Settings
from bot.keys.access import access_master_key
from bot.simulator.cast import A_MONDAY_MORNING
from bot.simulator.clock import SimulatedClock
from bot.simulator.deeds import do
from bot.simulator.limits import Limits
from bot.simulator.server import Simulator
from bot.simulator.world import World
from storage.database import open_store
from tests.bench.outgoing import COLUMNS, rows_to_send
from tests.torture.hurry import run_in_a_hurry

PEOPLE, GROUPS = 100, 8
WRITERS = 4
"""People who write; they and their group get no announcements."""
TO_GROUPS = 12
"""One announcement in so many is for a group: about as much as groups take."""
TEAM = -1_001_000_000_001
CONVERSATION = 5.0
"""Seconds between two messages of those who write."""


@dataclass
class Report:
    """`refused`: calls that were answered with 429. `lost`: written and never arrived. Seconds of the bot's clock."""

    sends: int = 0
    refused: int = 0
    written: int = 0
    lost: int = 0
    seconds: float = 0
    real_seconds: float = 0

    def faults(self, wanted: int) -> list[str]:
        faults = [f"{self.refused} messages were refused as too many"] if self.refused else []
        if self.lost:
            faults.append(f"{self.lost} messages were lost")
        if self.sends < wanted:
            faults.append(f"only {self.sends} messages were sent")
        return faults


class Counting(Limits):
    """The simulator's limits, and how many messages it was asked to take."""

    def __init__(self, now: Callable[[], float], report: Report) -> None:
        super().__init__(now)
        self._report = report

    def count(self, chat_id: int, messages: int) -> None:
        self._report.sends += messages
        super().count(chat_id, messages)


def build_world(clock: SimulatedClock) -> World:
    world = World(clock)
    world.add_person(1, "Chris", "volunteer", "en")
    for number in range(GROUPS + 1):
        world.add_group(TEAM - number, f"group {number}", "team", [1], owner=1)
    for number in range(PEOPLE + WRITERS):
        world.add_person(1000 + number, f"person {number}", "contact", "en").started = True
    return world


def make_settings(folder: Path, simulator: Simulator) -> Settings:
    teams = [
        {
            "name": f"team {number}",
            "chat": f"telegram:{TEAM - number}",
            "threads": False,
            "languages": ["en"],
            "topics": [topic],
        }
        for number, topic in enumerate(["work", "health", "family", "tax", "housing", "benefits", "residence", "other"])
    ]
    return Settings.model_validate(
        {
            "service": {"name": "Torture", "languages": ["en"], "fallback_team": "team 0"},
            "storage": {
                "url": f"sqlite:{folder / 'data' / 'limits.db'}",
                "key_file": str(folder / "key"),
                "erasures_file": str(folder / "erasures"),
            },
            "telegram": {"token": simulator.token, "api_base_url": simulator.url},
            "teams": teams,
        }
    )


async def put_announcements(settings: Settings, count: int, rng: random.Random, now: int) -> None:
    url = settings.storage.url
    store = await open_store(url, await access_master_key(settings))
    await store.close()
    groups, people = [TEAM - 1 - number for number in range(GROUPS - 1)], [1000 + number for number in range(PEOPLE)]
    chats = [rng.choice(groups if number % TO_GROUPS == 0 else people) for number in range(count)]
    with sqlite3.connect(url.partition(":")[2]) as file:
        marks = ", ".join("?" * len(COLUMNS))
        file.executemany(
            f"INSERT INTO outbox ({', '.join(COLUMNS)}) VALUES ({marks})", rows_to_send(store.keys, chats, now)
        )
    file.close()


async def converse(world: World, report: Report, stop: asyncio.Event) -> list[str]:
    """People write, one after the other, each below 20 a minute in all. Returns what they wrote."""
    written = []
    people = [1000 + PEOPLE + number for number in range(WRITERS)]
    for person in people:
        do(world, {"as": person, "do": "write", "chat": person, "text": "/start en_work"})
    await asyncio.sleep(CONVERSATION)
    for person in people:
        chat = world.chats[person]
        notice = max(number for number, message in chat.messages.items() if message.markup)
        do(world, {"as": person, "do": "press", "chat": person, "message_id": notice, "data": "notice:yes"})
    await asyncio.sleep(CONVERSATION)
    while not stop.is_set():
        person = people[len(written) % WRITERS]
        written.append(f"message {len(written)} of a person")
        do(world, {"as": person, "do": "write", "chat": person, "text": written[-1]})
        report.written = len(written)
        await asyncio.sleep(CONVERSATION)
    await asyncio.sleep(120)
    return written


async def torture(sends: int, seed: int, show: Callable[[Report], None] = lambda report: None) -> Report:
    report, clock = Report(), SimulatedClock(A_MONDAY_MORNING, ticking=True)
    world = build_world(clock)
    began, real = clock.now(), perf_counter()
    with tempfile.TemporaryDirectory(prefix="brobygger-limits-") as name:
        async with await Simulator.start(world) as simulator:
            simulator.api.limits = Counting(lambda: clock.now() / 1000, report)
            settings = make_settings(Path(name), simulator)
            await put_announcements(settings, sends, random.Random(seed), clock.now())
            stop, done = asyncio.Event(), asyncio.Event()
            async with opened(settings, clock) as run_until:
                running = asyncio.create_task(run_until(stop))
                conversing = asyncio.create_task(converse(world, report, done))
                while report.sends < sends and not running.done():
                    await asyncio.sleep(1)
                    show(report)
                done.set()
                written = await conversing
                stop.set()
                await running
            report.refused = simulator.api.limits.violations
    shown = "\n\n".join(str(message.body.get("text", "")) for message in world.chats[TEAM].messages.values())
    report.lost = sum(text not in shown.split("\n\n") for text in written)
    report.seconds, report.real_seconds = (clock.now() - began) / 1000, perf_counter() - real
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sends", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    console = Console(width=110, highlight=False)
    with Progress(console=console) as progress:
        bar = progress.add_task("messages sent", total=arguments.sends)

        def show(report: Report) -> None:
            progress.update(bar, completed=report.sends)

        report = run_in_a_hurry(lambda: torture(arguments.sends, arguments.seed, show))
    console.print(
        f"{report.sends} messages in {report.seconds:.0f} s of the bot's clock, "
        f"{report.real_seconds:.0f} s of ours; {report.refused} refused as too many; {report.written} messages of "
        f"people among them, {report.lost} lost."
    )
    faults = report.faults(arguments.sends)
    for fault in faults:
        console.print(fault, style="bold red")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
