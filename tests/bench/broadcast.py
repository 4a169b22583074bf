"""What a broadcast does to live answers, and how fast it goes: `python -m tests.bench.broadcast`.

The real bot runs in a process of its own with Telegram's limits kept; this process is the simulated Telegram, which
enforces them, and the people. Messages of contacts are relayed at an even pace, in turns without and with the
broadcast under way, so that both see the same machine.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.features.broadcasts.rules import Broadcast, BroadcastState, RecipientState
from bot.features.store import Store
from bot.kernel.content import Text
from bot.kernel.ids import BroadcastId, ChannelName
from bot.keys.recovery_sheet import read_key
from bot.simulator.people import Stage
from bot.simulator.server import Simulator
from bot.simulator.world import World
from storage.database import open_store
from storage.store import SqlStore
from tests.bench.relay import Meter, build_world, introduce, running_bot, write, write_config
from tests.postgres import running_server

FIRST_READER = 500_000
PERMITTED = 30
"""Messages a second over all, as Telegram asks for."""
LIVE = 2.0
"""Messages of contacts a second: three quarters of what eight groups take."""
A_MINUTE = 61.0
"""Seconds after which a group takes twenty messages again."""


@dataclass
class Readers:
    """When the copies of the broadcast arrived, seconds on one clock, and how many each reader got."""

    at: list[float] = field(default_factory=list)
    got: dict[int, int] = field(default_factory=dict)

    def watch(self, world: World) -> None:
        post = world.post

        def counted(chat: Any, author: int, kind: str, body: dict[str, Any], **fields: Any) -> Any:
            if author == world.bot.id and chat.id >= FIRST_READER:
                self.at.append(time.perf_counter())
                self.got[chat.id] = self.got.get(chat.id, 0) + 1
            return post(chat, author, kind, body, **fields)

        world.post = counted  # type: ignore[method-assign]


async def add_readers(store: SqlStore, world: World, number: int) -> None:
    """People who have agreed to news, straight into the database: the first screens would take an hour."""
    now, ids = time.time_ns() // 1_000_000, store.keys.ids(ChannelName("telegram"))
    for start in range(0, number, 500):
        async with store.transaction() as tx:
            for index in range(start, min(start + 500, number)):
                person = FIRST_READER + index
                world.add_person(person, f"reader {index}", "contact", "en").started = True
                contact = await tx.add_contact("telegram", ids.conceal(person), f"Reader {index}", now)
                assert contact is not None
                await tx.set_choice(contact.id, "en", "work")
                await tx.accept_notice(contact.id, "", "en", now)
                await tx.set_news(contact.id, True, now)


async def schedule(store: Store) -> BroadcastId:
    """A broadcast that is due; the running bot begins it."""
    async with store.transaction() as tx:
        broadcast = await tx.add_broadcast("", "en", 1)
        await tx.put_broadcast_text(broadcast, "en", Text("The office is closed on Friday."), correction=False)
        await _change(store, broadcast, tx=tx, state=BroadcastState.SCHEDULED, starts_at=1, forced=True)
    return broadcast


async def _change(store: Store, id: BroadcastId, *, tx: Any = None, **fields: Any) -> None:
    if tx is None:
        async with store.transaction() as own:
            await _change(store, id, tx=own, **fields)
        return
    await tx.save_broadcast(replace(await tx.broadcast(id), **fields))


async def _look(store: Store, id: BroadcastId) -> tuple[Broadcast, int]:
    """The broadcast, and how many are still to get it."""
    async with store.transaction() as tx:
        broadcast = await tx.broadcast(id)
        assert broadcast is not None
        return broadcast, (await tx.recipient_counts(id)).left


async def take_turn(world: World, name: str, seconds: float) -> list[float]:
    """Live messages at their pace for so long. Returns their latencies, milliseconds."""
    meter = Meter()
    meter.watch(world)
    begin = time.perf_counter()
    for number in range(int(LIVE * seconds)):
        await asyncio.sleep(max(0.0, begin + number / LIVE - time.perf_counter()))
        write(world, meter, f"{name} {number}", number)
    await meter.all_arrived()
    return meter.latencies()


def at(latencies: Sequence[float], share: float) -> float:
    return sorted(latencies)[int(len(latencies) * share)]


async def measure(storage: str, folder: Path, readers_wanted: int, turn_seconds: float) -> dict[str, str]:
    """One engine. Returns the figures as they are shown."""
    world, readers = build_world(), Readers()
    quiet: list[float] = []
    busy: list[float] = []
    rates: list[float] = []
    async with await Simulator.start(world, limits=True) as simulator, Stage(simulator.url) as stage:
        config = write_config(folder, simulator, storage)
        config.write_text(config.read_text("utf-8").replace("paced = false", "paced = true"), "utf-8")
        async with running_bot(config, simulator.token):
            await introduce(simulator, stage)
            store = await open_store(storage, read_key((folder / "brobygger.key").read_text("utf-8")))
            await add_readers(store, world, readers_wanted)
            readers.watch(world)
            await asyncio.sleep(A_MINUTE)
            quiet += await take_turn(world, "before", turn_seconds)
            news = await schedule(store)
            broadcast, left = await _look(store, news)
            turn = 0
            while broadcast.state is BroadcastState.SCHEDULED or left > PERMITTED * turn_seconds:
                turn += 1
                before = len(readers.at)
                busy += await take_turn(world, f"busy {turn}", turn_seconds)
                arrivals = readers.at[before:]  # from the first to the last: it begins within two seconds, not at once
                rates.append((len(arrivals) - 1) / (arrivals[-1] - arrivals[0]) + LIVE)
                await _change(store, news, state=BroadcastState.PAUSED)
                await asyncio.sleep(1)
                quiet += await take_turn(world, f"quiet {turn}", turn_seconds)
                await _change(store, news, state=BroadcastState.SENDING)
                broadcast, left = await _look(store, news)
            while (await _look(store, news))[1]:  # noqa: ASYNC110 - the other process tells nobody
                await asyncio.sleep(1)
            async with store.transaction() as tx:
                sent = (await tx.recipient_counts(news))[RecipientState.SENT]
            await store.close()
        assert simulator.limits is not None
        violations = simulator.limits.violations
    return {
        "people who got the broadcast": f"{len(readers.got)} of {readers_wanted}, {sent} recorded",
        "of these more than once": str(sum(count > 1 for count in readers.got.values())),
        "messages a second, broadcast and live": f"{statistics.median(rates):.1f} ({min(rates):.1f}–{max(rates):.1f})",
        f"share of the permitted {PERMITTED}/s": f"{statistics.median(rates) / PERMITTED:.1%}",
        "calls that were too many (429)": str(violations),
        "live messages without / with it": f"{len(quiet)} / {len(busy)}",
        "live p50 without / with it, ms": f"{at(quiet, 0.5):.1f} / {at(busy, 0.5):.1f}",
        "live p95 without / with it, ms": f"{at(quiet, 0.95):.1f} / {at(busy, 0.95):.1f}",
        "ratio of the p95": f"{at(busy, 0.95) / at(quiet, 0.95):.2f}",
    }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=5000, help="how many people get it")
    parser.add_argument("--seconds", type=float, default=20, help="how long each turn without, then with it, lasts")
    parser.add_argument("--postgres", action="store_true", help="on PostgreSQL too")
    arguments = parser.parse_args()
    columns = {}
    with tempfile.TemporaryDirectory(prefix="brobygger-bench-") as name:
        folder = Path(name)
        columns["SQLite, FULL"] = await measure(
            f"sqlite:{folder / 'data' / 'bench.db'}", folder, arguments.readers, arguments.seconds
        )
        if arguments.postgres:
            with running_server(durable=True) as url:
                columns["PostgreSQL"] = await measure(url, folder, arguments.readers, arguments.seconds)
    table = Table("", *columns)
    for row in next(iter(columns.values())):
        table.add_row(row, *(figures[row] for figures in columns.values()))
    Console(width=110).print(table)


if __name__ == "__main__":
    asyncio.run(main())
