"""When an album is complete, and what waits behind it."""

from bot.engine.inbox import ALBUM_COMES_AGAIN, ALBUM_SETTLES, BATCH, pick_ready
from bot.kernel.ids import ChannelName, InboxId
from bot.kernel.model import InboxRow

NOW = 1_000_000


def a_row(number: int, conversation: str = "amal", album: str | None = None, received_at: int = NOW) -> InboxRow:
    return InboxRow(InboxId(number), ChannelName("telegram"), conversation, album, b"{}", received_at, 0)


def ids(batches: list[list[InboxRow]]) -> list[list[int]]:
    return [[row.id for row in batch] for batch in batches]


def test_rows_go_in_order_one_by_one():
    ready = pick_ready([a_row(1), a_row(2, "bo"), a_row(3)], NOW, {})
    assert ids(ready.batches) == [[1], [2], [3]]


def test_an_album_waits_for_its_parts_and_others_do_not_wait_for_it():
    ready = pick_ready([a_row(1, album="x"), a_row(2, album="x"), a_row(3, "bo")], NOW + 10, {})
    assert ids(ready.batches) == [[3]]
    assert ready.next_at == NOW + ALBUM_SETTLES


def test_an_album_is_complete_after_a_quiet_second():
    ready = pick_ready([a_row(1, album="x"), a_row(2, album="x")], NOW + ALBUM_SETTLES, {})
    assert ids(ready.batches) == [[1, 2]]


def test_parts_that_a_crash_kept_away_have_time_to_come_again():
    rows = [a_row(1, album="x", received_at=NOW - 10), a_row(2, "bo", "y", received_at=NOW + 10)]
    ready = pick_ready(rows, NOW + 2 * ALBUM_SETTLES, {}, began=NOW)
    assert ids(ready.batches) == [[2]], "what came after the start is known to be whole"
    assert ready.next_at == NOW + ALBUM_COMES_AGAIN
    rows.append(a_row(3, album="x", received_at=NOW + ALBUM_COMES_AGAIN - 10))
    ready = pick_ready(rows, NOW + ALBUM_COMES_AGAIN, {}, began=NOW)
    assert ids(ready.batches) == [[2]]
    assert ids(pick_ready(rows, NOW + ALBUM_COMES_AGAIN + ALBUM_SETTLES, {}, began=NOW).batches) == [[1, 3], [2]]


def test_an_album_is_complete_when_its_writer_goes_on():
    ready = pick_ready([a_row(1, album="x"), a_row(2, album="x"), a_row(3)], NOW, {})
    assert ids(ready.batches) == [[1, 2], [3]]


def test_two_people_send_albums_at_once():
    rows = [a_row(1, album="x"), a_row(2, "bo", "y"), a_row(3, album="x"), a_row(4, "bo", "y")]
    assert ids(pick_ready(rows, NOW + ALBUM_SETTLES, {}).batches) == [[1, 3], [2, 4]]


def test_ten_parts_are_complete_at_once():
    rows = [a_row(number, album="x") for number in range(1, 11)]
    assert ids(pick_ready(rows, NOW, {}).batches) == [list(range(1, 11))]


def test_what_follows_an_album_that_is_not_complete_stays_behind_it():
    rows = [a_row(1, album="x"), a_row(2, album="y")]
    ready = pick_ready(rows, NOW, {})
    assert ids(ready.batches) == [[1]]
    assert ready.next_at == NOW + ALBUM_SETTLES


def test_a_resting_conversation_waits_and_the_others_go_on():
    ready = pick_ready([a_row(1), a_row(2), a_row(3, "bo")], NOW, {"amal": NOW + 500})
    assert ids(ready.batches) == [[3]]
    assert ready.next_at == NOW + 500


def test_an_album_at_the_end_of_a_full_batch_waits_for_the_next():
    rows = [*(a_row(number, f"other {number}") for number in range(1, BATCH)), a_row(BATCH, album="x")]
    assert len(pick_ready(rows, NOW + ALBUM_SETTLES, {}).batches) == BATCH - 1
    assert ids(pick_ready(rows[-1:], NOW + ALBUM_SETTLES, {}).batches) == [[BATCH]]
