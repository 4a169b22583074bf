"""Logs that can't tell on anybody: one line a record, and nothing in it that came from outside.

What a library has to say may hold a message's text, a name, an id or the bot's token (httpx prints whole addresses,
python-telegram-bot whole updates), and so may the text of any exception. So:

- our own records print their message, which is constant, with counts and our own ids;
- everybody else's records print logger, level and error class, whatever they said;
- an exception prints its class and where in our code it passed.

A record loses what must not be printed when it is made, before any handler can see it. A handler that some library
adds later has nothing to tell either.
"""

import logging
import sys
import threading
import time
import warnings
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from typing_extensions import override

ROOT = Path(__file__).resolve().parent.parent
OURS = ("bot", "handlers", "storage")
UNTOLD = "(not shown)"
PLACES_SHOWN = 3
CAUSES_SHOWN = 4

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"error", "message", "asctime"}
_log = logging.getLogger(__name__)


def configure_logging(level: str | int = "INFO", stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to `stream` (standard error), ours from `level` on.

    Others are heard from WARNING on. Warnings and exceptions that nobody caught, in any thread or finalizer, are
    logged as well. Call it once, before anything else can log.
    """
    handler = make_handler(stream or sys.stderr)
    logging.setLogRecordFactory(Record)
    logging.raiseExceptions = False  # otherwise a faulty logging call prints its arguments
    root = logging.getLogger()
    for other in root.handlers[:]:
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    warnings.showwarning = _log_warning
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_lost("thread ended by", args.exc_value)
    sys.unraisablehook = lambda args: _log_lost("error in a finalizer:", args.exc_value)


def make_handler(stream: TextIO) -> logging.Handler:
    """The one handler: it writes what may be told, a line a record."""
    handler = _Handler(stream)
    handler.setFormatter(_Formatter())
    return handler


def describe(error: BaseException, depth: int = CAUSES_SHOWN) -> str:
    """An exception without its text: class, where it passed through our code (innermost first), and its causes."""
    places = _places(error.__traceback__)
    told = _class_name(error) + (f" at {' < '.join(places)}" if places else "")
    if depth and isinstance(error, BaseExceptionGroup):
        told += f" ({'; '.join(describe(inner, depth - 1) for inner in error.exceptions[:CAUSES_SHOWN])})"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if depth and cause:
        told += f" from {describe(cause, depth - 1)}"
    return told


class Record(logging.LogRecord):
    """A record that knows nothing it must not tell. `error` is the description of an exception, or ""."""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: Any,
        exc_info: Any,
        func: str | None = None,
        sinfo: str | None = None,
        **_ignored: object,
    ) -> None:
        if not _is_ours(name):
            msg, args = UNTOLD, ()
        super().__init__(name, level, pathname, lineno, msg, args, None, func, None)
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        self.error = describe(error) if isinstance(error, BaseException) else ""


class _Formatter(logging.Formatter):
    """`2026-11-22T10:00:00Z WARNING bot.engine.outbox lane parked attempts=3 | SendError at bot/x.py:12`."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        parts = [
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            record.levelname,
            record.name,
        ]
        if _is_ours(record.name):
            parts += [_message(record), *_extras(record)]
        error = getattr(record, "error", "")
        line = " ".join(part for part in parts if part) + (f" | {error}" if error else "")
        return line.replace("\r", "\\r").replace("\n", "\\n")


class _Handler(logging.StreamHandler[TextIO]):
    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """A line that can't be written is lost: the default prints the record's arguments."""


def _is_ours(logger: str | None) -> bool:
    return (logger or "").partition(".")[0] in OURS


def _message(record: logging.LogRecord) -> str:
    if not record.args:
        return str(record.msg)
    arguments = record.args
    try:
        if isinstance(arguments, tuple):
            return str(record.msg) % tuple(_safe(value) for value in arguments)
        return str(record.msg) % {key: _safe(value) for key, value in arguments.items()}
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _extras(record: logging.LogRecord) -> list[str]:
    extras = {key: value for key, value in record.__dict__.items() if key not in _STANDARD}
    return [f"{key}={_safe(value)}" for key, value in sorted(extras.items())]


def _safe(value: object) -> object:
    """Counts, our own names of things, and the class of anything else."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return _class_name(value)


def _class_name(value: object) -> str:
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _places(traceback: TracebackType | None) -> list[str]:
    places: list[str] = []
    while traceback:
        path = Path(traceback.tb_frame.f_code.co_filename)
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in OURS:
            places.insert(0, f"{path.relative_to(ROOT).as_posix()}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return places[:PLACES_SHOWN]


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    _log.warning("a library warns: %s", category.__qualname__)


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _log.critical("ended by", exc_info=error)


def _log_lost(what: str, error: BaseException | None) -> None:
    if error is None or not isinstance(error, SystemExit):
        _log.error(what, exc_info=error)
