"""News: consent, audiences, recipients and their states."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.blocking.rules import BlockState
from bot.features.broadcasts.rules import EVERYBODY, Audience, BroadcastState, RecipientState, StaffNote, Step, Task
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import BroadcastId, ChatRef, ExternalId, LanguageCode, TeamName, TopicId
from bot.kernel.model import CaseState, Contact, Direction, MessageState
from bot.kernel.outgoing import Priority, Send
from tests.storage.conftest import TELEGRAM

DAY = 24 * 3600 * 1000
NOW = 1000 * DAY
EN, AR, PL = map(LanguageCode, ("en", "ar", "pl"))


async def add_reader(tx: Tx, chat: str, language: str | None = "en", *, news: bool | None = True) -> Contact:
    contact = await tx.add_contact(TELEGRAM, ChatRef(chat), f"Reader {chat}", 1)
    assert contact is not None
    await tx.set_choice(contact.id, LanguageCode(language) if language else None, TopicId("work"))
    await tx.accept_notice(contact.id, "", LanguageCode("en"), 1)
    if news is not None:
        await tx.set_news(contact.id, news, 1)
    return contact


async def add_case(tx: Tx, contact: Contact, team: str, topic: str) -> None:
    await tx.add_case(
        contact,
        team=TeamName(team),
        language=EN,
        topic=TopicId(topic),
        state=CaseState.OPEN,
        title="x",
        handle=f"{contact.id} {team} {topic}",
        now=1,
    )


async def people(tx: Tx, audience: Audience = EVERYBODY, teams: Sequence[str] = ()) -> dict[LanguageCode, int]:
    return await tx.count_audience(audience, [TeamName(team) for team in teams], EN, NOW)


async def start(tx: Tx, audience: Audience = EVERYBODY, **fields: object) -> BroadcastId:
    id = await tx.add_broadcast(ChatRef("301"), EN, NOW)  # noqa: A001
    await tx.put_broadcast_text(id, EN, Text("Hello"), correction=False)
    await tx.freeze_recipients(id, audience, [], EN, NOW)
    broadcast = await tx.broadcast(id)
    assert broadcast is not None
    await tx.save_broadcast(replace(broadcast, state=BroadcastState.SENDING, **fields))
    return id


async def take(tx: Tx, limit: int = 10, most: int = 10, *, night: bool = False) -> list[str]:
    return [each.chat for each in await tx.take_recipients(limit, most, NOW, night=night)]


async def test_only_who_said_yes_agreed_and_can_be_reached(tx: Tx) -> None:
    await add_reader(tx, "1")
    await add_reader(tx, "2", "ar")
    await add_reader(tx, "3", None)
    await add_reader(tx, "4", news=False)
    await add_reader(tx, "5", news=None)
    blocked, declined = await add_reader(tx, "6"), await add_reader(tx, "7")
    await tx.set_reachable(TELEGRAM, blocked.chat, False)
    await tx.revoke_notice(declined.id)
    assert await people(tx) == {EN: 2, AR: 1}
    assert await people(tx, Audience(languages=(AR,))) == {AR: 1}


async def test_who_is_blocked_gets_no_news(tx: Tx) -> None:
    before, midway, asked = [await add_reader(tx, chat) for chat in ("1", "2", "3")]
    await tx.set_block(before.id, BlockState.ACTIVE, "insults", 1)
    await tx.set_block(asked.id, BlockState.ASKED, "insults", 1)
    assert await people(tx) == {EN: 2}
    broadcast = await start(tx)
    await tx.set_block(midway.id, BlockState.ACTIVE, "insults", 2)
    assert await take(tx) == ["3"]
    counts = await tx.recipient_counts(broadcast)
    assert counts[RecipientState.LEFT_OUT] == 1
    assert counts.total == 2
    await tx.drop_block(before.id)
    assert await people(tx) == {EN: 2}


async def test_a_file_that_was_sent_is_known_by_its_copy(tx: Tx) -> None:
    await add_reader(tx, "1")
    broadcast = await start(tx)
    [recipient] = await tx.take_recipients(1, 1, NOW, night=False)
    assert await tx.sent_file(broadcast, "f") == ""
    for copy in ("photo:a", "photo:b"):
        await tx.keep_sent_file(recipient.id, "f", copy)
        assert await tx.sent_file(broadcast, "f") == copy
    assert await tx.sent_file(broadcast, "g") == ""


async def test_the_last_word_on_news_counts(tx: Tx) -> None:
    reader = await add_reader(tx, "1", news=None)
    assert await tx.news_choice(reader.id) is None
    for wanted in (True, False, True):
        await tx.set_news(reader.id, wanted, 1)
        assert await tx.news_choice(reader.id) is wanted


async def test_by_topic_by_team_and_by_when_they_wrote(tx: Tx) -> None:
    one, two = await add_reader(tx, "1"), await add_reader(tx, "2")
    await add_case(tx, one, "Oslo", "tax")
    await add_case(tx, two, "Bergen", "work")
    await tx.add_message(
        direction=Direction.TO_TEAM, state=MessageState.RELAYED, channel=TELEGRAM, contact=two.id, now=NOW - 8 * DAY
    )
    assert await people(tx, Audience(topics=(TopicId("tax"), TopicId("work")))) == {EN: 2}
    assert await people(tx, Audience(topics=(TopicId("tax"),))) == {EN: 1}
    assert await people(tx, teams=["Bergen"]) == {EN: 1}
    assert await people(tx, Audience(topics=(TopicId("tax"),)), teams=["Bergen"]) == {}
    assert await people(tx, Audience(days=7)) == {}
    assert await people(tx, Audience(days=9)) == {EN: 1}


async def test_recipients_are_frozen_in_order_and_each_is_taken_once(tx: Tx) -> None:
    for chat in ("1", "2", "3"):
        await add_reader(tx, chat)
    broadcast = await start(tx)
    await add_reader(tx, "4")
    assert await take(tx, limit=2) == ["1", "2"]
    assert await take(tx, most=2) == [], "as many wait in the outbox as may"
    assert await take(tx) == ["3"]
    assert await take(tx) == []
    assert (await tx.recipient_counts(broadcast)).left == 3


async def test_nothing_is_taken_while_it_is_paused_held_or_night(tx: Tx) -> None:
    await add_reader(tx, "1")
    broadcast = await start(tx)
    assert await take(tx, night=True) == []
    found = await tx.broadcast(broadcast)
    assert found is not None
    await tx.save_broadcast(replace(found, state=BroadcastState.PAUSED))
    assert await take(tx) == []
    await tx.save_broadcast(replace(found, forced=True))
    [recipient] = await tx.take_recipients(1, 10, NOW, night=True)
    await tx.unqueue_recipients(broadcast)
    await tx.hold_broadcast(recipient.id, NOW + 1)
    await tx.record_recipient(recipient.id, RecipientState.WAITING, NOW)
    assert await take(tx) == []


async def test_what_waits_in_the_outbox_is_called_back_and_what_is_being_sent_is_not(tx: Tx) -> None:
    for chat in ("1", "2"):
        await add_reader(tx, chat)
    broadcast = await start(tx)
    for each in await tx.take_recipients(2, 10, NOW, night=False):
        await tx.enqueue(
            Send(Text("Hello")),
            channel=TELEGRAM,
            chat=each.chat,
            now=NOW,
            priority=Priority.BROADCAST,
            recipient=each.id,
        )
    [sending] = await tx.claim_outgoing(NOW, 1, [])
    await tx.unqueue_recipients(broadcast)
    assert [each.id for each in await tx.claim_outgoing(NOW, 5, [])] == []
    assert sending.recipient is not None
    assert await take(tx) == ["2"]
    await tx.put_back(None)
    assert (await tx.recipient_counts(broadcast)).uncertain == 1, "a crash cut it off"


async def test_a_no_counts_for_what_is_not_sent_yet(tx: Tx) -> None:
    reader = await add_reader(tx, "1")
    broadcast = await start(tx)
    await tx.set_news(reader.id, False, NOW)
    assert await take(tx) == []
    assert (await tx.recipient_counts(broadcast))[RecipientState.LEFT_OUT] == 1


async def test_copies_are_visited_again_by_age_and_language(tx: Tx) -> None:
    for chat, language in (("1", "en"), ("2", "ar"), ("3", "pl")):
        await add_reader(tx, chat, language)
    broadcast = await start(tx)
    await tx.put_broadcast_text(broadcast, AR, Text("مرحبا"), correction=False)
    for number, each in enumerate(await tx.take_recipients(5, 10, NOW, night=False)):
        await tx.record_recipient(each.id, RecipientState.SENT, NOW + number, ExternalId(f"m{number}"))
    assert await tx.broadcast_at(TELEGRAM, ChatRef("2"), ExternalId("m1")) == broadcast
    assert await tx.broadcast_at(TELEGRAM, ChatRef("2"), ExternalId("m2")) is None
    assert await tx.visit_again(broadcast, since=NOW + 1, languages=[EN], others=False) == 0
    assert await tx.visit_again(broadcast, since=0, languages=[AR], others=False) == 1
    assert [(each.chat, each.copy) for each in await tx.take_recipients(5, 10, NOW, night=False)] == [("2", "m1")]
    assert await tx.visit_again(broadcast, since=0, languages=[EN], others=True) == 2
    await tx.leave_out_waiting(broadcast)
    assert (await tx.recipient_counts(broadcast))[RecipientState.UNCHANGED] == 2


async def test_corrections_wait_beside_the_texts(tx: Tx) -> None:
    broadcast = await start(tx)
    await tx.put_broadcast_text(broadcast, EN, Text("Better"), correction=True)
    assert (await tx.broadcast_texts(broadcast))[EN].content == Text("Hello")
    await tx.drop_corrections(broadcast)
    await tx.take_corrections(broadcast)
    assert (await tx.broadcast_texts(broadcast))[EN].content == Text("Hello")
    await tx.put_broadcast_text(broadcast, EN, Text("Better"), correction=True)
    await tx.take_corrections(broadcast)
    assert (await tx.broadcast_texts(broadcast))[EN].content == Text("Better")


async def test_a_draft_comes_back_as_it_was_left(tx: Tx) -> None:
    sol = ChatRef("301")
    assert await tx.draft_by(sol) is None
    found = await tx.broadcast(await tx.add_broadcast(sol, EN, NOW))
    assert found is not None
    changed = replace(
        found,
        step=Step.CONFIRM,
        task=Task.CORRECT,
        fallback=AR,
        audience=Audience((PL,), (TopicId("tax"),), 30, "Oslo"),
        starts_at=NOW + DAY,
        forced=True,
    )
    await tx.save_broadcast(changed)
    assert await tx.draft_by(sol) == changed
    await tx.save_broadcast(replace(changed, state=BroadcastState.DROPPED))
    assert await tx.draft_by(sol) is None
    assert await tx.broadcasts_under_way() == []


async def test_a_note_comes_back_as_it_was_left(tx: Tx) -> None:
    sol = ChatRef("301")
    note = await tx.note(await tx.add_note(sol, [TeamName("Oslo")], NOW))
    assert note == StaffNote(note.id if note else 0, "draft", sol, None, (TeamName("Oslo"),), False, None)
    changed = replace(note, content=Text("Party"), teams=(), pinned=True)
    await tx.save_note(changed)
    assert await tx.note_by(sol) == changed
    await tx.save_note(replace(changed, state="sent"))
    assert await tx.note_by(sol) is None
