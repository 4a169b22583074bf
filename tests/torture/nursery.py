"""Starting the bot again and again, quickly: one process imports everything once, and forks itself for each start.

A fork does what `python -m bot` does from there on: its own arguments and environment, `bot.cli.main`, its own end.
The process ends when its standard input does, and takes along what it started: also when a test is killed.
"""

import asyncio
import gc
import json
import os
import select
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[2]
LAST_WORDS = 5.0
"""Seconds that the nursery gets to end everything."""


class Process:
    """One run of the bot. `code` is that of `os.waitstatus_to_exitcode`: negative for a signal that killed."""

    def __init__(self, nursery: "Nursery", pid: int) -> None:
        self._nursery = nursery
        self.pid = pid
        self.code: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def running(self) -> bool:
        return not self.code.done()

    def signal(self, number: signal.Signals) -> None:
        """Does nothing when it has ended: the nursery knows, so that the number never names somebody else."""
        self._nursery.order({"signal": number, "pid": self.pid})

    async def wait(self, seconds: float | None = None) -> int | None:
        """Its exit code, or None when it still runs after so long."""
        done, _ = await asyncio.wait([self.code], timeout=seconds)
        return self.code.result() if done else None

    async def kill(self) -> int:
        self.signal(signal.SIGKILL)
        return await self.code


class Nursery:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._started: asyncio.Queue[Process] = asyncio.Queue()
        self._children: dict[int, Process] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncIterator["Nursery"]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", __name__),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        nursery = cls(process)
        assert process.stdout is not None
        assert await process.stdout.readline() == b'{"ready": true}\n', "the bot can't be imported"
        listening = asyncio.create_task(nursery._listen())
        try:
            yield nursery
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), LAST_WORDS)
            except TimeoutError:
                process.kill()
                await process.wait()
            await listening

    async def start(self, arguments: Sequence[str], environment: Mapping[str, str], errors: Path) -> Process:
        """`python -m bot <arguments>`; what it says is added to the file `errors`."""
        self.order({"start": list(arguments), "environment": dict(environment), "errors": str(errors)})
        return await self._started.get()

    def order(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            match json.loads(line):
                case {"started": pid}:
                    self._children[pid] = Process(self, pid)
                    self._started.put_nowait(self._children[pid])
                case {"ended": pid, "code": code}:
                    self._children.pop(pid).code.set_result(code)
        for process in self._children.values():
            process.code.set_result(-signal.SIGKILL)  # the nursery ends nothing but all


# -- within the process that forks -----------------------------------------------------------------------------------


def serve() -> NoReturn:
    for module in ("bot.app", "bot.cli.main", "bot.config", "storage.postgres", "storage.sqlite"):
        import_module(module)
    import_module("bot.i18n").Catalogs.load()  # and what this reads about each language
    gc.collect()
    gc.freeze()  # what is here already is nobody's garbage: a fork need not look at it, and so shares it
    ended, end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(end)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    children: set[int] = set()
    say({"ready": True})
    unread = b""
    while True:
        readable, _, _ = select.select([0, ended], [], [])
        if ended in readable:
            os.read(ended, 4096)
            reap(children)
        if 0 in readable:
            read = os.read(0, 65536)
            if not read:
                break
            *lines, unread = (unread + read).split(b"\n")
            for line in lines:
                carry_out(json.loads(line), children)
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)
    os._exit(0)


def carry_out(order: dict[str, Any], children: set[int]) -> None:
    if "signal" in order:
        if order["pid"] in children:
            os.kill(order["pid"], order["signal"])
        return
    pid = os.fork()
    if pid == 0:
        live(order)
    children.add(pid)
    say({"started": pid})


def reap(children: set[int]) -> None:
    for pid in list(children):
        gone, status = os.waitpid(pid, os.WNOHANG)
        if gone:
            children.discard(pid)
            say({"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def live(order: dict[str, Any]) -> NoReturn:
    """The fork becomes the bot."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    errors = os.open(order["errors"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(nothing, 0)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    os.closerange(3, 256)
    os.environ.update(order["environment"])
    sys.argv = ["bot", *order["start"]]
    code = 1
    try:
        from bot.cli.main import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        sys.stderr.flush()
        os._exit(code)


def say(what: dict[str, Any]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    serve()
