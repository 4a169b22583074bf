"""A file is fetched from where it came in, whoever sends it on."""

import pytest

from bot.cleaning.types import Cleaned, Form
from bot.engine.files import FileDesk
from bot.kernel.content import Media, MediaKind, Text
from bot.kernel.errors import Fault, FileReason, FileRefused, SendError
from bot.kernel.ids import ChannelName, ExternalId
from bot.kernel.incoming import Command, Edited, Ignored, Incoming, Refused, Unrelayable, Written, from_channel
from tests.engine.paper import FIRST, SECOND, PaperChannel

PHOTO = Media(MediaKind.PHOTO, "the handle", "same")
ORIGIN, NUMBER = PaperChannel(SECOND).origin("amal"), ExternalId("1")


async def clean(content: bytes) -> Cleaned:
    if content == b"bad":
        raise FileRefused(FileReason.DAMAGED)
    if content == b"no process":
        raise OSError
    return Cleaned(content.upper(), Form.DOCUMENT, ".txt")


def desk_with(*, first: bytes, second: bytes) -> FileDesk:
    desk = FileDesk(clean)
    contents = {FIRST: first, SECOND: second}
    desk.connect({name: PaperChannel(name, files={PHOTO.file: content}) for name, content in contents.items()})
    return desk


def came_in(channel: ChannelName) -> Media:
    written = from_channel(Written(ORIGIN, NUMBER, PHOTO), channel)
    assert isinstance(written, Written)
    assert isinstance(written.content, Media)
    return written.content


async def test_the_channel_on_which_it_came_in_is_asked() -> None:
    desk = desk_with(first=b"of first", second=b"of second")
    assert (await desk.give(came_in(SECOND), to=FIRST)).content == b"OF SECOND"
    assert (await desk.give(came_in(FIRST), to=SECOND)).content == b"OF FIRST"


async def test_a_file_of_an_earlier_version_is_the_sending_channels() -> None:
    assert (await desk_with(first=b"a", second=b"b").give(PHOTO, to=FIRST)).content == b"A"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"bad", SendError(Fault.FILE_REFUSED, reason=FileReason.DAMAGED)),
        (b"no process", SendError(Fault.OUTAGE)),
    ],
)
async def test_what_can_not_be_cleaned_was_surely_not_sent(content: bytes, error: SendError) -> None:
    with pytest.raises(SendError) as caught:
        await desk_with(first=b"good", second=content).give(came_in(SECOND), to=FIRST)
    assert caught.value == error


async def test_a_platform_that_the_service_has_left_lends_nothing() -> None:
    with pytest.raises(SendError) as caught:
        await desk_with(first=b"a", second=b"b").give(came_in(ChannelName("third")), to=FIRST)
    assert (caught.value.fault, caught.value.certain) == (Fault.FILE_REFUSED, True)


@pytest.mark.parametrize(
    "event",
    [
        Edited(ORIGIN, NUMBER, PHOTO),
        Command(ORIGIN, NUMBER, "broadcast", answered=PHOTO),
    ],
)
def test_every_event_that_holds_a_file_says_whose_it_is(event: Incoming) -> None:
    marked = from_channel(event, SECOND)
    media = marked.content if isinstance(marked, Edited) else marked.answered
    assert media.source == SECOND


@pytest.mark.parametrize(
    "event",
    [
        Written(ORIGIN, NUMBER, Text("words")),
        Command(ORIGIN, NUMBER, "broadcast", answered=Unrelayable.UNKNOWN),
        Refused(ORIGIN, NUMBER, Unrelayable.GAME),
        Ignored(),
    ],
)
def test_what_holds_no_file_stays_as_it_is(event: Incoming) -> None:
    assert from_channel(event, SECOND) == event
