"""What the commands print: tables, findings, and the story."""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from bot.cli.demo import StoryLine
    from bot.features.figures.export import FigureTable
    from bot.features.hours.timetable import Timetable
    from bot.kernel.findings import Finding
    from bot.kernel.model import SetAside

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SHOWN_FIGURES = {
    "cases": "Cases",
    "cases_before": "Before",
    "people": "People",
    "new_people": "New",
    "within_day": "Within\na day",
    "median_minutes": "Half in\nminutes",
    "ninety_percent_minutes": "90 % in\nminutes",
}
"""The columns that a terminal shows, and their headings: how many were answered within a day, and how soon."""
COLOURS = {"contact": "cyan", "team": "green", "staff": "magenta", "bot": "default"}


def make_console() -> "Console":
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def say_ready(address: str, key_file: str) -> None:
    typer.echo(
        f"""
Brobygger runs, with a simulated Telegram: no token, no network, nothing is kept.

    Open  {address}

Its database is encrypted at rest, with a key that was made just now: {key_file}
Ctrl-C ends it."""
    )


def show_findings(console: "Console", findings: "list[Finding]") -> None:
    """One line for each finding, its advice below it, and a line that counts them."""
    colours = {"ok": "green", "warning": "yellow", "error": "bold red"}
    for finding in findings:
        console.print(f"{finding.severity:8}", style=colours[finding.severity], end="")
        console.print(": ".join(filter(None, [finding.subject, finding.problem])), soft_wrap=True)
        if finding.advice:
            console.print(f"{'':8}→ {finding.advice}", soft_wrap=True)
    counts = Counter(str(finding.severity) for finding in findings)
    errors, warnings = (f"{counts[word]} {word}{'' if counts[word] == 1 else 's'}" for word in ("error", "warning"))
    console.print(f"\n{errors}, {warnings}, {counts['ok']} in order.")


