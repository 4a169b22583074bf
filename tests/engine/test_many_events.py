"""One payload may tell of many things: all of them are acted on, in order, in one transaction."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.engine.inbox import join_albums
from bot.kernel.content import Text
from bot.kernel.ids import ChatRef, ExternalId
from bot.kernel.incoming import Ignored, Written
from bot.kernel.model import Arrival
from storage.database import open_store
from tests.engine.paper import FIRST, SECOND, PaperChannel, Rig, rig_on
from tests.made_keys import MASTER

CHANNEL = PaperChannel(FIRST)


def written(person: str, number: str, album: str | None = None) -> Written:
    return Written(CHANNEL.origin(person), ExternalId(number), Text(number), album=album)


def test_the_parts_of_an_album_are_one_and_everything_else_stays_apart_and_in_order() -> None:
    one, two, three = (written("amal", number, "a") for number in ("1", "2", "3"))
    text, other, ignored = written("amal", "4"), written("bo", "5", "a"), Ignored()
    assert join_albums([text, one, ignored, two, other, three]) == [text, (one, two, three), ignored, other]
    assert join_albums([]) == []


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    store = await open_store(f"sqlite:{tmp_path / 'x.db'}", MASTER)
    async with rig_on(store, PaperChannel(FIRST), PaperChannel(SECOND)) as rig:
        yield rig
    await store.close()


async def held(rig: Rig, person: str) -> list[str]:
    async with rig.store.transaction() as tx:
        contact = await tx.find_contact(SECOND, ChatRef(person))
        messages = await tx.held_messages(contact.id) if contact else []
    return [message.content.text for message in messages if isinstance(message.content, Text)]


async def arrive(rig: Rig, *messages: tuple[str, str, str, str | None]) -> None:
    async with rig.store.transaction() as tx:
        await tx.add_arrivals(SECOND, [Arrival("1", "c", None, json.dumps(messages).encode())], rig.time.now())


async def test_everything_that_a_payload_tells_is_acted_on(rig: Rig) -> None:
    await arrive(rig, ("amal", "1", "first", None), ("bo", "2", "hello", None), ("amal", "3", "second", None))
    await rig.inbox.turn()
    assert await held(rig, "amal") == ["first", "second"]
    assert await held(rig, "bo") == ["hello"]
    async with rig.store.transaction() as tx:
        assert await tx.waiting_arrivals(10, 10) == []


async def test_a_payload_that_tells_of_nothing_is_finished(rig: Rig) -> None:
    await arrive(rig)
    await rig.inbox.turn()
    async with rig.store.transaction() as tx:
        assert await tx.waiting_arrivals(10, 10) == []
        assert (await tx.queue_sizes())["inbox_quarantined"] == 0
