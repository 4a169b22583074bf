"""What is held of a person is shown and deleted completely, whatever tables there are."""

import json
import re

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from bot.features.blocking.rules import BlockState
from bot.features.broadcasts.rules import Audience
from bot.features.confirmations.rules import QuestionState
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import ChannelName, ChatRef, VolunteerId
from bot.kernel.model import Arrival, Contact, Copy, Direction, MessageState
from bot.kernel.outgoing import Send
from bot.kernel.retention import NUMBERS
from bot.kernel.roles import Act
from storage.rights import PERSONAL_TABLES
from storage.store import SqlStore
from tests.examples import BUSY, examples
from tests.storage.conftest import GROUP, TELEGRAM, add_amal, add_case, fetch

NOT_PERSONAL = {
    "volunteers": "no contact's",
    "past_cases": "figures; a random number leads to a contact only as long as that is kept for another case",
    "figure_requests": "what staff asked for",
    "contact_keys": "random; ends with the contact",
    "service_keys": "the service's, wrapped",
    "linked_groups": "about groups",
    "broadcasts": "what staff wrote to many",
    "broadcast_texts": "the words of it",
    "broadcast_files": "and its files, as the platform calls them",
    "staff_notes": "what staff wrote to volunteers",
    "facts": "about groups and the service",
    "overrides": "about teams",
    "cursors": "how far a platform has told us what came in",
    "resting_lanes": "named after a chat for as long as it rests; ends with the contact",
    "paces": "named after a chat for a few seconds after the last message there, a group for a minute",
    "retention_runs": "counts",
    "schema_version": "a number",
    "workers": "processes",
}
"""Tables without anything of a person, and why. A table that is neither here nor in PERSONAL_TABLES fails the walk."""
CASE = re.compile(r"\b(contact_id|address_id|case_id|message_id|conversation|subject)\b")


def token(store: SqlStore, number: int) -> ChatRef:
    return store.keys.ids(ChannelName(TELEGRAM)).conceal(number)


async def tables_of(store: SqlStore) -> dict[str, str]:
    """Every table with its columns."""
    if store._engine.dialect == "sqlite":
        names = await fetch(store, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {
            str(name): " ".join(str(row[1]) for row in await fetch(store, f"PRAGMA table_info({name})"))
            for (name,) in names
        }
    rows = await fetch(
        store,
        "SELECT c.table_name, string_agg(c.column_name, ' ') FROM information_schema.columns AS c"
        " JOIN information_schema.tables AS t USING (table_schema, table_name)"
        " WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' GROUP BY c.table_name",
    )
    return {str(name): str(columns) for name, columns in rows}


async def fill(tx: Tx, contact: Contact, number: int, volunteer: VolunteerId) -> None:
    """A row of everything that can be held of somebody."""
    mark = f"{contact.pseudonym} secret"
    await tx.accept_notice(contact.id, "v1", "ar", now=5)
    case = await add_case(tx, contact, handle=f"h{number}")
    await tx.claim_case(case.id, volunteer)
    card = await tx.add_message(
        direction=Direction.OURS, state=MessageState.RELAYED, channel=TELEGRAM, case=case.id, chat=GROUP, now=10
    )
    await tx.set_card(case.id, card)
    await tx.add_copies([Copy(card, 0, GROUP, str(number * 100))], now=11)
    asked = await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.HELD,
        channel=TELEGRAM,
        case=case.id,
        contact=contact.id,
        chat=contact.chat,
        external=str(number * 100 + 1),
        content=Text(mark),
        now=10,
    )
    answered = await tx.add_message(
        direction=Direction.TO_CONTACT,
        state=MessageState.DELIVERED,
        channel=TELEGRAM,
        case=case.id,
        contact=contact.id,
        chat=GROUP,
        external=str(number * 100 + 2),
        author=volunteer,
        now=12,
    )
    await tx.put_question(asked, f"q{number}", caution=None, state=QuestionState.ASKED, content=Text(mark), now=12)
    await tx.add_copies([Copy(answered, 0, contact.chat, str(number * 100 + 3))], now=13)
    await tx.enqueue(Send(Text(mark)), channel=TELEGRAM, chat=GROUP, now=14, case=case.id, message=asked)
    await tx.enqueue(Send(Text(mark)), channel=TELEGRAM, chat=contact.chat, now=14)
    await tx.note_said(TELEGRAM, contact.chat, str(number * 100 + 4), now=15)
    await tx.add_wish("arabic", contact.id)
    await tx.accept_notice(contact.id, "1", "en", now=15)
    await tx.set_choice(contact.id, "en", "work")
    await tx.set_news(contact.id, True, now=15)
    broadcast = await tx.add_broadcast("", "en", 15)
    await tx.freeze_recipients(broadcast, Audience(), [], "en", 15)
    await tx.set_block(contact.id, BlockState.ASKED, mark, now=16)
    await tx.add_audit("A", Act.CLAIM, "arabic", case.id, now=16)
    await tx.take_turn(f"case:{case.id}", "2026-11-22", "closed", 16)
    await tx.add_arrivals(TELEGRAM, [arrival(contact, number, mark)], now=17)
    row = (await tx.waiting_arrivals(1, 1))[0]
    await tx.quarantine_arrival(row.id, "strange")


