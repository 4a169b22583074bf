"""Kill the real bot again and again while people write, and count what became of every message."""

import asyncio
import random
import socket
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGTERM
from typing import Any

from typing_extensions import override

from bot.crash_points import POINTS
from bot.keys.recovery_sheet import read_key
from bot.simulator.refusal import Refusal
from bot.simulator.server import Simulator
from storage.database import open_store
from tests.fork_server import ForkServer
from tests.torture.bot_process import BotProcess
from tests.torture.ledger import Ledger
from tests.torture.traffic import FORUM, PLAIN, STAFF, Traffic, build_world

WINDOW = 80
"""How many messages may be under way at once."""
LONGEST_LIFE = 1.5
"""Seconds until a run that does not reach its point is killed all the same."""
PATIENCE = 30.0
"""Seconds that it may take to reach a point for the first time, while anything is under way."""
SHORT_LIFE = 0.6
"""Seconds: a run that is killed at random lives up to so long."""
LONGEST_STOP = 11.0
"""Seconds that a clean stop may take: ten for sends under way, one for the rest."""
TAKEOVER = 2.5
"""Seconds after a death in which another worker has taken over and repeated what was under way."""
DRAIN = 90.0
"""Seconds in which everything must have arrived after the last kill."""

SEEN, UNSEEN = "call carried out, answer unread", "call written, not carried out"
"""Two ways of dying that only the other side can bring about."""
SELDOM = ("membership_asked", "updates_fetched", "updates_added", "updates_kept")
"""Points that few runs pass more than once."""
POINTS_SHARE = 0.4
AT_RANDOM, STOPPED = "at random", "stopped by SIGTERM"


@dataclass(frozen=True)
class Options:
    """`ways`: how runs end, drawn at random; with `points`, each of POINTS comes first, and again often.

    `crew`: two workers share the work, and one of them dies while the other lives.
    """

    storage: str
    folder: Path
    kills: int
    updates: int
    seed: int
    webhook: bool = False
    points: bool = True
    crew: bool = False
    ways: tuple[str, ...] = (AT_RANDOM, AT_RANDOM, AT_RANDOM, SEEN, UNSEEN)


@dataclass
class Report:
    updates: int = 0
    seconds: float = 0.0
    ends: Counter[str] = field(default_factory=Counter)
    """How often a run ended in which way."""
    written: Counter[str] = field(default_factory=Counter)
    edits: int = 0
    relayed: int = 0
    refused: int = 0
    lost: list[str] = field(default_factory=list)
    repeats: int = 0
    most_repeats: int = 0
    late_repeats: int = 0
    inversions: int = 0
    misplaced: int = 0
    wrong_edits: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    split_albums: int = 0
    empty_topics: int = 0
    left: dict[str, int] = field(default_factory=dict)
    integrity: str = "ok"
    stop_seconds: float = 0.0
    strange_ends: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return self.ends.total() - self.ends[STOPPED]

    def faults(self) -> list[str]:
        """What must not be, in words; empty when the promise was kept."""
        found = {
            f"{len(self.lost)} messages lost: {self.lost[:5]}": self.lost,
            f"{self.inversions} messages out of order": self.inversions,
            f"{self.misplaced} copies in a wrong chat or topic": self.misplaced,
            f"{self.most_repeats} repeats in one lane after one kill": self.most_repeats > 1,
            f"{self.late_repeats} repeats of what was not under way": self.late_repeats,
            f"{self.repeats} repeats without a kill": self.repeats and not self.kills,
            f"{len(self.wrong_edits)} copies without the last edit: {self.wrong_edits[:5]}": self.wrong_edits,
            f"{len(self.unmarked)} writers not told of the delivery: {self.unmarked[:5]}": self.unmarked,
            f"the database says {self.integrity}": self.integrity != "ok",
            f"left in the queues: {self.left}": any(self.left.values()),
            f"a clean stop took {self.stop_seconds:.1f} s": self.stop_seconds > LONGEST_STOP,
            f"ended by itself: {self.strange_ends[:5]}": self.strange_ends,
            f"{len(self.complaints)} complaints in the log: {self.complaints[:3]}": self.complaints,
        }
        return [words for words, true in found.items() if true]


