"""Files that real devices and programs make, and the advice that fits those which can't be passed on."""

import io
import zipfile
import zlib

import av
import pikepdf
import pillow_heif
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from bot.cleaning.clean import clean
from bot.cleaning.types import Form
from bot.kernel.errors import FileReason, FileRefused
from tests import files
from tests.files import packed


def scan(form: str, name: Name, *outer: Name) -> bytes:
    """A page that is one picture, packed a second time as programs do that recognise text."""
    picture = io.BytesIO()
    Image.linear_gradient("L").save(picture, form)
    content = picture.getvalue()
    for each in reversed(outer):
        content = zlib.compress(content) if each == Name.FlateDecode else content.hex().encode() + b">"
    pdf = pikepdf.new()
    keys = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 256, "Height": 256, "BitsPerComponent": 8}
    image = pdf.make_stream(content, ColorSpace=Name.DeviceGray, **keys)
    image.Filter = Array([*outer, name])
    page = pdf.add_blank_page(page_size=(300, 300))
    page.obj.Resources = Dictionary(XObject=Dictionary(I=image))
    page.obj.Contents = pdf.make_stream(b"q 300 0 0 300 0 0 cm /I Do Q")
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


@pytest.mark.parametrize(("form", "name"), [("JPEG", Name.DCTDecode), ("JPEG2000", Name.JPXDecode)])
@pytest.mark.parametrize(
    "outer", [(Name.FlateDecode,), (Name.ASCIIHexDecode,), (Name.FlateDecode, Name.ASCIIHexDecode)]
)
def test_a_scan_with_recognised_text(form: str, name: Name, outer: tuple[Name, ...]) -> None:
    with pikepdf.open(io.BytesIO(clean(scan(form, name, *outer)).content)) as pdf:
        image = pdf.pages[0].Resources.XObject.I
        with Image.open(io.BytesIO(image.read_raw_bytes())) as picture:
            assert picture.size == (256, 256)


def test_a_pdf_that_would_unfold_to_900_mb() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    squeeze = zlib.compressobj(9)
    piece = bytes(1024 * 1024)
    content = b"".join([*(squeeze.compress(piece) for _ in range(300)), squeeze.flush()])
    for number in range(3):
        stream = pdf.make_stream(content)
        stream.Filter = Name.FlateDecode
        page.obj[f"/Resources{number}"] = stream
    page.obj.Contents = Array([page.obj[f"/Resources{number}"] for number in range(3)])
    out = io.BytesIO()
    pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(FileRefused) as refused:
        clean(out.getvalue())
    assert refused.value.reason is FileReason.TOO_SLOW