def arrival(contact: Contact, number: int, mark: str) -> Arrival:
    return Arrival(str(number), contact.chat, None, json.dumps({"text": mark}).encode())


async def test_every_table_is_shown_and_emptied_or_named_as_not_personal(store: SqlStore) -> None:
    """The walk: a new table that refers to a person fails this until /mydata shows it and an erasure deletes it."""
    async with store.transaction() as tx:
        amal = await add_amal(tx, token(store, 101))
        chris = await tx.add_volunteer("arabic", "4455667788", "A", now=1)
        await fill(tx, amal, 1, chris.id)
        data = await tx.personal_data(amal.id)
    tables = await tables_of(store)
    assert tables.keys() == PERSONAL_TABLES.keys() | NOT_PERSONAL.keys()
    assert [table for table in NOT_PERSONAL if CASE.search(tables[table])] == ["contact_keys"]
    assert {table for table, rows in data.items() if rows} == PERSONAL_TABLES.keys(), "each shows a row"
    async with store.transaction() as tx:
        await tx.delete_contact(amal.id)
    for table in PERSONAL_TABLES.keys() - {"inbox", "audit"} | {"contact_keys"}:
        assert await fetch(store, f"SELECT * FROM {table}") == [], table
    assert await fetch(store, "SELECT state, conversation, payload FROM inbox") == [("done", None, None)]
    assert await fetch(store, "SELECT alias FROM volunteers") == [("A",)]
    assert await fetch(store, "SELECT actor, action, case_id FROM audit") == [("A", "claim", None)]


@examples(25, suppress_health_check=[*BUSY, HealthCheck.function_scoped_fixture])
@given(st.integers(2, 6), st.data())
async def test_nobody_sees_or_loses_anything_of_anybody_else(store: SqlStore, people: int, data: st.DataObject) -> None:
    chosen = data.draw(st.integers(0, people - 1))
    async with store.transaction() as tx:
        chris = await tx.add_volunteer("arabic", "4455667788", "A", now=1)
        contacts = []
        for number in range(people):
            contact = await add_amal(tx, token(store, 9901234567 + number), f"Name {number}")
            contacts.append(contact)
            await fill(tx, contact, number + 1, chris.id)
        before = {contact.id: await tx.personal_data(contact.id) for contact in contacts}
        mine = json.dumps(before[contacts[chosen].id], default=lambda value: value.decode())
        for number, other in enumerate(contacts):
            assert (str(9901234567 + number) in mine) == (other is contacts[chosen])
            assert (other.pseudonym in mine) == (other is contacts[chosen])
        assert "4455667788" not in mine
        assert f'"{GROUP}"' not in mine
        assert await tx.cancel_outgoing_of(contacts[chosen].id)
        await tx.delete_contact(contacts[chosen].id)
        for other in contacts:
            if other is not contacts[chosen]:
                assert await tx.personal_data(other.id) == before[other.id]
                await tx.delete_contact(other.id)
        assert not any((await tx.personal_data(contacts[chosen].id)).values())
    await wipe(store)


