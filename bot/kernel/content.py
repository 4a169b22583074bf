"""What a message says, and nothing about who said it.

A person's message becomes one of these neutral values; a new message is built from it on the other side.
There is deliberately no field in which a name, an id, a handle or a file name could travel.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from typing_extensions import override

from bot.kernel.ids import ChannelName


class Quiet:
    """Shows only its kind: what people write must not reach a log through a `repr`."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Style(StrEnum):
    """The formatting that may cross the bridge."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"
    STRIKETHROUGH = "strikethrough"
    SPOILER = "spoiler"
    CODE = "code"
    PRE = "pre"
    BLOCKQUOTE = "blockquote"
    VOLUNTEER = "volunteer"
    """A volunteer's alias inside their own team's group: `person` makes it a mention there. Only our own
    sentences carry it; nothing that is read from a platform ever becomes one."""


@dataclass(frozen=True, slots=True, repr=False)
class Entity(Quiet):
    """A formatted stretch of a text. `offset` and `length` count Python characters (code points)."""

    style: Style
    offset: int
    length: int
    person: str | None = None


class Bond(StrEnum):
    """What ties a message to something else than its own words; who and where that was is left behind."""

    FORWARDED = "forwarded"
    ELSEWHERE = "elsewhere"  # it answers what the other side can't see
    QUOTE = "quote"  # it answers a part of a message that both sides see


@dataclass(frozen=True, slots=True, repr=False)
class Lead(Quiet):
    """What stands above a message for its reader. `words` are those that a QUOTE repeats."""

    bond: Bond
    words: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Text(Quiet):
    text: str
    entities: tuple[Entity, ...] = ()
    kind: Literal["text"] = "text"
    lead: Lead | None = None


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"
    AUDIO = "audio"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, repr=False)
class Media(Quiet):
    """A file with an optional caption.

    `file` is the handle by which the channel `source`, which received it, can fetch the bytes; in rows of earlier
    versions the source is "", the only channel that there was. `fingerprint` is equal for
    equal files (tells an edited caption from an exchanged file). `seconds`, `width` and `height` are 0 where
    unknown or meaningless. There is no name: what the file turns out to be when it is cleaned names its copy.
    `copy` is the handle of a cleaned copy that was sent before, by which the channel may send it once more; "": none.
    """

    media: MediaKind
    file: str
    fingerprint: str
    caption: Text | None = None
    seconds: int = 0
    width: int = 0
    height: int = 0
    copy: str = ""
    kind: Literal["media"] = "media"
    lead: Lead | None = None
    source: ChannelName | Literal[""] = ""


@dataclass(frozen=True, slots=True, repr=False)
class Place(Quiet):
    """A point on the map, in degrees; with a title it is a venue."""

    latitude: float
    longitude: float
    title: str = ""
    address: str = ""
    kind: Literal["place"] = "place"


Content = Text | Media | Place


def words_of(content: Content) -> str:
    """What is written in a message or below its file; "" where nothing is."""
    match content:
        case Text(text=text) | Media(caption=Text(text=text)):
            return text
        case _:
            return ""


@dataclass(frozen=True, slots=True, repr=False)
class Made(Quiet):
    """A picture or a document that we made ourselves. `data` are its bytes in base64; `name` is neutral and ours."""

    media: Literal[MediaKind.PHOTO, MediaKind.DOCUMENT]
    data: str
    name: str
    caption: Text | None = None
    kind: Literal["made"] = "made"

    @classmethod
    def of(
        cls,
        media: Literal[MediaKind.PHOTO, MediaKind.DOCUMENT],
        content: bytes,
        name: str,
        caption: Text | None = None,
    ) -> "Made":
        return cls(media, b64encode(content).decode("ascii"), name, caption)

    def content(self) -> bytes:
        return b64decode(self.data)
