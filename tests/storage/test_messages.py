"""Messages, and where the other side sees them."""

import pytest

from bot.features.store import Store, Tx
from bot.kernel.content import Content, Entity, Place, Style, Text
from bot.kernel.facts import UNREADABLE
from bot.kernel.ids import MessageId
from bot.kernel.model import Case, Contact, Copy, Direction, Message, MessageState
from storage import relay
from tests.storage.conftest import GROUP, TELEGRAM, add_amal, add_case, fetch


async def write(
    tx: Tx, contact: Contact, external: str, content: Content | None = None, case: Case | None = None
) -> MessageId:
    """A contact's message: held when it has content, else on its way."""
    return await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.HELD if content else MessageState.RELAYED,
        channel=TELEGRAM,
        case=case.id if case else None,
        contact=contact.id,
        chat=contact.chat,
        external=external,
        content=content,
        now=1,
    )


async def stored(tx: Tx, id: MessageId) -> Message:
    message = await tx.message(id)
    assert message is not None
    return message


async def test_a_message_is_what_was_added(tx: Tx) -> None:
    amal = await add_amal(tx)
    case = await add_case(tx, amal)
    chris = await tx.add_volunteer("arabic", "301", "Volunteer 1", now=5)
    first = await write(tx, amal, "1", case=case)
    answer = await tx.add_message(
        direction=Direction.TO_CONTACT,
        state=MessageState.RELAYED,
        channel=TELEGRAM,
        case=case.id,
        contact=amal.id,
        chat=GROUP,
        external="50",
        author=chris.id,
        reply_to=first,
        album="a1",
        parts=3,
        fingerprint="f1",
        now=1,
    )
    assert await tx.message(first + 100) is None
    found = await stored(tx, answer)
    assert type(found.direction) is Direction
    assert type(found.state) is MessageState
    assert (found.id, found.case, found.contact, found.direction) == (answer, case.id, amal.id, Direction.TO_CONTACT)
    assert (found.state, found.channel, found.chat, found.external) == ("relayed", TELEGRAM, GROUP, "50")
    assert (found.author, found.reply_to, found.album, found.parts) == (chris.id, first, "a1", 3)
    assert (found.fingerprint, found.content) == ("f1", None)


async def test_a_message_is_found_by_its_original_and_by_each_copy(tx: Tx) -> None:
    amal = await add_amal(tx)
    message = await write(tx, amal, "1")
    other = await write(tx, amal, "2")
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=1)
    await tx.add_copies([Copy(message, 1, GROUP, "51")], now=1)
    await tx.add_copies([Copy(other, 0, GROUP, "52")], now=1)

    async def at(chat: str, external: str) -> MessageId | None:
        found = await tx.message_at(TELEGRAM, chat, external)
        return found.id if found else None

    assert await at("101", "1") == message
    assert await at("101", "2") == other
    assert await at(GROUP, "50") == message
    assert await at(GROUP, "51") == message
    assert await at(GROUP, "52") == other
    assert await at(GROUP, "1") is None
    assert await at("101", "50") is None
    assert await at("102", "1") is None


async def test_an_original_is_found_on_its_own_channel_only(tx: Tx) -> None:
    message = await write(tx, await add_amal(tx), "1")
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=1)
    assert await tx.message_at("sms", "101", "1") is None
    assert await tx.message_at(TELEGRAM, GROUP, "50") is not None


async def test_a_card_has_no_original(tx: Tx) -> None:
    card = await tx.add_message(direction=Direction.OURS, state=MessageState.RELAYED, channel=TELEGRAM, now=1)
    await tx.add_copies([Copy(card, 0, GROUP, "50")], now=1)
    found = await tx.message_at(TELEGRAM, GROUP, "50")
    assert found is not None
    assert (found.id, found.chat, found.external, found.parts) == (card, None, None, 1)


async def test_a_new_copy_replaces_the_link(tx: Tx) -> None:
    message = await write(tx, await add_amal(tx), "1")
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=1)
    await tx.add_copies([Copy(message, 0, GROUP, "60")], now=1)
    assert await tx.message_at(TELEGRAM, GROUP, "50") is None
    assert (await tx.message_at(TELEGRAM, GROUP, "60")) == await stored(tx, message)


async def test_held_messages_keep_their_content_and_order(tx: Tx) -> None:
    amal = await add_amal(tx)
    bo = await add_amal(tx, "102", "Red Fox")
    text = Text("مرحبا", (Entity(Style.BOLD, 0, 2),))
    place = Place(59.91, 10.75, "NAV", "")
    await write(tx, amal, "1", text)
    await write(tx, amal, "2", place)
    await write(tx, bo, "3", Text("x"))
    held = await tx.held_messages(amal.id)
    assert [message.external for message in held] == ["1", "2"]
    assert [message.content for message in held] == [text, place]
    assert (await tx.queue_sizes())["messages_held"] == 3


