"""The title of a case's topic says nothing about who somebody is, and stays so whatever volunteers make of it."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.features.groups import thread_texts as topics_texts
from bot.i18n import Catalogs
from bot.simulator.people import Seen
from tests.flows.conftest import Play, delivered, is_card

TOLD = topics_texts.title_set_back(Catalogs.load().translator("en")).content.text
NAME = "Amal Haddad"


def title_of(play: Play, question: Seen) -> str:
    [title] = [topic["title"] for topic in play.arabic.content["topics"] if topic["thread"] == question.thread]
    return str(title)


async def titles_given(play: Play) -> int:
    return len([call for call in await play.stage.calls() if call["method"].lower() == "editforumtopic"])


async def until(play: Play, true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await true():
            await play.stage.look(0.3)


async def set_back(play: Play, question: Seen, title: str, times: int = 1) -> None:
    async def done() -> bool:
        return title_of(play, question) == title and await titles_given(play) == times

    await until(play, done)


async def test_a_name_in_the_title_of_a_case_is_taken_away_and_volunteers_hear_once_what_to_do(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    title = title_of(running, question)
    for times in (1, 2):
        await running.chris.change_topic(running.arabic, question.thread, "edit", title=NAME)
        await set_back(running, question, title, times)
    await running.arabic.sees(TOLD, thread=question.thread)
    answer = await running.chris.write(running.arabic, "جواب", reply_to=question, thread=question.thread)
    await running.arabic.sees(delivered(answer))
    shown = [seen.text for seen in running.arabic.shown()]
    assert shown.count(TOLD) == 1
    assert not any(NAME in text for text in shown), "the line about the new title is gone, too"
    assert await titles_given(running) == 2


async def test_other_topics_other_changes_and_our_own_are_left_alone(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    title = title_of(running, question)
    own = await running.dana.do("topic", chat=running.arabic, change="create", title="Coffee")
    await running.chris.change_topic(running.arabic, own["message_id"], "edit", title="Tea")
    await running.chris.change_topic(running.arabic, question.thread, "edit", icon="5312536423851630001")
    bot = running.simulator.world.bot
    await running.stage.push_raw(
        {
            "message": {
                "message_id": 9000,
                "date": 0,
                "from": {"id": bot.id, "is_bot": True, "first_name": "x"},
                "chat": {"id": running.arabic.id, "type": "supergroup", "title": "x", "is_forum": True},
                "message_thread_id": question.thread,
                "is_topic_message": True,
                "forum_topic_edited": {"name": title},
            }
        }
    )
    answer = await running.chris.write(running.arabic, "جواب", reply_to=question, thread=question.thread)
    await running.arabic.sees(delivered(answer))
    assert {topic["title"] for topic in running.arabic.content["topics"]} == {title, "Tea"}
    assert await titles_given(running) == 0
    assert TOLD not in running.arabic.transcript()


async def test_a_title_that_may_not_be_set_back_holds_up_nothing(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    refused = {"error_code": 400, "description": "Bad Request: not enough rights to edit the topic"}
    await running.stage.fault(method="editForumTopic", times=1, answer=refused)
    await running.chris.change_topic(running.arabic, question.thread, "edit", title=NAME)
    answer = await running.chris.write(running.arabic, "جواب", reply_to=question, thread=question.thread)
    await running.amal.phone.sees("جواب")
    await running.arabic.sees(delivered(answer))
    await running.staff.sees("⚠️")


async def test_the_topic_of_a_closed_case_keeps_its_title_and_stays_closed(running: Play):
    question = await running.ask(running.amal, "سؤال", "ar")
    title = title_of(running, question)
    card = await running.arabic.sees(is_card)
    await running.chris.press(card.starts("close:") or "", on=card)

    async def closed() -> bool:
        return all(topic["closed"] for topic in running.arabic.content["topics"])

    await until(running, closed)
    await running.chris.change_topic(running.arabic, question.thread, "edit", title=NAME)
    await set_back(running, question, title)
    other = await running.ask(running.fatuma, "سؤال آخر", "ar")
    assert [topic["closed"] for topic in running.arabic.content["topics"]] == [True, False]
    assert other.thread != question.thread
    assert TOLD not in running.arabic.transcript()
