"""`brobygger broadcast`: news to many from the command line."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.config.service import make_service
from bot.engine.system_clock import SystemClock
from bot.features.broadcasts import from_shell as broadcast_shell
from bot.features.broadcasts.from_shell import Outlook, Wanted
from bot.features.broadcasts.rules import Audience, BroadcastState, Counts, RecipientState
from bot.features.hours.dates import read_moment
from bot.kernel.content import Text
from bot.kernel.errors import BotError
from bot.kernel.ids import BroadcastId, LanguageCode, TopicId
from bot.keys.access import open_with_key
from bot.runtime import make_runtime

if TYPE_CHECKING:
    from rich.console import Console

    from bot.config import Settings

NO_SERVICE_AFTER = 5.0
"""Seconds without a sign of life after which we say that no service seems to run."""
LOOK_EVERY = 0.5
ENDED = (BroadcastState.DONE, BroadcastState.CANCELLED, BroadcastState.DROPPED)


class NotUsable(BotError):
    """What was asked for can't be done; the text says why and what to write instead."""


def read_wanted(
    settings: "Settings", files: Sequence[Path], to: Sequence[str], at: str, fallback: str, at_night: bool
) -> Wanted:
    """What the command line asks for. Raises NotUsable."""
    words = dict(_read_file(settings, file) for file in files)
    if len(words) < len(files):
        raise NotUsable("Two of the files are for the same language.")
    stand_in = LanguageCode(fallback) if fallback else next(iter(words))
    if stand_in not in words:
        raise NotUsable(f"There is no text in the language of --fallback: {fallback}")
    starts_at = None
    if at:
        zone = ZoneInfo(settings.service.time_zone)
        starts_at = read_moment(at, zone, datetime.fromtimestamp(SystemClock().now() / 1000, zone))
        if starts_at is None:
            raise NotUsable('--at needs a day and a time that lie ahead, like --at "2026-12-24 10:00"')
    return Wanted(words, stand_in, _read_audience(settings, to), starts_at, at_night)


def _read_file(settings: "Settings", file: Path) -> tuple[LanguageCode, str]:
    """The language from the name, as in news.ar.txt, and the words."""
    language = LanguageCode(file.stem.rpartition(".")[2])
    if language not in settings.service.languages:
        known = ", ".join(settings.service.languages)
        raise NotUsable(f"{file}: name it like news.en.txt, with one of these languages: {known}")
    try:
        words = file.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NotUsable(f"{file}: it can't be read ({type(error).__name__})") from None
    if not words:
        raise NotUsable(f"{file}: it is empty")
    return language, words


def _read_audience(settings: "Settings", to: Sequence[str]) -> Audience:
    service = make_service(settings)
    known = {
        "language": list(map(str, service.languages)),
        "topic": [str(topic.id) for topic in service.topics],
        "office": [team.place for team in service.teams if team.place],
    }
    chosen: dict[str, list[str]] = {"language": [], "topic": [], "office": [], "days": []}
    for each in to:
        kind, _equals, value = each.partition("=")
        if kind == "days" and re.fullmatch(r"[1-9]\d{0,3}", value):
            chosen["days"].append(value)
        elif value in known.get(kind, ()):
            chosen[kind].append(value)
        else:
            options = ", ".join(known.get(kind) or ["language=, topic=, office= or days="])
            raise NotUsable(f"--to {each}: choose from {options}")
    if len(chosen["office"]) > 1 or len(chosen["days"]) > 1:
        raise NotUsable("--to takes one office and one number of days.")
    return Audience(
        tuple(map(LanguageCode, chosen["language"])),
        tuple(map(TopicId, chosen["topic"])),
        int(next(iter(chosen["days"]), 0)),
        next(iter(chosen["office"]), ""),
    )


@dataclass(frozen=True, slots=True)
class Mailing:
    """A broadcast that is not started yet: what it would be, and `start` and `look` for its way."""

    outlook: Outlook
    start: Callable[[], Coroutine[object, object, BroadcastState]]
    look: Callable[[], Coroutine[object, object, tuple[BroadcastState, Counts]]]


