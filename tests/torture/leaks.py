"""`make leaks`: a hundred thousand generated messages from people whose every attribute is a canary, both ways.

Every message takes the whole way. Then everything is searched in which something of a person could come out: what
others see, the log at DEBUG, the metrics, the database, its backup, what lies about in the temporary folder. Last come
as many deeds of volunteers over fifty cases, none of which may reach another case's contact.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import Progress

from bot.cli.maintenance import back_up
from bot.config import Settings
from bot.metrics import exposition
from bot.simulator.cast import POLISH_TEAM
from bot.simulator.people import Seen, Stage
from bot.simulator.server import Simulator
from bot.simulator.view import show_message
from handlers.telegram.rules import RULES, Verb
from tests.canary import find_traces
from tests.features.relay.wrong_case import act_at_random
from tests.handlers.bot_api_shapes import CANARIES, MARKER, NUMBERS, Shapes
from tests.silence import Ear, listening
from tests.torture.mutants import AHEAD, counted, on_stage

AMAL, CHRIS = NUMBERS + 1, NUMBERS + 2
FILES = frozenset("photo live_photo voice video video_note animation audio document".split())
"""Their bytes are looked at in tests/cleaning and in tests/flows/test_canaries.py; here there are none to fetch."""
AROUND = [
    name
    for name, rule in RULES.items()
    if rule.verb in (Verb.STRIP, Verb.ENVELOPE, Verb.PART)
    and name not in ("message_id", "date", "from", "chat", "reply_to_message", "media_group_id", "is_automatic_forward")
]
SAYING = [name for name, rule in RULES.items() if rule.verb in (Verb.RELAY, Verb.CONVERT, Verb.ASK, Verb.REFUSE)]
SERVICE = [name for name, rule in RULES.items() if rule.verb is Verb.SERVICE and name != "migrate_to_chat_id"]
LOOK_EVERY = 1000


@dataclass
class Report:
    """What came of the messages: `shown` counts what the bot showed to whom, `traces` names what was found where."""

    messages: int = 0
    seconds: float = 0
    shown: Counter[str] = field(default_factory=Counter)
    searched: Counter[str] = field(default_factory=Counter)
    traces: set[str] = field(default_factory=set)

    def search(self, place: str, content: bytes) -> None:
        self.searched[place] += len(content)
        self.traces |= {f"{place}: {trace}" for trace in find_traces(content, CANARIES)}


class Writers:
    """A contact and a volunteer, and every message that the field list allows."""

    def __init__(self, rng: random.Random, bot: int, question: int) -> None:
        self._rng = rng
        self._number = 1_000_000
        self._written: dict[int, list[int]] = {AMAL: [], CHRIS: []}
        group = {"id": POLISH_TEAM, "type": "supergroup", "title": f"{MARKER}Team"}
        ours = {"id": bot, "is_bot": True, "first_name": "bot"}
        self._chats = {AMAL: {"id": AMAL, "type": "private", "first_name": f"{MARKER}Amal"}, CHRIS: group}
        self._answered = {"message_id": question, "date": 0, "chat": group, "from": ours}

    def update(self) -> dict[str, Any]:
        """A new message, or an edit of an earlier one."""
        rng = self._rng
        person = rng.choice((AMAL, CHRIS))
        self._number += 1
        kind, number = "message", self._number
        if self._written[person] and rng.random() < 0.1:
            kind, number = "edited_message", rng.choice(self._written[person])
        self._written[person] = [*self._written[person][-50:], number]
        sender = {"id": person, "is_bot": False, "first_name": f"{MARKER}First", "username": f"{MARKER}_u"}
        fields = {"message_id": number, "date": 1_760_000_000, "from": sender, "chat": self._chats[person]}
        if person == CHRIS:
            fields["reply_to_message"] = self._answered
        shapes = Shapes(rng, fullness=rng.random())
        said = rng.sample([name for name in SAYING if name not in FILES], rng.choice((1, 1, 1, 2)))
        said = [rng.choice(SERVICE)] if rng.random() < 0.1 else said
        return {kind: shapes.message(*said, *rng.sample(AROUND, rng.randrange(len(AROUND) // 2)), **fields)}


async def run(messages: int, seed: int, show: Callable[[int], None] = lambda done: None) -> Report:
    report = Report()
    with listening() as log, tempfile.TemporaryDirectory(prefix="brobygger-leaks-") as folder:
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        usual, tempfile.tempdir = tempfile.tempdir, str(scratch)
        try:
            async with on_stage(Path(folder) / "bot") as (simulator, stage, settings):
                began, before = perf_counter(), sum(counted().values())
                pushed = simulator.world.updates.pushed
                writers = await _begin(simulator, stage, random.Random(seed))
                for number in range(messages):
                    simulator.world.updates.push_raw(writers.update())
                    while simulator.world.updates.pending > AHEAD:  # noqa: ASYNC110 - the queue is Telegram's
                        await asyncio.sleep(0.01)
                    if number % LOOK_EVERY == 0:
                        _search_log(report, log)
                        show(number)
                await _settle(simulator, stage, before - pushed)
                _search_chats(report, simulator)
                await _search_stored(report, settings, Path(folder) / "backups")
                report.search("metrics", exposition())
            report.search("temporary files", _bytes_in(scratch))
            _search_log(report, log)
        finally:
            tempfile.tempdir = usual
        report.messages, report.seconds = messages, perf_counter() - began
    return report


async def _begin(simulator: Simulator, stage: Stage, rng: random.Random) -> Writers:
    """The two of them, a question and its answer."""
    names = {"last_name": f"{MARKER}Last", "username": f"{MARKER}_user"}
    simulator.world.add_person(AMAL, f"{MARKER}Amal", "contact", "pl", **names)
    simulator.world.add_person(CHRIS, f"{MARKER}Chris", "volunteer", "en", **names)
    amal, chris, team = await stage.person(AMAL), await stage.person(CHRIS), await stage.chat(POLISH_TEAM)
    await chris.join(team)
    await amal.say("/start pl_work")
    await amal.press("notice:yes")
    await amal.phone.sees("🎤")
    await amal.say("Pytanie")
    question = await team.sees("Pytanie")
    await chris.write(team, "Oto rada", reply_to=question)
    await amal.phone.sees("Oto rada")
    return Writers(rng, simulator.world.bot.id, question.id)


async def _settle(simulator: Simulator, stage: Stage, handled: int) -> None:
    """Until everything was acted on and what came of it was sent: a last word is relayed behind it."""
    world = simulator.world
    await (await stage.person(AMAL)).say("ostatnie")
    messages = world.chats[POLISH_TEAM].messages
    async with asyncio.timeout(600):  # a stage that looked would be told everything anew at each change
        while sum(counted().values()) < handled + world.updates.pushed:  # noqa: ASYNC110 - counters tell nobody
            await asyncio.sleep(0.05)
        while not any("ostatnie" in each.body.get("text", "") for each in list(messages.values())[-50:]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def _search_chats(report: Report, simulator: Simulator) -> None:
    """All that the bot showed, without what Telegram itself adds.

    The id of a chat is its owner's own, and a volunteer's alias is a mention inside the group in which they are.
    """
    world = simulator.world
    for chat in world.chats.values():
        shown = [Seen(0, show_message(world, chat, message)) for message in chat.messages.values()]
        lines = [
            json.dumps({**seen.content, "reply_to": seen.reply_to, "reactions": []}, ensure_ascii=False)
            for seen in shown
            if seen.by_bot and not any(each["type"] == "text_mention" for each in seen.content["entities"])
        ]
        report.shown[chat.role] += len(lines)
        report.search(f"what the {chat.role} sees", "\n".join(lines).encode())


async def _search_stored(report: Report, settings: Settings, backups: Path) -> None:
    report.search("the database", _bytes_in(Path(settings.storage.url.removeprefix("sqlite:")).parent))
    await back_up(settings, backups)
    report.search("the backup", _bytes_in(backups))


def _bytes_in(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def _search_log(report: Report, log: Ear) -> None:
    report.search("the log", log.text().encode())
    log.forget()


async def do_deeds(deeds: int, seed: int, show: Callable[[int], None]) -> tuple[int, int]:
    with tempfile.TemporaryDirectory(prefix="brobygger-leaks-") as folder:
        answers, wrong = await act_at_random(Path(folder), deeds, seed, show)
    return answers, len(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--deeds", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    console = Console(width=110, highlight=False)
    with Progress(console=console) as progress:
        bar = progress.add_task("messages with canaries", total=arguments.messages)
        report = asyncio.run(run(arguments.messages, arguments.seed, lambda done: progress.update(bar, completed=done)))
        progress.update(bar, completed=arguments.messages)
        bar = progress.add_task("deeds of volunteers", total=arguments.deeds)
        answers, wrong = asyncio.run(
            do_deeds(arguments.deeds, arguments.seed, lambda done: progress.update(bar, completed=done))
        )
    searched = ", ".join(f"{place} ({size:,} bytes)" for place, size in report.searched.items())
    shown = ", ".join(f"{lines} in chats of {role}" for role, lines in report.shown.items())
    console.print(f"{report.messages} messages in {report.seconds:.0f} s; the bot showed {shown}.")
    console.print(f"Searched: {searched}.")
    console.print(f"{arguments.deeds} deeds over fifty cases: {answers} answers arrived, {wrong} at the wrong person.")
    for trace in sorted(report.traces):
        console.print(f"Found: {trace}", style="bold red")
    return bool(report.traces or wrong)


if __name__ == "__main__":
    sys.exit(main())
