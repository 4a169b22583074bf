"""Nothing is deleted early, and nothing stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.features.broadcasts.rules import Audience, BroadcastState
from bot.features.store import Store, Tx
from bot.kernel.content import Text
from bot.kernel.errors import StoreError
from bot.kernel.ids import TeamName
from bot.kernel.model import Arrival, CaseState, Copy, Direction, MessageState
from bot.kernel.outgoing import Send
from bot.kernel.retention import DataClass
from bot.kernel.roles import Act
from storage.erasures import ErasureJournal
from tests.storage.conftest import GROUP, TELEGRAM, add_amal, add_case, enqueue, fetch

DAY = 24 * 3600 * 1000


async def expired(tx: Tx, kind: DataClass, at: int) -> tuple[int, int]:
    """How many are deleted a millisecond too early, and then."""
    return await tx.delete_expired(kind, at - 1, 10), await tx.delete_expired(kind, at, 10)


async def relayed(tx: Tx, contact, case, now: int = 20) -> int:
    return await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.DELIVERED,
        channel=TELEGRAM,
        case=case.id if case else None,
        contact=contact.id,
        chat=contact.chat,
        external="7",
        now=now,
    )


async def test_links_go_after_the_case_ended_and_the_card_stays_until_the_case_goes(tx: Tx) -> None:
    amal = await add_amal(tx)
    case = await add_case(tx, amal)
    card = await tx.add_message(
        direction=Direction.OURS, state=MessageState.DELIVERED, channel=TELEGRAM, case=case.id, chat=GROUP, now=20
    )
    await tx.set_card(case.id, card)
    message = await relayed(tx, amal, case)
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=21)
    assert await expired(tx, DataClass.LINKS, 10**6) == (0, 0), "it is open"
    await tx.set_case_state(case.id, CaseState.CLOSED, 100)
    assert await expired(tx, DataClass.LINKS, 100) == (0, 1)
    assert await tx.message(message) is None
    assert await tx.message(card)
    assert await expired(tx, DataClass.CASES, 100) == (0, 1)
    assert await tx.message(card) is None
    assert await tx.case(case.id) is None


async def test_a_case_is_quiet_when_nothing_waits_and_nobody_did_anything(tx: Tx) -> None:
    amal = await add_amal(tx)

    async def quiet(before: int) -> list[int]:
        return [case.id for case in await tx.quiet_cases(before, 10)]

    case = await add_case(tx, amal, now=100)
    assert (await quiet(99), await quiet(100)) == ([], [case.id])
    message = await relayed(tx, amal, case, now=200)
    assert (await quiet(199), await quiet(200)) == ([], [case.id])
    await tx.add_audit("A", Act.CLAIM, None, case.id, 300)
    assert (await quiet(299), await quiet(300)) == ([], [case.id])
    for state in (MessageState.ASKED, MessageState.HELD):
        await tx.set_message_state(message, state)
        assert await quiet(10**6) == []
    await tx.set_message_state(message, MessageState.FAILED)
    await tx.set_case_state(case.id, CaseState.CLOSED, 400)
    assert await quiet(10**6) == []


async def test_what_waits_in_a_closed_case_keeps_it(tx: Tx) -> None:
    amal = await add_amal(tx)
    case = await add_case(tx, amal)
    await tx.set_case_state(case.id, CaseState.CLOSED, 100)
    held = await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.HELD,
        channel=TELEGRAM,
        case=case.id,
        contact=amal.id,
        content=Text("x"),
        now=150,
    )
    for kind in (DataClass.LINKS, DataClass.CASES):
        assert await expired(tx, kind, 10**6) == (0, 0)
    assert [each.id for each in await tx.expired_held(150, 10)] == [held]
    assert await tx.expired_held(149, 10) == []


async def test_a_contact_is_kept_from_the_end_of_the_last_case(tx: Tx) -> None:
    amal = await add_amal(tx)  # at 1
    assert await expired(tx, DataClass.CONTACTS, 0) == (0, 0)
    cases = [await add_case(tx, amal, handle=f"h{number}", topic=f"t{number}") for number in range(2)]
    await tx.set_case_state(cases[0].id, CaseState.CLOSED, 900)
    await tx.set_case_state(cases[1].id, CaseState.CLOSED, 500)
    assert await expired(tx, DataClass.CONTACTS, 10**6) == (0, 0), "there are cases"
    assert await tx.delete_expired(DataClass.CASES, 900, 1) == 1, "in small batches"
    assert await tx.delete_expired(DataClass.CASES, 900, 1) == 1
    assert await expired(tx, DataClass.CONTACTS, 900) == (0, 1)
    assert await tx.find_contact(TELEGRAM, "101") is None


async def test_a_contact_who_only_said_ok_is_kept_from_then(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.accept_notice(amal.id, "v1", "ar", now=300)
    message = await relayed(tx, amal, None, now=350)
    assert await tx.delete_expired(DataClass.CONTACTS, 10**6, 10) == 0, "a message is left"
    assert await expired(tx, DataClass.LINKS, 350) == (0, 1)
    assert await tx.message(message) is None
    assert await expired(tx, DataClass.CONTACTS, 300) == (0, 1)


async def test_where_receiving_goes_on_outlives_the_updates(tx: Tx) -> None:
    arrivals = [Arrival(str(number), "1:1", None, b"{}") for number in (5, 6, 7)]
    await tx.add_arrivals(TELEGRAM, arrivals, now=10)
    await tx.add_arrivals("other", arrivals[:1], now=10)
    await tx.set_cursor(TELEGRAM, "8")
    rows = await tx.waiting_arrivals(10, 10)
    assert await tx.delete_expired(DataClass.UPDATES, 10**6, 10) == 0, "they are not handled"
    await tx.finish_arrivals([row.id for row in rows])
    assert await expired(tx, DataClass.UPDATES, 10) == (0, 4)
    assert await tx.cursor(TELEGRAM) == "8"


async def test_what_was_set_aside_is_kept_from_when_it_was(tx: Tx) -> None:
    await tx.add_arrivals(TELEGRAM, [Arrival("5", "1:1", None, b"secret")], now=10)
    [row] = await tx.waiting_arrivals(1, 1)
    await tx.quarantine_arrival(row.id, "strange")
    parked = await enqueue(tx, Send(Text("x")), channel=TELEGRAM, chat=GROUP, now=10)
    await tx.park_outgoing(parked, "refused")
    assert await tx.delete_expired(DataClass.SET_ASIDE, 10**6, 10) == 0, "no clock runs yet"
    await tx.start_clocks(700)
    await tx.start_clocks(900)
    assert await expired(tx, DataClass.SET_ASIDE, 700) == (0, 2)
    assert (await tx.queue_sizes())["inbox_quarantined"] == 0
    assert (await tx.queue_sizes())["outbox_parked"] == 0
    assert await tx.add_arrivals(TELEGRAM, [Arrival("5", "1:1", None, b"again")], now=900) == 0, "it is recognised"


async def test_a_volunteer_who_left_is_forgotten_but_not_the_letter(tx: Tx) -> None:
    amal = await add_amal(tx)
    case = await add_case(tx, amal)
    chris = await tx.add_volunteer("arabic", "301", "A", now=1)
    dana = await tx.add_volunteer("arabic", "302", "B", now=1)
    await tx.claim_case(case.id, chris.id)
    await tx.set_membership(chris.id, None)
    await tx.set_membership(dana.id, None)
    await tx.start_clocks(500)
    await tx.set_membership(dana.id, 600)  # back
    assert await expired(tx, DataClass.VOLUNTEERS, 500) == (0, 1)
    assert await tx.find_volunteer("arabic", "301") is None
    assert await tx.find_volunteer("arabic", "302")
    assert await tx.count_volunteers("arabic") == 2
    found = await tx.case(case.id)
    assert found
    assert found.claimed_by is None
    assert await tx.delete_expired(DataClass.VOLUNTEERS, 10**6, 10) == 0, "once"


async def test_what_the_bot_said_is_known_only_while_it_can_be_taken_back(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.note_said(TELEGRAM, amal.chat, "9", now=40)
    await tx.note_said(TELEGRAM, GROUP, "9", now=40)
    assert await expired(tx, DataClass.SAID, 40) == (0, 1)


async def test_what_was_done_by_whom_is_forgotten(tx: Tx) -> None:
    await tx.add_audit("A", Act.CLAIM, TeamName("arabic"), None, now=40)
    assert await expired(tx, DataClass.AUDIT, 40) == (0, 1)
    assert await tx.last_audit(9) == []


async def test_who_was_sent_news_is_forgotten_once_it_is_over(tx: Tx) -> None:
    amal = await add_amal(tx)
    await tx.set_choice(amal.id, "en", "work")
    await tx.accept_notice(amal.id, "1", "en", now=1)
    await tx.set_news(amal.id, True, now=1)
    number = await tx.add_broadcast("", "en", 40)
    await tx.freeze_recipients(number, Audience(), [], "en", 40)
    assert await tx.delete_expired(DataClass.NEWS, 10**6, 10) == 0, "it is not over"
    broadcast = await tx.broadcast(number)
    assert broadcast is not None
    await tx.save_broadcast(replace(broadcast, state=BroadcastState.DONE))
    assert await expired(tx, DataClass.NEWS, 40) == (0, 1)


async def test_a_copy_of_what_is_gone_is_not_noted(store: Store) -> None:
    async with store.transaction() as tx:
        await tx.add_copies([Copy(12345, 0, GROUP, "50")], now=1)
    assert await fetch(store, "SELECT * FROM copies") == []


async def test_runs_leave_a_proof(tx: Tx) -> None:
    assert await tx.last_retention_run() is None
    await tx.add_retention_run(100, dict.fromkeys(DataClass, 0))
    await tx.add_retention_run(200, {DataClass.CASES: 3})
    assert await tx.last_retention_run() == 200
    runs = await tx.retention_runs(100)
    assert list(runs) == [200, 100]
    assert runs[200] == {"cases": 3}
    assert runs[100] == dict.fromkeys(DataClass, 0)


# -- the erasure journal ----------------------------------------------------------------------------------------------


async def test_the_journal_outlives_an_unfinished_line_and_forgets_after_35_days(tmp_path: Path) -> None:
    path = tmp_path / "erased.txt"
    journal = ErasureJournal(path)
    assert await journal.read() == set()
    await journal.drop_old(0)
    await journal.add("a" * 32, now=100 * DAY)
    with path.open("a") as file:
        file.write("1970-04-1")  # killed here
    await journal.add("b" * 32, now=110 * DAY)
    assert await journal.read() == {"a" * 32, "b" * 32}
    await journal.drop_old(135 * DAY)
    assert await journal.read() == {"a" * 32, "b" * 32}
    await journal.drop_old(136 * DAY)
    assert await ErasureJournal(path).read() == {"b" * 32}
    assert path.stat().st_mode & 0o077 == 0
    assert not path.with_name("erased.txt.new").exists()


async def test_a_journal_that_cannot_be_written_stops_the_erasing(tmp_path: Path) -> None:
    journal = ErasureJournal(tmp_path / "nowhere" / "erased.txt")
    with pytest.raises(StoreError, match="erasures_file"):
        await journal.add("a" * 32, now=1)
