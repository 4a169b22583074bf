"""`make torture`: kill the real bot a thousand times while people write, and show what became of every message."""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot.crash_points import POINTS
from tests.fork_server import ForkServer
from tests.postgres import running_server
from tests.torture.run import AT_RANDOM, SEEN, UNSEEN, Options, Report, torture

RUNS = {
    "SQLite, polling": (False, False, False, 0.6),
    "SQLite, webhook": (False, True, False, 0.2),
    "PostgreSQL, polling": (True, False, False, 0.08),
    "PostgreSQL, webhook": (True, True, False, 0.08),
    "two workers, polling": (True, False, True, 0.02),
    "two workers, webhook": (True, True, True, 0.02),
}
"""Each combination: whether PostgreSQL, whether a webhook, whether two workers; its share of the kills and updates."""


@contextmanager
def storage(postgres: bool, folder: Path) -> Iterator[str]:
    if not postgres:
        yield f"sqlite:{folder / 'data' / 'torture.db'}"
        return
    with running_server(durable=True) as url:
        yield url


async def play(console: Console, arguments: argparse.Namespace) -> dict[str, Report]:
    reports = {}
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("kills, {task.fields[updates]} updates, {task.fields[under_way]} messages under way"),
        TimeElapsedColumn(),
    )
    with ForkServer() as fork_server, Progress(*columns, console=console) as progress:
        for name, (postgres, webhook, crew, share) in RUNS.items():
            if arguments.only not in name:
                continue
            share = 1.0 if arguments.only else share
            kills = round(arguments.kills * share)
            if not kills:
                continue
            bar = progress.add_task(name, total=kills, updates=0, under_way=0)

            def show(report: Report, under_way: int, bar: TaskID = bar) -> None:
                progress.update(bar, completed=report.kills, updates=report.updates, under_way=under_way)

            with ExitStack() as ending:
                folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix="brobygger-torture-")))
                options = Options(
                    storage=ending.enter_context(storage(postgres, folder)),
                    folder=folder,
                    kills=kills,
                    updates=round(arguments.updates * share),
                    seed=arguments.seed,
                    webhook=webhook,
                    crew=crew,
                )
                reports[name] = await torture(fork_server, options, show)
                progress.stop_task(bar)
    return reports


def tables(reports: dict[str, Report]) -> Iterator[Table]:
    """What became of the messages, and where the kills struck."""
    table = Table("", *reports, title="What became of every message")
    rows: dict[str, Callable[[Report], object]] = {
        "seconds": lambda report: f"{report.seconds:.0f}",
        "kills": lambda report: report.kills,
        "updates": lambda report: report.updates,
        "messages and albums written": lambda report: report.written.total() - report.written["internal"],
        "relayed": lambda report: report.relayed,
        "refused aloud": lambda report: report.refused,
        "lost": lambda report: len(report.lost),
        "out of order": lambda report: report.inversions,
        "in a wrong chat or topic": lambda report: report.misplaced,
        "edits": lambda report: report.edits,
        "copies without the last edit": lambda report: len(report.wrong_edits),
        "writers not told of the delivery": lambda report: len(report.unmarked),
        "repeats": lambda report: report.repeats,
        "most repeats in a lane after a kill": lambda report: report.most_repeats,
        "albums in two pieces": lambda report: report.split_albums,
        "empty topics": lambda report: report.empty_topics,
        "left in the queues": lambda report: sum(report.left.values()),
        "integrity of the database": lambda report: report.integrity,
        "last stop, s": lambda report: f"{report.stop_seconds:.2f}",
    }
    for name, value in rows.items():
        table.add_row(name, *(str(value(report)) for report in reports.values()))
    yield table
    table = Table("", *reports, title="Where the kills struck")
    for name in (AT_RANDOM, UNSEEN, SEEN, *POINTS):
        table.add_row(name, *(str(report.ends[name]) for report in reports.values()))
    yield table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--updates", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1, help="draws who writes what, and when the bot is killed")
    parser.add_argument(
        "--only", default="", help="only the combinations whose name has this in it, with all the kills"
    )
    arguments = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # which tells of every upload that a kill cut off
    console = Console(width=140)
    reports = asyncio.run(play(console, arguments))
    for table in tables(reports):
        console.print(table)
    faults = [f"{name}: {fault}" for name, report in reports.items() for fault in report.faults()]
    for fault in faults:
        console.print(fault, style="bold red", highlight=False, markup=False)
    if not faults:
        console.print("Nothing was lost, nothing out of order, and nothing was repeated that was not under way.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
