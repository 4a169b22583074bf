"""What stands in the tables is sealed for its row, and whoever moves it about gets nothing."""

import itertools
from contextlib import suppress
from pathlib import Path

import pytest

from bot.features.blocking.rules import BlockState
from bot.features.broadcasts.rules import BroadcastText, StaffNote
from bot.features.store import Store, Tx
from bot.kernel.content import Text
from bot.kernel.errors import KeyFault, Unreadable
from bot.kernel.facts import UNREADABLE
from bot.kernel.ids import ChannelName
from bot.kernel.model import Arrival, Direction, MessageState, OverrideState
from bot.kernel.outgoing import Send
from bot.keys.crypto import HEADER_BYTES, MasterKey, ServiceKeys
from storage.database import check_key, exchanging_key, has_data, open_store
from storage.engine.engine import Engine
from storage.store import SqlStore
from tests.made_keys import MASTER
from tests.storage.conftest import GROUP, TELEGRAM, add_amal, add_case, enqueue, fetch

OTHER = MasterKey(bytes(range(1, 33)))


async def change(store: Store, sql: str) -> None:
    assert isinstance(store, SqlStore)
    async with store._engine.transaction() as transaction:
        await transaction.run(sql)


async def swap(store: Store, table: str, column: str, one: object, other: object) -> None:
    """Exchange what two rows hold."""
    await change(
        store,
        f"WITH old AS MATERIALIZED (SELECT id, {column} AS held FROM {table} WHERE id IN ({one}, {other})) "
        f"UPDATE {table} SET {column} = (SELECT held FROM old WHERE old.id <> {table}.id) WHERE id IN ({one}, {other})",
    )


async def claimed(store: Store) -> list[str]:
    async with store.transaction() as tx:
        rows = await tx.claim_outgoing(now=10, limit=9, busy=[])
        return [row.operation.content.text for row in rows]


async def say(tx: Tx, text: str, chat: str, **fields: object) -> int:
    return await enqueue(tx, Send(Text(text)), channel=TELEGRAM, chat=chat, now=10, **fields)


# -- whose key -------------------------------------------------------------------------------------------------------


