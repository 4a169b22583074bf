"""Whether a full database is as quick as an empty one: `make flatbench`; see also relay.py.

The same bot with the same people is measured twice in one run: in the beginning, and with a million old messages of
a hundred thousand people around them, of whom ten thousand have an open case. Then it starts with a hundred thousand
rows waiting in the outbox, and runs with a million.
"""

import argparse
import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import asyncpg
from rich.console import Console
from rich.table import Table

from bot.keys.crypto import ServiceKeys
from bot.keys.master_key import find_key
from bot.simulator.people import Stage
from bot.simulator.server import Simulator
from bot.simulator.world import World
from storage.database import open_store
from tests.bench.figures import choice, numbers
from tests.bench.outgoing import COLUMNS, rows_to_send
from tests.bench.relay import (
    CONTACTS,
    TEAMS,
    Meter,
    Usage,
    all_at_once,
    at_a_rate,
    build_world,
    introduce,
    running_bot,
    write_config,
)
from tests.postgres import running_server

PEOPLE, OPEN_CASES, MESSAGES_EACH = 100_000, 10_000, 10
FIRST = 1_000_000
"""The number of the first old row of each table: far behind those of the people who write meanwhile."""
WAITING = (100_000, 1_000_000)
DRAINED = 20.0
"""Seconds for which the bot sends from the long queue while its memory is watched."""
CONSOLE = Console()


class Database:
    """The bot's database, written to from beside it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.postgres = not url.startswith("sqlite:")

    async def run(self, statements: Sequence[str]) -> None:
        if self.postgres:
            connection = await asyncpg.connect(self.url)
            for statement in statements:
                await connection.execute(statement, timeout=600)
            await connection.close()
        else:
            with sqlite3.connect(self.url.partition(":")[2]) as file:
                file.execute("PRAGMA synchronous = OFF")
                for statement in statements:
                    file.execute(statement)
            file.close()
            await asyncio.to_thread(os.sync)  # else the bot's first commit waits until the disk has all of it

    async def add_outgoing(self, rows: Iterator[tuple[Any, ...]]) -> None:
        if self.postgres:
            connection = await asyncpg.connect(self.url)
            await connection.copy_records_to_table("outbox", records=rows, columns=COLUMNS, timeout=600)
            await connection.execute("ANALYZE outbox")
            await connection.close()
        else:
            with sqlite3.connect(self.url.partition(":")[2]) as file:
                file.execute("PRAGMA synchronous = OFF")
                marks = ", ".join("?" * len(COLUMNS))
                file.executemany(f"INSERT INTO outbox ({', '.join(COLUMNS)}) VALUES ({marks})", rows)
            file.close()
            await asyncio.to_thread(os.sync)

    async def fill(self, now: int) -> None:
        """Old conversations: everybody wrote and was answered; one in ten waits for an answer again."""
        given = " OVERRIDING SYSTEM VALUE" if self.postgres else ""
        token = "md5(CAST(n AS TEXT))" if self.postgres else "lower(hex(randomblob(16)))"
        noise = "decode(md5(CAST(n AS TEXT)), 'hex')" if self.postgres else "randomblob(60)"
        people, messages = numbers(PEOPLE), numbers(PEOPLE * MESSAGES_EACH)
        team = choice(TEAMS, "n")
        person, message = f"n + {FIRST}", f"(n / {MESSAGES_EACH}) + {FIRST} + 1"
        number = "CASE WHEN n % 10 < 6 THEN 'to_team' ELSE 'to_contact' END"
        at = f"{now} - 86400000 + n"
        await self.run(
            [
                f"{people} INSERT INTO contacts (id, pseudonym, language, topic, kept_since, created_at){given} "
                f"SELECT {person}, 'Person ' || n, {team}, 'work', {now}, {now} FROM numbers",
                f"{people} INSERT INTO contact_keys (contact_id, wrapped) SELECT {person}, {noise} FROM numbers",
                f"{people} INSERT INTO addresses (id, contact_id, channel, chat){given} "
                f"SELECT {person}, {person}, 'telegram', {token} FROM numbers",
                f"{people} INSERT INTO cases (id, contact_id, address_id, team, language, topic, state, title, "
                f"handle, asked_before, opened_at, waiting_since, answered_at, closed_at, questions, answers){given} "
                f"SELECT {person}, {person}, {person}, {team}, {team}, 'work', "
                f"CASE WHEN n <= {OPEN_CASES} THEN 'open' ELSE 'closed' END, 'Person ' || n, {token} || n, 0, {at}, "
                f"CASE WHEN n <= {OPEN_CASES} THEN {at} END, {at}, CASE WHEN n > {OPEN_CASES} THEN {now} END, 6, 4 "
                "FROM numbers",
                f"{messages} INSERT INTO messages (id, case_id, contact_id, direction, state, "
                f"channel, chat, external, parts, created_at){given} "
                f"SELECT {person}, {message}, {message}, {number}, 'delivered', 'telegram', {token}, n, 1, {at} "
                f"FROM numbers WHERE n < {PEOPLE * MESSAGES_EACH}",
                f"{messages} INSERT INTO copies (message_id, part, chat, external, sent_at) "
                f"SELECT {person}, 0, {token}, n, {now} FROM numbers WHERE n < {PEOPLE * MESSAGES_EACH}",
                "ANALYZE" if self.postgres else "SELECT 1",
            ]
        )
        if self.postgres:
            tables = ("contacts", "addresses", "cases", "messages")
            await self.run([f"SELECT setval(pg_get_serial_sequence('{t}', 'id'), {10 * FIRST})" for t in tables])


def chats_in_turn() -> list[int]:
    return [-1_001_000_000_100 - number for number in range(len(TEAMS))] + [1000 + number for number in range(CONTACTS)]


async def keys_of(url: str, folder: Path) -> ServiceKeys:
    found = find_key(folder / "brobygger.key", None, {})
    assert found is not None
    store = await open_store(url, found.key)
    await store.close()
    return store.keys


async def paces(world: World, pid: int, arguments: argparse.Namespace) -> dict[str, float]:
    """What a bot manages with this database, once it runs."""
    meter = Meter()
    meter.watch(world)
    await all_at_once(world, meter, CONTACTS)
    meter = Meter()
    meter.watch(world)
    await at_a_rate(world, meter, 20, int(20 * arguments.seconds))
    latencies = meter.latencies()
    measured = {
        "latency at 20/s, p50, ms": statistics.median(latencies),
        "latency at 20/s, p99, ms": latencies[int(len(latencies) * 0.99)],
    }
    meter = Meter()
    meter.watch(world)
    before, begin = Usage.of(pid), time.perf_counter()
    await all_at_once(world, meter, arguments.messages)
    seconds = time.perf_counter() - begin
    measured["saturation, relayed messages/s"] = arguments.messages / seconds
    measured["CPU, s per 1,000 messages"] = (Usage.of(pid).cpu - before.cpu) / arguments.messages * 1000
    measured["memory, MB"] = Usage.of(pid).memory
    return measured


async def called(simulator: Simulator, method: str) -> None:
    while not any(call[1] == method for call in simulator.api.calls):  # noqa: ASYNC110 - the simulator tells nobody
        await asyncio.sleep(0.005)


async def starts(config: Path, simulator: Simulator, *, draining: float = 0) -> dict[str, float]:
    """How long the bot takes to its first call, and with a queue to its first message; then its memory after a while of
    sending."""
    simulator.api.calls.clear()
    begin, measured = time.perf_counter(), {}
    async with running_bot(config, simulator.token) as pid:
        await called(simulator, "getMe")
        measured["start until the first call, s"] = time.perf_counter() - begin
        if draining:
            await called(simulator, "sendMessage")
            measured["start until the first message, s"] = time.perf_counter() - begin
            await asyncio.sleep(draining)
            measured["memory at most, MB"] = most_memory(pid)
            measured["sent meanwhile"] = sum(call[1] == "sendMessage" for call in simulator.api.calls)
    return measured


def most_memory(pid: int) -> float:
    """MB that a process has had resident at any time."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024 / 1e6


