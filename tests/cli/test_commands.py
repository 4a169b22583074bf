"""What people type, against the real command in a process of its own."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import ExitCode
from tests.cli.conftest import PATIENCE, Start, finish, wait_for, write_config
from tests.fork_server import ROOT


def test_the_program_starts_as_people_start_it() -> None:
    """All others run in forks of a process that has imported everything already."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "version"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert done.stdout.startswith("brobygger ")


def test_the_version_needs_no_configuration(start: Start) -> None:
    code, out, err = finish(start("version"))
    assert (code, err) == (ExitCode.DONE, "")
    assert out.startswith("brobygger ")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_stops_in_good_order_even_when_telegram_is_away(
    start: Start, tmp_path: Path, nowhere: str, number: signal.Signals
) -> None:
    write_config(tmp_path, nowhere)
    process = start("run")
    wait_for(process.stderr, "can't be reached")
    process.send_signal(number)
    code, _, err = finish(process)
    assert code == ExitCode.DONE
    assert "stopped" in err


def test_a_refused_token(start: Start, tmp_path: Path, refusing: str) -> None:
    write_config(tmp_path, refusing)
    code, _, err = finish(start("run"))
    assert code == ExitCode.TOKEN
    assert "@BotFather" in err


def test_a_database_that_can_not_be_used(start: Start, tmp_path: Path, nowhere: str) -> None:
    (tmp_path / "data" / "folder").mkdir(parents=True)
    write_config(tmp_path, nowhere, database="data/folder")
    code, _, err = finish(start("run"))
    assert code == ExitCode.DATABASE
    assert "The database can't be used" in err


def test_check_tells_of_a_refused_token(start: Start, tmp_path: Path, refusing: str) -> None:
    write_config(tmp_path, refusing)
    code, out, _ = finish(start("check"))
    assert code == ExitCode.CHECK
    assert re.search(r"^error +\S", out, re.MULTILINE)
    assert "→" in out


def test_hours_of_a_real_file(start: Start, tmp_path: Path, nowhere: str) -> None:
    path = write_config(tmp_path, nowhere)
    path.write_text(path.read_text() + 'hours = "closed"\n')
    code, out, err = finish(start("hours"))
    assert (code, err) == (ExitCode.DONE, "")
    assert len(re.findall(r"^ +\d{4}-\d\d-\d\d +[A-Z][a-z]{2} +closed", out, re.MULTILINE)) == 28
    assert "team Oslo: It does not open in the coming four weeks." in out


def test_the_demo_says_where_it_is_and_ends_with_ctrl_c(start: Start) -> None:
    process = start("demo", "--port", "0")
    wait_for(process.stdout, "Open  http://")
    wait_for(process.stdout, "Ctrl-C ends it.")
    process.send_signal(signal.SIGINT)
    code, _, err = finish(process)
    assert (code, err) == (ExitCode.INTERRUPTED, "")


def test_the_demo_on_a_port_that_is_taken(start: Start, refusing: str) -> None:
    port = refusing.rpartition(":")[2]
    code, out, err = finish(start("demo", "--port", port))
    assert (code, out) == (ExitCode.USAGE, "")
    assert f"Port {port}" in err


def test_the_story_is_told_to_its_end(start: Start) -> None:
    code, out, err = finish(start("demo", "--story"))
    assert (code, err) == (ExitCode.DONE, "")
    for side in ("contact", "team", "bot"):
        assert f" ({side}): " in out
    assert out.splitlines()[-1].startswith("The end: ")
