"""What was written, and what the simulated Telegram saw of it on the other side."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.world import Chat, Message, World

MARK = re.compile(r"\b([cvi]\d+n\d+)p(\d+)v(\d+)\b")
"""Stands in every text: who wrote it and their how-maniest message it is, which piece, which version."""
Place = tuple[int, int]
"""A message: its chat and its number there."""


@dataclass(eq=False, slots=True)
class Entry:
    """One message, or one album. `to` is the chat where its copies belong, None where it must stay inside."""

    name: str
    kind: str
    writer: int
    to: int | None
    order: int
    versions: list[int]
    """The version that each piece has now: of the lines of a text, or of the captions of an album."""
    places: list[Place] = field(default_factory=list)
    contact: int = 0
    copies: dict[int, Message] = field(default_factory=dict)
    """The newest copy of each piece."""
    answered: bool = False
    """The bot has told the writer something about it."""

    def mark(self, piece: int) -> str:
        return f"{self.name}p{piece}v{self.versions[piece]}"

    @property
    def relayed(self) -> bool:
        return bool(self.versions) and len(self.copies) == len(self.versions)

    @property
    def settled(self) -> bool:
        return self.relayed or (self.answered and not self.copies)

    def shows_last_edit(self) -> bool:
        return all(self.mark(piece) in text_of(copy) for piece, copy in self.copies.items())


class Ledger:
    """Follows everything that the bot posts in a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.entries: dict[str, Entry] = {}
        self.open: dict[str, Entry] = {}
        """What is neither relayed nor refused aloud yet."""
        self.starts = 0
        """How often the bot has started, counted at its first call: none of the run before can come after that."""
        self.repeats: Counter[tuple[int, int]] = Counter()
        """Sends that had been there before, by start and lane."""
        self.late_repeats = 0
        """Repeats that were not the first in their lane after a start."""
        self.inversions = 0
        self.misplaced = 0
        """Copies in the wrong chat or thread, and internal talk anywhere."""
        self.notices: dict[int, Message] = {}
        """The latest privacy notice in each private chat."""
        self.cards: list[tuple[int, Message]] = []
        self.answerable: dict[int, list[tuple[Message, int]]] = {}
        """In each team's group: the copies that a volunteer can answer, with the contact."""
        self.answers: dict[int, list[Message]] = {}
        """In each private chat: the answers that a contact can reply to."""
        self._by_place: dict[Place, Entry] = {}
        self._seen: set[tuple[str, object, int]] = set()
        self._counted: set[str] = set()
        self._latest: dict[tuple[int, int], tuple[int, int]] = {}
        self._threads: dict[int, int | None] = {}
        self._sent_since_start: Counter[tuple[int, int]] = Counter()
        self._post = world.post
        world.post = self._watched  # type: ignore[method-assign]

    def write_down(self, entry: Entry) -> None:
        self.entries[entry.name] = entry
        for place in entry.places:
            self._by_place[place] = entry
        if entry.kind != "internal":
            self.open[entry.name] = entry

    # -- what the bot posts --------------------------------------------------------------------------------------

    def _watched(self, chat: Chat, author: int, kind: str, body: dict[str, Any], **fields: Any) -> Message:
        message = self._post(chat, author, kind, body, **fields)
        if author == self.world.bot.id and kind != "service":
            marks = MARK.findall(text_of(message))
            for name, piece, _ in marks:
                self._arrive(chat, message, self.entries[name], int(piece))
            if marks:
                name, piece, version = marks[0]
                self._note_send(chat, message, (name, int(piece), int(version)))  # a later version is a correction
            else:
                self._note_own(chat, message)
        return message

    def _arrive(self, chat: Chat, message: Message, entry: Entry, piece: int) -> None:
        strayed = chat.is_forum and self._threads.setdefault(entry.contact, message.thread) != message.thread
        self.misplaced += chat.id != entry.to or strayed
        if piece not in entry.copies:
            latest = self._latest.get((entry.writer, chat.id), (0, 0))
            self.inversions += (entry.order, piece) < latest
            self._latest[entry.writer, chat.id] = max(latest, (entry.order, piece))
        entry.copies[piece] = message
        if entry.relayed:
            self.open.pop(entry.name, None)
        if chat.private:
            self.answers.setdefault(chat.id, []).append(message)
        else:
            self.answerable.setdefault(chat.id, []).append((message, entry.contact))

    def _note_own(self, chat: Chat, message: Message) -> None:
        """What the bot says by itself: notices, cards, refusals."""
        data = [
            button.get("callback_data") or ""
            for row in (message.markup or {}).get("inline_keyboard", [])
            for button in row
        ]
        entry = self._by_place.get((chat.id, message.reply_to or 0))
        if "notice:yes" in data:
            self.notices[chat.id] = message
        elif any(each.startswith("claim:") for each in data):
            self.cards.append((chat.id, message))
            self._note_send(chat, message, ("card", data[0], 0))
            return
        elif entry is not None:
            entry.answered = True
            self.open.pop(entry.name, None)
            self._note_send(chat, message, ("answer", chat.id, message.reply_to or 0))
            return
        self._sent_since_start[self.starts, chat.id] += 1

    def _note_send(self, chat: Chat, message: Message, key: tuple[str, object, int]) -> None:
        """Count a send that had been there before: an album as one."""
        lane = (self.starts, chat.id)
        if message.album is not None:
            if message.album in self._counted:
                self._seen.add(key)
                return
            self._counted.add(message.album)
        if key in self._seen:
            self.repeats[lane] += 1
            self.late_repeats += self._sent_since_start[lane] > 0
        self._seen.add(key)
        self._sent_since_start[lane] += 1

    # -- how it ended --------------------------------------------------------------------------------------------

    def wrong_edits(self) -> list[Entry]:
        return [entry for entry in self.entries.values() if entry.relayed and not entry.shows_last_edit()]

    def unmarked(self) -> list[Entry]:
        """What was relayed though its writer does not see that."""
        return [entry for entry in self.entries.values() if entry.relayed and not self._marked(entry)]

    def _marked(self, entry: Entry) -> bool:
        chat, number = entry.places[0]
        return self.world.bot.id in self.world.chats[chat].messages[number].reactions

    def split_albums(self) -> int:
        albums = [entry for entry in self.entries.values() if entry.kind == "album" and entry.relayed]
        return sum(len({copy.album for copy in entry.copies.values()}) > 1 for entry in albums)

    def edited(self) -> int:
        return sum(version - 1 for entry in self.entries.values() for version in entry.versions)


def text_of(message: Message) -> str:
    text = message.body.get("text", message.body.get("caption", ""))
    return text if isinstance(text, str) else ""