@asynccontextmanager
async def opened(settings: "Settings", wanted: Wanted) -> AsyncIterator[Mailing]:
    """The database beside the running service, which does the sending. Raises NotUsable and StoreError."""
    store = await open_with_key(settings)
    if store is None:
        raise NotUsable("There is no database yet: start the service first, with brobygger run")
    runtime = make_runtime(settings, SystemClock(), store)
    started: list[BroadcastId] = []

    async def start() -> BroadcastState:
        async with store.transaction() as tx:
            handed_over = await broadcast_shell.hand_over(tx, runtime.context(), wanted)
        started.append(handed_over.id)
        return handed_over.state

    async def look() -> tuple[BroadcastState, Counts]:
        async with store.transaction() as tx:
            found = await tx.broadcast(started[0])
            counts = await tx.recipient_counts(started[0])
        return found.state if found else BroadcastState.DROPPED, counts

    try:
        async with store.transaction() as tx:
            await runtime.follow_groups(tx)
            outlook = await broadcast_shell.look_ahead(tx, runtime.context(), wanted)
        yield Mailing(outlook, start, look)
    finally:
        await store.close()


async def send(console: "Console", settings: "Settings", wanted: Wanted, *, dry_run: bool) -> bool:
    """Show it, start it, and follow it. True when it is done or on a good way. Raises NotUsable and StoreError."""
    async with opened(settings, wanted) as mailing:
        show_outlook(console, mailing.outlook)
        _refuse(mailing.outlook)
        if dry_run:
            console.print("\nNothing was sent. Without --dry-run it is.")
            return True
        state = await mailing.start()
        if state is BroadcastState.SECOND_CONFIRMATION:
            console.print("\nSomebody in the staff chat has to agree now, since it goes to many.")
            return True
        if wanted.starts_at is not None:
            console.print("\nThe service sends it then. It can be stopped in the staff chat.")
            return True
        return await follow(console, mailing)


def show_outlook(console: "Console", outlook: Outlook) -> None:
    """Who would get it, and what they would see."""
    total = sum(outlook.people.values())
    console.print(f"{total} {'person' if total == 1 else 'people'} who agreed to news", style="bold")
    for language, count in outlook.people.items():
        console.print(f"\n{language}: {count}", style="bold", soft_wrap=True)
        seen = outlook.seen[language]
        if isinstance(seen.content, Text):
            console.print(seen.content.text, soft_wrap=True)
        console.print("  ".join(f"[{button.label}]" for row in seen.keyboard for button in row), soft_wrap=True)


def _refuse(outlook: Outlook) -> None:
    if not outlook.people:
        raise NotUsable("Nobody would get it.")
    if outlook.too_long:
        raise NotUsable(f"A text is too long by {outlook.too_long} characters to be one message.")
    if outlook.night:
        raise NotUsable(
            'It would come between 21 and 8 o\'clock. Write --at "tomorrow 10:00", or --at-night to insist.'
        )


async def follow(console: "Console", mailing: Mailing) -> bool:
    """A bar that follows what the running service does. Ctrl-C ends the looking, not the sending."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    clock = asyncio.get_running_loop()
    moved_at, before = clock.time(), -1
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("waiting")
        while True:
            state, counts = await mailing.look()
            done = counts.total - counts.left
            progress.update(bar, description=state.value, total=counts.total or None, completed=done)
            if state in ENDED:
                break
            if done != before or state is BroadcastState.PAUSED:
                moved_at, before = clock.time(), done
            if clock.time() - moved_at > NO_SERVICE_AFTER:
                progress.stop()
                console.print("No service seems to run. What is left is sent as soon as one does: brobygger run")
                return False
            await asyncio.sleep(LOOK_EVERY)
    for state_of_some, words in (
        (RecipientState.SENT, "sent"),
        (RecipientState.BLOCKED, "can't be reached any more"),
        (RecipientState.FAILED, "failed"),
        (RecipientState.LEFT_OUT, "left out"),
    ):
        if counts[state_of_some]:
            console.print(f"{words}: {counts[state_of_some]}")
    if counts.uncertain:
        console.print(f"perhaps twice: {counts.uncertain}")
    return state is BroadcastState.DONE
