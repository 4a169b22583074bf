"""What may leave the staff chat: nobody in a group of fewer than five, not even by subtraction."""

import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.figures.export import FIRST, tabulate, to_csv, to_xlsx
from bot.features.figures.periods import Period
from bot.features.figures.report import COUNTED, HIDDEN, SMALLEST, WAITED, Report, neutral, protected
from bot.features.figures.rules import Counts, Grouping, Part

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def report(parts: list[Counts], by: Grouping = Grouping.TOPIC, before: int | None = None) -> Report:
    """The whole is the sum of its parts."""
    waits: dict[int, int] = {}
    for part in parts:
        for minutes, cases in part.waits.items():
            waits[minutes] = waits.get(minutes, 0) + cases
    numbers = [name for name in Counts.__slots__ if name != "waits"]
    total = Counts(**{name: sum(getattr(part, name) for part in parts) for name in numbers}, waits=waits)
    named = tuple(Part(f"topic-{index}", counts, before) for index, counts in enumerate(parts))
    return Report(YEAR, YEAR, None, by, total, before, named, None)


@st.composite
def counts(draw: st.DrawFn) -> Counts:
    cases = draw(st.integers(0, 12))
    people = draw(st.integers(min(1, cases), cases))
    some = st.integers(0, cases)
    return Counts(
        cases, people, draw(st.integers(0, people)), cases * 2, cases, draw(some), draw(some), draw(some),
        draw(st.integers(0, 4)), {7: cases} if cases else {},
    )  # fmt: skip


@given(st.lists(counts(), min_size=1, max_size=6))
def test_no_figure_of_a_small_group_is_shown_or_can_be_worked_out(parts: list[Counts]) -> None:
    made = report(parts)
    rows, total = protected(made)
    for column in COUNTED:
        if column == "cases_before":
            continue
        true = [getattr(part, column) for part in parts]
        shown = [row[column] for row in rows]
        assert not any(isinstance(cell, int) and 0 < cell < SMALLEST for cell in (*shown, total[column]))
        assert all(cell in (value, HIDDEN) for cell, value in zip(shown, true, strict=True))
        missing = [value for cell, value in zip(shown, true, strict=True) if cell is HIDDEN]
        if total[column] is HIDDEN or not any(missing):
            continue
        known = sum(cell for cell in shown if isinstance(cell, int))
        rest = total[column] - known
        # Whoever reads it knows what is missing in all, and perhaps which of it is not zero: then each of those
        # may be anything from one up to what the others leave.
        others = sum(value > 0 for value in missing) - 1
        assert rest == sum(missing)
        assert others > 0
        assert rest - others >= SMALLEST
    for row, part in zip(rows, parts, strict=True):
        if 0 < part.people < SMALLEST or 0 < part.cases < SMALLEST:
            assert all(row[column] is HIDDEN for column in (*COUNTED, *WAITED) if column != "cases_before")


@given(st.lists(st.builds(lambda n: Counts(n, n, n, n, n, n, n, n, n, {3: n}), st.integers(5, 99)), min_size=1))
def test_large_groups_are_shown_whole(parts: list[Counts]) -> None:
    rows, total = protected(report(parts))
    assert HIDDEN not in {*total.values(), *(cell for row in rows for cell in row.values())}


def test_a_lonely_small_group_takes_the_next_one_with_it() -> None:
    parts = [Counts(cases=n, people=n) for n in (40, 9, 2, 0)]
    rows, total = protected(report(parts))
    assert [row["cases"] for row in rows] == [40, HIDDEN, HIDDEN, 0]
    assert total["cases"] == 51


def test_where_nothing_is_left_to_hide_the_whole_is_hidden() -> None:
    rows, total = protected(report([Counts(cases=3, people=3)]))
    assert rows[0]["cases"] is total["cases"] is HIDDEN
    rows, total = protected(report([Counts(cases=9, people=9, queued=2), Counts(cases=9, people=9, queued=1)]))
    assert total["queued"] is HIDDEN
    assert total["cases"] == 18


def test_hours_have_nothing_but_cases() -> None:
    rows, _total = protected(report([Counts(cases=n) for n in (0, 9, 9)], Grouping.HOUR))
    assert [row["cases"] for row in rows] == [0, 9, 9]
    assert {row["people"] for row in rows} == {None}


def test_a_step_does_not_tell_of_the_step_before() -> None:
    rows, _total = protected(report([Counts(9, 9), Counts(9, 9)], Grouping.MONTH, before=3))
    assert {row["cases_before"] for row in rows} == {None}


@pytest.mark.parametrize("name", ["=1+1", "+47", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_name_is_a_formula(name: str) -> None:
    assert neutral(name) == f"'{name}"
    table = tabulate(report([Counts(9, 9)]), lambda _key: name)
    [_heading, first, _total] = csv.reader(StringIO(to_csv(table), newline=""))
    assert first[3] == f"'{name}"
    assert b"<f>" not in sheet(to_xlsx(table))


@given(st.text())
def test_other_names_stay_as_they_are(name: str) -> None:
    assert neutral(name).lstrip("'") == name.lstrip("'")
    assert not neutral(name).startswith(("=", "+", "-", "@", "\t", "\r"))


def sheet(book: bytes) -> bytes:
    with ZipFile(BytesIO(book)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_a_table_has_a_heading_and_a_line_for_each_group_and_the_whole() -> None:
    table = tabulate(report([Counts(9, 8, 7, 20, 10, 6, 5, 9, 5, {30: 9}), Counts(3, 3)]), str.upper)
    lines = to_csv(table).split("\r\n")
    assert lines[0] == ",".join([*FIRST, *COUNTED, *WAITED])
    assert lines[1].startswith("2026-01-01,2026-12-31,topic,TOPIC-0,hidden,,hidden")
    assert lines[2].startswith("2026-01-01,2026-12-31,topic,TOPIC-1,hidden,,hidden")
    assert lines[3].startswith("2026-01-01,2026-12-31,topic,total,12,,11,")
    assert lines[4] == ""
