"""What is not passed on, why, and that it harms nobody who opens it."""

import io
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from bot.cleaning.clean import clean
from bot.cleaning.types import Cleaned, Form
from bot.kernel.errors import FileReason, FileRefused
from tests import files


def huge_png(width: int, height: int) -> bytes:
    """Few bytes that say they are many pixels."""
    out = io.BytesIO()
    Image.new("1", (1, 1)).save(out, "PNG")
    content = bytearray(out.getvalue())
    content[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


def zip_bomb() -> bytes:
    """A document of 300 MB in 300 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for number in range(6):
            archive.writestr(f"word/{number}.xml", bytes(50 * 1024 * 1024))
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def with_parts(original: bytes, **parts: bytes | str) -> bytes:
    """A package with parts added or replaced; "__" stands for "/"."""
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        kept: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return files.packed(kept | {name.replace("__", "/"): content for name, content in parts.items()})


def dynamic_form() -> bytes:
    pdf = pikepdf.open(io.BytesIO(files.pdf()))
    pdf.Root.AcroForm.XFA = pikepdf.String("<xdp/>")
    pdf.Root.NeedsRendering = True
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="'
    + files.W
    + '"><w:t>&b;</w:t></w:document>'
)
LOCKED_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(90)

REFUSED = {
    "a zip file": (files.packed({"a.txt": "hello"}), FileReason.ARCHIVE),
    "an Android program": (files.packed({"AndroidManifest.xml": "x", "classes.dex": "x"}), FileReason.ARCHIVE),
    "a rar file": (b"Rar!\x1a\x07\x01\x00" + bytes(64), FileReason.ARCHIVE),
    "a program": (b"MZ" + bytes(200), FileReason.UNKNOWN),
    "a script": (b"#!/bin/sh\necho hello\n", FileReason.UNKNOWN),
    "a page": (b"<html><body>hello</body></html>", FileReason.UNKNOWN),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', FileReason.PICTURE),
    "a contact card": (b"BEGIN:VCARD\nVERSION:3.0\nFN:Dana\nEND:VCARD\n", FileReason.UNKNOWN),
    "a calendar": (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", FileReason.UNKNOWN),
    "an e-mail": (b"From: dana@example.org\nMessage-ID: <1@example.org>\n\nhello", FileReason.MAIL),
    "a Word file of old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileReason.OFFICE),
    "rich text": (b"{\\rtf1\\ansi{\\info{\\author Dana}}hello}", FileReason.OFFICE),
    "a locked Word file": (LOCKED_OFFICE, FileReason.ENCRYPTED),
    "a locked PDF": (files.pdf(password="secret"), FileReason.ENCRYPTED),
    "a dynamic form": (dynamic_form(), FileReason.FORM),
    "half a PDF": (b"%PDF-1.7\n1 0 obj", FileReason.DAMAGED),
    "macros": (with_parts(files.docx(), word__vbaProject_bin=b"x"), FileReason.OFFICE),
    "an embedded object": (with_parts(files.docx(), word__embeddings__ole="x"), FileReason.OFFICE),
    "a part that no one knows": (with_parts(files.docx(), word__secret="x"), FileReason.OFFICE),
    "entities": (with_parts(files.docx(), **{"word__document.xml": LAUGHS}), FileReason.DAMAGED),
    "OpenDocument with macros": (
        with_parts(files.opendocument("text"), Basic__script="x"),
        FileReason.OFFICE,
    ),
    "a picture of 900 megapixels": (huge_png(30_000, 30_000), FileReason.TOO_MANY_PIXELS),
    "a zip bomb": (zip_bomb(), FileReason.DAMAGED),
    "nothing": (b"", FileReason.EMPTY),
    "noise": (bytes(range(128, 256)) * 9, FileReason.UNKNOWN),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    content, reason = REFUSED[name]
    with pytest.raises(FileRefused) as refused:
        clean(content)
    assert refused.value.reason is reason


def test_plain_text_crosses_as_text() -> None:
    cleaned = clean("Kjære deg\r\nمرحبا".encode("utf-16"))
    assert (cleaned.form, cleaned.extension, cleaned.content.decode()) == (
        Form.DOCUMENT,
        ".txt",
        "Kjære deg\r\nمرحبا",
    )


def test_a_file_shows_nothing_of_itself_in_a_log() -> None:
    assert "hello" not in repr(Cleaned(b"hello", Form.DOCUMENT, ".txt"))


def letter(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 255).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((2000, 1500), (2000, 1500)),
        ((2560, 2560), (2560, 2560)),
        ((4000, 3000), (2560, 1920)),
        ((9000, 6000), (2560, 1707)),  # unpacked at half its sides
        ((1080, 9000), (1080, 9000)),  # a long chat, which would be shrunk until nobody can read it
    ],
)
def test_a_picture_is_never_smaller_than_a_photo(size: tuple[int, int], expected: tuple[int, int]) -> None:
    cleaned = clean(letter(size))
    assert (cleaned.width, cleaned.height) == expected
    assert Image.open(io.BytesIO(cleaned.content)).size == expected
