"""The queue of what must go out."""

import pytest

from bot.features.store import Store, Tx
from bot.kernel.content import Text
from bot.kernel.ids import MessageId, OutboxId
from bot.kernel.model import Copy, Direction, MessageState
from bot.kernel.outgoing import CloseThread, Delete, Edit, Leave, Operation, Outgoing, Priority, React, Send
from storage import outbox
from tests.storage.conftest import GROUP, TELEGRAM, add_amal, add_case, enqueue, fetch

AMALS_LANE = "telegram:101"


async def say(tx: Tx, text: str, chat: str = "101", **more: object) -> OutboxId:
    return await enqueue(tx, Send(Text(text)), channel=TELEGRAM, chat=chat, now=1, **more)


async def claim(tx: Tx, now: int = 1000, limit: int = 10, busy: tuple[str, ...] = ()) -> list[OutboxId]:
    return [outgoing.id for outgoing in await tx.claim_outgoing(now, limit, busy)]


async def add_message(tx: Tx, parts: int = 1) -> MessageId:
    return await tx.add_message(
        direction=Direction.TO_TEAM,
        state=MessageState.RELAYED,
        channel=TELEGRAM,
        chat="101",
        external="1",
        parts=parts,
        now=1,
    )


# -- claiming ----------------------------------------------------------------------------------------------------


