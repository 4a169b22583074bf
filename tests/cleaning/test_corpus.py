"""More than 200 files of all types, each full of marks: cleaned as the service does it, and read by others.

exiftool, poppler and mat2 know nothing of how we clean. Where one is missing, its tests are skipped, with its name.
"""

import asyncio
import io
import json
import shutil
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import av
import pikepdf
import pytest
from PIL import Image, ImageChops, ImageOps, ImageStat

from bot.cleaning.pool import CleaningPool
from bot.cleaning.types import Cleaned, Form
from tests import files
from tests.files import MARK, SHOWN, holds_mark

Make = Callable[[int], bytes]

FAMILIES: dict[str, tuple[Make, int]] = {
    **{f"jpeg turned {turn}": (lambda seed, turn=turn: files.jpeg(seed, orientation=turn), 5) for turn in range(1, 9)},
    "jpeg grey": (lambda seed: files.jpeg(seed, mode="L"), 5),
    "jpeg for print": (lambda seed: files.jpeg(seed, mode="CMYK"), 3),
    "jpeg of a camera": (lambda seed: files.jpeg(seed, size=(3200, 2400)), 2),
    "png": (files.png, 8),
    "png see-through": (lambda seed: files.png(seed, mode="RGBA"), 5),
    "png with a palette": (lambda seed: files.png(seed, mode="P"), 5),
    "webp": (files.webp, 5),
    "webp lossless": (lambda seed: files.webp(seed, lossless=True), 5),
    "avif": (files.avif, 3),
    "tiff": (files.tiff, 5),
    "tiff of pages": (lambda seed: files.tiff(seed, pages=3), 5),
    "gif": (files.gif, 5),
    "gif moving": (lambda seed: files.gif(seed, frames=4), 5),
    "mp4": (files.video, 8),
    "mp4 h265": (lambda seed: files.recording("mp4", film="libx265", sound="aac", seed=seed), 2),
    "mov": (lambda seed: files.recording("mov", film="libx264", sound="aac", seed=seed), 6),
    "mov with plain sound": (lambda seed: files.recording("mov", film="libx264", sound="pcm_s16le", seed=seed), 3),
    "mkv": (lambda seed: files.recording("matroska", film="libx264", sound="aac", seed=seed), 5),
    "webm": (lambda seed: files.recording("webm", film="libvpx", sound="libopus", seed=seed), 5),
    "avi": (lambda seed: files.recording("avi", film="mpeg4", sound="libmp3lame", seed=seed), 3),
    "voice": (files.voice, 10),
    "m4a": (lambda seed: files.recording("ipod", sound="aac", seed=seed), 5),
    "mp3": (files.mp3, 8),
    "flac": (lambda seed: files.recording("flac", sound="flac", seed=seed), 5),
    "wav": (lambda seed: files.recording("wav", sound="pcm_s16le", seed=seed), 5),
    "pdf": (files.pdf, 8),
    "pdf of pages": (lambda seed: files.pdf(seed, pages=3), 4),
    "pdf that forbids printing": (lambda seed: files.pdf(seed, owner="x"), 2),
    "docx": (files.docx, 8),
    "xlsx": (files.xlsx, 8),
    "pptx": (files.pptx, 4),
    "odt": (lambda seed: files.opendocument("text", seed), 6),
    "ods": (lambda seed: files.opendocument("spreadsheet", seed), 4),
    "odp": (lambda seed: files.opendocument("presentation", seed), 4),
}
PICTURES = [name for name in FAMILIES if name.startswith(("jpeg", "png", "webp", "avif", "tiff", "gif"))]
RECORDINGS = [name for name in FAMILIES if name.startswith(("m", "w", "avi", "voice", "flac")) and name not in PICTURES]
PDFS = [name for name in FAMILIES if name.startswith("pdf")]
PACKAGES = ["docx", "xlsx", "pptx", "odt", "ods", "odp"]


Pair = tuple[bytes, Cleaned]
Corpus = Callable[[str], list[Pair]]


@pytest.fixture(scope="module", params=["one", pytest.param("all", marks=pytest.mark.long)])
def corpus(request: pytest.FixtureRequest) -> Iterator[Corpus]:
    """The files of a family, and what became of them: one of each family in `make test`, all in `make test-long`."""
    with asyncio.Runner() as runner:
        pool = CleaningPool()

        async def clean(originals: list[bytes]) -> list[Pair]:
            return list(zip(originals, await asyncio.gather(*map(pool.clean, originals)), strict=True))

        @cache
        def cleaned(family: str) -> list[Pair]:
            make, count = FAMILIES[family]
            return runner.run(clean([make(seed) for seed in range(count if request.param == "all" else 1)]))

        yield cleaned
        runner.run(pool.close())


