"""How far a message has come, by what its channel says of it."""

from itertools import permutations

import pytest

from bot.features.relay.rules import state_when_reported, state_when_taken
from bot.kernel.capabilities import Report
from bot.kernel.model import MessageState
from handlers.telegram.capabilities import CAPABILITIES

SILENT = frozenset({Report.ACCEPTED})
OF_FAILURES = frozenset({Report.ACCEPTED, Report.FAILED})
OF_ALL = frozenset(Report)


def told(*reported: Report, reports: frozenset[Report] = OF_ALL) -> MessageState:
    state = state_when_taken(reports)
    for report in reported:
        state = state_when_reported(state, report, reports) or state
    return state


def test_where_nothing_more_is_heard_what_was_taken_has_arrived() -> None:
    assert told(reports=SILENT) is MessageState.DELIVERED
    assert told(reports=CAPABILITIES.reports) is MessageState.DELIVERED


def test_where_delivery_is_reported_only_the_report_counts() -> None:
    assert told() is MessageState.RELAYED
    assert told(Report.ACCEPTED) is MessageState.RELAYED
    assert told(Report.DELIVERED) is MessageState.DELIVERED
    assert told(Report.READ) is MessageState.DELIVERED, "a report may be lost"


def test_what_was_taken_may_fail_later() -> None:
    assert told(Report.FAILED) is MessageState.FAILED
    assert told(Report.FAILED, reports=OF_FAILURES) is MessageState.FAILED


def test_what_is_on_the_device_can_not_fail() -> None:
    assert told(Report.DELIVERED, Report.FAILED) is MessageState.DELIVERED


def test_a_failure_of_which_the_writer_knows_is_never_taken_back() -> None:
    assert told(Report.FAILED, Report.DELIVERED, Report.READ) is MessageState.FAILED


@pytest.mark.parametrize("order", list(permutations([Report.ACCEPTED, Report.DELIVERED, Report.READ, Report.READ])))
def test_reports_may_come_in_any_order_and_twice(order: tuple[Report, ...]) -> None:
    assert told(*order) is MessageState.DELIVERED


@pytest.mark.parametrize("state", [MessageState.HELD, MessageState.ASKED, MessageState.UNDONE, MessageState.FAILED])
@pytest.mark.parametrize("report", Report)
def test_what_waits_or_was_taken_back_is_not_moved(state: MessageState, report: Report) -> None:
    for reports in (SILENT, OF_FAILURES, OF_ALL):
        assert state_when_reported(state, report, reports) is None