async def test_a_row_of_another_version_is_set_aside_and_its_lane_goes_on(
    tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(outbox, "encode_operation", lambda _operation: b'{"kind":"teleport"}')
        await say(tx, "first")
    second = await say(tx, "second")
    assert await claim(tx) == []
    assert await claim(tx) == [second]
    assert (await tx.queue_sizes())["outbox_parked"] == 1


async def test_a_row_comes_out_as_it_went_in(tx: Tx) -> None:
    message = await add_message(tx)
    operation = Send(Text("مرحبا"), silent=True)
    row = await enqueue(tx, operation, channel=TELEGRAM, chat=GROUP, now=1, message=message, part=2)
    assert await tx.claim_outgoing(5, 10, []) == [
        Outgoing(row, "telegram:-100", TELEGRAM, GROUP, operation, message=message, part=2)
    ]


async def test_an_empty_outbox(tx: Tx) -> None:
    assert await claim(tx) == []
    assert await tx.next_due(1) is None
    assert await tx.put_back(None) == 0


async def test_a_lane_is_strictly_first_in_first_out(tx: Tx) -> None:
    one, two, three = [await say(tx, text) for text in ("one", "two", "three")]
    for expected in (one, two, three):
        assert await claim(tx) == [expected]
        assert await claim(tx) == [], "one row of a lane at a time"
        await tx.finish_outgoing(expected)
    assert await claim(tx) == []


async def test_the_heads_of_all_lanes_oldest_first(tx: Tx) -> None:
    ids = [await say(tx, "x", chat) for chat in ("9", "5", "9", "7", "5", "1")]
    assert await claim(tx) == [ids[0], ids[1], ids[3], ids[5]]


async def test_people_first_then_announcements_then_broadcasts(tx: Tx) -> None:
    news = await say(tx, "x", "9", priority=Priority.BROADCAST)
    opening = await say(tx, "x", "5", priority=Priority.ANNOUNCEMENT)
    reply = await say(tx, "x", "7")
    assert [await claim(tx, limit=1) for _ in range(3)] == [[reply], [opening], [news]]


async def test_a_broadcast_before_a_reply_in_one_lane_goes_as_soon_as_the_reply_would(tx: Tx) -> None:
    news = await say(tx, "x", "9", priority=Priority.BROADCAST)
    other = await say(tx, "x", "5", priority=Priority.ANNOUNCEMENT)
    await say(tx, "reply", "9")
    assert [await claim(tx, limit=1) for _ in range(2)] == [[news], [other]], "the order within a lane stays"


async def test_a_reply_overtakes_thousands_of_broadcast_rows(tx: Tx) -> None:
    for number in range(1200):
        await say(tx, "x", str(number), priority=Priority.BROADCAST)
    reply = await say(tx, "x", "99999")
    assert await claim(tx, limit=1) == [reply]


async def test_no_more_than_the_limit(tx: Tx) -> None:
    ids = [await say(tx, "x", chat) for chat in ("9", "5", "7")]
    assert await claim(tx, limit=2) == ids[:2]
    assert await claim(tx, limit=0) == []
    assert await claim(tx, limit=2) == ids[2:]


async def test_busy_lanes_are_left_alone(tx: Tx) -> None:
    amal, group = await say(tx, "x"), await say(tx, "x", GROUP)
    assert await claim(tx, busy=(AMALS_LANE, "telegram:nobody")) == [group]
    assert await claim(tx, busy=('"; DROP TABLE outbox', "'", "ä☂")) == [amal]


async def test_lanes_can_be_named(tx: Tx) -> None:
    group = await say(tx, "x", GROUP)
    news = await say(tx, "x", GROUP, lane="news")
    later = await say(tx, "x", "101", lane="news")
    first, second = await tx.claim_outgoing(1, 10, [])
    assert (first.id, first.lane, second.id) == (group, "telegram:-100", news)
    assert second.lane.startswith("named:")
    assert "news" not in second.lane, "a name may hold what the platform calls something"
    await tx.finish_outgoing(news)
    assert await claim(tx) == [later]


async def test_channels_have_lanes_of_their_own(tx: Tx) -> None:
    one = await enqueue(tx, Leave(), channel="telegram", chat="5", now=1)
    two = await enqueue(tx, Leave(), channel="sms", chat="5", now=1)
    assert await claim(tx) == [one, two]


async def test_a_long_lane_does_not_hide_the_others(tx: Tx) -> None:
    long = [await say(tx, "x", GROUP) for _ in range(600)]
    lone = await say(tx, "x", "101")
    assert await claim(tx) == [long[0], lone]
    await tx.finish_outgoing(lone)
    other = await say(tx, "x", "102")
    assert await claim(tx, limit=1) == [other], "also while the long one is busy"


async def test_a_claim_is_seen_by_the_next_transaction(store: Store) -> None:
    async with store.transaction() as tx:
        first, second = await say(tx, "one"), await say(tx, "two")
    async with store.transaction() as tx:
        assert await claim(tx) == [first]
    async with store.transaction() as tx:
        assert await claim(tx) == []
        await tx.finish_outgoing(first)
    async with store.transaction() as tx:
        assert await claim(tx) == [second]


# -- retrying, parking, restarting ---------------------------------------------------------------------------------


async def test_a_lane_rests_until_its_time(tx: Tx) -> None:
    head, _ = await say(tx, "one"), await say(tx, "two")
    group = await say(tx, "x", GROUP)
    assert await claim(tx, now=100) == [head, group]
    await tx.retry_outgoing(head, AMALS_LANE, not_before=200, counted=True)
    assert await claim(tx, now=199) == []
    assert await tx.next_due(199) == 200
    [again] = await tx.claim_outgoing(200, 10, [])
    assert (again.id, again.attempts) == (head, 1)
    assert await tx.next_due(200) is None


async def test_only_attempts_are_counted(tx: Tx) -> None:
    row = await say(tx, "one")
    attempts = []
    for counted in (True, False, True):
        [outgoing] = await tx.claim_outgoing(1000, 10, [])
        attempts.append(outgoing.attempts)
        await tx.retry_outgoing(row, AMALS_LANE, not_before=1000, counted=counted)
    [outgoing] = await tx.claim_outgoing(1000, 10, [])
    assert [*attempts, outgoing.attempts] == [0, 1, 1, 2]


async def test_a_resting_lane_rests_for_newcomers_too(tx: Tx) -> None:
    head = await say(tx, "one")
    await claim(tx)
    await tx.retry_outgoing(head, AMALS_LANE, not_before=2000, counted=False)
    await tx.finish_outgoing(head)
    assert await tx.next_due(1000) is None, "nobody waits for it"
    newcomer = await say(tx, "two")
    assert await claim(tx, now=1999) == []
    assert await tx.next_due(1999) == 2000
    assert await claim(tx, now=2000) == [newcomer]


async def test_the_earliest_of_several_rests(tx: Tx) -> None:
    for chat, until in (("1", 3000), ("2", 2000), ("3", 4000)):
        row = await say(tx, "x", chat)
        await claim(tx)
        await tx.retry_outgoing(row, f"telegram:{chat}", not_before=until, counted=False)
    assert await tx.next_due(1000) == 2000
    assert await tx.next_due(2000) == 3000
    assert await tx.next_due(5000) is None


async def test_a_rest_is_forgotten_when_it_is_over(store: Store) -> None:
    async with store.transaction() as tx:
        row = await say(tx, "x")
        await tx.retry_outgoing(row, AMALS_LANE, not_before=2000, counted=False)
        await tx.forget_rests(2000)
    assert await fetch(store, "SELECT * FROM resting_lanes") == []


async def test_a_lane_is_woken(tx: Tx) -> None:
    row = await say(tx, "x")
    await claim(tx)
    await tx.retry_outgoing(row, AMALS_LANE, not_before=9000, counted=False)
    await tx.wake_chat(TELEGRAM, "102")
    assert await claim(tx) == []
    await tx.wake_chat(TELEGRAM, "101")
    assert await claim(tx) == [row]


async def test_a_parked_row_is_out_of_the_way(tx: Tx) -> None:
    bad, good = await say(tx, "one"), await say(tx, "two")
    await claim(tx)
    await tx.park_outgoing(bad, "refused")
    assert await claim(tx) == [good]
    await tx.finish_outgoing(good)
    assert await claim(tx) == []
    sizes = await tx.queue_sizes()
    assert (sizes["outbox_pending"], sizes["outbox_parked"]) == (0, 1)


async def test_parked_rows_do_not_make_a_lane_due(tx: Tx) -> None:
    bad = await say(tx, "one")
    await claim(tx)
    await tx.retry_outgoing(bad, AMALS_LANE, not_before=9000, counted=True)
    await tx.park_outgoing(bad, "refused")
    assert await tx.next_due(1) is None


async def test_after_a_restart_what_was_being_sent_comes_first_again(tx: Tx) -> None:
    first, _, group = await say(tx, "one"), await say(tx, "two"), await say(tx, "x", GROUP)
    assert await claim(tx) == [first, group]
    assert await tx.put_back(None) == 2
    assert await claim(tx) == [first, group]


async def test_queue_sizes(tx: Tx) -> None:
    assert await tx.queue_sizes() == {
        "inbox_waiting": 0,
        "inbox_quarantined": 0,
        "outbox_pending": 0,
        "outbox_parked": 0,
        "messages_held": 0,
    }
    await say(tx, "one")
    await say(tx, "two")
    await claim(tx)
    assert (await tx.queue_sizes())["outbox_pending"] == 2, "what is being sent still waits"


# -- threads and targets -------------------------------------------------------------------------------------------


async def test_a_row_in_a_thread_learns_the_thread_when_it_is_claimed(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    one = await say(tx, "one", GROUP, case=case.id, in_thread=True)
    two = await say(tx, "two", GROUP, case=case.id, in_thread=True)
    outside = await say(tx, "three", GROUP, case=case.id)
    [first] = await tx.claim_outgoing(1, 10, [])
    assert (first.id, first.case, first.thread, first.thread_title) == (one, case.id, None, "Blue Heron, work")
    await tx.set_thread(case.id, "7")
    await tx.finish_outgoing(one)
    [second] = await tx.claim_outgoing(1, 10, [])
    assert (second.id, second.thread, second.thread_title) == (two, "7", "Blue Heron, work")
    await tx.finish_outgoing(two)
    [third] = await tx.claim_outgoing(1, 10, [])
    assert (third.id, third.case, third.thread, third.thread_title) == (outside, case.id, None, None)


async def test_without_threads_what_answers_nothing_else_answers_the_card(tx: Tx) -> None:
    case = await add_case(tx, await add_amal(tx))
    card = await tx.add_message(
        direction=Direction.OURS, state=MessageState.DELIVERED, channel=TELEGRAM, case=case.id, now=1
    )
    await tx.add_copies([Copy(card, 0, GROUP, "50")], now=1)
    await tx.set_card(case.id, card)
    await tx.set_thread(case.id, "7")
    message = await add_message(tx)
    await tx.add_copies([Copy(message, 0, GROUP, "51")], now=1)
    rows = [
        await say(tx, "new", GROUP, case=case.id, in_thread=True),
        await say(tx, "an answer", GROUP, case=case.id, in_thread=True, target=message),
        await say(tx, "to somebody", GROUP, case=case.id, in_thread=True, target_external="9"),
        await say(tx, "to all", GROUP),
    ]
    await tx.leave_threads(TELEGRAM, GROUP)
    for row, target in zip(rows, ("50", "51", "9", None), strict=True):
        [outgoing] = await tx.claim_outgoing(1, 10, [])
        assert (outgoing.id, outgoing.thread, outgoing.thread_title, outgoing.target) == (row, None, None, target)
        await tx.finish_outgoing(row)


async def target_of(tx: Tx, operation: Operation, chat: str, **target: object) -> str | None:
    row = await enqueue(tx, operation, channel=TELEGRAM, chat=chat, now=1, **target)
    [outgoing] = await tx.claim_outgoing(1, 10, [])
    await tx.finish_outgoing(row)
    return outgoing.target


async def test_a_target_is_the_copy_in_the_rows_own_chat(tx: Tx) -> None:
    message = await add_message(tx)
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=1)
    await tx.add_copies([Copy(message, 1, GROUP, "51")], now=1)
    assert await target_of(tx, Delete(), GROUP, target=message) == "50"
    assert await target_of(tx, Delete(), GROUP, target=message, target_part=1) == "51"
    assert await target_of(tx, Delete(), GROUP, target=message, target_part=2) is None
    assert await target_of(tx, Delete(), "101", target=message) is None
    assert await target_of(tx, React("👍"), "101", target_external="1") == "1"
    assert await target_of(tx, React(None), GROUP, target=message, target_external="9") == "9"
    assert await target_of(tx, Send(Text("x")), GROUP) is None


async def test_a_target_may_be_sent_after_the_row_was_written(tx: Tx) -> None:
    message = await add_message(tx)
    sent = await say(tx, "question", GROUP, message=message)
    edit = await enqueue(tx, Edit(Text("better")), channel=TELEGRAM, chat=GROUP, now=1, target=message)
    assert await claim(tx) == [sent]
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=1)
    await tx.finish_outgoing(sent)
    [outgoing] = await tx.claim_outgoing(1, 10, [])
    assert (outgoing.id, outgoing.target) == (edit, "50")


