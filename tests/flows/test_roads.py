"""The same story over the other roads: a webhook instead of polling, PostgreSQL instead of SQLite."""

import socket
from typing import Any

from bot.simulator.story import StoryLine, play_conversation
from tests.flows.conftest import Play, delivered


async def test_the_story_over_postgresql_or_sqlite(play: Play, url: str):
    told: list[StoryLine] = []
    async with play.bot(play.settings(storage={"url": url})):
        await play_conversation(play.stage, told.append)
    assert told[-1].text.startswith("☑️")


async def test_the_story_over_a_webhook(play: Play):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    telegram: dict[str, Any] = {
        "receive": "webhook",
        "webhook": {
            "listen": f"127.0.0.1:{port}",
            "public_url": f"http://127.0.0.1:{port}/telegram",
            "secret": "a-secret-of-the-tests",
        },
    }
    async with play.bot(play.settings(telegram=telegram)):
        question = await play.ask(play.bo, "Pytanie", "pl")
        answer = await play.eli.write(play.polish, "Oto rada", reply_to=question)
        await play.bo.phone.sees("Oto rada")
        await play.polish.sees(delivered(answer))
    assert not [call for call in await play.stage.calls() if call["method"] == "getUpdates"]
