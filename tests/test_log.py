"""Nothing that came from outside reaches the log, whoever writes it and however.

Logging belongs to the whole process, so each story runs in a process of its own, and what it wrote is read.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CANARY = "canary-5f1d"
BEGIN = f"""
import asyncio, gc, logging, sys, threading, warnings
from enum import StrEnum
from bot.log import configure_logging
CANARY = {CANARY!r}
ours = logging.getLogger("bot.story")
library = logging.getLogger("telegram.ext")
"""


def told(story: str, level: str = "DEBUG", status: int = 0) -> list[str]:
    """The lines that a story logs, without the time that each of them begins with."""
    script = f"{BEGIN}\nconfigure_logging({level!r})\n{story}"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert CANARY not in done.stderr
    lines = done.stderr.splitlines()
    for line in lines:
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ ", line), f"not from our formatter: {line}"
    return [line.partition(" ")[2] for line in lines]


def test_our_own_records_say_what_happened() -> None:
    lines = told("""
class State(StrEnum):
    PARKED = "parked"
ours.info("started")
ours.warning("rows %s: %d", State.PARKED, 3, extra={"outbox": 7, "lane": State.PARKED})
ours.debug("%(count)d in the queue", {"count": 2})
logging.getLogger("handlers.telegram").info("webhook is set")
logging.getLogger("storage").info("migrated to 1")
""")
    assert lines == [
        "INFO bot.story started",
        "WARNING bot.story rows parked: 3 lane=parked outbox=7",
        "DEBUG bot.story 2 in the queue",
        "INFO handlers.telegram webhook is set",
        "INFO storage migrated to 1",
    ]


def test_the_level_is_that_of_our_own_records() -> None:
    assert told('ours.info("no")\nours.warning("yes")', level="WARNING") == ["WARNING bot.story yes"]


def test_a_library_is_heard_but_not_quoted() -> None:
    lines = told("""
library.debug(CANARY)
library.info(CANARY)
library.error("Update was %s", CANARY, extra={"update": CANARY})
logging.error(CANARY)
logging.getLogger("aiohttp.access").warning('GET /bot%s/getMe', CANARY)
logging.getLogger("botanic").critical(CANARY)
try:
    raise ValueError(CANARY)
except ValueError:
    logging.exception(CANARY)
    library.exception(CANARY, stack_info=True)
    library.error("%s", CANARY, exc_info=True)
""")
    assert lines == [
        "ERROR telegram.ext",
        "ERROR root",
        "WARNING aiohttp.access",
        "CRITICAL botanic",
        "ERROR root | ValueError",
        "ERROR telegram.ext | ValueError",
        "ERROR telegram.ext | ValueError",
    ]


def test_a_handler_that_a_library_adds_has_nothing_to_tell() -> None:
    lines = told("""
import io
seen = io.StringIO()
handler = logging.StreamHandler(seen)
handler.setFormatter(logging.Formatter("%(message)s %(exc_text)s %(stack_info)s"))
library.addHandler(handler)
library.error(CANARY, exc_info=ValueError(CANARY), stack_info=True)
assert seen.getvalue() == "(not shown) None None\\n", seen.getvalue()
""")
    assert lines == ["ERROR telegram.ext | ValueError"]


def test_a_handler_that_was_there_before_is_gone() -> None:
    script = f"{BEGIN}\nlogging.basicConfig(level=1)\nconfigure_logging()\nlibrary.error(CANARY)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr.endswith("Z ERROR telegram.ext\n")
    assert done.stderr.count("\n") == 1


def test_a_record_from_elsewhere_is_not_quoted_either() -> None:
    lines = told("""
logging.getLogger().handle(
    logging.makeLogRecord({"name": "far", "levelno": 40, "levelname": "ERROR", "msg": CANARY, "exc_text": CANARY})
)
""")
    assert lines == ["ERROR far"]


def test_our_exceptions_say_class_and_place_and_cause() -> None:
    lines = told("""
