"""The command line: what people read, on which stream, and the exit code.

Behind the commands stands a stand-in for what they call, which ends the way a test asks for; with the real one the
commands run in `test_commands.py` and in the flows.
"""

import asyncio
import errno
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import bot.cli
from bot import log
from bot.cli import main as cli
from bot.features.hours.rules import Day, Why
from bot.features.hours.timetable import Timetable
from bot.kernel.errors import BotError, ConfigError, NewerDatabase, StoreError, TokenRevoked
from bot.kernel.ids import TeamName
from bot.kernel.plans import WHOLE_DAY, Kind, Period

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Finding:
    severity: str
    subject: str
    problem: str
    advice: str


@dataclass
class StoryLine:
    who: str
    side: str
    text: str


@dataclass
class Weeks:
    tables: list[Timetable]
    changes: list[str]
    findings: list[Finding]


@dataclass
class StandIn:
    """What the commands find behind them. `fail` is raised by whatever is called; `called` notes the calls."""

    fail: BaseException | None = None
    findings: list[Finding] = field(default_factory=list)
    story: list[StoryLine] = field(default_factory=list)
    timetables: list[Timetable] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    log_level: str | None = None

    async def run(self, settings: object) -> None:
        self._note("run")

    async def check(self, settings: object) -> list[Finding]:
        self._note("check")
        return self.findings

    async def hours(self, settings: object) -> Weeks:
        self._note("hours")
        return Weeks(self.timetables, self.changes, self.findings)

    async def demo(self, port: int, on_ready: Callable[[str, str], None]) -> None:
        self._note(f"demo {port}")
        on_ready(f"http://localhost:{port}/", "some/brobygger.key")

    async def play_story(self, line: Callable[[StoryLine], None]) -> None:
        self._note("story")
        for each in self.story:
            await asyncio.sleep(0)
            line(each)

    def _note(self, what: str) -> None:
        self.called.append(what)
        if self.fail:
            raise self.fail


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    stand_in = StandIn()
    for package, place, names in (
        (bot, "app", ("run",)),
        (bot.cli, "check", ("check",)),
        (bot.cli, "views", ("hours",)),
        (bot.cli, "demo", ("demo", "play_story")),
    ):
        module = ModuleType(f"{package.__name__}.{place}")
        for name in names:
            setattr(module, name, getattr(stand_in, name))
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setattr(package, place, module, raising=False)
    # The real one would change how the whole test process logs.
    monkeypatch.setattr(log, "configure_logging", lambda level: setattr(stand_in, "log_level", level))
    monkeypatch.delenv("BROBYGGER_CONFIG", raising=False)
    return stand_in


