"""Starting the bot again and again, quickly: one process imports everything once, and forks itself for each start.

A fork does what `python -m bot` does from there on: its own arguments, environment and folder, the command, its own
end. To import the bot takes a second, longer than most tests need it for. The process ends when the one that asks it
does, and takes along what it started: also when a test is killed.
"""

import asyncio
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any, NoReturn, Self

ROOT = Path(__file__).resolve().parents[1]
LAST_WORDS = 30.0
"""Seconds that the server gets to end everything."""
ORDER_BYTES = 1 << 17
"""The largest order: arguments and environment."""


class Fork:
    """One run of the bot. `returncode` is None until its end was seen; negative for a signal that killed."""

    def __init__(self, line: socket.socket) -> None:
        """`line`: tells the process's id, then its exit code; takes the numbers of signals. Closed, it ends the run."""
        self._line = line
        self.returncode: int | None = None
        pid = line.recv(32)
        assert pid, "the bot can't be imported"
        self.pid = int(pid)

    def signal(self, number: int) -> None:
        """Does nothing when it has ended: the server knows, so that the id never names somebody else."""
        with suppress(OSError):
            self._line.send(str(int(number)).encode())

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code. Raises TimeoutError when it still runs after so long."""
        if self.returncode is None:
            self._line.settimeout(seconds)
            self._note(self._line.recv(32))
        assert self.returncode is not None
        return self.returncode

    async def ended(self) -> int:
        """Its exit code, once it has ended. For one waiter at a time."""
        if self.returncode is None:
            self._line.setblocking(False)
            self._note(await asyncio.get_running_loop().sock_recv(self._line, 32))
        assert self.returncode is not None
        return self.returncode

    def _note(self, code: bytes) -> None:
        self.returncode = int(code) if code else -signal.SIGKILL  # the server ends nothing but all
        self._line.close()

    def close(self) -> None:
        """End it, if it still runs."""
        self._line.close()


class ForkServer:
    """Starts when the first run is asked for."""

    def __init__(self) -> None:
        self._orders: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        *,
        folder: Path = ROOT,
        reads: IO[Any] | int = subprocess.DEVNULL,
        writes: IO[Any] | int,
        complains: IO[Any] | int,
    ) -> Fork:
        """`python -m bot <arguments>` with this environment, in this folder, with these files at its three ends."""
        if self._orders is None:
            self._open()
        assert self._orders is not None
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        order = json.dumps([list(arguments), dict(environment), str(folder)]).encode()
        with open(os.devnull, "rb") as nothing, theirs:
            ends = [nothing if reads == subprocess.DEVNULL else reads, writes, complains]
            files = [end if isinstance(end, int) else end.fileno() for end in ends]
            socket.send_fds(self._orders, [order], [*files, theirs.fileno()])
        return Fork(ours)

    def _open(self) -> None:
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen([sys.executable, "-m", __name__], cwd=ROOT, stdin=theirs)

    def close(self) -> None:
        if self._process is None or self._orders is None:
            return
        self._orders.close()
        self._orders = None
        with self._process:
            try:
                self._process.wait(LAST_WORDS)
            except subprocess.TimeoutExpired:
                self._process.kill()


# -- within the process that forks -----------------------------------------------------------------------------------


def serve() -> NoReturn:
    for module in ("bot.app", "bot.cli.main", "bot.config", "bot.cli.demo", "storage.engine.postgres"):
        import_module(module)
    import_module("bot.i18n").Catalogs.load()  # and what this reads about each language
    asyncio.run(open_a_database())
    gc.collect()
    gc.freeze()  # what is here already is nobody's garbage: a fork need not look at it, and so shares it
    ended, end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    orders = socket.socket(fileno=0)
    lines: dict[socket.socket, int] = {}
    while True:
        readable, _, _ = select.select([orders, ended, *lines], [], [])
        if ended in readable:
            os.read(ended, 4096)
            reap(lines)
        for line in [line for line in lines if line in readable]:
            try:
                number = int(line.recv(32))
            except (OSError, ValueError):  # nobody waits for its end any more
                number = signal.SIGKILL
            os.kill(lines[line], number)
        if orders in readable and not carry_out(orders, lines):
            break
    for pid in lines.values():
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os._exit(0)


async def open_a_database() -> None:
    """What is read for that once in a process is shared by all forks."""
    with tempfile.TemporaryDirectory() as folder:
        engine = await import_module("storage.engine.opening").open_engine(f"sqlite:{folder}/any.db")
        await engine.close()


def carry_out(orders: socket.socket, lines: dict[socket.socket, int]) -> bool:
    """Start one run. False when nobody asks any more."""
    order, files, _, _ = socket.recv_fds(orders, ORDER_BYTES, 4)
    if not order:
        return False
    pid = os.fork()
    if pid == 0:
        live(*json.loads(order), files[:3])
    for file in files[:3]:
        os.close(file)
    line = socket.socket(fileno=files[3])
    line.send(str(pid).encode())
    lines[line] = pid
    return True


def reap(lines: dict[socket.socket, int]) -> None:
    for line, pid in list(lines.items()):
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            del lines[line]
            with suppress(OSError), line:
                line.send(str(os.waitstatus_to_exitcode(status)).encode())


def live(arguments: list[str], environment: dict[str, str], folder: str, files: list[int]) -> NoReturn:
    """The fork becomes the bot."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the shell that started the tests has set
    for number, file in enumerate(files):
        os.dup2(file, number)
    os.closerange(3, 256)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["bot", *arguments]
    code = 1
    try:
        from bot.cli.main import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