# -- messages in the outbox ----------------------------------------------------------------------------------------


async def test_a_message_has_arrived_with_its_last_part(tx: Tx) -> None:
    message = await add_message(tx, parts=3)
    parts = [await say(tx, "x", GROUP, message=message, part=part) for part in range(3)]
    await say(tx, "x", GROUP)
    assert await tx.set_delivered([message]) == []
    await claim(tx)
    await tx.finish_outgoing(parts[1])
    await tx.park_outgoing(parts[2], "refused")
    assert await tx.set_delivered([message]) == [], "what is being sent is not there yet"
    await tx.finish_outgoing(parts[0])
    [arrived] = await tx.set_delivered([message])
    assert (arrived.id, arrived.state) == (message, MessageState.DELIVERED)
    assert arrived == await tx.message(message)


async def test_a_change_that_waits_keeps_no_message_of_one_part_from_arriving(tx: Tx) -> None:
    message, other = await add_message(tx), await add_message(tx)
    await say(tx, "changed", GROUP, message=message)
    assert [arrived.id for arrived in await tx.set_delivered([other, message, 12345])] == [message, other]
    assert await tx.set_delivered([other, message]) == []


async def test_cancelling_spares_what_is_being_sent_and_others(tx: Tx) -> None:
    message, other = await add_message(tx), await add_message(tx)
    parts = [await say(tx, "x", GROUP, message=message, part=part) for part in range(4)]
    kept = await say(tx, "x", GROUP, message=other)
    await tx.park_outgoing(parts[0], "refused")
    assert await claim(tx) == [parts[1]]
    assert await tx.cancel_pending(message) == 3
    assert (await tx.queue_sizes())["outbox_parked"] == 0
    assert await tx.cancel_pending(message) == 0
    await tx.finish_outgoing(parts[1])
    assert await claim(tx) == [kept]


