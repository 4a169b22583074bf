"""What was set aside can be listed, tried again and given up, while the service runs."""

import re
from collections.abc import AsyncIterator

import pytest

from tests.flows.conftest import Play
from tests.flows.process import Process


@pytest.fixture
async def bot(play: Play, url: str) -> AsyncIterator[Process]:
    process = Process(play, url)
    await process.start()
    yield process
    await process.kill_what_is_left()


async def answer_that_telegram_refuses(play: Play) -> int:
    question = await play.ask(play.bo, "Pytanie", "pl")
    await play.stage.fault(
        method="sendMessage",
        chat_id=play.bo.id,
        times=3,
        answer={"error_code": 400, "description": "Bad Request: something new"},
    )
    answer = await play.eli.write(play.polish, "Oto rada 8713", reply_to=question)
    await play.polish.sees(lambda seen: seen.id == answer and seen.reacted("💔"))
    return answer


async def test_an_answer_that_was_set_aside_is_tried_again(play: Play, bot: Process):
    answer = await answer_that_telegram_refuses(play)
    told = await play.staff.sees("brobygger queue retry out-")
    name = told.text.rsplit(" ", 1)[1]
    code, printed = await bot.command("queue")
    assert code == 0
    assert name in printed
    assert "refused" in printed
    assert "8713" not in printed
    assert await bot.command("queue", "retry", name) == (0, "")
    await play.bo.phone.sees("Oto rada 8713")
    await play.polish.sees(lambda seen: seen.id == answer and seen.reacted("🕊"))
    assert await bot.command("queue") == (0, "Nothing was set aside.\n")


async def test_an_answer_that_was_set_aside_is_given_up(play: Play, bot: Process):
    await answer_that_telegram_refuses(play)
    await play.staff.sees("set aside")
    assert await bot.command("queue", "drop", "all", "--yes") == (0, "")
    assert await bot.command("queue") == (0, "Nothing was set aside.\n")


async def test_what_could_not_be_read_is_listed_and_read_again(play: Play, bot: Process):
    await play.ask(play.bo, "Pytanie", "pl")
    await play.stage.push_raw({"callback_query": {"id": 5, "from": "nobody"}})
    assert "in-" in (await play.staff.sees("could not be read")).text
    _, printed = await bot.command("queue")
    [name] = re.findall(r"in-\d+", printed)
    assert await bot.command("queue", "retry", "all") == (0, "")
    await play.bo.say("Drugie")
    await play.polish.sees("Drugie")
    assert name in (await bot.command("queue"))[1], "it is read again, and still can't be"
    assert await bot.command("queue", "drop", name, "--yes") == (0, "")
    assert await bot.command("queue") == (0, "Nothing was set aside.\n")


async def test_a_name_that_nothing_has_is_said(play: Play, bot: Process):
    await play.ask(play.bo, "Pytanie", "pl")
    code, printed = await bot.command("queue", "retry", "out-99", "rubbish")
    assert code == 2
    assert "out-99, rubbish" in printed
