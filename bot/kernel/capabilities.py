"""What a channel can do, as plain data: by it the engine plans, and `bot.render` fits what is said to the channel.

A figure of 0 (or an empty set) means "not at all" everywhere. Lengths of texts count UTF-16 code units, sizes bytes,
spans milliseconds; FOREVER is a span without an end, and ANY a figure without a limit that we know.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from bot.kernel.content import MediaKind, Style
from bot.kernel.pacing import Pace

FOREVER: Final = sys.maxsize
ANY: Final = sys.maxsize


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest text and caption of a channel, in UTF-16 code units."""

    text: int
    caption: int


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons under a message. Where there are none, what can be chosen is numbered, and a typed number is the press.

    `label` and `answer` are in UTF-16 code units, `data` in bytes of UTF-8. `answer`: the longest text that only the
    person sees who pressed; 0 when a press can be answered by a message only.
    """

    in_message: int
    in_row: int
    label: int
    data: int
    answer: int = 0


@dataclass(frozen=True, slots=True)
class Sizes:
    """The largest file of a kind that can be sent, and that can be fetched, in bytes."""

    send: int
    fetch: int


@dataclass(frozen=True, slots=True)
class Paces:
    """How fast messages may go out, over all and in one chat. None: as fast as they come."""

    overall: Pace | None = None
    private: Pace | None = None
    group: Pace | None = None


class Report(StrEnum):
    """What a channel tells of a message that it was given."""

    ACCEPTED = "accepted"  # the platform took it: every channel says that
    DELIVERED = "delivered"  # it is on the person's device
    READ = "read"  # the person opened it
    FAILED = "failed"  # it was accepted, and later turned out not to arrive


class Reach(StrEnum):
    """When one may write to a person who has written before."""

    ALWAYS = "always"
    DAY = "day"  # for 24 hours after they wrote last
    PAGE = "page"  # while their page is open; what is said meanwhile waits for it


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one channel can do. The defaults are a channel of plain texts, like text messages.

    `edit_for`, `delete_for`: for how long after it was sent a message can be changed or taken away, in milliseconds.
    `reactions`: the emoji that can stand as our mark on a message; None: any.
    `album`: the most files that are shown as one; 0 or 1: each comes alone.
    `media`: the kinds of files that can be sent; another kind goes as a DOCUMENT where that is among them.
    `menu`: the most commands in a menu; `pins`, `threads`: of groups only.
    `keeps_for`: for how long it keeps what it has for us while we do not run, in milliseconds.
    `repeatable`: the same send, done again under the same key, is shown once.
    """

    limits: Limits
    buttons: Buttons | None = None
    edit_for: int = 0
    delete_for: int = 0
    replies: bool = False
    reactions: frozenset[str] | None = frozenset()
    album: int = 0
    threads: bool = False
    menu: int = 0
    pins: bool = False
    media: Mapping[MediaKind, Sizes] = field(default_factory=dict)
    places: bool = False
    styles: frozenset[Style] = frozenset()
    reports: frozenset[Report] = frozenset({Report.ACCEPTED})
    keeps_for: int = FOREVER
    repeatable: bool = False
    reach: Reach = Reach.ALWAYS
    paces: Paces = field(default_factory=Paces)
