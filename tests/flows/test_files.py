"""A file crosses without what it tells about its maker, or it does not cross and its sender hears why."""

import base64
import io
import time
from collections.abc import Callable

import pytest
from PIL import Image

from tests import files
from tests.cleaning.test_corpus import difference
from tests.cleaning.test_refused import huge_png, zip_bomb
from tests.flows.conftest import Play, kind
from tests.flows.test_policy import decide

NAME = "CV_Amal_Haddad"


def first_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


async def test_a_photo_sent_as_a_file_arrives_as_a_photo_without_its_place(running: Play) -> None:
    question = await running.ask(running.amal, "سؤال", "ar")
    taken = files.jpeg(7, orientation=6)
    assert first_of(taken).getexif().get_ifd(0x8825)
    await running.amal.send(running.amal.phone, "document", taken, mime="image/jpeg", name=f"{NAME}.jpg", caption="هذه")
    seen = await running.arabic.sees("هذه", thread=question.thread)
    await running.chris.send(
        running.arabic, "document", taken, mime="image/jpeg", name="Chris.jpg", reply_to=seen, thread=seen.thread
    )
    answer = await running.amal.phone.sees(lambda each: each.by_bot and each.kind == "photo")
    for arrived in (seen, answer):
        assert arrived.kind == "photo"
        assert not any(part in str(arrived.content["file"]) for part in ("Amal", "Haddad", "CV", "Chris"))
        content = await running.stage.file(arrived.content["file"]["id"])
        assert not files.holds_mark(content)
        assert not first_of(content).getexif()
        upright = files.picture(7).transpose(Image.Transpose.ROTATE_270)
        assert first_of(content).size == upright.size
        assert difference(first_of(content), upright) < 2


@pytest.mark.parametrize(
    ("what", "make", "name"),
    [
        ("document", files.pdf, "document.pdf"),
        ("document", files.docx, "document.docx"),
        ("document", lambda: files.opendocument("text"), "document.odt"),
        ("voice", files.voice, None),
        ("video", files.video, "video.mp4"),
    ],
)
async def test_other_files_arrive_clean(running: Play, what: str, make: Callable[[], bytes], name: str | None) -> None:
    await running.ask(running.bo, "Pytanie", "pl")
    await running.bo.send(running.bo.phone, what, make(), name=f"{NAME}.exe", mime="application/octet-stream")
    if what == "voice":
        await decide(running.bo, "send")  # a voice can be recognised: it waits for a yes
    seen = await running.polish.sees(kind(what))
    assert seen.content["file"]["name"] == name
    content = await running.stage.file(seen.content["file"]["id"])
    assert content
    assert not files.holds_mark(content)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (files.packed({"letter.txt": "hello"}), "one by one"),
        (files.pdf(password="secret"), "without the password"),
        (huge_png(30_000, 30_000), "as a photo"),
        (zip_bomb(), "photos of the pages"),
    ],
)
async def test_what_cannot_be_cleaned_is_refused_aloud_and_the_next_message_arrives(
    running: Play, content: bytes, advice: str
) -> None:
    await running.ask(running.fatuma, "A question", "en")
    began = time.monotonic()
    sent = await running.fatuma.send(running.fatuma.phone, "document", content, name=f"{NAME}.pdf")
    await running.fatuma.say("And this is the next")
    await running.polish.sees("And this is the next")
    assert time.monotonic() - began < 20
    told = await running.fatuma.phone.sees(advice)
    assert told.reply_to == sent
    await running.fatuma.phone.sees(lambda seen: seen.id == sent and seen.reacted("💔"))
    assert not [seen for seen in running.polish.shown() if seen.kind in ("document", "photo")]


async def test_of_files_sent_together_all_cross_or_none(running: Play) -> None:
    await running.ask(running.fatuma, "A question", "en")
    items = [
        {"kind": "document", "file": base64.b64encode(content).decode(), "name": f"{NAME}.pdf"}
        for content in (files.pdf(), files.packed({"a.txt": "hello"}))
    ]
    await running.fatuma.send_album(running.fatuma.phone, items)
    await running.fatuma.phone.sees("None of the files")
    assert not [seen for seen in running.polish.shown() if seen.kind == "document"]