async def wipe(store: SqlStore) -> None:
    async with store._engine.transaction() as transaction:
        for table in ("outbox", "inbox", "volunteers"):
            await transaction.run(f"DELETE FROM {table}")


async def test_what_a_volunteer_has_not_sent_is_shown_without_its_words(store: SqlStore) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx, token(store, 101))
        chris = await tx.add_volunteer("arabic", "4455667788", "A", now=1)
        case = await add_case(tx, amal)
        kept = await tx.add_message(
            direction=Direction.TO_CONTACT,
            state=MessageState.ASKED,
            channel=TELEGRAM,
            case=case.id,
            contact=amal.id,
            chat=GROUP,
            external="1",
            author=chris.id,
            fingerprint="of a file",
            content=Text("kept back"),
            now=10,
        )
        await tx.put_question(kept, "q", caution=None, state=QuestionState.ASKED, content=Text("hidden in it"), now=11)
        await tx.enqueue(Send(Text("in the group")), channel=TELEGRAM, chat=GROUP, now=12, case=case.id, message=kept)
        await tx.set_block(amal.id, BlockState.ASKED, "insults", now=13)
        data = await tx.personal_data(amal.id)
    [message] = data["messages"]
    assert (message["id"], message["state"], message["content"], message["fingerprint"]) == (kept, "asked", None, None)
    assert (data["questions"], data["outbox"]) == ([], [])
    assert data["blocks"] == [{"at": 13, "state": "asked"}]


async def test_traces_are_those_that_are_young_enough(store: SqlStore) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx, token(store, 101))
        chris = await tx.add_volunteer("arabic", "4455667788", "A", now=1)
        await fill(tx, amal, 1, chris.id)
        assert sorted(await tx.traces_in(amal.id, amal.chat, since=9)) == ["101", "103", "104"]
        assert await tx.traces_in(amal.id, amal.chat, since=13) == ["104"]
        assert await tx.traces_in(amal.id, GROUP, since=9) == ["100"]
        assert await tx.traces_in(amal.id, GROUP, since=NUMBERS) == []


async def test_nothing_is_erased_while_something_is_being_sent(store: SqlStore) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx, token(store, 101))
        await tx.enqueue(Send(Text("a")), channel=TELEGRAM, chat=amal.chat, now=1)
        await tx.enqueue(Send(Text("b")), channel=TELEGRAM, chat=amal.chat, now=1)
        [sending] = await tx.claim_outgoing(2, 8, [])
        assert not await tx.cancel_outgoing_of(amal.id)
        await tx.finish_outgoing(sending.id)
        assert await tx.cancel_outgoing_of(amal.id)
        assert await tx.claim_outgoing(2, 8, []) == [], "what had not begun was taken back"


async def test_a_reference_is_random_and_names_nobody(store: SqlStore) -> None:
    async with store.transaction() as tx:
        amal, bo = await add_amal(tx, token(store, 101)), await add_amal(tx, token(store, 102), "Red Fox")
        await tx.ask_erasure(amal.id, 5)
        [erasure] = await tx.erasures_asked()
        assert re.fullmatch("[0-9a-f]{32}", erasure.reference)
        assert erasure.addresses == ((TELEGRAM, token(store, 101)),)
        other = (await tx.personal_data(bo.id))["contacts"][0]["reference"]
        assert await tx.contacts_by_reference([erasure.reference, other, "0" * 32]) == [bo.id], "amal's is under way"
        assert await tx.contacts_by_pseudonym("red fox") == [(bo.id, False)]
        assert await tx.contacts_by_pseudonym("BLUE HERON") == [(amal.id, True)]
