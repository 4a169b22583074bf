"""What others notice of one contact who sends ten thousand messages: part of `make bench`.

The real bot in a process of its own, the simulated Telegram with its limits off. The others write one message at a
time, first in quiet, then while the flood is taken in, acted on and relayed; the two are compared in one run.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.simulator.deeds import do
from bot.simulator.people import Stage
from bot.simulator.server import Simulator
from bot.simulator.world import World
from tests.bench.relay import CONTACTS, TEAMS, Meter, build_world, introduce, running_bot, write_config

FLOODER = 1000
EVERY = 0.2
"""Seconds between two messages of the others."""
FLOOD_RATE = 400
"""Messages a second of the one who floods: more than the bot relays."""


async def others_write(world: World, meter: Meter, name: str, messages: int) -> None:
    """The others in turn, at an even pace; none of them shares the flooder's team."""
    others = [1000 + number for number in range(CONTACTS) if number % len(TEAMS)]
    for number in range(messages):
        text = f"{name} {number}"
        meter.written[text] = time.perf_counter()
        person = others[number % len(others)]
        do(world, {"as": person, "do": "write", "chat": person, "text": text})
        await asyncio.sleep(EVERY)


async def flood(world: World, meter: Meter, messages: int) -> None:
    begin = time.perf_counter()
    for number in range(messages):
        await asyncio.sleep(max(0.0, begin + number / FLOOD_RATE - time.perf_counter()))
        meter.written[f"flood {number}"] = time.perf_counter()
        do(world, {"as": FLOODER, "do": "write", "chat": FLOODER, "text": f"flood {number}"})


def spread(meter: Meter, name: str) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    latencies = sorted((meter.arrived[text] - at) * 1000 for text, at in meter.written.items() if name in text)
    return statistics.median(latencies), latencies[int(len(latencies) * 0.95)]


async def measure(messages: int, seconds: float) -> Table:
    world = build_world()
    quiet, flooded = Meter(), Meter()
    with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as name:
        storage = f"sqlite:{Path(name) / 'data' / 'bench.db'}"
        async with (
            await Simulator.start(world) as simulator,
            Stage(simulator.url) as stage,
            running_bot(write_config(Path(name), simulator, storage), simulator.token),
        ):
            await introduce(simulator, stage)
            quiet.watch(world)
            await others_write(world, quiet, "quiet", int(seconds / EVERY))
            await quiet.all_arrived()
            flooded.watch(world)
            begin = time.perf_counter()
            flooding = asyncio.create_task(flood(world, flooded, messages))
            others = 0
            while len(flooded.arrived) < messages + others:
                await others_write(world, flooded, f"during {others}", 1)
                others += 1
            await flooding
            took = time.perf_counter() - begin
    table = Table("", "median, ms", "p95, ms")
    for title, meter, which in (("others, quiet", quiet, "quiet"), ("others, during the flood", flooded, "during")):
        table.add_row(title, *(f"{value:.0f}" for value in spread(meter, which)))
    table.title = f"{messages:,} messages of one contact were relayed in {took:.0f} s; {others} of others meanwhile"
    return table


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=10_000, help="how many messages the one contact sends")
    parser.add_argument("--seconds", type=float, default=15, help="how long the others are measured in quiet")
    arguments = parser.parse_args()
    Console().print(asyncio.run(measure(arguments.messages, arguments.seconds)))
