"""The cast, a simulated Telegram and the real bot, ready to play."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.app import opened
from bot.cli.demo import demo_document
from bot.config import Settings
from bot.engine import inbox, outbox, scheduler
from bot.i18n import Catalogs
from bot.simulator.cast import A_SUNDAY_EVENING, ARABIC_TEAM, POLISH_TEAM, STAFF_CHAT, build_world
from bot.simulator.clock import SimulatedClock
from bot.simulator.people import Person, Room, Seen, Stage
from bot.simulator.server import Simulator
from tests.fork_server import ForkServer
from tests.silence import Ear

OFTEN = 0.1
"""Seconds between two looks at a clock that the tests move: a second, as in production, is long for whoever waits."""


@dataclass
class Play:
    """Everybody who can act, and what can be looked at."""

    simulator: Simulator
    clock: SimulatedClock
    stage: Stage
    folder: Path
    fork_server: ForkServer
    amal: Person
    bo: Person
    fatuma: Person
    chris: Person
    dana: Person
    eli: Person
    sol: Person
    arabic: Room
    polish: Room
    staff: Room

    def settings(self, **changes: Mapping[str, Any] | list[Any]) -> Settings:
        """The demo's settings, always open, with sections changed."""
        plain = demo_document(self.folder, self.simulator)
        plain["service"]["hours"] = "always"
        for section, change in changes.items():
            plain[section] = {**plain.get(section, {}), **change} if isinstance(change, Mapping) else change
        return Settings.model_validate(plain)

    @asynccontextmanager
    async def bot(self, settings: Settings | None = None) -> AsyncIterator[None]:
        """The bot, running in this process until the block ends."""
        stop = asyncio.Event()
        async with opened(settings or self.settings(), self.clock) as run_until:
            running = asyncio.create_task(run_until(stop))
            try:
                yield
            finally:
                stop.set()
                async with asyncio.timeout(60):
                    await running

    async def press_late(self, person: Person, card: Seen, button: str) -> None:
        """A press from a phone that still shows a button which the bot has taken away."""
        await self.stage.push_raw(
            {
                "callback_query": {
                    "id": f"late-{person.id}",
                    "from": {"id": person.id, "is_bot": False, "first_name": person.name},
                    "chat_instance": "1",
                    "data": card.data_of(button),
                    "message": {
                        "message_id": card.id,
                        "date": 0,
                        "chat": {"id": card.chat, "type": "supergroup", "title": "x"},
                    },
                }
            }
        )

    async def wait_for(self, room: Room, text: str, seconds: float = 61, most: int = 10) -> Seen:
        """Let time go by in steps until the room shows the text."""
        for _ in range(most):
            if any(text in seen.text for seen in room.shown()):
                break
            await self.stage.advance(seconds)
            await self.stage.look()  # that the clock was moved is a change too
            await self.stage.look(0.3)
        return await room.sees(text)

    async def ask(self, person: Person, text: str, language: str, topic: str = "work") -> Seen:
        """Through the first screens to the question; returns it as the team sees it.

        Waits for the delivery mark too: nobody answers in the milliseconds before the bot has noted its own message.
        """
        await person.say(f"/start {language}_{topic}")
        await person.press("notice:yes")
        await person.phone.sees("🎤")
        number = await person.say(text)
        question = await (self.arabic if language == "ar" else self.polish).sees(text)
        await person.phone.sees(delivered(number))
        return question


@pytest.fixture
async def play(
    tmp_path: Path, log: Ear, fork_server: ForkServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Play]:
    """The stage without the bot: `async with play.bot():` starts it."""
    for module, pause in ((scheduler, "TICK"), (inbox, "LOOK_AGAIN"), (outbox, "LOOK_AGAIN")):
        monkeypatch.setattr(module, pause, OFTEN)
    clock = SimulatedClock(A_SUNDAY_EVENING, ticking=True)
    async with await Simulator.start(build_world(clock)) as simulator, Stage(simulator.url) as stage:
        names = ("Amal", "Bo", "Fatuma", "Chris", "Dana", "Eli", "Sol")
        people = {name.lower(): await stage.person(name) for name in names}
        yield Play(
            simulator,
            clock,
            stage,
            tmp_path,
            fork_server,
            **people,
            arabic=await stage.chat(ARABIC_TEAM),
            polish=await stage.chat(POLISH_TEAM),
            staff=await stage.chat(STAFF_CHAT),
        )
        written = [seen for chat in stage.chats.values() for seen in chat["messages"] if not seen["from_bot"]]
        log.spoken |= {seen["text"] for seen in written} | {simulator.token}


@pytest.fixture
async def running(play: Play) -> AsyncIterator[Play]:
    """The stage with the bot on it."""
    async with play.bot():
        yield play


async def decide(person: Person, verb: str, room: Room | None = None) -> Seen:
    """Press a button of the newest question about a message ("show", "hide", "send", "stop"), and wait for its end.

    Returns the question.
    """
    room = room or person.phone
    asked = await room.sees(lambda seen: seen.starts(f"{verb}:") is not None)
    await person.press(asked.starts(f"{verb}:") or "", on=asked)
    await room.sees(lambda seen: seen.id == asked.id and not seen.buttons)
    return asked


def is_card(seen: Seen) -> bool:
    """Whether a message is the card of a case."""
    return any(
        each["data"].startswith(("claim:", "release:", "reopen:")) for row in seen.content["buttons"] for each in row
    )


def kind(name: str) -> Callable[[Seen], bool]:
    return lambda seen: seen.kind == name


def delivered(number: int) -> Callable[[Seen], bool]:
    return lambda seen: seen.id == number and seen.reacted("🕊")


def said(language: str, sentence: str) -> str:
    """How a sentence of the code reads in a person's language."""
    return Catalogs.load().translator(language)(sentence)