# -- a group with a new id -----------------------------------------------------------------------------------------


async def test_what_waits_follows_the_group(tx: Tx) -> None:
    first, second = await say(tx, "one", GROUP), await say(tx, "two", GROUP)
    named = await say(tx, "news", GROUP, lane="news")
    [news_lane] = [row.lane for row in await tx.claim_outgoing(1, 2, []) if row.id == named]
    await tx.put_back(None)
    elsewhere = await say(tx, "x", "101")
    sms = await enqueue(tx, Leave(), channel="sms", chat=GROUP, now=1)
    await claim(tx, limit=1)
    await tx.retry_outgoing(first, "telegram:-100", not_before=9000, counted=False)
    await tx.move_chat(TELEGRAM, GROUP, "-200")
    rows = {row.id: row for row in await tx.claim_outgoing(1000, 10, [])}
    assert {row.id: (row.lane, row.chat) for row in rows.values()} == {
        first: ("telegram:-200", "-200"),
        named: (news_lane, "-200"),
        elsewhere: (AMALS_LANE, "101"),
        sms: ("sms:-100", GROUP),
    }
    await tx.finish_outgoing(first)
    assert await claim(tx) == [second]


async def test_threads_and_cards_start_anew(tx: Tx) -> None:
    amal = await add_amal(tx)
    shown, waiting, elsewhere = [await add_case(tx, amal, handle) for handle in ("h1", "h2", "h3")]
    for case, chat in ((shown, GROUP), (elsewhere, "-300")):
        card = await tx.add_message(
            direction=Direction.OURS, state=MessageState.DELIVERED, channel=TELEGRAM, case=case.id, now=1
        )
        await tx.add_copies([Copy(card, 0, chat, "50")], now=1)
        await tx.set_card(case.id, card)
        await tx.set_thread(case.id, f"thread {case.handle}")
    await tx.set_thread(waiting.id, "thread h2")
    await tx.enqueue(CloseThread(), channel=TELEGRAM, chat=GROUP, now=1, case=waiting.id, in_thread=True)

    await tx.move_chat(TELEGRAM, GROUP, "-200")

    found = {case.handle: (case.thread, case.card is None) for case in await tx.open_cases_of(amal.id)}
    assert found == {"h1": (None, True), "h2": (None, True), "h3": ("thread h3", False)}


