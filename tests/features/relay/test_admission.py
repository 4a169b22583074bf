"""A crowd that waits in turn: really in turn, and nobody for ever."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dispatch.dispatch import ingest
from bot.features.hours.actions import cases_to_release, keep_hours, release_at_opening
from bot.features.hours.rules import MINUTE
from bot.kernel.content import Text
from bot.kernel.hours import Hours
from bot.kernel.ids import CaseId, ChatRef, LanguageCode, TopicId
from bot.kernel.incoming import BotMoved, BotPlace, Origin, Written
from bot.kernel.model import Case
from bot.kernel.plans import Kind, Period, Plan
from bot.kernel.service import Team
from tests.features.relay.wrong_case import GROUP, TELEGRAM, VOLUNTEERS, Group, fifty_cases

FULL = 20
"""What a group takes in a minute."""


@pytest.fixture
async def group(tmp_path: Path) -> AsyncIterator[Group]:
    async with fifty_cases(f"sqlite:{tmp_path / 'crowd.db'}", "crowd") as group:
        yield group


def team_of(group: Group) -> Team:
    return group.context.service.teams[0]


def later(group: Group, milliseconds: int) -> None:
    group.context = replace(group.context, now=group.context.now + milliseconds)


def keep_short_hours(group: Group) -> None:
    team = replace(team_of(group), hours=Hours(plan=Plan(Kind.FIXED, ((Period(600, 900),),) * 7)))
    group.context = replace(group.context, service=replace(group.context.service, teams=(team,)))


def wait_until(group: Group, *, is_open: bool) -> None:
    while group.context.is_open(team_of(group)) is not is_open:
        later(group, 15 * MINUTE)


async def write(group: Group, chat: ChatRef, words: str) -> None:
    async with group.store.transaction() as tx:
        origin = Origin(TELEGRAM, chat, chat, private=True)
        await ingest(tx, group.context, Written(origin, group.next(), Text(words)))


async def newcomer(group: Group, number: int) -> ChatRef:
    """Somebody who has chosen, and asks the first question."""
    chat = ChatRef(str(3000 + number))
    async with group.store.transaction() as tx:
        contact = await tx.add_contact(TELEGRAM, chat, f"Newcomer {number}", group.context.now)
        assert contact is not None
        await tx.set_choice(contact.id, LanguageCode("en"), TopicId("work"))
        await tx.accept_notice(contact.id, group.context.service.notice_version, LanguageCode("en"), group.context.now)
    await write(group, chat, f"question of newcomer {number}")
    return chat


async def waiting(group: Group) -> list[str]:
    """The pseudonyms of those who wait, the first first."""
    async with group.store.transaction() as tx:
        return [case.pseudonym for case in await tx.cases_with_queue(team_of(group).name)]


async def look(group: Group, *, besides: frozenset[CaseId] = frozenset(), at_least: int = 0) -> list[Case]:
    """What the clock's worker does each second."""
    async with group.store.transaction() as tx:
        cases = await cases_to_release(tx, group.context, team_of(group), besides, at_least)
    for case in cases:
        async with group.store.transaction() as tx:
            await release_at_opening(tx, group.context, case)
    return cases


async def fill(group: Group) -> int:
    """Let new people come until the first of them waits, who is returned."""
    number = 0
    while not await waiting(group):
        await newcomer(group, number)
        number += 1
    return number - 1


async def test_nobody_is_overtaken(group: Group) -> None:
    first = number = await fill(group)
    handed_over: list[str] = []
    for second in range(0, 600, 3):  # the group takes one row in three seconds
        later(group, 3000)
        await group.deliver(1)
        handed_over += [case.pseudonym for case in await look(group)]
        if second % 6 == 0:  # and somebody new asks every six
            number += 1
            await newcomer(group, number)
            assert f"Newcomer {number}" in await waiting(group) or not await waiting(group)
    assert handed_over == [f"Newcomer {first + place}" for place in range(len(handed_over))]
    assert len(handed_over) > 50


async def test_who_waits_and_writes_more_overtakes_nobody(group: Group) -> None:
    first = await fill(group)
    chat = await newcomer(group, first + 1)
    await group.deliver()
    await write(group, chat, "is anybody there?")
    assert await waiting(group) == [f"Newcomer {first}", f"Newcomer {first + 1}"]
    await look(group)
    assert await waiting(group) == []


async def test_somebody_goes_each_minute_however_full_the_lane_is(group: Group) -> None:
    first = await fill(group)
    assert await look(group) == []
    assert [case.pseudonym for case in await look(group, at_least=1)] == [f"Newcomer {first}"]


async def test_a_case_that_cannot_be_handed_over_keeps_back_nobody(group: Group) -> None:
    first = await fill(group)
    for number in range(first + 1, first + FULL):
        await newcomer(group, number)
    async with group.store.transaction() as tx:
        cases = await tx.cases_with_queue(team_of(group).name)
    stuck = frozenset(case.id for case in cases[: FULL // 2])
    for _ in range(FULL):
        await group.deliver()
        await look(group, besides=stuck)
    assert len(await waiting(group)) == len(stuck)


async def test_who_waits_in_turn_hears_that_it_closes(group: Group) -> None:
    keep_short_hours(group)
    wait_until(group, is_open=False)
    wait_until(group, is_open=True)
    async with group.store.transaction() as tx:
        await keep_hours(tx, group.context, team_of(group))
    await group.deliver()
    first = await fill(group)
    wait_until(group, is_open=False)
    for _ in range(2):
        async with group.store.transaction() as tx:
            await keep_hours(tx, group.context, team_of(group))
    await group.deliver()
    told = [text for chat, text in group.received if chat == ChatRef(str(3000 + first))]
    assert sum("👥" in text for text in told) == 1
    assert sum("🌙" in text for text in told) == 1


async def test_nobody_hears_of_many_people_while_the_group_is_lost(group: Group) -> None:
    async with group.store.transaction() as tx:
        await ingest(tx, group.context, BotMoved(Origin(TELEGRAM, GROUP, VOLUNTEERS[0], private=False), BotPlace.GONE))
    await fill(group)
    await group.deliver()
    assert not any("👥" in text for _, text in group.received)


async def test_who_was_answered_at_night_hears_at_opening_that_it_is_open(group: Group) -> None:
    keep_short_hours(group)
    wait_until(group, is_open=False)
    chat = ChatRef("1000")
    await write(group, chat, "at night")
    origin = Origin(TELEGRAM, GROUP, VOLUNTEERS[0], private=False, thread=group.thread_of[0])
    async with group.store.transaction() as tx:
        await ingest(tx, group.context, Written(origin, group.next(), Text("to what you asked before")))
    wait_until(group, is_open=True)
    await look(group)
    await group.deliver()
    assert any(to == chat and "☀️" in text for to, text in group.received)
