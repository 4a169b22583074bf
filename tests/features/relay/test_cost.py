"""How many statements one message costs the database. To PostgreSQL each of them is a way there and back."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.dispatch.dispatch import ingest, ingest_album
from bot.kernel.content import Media, MediaKind, Text
from bot.kernel.ids import ChatRef
from bot.kernel.incoming import Origin, Written
from bot.kernel.model import StaffOverride
from storage.engine.postgres import PostgresConnection
from storage.engine.sqlite import SqliteConnection
from storage.engine.transaction import Answer, Connection, Statement
from tests.features.relay.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group, fifty_cases

AMAL = Origin(TELEGRAM, ChatRef("1000"), ChatRef("1000"), private=True)
PER_TURN = ("act_alone", "claim_outgoing", "finish_outgoing")
"""What the workers ask once in a turn, for all that they do in it."""

# A message crosses, and the mark on it is sent.
CROSSED = Counter(add_message=1, count_messages=1, enqueue=2, add_copies=1, set_delivered=1)
TEXT = CROSSED + Counter(find_contact=1, latest_case=1, joinable_texts=1)
ALBUM_OF_FOUR = CROSSED + Counter(find_contact=1, latest_case=1, add_message=3)
LONG_TEXT_OF_THREE = TEXT + Counter(enqueue=2, add_copies=2, set_delivered=2)
ANSWER = CROSSED + Counter(message_at=1, case_by_thread=1, find_volunteer=1)
KEPT = Counter(find_contact=1, latest_case=1, add_message=1, count_messages=1, enqueue=1, take_turn=1)


PLAIN = ("begin", "commit")


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Each statement, by its name, when the database is asked."""
    asked: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        for connection in (SqliteConnection, PostgresConnection):
            patch.setattr(connection, "ask", _counted(connection.ask, asked))
        yield asked


def _counted(ask: Any, asked: Counter[str]) -> Any:
    async def count(connection: Connection, statements: Sequence[Statement]) -> list[Answer]:
        asked.update(each.name for each in statements if each.name not in (*PER_TURN, *PLAIN))
        answers: list[Answer] = await ask(connection, statements)
        return answers

    return count


@pytest.fixture
async def group(url: str) -> AsyncIterator[Group]:
    async with fifty_cases(url, "cost") as group:
        yield group


async def cost(group: Group, *written: Written) -> Counter[str]:
    """What it asks of the database to act on a message, or an album, and to send all that follows from it."""
    with counting() as asked:
        async with group.store.transaction() as tx:
            if len(written) > 1:
                await ingest_album(tx, group.context, written)
            else:
                await ingest(tx, group.context, written[0])
        await group.deliver()
    return +asked


async def test_a_text_of_a_contact(group: Group) -> None:
    asked = await cost(group, Written(AMAL, group.next(), Text("and one thing more")))
    assert asked - TEXT == Counter()
    assert asked["add_copies"] == 1, "it crossed"


async def test_a_long_text_of_a_contact(group: Group) -> None:
    asked = await cost(group, Written(AMAL, group.next(), Text("word " * 2000)))
    assert asked - LONG_TEXT_OF_THREE == Counter()
    assert asked["add_copies"] == 3, "it crossed"


async def test_an_album_of_a_contact(group: Group) -> None:
    pages = [Media(MediaKind.PHOTO, f"file {number}", f"unique {number}") for number in range(4)]
    asked = await cost(group, *(Written(AMAL, group.next(), page, album="letter") for page in pages))
    assert asked - ALBUM_OF_FOUR == Counter()
    assert asked["add_copies"] == 1, "it crossed as one"


async def test_an_answer_of_a_volunteer(group: Group) -> None:
    question = next(external for external, case in group.case_at.items() if case == 0 and external not in group.notices)
    origin = Origin(TELEGRAM, GROUP, VOLUNTEERS[0], private=False, thread=group.thread_of[0])
    await cost(group, Written(origin, group.next(), Text("the first one takes the case"), question))
    asked = await cost(group, Written(origin, group.next(), Text("and the next"), question))
    assert asked - ANSWER == Counter()
    assert group.received[-1] == (AMAL.chat, "and the next")


async def test_a_text_outside_the_hours(group: Group) -> None:
    now = group.context.now
    group.context = replace(group.context, overrides=(StaffOverride("h", None, now - 1, now + 1, False, ""),))
    await cost(group, Written(AMAL, group.next(), Text("nobody is there")))
    asked = await cost(group, Written(AMAL, group.next(), Text("and this waits too")))
    assert asked - KEPT == Counter()
    assert asked["add_message"] == 1, "it is kept"
