"""`make mutants`: a hundred thousand broken updates through the real intake, with good ones between them.

Every update takes the whole way: Telegram's queue in the simulator, a poll over HTTP, the inbox, the parser, an action.
Each must end as acted on, set aside or not for us, and the good ones must reach the team, in order.
"""

import argparse
import asyncio
import random
import resource
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bot.app import opened
from bot.cli.demo import demo_document
from bot.config import Settings
from bot.metrics import REGISTRY
from bot.simulator.cast import A_MONDAY_MORNING, POLISH_TEAM, build_world
from bot.simulator.clock import SimulatedClock
from bot.simulator.people import Stage
from bot.simulator.server import Simulator

GOOD_EVERY = 50
"""After how many broken updates a good one comes."""
AHEAD = 500
"""How many updates may wait in the simulator."""
OUTCOMES = ("acted_on", "not_for_us", "quarantined")
STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 2**53, 2**70, 1.5, float("nan"), "", "x", "\x00", "\ud800", "9" * 400, "‮" * 50, "é" * 5000,
    [], [None], {}, {"id": 1}, {"type": "private"}, [[[[]]]],
)  # fmt: skip


@dataclass
class Report:
    """What became of the updates."""

    updates: int = 0
    seconds: float = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    good: list[str] = field(default_factory=list)
    arrived: list[str] = field(default_factory=list)
    megabytes: float = 0

    def faults(self) -> list[str]:
        faults = []
        if sum(self.outcomes.values()) != self.updates:
            faults.append(f"{self.updates - sum(self.outcomes.values())} updates are not accounted for")
        if self.arrived != self.good:
            faults.append("a good message between the broken ones was lost, repeated or out of order")
        return faults


def shapes(person: int, group: int, bot: int) -> list[dict[str, Any]]:
    """Updates as they come, of each kind that we ask for."""
    someone = {"id": person, "is_bot": False, "first_name": "X", "username": "x_invented", "language_code": "pl"}
    private = {"id": person, "type": "private", "first_name": "X"}
    team = {"id": group, "type": "supergroup", "title": "T"}
    ours = {
        "message_id": 3,
        "date": 1,
        "chat": team,
        "from": {"id": bot, "is_bot": True, "first_name": "b"},
        "text": ".",
    }
    size = {"file_id": "f", "file_unique_id": "u", "width": 90, "height": 60, "file_size": 100}

    def message(chat: dict[str, Any] = private, **fields: Any) -> dict[str, Any]:
        return {"message_id": 5, "date": 1_760_000_000, "chat": chat, "from": someone, **fields}

    bold = {"type": "bold", "offset": 0, "length": 2}
    member = {"user": someone, "status": "member"}
    moved = {"from": someone, "date": 1, "old_chat_member": member, "new_chat_member": member}
    return [
        {"message": message(text="hello there", entities=[bold])},
        {"message": message(photo=[size], caption="letter", caption_entities=[bold], media_group_id="1")},
        {"message": message(voice={"file_id": "v", "file_unique_id": "w", "duration": 3, "mime_type": "audio/ogg"})},
        {"message": message(document={"file_id": "d", "file_unique_id": "e"}, reply_to_message=ours)},
        {"message": message(venue={"location": {"latitude": 1.0, "longitude": 2.0}, "title": "t", "address": "a"})},
        {"message": message(poll={"id": "1", "question": "q", "options": [], "type": "regular"})},
        {"message": message(text="/start pl_work", entities=[{"type": "bot_command", "offset": 0, "length": 6}])},
        {"message": message(forward_origin={"type": "user", "date": 1, "sender_user": someone}, text="forwarded")},
        {"edited_message": message(text="edited", edit_date=1_760_000_001)},
        {"message": message(team, text="an answer", reply_to_message=ours)},
        {"message": message({**team, "id": -100777}, migrate_to_chat_id=-100999)},
        {"callback_query": {"id": "1", "from": someone, "chat_instance": "1", "data": "claim:1", "message": message()}},
        {"my_chat_member": {"chat": private, **moved}},
        {"chat_member": {"chat": team, **moved}},
        {"message_reaction": {"chat": private, "message_id": 5, "user": someone, "date": 1, "old_reaction": [],
                              "new_reaction": [{"type": "emoji", "emoji": "👍"}]}},
    ]  # fmt: skip