def test_the_corpus_has_200_files() -> None:
    assert sum(count for _, count in FAMILIES.values()) >= 200
    assert {*PICTURES, *RECORDINGS, *PDFS, *PACKAGES} == set(FAMILIES)


def unpacked(content: bytes) -> list[bytes]:
    """The bytes, and what lies packed in them: the members of archives, the streams of a PDF, the texts of a PNG."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.comment, *(entry.comment + entry.extra for entry in archive.infolist())]
            for name in archive.namelist():
                found += [name.encode(), *unpacked(archive.read(name))]
    elif content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            plain = io.BytesIO()
            pdf.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.all, compress_streams=False, static_id=True)
            found += [plain.getvalue()]
            for each in pdf.objects:
                found.append(repr(each).encode())
                if isinstance(each, pikepdf.Stream):
                    found.append(each.read_raw_bytes())
    elif content.startswith(b"\x89PNG"):
        at = content.find(b"zTXt")
        if at > 0:
            found.append(zlib.decompressobj().decompress(content[at + 4 :].split(b"\0", 2)[2]))
    return found


@pytest.mark.parametrize("family", FAMILIES)
def test_no_mark_is_left(corpus: Corpus, family: str) -> None:
    for original, cleaned in corpus(family):
        assert any(map(holds_mark, unpacked(original))), "the check could not fail"
        assert not any(map(holds_mark, unpacked(cleaned.content)))


# -- what is to be seen and heard stays --------------------------------------------------------------------------------


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart, in levels of 255: the mean over a small picture, the largest of its colours."""
    small = [each.convert("RGB").resize((32, 32), Image.Resampling.BOX) for each in (one, other)]
    return max(ImageStat.Stat(ImageChops.difference(*small)).mean)


def on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def test_a_likeness_can_be_told() -> None:
    assert difference(files.picture(1), files.picture(2)) > 20
    assert difference(files.picture(1), files.picture(1).rotate(180)) > 10


TELLING_TAGS = {270, 271, 272, 274, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665, 34675, 34853, 37510}
"""EXIF and TIFF: who, when, where, with what, and which way up."""


@pytest.mark.parametrize("family", PICTURES)
def test_a_picture_looks_the_same(corpus: Corpus, family: str) -> None:
    for original, cleaned in corpus(family):
        before, after = Image.open(io.BytesIO(original)), Image.open(io.BytesIO(cleaned.content))
        assert getattr(after, "n_frames", 1) == getattr(before, "n_frames", 1)
        for frame in range(getattr(before, "n_frames", 1)):
            before.seek(frame)
            after.seek(frame)
            shown = ImageOps.exif_transpose(before.copy())
            assert after.size == shown.size if max(shown.size) <= 2560 else max(after.size) == 2560
            assert difference(on_white(shown), on_white(after.copy())) < 2
        assert not TELLING_TAGS & set(after.getexif())
        assert not {"comment", "exif", "xmp", "icc_profile", "XML:com.adobe.xmp"} & set(after.info)


def coded(content: bytes) -> list[tuple[str, int]]:
    """The streams of a recording: codec and number of frames that come out of it."""
    with av.open(io.BytesIO(content)) as source:
        kinds = [(stream.type, stream.index) for stream in source.streams if stream.type in ("audio", "video")]
    frames = []
    for kind, index in kinds:
        with av.open(io.BytesIO(content)) as source:
            stream = source.streams[index]
            frames.append((f"{kind} {stream.codec_context.name}", sum(1 for _ in source.decode(stream))))
    return frames


@pytest.mark.parametrize("family", RECORDINGS)
def test_a_recording_plays_the_same(corpus: Corpus, family: str) -> None:
    for original, cleaned in corpus(family):
        before, after = coded(original), coded(cleaned.content)
        assert [name for name, _ in after] == [name for name, _ in before]
        for (_, frames), (_, frames_before) in zip(after, before, strict=True):
            assert abs(frames - frames_before) <= 1  # an encoder's silent lead-in
        with av.open(io.BytesIO(cleaned.content)) as source:
            assert not set(source.metadata) - {"encoder", "major_brand", "minor_version", "compatible_brands"}
            assert not source.chapters()
        assert cleaned.form is (Form.FILM if len(after) > 1 else Form.SOUND)


