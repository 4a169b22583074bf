"""The real command in a process of its own, as a person or systemd starts it, and a platform for it."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

from tests.fork_server import Fork, ForkServer

TOKEN = "1234567890:an-invented-token"
PATIENCE = 120.0
"""Seconds after which a command that has to end by itself is taken for one that never will."""
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
chat = "telegram:-1001234567890"
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


class Command:
    """A command that runs, and what it says. Its input stands open until `finish` closes it."""

    def __init__(self, forks: ForkServer, words: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
        (read, typed), (out, written), (err, complained) = os.pipe(), os.pipe(), os.pipe()
        self._input = os.fdopen(typed, "w", encoding="utf-8")
        self.stdout, self.stderr = (os.fdopen(end, encoding="utf-8") for end in (out, err))
        self._fork: Fork = forks.start(
            words, environment, folder=folder, reads=read, writes=written, complains=complained
        )
        for end in (read, written, complained):
            os.close(end)

    def send_signal(self, number: int) -> None:
        self._fork.signal(number)

    def finish(self, typed: str = "") -> tuple[int, str, str]:
        """Type something, and wait for its end: its exit code, and what it said since."""
        with self._input:
            self._input.write(typed)
        with ThreadPoolExecutor(1) as beside:
            err = beside.submit(self.stderr.read)
            out = self.stdout.read()
        return self._fork.wait(PATIENCE), out, err.result()

    def close(self) -> None:
        self._fork.close()
        for stream in (self._input, self.stdout, self.stderr):
            stream.close()


Start = Callable[..., Command]


@pytest.fixture
def start(tmp_path: Path, fork_server: ForkServer) -> Iterator[Start]:
    """Start the command in a folder of its own. None outlives the test."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("BROBYGGER_")}
    with ExitStack() as commands:

        def start(*words: str, **environment: str) -> Command:
            return commands.enter_context(
                closing(
                    Command(fork_server, words, {**kept, "BROBYGGER_TELEGRAM_TOKEN": TOKEN, **environment}, tmp_path)
                )
            )

        yield start


def finish(command: Command, typed: str = "") -> tuple[int, str, str]:
    code, out, err = command.finish(typed)
    assert "Traceback" not in err
    assert TOKEN not in out + err
    return code, out, err


def wait_for(stream: IO[str], words: str) -> str:
    """Read lines until one holds the words. Returns all that was read."""
    seen = []
    for line in stream:
        seen.append(line)
        if words in line:
            return "".join(seen)
    pytest.fail(f"ended without {words!r}: {seen}")
