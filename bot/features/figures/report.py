"""A report of figures, and the table that may leave the staff chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.features.figures.periods import Period
from bot.features.figures.rules import TIMES, Counts, Grouping, Part

SMALLEST = 5
"""The smallest group that is shown outside the staff chat."""


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a period, also in parts.

    `period` was asked for, `counted` are the days of it that have begun, `before` what they are compared with (None:
    there was nothing yet) and `total_before` its cases. `unanswered`: how many wait now; None when the period is over.
    """

    period: Period
    counted: Period
    before: Period | None
    by: Grouping
    total: Counts
    total_before: int | None
    parts: tuple[Part, ...]
    unanswered: int | None


class Hidden(Enum):
    """Stands where a figure would tell of fewer than five, or would let one be worked out."""

    HIDDEN = "hidden"


HIDDEN = Hidden.HIDDEN
Cell = int | None | Hidden
"""None: there is no such figure."""
Row = dict[str, Cell]

COUNTED = (
    "cases", "cases_before", "people", "new_people", "questions", "answers", "answered", "within_day", "queued",
    "closed", "volunteers",
)  # fmt: skip
WAITED = ("median_minutes", "ninety_percent_minutes")
COLUMNS = COUNTED + WAITED


def protected(report: Report) -> tuple[list[Row], Row]:
    """The rows of the parts and of the whole, in which no group of fewer than five people or cases can be read.

    A row of fewer than five cases or people is hidden whole, and so is every single figure from 1 to 4. Where the total
    would give a hidden figure away, the smallest other one in its column is hidden too, until each of those that are
    missing might be five or more; where there is no other one, the total is. Zero says nothing of anybody and stays.
    """
    timed = report.by in TIMES  # what came before stands in the row above
    rows = [
        _row(part.counts, None if timed else part.before, hourly=report.by is Grouping.HOUR) for part in report.parts
    ]
    total = _row(report.total, report.total_before)
    small = {index for index, row in enumerate(rows) if _is_small(row["cases"]) or _is_small(row["people"])}
    hide_total = _is_small(total["cases"]) or _is_small(total["people"])
    for column in COUNTED:
        _protect_column(rows, total, column, small, hide_total)
    for row in (*rows, total):
        if HIDDEN in (row["cases"], row["answered"]) or _is_small(row["answered"]):
            row.update(dict.fromkeys(WAITED, HIDDEN))
    return rows, total


def _row(counts: Counts, before: int | None, *, hourly: bool = False) -> Row:
    cells: Row = {
        "cases": counts.cases,
        "cases_before": before,
        "people": counts.people,
        "new_people": counts.new_people,
        "questions": counts.questions,
        "answers": counts.answers,
        "answered": counts.answered,
        "within_day": counts.within_day,
        "queued": counts.queued,
        "closed": counts.closed,
        "volunteers": counts.volunteers,
        "median_minutes": counts.waited(50),
        "ninety_percent_minutes": counts.waited(90),
    }
    return cells if not hourly else dict.fromkeys(COLUMNS) | {"cases": counts.cases}


def _is_small(cell: Cell) -> bool:
    return isinstance(cell, int) and 0 < cell < SMALLEST


def _protect_column(rows: Sequence[Row], total: Row, column: str, small: set[int], hide_total: bool) -> None:
    values = {index: value for index, row in enumerate(rows) if isinstance(value := row[column], int)}
    hidden = {index for index, value in values.items() if index in small or _is_small(value)}
    if hide_total or _is_small(total[column]):
        total[column] = HIDDEN
    elif hidden:
        spare = sorted((value, index) for index, value in values.items() if value and index not in hidden)
        while not _is_safe([values[index] for index in hidden]):
            if not spare:
                total[column] = HIDDEN
                break
            hidden.add(spare.pop(0)[1])
    for index in hidden:
        rows[index][column] = HIDDEN


def _is_safe(hidden: Sequence[int]) -> bool:
    """Whether each of them, of which only the sum is known and that none is zero, might be five or more."""
    number = sum(value > 0 for value in hidden)
    return number == 0 or (number > 1 and sum(hidden) - (number - 1) >= SMALLEST)


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula. Source: OWASP, CSV Injection."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
