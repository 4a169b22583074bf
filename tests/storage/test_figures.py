"""Figures on both engines: counted while cases live, and the same after they are deleted."""

import pytest

from bot.features.figures.port import Reading
from bot.features.figures.rules import Grouping
from bot.features.store import Store, Tx
from bot.kernel.errors import StoreError
from bot.kernel.ids import LanguageCode
from bot.kernel.model import Case, CaseState, Direction, MessageState
from tests.made_up_year import MadeUp, add_cases
from tests.storage.conftest import TELEGRAM, add_amal, add_case, fetch

HOUR = 3_600_000
CASES = [
    MadeUp(1, HOUR, "work", waited=10, questions=3, answers=2, queued=True),
    MadeUp(1, 2 * HOUR, "housing", waited=1440, volunteer=2),
    MadeUp(2, 3 * HOUR, "work", "pl", "Polish", waited=10),
    MadeUp(3, 4 * HOUR, "work", "pl", "Polish", waited=None, answers=0, closed=False, volunteer=None),
    MadeUp(4, 5 * HOUR, "work", "pl", "Polish", waited=None, questions=0, answers=0, volunteer=None),
]
PLACES = {"Arabic": "Bergen", "Polish": 'Ås, "Nord"'}


async def figures(reading: Reading) -> dict[str, object]:
    """Everything that can be counted, but for who waits now."""
    whole = (0, 24 * HOUR)
    counted: dict[str, object] = {
        by: await reading.count_cases(*whole, Grouping(by), PLACES) for by in ("team", "language", "topic", "place")
    }
    counted["all"] = await reading.count_cases(*whole, None, {})
    counted["hours"] = {quarter // 4: cases for quarter, cases in (await reading.count_quarters(*whole)).items()}
    counted["middle"] = await reading.count_cases(2 * HOUR, 4 * HOUR, None, {})
    return counted


async def test_cases_are_counted_in_groups(store: Store) -> None:
    async with store.transaction() as tx:
        await add_cases(tx, CASES)
    async with store.reading() as reading:
        [whole] = (await reading.count_cases(0, 24 * HOUR, None, {})).values()
        assert (whole.cases, whole.people, whole.new_people) == (4, 3, 3)
        assert (whole.questions, whole.answers) == (9, 4)
        assert (whole.waits, whole.within_day) == ({10: 2, 1440: 1}, 2)
        assert (whole.queued, whole.closed, whole.volunteers) == (1, 3, 3)
        topics = await reading.count_cases(0, 24 * HOUR, Grouping.TOPIC, {})
        assert {topic: counts.cases for topic, counts in topics.items()} == {"work": 3, "housing": 1}
        places = await reading.count_cases(0, 24 * HOUR, Grouping.PLACE, PLACES)
        assert {place: counts.people for place, counts in places.items()} == {"Bergen": 1, PLACES["Polish"]: 2}
        assert set(await reading.count_cases(0, 24 * HOUR, Grouping.PLACE, {})) == {""}
        assert [counts.cases for counts in (await reading.count_cases(2 * HOUR, 4 * HOUR, None, {})).values()] == [2]
        assert await reading.count_quarters(0, 24 * HOUR) == {4: 1, 8: 1, 12: 1, 16: 1}
        assert await reading.count_unanswered() == 1
        assert await reading.first_case_at() == HOUR


async def test_an_empty_service_has_no_figures(store: Store) -> None:
    async with store.reading() as reading:
        assert await reading.count_cases(0, HOUR, None, {}) == {}
        assert await reading.first_case_at() is None
        assert await reading.count_unanswered() == 0


async def write(tx: Tx, case: Case, *directions: Direction, state: MessageState = MessageState.RELAYED) -> None:
    for direction in directions:
        await tx.add_message(
            direction=direction, state=state, channel=TELEGRAM, case=case.id, contact=case.contact, now=1
        )


COUNTS = "SELECT questions, answers FROM cases ORDER BY id"


async def test_what_people_write_is_counted_once_and_nothing_that_is_rolled_back(store: Store) -> None:
    asked, answered, card = Direction.TO_TEAM, Direction.TO_CONTACT, Direction.OURS

    async def fail(case: Case) -> None:
        async with store.transaction() as tx:
            await write(tx, case, asked, answered)
            raise ValueError("taken back")

    async with store.transaction() as tx:
        amal = await add_amal(tx)
        cases = [await add_case(tx, amal, "h1"), await add_case(tx, amal, "h2"), await add_case(tx, amal, "h3")]
        await write(tx, cases[0], card, asked, asked, answered)
        await write(tx, cases[1], asked)
        await write(tx, cases[2], card)
    with pytest.raises(ValueError, match="taken back"):
        await fail(cases[0])
    assert await fetch(store, COUNTS) == [(2, 1), (1, 0), (0, 0)]
    async with store.transaction() as tx:
        await write(tx, cases[0], asked)
        await write(tx, cases[1], answered)
        await tx.delete_cases([cases[0].id])
        await write(tx, cases[1], asked)
    assert await fetch(store, COUNTS) == [(2, 1), (0, 0)]
    assert await fetch(store, "SELECT questions, answers FROM past_cases") == [(3, 1)]


async def test_what_another_language_takes_out_of_a_case_is_not_counted_in_it(store: Store) -> None:
    async with store.transaction() as tx:
        amal = await add_amal(tx)
        case = await add_case(tx, amal)
        await tx.set_case_state(case.id, CaseState.WAITING, 1)
        await write(tx, case, Direction.TO_TEAM, state=MessageState.HELD)
        await tx.unqueue_other_languages(amal.id, LanguageCode("pl"), 2)
        other = await add_case(tx, amal, "h2")
        await tx.queue_held(amal.id, other.id)
    assert await fetch(store, COUNTS) == [(0, 0), (1, 0)]


async def test_figures_outlive_the_cases_and_lead_to_nobody(store: Store) -> None:
    async with store.transaction() as tx:
        await add_cases(tx, CASES)
    async with store.reading() as reading:
        before = await figures(reading)
    cases = [case for [case] in await fetch(store, "SELECT id FROM cases ORDER BY id")]
    async with store.transaction() as tx:
        await tx.delete_cases(cases[:2])
    async with store.transaction() as tx:
        for person in "1234":
            contact = await tx.find_contact("telegram", person)
            assert contact is not None
            await tx.delete_contact(contact.id)
    assert await fetch(store, "SELECT id FROM cases") == []
    async with store.reading() as reading:
        assert await figures(reading) == before
    kept = await fetch(store, "SELECT * FROM past_cases")
    assert len(kept) == 4, "a case in which nobody wrote is none"
    numbers = {row[-2] for row in kept}
    assert len(numbers) == 3
    assert min(numbers) > 4, "random, and no row's id"
    assert all(row[0] % (15 * 60_000) == 0 for row in kept)


async def test_a_team_keeps_its_past_under_a_new_name(store: Store) -> None:
    async with store.transaction() as tx:
        await add_cases(tx, CASES)
        await tx.delete_cases([1])
        await tx.rename_team("Arabic", "Levant")
    async with store.reading() as reading:
        teams = await reading.count_cases(0, 24 * HOUR, Grouping.TEAM, {})
        assert {team: counts.cases for team, counts in teams.items()} == {"Levant": 2, "Polish": 2}


async def test_held_messages_count_when_they_belong_to_a_case(store: Store) -> None:
    from bot.kernel.content import Text
    from bot.kernel.model import Direction, MessageState
    from tests.storage.conftest import TELEGRAM, add_amal, add_case

    async with store.transaction() as tx:
        amal = await add_amal(tx)
        for _message in range(2):
            await tx.add_message(
                direction=Direction.TO_TEAM,
                state=MessageState.HELD,
                channel=TELEGRAM,
                contact=amal.id,
                content=Text("held"),
                now=10,
            )
        case = await add_case(tx, amal)
        await tx.queue_held(amal.id, case.id)
    async with store.reading() as reading:
        [whole] = (await reading.count_cases(0, 100, None, {})).values()
        assert (whole.cases, whole.questions) == (1, 2)


async def test_reading_waits_for_no_writer_and_sees_one_moment(store: Store) -> None:
    async with store.transaction() as tx:
        await add_cases(tx, CASES[:1])
    async with store.reading() as reading:
        assert await reading.first_case_at() == HOUR
        async with store.transaction() as tx:
            await add_contact_and_case(tx)
            assert len(await reading.count_quarters(0, 24 * HOUR)) == 1
        assert len(await reading.count_quarters(0, 24 * HOUR)) == 1
    async with store.reading() as reading:
        assert len(await reading.count_quarters(0, 24 * HOUR)) == 2


async def add_contact_and_case(tx) -> None:
    from tests.storage.conftest import add_amal, add_case

    case = await add_case(tx, await add_amal(tx), handle="other", now=9 * HOUR)
    from bot.kernel.model import Direction, MessageState

    await tx.add_message(
        direction=Direction.TO_TEAM, state=MessageState.RELAYED, channel="telegram", case=case.id, now=9 * HOUR
    )


async def test_reading_can_not_write(store: Store) -> None:
    with pytest.raises(StoreError):
        async with store._engine.reading() as transaction:
            await store._engine.queries.set_fact(transaction, key="a", value="b")


async def test_a_request_is_answered_once(store: Store) -> None:
    async with store.transaction() as tx:
        assert await tx.next_figure_request() is None
        await tx.add_figure_request("telegram", "-100", "week", message="7")
        await tx.add_figure_request("telegram", "-100", "2026 by topic", picture=True)
        first = await tx.next_figure_request()
        assert first is not None
        assert (first.chat, first.message, first.asked, first.picture, first.scheduled) == (
            "-100", "7", "week", False, False,
        )  # fmt: skip
        assert await tx.finish_figure_request(first.id)
        assert not await tx.finish_figure_request(first.id)
        second = await tx.next_figure_request()
        assert second is not None
        assert (second.message, second.asked, second.picture) == (None, "2026 by topic", True)