async def measure(url: str, folder: Path, arguments: argparse.Namespace) -> dict[str, list[str]]:
    """One engine. Returns a row of figures for each thing measured: empty, full, and their ratio where it says much."""
    world = build_world()
    database = Database(url)
    rows: dict[str, list[str]] = {}
    async with await Simulator.start(world) as simulator, Stage(simulator.url) as stage:
        config = write_config(folder, simulator, url)
        async with running_bot(config, simulator.token) as pid:
            await introduce(simulator, stage)
            empty = await paces(world, pid, arguments)
        empty |= await starts(config, simulator)
        began = time.perf_counter()
        await database.fill(world.clock.now())
        CONSOLE.print(f"filled in {time.perf_counter() - began:.0f} s")
        async with running_bot(config, simulator.token) as pid:
            full = await paces(world, pid, arguments)
        full |= await starts(config, simulator)
        for name, before in empty.items():
            rows[name] = [f"{before:.1f}", f"{full[name]:.1f}", f"{full[name] / before:.2f}"]
        keys = await keys_of(url, folder)
        there = 0
        for waiting in WAITING:
            began = time.perf_counter()
            await database.add_outgoing(
                rows_to_send(keys, islice(cycle(chats_in_turn()), waiting - there), world.clock.now())
            )
            there = waiting
            CONSOLE.print(f"{waiting:,} rows to send, added in {time.perf_counter() - began:.0f} s")
            for name, value in (await starts(config, simulator, draining=DRAINED)).items():
                rows[f"{waiting:,} rows wait: {name}"] = ["", f"{value:.1f}", ""]
    return rows


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=15, help="how long the pace of 20/s is kept")
    parser.add_argument("--messages", type=int, default=3000, help="how many messages in the flood")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL instead of SQLite")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as name:
        folder = Path(name)
        if arguments.postgres:
            with running_server(durable=True) as url:
                rows = await measure(url, folder, arguments)
        else:
            rows = await measure(f"sqlite:{folder / 'data' / 'bench.db'}", folder, arguments)
    table = Table("PostgreSQL" if arguments.postgres else "SQLite, FULL", "empty", "full", "ratio")
    for row, figures in rows.items():
        table.add_row(row, *figures)
    CONSOLE.print(table)


if __name__ == "__main__":
    asyncio.run(main())