@pytest.fixture
def brobygger(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Type a command line, read what it says."""

    def type_in(*words: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["brobygger", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Result(int(ended.value.code or 0), out, err)

    return type_in


Type = Callable[..., Result]


# -- help --------------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_every_exit_code(brobygger: Type) -> None:
    shown = brobygger("--help")
    assert shown.code == cli.ExitCode.DONE
    for command in ("run", "demo", "check", "hours", "version"):
        assert re.search(rf"│ {command} +\w", shown.out), command
    for code in cli.ExitCode:
        assert re.search(rf"• {code.value}: \w", shown.out), code


@pytest.mark.parametrize("command", ["run", "demo", "check", "hours", "version"])
def test_each_command_has_an_example(brobygger: Type, command: str) -> None:
    assert "Example: brobygger " in brobygger(command, "--help").out


def test_nothing_typed_shows_the_help(brobygger: Type) -> None:
    assert "Usage: brobygger" in "".join(brobygger().__dict__[stream] for stream in ("out", "err"))


@pytest.mark.parametrize(
    "words", [["dance"], ["demo", "--port", "70000"], ["--log-level", "loud", "version"], ["run", "--storey"]]
)
def test_a_wrong_command_line_is_refused(brobygger: Type, words: list[str]) -> None:
    result = brobygger(*words)
    assert result.code == cli.ExitCode.USAGE
    assert result.err
    assert not result.out


def test_version(brobygger: Type) -> None:
    result = brobygger("version")
    assert result.code == cli.ExitCode.DONE
    assert re.fullmatch(r"brobygger \d+\.\d+\.\d+\S* \(Python 3\.\d+\.\d+\S*\)\n", result.out)


# -- the configuration -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "check", "hours"])
def test_a_missing_configuration_says_how_to_begin(brobygger: Type, app: StandIn, tmp_path: Path, command: str) -> None:
    path = tmp_path / "config.toml"
    result = brobygger("--config", str(path), command)
    assert result.code == cli.ExitCode.CONFIG
    assert f"cp config.example.toml {path}" in result.err
    assert not result.out
    assert not app.called


def test_the_configuration_is_in_the_current_folder_unless_named(
    brobygger: Type, app: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "cp config.example.toml config.toml" in brobygger("run").err
    monkeypatch.setenv("BROBYGGER_CONFIG", "elsewhere.toml")
    assert "cp config.example.toml elsewhere.toml" in brobygger("run").err


@pytest.mark.parametrize("command", ["run", "check"])
def test_example_values_are_refused(brobygger: Type, app: StandIn, command: str) -> None:
    result = brobygger("--config", str(ROOT / "config.example.toml"), command)
    assert result.code == cli.ExitCode.CONFIG
    assert "service.name: this is the name of the example" in result.err
    assert not app.called


def test_every_fault_is_listed_with_a_number(brobygger: Type, app: StandIn, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[nonsense]\nx = 1\n[more_nonsense]\n")
    result = brobygger("--config", str(path), "run")
    assert result.code == cli.ExitCode.CONFIG
    assert not result.out
    first, *faults = result.err.splitlines()
    assert first == "The configuration can't be used:"
    numbers = [int(found[1]) for line in faults if (found := re.match(r" {0,2}(\d+)\. \S", line))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert any("nonsense" in line for line in faults)
    assert any("more_nonsense" in line for line in faults)


# -- running, and how it ends ------------------------------------------------------------------------------------------


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A configuration that can be used."""
    path = tmp_path / "config.toml"
    path.write_text(
        """
[service]
name = "Advice Oslo"
fallback_team = "Oslo"

[[teams]]
name = "Oslo"
chat = "telegram:-1001234567890"
languages = ["nb", "en"]
"""
    )
    monkeypatch.setenv("BROBYGGER_CONFIG", str(path))
    monkeypatch.setenv("BROBYGGER_TELEGRAM_TOKEN", "1234567890:an-invented-token")


def test_run_ends_in_good_order(brobygger: Type, app: StandIn, config: None) -> None:
    assert brobygger("run").code == cli.ExitCode.DONE
    assert app.called == ["run"]
    assert app.log_level == "INFO"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ConfigError(["teams: none", "topics: none"]), 3, ["  1. teams: none", "  2. topics: none"]),
        (TokenRevoked(), 4, ["@BotFather"]),
        (StoreError("the disk is full"), 5, ["The database can't be used: the disk is full"]),
        (NewerDatabase("made by a newer version"), 5, ["made by a newer version"]),
        (BaseExceptionGroup("", [OSError("x"), ExceptionGroup("", [TokenRevoked()])]), 4, ["@BotFather"]),
        (OSError(errno.EADDRINUSE, "in use"), 1, ["Another program has the address", "`listen`"]),
        (KeyboardInterrupt(), 130, []),
    ],
)
def test_errors_that_we_know_are_explained(
    brobygger: Type, app: StandIn, config: None, error: BaseException, code: int, words: list[str]
) -> None:
    app.fail = error
    result = brobygger("run")
    assert result.code == code
    for word in words:
        assert word in result.err
    assert not result.out


@pytest.mark.parametrize("error", [ValueError("Amal wrote this"), BotError("Amal wrote this"), OSError(5, "Amal")])
def test_an_unexpected_error_says_where_and_not_what(
    brobygger: Type, app: StandIn, config: None, error: Exception
) -> None:
    app.fail = error
    result = brobygger("run")
    assert result.code == cli.ExitCode.UNEXPECTED
    assert type(error).__name__ in result.err
    assert re.search(r"bot/cli/main\.py:\d+", result.err)
    assert "Please report it" in result.err
    assert "Amal" not in result.err


