"""The real command in a process of its own, as a person or systemd starts it."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

from bot.cli import ExitCode

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "1234567890:an-invented-token"
Start = Callable[..., subprocess.Popen[str]]
CONFIG = """
[service]
name = "Advice Oslo"
fallback_team = "Oslo"

[telegram]
api_base_url = "{address}"

[storage]
url = "sqlite:{database}"

[[teams]]
name = "Oslo"
chat_id = -1001234567890
languages = ["nb", "en"]
"""


class Refusing(BaseHTTPRequestHandler):
    """A platform that no longer knows the token."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"ok": False, "error_code": 401, "description": "Unauthorized"}).encode()
        self.send_response(401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815 - the names that BaseHTTPRequestHandler looks for

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what was asked for is checked where it arrives."""


@pytest.fixture
def refusing() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def nowhere() -> str:
    """An address where nobody answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as server:
        return f"http://127.0.0.1:{server.server_port}"


def write_config(folder: Path, address: str, database: str = "data/brobygger.db") -> Path:
    path = folder / "config.toml"
    path.write_text(CONFIG.format(address=address, database=database))
    return path


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the command in a folder of its own. None outlives the test."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BROBYGGER_")}
    with ExitStack() as processes:

        def start(*words: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", *words],
                cwd=tmp_path,
                env={**environment, "PYTHONPATH": str(ROOT), "BROBYGGER_TELEGRAM_TOKEN": TOKEN},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
            )
            processes.enter_context(process)
            processes.callback(process.kill)
            return process

        yield start


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert TOKEN not in out + err
    return process.returncode, out, err


def wait_for(stream: IO[str] | None, words: str) -> None:
    """Read lines until one holds the words."""
    assert stream
    seen = []
    for line in stream:
        seen.append(line)
        if words in line:
            return
    pytest.fail(f"ended without {words!r}: {seen}")


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