async def test_what_another_version_kept_is_noted_and_its_neighbours_are_read(
    tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    amal = await add_amal(tx)
    with monkeypatch.context() as later:
        later.setattr(relay, "encode_content", lambda _content: b'{"kind":"hologram"}')
        await write(tx, amal, "1", Text("help"))
    await write(tx, amal, "2", Text("me"))
    assert [message.content for message in await tx.held_messages(amal.id)] == [None, Text("me")]
    assert await UNREADABLE.all(tx)


async def test_a_held_message_goes_on_its_way(tx: Tx) -> None:
    amal = await add_amal(tx)
    held = await write(tx, amal, "1", Text("help"))
    case = await add_case(tx, amal)
    await tx.relay_held(held, case.id, 2)
    found = await stored(tx, held)
    assert (found.state, found.case, found.parts, found.content) == (MessageState.RELAYED, case.id, 2, None)
    assert await tx.held_messages(amal.id) == []


async def test_a_held_message_is_edited(tx: Tx) -> None:
    held = await write(tx, await add_amal(tx), "1", Text("help"))
    await tx.set_held_content(await stored(tx, held), Text("help me"), "f2")
    assert (await stored(tx, held)).content == Text("help me")
    assert (await stored(tx, held)).fingerprint == "f2"


async def test_content_does_not_come_back_to_a_message_on_its_way(tx: Tx) -> None:
    amal = await add_amal(tx)
    message = await write(tx, amal, "1")
    await tx.set_held_content(await stored(tx, message), Text("late"), "f2")
    assert (await stored(tx, message)).content is None
    assert (await stored(tx, message)).fingerprint is None


async def test_what_is_not_held_stores_no_content(tx: Tx) -> None:
    amal = await add_amal(tx)
    message = await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.RELAYED,
        channel=TELEGRAM,
        contact=amal.id,
        content=Text("help"),
        now=1,
    )
    assert (await stored(tx, message)).content is None


@pytest.mark.parametrize("state", sorted(set(MessageState) - {MessageState.HELD, MessageState.ASKED}))
async def test_any_other_state_forgets_the_content(store: Store, state: MessageState) -> None:
    async with store.transaction() as tx:
        held = await write(tx, await add_amal(tx), "1", Text("help"))
        await tx.set_message_state(held, MessageState.HELD)
        assert (await stored(tx, held)).content == Text("help")
        await tx.set_message_state(held, state)
        assert (await stored(tx, held)).state is state
    assert await fetch(store, "SELECT content FROM messages") == [(None,)]


async def test_held_messages_are_erased(tx: Tx) -> None:
    amal = await add_amal(tx)
    bo = await add_amal(tx, "102", "Red Fox")
    relayed = await write(tx, amal, "1")
    held = [await write(tx, amal, external, Text("x")) for external in ("2", "3")]
    other = await write(tx, bo, "4", Text("x"))
    assert await tx.drop_held(amal.id) == 2
    assert [await tx.message(one) for one in held] == [None, None]
    assert await tx.message(relayed)
    assert await tx.message(other)
    assert await tx.drop_held(amal.id) == 0


async def test_an_edit_changes_parts_and_file(tx: Tx) -> None:
    message = await write(tx, await add_amal(tx), "1")
    await tx.set_message_edited(message, 4, "f9")
    found = await stored(tx, message)
    assert (found.parts, found.fingerprint, found.state) == (4, "f9", MessageState.RELAYED)


async def test_the_last_message_from_a_contact(tx: Tx) -> None:
    amal = await add_amal(tx)
    bo = await add_amal(tx, "102", "Red Fox")
    assert await tx.last_message_from(amal.id) is None
    one = await write(tx, amal, "1")
    two = await write(tx, amal, "2")
    await write(tx, bo, "3")
    await tx.add_message(
        direction=Direction.TO_CONTACT, state=MessageState.RELAYED, channel=TELEGRAM, contact=amal.id, now=1
    )
    assert await tx.last_message_from(amal.id) == await stored(tx, two)
    await tx.set_message_state(two, MessageState.UNDONE)
    assert await tx.last_message_from(amal.id) == await stored(tx, one)


async def test_the_last_answer_of_a_volunteer(tx: Tx) -> None:
    amal = await add_amal(tx)
    work, health = await add_case(tx, amal), await add_case(tx, amal, "h2", topic="health")
    chris = await tx.add_volunteer("arabic", "301", "Volunteer 1", now=5)
    dana = await tx.add_volunteer("arabic", "302", "Volunteer 2", now=5)

    async def answer(case: Case, author: int) -> MessageId:
        return await tx.add_message(
            direction=Direction.TO_CONTACT,
            state=MessageState.RELAYED,
            channel=TELEGRAM,
            case=case.id,
            author=author,
            now=1,
        )

    assert await tx.last_message_by(chris.id, None) is None
    one = await answer(work, chris.id)
    two = await answer(health, chris.id)
    three = await answer(work, dana.id)
    assert (await tx.last_message_by(chris.id, None)) == await stored(tx, two)
    assert (await tx.last_message_by(chris.id, work.id)) == await stored(tx, one)
    assert (await tx.last_message_by(dana.id, work.id)) == await stored(tx, three)
    assert await tx.last_message_by(dana.id, health.id) is None
    await tx.set_message_state(two, MessageState.UNDONE)
    assert (await tx.last_message_by(chris.id, None)) == await stored(tx, one)