def test_the_log_level_can_be_chosen(brobygger: Type, app: StandIn, config: None) -> None:
    brobygger("--log-level", "debug", "run")
    assert app.log_level == "DEBUG"


# -- check -------------------------------------------------------------------------------------------------------------


def test_check_shows_every_finding_and_counts(brobygger: Type, app: StandIn, config: None) -> None:
    app.findings = [
        Finding("ok", "token", "works", ""),
        Finding("warning", "team arabic", "one volunteer only", "Ask a second person to join."),
    ]
    result = brobygger("check")
    assert result.code == cli.ExitCode.DONE
    assert result.out.splitlines() == [
        "ok      token: works",
        "warning team arabic: one volunteer only",
        "        → Ask a second person to join.",
        "",
        "0 errors, 1 warning, 1 in order.",
    ]


def test_check_fails_when_it_finds_an_error(brobygger: Type, app: StandIn, config: None) -> None:
    app.findings = [Finding("error", "team arabic", "the bot is not in the group", "Add it.")]
    result = brobygger("check")
    assert result.code == cli.ExitCode.CHECK
    assert "1 error, 0 warnings, 0 in order." in result.out


# -- demo --------------------------------------------------------------------------------------------------------------


def test_hours_are_a_table_with_what_is_not_as_usual(brobygger: Type, app: StandIn) -> None:
    monday = date(2026, 12, 21)
    day = partial(Day, kind=Kind.FIXED, why=Why.PLAN, holiday="")
    morning, night = Period(600, 720), Period(1320, 1560)
    app.timetables = [
        Timetable(
            (TeamName("Arabic"), TeamName("Polish")),
            (
                day(date=monday, periods=(morning, night)),
                day(date=monday + timedelta(days=1), periods=(Period(1200, 1440),)),
                day(date=monday + timedelta(days=2), periods=(morning,), why=Why.SPECIAL),
                day(date=monday + timedelta(days=3), periods=(), why=Why.CLOSED),
                day(date=monday + timedelta(days=4), periods=(), why=Why.HOLIDAY, holiday="Christmas Day"),
            ),
        ),
        Timetable(
            (TeamName("Somali"),),
            (
                day(date=monday, kind=Kind.REQUEST, periods=WHOLE_DAY),
                day(date=monday, kind=Kind.ALWAYS, periods=WHOLE_DAY),
                day(date=monday, kind=Kind.ALWAYS, periods=(), why=Why.CLOSED),
            ),
        ),
    ]
    app.changes = ["Arabic: closed from 2026-12-28 00:00 to 2026-12-29 00:00 moving house"]
    app.findings = [Finding("warning", "language so", "Nobody answers.", "Look at: brobygger hours")]
    # The example's values are enough to look at hours.
    result = brobygger("--config", str(ROOT / "config.example.toml"), "hours")
    assert result.code == cli.ExitCode.DONE
    rows = [re.sub(r" {2,}", " | ", line.strip()) for line in result.out.splitlines() if line.strip(" ─")]
    assert rows == [
        "The coming four weeks, on the clock of Europe/Oslo.",
        "Arabic, Polish",
        "Date | Day | Open | Note",
        "2026-12-21 | Mon | 10:00–12:00, 22:00–02:00",
        "2026-12-22 | Tue | 20:00–24:00",
        "2026-12-23 | Wed | 10:00–12:00 | hours of its own",
        "2026-12-24 | Thu | closed | closed day",
        "2026-12-25 | Fri | closed | Christmas Day",
        "Somali",
        "Date | Day | Open | Note",
        "2026-12-21 | Mon | by request",
        "2026-12-21 | Mon | always",
        "2026-12-21 | Mon | closed | closed day",
        "Changed by staff:",
        "Arabic: closed from 2026-12-28 00:00 to 2026-12-29 00:00 moving house",
        "warning language so: Nobody answers.",
        "→ Look at: brobygger hours",
        "0 errors, 1 warning, 0 in order.",
    ]


