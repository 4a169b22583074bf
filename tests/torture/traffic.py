"""An invented cast that writes a seeded, random mix: texts, photos, albums, long texts, edits, replies, presses."""

import base64
import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.simulator.clock import SimulatedClock
from bot.simulator.deeds import do
from bot.simulator.files import NO_PICTURE
from bot.simulator.refusal import Impossible
from bot.simulator.world import World
from tests.torture.ledger import Entry, Ledger

FORUM, PLAIN, STAFF = -1_001_000_000_501, -1_001_000_000_502, -1_001_000_000_509
OWNER = 301
PICTURE = base64.b64encode(NO_PICTURE).decode()
RECENT = 30
"""People answer, edit and react to what is among the latest so many."""
LONG_LINES = 6
"""A long text has so many lines of a thousand letters: two messages."""


@dataclass(eq=False)
class Somebody:
    """A contact (`home` is the chat with the bot, `team` where their copies appear) or a volunteer of `team`."""

    id: int
    home: int
    team: int
    language: str = ""
    stage: str = "new"
    written: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def is_contact(self) -> bool:
        return bool(self.language)


def build_world(contacts: int, volunteers: int) -> tuple[World, list[Somebody], list[Somebody]]:
    """Two teams, one with a forum and one with a plain group, and nobody has written yet."""
    world = World(SimulatedClock(datetime.fromtimestamp(time.time(), UTC), ticking=True))
    world.add_person(OWNER, "Sol", "staff", "nb")
    for chat, title in ((FORUM, "forum"), (PLAIN, "plain")):
        world.add_group(chat, title, "team", [OWNER], is_forum=chat == FORUM, owner=OWNER)
    world.add_group(STAFF, "staff", "staff", [OWNER], owner=OWNER)
    asking = []
    for number in range(contacts):
        person = 1000 + number
        language, team = ("ar", FORUM) if number % 2 else ("pl", PLAIN)
        world.add_person(person, f"contact {number}", "contact", language)
        asking.append(Somebody(person, person, team, language))
    return world, asking, [add_volunteer(world, 5000 + number) for number in range(volunteers)]


def add_volunteer(world: World, person: int) -> Somebody:
    team = FORUM if person % 2 else PLAIN
    world.add_person(person, f"volunteer {person}", "volunteer", "en")
    do(world, {"as": person, "do": "join", "chat": team})
    return Somebody(person, team, team)