from pathlib import Path
from bot.config import load_settings
from bot.kernel.errors import ConfigError
try:
    load_settings(Path(CANARY), {})
except ConfigError:
    ours.exception("could not start")
try:
    raise ExceptionGroup(CANARY, [ValueError(CANARY), OSError(CANARY)])
except ExceptionGroup as error:
    ours.error("group", exc_info=error)
ours.error("no traceback", exc_info=KeyError(CANARY))
ours.error("argument: %s", ValueError(CANARY))
""")
    place = r"bot/config/load\.py:\d+"
    assert re.fullmatch(
        rf"ERROR bot\.story could not start \| bot\.kernel\.errors\.ConfigError at {place} < {place} "
        rf"from FileNotFoundError at {place}",
        lines[0],
    ), lines[0]
    assert lines[1:] == [
        "ERROR bot.story group | ExceptionGroup (ValueError; OSError)",
        "ERROR bot.story no traceback | KeyError",
        "ERROR bot.story argument: ValueError",
    ]


def test_a_faulty_logging_call_tells_nothing() -> None:
    lines = told("""
class Person:
    def __repr__(self):
        return CANARY
ours.info("%d rows", Person())
ours.info("one %s", 1, 2)
ours.info("%s and more", Person(), extra={"who": Person()})
library.error("%d", CANARY)
""")
    assert lines == [
        "INFO bot.story %d rows",
        "INFO bot.story one %s",
        "INFO bot.story __main__.Person and more who=__main__.Person",
        "ERROR telegram.ext",
    ]


def test_a_line_stays_a_line() -> None:
    assert told(r'ours.info("a\nb %s", "c\r\nd")') == [r"INFO bot.story a\nb c\r\nd"]


def test_a_closed_stream_tells_nothing() -> None:
    script = f"""{BEGIN}
import io
closed = io.StringIO()
configure_logging("INFO", closed)
closed.close()
ours.info("lost %s", CANARY)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""


def test_warnings_are_heard() -> None:
    lines = told("""
warnings.simplefilter("always")
warnings.warn(CANARY, DeprecationWarning)
warnings.warn(CANARY)
""")
    assert lines == [
        "WARNING bot.log a library warns: DeprecationWarning",
        "WARNING bot.log a library warns: UserWarning",
    ]


def test_a_task_that_nobody_awaits_is_heard() -> None:
    lines = told("""
async def fails(secret):
    raise ValueError(secret)

async def main():
    task = asyncio.create_task(fails(CANARY), name=CANARY)
    await asyncio.wait([task])
    del task
    gc.collect()
    asyncio.get_running_loop().call_exception_handler({"message": CANARY, "peer": CANARY})

asyncio.run(main(), debug=True)
""")
    assert lines == ["ERROR asyncio | ValueError", "ERROR asyncio"]


@pytest.mark.parametrize("raised", ["ValueError(CANARY)", "ExceptionGroup(CANARY, [KeyError(CANARY)])"])
def test_the_exception_that_ends_the_process_is_not_quoted(raised: str) -> None:
    [line] = told(f"local = CANARY\nraise {raised}", status=1)
    assert line.startswith(f"CRITICAL bot.log ended by | {raised.partition('(')[0]}")


def test_an_interrupt_is_no_error() -> None:
    assert told("import sys\nsys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)") == []


def test_a_thread_and_a_finalizer_are_heard() -> None:
    lines = told("""
class Unruly:
    def __del__(self):
        raise RuntimeError(CANARY)

def fails():
    raise ValueError(CANARY)

thread = threading.Thread(target=fails, name=CANARY)
thread.start()
thread.join()
unruly = Unruly()
del unruly
gc.collect()
""")
    assert lines == [
        "ERROR bot.log thread ended by | ValueError",
        "ERROR bot.log error in a finalizer: | RuntimeError",
    ]
