"""A group whose topics are switched off goes on as a plain one, and as before when they are on again."""

from collections.abc import Callable

from bot.cli.demo import demo_document
from bot.features.groups import thread_texts as topics_texts
from bot.i18n import Catalogs
from bot.kernel.outgoing import Send
from bot.simulator.people import Seen
from tests.flows.conftest import Play, delivered, is_card

EN = Catalogs.load().translator("en")
GONE, BACK = topics_texts.topics_gone(EN, "Arabic"), topics_texts.topics_back(EN, "Arabic")
MINUTE = 60


async def staff_saw(play: Play, send: Send) -> int:
    """How often staff were told that."""
    await play.staff.sees(send.content.text)
    return len([seen for seen in play.staff.shown() if seen.text == send.content.text])


def answers(card: Seen, text: str) -> Callable[[Seen], bool]:
    """A message below the card of its case. Telegram puts the first one elsewhere, from where it is taken back."""
    return lambda seen: text == seen.text and seen.reply_to == card.id


def in_order(play: Play, *texts: str) -> bool:
    shown = [seen.text for seen in play.arabic.shown() if seen.by_bot]
    places = [shown.index(text) for text in texts]
    return places == sorted(places) and all(shown.count(text) == 1 for text in texts)


async def test_questions_come_into_the_group_itself_and_staff_hear_of_it_once(running: Play):
    await running.ask(running.amal, "الأول", "ar")
    card = await running.arabic.sees(is_card)
    await running.sol.change_bot(running.arabic, forum="off")
    second = await running.amal.say("الثاني")
    shown = await running.arabic.sees(answers(card, "الثاني"))
    await running.amal.phone.sees(delivered(second))
    answer = await running.chris.write(running.arabic, "جواب", reply_to=shown)
    await running.amal.phone.sees("جواب")
    await running.arabic.sees(delivered(answer))
    other = await running.ask(running.fatuma, "سؤال آخر", "ar")
    assert other.reply_to == (await running.arabic.sees(is_card)).id != card.id
    assert in_order(running, "الأول", "الثاني", "سؤال آخر")
    assert await staff_saw(running, GONE) == 1
    assert "⚠️" in (await running.arabic.sees("⚠️")).text
    await running.stage.advance(2 * 3600)
    await running.dana.write(running.arabic, "/close", reply_to=other)
    await running.fatuma.phone.sees("☑️")
    assert await staff_saw(running, GONE) == 1
    assert "⚠️" not in running.staff.transcript().replace(GONE.content.text, "")


async def test_what_waits_for_its_topic_arrives_in_order(running: Play):
    question = await running.ask(running.amal, "الأول", "ar")
    await running.stage.fault(
        method="sendMessage",
        chat_id=running.arabic.id,
        times=1,
        answer={"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 60}},
    )
    await running.amal.say("الثاني")
    await running.amal.send_photo(running.amal.phone, caption="صورة")
    await running.dana.write(running.arabic, "/close", reply_to=question)
    await running.amal.phone.sees("☑️")
    await running.amal.say("الثالث")
    await running.fatuma.say("/start ar_work")
    await running.fatuma.press("notice:yes")
    await running.fatuma.say("سؤال آخر")
    await running.sol.change_bot(running.arabic, forum="off")
    await running.stage.advance(MINUTE + 2)
    await running.arabic.sees("سؤال آخر")
    assert in_order(running, "الأول", "الثاني", "صورة", "الثالث", "سؤال آخر")
    await running.staff.sees(GONE.content.text)


async def test_topics_that_are_on_again_are_used_again(running: Play):
    first = await running.ask(running.amal, "الأول", "ar")
    await running.sol.change_bot(running.arabic, forum="off")
    await running.ask(running.fatuma, "سؤال آخر", "ar")
    await running.staff.sees(GONE.content.text)
    await running.sol.change_bot(running.arabic, forum="on")
    await running.stage.advance(MINUTE)
    assert await staff_saw(running, BACK) == 1
    await running.amal.say("الثاني")
    assert (await running.arabic.sees("الثاني")).thread == first.thread
    await running.fatuma.say("وبعد")
    new = await running.arabic.sees("وبعد")
    assert new.thread not in (None, first.thread)
    await running.arabic.sees(is_card, thread=new.thread)
    await running.sol.change_bot(running.arabic, forum="off")
    await running.amal.say("الثالث")
    await running.arabic.sees("الثالث")
    await running.staff.sees(GONE.content.text, times=2)


async def test_topics_that_were_switched_off_while_nobody_wrote_are_noticed(play: Play):
    async with play.bot():
        await play.ask(play.amal, "الأول", "ar")
        await play.sol.change_bot(play.arabic, forum="off")
        await play.stage.advance(3601)
        assert await staff_saw(play, GONE) == 1
    async with play.bot():  # a restart forgets nothing of it
        await play.amal.say("الثاني")
        await play.arabic.sees("الثاني")
        assert await staff_saw(play, GONE) == 1
        calls = [call for call in await play.stage.calls() if call["chat_id"] == play.arabic.id]
        assert not [call for call in calls if not call["ok"]], "nothing was tried in vain"


async def test_where_every_line_went_out_only_replies_do_until_topics_are_back(play: Play):
    teams = demo_document(play.folder, play.simulator)["teams"]
    teams[0]["relay"] = "topic"
    async with play.bot(play.settings(teams=teams)):
        question = await play.ask(play.amal, "سؤال", "ar")
        card = await play.arabic.sees(is_card)
        await play.sol.change_bot(play.arabic, forum="off")
        await play.amal.say("الثاني")
        shown = await play.arabic.sees(answers(card, "الثاني"))
        await play.staff.sees(GONE.content.text)
        await play.chris.write(play.arabic, "بيننا")
        await play.chris.write(play.arabic, "جواب", reply_to=shown)
        await play.amal.phone.sees("جواب")
        await play.sol.change_bot(play.arabic, forum="on")
        await play.stage.advance(MINUTE)
        await play.staff.sees(BACK.content.text)

        async def typed_goes_out(seen: Seen) -> None:
            await play.chris.write(play.arabic, "كل سطر", thread=seen.thread)
            await play.amal.phone.sees("كل سطر")

        await typed_goes_out(question)
        assert "بيننا" not in play.amal.phone.transcript()


async def test_whoever_is_forgotten_meanwhile_leaves_the_group_and_the_topic_goes_later(running: Play):
    question = await running.ask(running.amal, "سرّي", "ar")
    await running.sol.change_bot(running.arabic, forum="off")
    await running.amal.say("الثاني")
    await running.staff.sees(GONE.content.text)
    await running.amal.say("/forget")
    await running.amal.press("forget:yes")
    await running.arabic.loses("سرّي")
    await running.sol.change_bot(running.arabic, forum="on")
    await running.stage.advance(3601)
    await running.arabic.loses(lambda seen: seen.thread == question.thread)
    assert question.thread not in [topic["thread"] for topic in running.arabic.content["topics"]]
