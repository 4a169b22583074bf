"""What is deleted by itself, and when, as the clock moves; and who is told."""

import asyncio
from typing import Any

import pytest

from bot.cli.maintenance import retention_runs
from bot.config import Settings
from bot.kernel.retention import DataClass
from tests.flows.conftest import Play, delivered, is_card
from tests.flows.test_rights import bytes_of_the_database, everything_is_sent, is_named, store_of

DAY = 24 * 3600


async def runs(play: Play, number: int) -> list[dict[str, int]]:
    """What the runs deleted, the oldest first, once there have been so many."""
    while True:
        async with store_of(play) as store, store.transaction() as tx:
            found = await tx.retention_runs(0)
        if len(found) >= number:
            return list(reversed(found.values()))
        await play.stage.look(0.05)


def closed_all_winter(play: Play, **changes: Any) -> Settings:
    season = {"first": "2026-11-01", "open": "closed"}
    return play.settings(service={"hours": {"open": "by request", "seasons": [season]}}, **changes)


async def test_it_runs_at_start_and_then_every_night(play: Play):
    async with play.bot():
        assert await runs(play, 1) == [dict.fromkeys(DataClass, 0)]
        await play.stage.set_clock("2026-11-23T03:59:00+01:00")
        await play.amal.say("/start")
        await play.amal.phone.sees("🌐")
        assert len(await runs(play, 1)) == 1
        await play.stage.set_clock("2026-11-23T04:00:01+01:00")
        await runs(play, 2)
    async with play.bot():
        await play.amal.say("/start")
        await play.amal.phone.sees("🌐", times=2)
        assert len(await runs(play, 2)) == 2, "this night's has been"
    await play.stage.set_clock("2026-11-27T13:00:00+01:00")
    async with play.bot():
        await runs(play, 3)


async def test_what_could_not_be_handed_over_is_deleted_after_two_weeks_and_its_writer_told(play: Play):
    async with play.bot(closed_all_winter(play)):
        await play.amal.say("/start ar_work")
        await play.amal.press("notice:yes")
        await play.amal.say("سر لا يراه أحد")
        second = await play.amal.say("والثاني")
        await play.amal.phone.sees(lambda seen: seen.id == second and seen.reacted("✍"))
        await runs(play, 1)
        await play.stage.advance(13.5 * DAY)
        await runs(play, 2)
        assert "⌛" not in play.amal.phone.transcript()
        await play.stage.advance(DAY)
        told = await play.amal.phone.sees("⌛")
        assert "14" in told.text
        await play.amal.phone.sees(lambda seen: seen.id == second and not seen.reacted("✍"))
        assert play.amal.phone.transcript().count("⌛") == 1, "once for both"
        assert (await runs(play, 3))[2]["undelivered"] == 2
        await everything_is_sent(play)
    assert "سر لا يراه أحد".encode() not in bytes_of_the_database(play)


async def test_an_answer_that_nobody_fetched_is_deleted_and_the_volunteer_told(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.block()
    await running.polish.sees("🔕")
    answer = await running.eli.write(running.polish, "Oto rada", reply_to=question)
    await running.polish.sees(lambda seen: seen.id == answer and seen.reacted("✍"))
    await runs(running, 1)
    await running.stage.advance(14.6 * DAY)
    await running.polish.sees("⌛")
    assert (await runs(running, 2))[1]["undelivered"] >= 1


async def test_a_case_fades_away_in_steps_and_then_its_person(running: Play):
    question = await running.ask(running.bo, "Pytanie", "pl")
    card = await running.polish.sees(is_card)
    await running.eli.press("☑️", on=card)
    await running.bo.phone.sees("☑️")
    await everything_is_sent(running)
    await runs(running, 1)
    for number, (days, deleted, kept) in enumerate(
        [
            (29, (), (DataClass.LINKS, DataClass.CASES)),
            (2, (DataClass.LINKS,), (DataClass.CASES,)),
            (58, (), (DataClass.CASES, DataClass.CONTACTS)),
            (2, (DataClass.CASES,), (DataClass.CONTACTS,)),
            (88, (), (DataClass.CONTACTS,)),
            (2, (DataClass.CONTACTS,), ()),
        ],
        2,
    ):
        await running.stage.advance(days * DAY)
        last = (await runs(running, number))[-1]
        assert all(last[kind] for kind in deleted), (number, last)
        assert not any(last[kind] for kind in kept), (number, last)
    async with asyncio.timeout(60):
        while await is_named(running, running.bo):  # the files are tidied right after the run
            await running.stage.look(0.05)
    assert question.id


async def test_a_case_that_nobody_closes_ends_by_itself_and_its_contact_is_told(play: Play):
    async with play.bot(play.settings(retention={"quiet": 20})):
        question = await play.ask(play.bo, "Pytanie", "pl")
        await play.ask(play.amal, "سؤال", "ar")
        await runs(play, 1)
        await play.stage.advance(15 * DAY)
        await runs(play, 2)
        answer = await play.eli.write(play.polish, "Oto rada", reply_to=question)
        await play.polish.sees(delivered(answer))
        await play.stage.advance(6 * DAY)
        assert (await runs(play, 3))[2]["quiet"] == 1
        assert "20" in (await play.amal.phone.sees("☑️")).text
        await play.arabic.sees(lambda seen: is_card(seen) and seen.starts("reopen:") is not None)
        assert "☑️" not in play.bo.phone.transcript()
        await play.stage.advance(13.5 * DAY)
        assert (await runs(play, 4))[3]["quiet"] == 0
        await play.stage.advance(1 * DAY)
        assert (await runs(play, 5))[4]["quiet"] == 1
        await play.bo.phone.sees("☑️")
        await play.stage.advance(91 * DAY)
        assert (await runs(play, 6))[5]["cases"] == 2
        async with store_of(play) as store, store.reading() as reading:
            counts = await reading.count_cases(0, 10**14, None, {})
        assert counts[""].cases == 2


async def test_the_shell_shows_the_proof(play: Play):
    settings = play.settings()
    assert await retention_runs(settings, 10**5) == {}
    async with play.bot(settings):
        await runs(play, 1)
    [(at, deleted)] = (await retention_runs(settings, 10**5)).items()
    assert at.isoformat().startswith("2026-11-22T19:02")
    assert deleted.keys() == {kind.value for kind in DataClass}


@pytest.mark.parametrize("moved", [3, 40])
async def test_a_clock_that_jumps_deletes_nothing_early(running: Play, moved: int):
    """Whatever has a period of more days than the clock was moved is there afterwards."""
    await running.ask(running.bo, "Pytanie", "pl")
    await runs(running, 1)
    await running.stage.advance(moved * DAY)
    last = (await runs(running, 2))[-1]
    assert not any(last[kind] for kind in (DataClass.CASES, DataClass.CONTACTS, DataClass.LINKS, DataClass.VOLUNTEERS))
