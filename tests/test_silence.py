"""The ear that the whole suite is under hears what it must."""

import logging

import pytest

from tests.silence import Ear, listening


@pytest.mark.parametrize(
    "line",
    ["asked by Amal", "Haddad", "@amal_h", "in -1001000000001", "bot 123456789:AAE-invented_token_0123456", "my words"],
)
def test_our_own_record_that_tells_is_heard(line: str, log: Ear) -> None:
    with listening() as ear:
        ear.spoken.add("my words")
        logging.getLogger("bot.engine.outbox").debug("relayed %s", line)
        assert ear.told()
    log.forget()


@pytest.mark.parametrize("logger", ["httpx", "telegram.ext", "aiohttp.access", "asyncio", "far.away"])
def test_what_a_library_says_is_heard_by_nobody(logger: str) -> None:
    with listening() as ear:
        try:
            raise ValueError("Amal")
        except ValueError:
            logging.getLogger(logger).exception("Amal %s", "Haddad", extra={"who": "Amal"})
        assert logger in ear.text()
        assert ear.told() == []


def test_a_record_that_a_library_makes_by_itself_is_heard_without_its_words(log: Ear) -> None:
    with listening() as ear:
        record = logging.makeLogRecord({"name": "far", "levelno": 40, "levelname": "ERROR", "msg": "Amal"})
        logging.getLogger().handle(record)
        assert "Amal" not in ear.stream.getvalue()
    log.forget()
