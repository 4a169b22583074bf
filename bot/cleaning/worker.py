"""A process that cleans files, started by `pool`: `python -m bot.cleaning.worker`.

It reads a file from standard input and writes what became of it to standard output, again and again. Each file is
cleaned in a fork of its own, which has seen no other file, may write none, and is ended by the kernel when it takes
too long. The service's secrets are not in its environment.
"""

import ctypes
import os
import resource
import select
import signal
import sys

from bot.cleaning.types import Cleaned
from bot.cleaning.wire import GAVE_UP, JOB, write_answer
from bot.kernel.errors import FileReason, FileRefused

SECONDS = 20.0
"""How long one file may take."""
MEMORY = 768 * 1024 * 1024
"""Bytes of address space of one file's process; the libraries themselves are 150 MB of it."""

PR_SET_PDEATHSIG = 1
"""Source: prctl(2)."""


def main() -> None:
    """Serve until standard input ends."""
    _end_with_parent()
    signal.signal(
        signal.SIGTERM, signal.SIG_IGN
    )  # systemd tells everybody to stop; the service ends us when it is done
    _load_libraries()
    while True:
        select.select([0], [], [])  # a file, or the end: the fork reads which
        job = os.fork()
        if job == 0:
            _serve()
        _, status = os.waitpid(job, 0)
        if status != 0:
            sys.exit(GAVE_UP)  # no answer, or half of one: whoever asked sees that the pipe ends


def _serve() -> None:
    """Clean one file and end. Exits with 0 only when the whole answer is written."""
    _end_with_parent()
    os.setpriority(os.PRIO_PROCESS, 0, 10)  # the messages of everybody else go first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)  # nobody handles SIGALRM, so it ends the process, whatever it does
    source = os.fdopen(0, "rb", closefd=False)
    head = source.read(JOB.size)
    if len(head) < JOB.size:
        os._exit(1)
    content = source.read(JOB.unpack(head)[0])
    answer = write_answer(_cleaned(content))
    target = os.fdopen(1, "wb", closefd=False)
    target.write(answer)
    target.flush()
    os._exit(0)


def _cleaned(content: bytes) -> Cleaned | FileReason:
    from bot.cleaning.clean import clean

    try:
        return clean(content)
    except FileRefused as refused:
        return refused.reason
    except MemoryError:
        return FileReason.TOO_SLOW
    except Exception:  # a broken file may do anything to a library, and the error may quote the file
        return FileReason.DAMAGED


def _end_with_parent() -> None:
    """A killed service leaves nobody behind. Elsewhere than on Linux, a process ends with its file or its pipe."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _load_libraries() -> None:
    """What every fork needs is loaded once."""
    import bot.cleaning.clean
    import bot.cleaning.office
    import bot.cleaning.pdf
    import bot.cleaning.pictures
    import bot.cleaning.recordings  # noqa: F401


if __name__ == "__main__":
    main()
