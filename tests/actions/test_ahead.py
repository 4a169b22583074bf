"""What is read ahead for many messages, and written for many, changes nothing of what becomes of them."""

import random
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.actions.ingest import ingest
from bot.actions.relay import read_ahead
from bot.core.content import Text
from bot.core.incoming import Command, Edited, Incoming, Origin, Reacted, Written
from bot.ids import ChatRef
from tests.actions.test_cost import Counted
from tests.actions.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group, fifty_cases

WRITERS = [ChatRef(str(1000 + number)) for number in range(6)]
TABLES = (
    "SELECT id, case_id, contact_id, direction, state, chat, external, reply_to, parts, joined_to FROM messages",
    "SELECT id, lane, state, message_id, part, case_id, target_id, target_external, priority FROM outbox",
    "SELECT id, state, claimed_by, waiting_since, answered_at, closed_at, questions, answers FROM cases",
    "SELECT message_id, part, chat, external FROM copies",
    "SELECT message_id, caution, state FROM questions",
)


def batch(rng: random.Random, group: Group, written: dict[ChatRef, list[str]]) -> list[Incoming]:
    """What arrives together: mostly short texts of a few people."""
    events: list[Incoming] = []
    for _ in range(rng.randrange(2, 13)):
        deed = rng.random()
        if deed < 0.1:
            events.append(group.act())
            continue
        if deed < 0.2:  # what somebody else does to the case of a writer
            thread = group.thread_of[rng.randrange(len(WRITERS))]
            origin = Origin(TELEGRAM, GROUP, rng.choice(VOLUNTEERS), private=False, thread=thread)
            events.append(Command(origin, group.next(), rng.choice(["close", "claim"])))
            continue
        writer = rng.choice(WRITERS)
        origin, number = Origin(TELEGRAM, writer, writer, private=True), group.next()
        before = written.setdefault(writer, [])
        match rng.choice(["text"] * 12 + ["long", "private", "reply", "edit", "undo", "done", "react"]):
            case "edit" if before:
                events.append(Edited(origin, rng.choice(before), Text(f"changed {number}")))
            case "reply" if before:
                events.append(Written(origin, number, Text(f"reply {number}"), rng.choice(before)))
            case "react" if before:
                events.append(Reacted(origin, rng.choice(before), "🙏"))
            case "undo" | "done" as name:
                events.append(Command(origin, number, name))
            case "private":
                events.append(Written(origin, number, Text(f"my number is 912 34 567, {number}")))
            case kind:
                events.append(Written(origin, number, Text(f"{number} " + "word " * (900 if kind == "long" else 3))))
                before.append(number)
    return events


async def tables(group: Group) -> dict[str, list[tuple[Any, ...]]]:
    async with group.store._engine.transaction() as connection:
        if group.store._engine.dialect == "sqlite":
            return {sql: [tuple(row) for row in connection.execute(f"{sql} ORDER BY 1, 2")] for sql in TABLES}
        return {sql: [tuple(row) for row in await connection.fetch(f"{sql} ORDER BY 1, 2")] for sql in TABLES}


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_becomes_different(url: str, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    written: dict[ChatRef, list[str]] = {}
    async with AsyncExitStack() as stack:
        ahead = await stack.enter_async_context(fifty_cases(url, seed))
        plain = await stack.enter_async_context(fifty_cases(f"sqlite:{tmp_path / 'plain.db'}", seed))
        for _ in range(40):
            events = batch(rng, ahead, written)
            plain.rng.setstate(ahead.rng.getstate())
            async with ahead.store.transaction() as tx:
                await read_ahead(tx, ahead.context, events)
                for event in events:
                    await ingest(tx, ahead.context, event)
            for event in events:
                async with plain.store.transaction() as tx:
                    await ingest(tx, plain.context, event)
            plain.number = ahead.number
            rounds = rng.randrange(4)
            await ahead.deliver(rounds)
            await plain.deliver(rounds)
            assert await tables(ahead) == await tables(plain)
        await ahead.deliver()
        await plain.deliver()
        assert await tables(ahead) == await tables(plain)
        assert ahead.received == plain.received
        assert any(row[-1] is not None for row in (await tables(ahead))[TABLES[0]]), "texts were joined"


async def test_what_thirty_people_write_costs_little_more_than_what_one_does(url: str) -> None:
    async with fifty_cases(url, "ahead") as group:
        people = [ChatRef(str(1000 + number)) for number in range(30)]
        for _ in range(2):  # the first fills the lane, so that the second is joined
            texts = [
                Written(Origin(TELEGRAM, chat, chat, private=True), group.next(), Text(f"one thing more of {chat}"))
                for chat in people + people
            ]
            engine = group.store._engine
            queries = engine.queries
            engine.queries = counted = Counted(queries)
            async with group.store.transaction() as tx:
                await read_ahead(tx, group.context, texts)
                for text in texts:
                    await ingest(tx, group.context, text)
            engine.queries = queries
        once = Counter(find_contacts=1, latest_cases=1, joinable_texts=1, replace_pending=1, count_messages=1)
        assert +counted.asked == once + Counter(add_message=60)
