"""What 1, 2 and 4 workers manage on one PostgreSQL: `python -m tests.bench.workers`.

As in `tests.bench.relay`: Telegram is simulated by this process, its limits are off, and every message also brings a
delivery mark. `--answer` is what Telegram takes to answer a call, in seconds; the real one takes some tens of
milliseconds, and it is that wait which more workers share.
"""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console

from bot.simulator.people import Stage
from bot.simulator.server import Simulator
from tests.bench.relay import ROOT, Meter, all_at_once, build_world, introduce, write_config
from tests.postgres import running_server


@asynccontextmanager
async def running_workers(config: Path, token: str, count: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(config), "--log-level", "error", "run"),
        *("--workers", str(count)),
        cwd=ROOT,
        env={**os.environ, "BROBYGGER_TELEGRAM_TOKEN": token},
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def measure(workers: int, folder: Path, arguments: argparse.Namespace) -> float:
    """Relayed messages a second, of a flood that lies ready at once."""
    world = build_world()
    with running_server(durable=True) as url:
        async with (
            await Simulator.start(world) as simulator,
            Stage(simulator.url) as stage,
            running_workers(write_config(folder, simulator, url), simulator.token, workers),
        ):
            while count_starts(simulator) < workers:  # noqa: ASYNC110 - the simulator tells nobody of calls
                await asyncio.sleep(0.05)
            await introduce(simulator, stage)
            if arguments.answer:
                simulator.faults.set({"delay": arguments.answer, "times": 1_000_000})
            meter = Meter()
            meter.watch(world)
            begin = time.perf_counter()
            await all_at_once(world, meter, arguments.messages)
            return arguments.messages / (time.perf_counter() - begin)


def count_starts(simulator: Simulator) -> int:
    return sum(method.lower() == "getme" for _, method, *_ in simulator.api.calls)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--answer", type=float, default=0.0, help="seconds that each call of the Bot API takes")
    arguments = parser.parse_args()
    console = Console()
    for workers in arguments.workers:
        with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as name:
            rate = await measure(workers, Path(name), arguments)
        console.print(f"{workers} workers: {rate:.0f} relayed messages/s")


if __name__ == "__main__":
    asyncio.run(main())
