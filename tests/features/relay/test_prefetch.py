"""What is read ahead for many messages, and written for many, changes nothing of what becomes of them."""

import random
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.dispatch.dispatch import ingest, ingest_album
from bot.features.relay.actions import read_ahead
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.content import Media, MediaKind, Text
from bot.kernel.ids import ChatAddress, ChatRef, ExternalId, LanguageCode, TopicId
from bot.kernel.incoming import Command, Edited, Incoming, Origin, Pressed, Reachability, Reacted, Written
from bot.kernel.service import Topic
from tests.features.relay.test_cost import counting
from tests.features.relay.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group, fifty_cases

WRITERS = [ChatRef(str(number)) for number in (*range(1000, 1006), *range(2000, 2003))]
"""Six who have a case, and three whom nobody knows yet."""
STAFF = ChatRef("-100900")
DEEDS = """
    long private reply edit undo done react album press press start stop cancel reachable waiting
""".split()
TABLES = (
    "SELECT id, case_id, contact_id, direction, state, chat, external, reply_to, parts, joined_to FROM messages",
    "SELECT id, lane, state, message_id, part, case_id, target_id, target_external, priority FROM outbox",
    "SELECT id, state, claimed_by, waiting_since, answered_at, closed_at, questions, answers FROM cases",
    "SELECT message_id, part, chat, external FROM copies",
    "SELECT message_id, caution, state FROM questions",
)


def batch(rng: random.Random, group: Group, written: dict[ChatRef, list[ExternalId]]) -> list[list[Incoming]]:
    """What arrives together, albums as one: mostly short texts of a few people, some of them new."""
    return [deed for _ in range(rng.randrange(2, 16)) for deed in deeds(rng, group, written)]


def deeds(rng: random.Random, group: Group, written: dict[ChatRef, list[ExternalId]]) -> list[list[Incoming]]:
    draw, number = rng.random(), group.next()
    if draw < 0.1:
        return [[group.act()]]
    if draw < 0.2:  # what somebody else does to the case of a writer
        thread = group.thread_of[rng.randrange(6)]
        origin = Origin(TELEGRAM, GROUP, rng.choice(VOLUNTEERS), private=False, thread=thread)
        return [
            [rng.choice([Command(origin, number, "close"), Command(origin, number, "claim"), text(origin, number)])]
        ]
    if draw < 0.23:
        staff = Origin(TELEGRAM, STAFF, VOLUNTEERS[0], private=False)
        named = f"Person {rng.randrange(6)} insults"
        return [[Command(staff, number, rng.choice(["block", "unblock"]), named)]]
    writer = rng.choice(WRITERS)
    origin = Origin(TELEGRAM, writer, writer, private=True)
    before = written.setdefault(writer, [])
    match rng.choice(["text"] * 14 + DEEDS):
        case "edit" if before:
            return [[Edited(origin, rng.choice(before), Text(f"changed {number}"))]]
        case "reply" if before:
            return [[Written(origin, number, Text(f"reply {number}"), rng.choice(before))]]
        case "react" if before:
            return [[Reacted(origin, rng.choice(before), "🙏")]]
        case "undo" | "done" | "cancel" | "waiting" | "stop" as name:
            return [[Command(origin, number, name)]]
        case "start":
            route = f"{rng.choice(['en', 'nb'])}_{rng.choice(['work', 'home', 'danger'])}"
            agreed = Pressed(origin, number, f"callback{number}", "notice:yes")
            return [[Command(origin, number, "start", route)], [agreed]]
        case "reachable":
            return [[Reachability(origin, rng.random() < 0.5)]]
        case "press" if group.buttons:
            data, at = rng.choice(group.buttons[-60:])
            return [[Pressed(origin, at, f"callback{number}", data)]]
        case "album":
            parts = [number, group.next(), group.next()]
            return [[Written(origin, part, Media(MediaKind.PHOTO, part, part), album=number) for part in parts]]
        case "private":
            return [[Written(origin, number, Text(f"my number is 912 34 567, {number}"))]]
        case kind:
            before.append(number)
            return [[text(origin, number, 900 if kind == "long" else 3)]]


def text(origin: Origin, number: ExternalId, words: int = 3) -> Written:
    return Written(origin, number, Text(f"{number} " + "word " * words))


async def act(tx: Tx, context: Context, deed: list[Incoming]) -> None:
    parts = [each for each in deed if isinstance(each, Written)]
    if len(parts) > 1:
        await ingest_album(tx, context, parts)
    else:
        await ingest(tx, context, deed[0])


def with_more_to_choose(context: Context) -> Context:
    topics = (Topic(TopicId("work"), "💼"), Topic(TopicId("home"), "🏠"), Topic(TopicId("danger"), "🆘", urgent=True))
    languages = (LanguageCode("en"), LanguageCode("nb"))
    service = replace(context.service, languages=languages, topics=topics, staff_chat=STAFF)
    members = {**context.members, **{(ChatAddress(TELEGRAM, STAFF), person): True for person in VOLUNTEERS}}
    return replace(context, service=service, members=members)


async def tables(group: Group) -> dict[str, list[tuple[Any, ...]]]:
    async with group.store._engine.transaction() as transaction:
        return {
            sql: [tuple(map(without_fingerprint, row)) for row in await transaction.run(f"{sql} ORDER BY 1, 2")]
            for sql in TABLES
        }


def without_fingerprint(value: Any) -> Any:
    """A lane is named by a fingerprint, made with a key of its database: these two have different ones."""
    return "named" if isinstance(value, str) and value.startswith("named:") else value


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))])
async def test_nothing_becomes_different(url: str, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    written: dict[ChatRef, list[ExternalId]] = {}
    async with AsyncExitStack() as stack:
        ahead = await stack.enter_async_context(fifty_cases(url, seed))
        plain = await stack.enter_async_context(fifty_cases(f"sqlite:{tmp_path / 'plain.db'}", seed))
        ahead.context, plain.context = with_more_to_choose(ahead.context), with_more_to_choose(plain.context)
        for _ in range(30):
            arrived = batch(rng, ahead, written)
            plain.rng.setstate(ahead.rng.getstate())
            async with ahead.store.transaction() as tx:
                await read_ahead(tx, ahead.context, [event for deed in arrived for event in deed])
                for deed in arrived:
                    await act(tx, ahead.context, deed)
            for deed in arrived:
                async with plain.store.transaction() as tx:
                    await act(tx, plain.context, deed)
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
            with counting() as asked:
                async with group.store.transaction() as tx:
                    await read_ahead(tx, group.context, texts)
                    for text in texts:
                        await ingest(tx, group.context, text)
        once = Counter(find_contacts=1, latest_cases=1, joinable_texts=1, replace_pending=1, count_messages=1)
        assert +asked == once + Counter(add_message=60)
