"""What we can ask of a platform, in our words."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

from bot.kernel.content import Content, Made, Media, Quiet
from bot.kernel.ids import (
    CaseId,
    ChannelName,
    ChatAddress,
    ChatRef,
    ExternalId,
    MessageId,
    OutboxId,
    RecipientId,
    ThreadRef,
)


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]
"""Rows of buttons under a message. An empty tuple takes the buttons away."""


@dataclass(frozen=True, slots=True, repr=False)
class Send(Quiet):
    """A new message; a reply when the outbox row has a target. `joined` are further messages that it is a copy of."""

    content: Content | Made
    keyboard: Keyboard = ()
    silent: bool = False
    joined: tuple[MessageId, ...] = ()
    kind: Literal["send"] = "send"


@dataclass(frozen=True, slots=True, repr=False)
class SendAlbum(Quiet):
    """Two to ten files shown as one. `messages` are our numbers of the items, in the same order."""

    items: tuple[Media, ...]
    messages: tuple[MessageId, ...]
    kind: Literal["album"] = "album"


@dataclass(frozen=True, slots=True, repr=False)
class Edit(Quiet):
    """New content for the target. `caption_only` when the file is the same and only its words changed."""

    content: Content
    keyboard: Keyboard = ()
    caption_only: bool = False
    kind: Literal["edit"] = "edit"


@dataclass(frozen=True, slots=True)
class Delete:
    """Take the target away."""

    kind: Literal["delete"] = "delete"


@dataclass(frozen=True, slots=True)
class React:
    """Our one reaction on the target; None takes it away."""

    emoji: str | None
    kind: Literal["react"] = "react"


@dataclass(frozen=True, slots=True)
class Pin:
    """Keep the target in sight at the top of its group, without another notification."""

    kind: Literal["pin"] = "pin"


@dataclass(frozen=True, slots=True, repr=False)
class OpenThread(Quiet):
    """A new topic thread. Made by the outbox worker when a case has none; never stored as a row."""

    title: str
    kind: Literal["open_thread"] = "open_thread"


@dataclass(frozen=True, slots=True)
class CloseThread:
    kind: Literal["close_thread"] = "close_thread"


@dataclass(frozen=True, slots=True)
class ReopenThread:
    kind: Literal["reopen_thread"] = "reopen_thread"


@dataclass(frozen=True, slots=True)
class NameThread:
    """Give the row's topic thread the title of its case again."""

    kind: Literal["name_thread"] = "name_thread"


@dataclass(frozen=True, slots=True)
class DeleteThread:
    """Delete a topic thread with everything in it. It names the thread itself: the case is gone by then."""

    thread: ThreadRef
    kind: Literal["delete_thread"] = "delete_thread"


@dataclass(frozen=True, slots=True, repr=False)
class Answer(Quiet):
    """What the person who pressed a button sees, at once and alone. "" only ends the waiting sign."""

    callback: str
    text: str = ""
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the group."""

    kind: Literal["leave"] = "leave"


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """A command, without its slash, and what it does in a few words."""

    command: str
    words: str


@dataclass(frozen=True, slots=True)
class SetMenu:
    """The commands that the app offers in the row's chat, or, where the row names none, in every contact's.

    `language`: for apps in that language; "" for all that have no menu of their own. No entries: no menu.
    """

    entries: tuple[MenuEntry, ...]
    language: str = ""
    kind: Literal["menu"] = "menu"


Operation = (
    Send
    | SendAlbum
    | Edit
    | Delete
    | React
    | Pin
    | OpenThread
    | CloseThread
    | ReopenThread
    | NameThread
    | DeleteThread
    | Answer
    | Leave
    | SetMenu
)


class Priority(IntEnum):
    """What goes first when the platform takes less than there is to send. Within one lane the order stays."""

    PEOPLE = 0
    """What a person wrote, and our answers to what they did."""
    NEWCOMER = 1
    """What we ask of somebody who has still to choose. Many may come at once; who is in a conversation goes first."""
    ANNOUNCEMENT = 2
    """What the clock says by itself, often to many at once."""
    BROADCAST = 3
    """What staff wrote to many."""


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing(Quiet):
    """One row of the outbox with everything resolved that was unknown when it was written.

    `target` is the message that a reply, edit, deletion or reaction is about; None when it has no copy (it was
    never sent, or is gone). `thread_title` is set when the row must go to a topic thread of a forum; `thread` is
    None as long as that thread does not exist. `message` is the message whose copy this send makes. `part`
    counts the pieces of a long text from 0. `recipient` is whose copy of a broadcast this makes, changes or takes away.
    `step` counts from 0 what is asked of a channel that can carry out a row in several steps only.
    """

    id: OutboxId
    lane: str
    channel: ChannelName
    chat: ChatRef
    operation: Operation
    thread: ThreadRef | None = None
    thread_title: str | None = None
    target: ExternalId | None = None
    message: MessageId | None = None
    part: int = 0
    case: CaseId | None = None
    attempts: int = 0
    recipient: RecipientId | None = None
    step: int = 0

    @property
    def address(self) -> ChatAddress:
        return ChatAddress(self.channel, self.chat)


@dataclass(frozen=True, slots=True, repr=False)
class Joinable(Quiet):
    """A text of a contact that waits to be sent, and to which another can be added: its row in `lane`, for `message`.

    `asked`: whether its writer is asked something about it.
    """

    row: OutboxId
    lane: str
    message: MessageId
    case: CaseId
    operation: Send
    asked: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the platform answered: the new messages' ids in order, or the thread that was opened.

    `copy` is the handle under which it has the file that was sent, as in Media.
    """

    messages: tuple[ExternalId, ...] = ()
    copy: str = ""
    thread: ThreadRef | None = None
