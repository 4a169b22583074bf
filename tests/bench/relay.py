"""What the bridge manages on this machine: `make bench`.

The real bot runs in a process of its own; this process is the simulated Telegram, with its limits off, and the people.
A message is counted from the moment at which its update lies ready until the Bot API call that relays it is there.
Every message also brings a second call, the delivery mark on the writer's own message.
"""

import argparse
import asyncio
import os
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.simulator.cast import A_SUNDAY_EVENING
from bot.simulator.clock import SimulatedClock
from bot.simulator.deeds import do
from bot.simulator.people import Person, Stage
from bot.simulator.server import Simulator
from bot.simulator.world import World
from tests.postgres import running_server

ROOT = Path(__file__).resolve().parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
TEAMS = ["nb", "en", "es", "ar", "pl", "ru", "ro", "so"]
CONTACTS = 64
PATIENCE = 120.0
LETTER = "I got a letter from the office on 3 March and can't read it. They want something by Friday. "


@dataclass
class Meter:
    """When each numbered text was written, and when the team's group got it; seconds on one clock."""

    written: dict[str, float] = field(default_factory=dict)
    arrived: dict[str, float] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def watch(self, world: World) -> None:
        post = world.post

        def timed(chat: Any, author: int, kind: str, body: dict[str, Any], **fields: Any) -> Any:
            for text in body.get("text", "").splitlines():  # a lane that is behind sends short texts as one
                if author == world.bot.id and text in self.written and text not in self.arrived:
                    self.arrived[text] = time.perf_counter()
                    self.changed.set()
            return post(chat, author, kind, body, **fields)

        world.post = timed  # type: ignore[method-assign]

    async def all_arrived(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.arrived) < len(self.written):
                self.changed.clear()
                await self.changed.wait()

    def latencies(self) -> list[float]:
        """Milliseconds, sorted."""
        return sorted((self.arrived[text] - at) * 1000 for text, at in self.written.items())


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process has used: seconds of CPU, and its resident memory in MB."""

    cpu: float
    memory: float

    @classmethod
    def of(cls, pid: int) -> "Usage":
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return cls((int(fields[11]) + int(fields[12])) / TICKS, pages * resource.getpagesize() / 1e6)


def build_world() -> World:
    """As many groups as there are lanes worth measuring, and contacts for each."""
    world = World(SimulatedClock(A_SUNDAY_EVENING, ticking=True))
    world.add_person(1, "Chris", "volunteer", "en")
    for number in range(len(TEAMS)):
        world.add_group(-1_001_000_000_100 - number, f"team {number}", "team", [1], owner=1)
    for number in range(CONTACTS):
        world.add_person(1000 + number, f"contact {number}", "contact", TEAMS[number % len(TEAMS)])
    return world


def write_config(folder: Path, simulator: Simulator, storage: str) -> Path:
    teams = "".join(
        f'[[teams]]\nname = "{language}"\nchat = "telegram:{-1_001_000_000_100 - number}"\nthreads = false\n'
        f'languages = ["{language}"]\n'
        for number, language in enumerate(TEAMS)
    )
    config = folder / "config.toml"
    config.write_text(
        f'[service]\nname = "Bench"\nlanguages = {TEAMS}\nfallback_team = "en"\n'
        f'[storage]\nurl = "{storage}"\n[telegram]\napi_base_url = "{simulator.url}"\npaced = false\n{teams}',
        encoding="utf-8",
    )
    return config


@asynccontextmanager
async def running_bot(config: Path, token: str) -> AsyncIterator[int]:
    """`brobygger run` in a process of its own; yields its id, and ends it by that."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(config), "--log-level", "error", "run"),
        cwd=ROOT,
        env={**os.environ, "BROBYGGER_TELEGRAM_TOKEN": token},
    )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def introduce(simulator: Simulator, stage: Stage) -> list[Person]:
    """Every contact through the first screens, with an open case."""
    contacts = [await stage.person(1000 + number) for number in range(CONTACTS)]
    for number, contact in enumerate(contacts):
        await contact.say(f"/start {TEAMS[number % len(TEAMS)]}_work")
    for contact in contacts:
        await contact.press("notice:yes")
    for contact in contacts:
        await contact.say("the first question")
    for contact in contacts:
        await contact.phone.sees("✅", within=PATIENCE)
    await settled(simulator)
    return contacts


