"""A platform that takes nothing is asked seldom, however many chats wait."""

from bot.engine.breaker import Storm
from bot.kernel.errors import Fault, SendError
from bot.kernel.outgoing import Receipt

AWAY = SendError(Fault.OUTAGE)


def met(*results: Receipt | SendError, now: int = 0) -> Storm:
    storm = Storm()
    for lane, result in enumerate(results):
        storm.note(str(lane), result, now)
    return storm


def test_one_chat_that_refuses_keeps_no_other_waiting() -> None:
    storm = Storm()
    for _ in range(10):
        storm.note("a", SendError(Fault.FLOOD, retry_after=60), 0)
        storm.note("b", AWAY, 0)
    assert storm.room(1, 0) is None


def test_in_a_storm_one_asks_whether_it_is_over() -> None:
    storm = met(*[SendError(Fault.FLOOD, retry_after=wait) for wait in (10, 60, 30)])
    assert storm.room(60_999, 0) == 0
    assert storm.room(61_000, 0) == 1
    assert storm.room(61_000, 1) == 0, "one is asking"
    storm.note("3", Receipt(), 61_500)
    assert storm.room(61_500, 0) is None


def test_what_is_taken_in_between_says_that_it_is_no_storm() -> None:
    assert met(AWAY, AWAY, Receipt(), AWAY, AWAY).room(1, 0) is None


def test_what_says_nothing_about_the_platform_does_not_count() -> None:
    assert met(*[SendError(Fault.UNREACHABLE), SendError(Fault.REFUSED)] * 5).room(1, 0) is None


def test_a_day_without_the_platform_is_asked_about_once_a_minute() -> None:
    storm, tries, day = met(AWAY, AWAY, AWAY), 0, 24 * 3600
    for second in range(1, day):
        if storm.room(second * 1000, 0):
            storm.note(str(second), AWAY, second * 1000)
            tries += 1
    assert day // 60 - 10 < tries < day // 60 + 10


def test_a_clock_that_is_set_back_prolongs_nothing() -> None:
    storm = met(AWAY, AWAY, AWAY, now=3_600_000)
    assert storm.room(3_600_001, 0) == 0
    assert storm.room(0, 0) == 1
