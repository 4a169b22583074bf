"""Several workers on one PostgreSQL: they share the work, and one takes over from another."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.cli.main import ExitCode
from bot.engine.registry import WorkerRegistry
from bot.features.groups.actions import move_group
from bot.kernel.model import OverrideState
from bot.runtime import make_runtime
from bot.simulator import limits as telegram
from storage.database import open_store
from tests.flows.conftest import Play, delivered, is_card
from tests.flows.news import MONDAY_NOON, add_readers, copies, send
from tests.flows.process import Process
from tests.made_keys import IDS, MASTER

NEW_GROUP = IDS.conceal(-777)
TAKEOVER = 15.0
"""Seconds after which somebody else must do the work of a worker that is gone."""


@pytest.fixture
async def two(play: Play, postgres_url: str) -> AsyncIterator[Play]:
    """The stage with two workers on it."""
    settings = play.settings(storage={"url": postgres_url})
    async with play.bot(settings), play.bot(settings):
        yield play


@pytest.fixture
async def processes(play: Play, postgres_url: str) -> "AsyncIterator[Callable[..., Process]]":
    """Makes workers in processes of their own."""
    made: list[Process] = []

    def make(*, paced: bool = False) -> Process:
        made.append(Process(play, postgres_url, paced=paced))
        return made[-1]

    yield make
    for process in made:
        await process.kill_what_is_left()


async def until(true: Callable[[], bool], within: float = 60.0) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110 - processes and the simulator tell nobody
            await asyncio.sleep(0.05)


def count_starts(play: Play) -> int:
    return sum(method.lower() == "getme" for _, method, *_ in play.simulator.api.calls)


async def test_two_workers_carry_a_conversation(two: Play):
    question = await two.ask(two.amal, "سؤال", "ar")
    for number in range(20):
        await two.amal.say(f"question {number}")
        last = await two.chris.write(two.arabic, f"answer {number}", reply_to=question, thread=question.thread)
    await two.arabic.sees("question 19", within=60)
    await two.arabic.sees(delivered(last), within=60)
    asked = [seen.text for seen in two.arabic.shown() if seen.text.startswith("question")]
    answers = [seen.text for seen in two.amal.phone.shown() if seen.text.startswith("answer") and seen.by_bot]
    assert asked == [f"question {number}" for number in range(20)]
    assert answers == [f"answer {number}" for number in range(20)]
    assert not [seen for seen in two.staff.shown() if seen.by_bot]


async def test_whatever_two_workers_do_at_once_a_case_has_one_card_and_one_volunteer(two: Play):
    """A contact writes while one volunteer answers and another presses the button, again and again."""
    for person, language, room, first, second in (
        (two.amal, "ar", two.arabic, two.chris, two.dana),
        (two.bo, "pl", two.polish, two.eli, two.eli),
    ):
        question = await two.ask(person, "the question", language)
        card = await room.sees(is_card)
        await asyncio.gather(
            *(person.say(f"more {number}") for number in range(8)),
            *(first.write(room, f"advice {n}", reply_to=question, thread=question.thread) for n in range(4)),
            second.press("I take it", on=card),
        )
        await room.sees("more 7", within=60)
        await person.phone.sees("advice 3", within=60)
        assert len([seen for seen in room.shown() if is_card(seen)]) == 1
        assert len({seen.thread for seen in room.shown() if seen.text.startswith("more")}) == 1


async def test_what_one_worker_changes_counts_with_another_within_two_seconds(play: Play, postgres_url: str):
    store = await open_store(postgres_url, MASTER)
    settings = play.settings()
    offices = [make_runtime(settings, play.clock, store) for _ in range(2)]
    crews = [WorkerRegistry(store, runtime, time.monotonic) for runtime in offices]
    for registry in crews:
        await registry.join()
    async with crews[1].kept_up():
        async with crews[0].kept_up():
            await until(lambda: [registry.size for registry in crews] == [2, 2], within=2)
            assert [registry.leads() for registry in crews] == [True, False]
            now, (arabic, *_) = play.clock.now(), offices[0].service.teams
            async with store.transaction() as tx:
                await tx.add_override("h", team=None, first=now, last=now + 1000, opens=False, reason="", now=now)
                await tx.set_override_state("h", OverrideState.ACTIVE)
                await move_group(tx, offices[0].context(), arabic.channel, arabic.chat, NEW_GROUP, "-777")
            await until(lambda: bool(offices[1].overrides), within=2)
            assert offices[1].service.teams[0].chat == NEW_GROUP
        await crews[0].leave()
        await until(crews[1].leads, within=2)
    await crews[1].leave()
    await store.close()


async def test_the_next_message_is_relayed_soon_after_the_leader_was_killed(
    play: Play, processes: Callable[..., Process]
):
    leader, other = processes(), processes()
    await leader.start()
    await play.ask(play.bo, "Pytanie 0", "pl")
    await other.start()
    await until(lambda: count_starts(play) == 2)
    assert await leader.end(signal.SIGKILL) == -signal.SIGKILL
    await play.bo.say("Pytanie 1")
    await play.polish.sees("Pytanie 1", within=TAKEOVER)
    assert await other.end(signal.SIGTERM) == ExitCode.DONE


@pytest.mark.long
async def test_a_leader_that_sleeps_is_replaced_and_repeats_nothing_when_it_wakes(
    play: Play, processes: Callable[..., Process]
):
    leader, other = processes(), processes()
    await leader.start()
    await play.ask(play.bo, "Pytanie 0", "pl")
    await other.start()
    await until(lambda: count_starts(play) == 2)
    leader.signal(signal.SIGSTOP)
    for number in range(1, 6):
        await play.bo.say(f"Pytanie {number}")
    await play.polish.sees("Pytanie 5", within=TAKEOVER)
    leader.signal(signal.SIGCONT)
    for number in range(6, 20):
        await play.bo.say(f"Pytanie {number}")
    await play.polish.sees("Pytanie 19", within=TAKEOVER)
    shown = [seen.text for seen in play.polish.shown() if seen.by_bot and seen.text.startswith("Pytanie")]
    assert "\n\n".join(shown).split("\n\n") == [f"Pytanie {number}" for number in range(20)]
    assert await leader.end(signal.SIGTERM) == ExitCode.DONE
    assert await other.end(signal.SIGTERM) == ExitCode.DONE


def is_there(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def test_one_command_runs_several_workers_and_starts_a_dead_one_again(
    play: Play, processes: Callable[..., Process]
):
    command = processes()
    await command.start("--workers", "2")
    await play.ask(play.bo, "Pytanie 0", "pl")
    await until(lambda: count_starts(play) == 2)
    first = children(command.pid)
    assert len(first) == 2
    os.kill(first[0], signal.SIGKILL)
    await play.bo.say("Pytanie 1")
    await play.polish.sees("Pytanie 1", within=TAKEOVER)
    await until(lambda: count_starts(play) == 3)
    now = children(command.pid)
    assert len(now) == 2
    assert first[0] not in now
    assert await command.end(signal.SIGTERM) == ExitCode.DONE
    assert not any(is_there(pid) for pid in now)


async def test_several_workers_need_postgresql(play: Play, tmp_path: Path):
    command = Process(play, f"sqlite:{tmp_path / 'x.db'}")
    await command.start("--workers", "3")
    code, said = await command.ended()
    assert code == ExitCode.CONFIG
    assert "a SQLite file serves one process; for --workers 3 name a PostgreSQL" in said


@pytest.mark.long
async def test_several_workers_keep_the_limits_together(play: Play, postgres_url: str):
    settings = play.settings(storage={"url": postgres_url}, telegram={"paced": True})
    limits = play.simulator.api.limits = telegram.Limits()
    async with play.bot(settings), play.bot(settings), play.bot(settings):
        question = await play.ask(play.amal, "سؤال", "ar")
        others = [play.bo, play.fatuma]
        await asyncio.gather(*(person.say(f"/start pl_{number}") for person in others for number in range(6)))
        for number in range(8):
            last = await play.chris.write(play.arabic, f"answer {number}", reply_to=question, thread=question.thread)
        await play.arabic.sees(delivered(last), within=60)
        answers = [seen.text for seen in play.amal.phone.shown() if seen.text.startswith("answer")]
    assert answers == [f"answer {number}" for number in range(8)]
    assert limits.violations == 0


def busiest_second(moments: list[float]) -> int:
    """How many fell into the second that had most of them."""
    return max(sum(begin <= each < begin + 1 for each in moments) for begin in moments)


@pytest.mark.long
async def test_a_broadcast_keeps_the_overall_limit_whoever_sends_it_and_whoever_dies(
    play: Play, processes: Callable[..., Process], postgres_url: str
):
    """Two workers send, one is killed in the middle, a third begins."""
    await play.stage.set_clock(MONDAY_NOON)
    await add_readers(play, 200, postgres_url)
    paced = play.settings(storage={"url": postgres_url}, telegram={"paced": True})
    limits = play.simulator.api.limits = telegram.Limits()
    killed = processes(paced=True)
    await killed.start()
    await until(lambda: count_starts(play) == 1)
    async with play.bot(paced):
        question = await play.ask(play.amal, "سؤال", "ar")
        await send(play, "News")
        await until(lambda: copies(play, "News").total() >= 60)
        assert await killed.end(signal.SIGKILL) == -signal.SIGKILL
        await until(lambda: copies(play, "News").total() >= 90)
        async with play.bot(paced):
            last = await play.chris.write(play.arabic, "answer", reply_to=question, thread=question.thread)
            await play.arabic.sees(delivered(last), within=60)
            report = await play.staff.sees("The news was sent", within=60)
    at = [call["at"] / 1000 for call in await play.stage.calls() if call["ok"] and call["method"].startswith("send")]
    assert busiest_second(at) <= 31, "in whichever second: what was measured at the other end may lie closer by a hair"
    assert "Sent: 200" in report.text
    assert limits.violations == 0
    assert copies(play, "News").total() <= 200 + 5, "at most what was in flight is repeated"
