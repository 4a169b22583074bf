"""What follows from a send that failed: for each fault, and each kind of operation that met it, one answer.

Pure. `bot.engine.delivery` carries the answer out. docs/failure-table.md shows the whole table in words; a test keeps
both the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.errors import Fault, SendError
from bot.kernel.outgoing import (
    Answer,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Leave,
    NameThread,
    OpenThread,
    Outgoing,
    Pin,
    React,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)


class Kind(StrEnum):
    """What was tried, as far as failures tell it apart."""

    MESSAGE = "new message"
    EDIT = "change"
    DELETION = "deletion"
    REACTION = "reaction"
    PIN = "pin"
    THREAD = "topic opened or closed"
    THREAD_NAME = "title of a topic"
    THREAD_DELETION = "deletion of a topic"
    ANSWER = "answer to a button"
    MENU = "menu"
    LEAVING = "leaving a group"
    NEWS = "copy of a broadcast"  # whatever is done to it


class Rest(StrEnum):
    """How long the lane rests before the row is tried again."""

    NONE = "not at all"
    SECOND = "a second"
    MINUTE = "a minute"
    HOUR = "an hour"
    AS_TOLD = "as long as the platform says"
    OUTAGE = "ever longer, up to a minute"
    GROUP = "ever longer, up to an hour"
    PERSON = "ever longer, up to a day"


class Effect(StrEnum):
    """What else follows, and who is told."""

    NONE = "nobody"
    WRITER = "the writer: it was not passed on"
    WRITER_LATE = "the writer: the change comes too late"
    WRITER_MARK = "the writer: the mark, in words"
    STAFF_AND_WRITER = "staff: it was set aside; the writer: it was not passed on"
    STAFF_RIGHT = "staff: which right is missing"
    STAFF_KIND = "the writer: it was not passed on; staff: what the group does not allow"
    STAFF_PIN = "staff: the message could not be pinned"
    STAFF_GROUP = "staff: the group is lost"
    TEAM = "volunteers: the person can't be reached"
    MOVED = "staff: the number of the new group"
    NEW_THREAD = "nobody; a new topic is opened"
    NO_TOPICS = "staff and volunteers: topics are switched off"
    MENU_FORGOTTEN = "nobody; the menu is set again when it changes"
    RECIPIENT = "nobody; it is counted in the broadcast's report"
    RECIPIENT_GONE = "volunteers: the person can't be reached; it is counted in the broadcast's report"
    HELD_BACK = "nobody; the broadcast pauses as well"


@dataclass(frozen=True, slots=True)
class Policy:
    """What becomes of the row.

    `tries`: how often it is tried in all; None: without end. `rest`: before the next try. `counted`: whether this was
    one of those tries. `parked`: after the last one it is kept where staff see it, and not deleted. `effect` follows
    each time; `at_last` only after the last try.
    """

    tries: int | None = 1
    rest: Rest = Rest.NONE
    counted: bool = True
    parked: bool = False
    effect: Effect = Effect.NONE
    at_last: Effect = Effect.NONE

    def ends(self, attempts: int) -> bool:
        """Whether the row, tried so often before, is not tried again."""
        return self.tries is not None and attempts + 1 >= self.tries


FILE_TRIES = 10
"""So often is a file asked for that can't be had just now: over some four minutes."""
DROP = Policy()
"""It can matter no longer."""
FLOOD = Policy(None, Rest.AS_TOLD, counted=False)
OUTAGE = Policy(None, Rest.OUTAGE)
UNKNOWN = Policy(3, Rest.SECOND, parked=True, at_last=Effect.STAFF_AND_WRITER)
"""Nobody knows why: it may have been chance."""
MENU_LOST = Policy(at_last=Effect.MENU_FORGOTTEN)
NEWS_LOST = Policy(at_last=Effect.RECIPIENT)
"""A copy of a broadcast waits for nobody: it is counted."""
RIGHT_NEEDED = Policy(None, Rest.MINUTE, counted=False, effect=Effect.STAFF_RIGHT)
RIGHT_MISSED = Policy(at_last=Effect.STAFF_RIGHT)
"""It is no message: what comes after it need not wait for the right."""
NO_TOPICS = Policy(None, effect=Effect.NO_TOPICS)

OF_THREADS = (Kind.THREAD, Kind.THREAD_NAME, Kind.THREAD_DELETION)
"""What is done to a topic itself."""
ALWAYS: Mapping[Kind, Policy] = {Kind.ANSWER: DROP, Kind.MENU: MENU_LOST, Kind.NEWS: NEWS_LOST}
"""Where the fault does not matter: who pressed has long seen the turning sign end, a menu is set again with its next
change, and a broadcast waits for nobody."""


def _row(usual: Policy, exceptions: Mapping[Kind, Policy] | None = None) -> Mapping[Kind, Policy]:
    """An answer for each kind of operation."""
    return {**dict.fromkeys(Kind, usual), **ALWAYS, **(exceptions or {})}


