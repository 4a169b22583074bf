"""What we remember: contacts, cases, messages, volunteers. Instants are UTC milliseconds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from typing_extensions import override

from bot.kernel.content import Content, Quiet
from bot.kernel.hours import Override, Overrides
from bot.kernel.ids import (
    AddressId,
    CaseId,
    ChannelName,
    ChatAddress,
    ChatRef,
    ContactId,
    ExternalId,
    InboxId,
    LanguageCode,
    MessageId,
    TeamName,
    ThreadRef,
    TopicId,
    VolunteerId,
)


@dataclass(frozen=True, slots=True, repr=False)
class Contact(Quiet):
    """A person who asks for advice, as found by one of their addresses.

    `language` and `topic` are None until chosen; `notice_accepted` until the privacy notice was, `notice_version` is
    the wording that was accepted. `asked_before` is True when an earlier case exists. `erasing`: the contact wants to
    be forgotten, and will be in a moment. `place` is the office that they chose, "" where there is no choice.
    `blocked`: staff decided that nothing more of them is passed on.
    """

    id: ContactId
    address: AddressId
    channel: ChannelName
    chat: ChatRef
    pseudonym: str
    language: LanguageCode | None
    topic: TopicId | None
    notice_accepted: int | None
    reachable: bool
    asked_before: bool
    notice_version: str | None = None
    erasing: bool = False
    place: str = ""
    blocked: bool = False


class CaseState(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class AsideName:
    """How people call something that was set aside: "out-12" could not be sent, "in-34" could not be read."""

    queue: Literal["in", "out"]
    id: int

    @override
    def __str__(self) -> str:
        return f"{self.queue}-{self.id}"

    @classmethod
    def read(cls, text: str) -> "AsideName | None":
        found = re.fullmatch(r"(in|out)-(\d{1,18})", text.strip().lower())
        return cls("in" if found[1] == "in" else "out", int(found[2])) if found else None


@dataclass(frozen=True, slots=True, repr=False)
class SetAside(Quiet):
    """Something that was set aside, and why. `chat` is where it should go, "" for what came in; `title` its case."""

    name: AsideName
    since: int
    error: str
    channel: ChannelName
    chat: ChatRef
    title: str | None


@dataclass(frozen=True, slots=True, repr=False)
class Case(Quiet):
    """One matter of one contact with one team.

    `chat` is the contact's chat on `channel`, where answers go. `thread` is the topic thread in the team's forum,
    None in a plain group or before it was opened. `handle` is a random name for buttons. `card` is the message
    that shows the case in the group. `waiting_since` is set while the contact waits for an answer. `has_queue`: when it
    was read, messages waited in it for its team to open.
    """

    id: CaseId
    contact: ContactId
    channel: ChannelName
    chat: ChatRef
    pseudonym: str
    contact_language: LanguageCode
    reachable: bool
    team: TeamName
    language: LanguageCode
    topic: TopicId
    state: CaseState
    title: str
    thread: ThreadRef | None
    card: MessageId | None
    handle: str
    returning: bool
    claimed_by: VolunteerId | None
    claimed_alias: str | None
    claimed_person: ChatRef | None
    opened_at: int
    waiting_since: int | None
    answered_at: int | None
    closed_at: int | None
    has_queue: bool


class Direction(StrEnum):
    TO_TEAM = "to_team"  # a contact wrote it
    TO_CONTACT = "to_contact"  # a volunteer wrote it
    OURS = (
        "card"  # the bot itself: a case's card, a notice to staff about one, a panel; the stored name is from the first
    )


class MessageState(StrEnum):
    HELD = "held"  # waits for the contact to choose, or, within a case, for the team to open
    ASKED = "asked"  # waits for its writer to say whether it may go
    RELAYED = "relayed"  # handed to the outbox
    DELIVERED = "delivered"  # arrived on the other side
    FAILED = "failed"  # could not be delivered; its writer was told
    UNDONE = "undone"  # taken back by its writer


@dataclass(frozen=True, slots=True)
class Copy:
    """Where the other side sees a piece of a message."""

    message: MessageId
    part: int
    chat: ChatRef
    external: ExternalId


@dataclass(frozen=True, slots=True, repr=False)
class Message(Quiet):
    """One message that someone wrote, and the state of its way to the other side.

    `chat` and `external` name the original, where its writer sees it (None for a card). `content` is only there
    while the message is held or asked about; None then says that it can't be unsealed any more. `parts` is the number
    of copies that it makes. `fingerprint` is that of its file. `joined_to` is the first of several short texts that
    were sent as one, for each of them.
    """

    id: MessageId
    case: CaseId | None
    contact: ContactId | None
    direction: Direction
    state: MessageState
    channel: ChannelName
    chat: ChatRef | None
    external: ExternalId | None
    author: VolunteerId | None
    reply_to: MessageId | None
    album: str | None
    parts: int
    fingerprint: str | None
    joined_to: MessageId | None
    content: Content | None

    @property
    def address(self) -> ChatAddress | None:
        """The chat in which it was written."""
        return None if self.chat is None else ChatAddress(self.channel, self.chat)


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """Figures that staff want to see. `asked` is what `read_asked` reads; the answer takes the place of `message`.

    `scheduled`: the clock asks, and nobody need hear of a service that has not begun.
    """

    id: int
    channel: ChannelName
    chat: ChatRef
    message: ExternalId | None
    asked: str
    picture: bool
    scheduled: bool


class OverrideState(StrEnum):
    ASKED = "asked"  # staff have not confirmed it
    ACTIVE = "active"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, repr=False)
class StaffOverride(Quiet):
    """A closure, or an extra opening, that staff set. No team: it holds for every team."""

    handle: str
    team: TeamName | None
    first: int
    last: int
    opens: bool
    reason: str


def overrides_for(team: TeamName, changes: Iterable[StaffOverride]) -> Overrides:
    """What staff changed of one team's hours."""
    return tuple(
        Override(each.first, each.last, each.opens, each.reason) for each in changes if each.team in (None, team)
    )


@dataclass(frozen=True, slots=True, repr=False)
class Volunteer(Quiet):
    """A member of a team's group. `alias` is how the team's card names them; unique within the team.

    `checked_at` is when the membership was last confirmed by the platform, None when it was revoked.
    """

    id: VolunteerId
    team: TeamName
    person: ChatRef
    alias: str
    checked_at: int | None


@dataclass(frozen=True, slots=True, repr=False)
class InboxRow(Quiet):
    """A raw update as it came in.

    `conversation` is the lane within which order holds; `album` joins parts; `payload` is the platform's own JSON.
    """

    id: InboxId
    channel: ChannelName
    conversation: str
    album: str | None
    payload: bytes
    received_at: int
    attempts: int


@dataclass(frozen=True, slots=True, repr=False)
class Arrival(Quiet):
    """A raw update on its way into the inbox. `external` is what the platform calls it, unique within the channel."""

    external: str
    conversation: str
    album: str | None
    payload: bytes
