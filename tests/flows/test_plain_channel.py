"""The main story on a channel of plain texts, through the real engine and store; the team is on Telegram."""

from collections.abc import AsyncIterator, Callable

import pytest

from handlers.registry import PLATFORMS
from tests.channels.plain import PLAIN, Phone, plain_platform
from tests.flows.conftest import Play


@pytest.fixture
async def phones(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[str], Phone]]:
    """The plain platform in the registry, beside Telegram."""
    async with plain_platform() as (platform, phone):
        monkeypatch.setitem(PLATFORMS, PLAIN, platform)
        yield phone


async def ask(play: Play, phone: Phone, question: str) -> None:
    """From the first word to the question as the team sees it."""
    await phone.writes("/start")
    await phone.chooses("العربية")
    await phone.reads("🔒")
    await phone.writes("1")
    await phone.reads("💼")
    await phone.writes("١")  # in the digits of the reader's own script
    await phone.reads("🎤")
    await phone.writes(question)
    await play.arabic.sees(question)


async def test_a_question_by_numbers_an_answer_and_its_correction(play: Play, phones: Callable[[str], Phone]) -> None:
    phone = phones("+4790000001")
    async with play.bot():
        await ask(play, phone, "متى أحصل على راتبي؟")
        question = await play.arabic.sees("متى أحصل على راتبي؟")
        answer = await play.chris.write(play.arabic, "Payday is the 12th.", reply_to=question, thread=question.thread)
        assert await phone.reads("Payday") == "Payday is the 12th."
        await play.chris.edit(play.arabic, answer, "Payday is the 15th.")
        assert await phone.reads("15th") == "✏ تصحيح:\nPayday is the 15th."
        assert phone.number not in play.arabic.transcript()


async def test_a_number_is_an_answer_once_a_volunteer_has_asked(play: Play, phones: Callable[[str], Phone]) -> None:
    phone = phones("+4790000002")
    async with play.bot():
        await ask(play, phone, "هل أحصل على إعانة؟")
        question = await play.arabic.sees("هل أحصل على إعانة؟")
        await play.chris.write(play.arabic, "How many children do you have?", reply_to=question, thread=question.thread)
        await phone.reads("How many children")
        await phone.writes("2")
        await play.arabic.sees(lambda seen: seen.text == "2")


async def test_what_is_taken_back_becomes_a_request(play: Play, phones: Callable[[str], Phone]) -> None:
    phone = phones("+4790000003")
    async with play.bot():
        await ask(play, phone, "سؤال")
        question = await play.arabic.sees("سؤال")
        await play.chris.write(play.arabic, "A wrong answer", reply_to=question, thread=question.thread)
        await phone.reads("A wrong answer")
        await play.chris.write(play.arabic, "/undo", thread=question.thread)
        await phone.reads("🗑")
