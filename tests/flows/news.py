"""What the tests of broadcasts do again and again."""

from collections import Counter

from bot.kernel.ids import ChannelName
from bot.keys.access import access_master_key
from bot.simulator.people import Person, Seen
from storage.database import open_store
from tests.flows.conftest import Play

MONDAY_NOON = "2026-11-23T12:00:00+01:00"
FIRST_READER = 500_000


async def agree(person: Person, language: str, topic: str = "work") -> None:
    """Through the first screens, and yes to news."""
    await person.say(f"/start {language}_{topic}")
    await person.press("notice:yes")
    await person.phone.sees("🎤")
    await person.say("/news on")
    await person.phone.sees("/news off")


async def add_readers(play: Play, number: int, storage: str = "") -> None:
    """Many people who have agreed to news, straight into the database."""
    now = play.clock.now()
    settings = play.settings(storage={"url": storage} if storage else {})
    store = await open_store(settings.storage.url, await access_master_key(settings))
    ids = store.keys.ids(ChannelName("telegram"))
    async with store.transaction() as tx:
        for index in range(number):
            person = FIRST_READER + index
            play.simulator.world.add_person(person, f"reader {index}", "contact", "en").started = True
            contact = await tx.add_contact("telegram", ids.conceal(person), f"Reader {index}", now)
            assert contact is not None
            await tx.set_choice(contact.id, "en", "work")
            await tx.accept_notice(contact.id, "", "en", now)
            await tx.set_news(contact.id, True, now)
    await store.close()


def copies(play: Play, words: str) -> Counter[int]:
    """How many messages with these words stand in each reader's chat."""
    return Counter(
        {
            chat.id: sum(
                words in message.body.get("text", message.body.get("caption", "")) for message in chat.messages.values()
            )
            for chat in play.simulator.world.chats.values()
            if chat.id >= FIRST_READER
        }
    )


async def draft(play: Play, texts: dict[str, str], person: Person | None = None) -> None:
    """Begin one, and give it texts by the language's own name."""
    person = person or play.sol
    begun = await person.write(play.staff, "/broadcast")
    panel = await play.staff.sees("1. the text", after=begun)
    for language, text in texts.items():
        await person.press(language, on=panel)
        await play.staff.sees(f"in: {language}", after=begun)
        reply = await person.write(play.staff, text, reply_to=panel)
        panel = await play.staff.sees("1. the text", after=reply)


async def look(play: Play, person: Person | None = None) -> Seen:
    """On to the last screen, which comes below the previews."""
    panel = await play.staff.sees(lambda seen: "1. the text" in seen.text and "Who gets it" in str(seen.buttons))
    for door, screen in (("Who gets it", "2. who"), ("When", "3. when"), ("Look at it", "Send it like this?")):
        await (person or play.sol).press(door, on=panel)
        panel = await play.staff.sees(screen, after=panel.id - 1)
    return panel


async def send(play: Play, text: str) -> None:
    """A whole broadcast in English to everybody, up to its confirmation; at night too."""
    await draft(play, {"English": text})
    last = await look(play)
    if last.data_of("🌙"):
        await play.sol.press("🌙", on=last)
    await play.sol.press("✅ Send it", chat=play.staff)
