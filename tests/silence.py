"""Nothing that came from outside may stand in a log: listening to every logger while a test runs."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from bot.log import OURS, Record, make_handler
from bot.simulator.cast import build_world

SHORTEST = 5
"""Characters of a text below which finding it again would be chance."""
INVENTED_TOKEN = re.compile(r"\b\d{3,12}:[A-Za-z0-9_-]{20,}")


def _names() -> set[str]:
    """What the cast is called, by first name, last name and user name."""
    people = build_world().people.values()
    return {name for person in people for name in (person.name, person.last_name, person.username) if name}


NAMES = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(_names())))})(?!\w)")
IDS = re.compile(r"-100\d{4,}")
"""The ids of groups. Those of the cast's people are too small to tell from counts; `test_canaries` has large ones."""


class _Raw(logging.Handler):
    """Hears records as any library's handler would, before anything is formatted."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] not in OURS:
            told = {"msg": record.msg, "args": record.args, "exc_info": record.exc_info, "exc_text": record.exc_text}
            self.lines.append(f"{record.name} {told}")


class Ear:
    """What was logged, and what must not be in it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.raw = _Raw()
        self.spoken: set[str] = set()

    def text(self) -> str:
        return self.stream.getvalue() + "\n".join(self.raw.lines)

    def forget(self) -> None:
        """For tests that tell on purpose."""
        self.stream.seek(0)
        self.stream.truncate()
        self.raw.lines.clear()

    def told(self) -> list[str]:
        """Everything in the log that came from outside."""
        text = self.text()
        found = [match[0] for pattern in (INVENTED_TOKEN, NAMES, IDS) for match in pattern.finditer(text)]
        return found + [spoken for spoken in self.spoken if len(spoken) >= SHORTEST and spoken in text]


@contextmanager
def listening() -> Iterator[Ear]:
    """Every logger of the process at DEBUG, through our formatter, as in production but for the level."""
    ear = Ear()
    ours = make_handler(ear.stream)
    root = logging.getLogger()
    level, factory = root.level, logging.getLogRecordFactory()
    others = [logger for logger in root.manager.loggerDict.values() if isinstance(logger, logging.Logger)]
    before = [(logger, logger.level, logger.disabled) for logger in others]
    for logger in others:  # other tests, and libraries, have made some of them quieter
        logger.setLevel(logging.NOTSET)
        logger.disabled = False
    logging.setLogRecordFactory(Record)
    root.setLevel(logging.DEBUG)
    root.addHandler(ours)
    root.addHandler(ear.raw)
    try:
        yield ear
    finally:
        root.removeHandler(ours)
        root.removeHandler(ear.raw)
        root.setLevel(level)
        logging.setLogRecordFactory(factory)
        for logger, its_level, disabled in before:
            logger.setLevel(its_level)
            logger.disabled = disabled
