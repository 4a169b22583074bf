"""The commands around the master key, as a person types them."""

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import ExitCode
from tests.cli.conftest import Start, finish, wait_for, write_config

SHEET = re.compile(r"^    [A-Z2-7]{4}(-[A-Z2-7]{4}){3}$", re.MULTILINE)
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(start: Start, tmp_path: Path, nowhere: str) -> Run:
    write_config(tmp_path, nowhere)
    return lambda *words: finish(start(*words))


def serve_once(start: Start) -> str:
    """Start the service and stop it; what it said."""
    process = start("run")
    said = wait_for(process.stderr, "can't be reached")
    process.send_signal(signal.SIGTERM)
    finish(process)
    return said


def typed(start: Start, text: str) -> tuple[int, str, str]:
    return start("keys", "check", "--sheet").finish(text)


def test_the_first_run_makes_a_key_says_where_and_never_a_second_one(run: Run, start: Start, tmp_path: Path) -> None:
    assert run("keys", "check")[1] == "There is none yet; the first run makes it.\n"
    assert "keys sheet" in (said := serve_once(start))
    key = tmp_path / "brobygger.key"
    assert str(key) in said
    assert run("keys", "check")[:2] == (ExitCode.DONE, f"It opens the database: {key}.\n")
    text = key.read_text()
    assert "keys sheet" not in serve_once(start)
    key.unlink()
    code, _, err = run("run")
    assert code == ExitCode.DATABASE
    assert "its key is not there" in err
    assert run("keys", "init")[0] == ExitCode.DATABASE
    assert not key.exists()
    key.write_text(text)
    key.chmod(0o600)
    assert run("keys", "check")[0] == ExitCode.DONE


def test_a_key_made_before_the_first_run_and_its_sheet(run: Run, start: Start, tmp_path: Path) -> None:
    code, sheet, err = run("keys", "init")
    assert code == ExitCode.DONE
    assert str(tmp_path / "brobygger.key") in err
    assert len(SHEET.findall(sheet)) == 4
    assert run("keys", "sheet")[1] == sheet
    assert run("keys", "init")[0] == ExitCode.DATABASE
    serve_once(start)
    code, out, err = typed(start, sheet)
    assert (code, err) == (ExitCode.DONE, "")
    assert "The sheet is right" in out
    code, _, err = typed(start, sheet.replace("    ", "    A", 1))
    assert code == ExitCode.DATABASE
    assert "The master key can't be used" in err


def test_a_rotated_key_opens_and_the_old_one_no_longer_does(run: Run, start: Start, tmp_path: Path) -> None:
    old = run("keys", "init")[1]
    serve_once(start)
    code, new, err = run("keys", "rotate")
    assert code == ExitCode.DONE
    assert "new key" in err
    assert run("keys", "check")[1] == f"It opens the database: {tmp_path / 'brobygger.key'}.\n"
    assert typed(start, new)[0] == ExitCode.DONE
    code, _, err = typed(start, old)
    assert code == ExitCode.DATABASE
    assert "not the key of this database" in err
    (tmp_path / "brobygger.key").write_text(old)
    code, _, err = run("run")
    assert code == ExitCode.DATABASE
    assert "nothing was changed" in err


def test_check_names_a_wrong_key(run: Run, start: Start, tmp_path: Path) -> None:
    serve_once(start)
    key = tmp_path / "brobygger.key"
    key.unlink()
    code, out, _ = run("check")
    assert code == ExitCode.CHECK
    assert re.search(r"^error +master key: the database holds data, and its key is not there", out, re.MULTILINE)