async def settled(simulator: Simulator) -> float:
    """Until the bot has made no call for a second: what is measured next must not stand behind what came before.

    Returns when it made the last one.
    """
    last, at = None, time.perf_counter()
    while last != simulator.api.calls[-1] or time.perf_counter() - at < 1:
        if last != simulator.api.calls[-1]:
            last, at = simulator.api.calls[-1], time.perf_counter()
        await asyncio.sleep(0.02)
    return at


async def at_a_rate(world: World, meter: Meter, rate: float, messages: int) -> None:
    """Messages at an even pace, by the contacts in turn."""
    begin = time.perf_counter()
    for number in range(messages):
        await asyncio.sleep(max(0.0, begin + number / rate - time.perf_counter()))
        write(world, meter, f"at {rate:g} message {number}", number)
    await meter.all_arrived()


async def all_at_once(world: World, meter: Meter, messages: int, characters: int = 0) -> None:
    """Each at least so many characters long."""
    more = "\n" + LETTER * (characters // len(LETTER)) if characters else ""
    for number in range(messages):
        write(world, meter, f"flood message {number}", number, more)
    await meter.all_arrived()


def write(world: World, meter: Meter, text: str, number: int, more: str = "") -> None:
    person = 1000 + number % CONTACTS
    do(world, {"as": person, "do": "write", "chat": person, "text": text + more})
    meter.written[text] = time.perf_counter()  # nothing else runs in this process before


async def measure(storage: str, folder: Path, arguments: argparse.Namespace) -> dict[str, str]:
    """One engine: start, pace, flood. Returns the figures as they are shown."""
    world = build_world()
    figures = {}
    async with await Simulator.start(world) as simulator, Stage(simulator.url) as stage:
        begin = time.perf_counter()
        async with running_bot(write_config(folder, simulator, storage), simulator.token) as pid:
            while not simulator.api.calls:  # noqa: ASYNC110 - the simulator tells nobody of calls
                await asyncio.sleep(0.005)
            figures["start until the first call, s"] = f"{time.perf_counter() - begin:.2f}"
            await introduce(simulator, stage)
            for rate in arguments.rates:
                meter = Meter()
                meter.watch(world)
                await at_a_rate(world, meter, rate, int(rate * arguments.seconds))
                latencies = meter.latencies()
                figures[f"latency at {rate:g}/s, p50 / p99, ms"] = (
                    f"{statistics.median(latencies):.1f} / {latencies[int(len(latencies) * 0.99)]:.1f}"
                )
                figures[f"memory at {rate:g}/s, MB"] = f"{Usage.of(pid).memory:.0f}"
            meter = Meter()
            meter.watch(world)
            before, begin = Usage.of(pid), time.perf_counter()
            await all_at_once(world, meter, arguments.messages, arguments.characters)
            seconds = time.perf_counter() - begin
            after = Usage.of(pid)
            figures["saturation, relayed messages/s"] = f"{arguments.messages / seconds:.0f}"
            marked = await settled(simulator) - begin
            figures["until the last mark was there, messages/s"] = f"{arguments.messages / marked:.0f}"
            figures["CPU, s per 1,000 messages"] = f"{(after.cpu - before.cpu) / arguments.messages * 1000:.2f}"
            figures["memory after the flood, MB"] = f"{after.memory:.0f}"
    return figures


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rates", type=float, nargs="*", default=[5, 20], help="paced messages a second")
    parser.add_argument("--seconds", type=float, default=15, help="how long each pace is kept")
    parser.add_argument("--messages", type=int, default=6000, help="how many messages in the flood")
    parser.add_argument("--characters", type=int, default=0, help="how long each of them is")
    arguments = parser.parse_args()
    columns = {}
    with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as name:
        folder = Path(name)
        columns["SQLite, FULL"] = await measure(f"sqlite:{folder / 'data' / 'bench.db'}", folder, arguments)
        with running_server(durable=True) as url:
            columns["PostgreSQL"] = await measure(url, folder, arguments)
    table = Table("", *columns)
    for row in next(iter(columns.values())):
        table.add_row(row, *(figures[row] for figures in columns.values()))
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(main())
