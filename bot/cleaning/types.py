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
    (b"0&\xb2u\x8ef\xcf\x11", FileReason.FILM),  # Windows Media
    (b"FLV\x01", FileReason.FILM),
    (b"\0\0\x01\xba", FileReason.FILM),  # MPEG
    (b"Rar!", FileReason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileReason.ARCHIVE),
    (b"\x1f\x8b", FileReason.ARCHIVE),
    (b"BZh", FileReason.ARCHIVE),
    (b"\xfd7zXZ\0", FileReason.ARCHIVE),
    (b"\x28\xb5\x2f\xfd", FileReason.ARCHIVE),
)
_STILL_BRANDS = frozenset((b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_FILM_BOXES = frozenset((b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide"))


def recognise(content: bytes) -> Kind:
    """The kind of a file. Raises FileRefused for what no way of cleaning exists."""
    if not content:
        raise FileRefused(FileReason.EMPTY)
    for beginning, reason in _REFUSED:
        if content.startswith(beginning):
            if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0" in content:
                raise FileRefused(FileReason.ENCRYPTED)  # a newer Office file, locked, is wrapped like an old one
            raise FileRefused(reason)
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return Kind.PICTURE
    if content[4:8] == b"ftyp" and content[8:12] in _STILL_BRANDS:
        return Kind.PICTURE
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


_NOT_PROSE = re.compile(r"\s*(<|#!|BEGIN:V|%!)", re.IGNORECASE)
"""Markup, programs, contact cards and calendars."""
_MAIL = re.compile(
    r"(?s:.{0,4000})^(Received|Return-Path|Delivered-To|Message-ID|MIME-Version|X-Mozilla-Status):"
    r"|\s*(From .+\n|((From|To|Cc|Date|Sent|Subject|Reply-To):.*\n){2})",
    re.IGNORECASE | re.MULTILINE,
)
"""A stored e-mail: a head of several lines, or one that only a program writes."""
_CODE_PAGES = ("cp1252", "cp1250", "cp1251", "cp1256")
"""What Windows wrote before Unicode: Western Europe, Central Europe, Cyrillic, Arabic."""
_WORD = re.compile(r"[^\W\d_]+")


def read_plain_text(content: bytes) -> str | None:
    """The text of a file that is nothing but text for people; None otherwise. Raises FileRefused for a mail."""
    text = _decoded(content)
    if text is None or not text.strip() or _NOT_PROSE.match(text):
        return None
    if any(ord(char) < 32 and char not in "\t\n\r\f" for char in text):
        return None
    if _MAIL.match(text):
        raise FileRefused(FileReason.MAIL)
    return text


def _decoded(content: bytes) -> str | None:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None if encoding == "utf-16" or b"\0" in content else _decoded_by_page(content)


def _decoded_by_page(content: bytes) -> str | None:
    """A text in the code page that makes words of it: letters of one script, and hardly anything else between them.

    None when none does, as for bytes that are no text.
    """
    read = {page: content.decode(page, "replace") for page in _CODE_PAGES}
    faults = {page: _faults(text) for page, text in read.items()}
    best = min(_CODE_PAGES, key=lambda page: faults[page])  # of equals the more usual one
    high = sum(byte > 127 for byte in content)
    return read[best] if faults[best] <= high / 4 else None


def _faults(text: str) -> float:
    """How many characters look wrong: unreadable ones, signs inside words, words of several scripts, odd capitals."""
    faults = float(text.count("\ufffd") * 4)
    faults += sum(
        2
        for _ in re.finditer(
            r"(?<=[^\W\d_])[^\w\s'\u2019.,:;/@&()\-\u200c\u200d\u060c\u064b-\u0652]+(?=[^\W\d_])", text
        )
    )
    faults += sum(
        2 for _ in re.finditer(r"(?<![\w\s])[\xa1-\xbf](?=\w)|\w[\xa4-\xa6\xa8\xac\xae\xaf\xb1-\xb6\xb8\xb9]", text)
    )
    for word in _WORD.findall(text):
        scripts = {_script(char) for char in word}
        faults += len(word) * (len(scripts) - 1)
        if scripts == {"latin"}:
            strange = sum(ord(char) > 127 for char in word)
            faults += strange if strange * 2 > len(word) and len(word) > 2 else 0
        if word[1:] != word[1:].lower() and word != word.upper():
            faults += sum(char.isupper() for char in word[1:])
        if scripts == {"cyrillic"} and len(word) > 3 and not any(char in _RUSSIAN_VOWELS for char in word.lower()):
            faults += len(word)
    return faults


_RUSSIAN_VOWELS = "аеёиоуыэюяіїє"


def _script(char: str) -> str:
    number = ord(char)
    if number < 0x250:
        return "latin"
    if 0x400 <= number < 0x530:
        return "cyrillic"
    return "arabic" if 0x600 <= number < 0x700 else "other"


def is_plain_text(content: bytes) -> bool:
    return read_plain_text(content) is not None
