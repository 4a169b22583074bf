"""One process at a time for a SQLite file.

The lock is the kernel's (`flock`), on a file beside the database: it goes when its process does, however that ends, and
stays while its process is stopped. So a restart after a kill needs no wait, and a second process that is started while
the first one sleeps does not take its place. https://man7.org/linux/man-pages/man2/flock.2.html
"""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from bot.kernel.errors import StoreInUse
from storage.engine.opening import sqlite_file
from storage.engine.sqlite import explain_fault

_held: set[int] = set()
"""The files that are locked here. A lock belongs to an open file, which a fork shares: it must not outlive us there."""


def _let_go_in_fork() -> None:
    for file in _held:
        with suppress(OSError):
            os.close(file)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_fork)


@asynccontextmanager
async def sole_user(url: str) -> AsyncIterator[None]:
    """Be the only process that works with a SQLite database; PostgreSQL serves many. To look into it needs no lock.

    Raises StoreInUse when another process is that one, and StoreError when the folder can't be written.
    """
    path = sqlite_file(url)
    if path is None:
        yield
        return
    try:
        file = _lock(path.with_name(f"{path.name}.lock"))
    except OSError as error:
        raise explain_fault(error) from None
    try:
        yield
    finally:
        _held.discard(file)
        os.close(file)


def _lock(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(file, 20).decode("ascii", "replace").strip()
        os.close(file)
        raise StoreInUse(holder) from None
    except BaseException:
        os.close(file)
        raise
    _held.add(file)
    os.ftruncate(file, 0)
    os.pwrite(file, str(os.getpid()).encode(), 0)  # for whoever reads the refusal; the lock does not depend on it
    return file
