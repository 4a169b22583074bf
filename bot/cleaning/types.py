"""What a file is, by its first bytes."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.errors import FileReason, FileRefused


class Form(StrEnum):
    """What a reader does with a file."""

    PICTURE = "picture"  # one still picture
    MOVING_PICTURE = "moving_picture"  # a picture with several frames or pages
    SOUND = "sound"
    FILM = "film"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    """A file that may cross. `extension` has its dot; `width` and `height` are pixels of a picture, else 0."""

    content: bytes
    form: Form
    extension: str
    width: int = 0
    height: int = 0


class Kind(StrEnum):
    """The families of formats that have the same structure, so the same way of cleaning."""

    PICTURE = "picture"
    PDF = "pdf"
    ZIP = "zip"
    RECORDING = "recording"
    TEXT = "text"


# What begins so. The longer ones come first where one begins like another. Public sources: the list of file
# signatures of the IANA media type registrations and of the formats' own descriptions.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"BM")
_RECORDINGS = (b"OggS", b"fLaC", b"ID3", b"#!AMR", b"\x1aE\xdf\xa3")
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileReason.OFFICE),  # Word, Excel and PowerPoint before 2007; Outlook
    (b"{\\rtf", FileReason.OFFICE),
    (b"Rar!", FileReason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileReason.ARCHIVE),
    (b"\x1f\x8b", FileReason.ARCHIVE),
    (b"BZh", FileReason.ARCHIVE),
    (b"\xfd7zXZ\0", FileReason.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", FileReason.ARCHIVE),
)
_STILL_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_FILM_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"))


def recognise(content: bytes) -> Kind:
    """The kind of a file. Raises FileRefused for what no way of cleaning exists."""
    for beginning, reason in _REFUSED:
        if content.startswith(beginning):
            if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in content:
                raise FileRefused(FileReason.ENCRYPTED)  # a newer Office file, locked, is wrapped like an old one
            raise FileRefused(reason)
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return Kind.PICTURE
    if content[4:8] == b"ftyp" and content[8:12] in (b"avif", b"avis"):
        return Kind.PICTURE
    if content[4:8] == b"ftyp" and content[8:12] in _STILL_BRANDS:
        raise FileRefused(FileReason.PICTURE)
    if b"%PDF-" in content[:1024]:
        return Kind.PDF
    if content.startswith(b"PK\x03\x04"):
        return Kind.ZIP
    if recording_format(content) is not None:
        return Kind.RECORDING
    if is_plain_text(content):
        return Kind.TEXT
    if re.search(rb"<svg[\s>]", content[:4096]):
        raise FileRefused(FileReason.PICTURE)
    raise FileRefused(FileReason.UNKNOWN)


def recording_format(content: bytes) -> str | None:
    """The name of FFmpeg's reader for a sound or a film; None for anything else."""
    after_tag = content[_id3_length(content) :]
    if content[4:8] in _FILM_BOXES:
        return "mov"
    if content.startswith(b"OggS"):
        return "ogg"
    if content.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if content.startswith(b"#!AMR"):
        return "amr"
    if content[:4] == b"RIFF":
        return {b"WAVE": "wav", b"AVI ": "avi"}.get(content[8:12])
    if after_tag.startswith(b"fLaC"):
        return "flac"
    if len(after_tag) > 1 and after_tag[0] == 0xFF and after_tag[1] & 0xF6 == 0xF0:
        return "aac"
    if content.startswith(b"ID3") or (len(after_tag) > 1 and after_tag[0] == 0xFF and after_tag[1] & 0xE6 == 0xE2):
        return "mp3"
    return None


def _id3_length(content: bytes) -> int:
    """How many bytes at the start are an ID3v2 tag (https://id3.org/id3v2.4.0-structure, section 3.1)."""
    if not content.startswith(b"ID3") or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


_NOT_PROSE = re.compile(
    r"\s*(<|#!|BEGIN:V|%!)|(?s:.{0,4000})^(Received|Return-Path|Delivered-To|Message-ID|MIME-Version|BEGIN):",
    re.IGNORECASE | re.MULTILINE,
)
"""Markup, programs, contact cards, calendars and stored e-mails."""


def read_plain_text(content: bytes) -> str | None:
    """The text of a file that is nothing but text for people; None otherwise."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    if not text.strip() or _NOT_PROSE.match(text) or any(ord(char) < 32 and char not in "\t\n\r\f" for char in text):
        return None
    return text


def is_plain_text(content: bytes) -> bool:
    return read_plain_text(content) is not None
