"""The buttons of a draft, of news on its way, and of a contact's yes or no to news."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.buttons import Press, Side, press
from bot.kernel.ids import BroadcastId, NoteId


class NewsChoice(StrEnum):
    ON = "on"
    OFF = "off"


@press("news", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ChooseNews(Press):
    choice: NewsChoice


class Move(StrEnum):
    """What staff do with a broadcast. Those with a comment need a value."""

    LANGUAGE = "language"  # which text comes next: its code
    FALLBACK = "fallback"
    WITHOUT = "without"
    OPEN = "open"  # a `Step`
    CHOOSE = "choose"  # one of the options of that step
    NOW = "now"
    BACK = "back"
    NEXT = "next"
    FORCE = "force"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    DROP = "drop"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    RECALL = "recall"
    CORRECT = "correct"


@press("broadcast", Side.STAFF)
@dataclass(frozen=True, slots=True)
class MoveBroadcast(Press):
    move: Move
    broadcast: BroadcastId
    value: str = ""


class NoteMove(StrEnum):
    """What staff do with a note to the volunteers."""

    TEAM = "team"  # the number of a team, in the order of the configuration
    PIN = "pin"
    SEND = "send"
    DROP = "drop"


@press("announce", Side.STAFF)
@dataclass(frozen=True, slots=True)
class MoveNote(Press):
    move: NoteMove
    note: NoteId
    value: str = ""
