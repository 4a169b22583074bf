"""Broadcasts: what staff write once to many contacts, and notes to volunteers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.kernel.capabilities import Limits
from bot.kernel.content import Content, Media, Quiet, Text
from bot.kernel.ids import (
    BroadcastId,
    ChannelName,
    ChatRef,
    ExternalId,
    LanguageCode,
    MessageId,
    NoteId,
    RecipientId,
    TeamName,
    TopicId,
)
from bot.render.splitting import BETWEEN, join_texts, utf16_length

DAY = 24 * 3600 * 1000
SHELL = ChatRef("")
"""The author of what was written on the command line."""
MORNING, EVENING = 8, 21
"""Hours of the local day between which nobody is disturbed by news, unless staff insist."""
RECALLED_WITHIN = 48 * 3600 * 1000 - 60_000
"""Milliseconds for which a platform lets us take a message away, less a minute. Source: Bot API, deleteMessage."""
A_SECOND = 28
"""Recipients a second that staff may reckon with."""


class BroadcastState(StrEnum):
    DRAFT = "draft"
    SECOND_CONFIRMATION = "second_confirmation"  # waits for another member of staff
    SCHEDULED = "scheduled"
    SENDING = "sending"  # whatever its task is
    PAUSED = "paused"
    CANCELLING = "cancelling"  # nothing more begins; what is under way ends
    DONE = "done"
    CANCELLED = "cancelled"
    DROPPED = "dropped"  # a draft that was thrown away


class Task(StrEnum):
    """What is done for each recipient."""

    SEND = "send"
    RECALL = "recall"  # take the copy away
    CORRECT = "correct"  # change the copy to the corrected text


class Step(StrEnum):
    """The screens of a draft."""

    TEXTS = "texts"
    WHO = "who"
    LANGUAGES = "languages"
    TOPICS = "topics"
    DAYS = "days"
    PLACES = "places"
    WHEN = "when"
    CONFIRM = "confirm"


BACK = {
    Step.WHO: Step.TEXTS,
    Step.LANGUAGES: Step.WHO,
    Step.TOPICS: Step.WHO,
    Step.DAYS: Step.WHO,
    Step.PLACES: Step.WHO,
    Step.WHEN: Step.WHO,
    Step.CONFIRM: Step.WHEN,
}
NEXT = {Step.TEXTS: Step.WHO, Step.WHO: Step.WHEN, Step.WHEN: Step.CONFIRM}


@dataclass(frozen=True, slots=True)
class Audience:
    """Who shall get it, of those who agreed to news. An empty list leaves nobody out.

    `days`: only who wrote within so many days; 0 for whoever. `place`: only who asked a team of that office.
    """

    languages: tuple[LanguageCode, ...] = ()
    topics: tuple[TopicId, ...] = ()
    days: int = 0
    place: str = ""


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True, repr=False)
class Broadcast(Quiet):
    """`author` is the member of staff who drafts, or SHELL. `language`: in which the next text is awaited.

    `fallback`: whose text goes to those whose language has none. `starts_at` None: at once. `forced`: also at night.
    `panel` is the message in the staff chat that shows it.
    """

    id: BroadcastId
    state: BroadcastState
    task: Task
    author: ChatRef
    step: Step
    language: LanguageCode
    fallback: LanguageCode
    audience: Audience
    starts_at: int | None
    forced: bool
    panel: MessageId | None
    told_at: int
    created_at: int


@dataclass(frozen=True, slots=True, repr=False)
class BroadcastText(Quiet):
    """A text in one language. `correction` takes its place once staff confirm it."""

    content: Content
    correction: Content | None = None


Texts = Mapping[LanguageCode, BroadcastText]


@dataclass(frozen=True, slots=True, repr=False)
class Recipient(Quiet):
    """Whom the next copy is for. `copy` is the one in the chat already, when it is changed or taken away."""

    id: RecipientId
    broadcast: BroadcastId
    language: LanguageCode
    copy: ExternalId | None
    channel: ChannelName
    chat: ChatRef


class RecipientState(StrEnum):
    WAITING = "waiting"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    LEFT_OUT = "left_out"  # cancelled, or wants no more news
    RECALLED = "recalled"
    UNCHANGED = "unchanged"  # a copy that could not be changed or taken away, and stands as it was


@dataclass(frozen=True, slots=True)
class Counts:
    """How many recipients are in which state. `uncertain`: it may have arrived twice."""

    states: Mapping[RecipientState, int]
    uncertain: int = 0

    def __getitem__(self, state: RecipientState) -> int:
        return self.states.get(state, 0)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def left(self) -> int:
        return self[RecipientState.WAITING] + self[RecipientState.QUEUED]


@dataclass(frozen=True, slots=True, repr=False)
class StaffNote(Quiet):
    """What staff say to volunteers. `state` is "draft", "sent" or "dropped"."""

    id: NoteId
    state: str
    author: ChatRef
    content: Content | None
    teams: tuple[TeamName, ...]
    pinned: bool
    panel: MessageId | None


def is_night(local: datetime) -> bool:
    """Whether news would disturb people at this hour of their day."""
    return not MORNING <= local.hour < EVENING


def text_for(texts: Texts, language: LanguageCode, fallback: LanguageCode) -> tuple[BroadcastText, bool]:
    """The text that a reader of a language gets, and whether it stands in for one in their language."""
    own = texts.get(language)
    return (own, False) if own is not None else (texts[fallback], True)


def marked(content: Content, mark: str) -> Content:
    """The content with a line above it."""
    match content:
        case Text():
            return join_texts([Text(mark), content])
        case Media(caption=caption):
            return replace(content, caption=Text(mark) if caption is None else join_texts([Text(mark), caption]))
        case _:
            return content


def corrected(content: Content, words: Text) -> Content:
    """What a copy becomes: other words, or another caption under the same file."""
    return replace(content, caption=words) if isinstance(content, Media) else words


def excess(content: Content, mark: str, limits: Limits) -> int:
    """By how many UTF-16 units a text is too long to be one message, with the mark above it."""
    match content:
        case Text(text=text):
            limit = limits.text
        case Media(caption=Text(text=text)):
            limit = limits.caption
        case _:
            return 0
    return max(0, utf16_length(mark) + len(BETWEEN) + utf16_length(text) - limit)
