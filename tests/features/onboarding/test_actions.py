"""The way to the first question, from one choice to the next, on a real database."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.dispatch.dispatch import ingest
from bot.features.onboarding.actions import REMIND_EVERY
from bot.kernel.content import Text
from bot.kernel.ids import ChatRef, LanguageCode, TeamName, TopicId
from bot.kernel.incoming import Command, Incoming, Origin, Pressed, Written
from bot.kernel.model import Contact
from bot.kernel.outgoing import Answer, Priority, Send
from bot.kernel.service import Topic, button_code
from tests.features.relay.wrong_case import GROUP, TELEGRAM, Group, fifty_cases

AMAL = ChatRef("7001")
POLISH = LanguageCode("pl")
IN_BERGEN = ChatRef("-100600")


class Way(Group):
    """What one newcomer does, and what comes of it: (chat, text) in order."""

    answered: list[str]
    priorities: list[Priority]

    async def do(self, event: Incoming) -> list[tuple[ChatRef, str]]:
        async with self.store.transaction() as tx:
            await ingest(tx, self.context, event)
        said, self.answered = [], []
        async with self.store.transaction() as tx:
            while rows := await tx.claim_outgoing(self.context.now, 100, []):
                for row in rows:
                    match row.operation:
                        case Send(content=Text(text=text)):
                            said.append((row.chat, text))
                        case Answer(text=text):
                            self.answered.append(text)
                    await tx.finish_outgoing(row.id)
        return said

    def here(self, hint: str = "") -> Origin:
        return Origin(TELEGRAM, AMAL, AMAL, private=True, language_hint=hint)

    async def write(self, words: str, hint: str = "") -> list[tuple[ChatRef, str]]:
        return await self.do(Written(self.here(hint), self.next(), Text(words)))

    async def press(self, data: str) -> list[tuple[ChatRef, str]]:
        return await self.do(Pressed(self.here(), self.next(), f"press {self.number}", data))

    async def command(self, name: str, argument: str = "") -> list[tuple[ChatRef, str]]:
        return await self.do(Command(self.here(), self.next(), name, argument))

    async def contact(self) -> Contact:
        async with self.store.transaction() as tx:
            contact = await tx.find_contact(TELEGRAM, AMAL)
        assert contact is not None
        return contact

    async def kept(self) -> int:
        """How many messages wait for a choice."""
        contact = await self.contact()
        async with self.store.transaction() as tx:
            return len(await tx.held_messages(contact.id))


@pytest.fixture
async def way(tmp_path: Path) -> AsyncIterator[Way]:
    """English and Polish; Polish in two offices; work and tax."""
    async with fifty_cases(f"sqlite:{tmp_path / 'way.db'}", "way") as group:
        service = group.context.service
        polish = (LanguageCode("en"), POLISH)
        oslo = replace(service.teams[0], languages=polish, place="Oslo", forum=False, relay_topic=False)
        bergen = replace(oslo, name=TeamName("bergen"), chat=IN_BERGEN, place="Bergen", languages=(POLISH,))
        service = replace(
            service,
            languages=polish,
            teams=(oslo, bergen),
            topics=(*service.topics, Topic(TopicId("tax"), "🧾")),
            notice_version="now",
        )
        yield Way(group.store, group.rng, replace(group.context, service=service))


async def test_each_choice_leads_to_the_next_and_the_last_one_passes_on_what_was_kept(way: Way) -> None:
    [(_, first)] = await way.write("Dzień dobry")
    assert first.startswith("✍ Your message is not lost")
    [(_, notice)] = await way.press("language:pl")
    assert "🔒" in notice
    [(_, place)] = await way.press("notice:yes")
    assert place.startswith("📍")
    [(_, topic)] = await way.press(f"place:{button_code('Bergen')}")
    assert topic.startswith("❓")
    said = await way.press("topic:tax")
    assert [text for chat, text in said if chat == IN_BERGEN][1:] == ["Dzień dobry"]
    assert not [text for chat, text in said if chat == GROUP]
    contact = await way.contact()
    assert (contact.language, contact.place, contact.topic, contact.notice_version) == ("pl", "Bergen", "tax", "now")


async def test_a_language_can_be_typed_and_is_no_question(way: Way) -> None:
    [(_, notice)] = await way.write("  Polski ")
    assert "🔒" in notice
    assert (await way.contact()).language == "pl"
    assert await way.kept() == 0


async def test_whoever_goes_on_writing_is_asked_again_only_now_and_then(way: Way) -> None:
    asked = [len(await way.write(f"{number}")) for number in range(2 * REMIND_EVERY + 1)]
    assert asked == [1, 0, 0, 1, 0, 0, 1]
    assert await way.kept() == 2 * REMIND_EVERY + 1


async def test_the_language_of_the_app_is_asked_in(way: Way) -> None:
    [(_, asked)] = await way.write("Dzień dobry", hint="pl")
    assert asked.splitlines()[0] == way.context.translator(POLISH)(
        "✍ Your message is not lost. It is passed on when you are done choosing."
    )
    assert (await way.contact()).language is None


async def test_a_poster_chooses_language_and_topic_and_forgets_neither(way: Way) -> None:
    await way.command("start", "pl_tax")
    contact = await way.contact()
    assert (contact.language, contact.topic) == ("pl", "tax")
    await way.command("start", "work")
    contact = await way.contact()
    assert (contact.language, contact.topic) == ("pl", "work")
    await way.command("start")
    assert (await way.contact()).language == "pl"


async def test_buttons_of_what_is_not_offered_say_that_they_are_old(way: Way) -> None:
    for data in ("topic:work", f"place:{button_code('Oslo')}", "language:ar", "wish:open"):
        assert await way.press(data) == []
        assert way.answered == ["This button is old. Write /start."], data
    await way.command("start", "pl")
    for data in ("topic:weather", f"place:{button_code('Hamar')}", "language:ar"):
        assert await way.press(data) == []
        assert way.answered == [way.context.translator(POLISH)("This button is old. Write /start.")], data


async def test_the_notice_is_accepted_once_however_often_it_is_pressed(way: Way) -> None:
    await way.command("start", "en_work")
    await way.press("notice:yes")
    before = (await way.contact()).notice_accepted
    way.context = replace(way.context, now=way.context.now + 1000)
    await way.press("notice:yes")
    assert (await way.contact()).notice_accepted == before
    way.context = replace(way.context, service=replace(way.context.service, notice_version="later"))
    await way.press("notice:yes")
    assert (await way.contact()).notice_accepted == way.context.now


async def test_declining_drops_what_was_kept_and_shows_the_way_back(way: Way) -> None:
    await way.write("A secret")
    await way.press("language:en")
    said = await way.press("notice:no")
    assert "/start" in said[0][1]
    assert len(said) == 2
    assert await way.kept() == 0
    await way.press("notice:yes")
    said = await way.press("topic:work")
    assert "A secret" not in str(said)


async def test_another_office_is_offered_only_after_the_notice(way: Way) -> None:
    await way.command("start", "pl_work")
    [(_, refused)] = await way.command("place")
    assert "/language – " in refused
    await way.press("notice:yes")
    [(_, asked)] = await way.command("place")
    assert asked.startswith("📍")