def mutate(update: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """The update with one to four of its places broken: taken away, replaced, renamed, doubled or nested deep."""
    update = deepcopy(update)
    for _ in range(rng.randint(1, 4)):
        places = list(_places(update))
        if not places:
            break
        holder, key = rng.choice(places)
        match rng.choice(("drop", "replace", "rename", "copy", "deep")):
            case "drop":
                del holder[key]
            case "replace":
                holder[key] = deepcopy(rng.choice(STRANGE))
            case "rename" if isinstance(holder, dict):
                holder[f"{key}_new"] = holder.pop(key)
            case "copy":
                other, name = rng.choice(places)
                if name in other if isinstance(other, dict) else name < len(other):
                    other[name] = deepcopy(holder[key])
            case _:
                holder[key] = _nested(rng.choice((5, 50, 150)))
    return update


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(pairs):
        yield value, key
        yield from _places(inner)


def _nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"reply_to_message": value}
    return value


def counted() -> dict[str, int]:
    labels = [{"channel": "telegram", "outcome": outcome} for outcome in OUTCOMES]
    return {label["outcome"]: int(REGISTRY.get_sample_value("brobygger_updates_total", label) or 0) for label in labels}


@asynccontextmanager
async def on_stage(folder: Path) -> AsyncIterator[tuple[Simulator, Stage, Settings]]:
    """A simulated Telegram and the bot, always open, in this process."""
    clock = SimulatedClock(A_MONDAY_MORNING, ticking=True)
    async with await Simulator.start(build_world(clock)) as simulator, Stage(simulator.url) as stage:
        document = demo_document(folder, simulator)
        document["service"]["hours"] = "always"
        stop = asyncio.Event()
        settings = Settings.model_validate(document)
        async with opened(settings, clock) as run_until:
            running = asyncio.create_task(run_until(stop))
            try:
                yield simulator, stage, settings
            finally:
                stop.set()
                await running


async def run(updates: int, seed: int, show: Any = lambda report: None) -> Report:
    rng = random.Random(seed)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="brobygger-mutants-") as folder:
        async with on_stage(Path(folder)) as (simulator, stage, _):
            bo, fatuma, team = await stage.person("Bo"), await stage.person("Fatuma"), await stage.chat(POLISH_TEAM)
            await bo.say("/start pl_work")
            await bo.press("notice:yes")
            await bo.phone.sees("🎤")
            queue = simulator.world.updates
            # The mutants come from somebody else: broken chats and people must not be Bo by accident.
            patterns = shapes(fatuma.id, POLISH_TEAM, simulator.world.bot.id)
            began, pushed_before, before = perf_counter(), queue.pushed, counted()
            for number in range(updates):
                if number % GOOD_EVERY == 0:
                    report.good.append(f"dobre {number}")
                    await bo.say(report.good[-1])
                queue.push_raw(mutate(rng.choice(patterns), rng))
                while queue.pending > AHEAD:  # noqa: ASYNC110 - the queue is Telegram's, which tells nobody
                    await asyncio.sleep(0.01)
                report.updates = queue.pushed - pushed_before
                if number % 100 == 0:
                    show(report)
            await bo.say("koniec")
            report.good.append("koniec")
            await team.sees("koniec", within=120 + updates / 100)
            report.updates = queue.pushed - pushed_before
            async with asyncio.timeout(120):  # the good one may have overtaken a flood of broken ones
                while sum(counted().values()) - sum(before.values()) < report.updates:  # noqa: ASYNC110 - as above
                    await asyncio.sleep(0.05)
            report.seconds = perf_counter() - began
            shown = "\n\n".join(seen.text for seen in team.shown() if seen.by_bot)  # some were sent as one
            report.arrived = [text for text in shown.split("\n\n") if text in report.good]
    after = counted()
    report.outcomes = {outcome: after[outcome] - before[outcome] for outcome in OUTCOMES}
    report.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return report


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    console = Console(width=110, highlight=False)
    with Progress(console=console) as progress:
        bar = progress.add_task("broken updates", total=arguments.updates)
        report = asyncio.run(
            run(arguments.updates, arguments.seed, lambda report: progress.update(bar, completed=report.updates))
        )
    console.print(
        f"{report.updates} updates in {report.seconds:.0f} s: {report.outcomes}; {len(report.arrived)} of "
        f"{len(report.good)} good messages arrived; {report.megabytes:.0f} MB with the simulator."
    )
    for fault in report.faults():
        console.print(fault, style="bold red")
    return bool(report.faults())


if __name__ == "__main__":
    sys.exit(main())