async def test_what_belongs_to_a_contact_is_sealed_with_the_contacts_key(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        case = await add_case(tx, amal)
        await say(tx, "to the contact", amal.chat)
        await say(tx, "to the team", GROUP, case=case.id)
        await say(tx, "to staff", "-900")
    assert await fetch(store, "SELECT contact_id FROM outbox ORDER BY id") == [(amal.id,), (amal.id,), (None,)]
    await change(store, "DELETE FROM contact_keys")
    again = SqlStore(store._engine, store.keys)  # type: ignore[attr-defined] - nothing is remembered there
    assert await claimed(again) == ["to staff"]
    assert (
        await fetch(store, "SELECT state, error FROM outbox WHERE contact_id IS NOT NULL")
        == [("parked", "Unreadable")] * 2
    )


async def test_keys_are_found_again_after_a_restart(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        await tx.add_message(
            direction=Direction.TO_TEAM, state=MessageState.HELD, channel=TELEGRAM, contact=amal.id, chat=amal.chat,
            external="1", content=Text("help"), now=1,
        )  # fmt: skip
        await say(tx, "hello", amal.chat)
    again = SqlStore(store._engine, store.keys)  # type: ignore[attr-defined]
    async with again.transaction() as tx:
        assert [message.content for message in await tx.held_messages(amal.id)] == [Text("help")]
    assert await claimed(again) == ["hello"]


async def test_a_contact_that_was_never_committed_leaves_no_key_behind(store: Store) -> None:
    """The number of a contact may come again after a rollback; the key of the first must not."""
    with suppress(ZeroDivisionError):
        async with store.transaction() as tx:
            await add_amal(tx)
            raise ZeroDivisionError
    async with store.transaction() as tx:
        await say(tx, "hello", (await add_amal(tx)).chat)
    assert await claimed(SqlStore(store._engine, store.keys)) == ["hello"]  # type: ignore[attr-defined]


async def test_erasing_a_contact_destroys_the_key(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
    await change(store, f"DELETE FROM addresses WHERE contact_id = {amal.id}")
    await change(store, f"DELETE FROM contacts WHERE id = {amal.id}")
    assert await fetch(store, "SELECT * FROM contact_keys") == []


async def test_what_goes_to_a_new_contact_after_being_a_stranger_is_the_contacts(store: Store) -> None:
    async with store.transaction() as tx:
        await say(tx, "before", "101")
    async with store.transaction() as tx:
        await add_amal(tx, chat="101")
    async with store.transaction() as tx:
        await say(tx, "after", "101")
    assert await fetch(store, "SELECT contact_id IS NULL FROM outbox ORDER BY id") in (
        [(1,), (0,)],
        [(True,), (False,)],
    )
    assert await claimed(store) == ["before"]


# -- rows that somebody changed --------------------------------------------------------------------------------------


async def test_rows_that_were_swapped_are_set_aside_and_the_others_go_on(store: Store) -> None:
    async with store.transaction() as tx:
        amal, bo = await add_amal(tx), await add_amal(tx, "102", "Red Fox")
        one, other = await say(tx, "for Amal", amal.chat), await say(tx, "for Bo", bo.chat)
        await say(tx, "for the team", GROUP)
    await swap(store, "outbox", "operation", one, other)
    assert await claimed(store) == ["for the team"]
    assert sorted(await fetch(store, "SELECT state FROM outbox")) == [("parked",), ("parked",), ("sending",)]


@pytest.mark.parametrize("column", ["chat", "reference", "message_id", "part", "case_id", "contact_id"])
async def test_a_row_that_was_pointed_elsewhere_is_set_aside(store: Store, column: str) -> None:
    async with store.transaction() as tx:
        amal, bo = await add_amal(tx), await add_amal(tx, "102", "Red Fox")
        await say(tx, "for Amal", amal.chat)
    value = {"chat": f"'{bo.chat}'", "contact_id": bo.id}.get(column, 7)
    await change(store, f"UPDATE outbox SET {column} = {value}")
    assert await claimed(store) == []
    assert await fetch(store, "SELECT state FROM outbox") == [("parked",)]


async def test_rows_of_one_chat_in_one_instant_can_not_change_places(store: Store) -> None:
    async with store.transaction() as tx:
        one, other = await say(tx, "one", GROUP), await say(tx, "other", GROUP)
    await swap(store, "outbox", "operation", one, other)
    assert await claimed(store) == []


async def test_updates_that_were_swapped_are_set_aside(store: Store) -> None:
    async with store.transaction() as tx:
        arrivals = [Arrival(str(number), "c", None, b'{"update_id": %d}' % number) for number in (7, 8, 9)]
        await tx.add_arrivals(ChannelName("telegram"), arrivals, now=1)
        first, second, third = await tx.waiting_arrivals(9, 9)
    assert [first.payload, third.payload] == [arrivals[0].payload, arrivals[2].payload]
    await swap(store, "inbox", "payload", first.id, second.id)
    async with store.transaction() as tx:
        assert [row.id for row in await tx.waiting_arrivals(9, 9)] == [third.id]
        assert (await tx.queue_sizes())["inbox_quarantined"] == 2


async def test_held_messages_open_nowhere_else(store: Store) -> None:
    async with store.transaction() as tx:
        amal, bo = await add_amal(tx), await add_amal(tx, "102", "Red Fox")
        ids = [
            await tx.add_message(
                direction=Direction.TO_TEAM, state=MessageState.HELD, channel=TELEGRAM, contact=person.id,
                chat=person.chat, external=str(number), content=Text(f"text {number}"), now=1,
            )
            for number, person in enumerate((amal, amal, bo))
        ]  # fmt: skip
    for one, other in itertools.combinations(ids, 2):
        await swap(store, "messages", "content", one, other)
        for number in (one, other):
            async with store.transaction() as tx:
                message = await tx.message(number)
                assert message is not None
                assert message.content is None
                assert (await tx.facts_under(UNREADABLE.prefix)) == {UNREADABLE.about("messages").key: "1"}
        await swap(store, "messages", "content", one, other)
    async with store.transaction() as tx:
        assert [message.content for message in await tx.held_messages(amal.id)] == [Text("text 0"), Text("text 1")]


async def test_what_staff_wrote_opens_in_its_own_row_and_column_only(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        await tx.set_block(amal.id, BlockState.ASKED, "insults", 1)
        await tx.add_override("h", team=None, first=1, last=9, opens=False, reason="meeting", now=1)
        await tx.set_override_state("h", OverrideState.ACTIVE)
        broadcast = await tx.add_broadcast("901", "en", 1)
        for language in ("en", "pl"):
            await tx.put_broadcast_text(broadcast, language, Text(f"news {language}"), correction=False)
        await tx.put_broadcast_text(broadcast, "en", Text("better news"), correction=True)
        notes = [await tx.add_note("901", [], 1) for _ in range(2)]
        for note in notes:
            await tx.save_note(StaffNote(note, "draft", "901", Text(f"note {note}"), (), False, None))
    async with store.transaction() as tx:
        block = await tx.block_of(amal.id)
        assert block is not None
        assert block.reason == "insults"
        assert [each.reason for each in await tx.active_overrides(0)] == ["meeting"]
        texts = await tx.broadcast_texts(broadcast)
        assert texts["en"] == BroadcastText(Text("news en"), Text("better news"))
        assert [(await tx.note(note)).content for note in notes] == [Text(f"note {note}") for note in notes]
    await swap(store, "staff_notes", "content", *notes)
    await change(store, "UPDATE broadcast_texts SET content = correction WHERE language = 'en'")
    await change(store, "UPDATE blocks SET reason = (SELECT reason FROM overrides)")
    await change(store, "UPDATE overrides SET handle = 'other'")
    async with store.transaction() as tx:
        assert [(await tx.note(note)).content for note in notes] == [None, None]
        assert list(await tx.broadcast_texts(broadcast)) == ["pl"]
        block = await tx.block_of(amal.id)
        assert block is not None
        assert (block.state, block.reason) == (BlockState.ASKED, "")
        assert [(each.last, each.reason) for each in await tx.active_overrides(0)] == [(9, "")]
        noted = await tx.facts_under(UNREADABLE.prefix)
    assert set(noted) == {
        UNREADABLE.about(table).key for table in ("staff_notes", "broadcast_texts", "blocks", "overrides")
    }


WITHOUT_WORDS = {
    "addresses": "channel chat choices",
    "audit": "actor action team",
    "blocks": "state",
    "broadcast_files": "file copy",
    "broadcast_recipients": "language state external",
    "broadcast_texts": "language",
    "broadcasts": "state task author step language fallback audience",
    "cases": "team language topic state title thread handle",
    "contacts": "pseudonym language topic place notice_version notice_language reference",
    "copies": "chat external",
    "facts": "key value",
    "figure_requests": "channel chat message asked",
    "inbox": "channel external conversation album state error",
    "cursors": "channel cursor",
    "linked_groups": "channel chat state name route wanted handle",
    "messages": "direction state channel chat external album fingerprint",
    "outbox": "lane channel chat target_external state error",
    "overrides": "handle team state",
    "paces": "lane sent",
    "past_cases": "team language topic",
    "questions": "handle caution state",
    "resting_lanes": "lane",
    "retention_runs": "kind",
    "said": "external",
    "staff_notes": "state author teams",
    "turns": "subject day action",
    "volunteers": "team person alias",
    "wishes": "team",
}
"""Columns of text that stand open: tokens of the platform's numbers, random handles, its ids of pictures in news, our
own words, names from the configuration. Whatever somebody writes freely is sealed, and stands in a column of bytes."""


async def test_every_column_of_text_is_known_to_hold_nobodys_words(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:{tmp_path / 'columns.db'}", MASTER)
    found = {}
    for (table,) in await fetch(
        store, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    ):
        columns = await fetch(store, f"SELECT name FROM pragma_table_info('{table}') WHERE type = 'TEXT'")
        if columns:
            found[table] = {name for (name,) in columns}
    await store.close()
    assert found == {table: set(names.split()) for table, names in WITHOUT_WORDS.items()}


async def test_what_waits_for_a_group_that_moved_is_still_readable(store: Store) -> None:
    async with store.transaction() as tx:
        case = await add_case(tx, await add_amal(tx))
        await say(tx, "for the case", GROUP, case=case.id)
        await say(tx, "for all", GROUP)
        await tx.move_chat(TELEGRAM, GROUP, "-1005")
    assert await claimed(store) == ["for the case"]


# -- the master key --------------------------------------------------------------------------------------------------


async def everything(engine: Engine, url: str) -> bytes:
    tables = ("service_keys", "contacts", "inbox", "facts", "schema_version")
    async with engine.transaction() as transaction:
        rows = [[tuple(row) for row in await transaction.run(f"SELECT * FROM {table}")] for table in tables]
        return repr(rows).encode()


async def test_a_wrong_key_is_refused_before_anything_is_written(store: Store, url: str) -> None:
    async with store.transaction() as tx:
        await add_amal(tx)
    before = await everything(store._engine, url)  # type: ignore[attr-defined]
    with pytest.raises(KeyFault, match="not the key of this database"):
        await open_store(url, OTHER)
    assert await everything(store._engine, url) == before  # type: ignore[attr-defined]


async def test_a_database_that_lost_its_service_key_gets_no_new_one(store: Store, url: str) -> None:
    async with store.transaction() as tx:
        await add_amal(tx)
    await change(store, "DELETE FROM service_keys")
    with pytest.raises(KeyFault, match="holds data"):
        await open_store(url, MASTER)
    assert await fetch(store, "SELECT * FROM service_keys") == []


async def test_the_key_is_exchanged_and_may_be_interrupted(store: Store, url: str) -> None:
    async with store.transaction() as tx:
        await say(tx, "hello", (await add_amal(tx)).chat)
        await tx.add_override("h", team=None, first=1, last=9, opens=False, reason="meeting", now=1)
        await tx.set_override_state("h", OverrideState.ACTIVE)
    with suppress(ZeroDivisionError):
        async with exchanging_key(url, MASTER, OTHER):
            assert (await check_key(url, MASTER), await check_key(url, OTHER)) == (2, 2)
            raise ZeroDivisionError
    assert (await check_key(url, MASTER), await check_key(url, OTHER)) == (2, 2)
    async with exchanging_key(url, MASTER, OTHER):
        pass
    assert await check_key(url, OTHER) == 1
    with pytest.raises(KeyFault):
        await check_key(url, MASTER)
    opened = await open_store(url, OTHER)
    assert await claimed(opened) == ["hello"]
    async with opened.transaction() as tx:
        assert [each.reason for each in await tx.active_overrides(0)] == ["meeting"]
    await opened.close()


async def test_a_key_that_does_not_open_the_database_exchanges_nothing(store: Store, url: str) -> None:
    with pytest.raises(KeyFault):
        async with exchanging_key(url, OTHER, MasterKey.make()):
            pass
    assert await check_key(url, MASTER) == 1


async def test_before_the_first_run_there_is_nothing_to_open(empty_url: str) -> None:
    assert not await has_data(empty_url)
    assert await check_key(empty_url, MASTER) == 0
    await (await open_store(empty_url, MASTER)).close()
    assert await has_data(empty_url)


async def test_the_old_key_opens_nothing_that_lies_on_the_disk_while_the_service_runs(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'x.db'}"
    service = await open_store(url, MASTER)
    try:
        assert wrappings_on_disk(tmp_path, MASTER) > 0, "the search finds what is there"
        async with exchanging_key(url, MASTER, OTHER):
            pass
        async with service.transaction() as tx:
            await tx.set_fact("x", "y")
        assert wrappings_on_disk(tmp_path, OTHER) > 0
        assert wrappings_on_disk(tmp_path, MASTER) == 0
    finally:
        await service.close()


def wrappings_on_disk(folder: Path, key: MasterKey) -> int:
    """How many places in the files of the database hold a service key that this master key unwraps."""
    found = 0
    example = key.wrap(ServiceKeys.make())
    length, header = len(example), example[:HEADER_BYTES]
    for path in folder.glob("x.db*"):
        content = path.read_bytes()
        at = content.find(header)
        while at >= 0:
            with suppress(Unreadable):
                key.unwrap(content[at : at + length])
                found += 1
            at = content.find(header, at + 1)
    return found