def film_with_an_unknown_sound() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mov") as target:
        pictures = target.add_stream("mpeg4", rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        sounds = [target.add_stream("aac", rate=44100) for _ in range(2)]
        for _ in range(5):
            target.mux(pictures.encode(av.VideoFrame(64, 64, "yuv420p")))
        for sound in sounds:
            for number in range(5):
                frame = av.AudioFrame("fltp", "mono", 1024)
                frame.rate, frame.pts = 44100, number * 1024
                for plane in frame.planes:
                    plane.update(bytes(plane.buffer_size))
                target.mux(sound.encode(frame))
            target.mux(sound.encode(None))
        target.mux(pictures.encode(None))
    content = bytearray(out.getvalue())
    last = content.rindex(b"stsd")
    for old, new in ((b"mp4a", b"apac"), (b"esds", b"dapa")):
        while (at := content.find(old, last)) >= 0:
            content[at : at + 4] = new
    return bytes(content)


def test_a_film_loses_a_sound_that_nobody_knows() -> None:
    content = film_with_an_unknown_sound()
    with av.open(io.BytesIO(content)) as source:
        assert [stream.codec_context is None for stream in source.streams] == [False, False, True]
    cleaned = clean(content)
    assert cleaned.form is Form.FILM
    with av.open(io.BytesIO(cleaned.content)) as source:
        assert [stream.type for stream in source.streams] == ["video", "audio"]


@pytest.mark.parametrize("turned", [1, 6])
def test_a_photo_of_an_iphone_becomes_a_jpeg(turned: int) -> None:
    original, out = files.picture(1, size=(320, 200)), io.BytesIO()
    heif = pillow_heif.from_pillow(original)
    heif.add_from_pillow(files.picture(2, size=(320, 200)))
    heif.save(out, quality=90, exif=files.exif(turned).tobytes())
    assert files.holds_mark(out.getvalue())
    cleaned = clean(out.getvalue())
    assert (cleaned.form, cleaned.extension) == (Form.PICTURE, ".jpg")
    assert not files.holds_mark(cleaned.content)
    with Image.open(io.BytesIO(cleaned.content)) as picture:
        assert picture.format == "JPEG"
        assert sorted(picture.size) == [200, 320]


TEXTS = {
    "cp1252": ["Hei, jeg fikk ikke lønn i november. Hva gjør jeg nå?", "señor, ¿qué hago?", "Ich heiße Müller. 5 €"],
    "cp1250": ["Nie dostałem wypłaty za listopad. Co mam zrobić, żeby ją dostać?"],
    "cp1251": ["Меня уволили без причины. Что мне делать?", "Мене звільнили без причини, їм", "Привет"],
    "cp1256": ["لم أستلم راتبي عن شهر نوفمبر. ماذا أفعل؟", "عندي رسالة من NAV ولا أفهمها"],
    "utf-16": ["Hei", "لم أستلم راتبي"],
    "utf-8": ["Hei æøå", "To: the whole family, with love"],
}


@pytest.mark.parametrize(("encoding", "text"), [(code, text) for code, texts in TEXTS.items() for text in texts])
def test_a_text_is_read_as_it_was_written(encoding: str, text: str) -> None:
    assert clean(text.encode(encoding)).content.decode() == text


def pdf_with(**root: object) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    for key, value in root.items():
        made.Root[f"/{key}"] = value
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pages() -> bytes:
    out = io.BytesIO()
    page = Image.new("L", (2480, 3508), "white")
    page.save(out, "TIFF", save_all=True, append_images=[page] * 5, compression="tiff_lzw")
    return out.getvalue()


def letter_with_a_logo() -> bytes:
    with zipfile.ZipFile(io.BytesIO(files.docx())) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | {"word/media/image2.emf": b"\1\0\0\0" + bytes(80)})


ADVICE = {
    "pages": (packed({"Index/Document.iwa": "x", "Metadata/Properties.plist": "x"}), FileReason.APPLE),
    "keynote of old": (packed({"index.apxl": "x"}), FileReason.APPLE),
    "book": (packed({"mimetype": "application/epub+zip"}), FileReason.BOOK),
    "ticket": (packed({"pass.json": "{}", "signature": "x"}), FileReason.TICKET),
    "portfolio": (pdf_with(Collection=Dictionary()), FileReason.FORM),
    "dynamic form": (pdf_with(NeedsRendering=True, AcroForm=Dictionary(XFA=Array([]))), FileReason.FORM),
    "six pages in one picture": (pages(), FileReason.MANY_PAGES),
    "nothing": (b"", FileReason.EMPTY),
    "film of Windows": (b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel" + bytes(64), FileReason.FILM),
    "logo that is drawn": (letter_with_a_logo(), FileReason.DRAWING),
    "mail": (b"From: Amal <amal@example.org>\nTo: Dana <dana@example.org>\nSubject: x\n\nhello", FileReason.MAIL),
    "mailbox": (b"From amal@example.org Mon Nov  2 10:00:00 2026\nSubject: x\n\nhello", FileReason.MAIL),
    "mail of another program": (b"X-Mozilla-Status: 0001\nSubject: x\n\nhello", FileReason.MAIL),
}


@pytest.mark.parametrize("what", ADVICE)
def test_the_advice_fits_the_file(what: str) -> None:
    content, reason = ADVICE[what]
    with pytest.raises(FileRefused) as refused:
        clean(content)
    assert refused.value.reason is reason


def test_a_workbook_with_the_separators_of_windows() -> None:
    with zipfile.ZipFile(io.BytesIO(files.xlsx())) as archive:
        parts = {name.replace("/", "\\"): archive.read(name) for name in archive.namelist()}
    cleaned = clean(packed({**parts}))
    assert cleaned.extension == ".xlsx"
    with zipfile.ZipFile(io.BytesIO(cleaned.content)) as archive:
        assert "xl/workbook.xml" in archive.namelist()
