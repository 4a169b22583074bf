"""How a cleaned file goes out: as what, and under which name. What people call their files may name them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import Message, PhotoSize

from bot.cleaning.types import Cleaned, Form
from bot.kernel.content import MediaKind, Quiet
from handlers.telegram import limits

FITTING: Final = {
    Form.PICTURE: (MediaKind.PHOTO,),
    Form.MOVING_PICTURE: (MediaKind.ANIMATION,),
    Form.SOUND: (MediaKind.VOICE, MediaKind.AUDIO),
    Form.FILM: (MediaKind.VIDEO, MediaKind.VIDEO_NOTE, MediaKind.ANIMATION),
    Form.DOCUMENT: (),
}
"""The kinds of message that can show a form. In any other, a file goes out as a document."""

SHOWN_TOGETHER: Final = {MediaKind.PHOTO, MediaKind.VIDEO}
"""Kinds that may be mixed in an album. Source: Bot API, sendMediaGroup."""


@dataclass(frozen=True, slots=True, repr=False)
class Upload(Quiet):
    """A file as it is uploaded. `name` says what it is, such as "document.pdf", and nothing else."""

    kind: MediaKind
    content: bytes
    extension: str

    @property
    def name(self) -> str:
        return self.kind.value + self.extension


@dataclass(frozen=True, slots=True, repr=False)
class Copy(Quiet):
    """A file that Telegram has, since we uploaded it, and the kind of message that can show it."""

    kind: MediaKind
    file_id: str

    @classmethod
    def read(cls, handle: str) -> "Copy | None":
        kind, _colon, file_id = handle.partition(":")
        return cls(MediaKind(kind), file_id) if file_id else None

    @property
    def handle(self) -> str:
        return f"{self.kind.value}:{self.file_id}"


def copy_in(message: Message, kind: MediaKind) -> str:
    """The handle of what a message of ours shows; "" when Telegram made another kind of message of it."""
    match getattr(message, kind.value):
        case (*_, PhotoSize(file_id=largest)):
            return Copy(kind, largest).handle
        case None | ():
            return ""
        case file:
            return Copy(kind, file.file_id).handle


def prepare(wanted: MediaKind, cleaned: Cleaned) -> Upload:
    """A picture that was sent as a file goes out as a photo, so that nobody needs to download it to see it."""
    kind = wanted if wanted in FITTING[cleaned.form] else MediaKind.DOCUMENT
    if cleaned.form is Form.PICTURE:
        kind = MediaKind.PHOTO if _can_be_a_photo(cleaned) else MediaKind.DOCUMENT
    return Upload(kind, cleaned.content, cleaned.extension)


def prepare_album(uploads: Sequence[Upload]) -> Sequence[Upload]:
    """Photos and videos may stand beside each other; anything else only beside its own kind."""
    kinds = {upload.kind for upload in uploads}
    if len(kinds) == 1 or kinds <= SHOWN_TOGETHER:
        return uploads
    return [replace(upload, kind=MediaKind.DOCUMENT) for upload in uploads]


def _can_be_a_photo(picture: Cleaned) -> bool:
    """What is longer than PHOTO_SIDE, the picture of a long chat or a till slip, could not be read as a photo."""
    short, long = sorted((picture.width, picture.height))
    return long <= limits.PHOTO_SIDE and long <= limits.PHOTO_RATIO * short and len(picture.content) <= limits.PHOTO