async def test_numbers_of_the_old_group_mean_nothing_in_the_new_one(tx: Tx) -> None:
    message = await add_message(tx)
    await tx.add_copies([Copy(message, 0, GROUP, "50")], now=1)
    await tx.enqueue(React("👍"), channel=TELEGRAM, chat=GROUP, now=1, target_external="49")
    await tx.enqueue(Delete(), channel=TELEGRAM, chat=GROUP, now=1, target=message)
    await tx.move_chat(TELEGRAM, GROUP, "-200")
    for _ in range(2):
        [row] = await tx.claim_outgoing(1, 10, [])
        assert row.target is None
        await tx.finish_outgoing(row.id)
    assert await tx.message_at(TELEGRAM, "-200", "50") is None
    found = await tx.message_at(TELEGRAM, GROUP, "50")
    assert found is not None
    assert found.id == message


# -- how long a lane is ------------------------------------------------------------------------------------------


async def test_the_length_of_a_lane_counts_what_stands_in_it_up_to_a_limit(tx: Tx) -> None:
    rows = [await say(tx, str(number)) for number in range(4)]
    await say(tx, "elsewhere", chat="102")
    assert await tx.lane_length(TELEGRAM, "101", 10) == 4
    assert await tx.lane_length(TELEGRAM, "101", 3) == 3
    assert await tx.lane_length(TELEGRAM, "103", 3) == 0
    await tx.claim_outgoing(1000, 1, [])
    assert await tx.lane_length(TELEGRAM, "101", 10) == 4, "what is being sent counts"
    await tx.finish_outgoing(rows[0])
    await tx.park_outgoing(rows[1], "refused")
    assert await tx.lane_length(TELEGRAM, "101", 10) == 2
