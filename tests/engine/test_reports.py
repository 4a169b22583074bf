"""A channel that says later what became of a message: the writer sees it then, and not before."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dispatch.dispatch import ingest
from bot.kernel.capabilities import Report
from bot.kernel.content import Text
from bot.kernel.ids import ChannelName, ChatRef, ExternalId, LanguageCode, TopicId
from bot.kernel.incoming import DeliveryReport
from bot.kernel.marks import DELIVERED, FAILED
from bot.kernel.model import CaseState, Direction, MessageState
from bot.kernel.outgoing import React, Send
from storage.database import open_store
from tests.engine.paper import FIRST, SECOND, PaperChannel, Rig, rig_on
from tests.engine.test_two_channels import until
from tests.made_keys import MASTER

CHAT = ChatRef("amal's phone")


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """The second channel reports."""
    store = await open_store(f"sqlite:{tmp_path / 'x.db'}", MASTER)
    reporting = PaperChannel(SECOND)
    reporting.capabilities = replace(reporting.capabilities, reports=frozenset(Report))
    async with rig_on(store, PaperChannel(FIRST), reporting) as rig:
        yield rig
    await store.close()


async def answer(rig: Rig, channel: ChannelName) -> int:
    """A volunteer's answer to a contact on a channel, on its way. Returns its number."""
    now = rig.time.now()
    async with rig.store.transaction() as tx:
        contact = await tx.add_contact(channel, CHAT, "Blue Heron", now=now)
        assert contact is not None
        case = await tx.add_case(
            contact,
            team=rig.office.service.fallback,
            language=LanguageCode("en"),
            topic=TopicId("work"),
            state=CaseState.OPEN,
            title="Blue Heron",
            handle="h",
            now=now,
        )
        volunteer = await tx.add_volunteer(rig.office.service.fallback, ChatRef("chris"), "A", now=now)
        message = await tx.add_message(
            direction=Direction.TO_CONTACT,
            state=MessageState.RELAYED,
            channel=FIRST,
            case=case.id,
            chat=ChatRef("the group"),
            external=ExternalId("answer"),
            author=volunteer.id,
            now=now,
        )
        await tx.enqueue(Send(Text("advice")), channel=channel, chat=CHAT, now=now, message=message, case=case.id)
    return message


async def send(rig: Rig, channel: ChannelName) -> ExternalId:
    """Let the answer leave. Returns what the channel calls it."""
    paper = rig.channels[channel]
    await rig.outbox.turn()
    await until(lambda: "advice" in paper.words)
    await rig.outbox.turn()
    return ExternalId(f"{channel} 1")


async def report(rig: Rig, name: ExternalId, what: Report) -> None:
    async with rig.store.transaction() as tx:
        await ingest(tx, rig.office.context(), DeliveryReport(rig.channels[SECOND].origin(CHAT), name, what))


async def state(rig: Rig, message: int) -> MessageState:
    async with rig.store.transaction() as tx:
        found = await tx.message(message)
    assert found is not None
    return found.state


async def shown(rig: Rig) -> list[str | None]:
    """The marks on the answer, and what was said to its writer, in the group."""
    group = rig.channels[FIRST]
    for _ in range(3):
        before = len(group.sent)
        await rig.outbox.turn()
        async with rig.store.transaction() as tx:
            waits = await tx.lane_length(FIRST, ChatRef("the group"), 9)
        if waits:
            await until(lambda before=before: len(group.sent) > before)
    operations = [sent.operation for sent in group.sent if sent.chat == "the group"]
    return [each.emoji for each in operations if isinstance(each, React)]


async def test_of_a_channel_that_reports_nothing_what_was_taken_has_arrived(rig: Rig) -> None:
    message = await answer(rig, FIRST)
    await send(rig, FIRST)
    assert await state(rig, message) is MessageState.DELIVERED


async def test_what_was_taken_has_arrived_when_the_channel_says_so(rig: Rig) -> None:
    message = await answer(rig, SECOND)
    name = await send(rig, SECOND)
    assert await state(rig, message) is MessageState.RELAYED
    await report(rig, name, Report.ACCEPTED)
    assert await state(rig, message) is MessageState.RELAYED
    await report(rig, name, Report.DELIVERED)
    await report(rig, name, Report.READ)
    assert await state(rig, message) is MessageState.DELIVERED
    assert await shown(rig) == [DELIVERED]


async def test_the_writer_is_told_of_what_failed_later(rig: Rig) -> None:
    message = await answer(rig, SECOND)
    name = await send(rig, SECOND)
    await report(rig, name, Report.FAILED)
    await report(rig, name, Report.FAILED)
    assert await state(rig, message) is MessageState.FAILED
    assert await shown(rig) == [FAILED]
    assert len([words for words in rig.channels[FIRST].words if "could not be passed on" in words]) == 1


async def test_a_report_about_what_nobody_knows_changes_nothing(rig: Rig) -> None:
    message = await answer(rig, SECOND)
    await send(rig, SECOND)
    await report(rig, ExternalId("strange"), Report.DELIVERED)
    assert await state(rig, message) is MessageState.RELAYED