def test_demo_says_where_and_how_to_end_it(brobygger: Type, app: StandIn) -> None:
    result = brobygger("demo", "--port", "8090")
    assert result.code == cli.ExitCode.DONE
    assert app.called == ["demo 8090"]
    assert app.log_level == "WARNING"
    assert "Open  http://localhost:8090/\n" in result.out
    assert "some/brobygger.key\n" in result.out
    assert "Ctrl-C ends it." in result.out


def test_demo_ended_by_ctrl_c(brobygger: Type, app: StandIn) -> None:
    app.fail = KeyboardInterrupt()
    assert brobygger("demo").code == cli.ExitCode.INTERRUPTED


def test_demo_on_a_port_that_is_taken_names_the_way_out(brobygger: Type, app: StandIn) -> None:
    app.fail = OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))
    result = brobygger("demo", "--port", "8090")
    assert result.code == cli.ExitCode.USAGE
    assert "Port 8090" in result.err
    assert "--port 0" in result.err


# -- the story ---------------------------------------------------------------------------------------------------------

STORY = [
    StoryLine("Amal", "contact", "Hi, I have a question about my tax card."),
    StoryLine("Bot", "bot", "It is with the team."),
    StoryLine("Chris", "team", "Hello!\nWhich year is it about?\n\nI ask because it matters."),
    StoryLine("Amal", "contact", "مرحبا، لدي سؤال عن البطاقة الضريبية " * 3),
]


def test_a_story_in_a_pipe_is_plain(brobygger: Type, app: StandIn) -> None:
    app.story = STORY
    result = brobygger("demo", "--story")
    assert result.code == cli.ExitCode.DONE
    assert "\x1b" not in result.out
    assert result.out.splitlines()[:4] == [
        "Amal (contact): Hi, I have a question about my tax card.",
        "Bot (bot): It is with the team.",
        "Chris (team): Hello!",
        "    Which year is it about?",
    ]
    assert not re.search(r"[ \t]$", result.out, re.MULTILINE)
    last = result.out.splitlines()[-1]
    assert re.fullmatch(
        r"The end: 4 messages in \d+\.\d seconds; 2 by the contact, 1 by the team, 1 by the bot\.", last
    )


def tell(lines: list[StoryLine], width: int) -> list[str]:
    """What a terminal of that width shows, without colours."""
    from rich.console import Console

    console = Console(force_terminal=True, width=width, color_system=None, highlight=False, markup=False)
    teller = cli.StoryTeller(console)
    with console.capture() as capture:
        for line in lines:
            teller.tell(line)  # type: ignore[arg-type]
    return capture.get().splitlines()


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_story_in_a_terminal_has_two_sides(width: int) -> None:
    from rich.cells import cell_len

    rows = [row for row in tell(STORY, width) if row]
    edge = min(width, 100)
    assert all(cell_len(row) - len(re.findall("[\u2067\u2069]", row)) * cell_len("\u2067") <= edge for row in rows)
    amal, team = rows.index("Amal"), next(number for number, row in enumerate(rows) if row.endswith("Chris"))
    assert rows[amal + 1].startswith("Hi")
    assert cell_len(rows[team]) == edge
    hello = next(number for number, row in enumerate(rows) if row.strip() == "Hello!")
    assert rows[hello].index("Hello!") == rows[hello + 1].index("Which")


def test_a_right_to_left_text_is_flush_right_in_its_block_and_isolated() -> None:
    line = StoryLine("Amal", "contact", "(edits) " + "مرحبا، لدي سؤال عن البطاقة الضريبية " * 3)
    rows = [row for row in tell([line], 60) if row][1:]
    assert len(rows) > 2
    assert all(re.fullmatch("\u0020*\u2067[^\u2067\u2069]+\u2069", row) for row in rows)
    assert len({len(row) for row in rows}) == 1


def test_the_numbers_in_the_unit_are_those_of_the_command_line() -> None:
    unit = (ROOT / "deploy" / "brobygger.service").read_text("utf-8")
    never_again = {cli.ExitCode.USAGE, cli.ExitCode.CONFIG, cli.ExitCode.TOKEN}
    found: Any = re.search(r"^RestartPreventExitStatus=(.*)$", unit, re.MULTILINE)
    assert {int(number) for number in found[1].split()} == never_again