class Traffic:
    """Whoever acts is drawn by `rng`; what they can do depends on what they see."""

    def __init__(
        self,
        world: World,
        ledger: Ledger,
        rng: random.Random,
        contacts: list[Somebody],
        volunteers: list[Somebody],
    ) -> None:
        self._world = world
        self._ledger = ledger
        self._rng = rng
        self._contacts = contacts
        self._volunteers = volunteers

    def act(self) -> None:
        """Somebody does something."""
        person = self._rng.choice(self._volunteers if self._rng.random() < 0.4 else self._contacts)
        try:
            if person.is_contact and person.stage != "ready":
                self._begin(person)
            elif person.is_contact:
                self._ask(person)
            else:
                self._answer(person)
        except Impossible:
            pass  # the button is gone, the topic is closed: people see that and leave it

    def introduce_volunteer(self) -> None:
        """Somebody whom the bot does not know yet joins a team and answers."""
        person = add_volunteer(self._world, self._volunteers[-1].id + 1)
        self._volunteers.append(person)
        for _ in range(3):  # not every copy can be answered: what a crash repeated is known in its last place only
            self._answer_text(person)

    def finish_beginnings(self) -> None:
        """Whoever has written and not yet chosen does so now."""
        for person in self._contacts:
            if person.entries and person.stage != "ready":
                self._begin(person, write=False)

    # -- contacts ------------------------------------------------------------------------------------------------

    def _begin(self, person: Somebody, *, write: bool = True) -> None:
        """The first screens; some write before they choose."""
        notice = self._ledger.notices.get(person.id)
        if notice is not None:
            self._deed(person, "press", message_id=notice.id, data="notice:yes")
            person.stage = "ready"
        elif write and self._rng.random() < 0.4:
            self._rng.choice((self._text, self._photo, self._album))(person)
        elif person.stage == "new":
            self._deed(person, "write", text=f"/start {person.language}_work")
            person.stage = "chosen"

    def _ask(self, person: Somebody) -> None:
        answers = self._ledger.answers.get(person.id, [])
        seen = self._rng.choice(answers[-RECENT:]) if answers else None
        match self._draw(text=50, photo=9, album=6, long=3, edit=14, reply=10, refused=3, react=3):
            case "photo":
                self._photo(person)
            case "album":
                self._album(person)
            case "long":
                self._text(person, lines=LONG_LINES)
            case "edit":
                self._edit(person)
            case "reply" if seen is not None:
                self._text(person, reply_to=seen.id)
            case "refused":
                self._refused(person)
            case "react" if seen is not None:
                self._deed(person, "react", message_id=seen.id, emoji=self._rng.choice("❤🔥🙏"))
            case _:
                self._text(person)

    # -- volunteers ----------------------------------------------------------------------------------------------

    def _answer(self, person: Somebody) -> None:
        match self._draw(text=56, photo=8, album=5, long=2, edit=14, internal=4, refused=3, react=3, claim=5):
            case "edit":
                self._edit(person)
            case "internal":
                self._internal(person)
            case "claim":
                self._claim(person)
            case kind:
                self._answer_text(person, kind)

    def _answer_text(self, person: Somebody, kind: str = "text") -> None:
        """Something that hangs on a relayed message."""
        shown = self._ledger.answerable.get(person.team, [])[-RECENT:]
        if not shown:
            return
        question, contact = self._rng.choice(shown)
        match kind:
            case "photo":
                self._photo(person, contact, reply_to=question.id)
            case "album":
                self._album(person, contact, reply_to=question.id)
            case "refused":
                self._refused(person, contact, reply_to=question.id)
            case "react":
                self._deed(person, "react", message_id=question.id, emoji=self._rng.choice("❤🔥🙏"))
            case _:
                self._text(person, contact, lines=LONG_LINES if kind == "long" else 1, reply_to=question.id)

    def _internal(self, person: Somebody) -> None:
        """Talk among volunteers: with nobody, or with the word that keeps a reply inside."""
        person.written += 1
        entry = Entry(f"i{person.id}n{person.written}", "internal", person.id, None, person.written, [1])
        shown = self._ledger.answerable.get(person.team, [])[-RECENT:]
        reply = {"reply_to": self._rng.choice(shown)[0].id} if shown and self._rng.random() < 0.5 else {}
        self._ledger.write_down(entry)
        self._deed(person, "write", text=f"// {entry.mark(0)}", **reply)

    def _claim(self, person: Somebody) -> None:
        cards = [card for chat, card in self._ledger.cards[-RECENT:] if chat == person.team]
        if cards:
            card = self._rng.choice(cards)
            buttons = [button for row in (card.markup or {}).get("inline_keyboard", []) for button in row]
            data = next((each["callback_data"] for each in buttons if "claim:" in each["callback_data"]), None)
            if data is not None:
                self._deed(person, "press", message_id=card.id, data=data)

    # -- both ----------------------------------------------------------------------------------------------------

    def _draw(self, **weights: int) -> str:
        return self._rng.choices(list(weights), list(weights.values()))[0]

    def _deed(self, person: Somebody, verb: str, **fields: Any) -> dict[str, Any]:
        return do(self._world, {"as": person.id, "do": verb, "chat": person.home, **fields})

    def _entry(self, person: Somebody, kind: str, contact: int | None, pieces: int) -> Entry:
        """An entry that is written down when it was said: until then it has no place."""
        person.written += 1
        return Entry(
            f"{'c' if person.is_contact else 'v'}{person.id}n{person.written}",
            kind,
            person.id,
            person.team if contact is None else contact,
            person.written,
            [1] * pieces,
            contact=person.id if contact is None else contact,
        )

    def _note(self, person: Somebody, entry: Entry, *messages: int) -> None:
        entry.places = [(person.home, message) for message in messages]
        self._ledger.write_down(entry)
        if entry.versions:
            person.entries.append(entry)

    def _text(self, person: Somebody, contact: int | None = None, *, lines: int = 1, **fields: Any) -> None:
        entry = self._entry(person, "text" if lines == 1 else "long", contact, lines)
        self._note(person, entry, self._deed(person, "write", text=words_of(entry), **fields)["message_id"])

    def _photo(self, person: Somebody, contact: int | None = None, **fields: Any) -> None:
        entry = self._entry(person, "photo", contact, 1)
        said = self._deed(person, "send", kind="photo", file=PICTURE, caption=entry.mark(0), **fields)
        self._note(person, entry, said["message_id"])

    def _album(self, person: Somebody, contact: int | None = None, **fields: Any) -> None:
        entry = self._entry(person, "album", contact, self._rng.randint(2, 4))
        items = [
            {"kind": "photo", "file": PICTURE, "caption": entry.mark(piece)} for piece in range(len(entry.versions))
        ]
        self._note(person, entry, *self._deed(person, "album", items=items, **fields)["message_ids"])

    def _refused(self, person: Somebody, contact: int | None = None, **fields: Any) -> None:
        """A kind that does not cross the bridge."""
        entry = self._entry(person, "refused", contact, 0)
        story = {"chat": {"id": person.id, "type": "private", "first_name": "x"}, "id": 1}
        said = self._deed(person, "send", kind="story", fields={"story": story}, **fields)
        self._note(person, entry, said["message_id"])

    def _edit(self, person: Somebody) -> None:
        mine = person.entries[-RECENT:]
        entry = self._rng.choice(mine) if mine else None
        if entry is None or (entry.answered and not entry.copies):
            return
        piece = self._rng.randrange(len(entry.versions))
        if entry.kind in ("text", "long"):
            entry.versions = [version + 1 for version in entry.versions]
            self._deed(person, "edit", message_id=entry.places[0][1], text=words_of(entry))
        else:
            entry.versions[piece] += 1
            self._deed(person, "edit", message_id=entry.places[piece][1], caption=entry.mark(piece))


def words_of(entry: Entry) -> str:
    if entry.kind == "text":
        return entry.mark(0)
    return "\n".join(f"{entry.mark(piece)} {'word ' * 200}".rstrip() for piece in range(len(entry.versions)))