class Torture:
    def __init__(
        self, options: Options, fork_server: ForkServer, simulator: Simulator, ledger: Ledger, traffic: Traffic
    ) -> None:
        self.options = options
        self.report = Report()
        self._fork_server = fork_server
        self._simulator = simulator
        self._ledger = ledger
        self._traffic = traffic
        self._rng = random.Random(options.seed)
        self._process: BotProcess | None = None
        self._called = False
        """The process has made its first call."""
        self._trap: tuple[str, int] | None = None
        self._config = options.folder / "config.toml"
        self._errors = options.folder / "errors"
        self._errors.touch()
        write_config(options, simulator.url)
        self._call = simulator.api.call
        simulator.api.call = self._trapped  # type: ignore[method-assign]
        self._push = simulator.world.updates.push_raw
        simulator.world.updates.push_raw = self._counted  # type: ignore[method-assign]
        simulator.world.updates.retry_seconds = 0.05

    def _counted(self, update: dict[str, Any], conversation: int = 0) -> int:
        self.report.updates += 1
        return self._push(update, conversation)

    async def _trapped(self, method: str, params: dict[str, Any], uploads: dict[str, Any]) -> bytes:
        """A call that may be the bot's last: killed before it is carried out, or before the answer is written."""
        if method == "getme":
            self._note_start()
        if self._trap is None or self._process is None:
            return await self._call(method, params, uploads)
        how, passes = self._trap
        self._trap = (how, passes - 1) if passes > 1 else None
        if self._trap is not None:
            return await self._call(method, params, uploads)
        process = self._process
        if how == UNSEEN:
            await process.kill()
            raise Refusal(500, "nobody reads this")
        answer = await self._call(method, params, uploads)
        await process.kill()
        return answer

    def _note_start(self) -> None:
        self._ledger.starts += 1
        self._called = True

    # -- the bot's lives -----------------------------------------------------------------------------------------

    async def start(self, crashpoint: str = "") -> BotProcess:
        self._called = False
        self._process = BotProcess.start(
            self._fork_server,
            ["--config", str(self._config), "--log-level", "error", "run"],
            {
                "BROBYGGER_TELEGRAM_TOKEN": self._simulator.token,
                "BROBYGGER_WEBHOOK_SECRET": "secret-of-the-torture",
                "CRASHPOINT": crashpoint,
            },
            self._errors,
        )
        return self._process

    async def end(self) -> None:
        """Whatever happened, the bot does not outlive the play."""
        if self._process is not None:
            await self._process.kill()

    async def _connected(self, process: BotProcess) -> None:
        """Until its first call: before, it does not listen to SIGTERM, and just ends."""
        while not self._called and process.running:
            await process.wait(0.02)

    async def live_once(self, way: str, passes: int) -> None:
        """One run of the bot, from its start to its end: at the so-manieth pass of a point, or call."""
        point = way in POINTS
        if way == "membership_asked":
            self._traffic.introduce_volunteer()
        self._trap = (way, passes) if way in (SEEN, UNSEEN) else None
        process = await self.start(f"{way}:{passes}" if point else "")
        waits = point or self._trap is not None
        # Half of the random deaths fall into the start and the first sends after it.
        life = LONGEST_LIFE if waits else self._rng.uniform(0, self._rng.choice((SHORT_LIFE / 3, SHORT_LIFE)))
        if way == STOPPED:
            await self._stop(process, life)
            return
        if waits:
            await self._connected(process)  # from there on it has so long, however slowly it started
        code = await process.wait(life)
        deadline = time.monotonic() + PATIENCE
        while (
            code is None and point and not self.report.ends[way] and self._ledger.open and time.monotonic() < deadline
        ):
            code = await process.wait(life)  # what is under way leads there, on a busy machine later
        if code is None:
            code = await process.kill()
            way = AT_RANDOM
        if code != -9:
            self.report.strange_ends.append(f"{way}: {code}")
        self.report.ends[way] += 1

    async def _stop(self, process: BotProcess, life: float) -> None:
        """A clean end under load: nothing may be repeated after it."""
        await self._connected(process)
        await process.wait(life)
        await self._say_stop(process)
        self.report.ends[STOPPED] += 1

    async def _say_stop(self, process: BotProcess) -> None:
        begin = time.monotonic()
        process.signal(SIGTERM)
        code = await process.wait(LONGEST_STOP + 2)
        if code is None:
            code = await process.kill()
        self.report.stop_seconds = max(self.report.stop_seconds, time.monotonic() - begin)
        if code != 0:
            self.report.strange_ends.append(f"SIGTERM: {code}")

    # -- the whole -----------------------------------------------------------------------------------------------

    async def run(self, progress: Callable[[Report, int], None]) -> Report:
        """`progress` is told how it stands, and how many messages are under way."""
        begin = time.monotonic()
        try:
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(self._write())
                for number in range(self.options.kills):
                    await self.live_once(*self._way(number))
                    progress(self.report, len(self._ledger.open))
                last = await self.start()
                await self._connected(last)
                await asyncio.wait([writing], timeout=DRAIN)
                writing.cancel()
                await self._drain(last, progress)
                await self._say_stop(last)
        finally:
            await self.end()
        self.report.seconds = time.monotonic() - begin
        await self._count()
        return self.report

    def _way(self, number: int) -> tuple[str, int]:
        """How a run ends; at which pass of a point, or at which call."""
        missed = [point for point in POINTS if not self.report.ends[point]]
        if self.options.points and missed:
            return missed[number % len(missed)], 1
        if self.options.points and self._rng.random() < POINTS_SHARE:
            way = self._rng.choice(POINTS)
            return way, 1 if way in SELDOM else 1 + int(self._rng.expovariate(0.3))
        return self._rng.choice(self.options.ways), 1 + int(self._rng.expovariate(0.1))

    async def _write(self) -> None:
        """Write as fast as the bot relays, spread over all of its lives."""
        options, world = self.options, self._simulator.world
        while self.report.updates < options.updates:
            share = options.updates * self._share()
            while len(self._ledger.open) < WINDOW and self.report.updates < min(share, options.updates):
                self._traffic.act()
                if self._rng.random() < 0.2:
                    break
            await world.wait_beyond(world.version, 0.02)

    def _share(self) -> float:
        """How much of everything may be written by now."""
        return (self.report.ends.total() + 1) / self.options.kills

    async def _drain(self, process: BotProcess, progress: Callable[[Report, int], None]) -> None:
        """Until everything has arrived, or the time is over."""
        world, ledger = self._simulator.world, self._ledger
        deadline = time.monotonic() + DRAIN
        while process.running and time.monotonic() < deadline:
            self._traffic.finish_beginnings()
            progress(self.report, len(ledger.open))
            arrived = not (ledger.open or world.updates.pending or ledger.wrong_edits() or ledger.unmarked())
            if arrived and not any((await self._queues()).values()):
                break
            await world.wait_beyond(world.version, 0.2)
        if not process.running:
            self.report.strange_ends.append(f"while draining: {process.code.result()}")

    async def _count(self) -> None:
        report, ledger = self.report, self._ledger
        entries = [entry for entry in ledger.entries.values() if entry.kind != "internal"]
        report.written = Counter(entry.kind for entry in ledger.entries.values())
        report.edits = ledger.edited()
        report.relayed = sum(entry.relayed for entry in entries)
        report.refused = sum(entry.settled and not entry.relayed for entry in entries)
        report.lost = [f"{entry.name} ({entry.kind})" for entry in entries if not entry.settled]
        report.repeats = ledger.repeats.total()
        report.most_repeats = max(ledger.repeats.values(), default=0)
        report.late_repeats = ledger.late_repeats
        report.inversions, report.misplaced = ledger.inversions, ledger.misplaced
        report.wrong_edits = [f"{entry.name} ({entry.kind})" for entry in ledger.wrong_edits()]
        report.unmarked = [f"{entry.name} ({entry.kind})" for entry in ledger.unmarked()]
        report.split_albums = ledger.split_albums()
        forum = self._simulator.world.chats[FORUM]
        used = {message.thread for message in forum.messages.values() if message.kind != "service"}
        report.empty_topics = len(set(forum.topics) - used)
        report.complaints = self._errors.read_text("utf-8").splitlines()
        report.left = await self._queues()
        if self._simulator.world.updates.pending:
            report.left["unconfirmed"] = self._simulator.world.updates.pending
        if self.options.storage.startswith("sqlite:"):
            report.integrity = check_integrity(self.options.storage.removeprefix("sqlite:"))

    async def _queues(self) -> dict[str, int]:
        """What waits in the database, by queue."""
        key = read_key((self.options.folder / "brobygger.key").read_text("utf-8"))
        store = await open_store(self.options.storage, key)
        try:
            async with store.transaction() as tx:
                return await tx.queue_sizes()
        finally:
            await store.close()


