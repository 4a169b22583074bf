"""Office documents (Office Open XML, OpenDocument): packed anew, part by part.

A part that we know how to clean is cleaned, one that only describes the writer is left out, and one that we do not know
makes the document one that can't be passed on: nothing crosses unseen.
"""

import io
import posixpath
import zipfile
import zlib

from bot.cleaning import opendocument, openxml
from bot.cleaning.pictures import clean_inner_picture
from bot.cleaning.recordings import clean_recording
from bot.kernel.errors import FileReason, FileRefused

PARTS = 5000
UNPACKED = 200 * 1024 * 1024
"""Most bytes of all parts together."""
LARGEST_XML = 60 * 1024 * 1024
NESTED = 3
"""How deep documents may stand in documents: a table in a presentation is one level."""
FIXED_TIME = (1980, 1, 1, 0, 0, 0)

PICTURES = frozenset((".jpg", ".jpeg", ".jpe", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp"))
RECORDINGS = frozenset((".mp4", ".m4v", ".m4a", ".mov", ".mp3", ".wav", ".ogg", ".webm", ".avi"))
FONTS = frozenset((".odttf", ".fntdata", ".ttf", ".otf"))
DRAWINGS = frozenset((".emf", ".wmf", ".emz", ".wmz", ".svg", ".svm"))
NO_DOCUMENTS = {
    "Index/Document.iwa": FileReason.APPLE,
    "Index.zip": FileReason.APPLE,
    "index.apxl": FileReason.APPLE,
    "index.xml": FileReason.APPLE,
    "pass.json": FileReason.TICKET,
}
"""Packed files that people take for documents, by a part that each has."""
DOCUMENTS = frozenset((".docx", ".xlsx", ".pptx"))


def clean_package(content: bytes, depth: int = 0) -> tuple[bytes, str]:
    """The cleaned document and its extension. Raises FileRefused for every archive that is no document."""
    parts = _unpacked(content)
    rules: opendocument.Rules | openxml.Rules
    if "mimetype" in parts:
        rules = opendocument.Rules(parts)
    elif "[Content_Types].xml" in parts:
        rules = openxml.Rules(parts)
    else:
        raise FileRefused(next((reason for part, reason in NO_DOCUMENTS.items() if part in parts), FileReason.ARCHIVE))
    kept = {name: _cleaned(name, part, rules, depth) for name, part in parts.items() if not rules.leaves_out(name)}
    return _packed(kept, rules.first), rules.extension


def _unpacked(content: bytes) -> dict[str, bytes]:
    """All parts by name. Sizes are counted while unpacking; what an archive says about itself is not believed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > PARTS:
            raise FileRefused(FileReason.DAMAGED)
        parts: dict[str, bytes] = {}
        room = UNPACKED
        for entry in entries:
            name = entry.filename.replace("\\", "/")  # some programs write the separator of Windows
            if entry.flag_bits & 1:
                raise FileRefused(FileReason.ENCRYPTED)
            if name in parts or posixpath.normpath(name) != name or name.startswith(("/", "..")):
                raise FileRefused(FileReason.DAMAGED)
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise FileRefused(FileReason.ARCHIVE)
            with archive.open(entry) as packed:
                parts[name] = packed.read(room + 1)
            room -= len(parts[name])
            if room < 0:
                raise FileRefused(FileReason.DAMAGED)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError):
        raise FileRefused(FileReason.DAMAGED) from None
    return parts


def _cleaned(name: str, content: bytes, rules: opendocument.Rules | openxml.Rules, depth: int) -> bytes:
    if rules.is_xml(name):
        if len(content) > LARGEST_XML:
            raise FileRefused(FileReason.DAMAGED)
        return rules.clean_xml(name, content)
    ending = posixpath.splitext(name)[1].lower()
    if ending in PICTURES or (not ending and name.startswith("Pictures/")):
        return clean_inner_picture(content)
    if ending in RECORDINGS:
        return clean_recording(content).content
    if ending in FONTS or name == "mimetype" or not content:
        return content
    if ending in DOCUMENTS and depth < NESTED:
        return clean_package(content, depth + 1)[0]
    raise FileRefused(FileReason.DRAWING if ending in DRAWINGS else FileReason.OFFICE)


def _packed(parts: dict[str, bytes], first: str) -> bytes:
    """A new archive without times, systems and remarks. `first` is what a reader looks for at the start."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda name: name != first):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return out.getvalue()
