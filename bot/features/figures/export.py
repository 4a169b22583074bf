"""Figures as a table that may leave the staff chat: on a terminal, as CSV, as an Excel workbook.

Groups smaller than five are hidden, and no name in it can be taken for a formula.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.features.figures.report import COLUMNS, HIDDEN, Report, Row, neutral, protected
from bot.features.figures.rules import TIMES, Grouping, rising

Value = str | int
LETTERS = {Grouping.DAY: 10, Grouping.WEEK: 10, Grouping.MONTH: 7, Grouping.YEAR: 4}
"""How much of its first day's date names a step; a week is named by its Monday, or by where the period begins."""
FIRST = ("from", "to", "by", "name")


@dataclass(frozen=True, slots=True)
class FigureTable:
    """`rows` have a "name" and figures; what does not exist is left out. The last row is the whole.

    `rising`: the rows of which there are clearly more cases than in the period before, the steepest rise first.
    """

    first: date
    last: date
    by: str
    rows: tuple[dict[str, Value], ...]
    rising: tuple[dict[str, Value], ...]


def tabulate(report: Report, name: Callable[[str], str]) -> FigureTable:
    """`name`: what a group is called. Days and weeks are called as in "2026-11-22", months "2026-11", years "2026"."""
    rows, total = protected(report)
    timed = report.by in TIMES
    named = {
        part.key: _named(part.key[: LETTERS[report.by]] if timed else name(part.key), row)
        for part, row in zip(report.parts, rows, strict=True)
    }
    risen = [] if timed else [named[part.key] for part in rising(report.parts)]
    by = "office" if report.by is Grouping.PLACE else str(report.by)
    return FigureTable(
        report.counted.first,
        report.counted.last,
        by,
        (*named.values(), _named("total", total)),
        tuple(row for row in risen if "hidden" not in (row["cases"], row["cases_before"])),
    )


def _named(name: str, row: Row) -> dict[str, Value]:
    cells = {column: "hidden" if cell is HIDDEN else cell for column in COLUMNS if (cell := row[column]) is not None}
    return {"name": neutral(name), **cells}


def to_csv(table: FigureTable) -> str:
    """With a heading; lines end as RFC 4180 says."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*FIRST, *COLUMNS])
    writer.writerows(_line(table, row) for row in table.rows)
    return text.getvalue()


def to_xlsx(table: FigureTable) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("figures")
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, len(FIRST))
        sheet.set_column(0, len(FIRST) + len(COLUMNS), 14)
        sheet.write_row(0, 0, [*FIRST, *COLUMNS], bold)
        for number, row in enumerate(table.rows, 1):
            sheet.write_row(number, 0, _line(table, row), bold if number == len(table.rows) else None)
    return content.getvalue()


def _line(table: FigureTable, row: dict[str, Value]) -> list[Value]:
    return [str(table.first), str(table.last), table.by, row["name"], *(row.get(column, "") for column in COLUMNS)]
