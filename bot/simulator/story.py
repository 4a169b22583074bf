"""One conversation from the first tap to the answer, played by the cast against a running bot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.simulator.cast import ARABIC_TEAM, STAFF_CHAT
from bot.simulator.people import Person, Room, Seen, Stage, What

Side = Literal["contact", "team", "staff", "bot"]


@dataclass(frozen=True, slots=True)
class StoryLine:
    """Something that somebody said: `side` is where, `text` as it was seen."""

    who: str
    side: Side
    text: str


QUESTION = "وصلتني رسالة لا أفهمها. هل يجب أن أدفع؟"
QUESTION_EDITED = "وصلتني رسالة من البلدية لا أفهمها. هل يجب أن أدفع؟"
ANSWER = "لا، هذه ليست فاتورة. إنها موعد. سأشرح لك."
INTERNAL = "I take this one. It is an appointment, not a bill."


class Teller:
    """Does what a person does, waits for what it brings, and tells both."""

    def __init__(self, tell: Callable[[StoryLine], None]) -> None:
        self._tell = tell

    def says(self, who: Person, side: Side, text: str) -> None:
        self._tell(StoryLine(who.name, side, text))

    async def shows(self, room: Room, what: What, *, thread: int | None = None) -> Seen:
        """Wait until a chat shows something, and tell it as the bot's."""
        seen = await room.sees(what, thread=thread)
        kind = "" if seen.kind == "text" else f"[{seen.kind}] "
        buttons = "  ".join(f"[{label}]" for label in seen.buttons)
        text = "\n".join(filter(None, [kind + seen.text, buttons]))
        self._tell(StoryLine(f"Brobygger → {room.content['title']}", "bot", text))
        return seen


async def play_conversation(stage: Stage, tell: Callable[[StoryLine], None]) -> None:
    """Amal can't read a letter; Chris answers her from the Arabic team's group.

    Raises AssertionError with a transcript when something that must happen does not.
    """
    teller = Teller(tell)
    amal, chris = await stage.person("Amal"), await stage.person("Chris")
    group, staff = await stage.chat(ARABIC_TEAM), await stage.chat(STAFF_CHAT)

    await amal.say("/start")
    teller.says(amal, "contact", "/start")
    await teller.shows(amal.phone, lambda seen: "العربية" in seen.buttons)
    await amal.press("العربية")
    teller.says(amal, "contact", "[العربية]")
    await teller.shows(amal.phone, lambda seen: seen.data_of("notice:yes") is not None)
    await amal.press("notice:yes")
    teller.says(amal, "contact", "[✅]")
    await teller.shows(amal.phone, lambda seen: seen.data_of("topic:other") is not None)
    await amal.press("topic:other")
    teller.says(amal, "contact", "[💬]")
    await teller.shows(amal.phone, lambda seen: "🎤" in seen.text)

    question = await amal.say(QUESTION)
    teller.says(amal, "contact", QUESTION)
    card = await teller.shows(group, lambda seen: seen.data_of("claim:") is not None or "✋" in str(seen.buttons))
    await teller.shows(group, QUESTION, thread=card.thread)
    await amal.phone.sees(lambda seen: seen.id == question and seen.reacted("🕊"))
    await amal.send_photo(amal.phone)
    teller.says(amal, "contact", "[a photo of the letter]")
    await teller.shows(group, lambda seen: seen.kind == "photo", thread=card.thread)
    await amal.send_voice(amal.phone)
    teller.says(amal, "contact", "[a voice message]")
    warned = await teller.shows(amal.phone, lambda seen: seen.starts("send:") is not None)
    await amal.press(warned.starts("send:") or "", on=warned)
    teller.says(amal, "contact", "[✅]")
    await teller.shows(group, lambda seen: seen.kind == "voice", thread=card.thread)
    await amal.edit(amal.phone, question, QUESTION_EDITED)
    teller.says(amal, "contact", f"(edits) {QUESTION_EDITED}")
    asked = await teller.shows(group, QUESTION_EDITED, thread=card.thread)

    await chris.press("✋", on=card)
    teller.says(chris, "team", "[✋]")
    await teller.shows(group, lambda seen: seen.id == card.id and "👐" in str(seen.buttons))
    await chris.write(group, INTERNAL, thread=card.thread)
    teller.says(chris, "team", f"{INTERNAL}  (stays in the group)")
    answer = await chris.write(group, ANSWER, thread=card.thread, reply_to=asked)
    teller.says(chris, "team", f"(replies) {ANSWER}")
    received = await teller.shows(amal.phone, ANSWER)
    await group.sees(lambda seen: seen.id == answer and seen.reacted("🕊"))
    await amal.react(amal.phone, received, "❤")
    teller.says(amal, "contact", "❤")
    await group.sees(lambda seen: seen.id == answer and seen.reacted("❤"))

    await chris.press("☑️", on=card)
    teller.says(chris, "team", "[☑️]")
    await teller.shows(amal.phone, lambda seen: seen.text.startswith("☑️"))
    await check_nothing_crossed(amal, chris, group, staff)


async def check_nothing_crossed(amal: Person, chris: Person, group: Room, staff: Room) -> None:
    """Neither side saw the other's name, and internal talk stayed inside. Raises AssertionError."""
    seen_by_amal = "\n".join(seen.text for seen in await amal.phone.messages())
    seen_by_team = "\n".join(seen.text for seen in [*await group.messages(), *await staff.messages()])
    assert INTERNAL not in seen_by_amal, "internal talk reached the contact"
    assert chris.name not in seen_by_amal, "a volunteer's name reached the contact"
    assert amal.name not in seen_by_team, "a contact's name reached the team"