TABLE: Mapping[Fault, Mapping[Kind, Policy]] = {
    Fault.FLOOD: _row(
        FLOOD,
        {Kind.MENU: FLOOD, Kind.NEWS: Policy(None, Rest.AS_TOLD, counted=False, effect=Effect.HELD_BACK)},
    ),
    Fault.OUTAGE: _row(OUTAGE, {Kind.MENU: OUTAGE, Kind.NEWS: OUTAGE}),
    Fault.UNREACHABLE: _row(
        Policy(None, Rest.PERSON, effect=Effect.TEAM), {Kind.NEWS: Policy(at_last=Effect.RECIPIENT_GONE)}
    ),
    Fault.GROUP_LOST: _row(Policy(None, Rest.GROUP, effect=Effect.STAFF_GROUP)),
    Fault.GROUP_MOVED: _row(Policy(None, effect=Effect.MOVED)),
    Fault.THREAD_GONE: _row(
        Policy(4, parked=True, effect=Effect.NEW_THREAD, at_last=Effect.STAFF_AND_WRITER),
        {**dict.fromkeys(OF_THREADS, DROP), Kind.REACTION: Policy(4, effect=Effect.NEW_THREAD)},
    ),
    # Of a closed topic the worker has tried to open it: what is said here is said of that.
    Fault.THREAD_CLOSED: _row(UNKNOWN, {Kind.REACTION: DROP}),
    Fault.TARGET_GONE: _row(Policy(at_last=Effect.WRITER_LATE), {Kind.MESSAGE: UNKNOWN}),
    Fault.REACTION_REFUSED: _row(Policy(at_last=Effect.WRITER_MARK)),
    Fault.NO_RIGHTS: _row(
        RIGHT_NEEDED,
        {
            **dict.fromkeys((Kind.REACTION, Kind.DELETION, Kind.THREAD_NAME), RIGHT_MISSED),
            Kind.PIN: Policy(at_last=Effect.STAFF_PIN),
        },
    ),
    Fault.NO_FORUM: _row(
        NO_TOPICS,
        {
            **dict.fromkeys((Kind.THREAD, Kind.THREAD_NAME), Policy(at_last=Effect.NO_TOPICS)),
            # Somebody who is to be forgotten was promised that it is deleted.
            Kind.THREAD_DELETION: Policy(None, Rest.HOUR, counted=False, effect=Effect.NO_TOPICS),
        },
    ),
    Fault.KIND_FORBIDDEN: _row(Policy(at_last=Effect.STAFF_KIND)),  # words are allowed: whoever comes next goes
    Fault.FILE_AWAY: _row(
        Policy(FILE_TRIES, Rest.OUTAGE, at_last=Effect.WRITER),
        {Kind.NEWS: Policy(FILE_TRIES, Rest.OUTAGE, at_last=Effect.RECIPIENT)},
    ),
    Fault.FILE_REFUSED: _row(Policy(at_last=Effect.WRITER)),
    Fault.REFUSED: _row(UNKNOWN, {Kind.REACTION: DROP, Kind.NEWS: Policy(3, Rest.SECOND, at_last=Effect.RECIPIENT)}),
}
"""What follows where the chat is a contact's, a team's or the staff's."""

STRANGERS: Mapping[Fault, Mapping[Kind, Policy]] = {
    # Somebody who was erased.
    Fault.UNREACHABLE: _row(DROP, {Kind.NEWS: Policy(at_last=Effect.RECIPIENT_GONE)}),
    # The group is no team's any more.
    Fault.GROUP_LOST: _row(DROP, {Kind.MESSAGE: Policy(at_last=Effect.WRITER)}),
}
"""The same where the chat is nobody's that we know, if that makes a difference."""


def decide(fault: Fault, kind: Kind, *, known: bool = True) -> Policy:
    """`known`: the chat is a contact's, a team's or the staff's."""
    table = TABLE if known else {**TABLE, **STRANGERS}
    return table[fault][kind]


def exact_fault(error: SendError, kind: Kind, *, in_case: bool, in_team: bool) -> Fault:
    """The fault by which the table goes: one that nobody knows where what would be done about it is not possible.

    `in_case`: the row belongs to a case, whose topic can be opened again. `in_team`: its chat is a team's, which can go
    on without topics.
    """
    match error.fault:
        case Fault.GROUP_MOVED if error.moved_to is None:
            return Fault.REFUSED
        case Fault.THREAD_GONE if not in_case and kind not in OF_THREADS:
            return Fault.REFUSED
        case Fault.NO_FORUM if not in_team:
            return Fault.REFUSED
        case Fault.OUTAGE if error.of_file:
            return Fault.FILE_AWAY
        case fault:
            return fault


def kind_of(outgoing: Outgoing) -> Kind:
    if outgoing.recipient is not None:
        return Kind.NEWS
    match outgoing.operation:
        case Send() | SendAlbum() | OpenThread():
            return Kind.MESSAGE
        case Edit():
            return Kind.EDIT
        case Delete():
            return Kind.DELETION
        case React():
            return Kind.REACTION
        case Pin():
            return Kind.PIN
        case CloseThread() | ReopenThread():
            return Kind.THREAD
        case NameThread():
            return Kind.THREAD_NAME
        case DeleteThread():
            return Kind.THREAD_DELETION
        case Answer():
            return Kind.ANSWER
        case SetMenu():
            return Kind.MENU
        case Leave():
            return Kind.LEAVING
