"""A clock that jumps: whenever nobody has anything to do, it goes to the instant for which somebody waits.

Bot and simulator run in one event loop, so an hour of waiting for limits takes the minutes of computing that are in it.
Nobody can tell: everything that asks for the time, asyncio's own timers too, is told this one.

The library looptime moves the clock of the event loop only, while bot and simulator measure with `time.monotonic`; and
it knows what works in the loop's executors, but not the threads of aiosqlite: it would jump while they write.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import aiosqlite
from typing_extensions import override

T = TypeVar("T")

QUIET = 0.0005
"""Seconds without anything to read after which nobody has anything to do; on one machine an answer is there sooner."""


class Jumps:
    """How far the clock has jumped: seconds."""

    def __init__(self) -> None:
        self._real = time.monotonic
        self._ahead = 0.0

    def monotonic(self) -> float:
        return self._real() + self._ahead

    def jump(self, seconds: float) -> None:
        self._ahead += seconds


class JumpingSelector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]
    """Waits for nothing but what is on its way."""

    def __init__(self, jumps: Jumps) -> None:
        super().__init__()
        self._jumps = jumps
        self.is_busy: Callable[[], bool] = lambda: False

    @override
    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is not None and timeout <= 0:
            return super().select(0)  # type: ignore[no-any-return]
        if timeout is None or self.is_busy():
            return super().select(min(timeout or QUIET, QUIET))  # type: ignore[no-any-return]
        ready: list[Any] = super().select(min(timeout, QUIET))
        if not ready and not self.is_busy():
            self._jumps.jump(timeout)
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """Its clock stands while a thread works, such as one that waits for the disk."""

    def __init__(self, jumps: Jumps) -> None:
        selector = JumpingSelector(jumps)
        super().__init__(selector)
        self._working = 0
        selector.is_busy = lambda: self._working > 0

    @contextmanager
    def working(self) -> Iterator[None]:
        """A thread works that the loop does not know."""
        self._working += 1
        try:
            yield
        finally:
            self._working -= 1

    @override
    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        self._working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._done)
        return future

    def _done(self, _future: object) -> None:
        self._working -= 1


def run_in_a_hurry(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Like `asyncio.run`, with a clock that jumps. For a process of its own: the clock is everybody's."""
    jumps = Jumps()
    time.monotonic = jumps.monotonic
    execute = aiosqlite.Connection._execute

    async def count_and_execute(connection: aiosqlite.Connection, *asked: Any) -> Any:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, JumpingLoop)
        with loop.working():
            return await execute(connection, *asked)  # type: ignore[no-untyped-call]

    aiosqlite.Connection._execute = count_and_execute  # type: ignore[method-assign]
    with asyncio.Runner(loop_factory=lambda: JumpingLoop(jumps)) as runner:
        return runner.run(main())
