"""The machine under it: a database that is locked, a disk that is full, a clock that jumps, a day without Telegram."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.engine import inbox, outbox
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.incoming import GroupMoved, Incoming
from bot.simulator.people import Room
from handlers.telegram.receive import Backoff
from storage.engine.sqlite import SqliteEngine
from storage.engine.transaction import Transaction
from tests.flows.conftest import Play, delivered

HOUR = 3600


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[SqliteEngine]:
    """The databases that are opened meanwhile."""
    opened: list[SqliteEngine] = []
    begin = SqliteEngine.__init__

    def note(self: SqliteEngine, *arguments: object) -> None:
        begin(self, *arguments)
        opened.append(self)

    monkeypatch.setattr(SqliteEngine, "__init__", note)
    return opened


def busy_for(seconds: int) -> dict[str, Any]:
    return {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": seconds}}


def shown(room: Room, texts: list[str]) -> list[str]:
    """Those of the texts that the bot wrote there, as they stand."""
    written = "\n\n".join(seen.text for seen in room.shown() if seen.by_bot).split("\n\n")
    return [text for text in written if text in texts]


async def test_while_somebody_else_holds_the_database_nothing_is_lost(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.engine.sqlite._PATIENCE", 0.05)  # as if five seconds had passed
    async with play.bot():
        question = await play.ask(play.bo, "Pytanie", "pl")
        texts = [f"linia {number}" for number in range(5)]
        file = play.folder / "data" / "demo.db"
        with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
            await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")  # the bot's transaction needs the loop to end
            for text in texts:
                await play.bo.say(text)
            answer = await play.eli.write(play.polish, "Oto rada", reply_to=question)
            await play.stage.look(1)
            other.execute("ROLLBACK")
        await play.polish.sees(texts[-1])
        await play.bo.phone.sees("Oto rada")
        await play.polish.sees(delivered(answer))
        assert shown(play.polish, texts) == texts


async def test_a_full_disk_stops_nothing_for_good(play: Play, engines: list[SqliteEngine]) -> None:
    async with play.bot():
        question = await play.ask(play.bo, "Pytanie", "pl")
        connection = engines[0]._connection
        [[pages]] = await connection.execute_fetchall("PRAGMA page_count")
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages}")
        texts = [f"linia {number} " + "x" * 3000 for number in range(20)]
        for text in texts:
            await play.bo.say(text)
        await play.eli.write(play.polish, "Oto rada", reply_to=question)
        await play.stage.look(2)
        await connection.execute_fetchall(f"PRAGMA max_page_count = {pages + 10_000}")
        await play.polish.sees(texts[-1])
        await play.bo.phone.sees("Oto rada")
        assert shown(play.polish, texts) == texts


async def test_a_clock_that_is_set_back_holds_up_and_repeats_nothing(running: Play) -> None:
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(
        method="sendMessage",
        chat_id=running.polish.id,
        times=1,
        answer=busy_for(60),
    )
    await running.bo.say("Drugie")
    await running.bo.say("/help")
    await running.bo.phone.sees("/undo")
    await running.bo.send_album(running.bo.phone, [{"kind": "photo", "sample": "letter", "caption": "album"}] * 2)
    await running.stage.advance(-HOUR)
    # In short steps: the clock that is set back is noticed at the next look, and the wait of a minute begins anew then.
    await running.wait_for(running.polish, "Drugie", seconds=15, most=100)
    await running.polish.sees(lambda seen: seen.kind == "photo", times=2)
    await running.bo.say("Trzecie")
    await running.polish.sees("Trzecie")
    await running.stage.advance(HOUR)
    await running.bo.say("Czwarte")
    await running.polish.sees("Czwarte")
    texts = ["Drugie", "Trzecie", "Czwarte"]
    assert shown(running.polish, texts) == texts


async def test_a_machine_that_sleeps_goes_on_where_it_was(running: Play) -> None:
    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(
        method="sendMessage",
        chat_id=running.polish.id,
        times=1,
        answer=busy_for(3600),
    )
    texts = [f"Tekst {number}" for number in range(4)]
    await running.bo.say(texts[0])
    await running.bo.say(texts[1])
    await running.stage.advance(10 * HOUR)
    await running.bo.say(texts[2])
    await running.wait_for(running.polish, texts[2], seconds=600)  # the refusal may come after the sleep only
    await running.bo.say(texts[3])
    await running.polish.sees(texts[3])
    assert shown(running.polish, texts) == texts
    assert "Tekst" not in running.staff.transcript()


async def test_a_start_with_the_clock_behind_keeps_no_group_waiting(play: Play) -> None:
    settings = play.settings(telegram={"paced": True})
    async with play.bot(settings):
        await play.ask(play.bo, "Pytanie", "pl")
    await play.stage.advance(-HOUR)
    async with play.bot(settings):
        await play.bo.say("Drugie")
        await play.polish.sees("Drugie")


async def test_what_was_sent_while_the_disk_was_full_is_not_sent_again(
    running: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, end, turn = SqliteEngine._commit, outbox.OutboxWorker._end, outbox.OutboxWorker.turn
    full = begun = False

    async def commit_if_there_is_room(engine: SqliteEngine, transaction: Transaction) -> None:
        if full and (transaction.changes or transaction._deferred):
            raise sqlite3.OperationalError("database or disk is full")
        await commit(engine, transaction)

    async def end_and_make_room(worker: outbox.OutboxWorker) -> None:
        nonlocal full
        await end(worker)
        full = False

    async def turn_late(worker: outbox.OutboxWorker) -> float:
        nonlocal begun
        if not full and not begun:
            begun = True
            await running.amal.phone.sees("/undo")  # others act, and claim what that brings
        return await turn(worker)

    await running.ask(running.bo, "Pytanie", "pl")
    await running.stage.fault(method="sendMessage", chat_id=running.polish.id, times=1, delay=0.3)
    await running.bo.say("Drugie")
    await running.polish.sees("Drugie")
    full = True
    monkeypatch.setattr(SqliteEngine, "_commit", commit_if_there_is_room)
    monkeypatch.setattr(outbox.OutboxWorker, "_end", end_and_make_room)
    monkeypatch.setattr(outbox.OutboxWorker, "turn", turn_late)
    while not begun:  # noqa: ASYNC110 - a loop that begins tells nobody
        await asyncio.sleep(0.01)
    await running.amal.say("/help")
    await running.bo.say("Trzecie")
    await running.polish.sees("Trzecie")
    texts = ["Drugie", "Trzecie"]
    assert shown(running.polish, texts) == texts


async def test_a_group_that_moved_while_the_disk_was_full_is_followed(
    running: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, act = SqliteEngine._commit, inbox.ingest
    full = failed = False

    async def act_and_fill_the_disk(tx: Tx, context: Context, incoming: Incoming) -> None:
        nonlocal full
        await act(tx, context, incoming)
        full = isinstance(incoming, GroupMoved) and not failed

    async def commit_if_there_is_room(engine: SqliteEngine, transaction: Transaction) -> None:
        nonlocal full, failed
        if full:
            full, failed = False, True
            raise sqlite3.OperationalError("database or disk is full")
        await commit(engine, transaction)

    await running.ask(running.bo, "Pytanie", "pl")
    monkeypatch.setattr(Backoff, "next", lambda _backoff: 0.0)
    monkeypatch.setattr(inbox, "ingest", act_and_fill_the_disk)
    monkeypatch.setattr(SqliteEngine, "_commit", commit_if_there_is_room)
    answer = await running.sol.change_bot(running.polish, migrate=True)
    await running.staff.sees(str(answer["chat"]))
    await running.bo.say("Drugie")
    await (await running.stage.chat(answer["chat"])).sees("Drugie")
    assert failed


async def test_a_day_without_telegram_loses_and_turns_round_nothing_and_is_spent_waiting(
    running: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LOOK_AGAIN", 0.005)
    turn, turns = outbox.OutboxWorker.turn, 0

    async def count_turn(worker: outbox.OutboxWorker) -> float:
        nonlocal turns
        pause = await turn(worker)
        turns += 1
        return pause

    monkeypatch.setattr(outbox.OutboxWorker, "turn", count_turn)
    question = await running.ask(running.bo, "Pytanie", "pl")
    other = await running.ask(running.amal, "سؤال", "ar")
    await running.stage.fault(method="*", times=1_000_000, drop="before")
    asked = {room: [f"{room.id} linia {number}" for number in range(30)] for room in (running.polish, running.arabic)}
    answers = [f"rada {number}" for number in range(10)]
    for number in range(30):
        await running.bo.say(asked[running.polish][number])
        await running.amal.say(asked[running.arabic][number])
    for answer in answers:
        await running.eli.write(running.polish, answer, reply_to=question)
        await running.chris.write(running.arabic, answer, reply_to=other, thread=other.thread)
    calls = running.simulator.api.calls
    calls.clear()
    for minute in range(24 * 60):
        await running.stage.advance(60)
        if minute % 5 == 0:  # a turn that begins after this minute did
            seen = turns
            while turns < seen + 2:
                await running.stage.look(0.005)
    tried = sum(call[1].lower() != "getupdates" for call in calls)
    assert 24 * 5 < tried <= 24 * 60 + 20, "one call a minute, however many chats wait"
    await running.stage.fault(clear=True)
    await running.wait_for(running.polish, asked[running.polish][0])
    for room, texts in asked.items():
        await room.sees(texts[-1])
        assert shown(room, texts) == texts
    for person in (running.bo, running.amal):
        await person.phone.sees(answers[-1])
        assert shown(person.phone, answers) == answers