class CrewTorture(Torture):
    """Two workers on one database. One dies, at a point or at random, while the other lives; then another begins."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._crew: list[BotProcess] = []
        """Who runs, the eldest first."""
        self._portions = 1
        """What is written comes in portions: after each death, and when the next victim stands ready."""

    @override
    def _note_start(self) -> None:
        self._called = True  # what is repeated is counted by deaths here, and not by starts

    @override
    async def start(self, crashpoint: str = "") -> BotProcess:
        """Another worker, which has been heard of."""
        process = await super().start(crashpoint)
        self._crew.append(process)
        await self._connected(process)
        return process

    @override
    async def end(self) -> None:
        for process in self._crew:
            await process.kill()

    @override
    async def live_once(self, way: str, passes: int) -> None:
        """One death: of the worker that begins now, where a point is to be reached, else of any."""
        if not self._crew:
            await self.start()
        self._ledger.starts += 1
        point = way in POINTS
        newest = await self.start(f"{way}:{passes}" if point else "")
        if way == "membership_asked":
            self._traffic.introduce_volunteer()
        if point:
            # Who leads fetches the updates, and does most of the rest: let it be the one that is to die.
            for elder in self._crew[:-1]:
                await self._say_stop(elder)
            self._crew = [newest]
            await self.start()
            victim = newest
        else:
            victim = self._rng.choice(self._crew)
        self._portions += 1
        code = await victim.wait(LONGEST_LIFE * 2 if point else self._rng.uniform(0, LONGEST_LIFE))
        if code is None:
            code = await victim.kill()
            way = AT_RANDOM
        self._crew.remove(victim)
        if code != -9:
            self.report.strange_ends.append(f"{way}: {code}")
        self.report.ends[way] += 1
        self._portions += 1
        await asyncio.wait([process.code for process in self._crew], timeout=TAKEOVER)
        self.report.strange_ends += [
            f"survivor: {process.code.result()}" for process in self._crew if not process.running
        ]
        self._crew = [process for process in self._crew if process.running]

    @override
    def _share(self) -> float:
        return self._portions / (2 * self.options.kills)

    @override
    async def _say_stop(self, process: BotProcess) -> None:
        await super()._say_stop(process)
        if process in self._crew:
            self._crew.remove(process)

    @override
    async def _count(self) -> None:
        await super()._count()
        self.report.late_repeats = (
            0  # a call may be carried out after the death of its caller, and before its repetition
        )


def check_integrity(path: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        [[found]] = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    return f"{len(broken)} rows point at nothing" if broken else str(found)


def write_config(options: Options, url: str) -> None:
    receive = ""
    if options.webhook:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        receive = (
            f'receive = "webhook"\n[telegram.webhook]\nlisten = "{address}"\npublic_url = "http://{address}/updates"\n'
        )
    (options.folder / "config.toml").write_text(
        f'[service]\nname = "Torture"\nlanguages = ["ar", "pl"]\ndefault_language = "ar"\nfallback_team = "Forum"\n'
        f'[storage]\nurl = "{options.storage}"\n'
        f'[telegram]\napi_base_url = "{url}"\npaced = false\n{receive}'
        f'[staff]\nchat = "telegram:{STAFF}"\nlanguage = "ar"\n'
        f'[[teams]]\nname = "Forum"\nchat = "telegram:{FORUM}"\nlanguages = ["ar"]\nlanguage = "ar"\n'
        f'[[teams]]\nname = "Plain"\nchat = "telegram:{PLAIN}"\nthreads = false\nlanguages = ["pl"]\nlanguage = "pl"\n',
        encoding="utf-8",
    )


async def torture(
    fork_server: ForkServer,
    options: Options,
    progress: Callable[[Report, int], None] = lambda report, under_way: None,
    *,
    contacts: int = 24,
    volunteers: int = 8,
) -> Report:
    """The whole play, in `options.folder`. Everything that it starts has ended when it returns, however it returns."""
    world, asking, answering = build_world(contacts, volunteers)
    ledger = Ledger(world)
    traffic = Traffic(world, ledger, random.Random(options.seed + 1), asking, answering)
    async with await Simulator.start(world) as simulator:
        play = CrewTorture if options.crew else Torture
        return await play(options, fork_server, simulator, ledger, traffic).run(progress)