@pytest.mark.parametrize("family", PACKAGES)
def test_an_office_document_is_whole(corpus: Corpus, family: str) -> None:
    for original, cleaned in corpus(family):
        with zipfile.ZipFile(io.BytesIO(original)) as before, zipfile.ZipFile(io.BytesIO(cleaned.content)) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            text = b"".join(archive.read(name) for name in names if name.endswith(".xml")).decode()
            assert SHOWN in text
            assert "Obs" in text or family == "pptx"
            assert names[0] in ("mimetype", "[Content_Types].xml")
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            pictures = [name for name in names if "/media/image" in name or "Pictures/" in name]
            assert pictures
            for name in pictures:
                shown = [Image.open(io.BytesIO(package.read(name))) for package in (before, archive)]
                assert difference(on_white(shown[0]), on_white(shown[1])) < 2
        assert cleaned.extension == f".{family}"


# -- what others read in it --------------------------------------------------------------------------------------------


def reader(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed, so nobody independent has looked")
    return path


def run(*words: str | Path) -> str:
    done = subprocess.run(words, capture_output=True, timeout=60, check=False)
    return done.stdout.decode("utf-8", "replace")


def written(folder: Path, pairs: list[Pair]) -> list[tuple[Path, Path]]:
    """Originals and cleaned files on disk, under names that say nothing."""
    paths = []
    for number, (original, cleaned) in enumerate(pairs):
        pair = folder / f"before{number}{cleaned.extension}", folder / f"after{number}{cleaned.extension}"
        for path, content in zip(pair, (original, cleaned.content), strict=True):
            path.write_bytes(content)
        paths.append(pair)
    return paths


TELLING = (
    "author", "creator", "artist", "byline", "owner", "gps", "location", "make", "model", "serial", "comment", "title",
    "description", "software", "producer", "company", "manager", "xmp", "history", "copyright", "performer", "profile",
)  # fmt: skip
"""Parts of the names that exiftool gives to what tells something about the maker."""
HARMLESS = ("HandlerDescription", "SampleGroupDescription", "CopyrightFlag", "ProfileCMMType")
DATED = ("CreateDate", "ModifyDate", "MediaCreateDate", "TrackCreateDate", "DateTimeOriginal", "ZipModifyDate")


@pytest.mark.parametrize("family", FAMILIES)
def test_exiftool_finds_nothing_about_the_maker(corpus: Corpus, family: str, tmp_path: Path) -> None:
    exiftool = reader("exiftool")
    paths = [after for _, after in written(tmp_path, corpus(family))]
    for facts in json.loads(run(exiftool, "-json", "-a", "-G", "-ee", "-U", *paths)):
        told = {key: value for key, value in facts.items() if not key.startswith(("SourceFile", "File:Directory"))}
        assert MARK not in json.dumps(told)
        names = [key.partition(":")[2].lower() for key in told if key.partition(":")[2] not in HARMLESS]
        assert not [name for name in names if any(part in name for part in TELLING)], told
        for key, value in told.items():
            if key.startswith(("QuickTime:", "PDF:", "ZIP:")) and key.partition(":")[2] in DATED:
                assert str(value).startswith(("0000", "1980")), (key, value)


@pytest.mark.parametrize("family", PDFS)
def test_poppler_reads_the_letter_and_nothing_else(corpus: Corpus, family: str, tmp_path: Path) -> None:
    pdfinfo, pdftotext, pdftoppm = reader("pdfinfo"), reader("pdftotext"), reader("pdftoppm")
    for number, (before, after) in enumerate(written(tmp_path, corpus(family))):
        facts = run(pdfinfo, after)
        assert not any(each in facts for each in ("Author", "Title", "Creator", "Producer", "CreationDate", MARK))
        assert "JavaScript:      no" in facts
        assert "Encrypted:       no" in facts
        words = run(pdftotext, after, "-")
        assert f"{SHOWN} {number}" in words
        assert "Utfylt" in words
        assert not run(reader("pdfdetach"), "-list", after).startswith("1")
        shown = []
        for path in (before, after):
            run(pdftoppm, "-r", "72", "-png", "-singlefile", path, tmp_path / path.stem)
            shown.append(Image.open(tmp_path / f"{path.stem}.png"))
        assert difference(*shown) < 4  # a form's field is drawn a little differently


MAT2_READS = ["jpeg turned 1", "docx"]
MAT2_READS_TOO = ["png", "mp3", "flac", "pdf", "voice", "mp4", "xlsx", "pptx", "odt", "ods", "odp"]


@pytest.mark.parametrize(
    "family", [*MAT2_READS, *(pytest.param(family, marks=pytest.mark.long) for family in MAT2_READS_TOO)]
)
def test_mat2_finds_nothing(corpus: Corpus, family: str, tmp_path: Path) -> None:
    mat2 = reader("mat2")
    _, after = written(tmp_path, corpus(family)[:1])[0]
    told = run(mat2, "--show", after)
    assert "etadata" in told
    assert MARK not in told
    assert "Weird" not in told
