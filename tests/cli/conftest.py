"""The real command in a process of its own, as a person or systemd starts it, and a platform for it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO, Any

import pytest

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

        def start(*words: str, **options: Any) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", *words],
                cwd=tmp_path,
                env={**environment, "PYTHONPATH": str(ROOT), "BROBYGGER_TELEGRAM_TOKEN": TOKEN},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                **options,
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


def wait_for(stream: IO[str] | None, words: str) -> str:
    """Read lines until one holds the words. Returns all that was read."""
    assert stream
    seen = []
    for line in stream:
        seen.append(line)
        if words in line:
            return "".join(seen)
    pytest.fail(f"ended without {words!r}: {seen}")