def show_aside(console: "Console", aside: "list[tuple[SetAside, str]]", time_zone: str) -> None:
    """One line for each row, oldest first."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from rich import box
    from rich.table import Table

    if not aside:
        console.print("Nothing was set aside.")
        return
    table = Table(box=box.SIMPLE)
    for heading in ("Name", "Since", "Belongs to", "Why"):
        table.add_column(heading)
    for each, place in aside:
        since = datetime.fromtimestamp(each.since / 1000, ZoneInfo(time_zone))
        table.add_row(str(each.name), f"{since:%Y-%m-%d %H:%M}", place, each.error)
    console.print(table)
    console.print("Try again: brobygger queue retry NAME    Give up: brobygger queue drop NAME")


def show_timetable(console: "Console", timetable: "Timetable") -> None:
    """One row for each day, a line between weeks, and why a day is not as usual."""
    from rich import box
    from rich.table import Table

    console.print("\n" + ", ".join(timetable.teams), style="bold", soft_wrap=True)
    table = Table(box=box.SIMPLE)
    for heading in ("Date", "Day", "Open", "Note"):
        table.add_column(heading)
    for day in timetable.days:
        periods = ", ".join(map(describe_period, day.periods))
        usual = day.kind if day.kind != "fixed" and day.why == "plan" else periods
        notes = {"closed": "closed day", "special": "hours of its own"}
        note = ", ".join(filter(None, [notes.get(day.why, ""), day.holiday]))
        style = "dim" if not day.periods else None
        table.add_row(day.date.isoformat(), WEEKDAYS[day.date.weekday()], usual or "closed", note, style=style)
        if day.date.weekday() == 6:
            table.add_section()
    console.print(table)


def show_figures(console: "Console", table: "FigureTable") -> None:
    """The most telling columns, as many as 80 letters have room for; an exported file has all of them."""
    from rich import box
    from rich.table import Table

    console.print(f"Cases opened from {table.first} to {table.last}.", style="bold", soft_wrap=True)
    columns = [column for column in SHOWN_FIGURES if any(column in row for row in table.rows)]
    shown = Table(box=box.SIMPLE)
    shown.add_column(table.by.capitalize(), overflow="fold")
    for column in columns:
        shown.add_column(SHOWN_FIGURES[column], justify="right", no_wrap=True)
    for number, row in enumerate(table.rows):
        last = number == len(table.rows) - 1
        cells = [str(row.get(column, "")) for column in columns]
        shown.add_row(str(row["name"]), *cells, style="bold" if last else None)
        if number == len(table.rows) - 2:
            shown.add_section()
    console.print(shown)
    if table.rising:
        named = [f"{row['name']} ({row['cases']}, before {row['cases_before']})" for row in table.rising]
        console.print(f"Rising: {', '.join(named)}", soft_wrap=True)
    if any(row.get(column) == "hidden" for row in table.rows for column in columns):
        console.print("hidden: fewer than five, or they could be worked out from it.", soft_wrap=True)


def describe_period(period: tuple[int, int]) -> str:
    """As in "10:00–15:00"; past midnight the clock begins again."""
    start, end = (f"{minute // 60 % 24:02}:{minute % 60:02}" for minute in period)
    return f"{start}–{'24:00' if period[1] == 24 * 60 else end}"


class StoryTeller:
    """Shows a scripted conversation: contacts on the left, the team and staff on the right, the bot between them.

    Where the output is no terminal, each message is one plain line: "Amal (contact): ...".
    """

    def __init__(self, console: "Console") -> None:
        self._console = console
        self._width = min(console.width, 100)
        self._counts: Counter[str] = Counter()
        self._last = ("", "")
        self._began = perf_counter()

    def tell(self, line: "StoryLine") -> None:
        self._counts[line.side] += 1
        if not self._console.is_terminal:
            text = f"{line.who} ({line.side}): {line.text}".replace("\n", "\n    ")
            self._console.print("\n".join(map(str.rstrip, text.splitlines())), soft_wrap=True)
            return
        if (line.who, line.side) != self._last:
            self._console.print()
            self._console.print(self._place(line.who, line.side), style=f"bold {COLOURS[line.side]}", soft_wrap=True)
        self._last = (line.who, line.side)
        for row in self._wrap(line.text):
            self._console.print(self._place(row, line.side).rstrip(), style=COLOURS[line.side], soft_wrap=True)

    def end(self) -> None:
        self._console.print(
            f"\nThe end: {self._counts.total()} messages in {perf_counter() - self._began:.1f} seconds; "
            f"{self._counts['contact']} by the contact, {self._counts['team']} by the team, "
            f"{self._counts['bot']} by the bot.",
            soft_wrap=True,
        )

    def _place(self, row: str, side: str) -> str:
        from rich.cells import cell_len

        free = self._width - cell_len(row)
        match side:
            case "contact":
                return row
            case "bot":
                return " " * (free // 2) + row
            case _:
                return " " * free + row

    def _wrap(self, text: str) -> Iterator[str]:
        """Lines of at most three fifths of the width, all of one length so that they stand as a block.

        A right-to-left text is set flush right within its block and isolated, so that a terminal which orders it
        leaves the block where it is.
        """
        from rich.cells import cell_len
        from rich.text import Text

        rows = [row.plain.rstrip() for row in Text(text).wrap(self._console, self._width * 3 // 5)]
        longest = max(map(cell_len, rows), default=0)
        for row in rows:
            padding = " " * (longest - cell_len(row))
            yield f"{padding}\u2067{row}\u2069" if row and is_right_to_left(text) else f"{row}{padding}"


def is_right_to_left(text: str) -> bool:
    """Whether most letters are. The first one does not decide: a remark in English may stand before it."""
    counts = Counter(unicodedata.bidirectional(letter) for letter in text)
    return counts["R"] + counts["AL"] > counts["L"]


def show_retention(console: "Console", periods: dict[str, int], runs: "dict[datetime, dict[str, int]]") -> None:
    """The periods, then a row for each run with what it deleted."""
    from rich import box
    from rich.table import Table

    console.print("Kept for: " + ", ".join(f"{name} {days} days" for name, days in periods.items()), soft_wrap=True)
    if not runs:
        console.print("Nothing was deleted yet: the service has not run.")
        return
    kinds = list(next(iter(runs.values())))
    table = Table(box=box.SIMPLE)
    for heading in ("Run", *kinds):
        table.add_column(heading.replace("_", " "))
    for at, deleted in runs.items():
        table.add_row(f"{at:%Y-%m-%d %H:%M}", *(str(deleted.get(kind, 0)) for kind in kinds))
    console.print(table)
