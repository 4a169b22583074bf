"""A row of the outbox in, exactly this request out; an answer of Telegram in, exactly this policy out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from bot.cleaning.pool import CleaningPool
from bot.engine.files import FileDesk
from bot.kernel.content import Entity, Made, Media, MediaKind, Place, Style, Text
from bot.kernel.errors import Fault, FileReason, SendError, TokenRevoked
from bot.kernel.ids import ExternalId, MessageId, OutboxId, ThreadRef
from bot.kernel.outgoing import (
    Answer,
    Button,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Leave,
    OpenThread,
    Operation,
    Outgoing,
    React,
    Receipt,
    ReopenThread,
    Send,
    SendAlbum,
)
from handlers.telegram.channel import make_bot
from handlers.telegram.fetch import Fetcher
from handlers.telegram.limits import DOWNLOAD
from handlers.telegram.request import AiohttpRequest
from handlers.telegram.send import Sender
from storage.engine.codec import decode_operation, encode_operation
from tests import files
from tests.handlers.bot_api import DROP, TOKEN, BotApi, Failure, Page
from tests.handlers.updates import TELEGRAM
from tests.made_keys import IDS


@asynccontextmanager
async def sender_to(url: str) -> AsyncIterator[Sender]:
    request, cleaning = AiohttpRequest(), CleaningPool()
    await request.initialize()
    try:
        desk = FileDesk(cleaning.clean)
        fetcher = Fetcher(make_bot(TOKEN, url, request), partial(desk.give, to=TELEGRAM))
        desk.connect({TELEGRAM: fetcher})
        yield Sender(make_bot(TOKEN, url, request), IDS, fetcher)
    finally:
        await cleaning.close()
        await request.shutdown()


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as running:
        yield running


@pytest.fixture
async def sender(api: BotApi) -> AsyncIterator[Sender]:
    async with sender_to(api.url) as made:
        yield made


def row(operation: Operation, chat: str = "-1001", **fields: Any) -> Outgoing:
    token = IDS.conceal(int(chat))
    return Outgoing(OutboxId(1), lane=token, channel=TELEGRAM, chat=token, operation=operation, **fields)


AT = ExternalId("8")
NO_PREVIEW = {"is_disabled": True}
HELLO = Send(Text("Hello"))
AS_FILE = {"disable_content_type_detection": True}
KEYBOARD = ((Button("Yes", "y"), Button("No", "n")),)
MARKUP = {
    "inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "No", "callback_data": "n"}]],
}


def media(kind: MediaKind, handle: str = "f", **fields: Any) -> Media:
    return Media(kind, handle, "u", **fields)


VOLUNTEERS = Text(
    "👋 Blue Heron, Owl, Elk",
    (Entity(Style.BOLD, 2, 10), Entity(Style.VOLUNTEER, 14, 3, IDS.conceal(201)), Entity(Style.VOLUNTEER, 19, 3)),
)


@pytest.mark.parametrize(
    ("outgoing", "method", "fields"),
    [
        (
            row(HELLO),
            "sendMessage",
            {"chat_id": -1001, "text": "Hello", "link_preview_options": NO_PREVIEW},
        ),
        (
            row(Send(VOLUNTEERS, KEYBOARD, silent=True), target=AT, thread=ThreadRef("7")),
            "sendMessage",
            {
                "chat_id": -1001,
                "text": VOLUNTEERS.text,
                "link_preview_options": NO_PREVIEW,
                "entities": [
                    {"type": "bold", "offset": 3, "length": 10},
                    {
                        "type": "text_mention",
                        "offset": 15,
                        "length": 3,
                        "user": {"id": 201, "first_name": "-", "is_bot": False},
                    },
                ],
                "reply_markup": MARKUP,
                "disable_notification": True,
                "message_thread_id": 7,
                "reply_parameters": {"message_id": 8, "allow_sending_without_reply": True},
            },
        ),
        (row(Send(Place(1.5, 2.5))), "sendLocation", {"chat_id": -1001, "latitude": 1.5, "longitude": 2.5}),
        (
            row(Send(Place(1.5, 2.5, "Library", "Main street"))),
            "sendVenue",
            {
                "chat_id": -1001,
                "latitude": 1.5,
                "longitude": 2.5,
                "title": "Library",
                "address": "Main street",
            },
        ),
        (
            row(Edit(Text("New"), KEYBOARD), target=AT),
            "editMessageText",
            {
                "chat_id": -1001,
                "message_id": 8,
                "text": "New",
                "link_preview_options": NO_PREVIEW,
                "reply_markup": MARKUP,
            },
        ),
        (
            row(Edit(media(MediaKind.VOICE, caption=Text("New")), caption_only=True), target=AT),
            "editMessageCaption",
            {"chat_id": -1001, "message_id": 8, "caption": "New"},
        ),
        (row(Delete(), target=AT), "deleteMessage", {"chat_id": -1001, "message_id": 8}),
        (
            row(React("❤️"), target=AT),
            "setMessageReaction",
            {"chat_id": -1001, "message_id": 8, "reaction": [{"type": "emoji", "emoji": "❤"}]},
        ),
        (row(React(None), target=AT), "setMessageReaction", {"chat_id": -1001, "message_id": 8, "reaction": []}),
        (row(OpenThread("x" * 200)), "createForumTopic", {"chat_id": -1001, "name": "x" * 128}),
        (
            row(CloseThread(), thread=ThreadRef("7")),
            "closeForumTopic",
            {"chat_id": -1001, "message_thread_id": 7},
        ),
        (
            row(DeleteThread(ThreadRef("7"))),
            "deleteForumTopic",
            {"chat_id": -1001, "message_thread_id": 7},
        ),
        (
            row(ReopenThread(), thread=ThreadRef("7")),
            "reopenForumTopic",
            {"chat_id": -1001, "message_thread_id": 7},
        ),
        (row(Answer("77", "Taken")), "answerCallbackQuery", {"callback_query_id": 77, "text": "Taken"}),
        (row(Answer("77")), "answerCallbackQuery", {"callback_query_id": 77}),
        (row(Leave()), "leaveChat", {"chat_id": -1001}),
    ],
)
async def test_what_is_asked_of_telegram(
    api: BotApi, sender: Sender, outgoing: Outgoing, method: str, fields: dict[str, Any]
) -> None:
    await sender.send(outgoing)
    (call,) = api.calls
    assert (call.method, call.fields) == (method, fields)


@pytest.mark.parametrize(
    ("kind", "method", "fields"),
    [
        (MediaKind.PHOTO, "sendPhoto", {}),
        (MediaKind.DOCUMENT, "sendDocument", {"disable_content_type_detection": True}),
    ],
)
async def test_what_we_made_is_uploaded_from_the_row_itself(
    api: BotApi, sender: Sender, kind: Any, method: str, fields: dict[str, Any]
) -> None:
    content = bytes(range(256))
    made = Send(Made.of(kind, content, "ours.bin", Text("Figures")))
    stored = decode_operation(encode_operation(made))
    assert stored == made
    await sender.send(row(stored))
    (call,) = api.calls
    assert call.method == method
    assert list(call.files.values()) == [("ours.bin", content)]
    assert {key: call.fields[key] for key in ("caption", *fields)} == {"caption": "Figures", **fields}


@pytest.mark.parametrize(
    ("item", "original", "method", "name", "fields"),
    [
        (media(MediaKind.PHOTO, width=9, height=9), files.jpeg(), "sendPhoto", "photo.jpg", {}),
        (media(MediaKind.VOICE, seconds=7), files.voice(), "sendVoice", "voice.ogg", {"duration": 7}),
        (
            media(MediaKind.VIDEO, seconds=7, width=4, height=3),
            files.video(),
            "sendVideo",
            "video.mp4",
            {"duration": 7, "width": 4, "height": 3, "supports_streaming": True},
        ),
        (
            media(MediaKind.VIDEO_NOTE, seconds=7, width=240, height=240),
            files.video(),
            "sendVideoNote",
            "video_note.mp4",
            {"duration": 7, "length": 240},
        ),
        (
            media(MediaKind.ANIMATION, width=4, height=3),
            files.gif(frames=3),
            "sendAnimation",
            "animation.gif",
            {"width": 4, "height": 3},
        ),
        (media(MediaKind.AUDIO, seconds=9), files.mp3(), "sendAudio", "audio.mp3", {"duration": 9}),
        (
            media(MediaKind.DOCUMENT, caption=Text("👋 a", (Entity(Style.BOLD, 2, 1),))),
            files.pdf(),
            "sendDocument",
            "document.pdf",
            {
                "caption": "👋 a",
                "caption_entities": [{"type": "bold", "offset": 3, "length": 1}],
                "disable_content_type_detection": True,
            },
        ),
        # What a file is, its bytes say.
        (media(MediaKind.DOCUMENT), files.jpeg(), "sendPhoto", "photo.jpg", {}),
        (media(MediaKind.DOCUMENT), files.png(size=(2561, 90)), "sendDocument", "document.png", AS_FILE),
        (media(MediaKind.DOCUMENT), files.png(size=(2100, 100)), "sendDocument", "document.png", AS_FILE),
        (media(MediaKind.DOCUMENT), files.video(), "sendDocument", "document.mp4", AS_FILE),
        (media(MediaKind.PHOTO), files.pdf(), "sendDocument", "document.pdf", AS_FILE),
    ],
)
async def test_a_file_is_fetched_cleaned_and_uploaded_anew(
    api: BotApi, sender: Sender, item: Media, original: bytes, method: str, name: str, fields: dict[str, Any]
) -> None:
    api.files["f"] = original
    receipt = await sender.send(row(Send(item)))
    asked, sent = api.calls
    assert (asked.method, asked.fields) == ("getFile", {"file_id": "f"})
    assert sent.method == method
    [(sent_name, content)] = sent.files.values()
    assert sent_name == name
    assert files.holds_mark(original)
    assert not files.holds_mark(content)
    assert {key: value for key, value in sent.fields.items() if key != "chat_id"} == fields
    assert receipt == Receipt((ExternalId("101"),))


SHOWN = {"message_id": 101, "date": 0, "chat": {"id": -1001, "type": "supergroup"}}


async def test_what_was_uploaded_can_be_sent_again_by_its_id(api: BotApi, sender: Sender) -> None:
    api.files["f"] = files.jpeg()
    small, large = ({"file_id": each, "file_unique_id": each, "width": 1, "height": 1} for each in ("small", "large"))
    api.answer("sendPhoto", SHOWN | {"photo": [small, large]})
    first = await sender.send(row(Send(media(MediaKind.DOCUMENT))))
    assert first.copy == "photo:large"
    again = await sender.send(row(Send(media(MediaKind.DOCUMENT, copy=first.copy, caption=Text("Two")))))
    assert again == Receipt((ExternalId("101"),), copy=first.copy)
    uploaded, repeated = api.called("sendPhoto")
    assert uploaded.files
    assert not repeated.files
    assert repeated.fields == {"chat_id": -1001, "photo": "large", "caption": "Two"}
    assert len(api.called("getFile")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "wrong file identifier/HTTP URL specified",
        "wrong remote file identifier specified: wrong string length",
        "can't use file of type Document as Photo",
        "FILE_REFERENCE_EXPIRED",
    ],
)
async def test_a_copy_that_is_refused_is_uploaded_anew(api: BotApi, sender: Sender, words: str) -> None:
    api.files["f"] = files.pdf()
    document = {"file_id": "new", "file_unique_id": "new"}
    api.answer("sendDocument", Failure(400, f"Bad Request: {words}"), SHOWN | {"document": document})
    receipt = await sender.send(row(Send(media(MediaKind.DOCUMENT, copy="document:old"))))
    assert receipt == Receipt((ExternalId("101"),), copy="document:new")
    assert [call.method for call in api.calls] == ["sendDocument", "getFile", "sendDocument"]


async def test_a_copy_is_not_uploaded_anew_for_who_cannot_be_reached(api: BotApi, sender: Sender) -> None:
    api.answer("sendDocument", Failure(403, "Forbidden: bot was blocked by the user"))
    with pytest.raises(SendError) as raised:
        await sender.send(row(Send(media(MediaKind.DOCUMENT, copy="document:old"))))
    assert raised.value.fault is Fault.UNREACHABLE
    assert len(api.calls) == 1


async def test_an_album_is_one_call(api: BotApi, sender: Sender) -> None:
    api.files |= {"a": files.jpeg(), "b": files.video()}
    items = (
        media(MediaKind.PHOTO, "a", caption=Text("Two")),
        media(MediaKind.VIDEO, "b", seconds=3),
    )
    receipt = await sender.send(row(SendAlbum(items, (MessageId(1), MessageId(2))), thread=ThreadRef("7")))
    (sent,) = api.called("sendMediaGroup")
    first, second = sent.fields["media"]
    assert (first["type"], first["caption"]) == ("photo", "Two")
    assert (second["type"], second["duration"]) == ("video", 3)
    names = [part["media"].removeprefix("attach://") for part in (first, second)]
    assert [sent.files[name][0] for name in names] == ["photo.jpg", "video.mp4"]
    assert not any(files.holds_mark(content) for _, content in sent.files.values())
    assert receipt == Receipt((ExternalId("101"), ExternalId("102")))


@pytest.mark.parametrize(
    ("second", "kinds"), [(files.pdf(), ["document", "document"]), (files.png(), ["photo", "photo"])]
)
async def test_an_album_of_files_stays_one(api: BotApi, sender: Sender, second: bytes, kinds: list[str]) -> None:
    api.files |= {"a": files.jpeg(), "b": second}
    items = (media(MediaKind.DOCUMENT, "a"), media(MediaKind.DOCUMENT, "b"))
    await sender.send(row(SendAlbum(items, (MessageId(1), MessageId(2)))))
    (sent,) = api.called("sendMediaGroup")
    assert [part["type"] for part in sent.fields["media"]] == kinds


async def test_of_an_album_nothing_goes_when_one_file_cannot_be_cleaned(api: BotApi, sender: Sender) -> None:
    api.files |= {"a": files.jpeg(), "b": files.packed({"a.txt": "x"})}
    items = (media(MediaKind.DOCUMENT, "a"), media(MediaKind.DOCUMENT, "b"))
    with pytest.raises(SendError) as raised:
        await sender.send(row(SendAlbum(items, (MessageId(1), MessageId(2)))))
    assert raised.value == SendError(Fault.FILE_REFUSED, reason=FileReason.ARCHIVE)
    assert not api.called("sendMediaGroup")


async def test_an_exchanged_file(api: BotApi, sender: Sender) -> None:
    api.files["f"] = files.pdf()
    await sender.send(row(Edit(media(MediaKind.DOCUMENT)), target=AT))
    (sent,) = api.called("editMessageMedia")
    assert sent.fields["media"]["type"] == "document"
    [(name, content)] = sent.files.values()
    assert name == "document.pdf"
    assert not files.holds_mark(content)


async def test_of_an_answer_only_what_is_read_must_be_sound(api: BotApi, sender: Sender) -> None:
    chat = {"id": -1001, "type": "supergroup", "is_forum": True}
    odd = {"text": 5, "reply_to_message": {"x": 1}, "reply_markup": "odd", "from": {}, "a_field_of_tomorrow": [None]}
    sent = {"message_id": 9, "date": 1, "chat": chat, "message_thread_id": 7, "is_topic_message": True, **odd}
    api.answer("sendMessage", sent)
    assert await sender.send(row(HELLO, thread=ThreadRef("7"))) == Receipt((ExternalId("9"),))
    api.files |= {"a": files.jpeg()}
    api.answer("sendMediaGroup", [sent, {**sent, "message_id": 10}])
    album = SendAlbum((media(MediaKind.PHOTO, "a"), media(MediaKind.PHOTO, "a")), (MessageId(1), MessageId(2)))
    receipt = await sender.send(row(album, thread=ThreadRef("7")))
    assert receipt == Receipt((ExternalId("9"), ExternalId("10")))


async def test_the_new_thread_is_in_the_receipt(sender: Sender) -> None:
    assert await sender.send(row(OpenThread("Blue Heron"))) == Receipt(thread=ThreadRef("77"))


# -- what goes wrong -------------------------------------------------------------------------------------------------

IN_GROUP, IN_PRIVATE = row(HELLO), row(HELLO, chat="101")
EDIT, DELETE, REACT = row(Edit(Text("a")), target=AT), row(Delete(), target=AT), row(React("👍"), target=AT)


def bad(text: str) -> Failure:
    return Failure(400, f"Bad Request: {text}")


@pytest.mark.parametrize(
    ("outgoing", "answer", "expected"),
    [
        (
            IN_GROUP,
            Failure(429, "Too Many Requests: retry after 7", {"retry_after": 7}),
            SendError(Fault.FLOOD, retry_after=7.0),
        ),
        (IN_GROUP, Failure(429, "Too Many Requests"), SendError(Fault.FLOOD, retry_after=30.0)),
        (IN_PRIVATE, Failure(403, "Forbidden: bot was blocked by the user"), SendError(Fault.UNREACHABLE)),
        (IN_PRIVATE, Failure(403, "Forbidden: user is deactivated"), SendError(Fault.UNREACHABLE)),
        (IN_PRIVATE, bad("chat not found"), SendError(Fault.UNREACHABLE)),
        (IN_GROUP, bad("chat not found"), SendError(Fault.GROUP_LOST)),
        (IN_GROUP, Failure(403, "Forbidden: bot was kicked from the supergroup chat"), SendError(Fault.GROUP_LOST)),
        (IN_GROUP, Failure(403, "Forbidden: bot is not a member of the group chat"), SendError(Fault.GROUP_LOST)),
        (IN_GROUP, Failure(403, "Forbidden: the group chat was deleted"), SendError(Fault.GROUP_LOST)),
        (
            IN_GROUP,
            Failure(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": -1005},
            ),
            SendError(Fault.GROUP_MOVED, moved_to=IDS.conceal(-1005), new_number="-1005"),
        ),
        (IN_GROUP, bad("message thread not found"), SendError(Fault.THREAD_GONE)),
        (IN_GROUP, bad("TOPIC_DELETED"), SendError(Fault.THREAD_GONE)),
        (IN_GROUP, bad("TOPIC_CLOSED"), SendError(Fault.THREAD_CLOSED)),
        (IN_GROUP, bad("message to be replied not found"), SendError(Fault.TARGET_GONE)),
        (EDIT, bad("message to edit not found"), SendError(Fault.TARGET_GONE)),
        (EDIT, bad("message can't be edited"), SendError(Fault.TARGET_GONE)),
        (DELETE, bad("message to delete not found"), SendError(Fault.TARGET_GONE)),
        (DELETE, bad("message can't be deleted"), SendError(Fault.TARGET_GONE)),
        (REACT, bad("message to react not found"), SendError(Fault.TARGET_GONE)),
        (REACT, bad("REACTION_INVALID"), SendError(Fault.REACTION_REFUSED)),
        (REACT, bad("reactions are disabled in the chat"), SendError(Fault.REACTION_REFUSED)),
        (IN_GROUP, bad("not enough rights to send text messages to the chat"), SendError(Fault.NO_RIGHTS)),
        (IN_GROUP, bad("have no rights to send a message"), SendError(Fault.NO_RIGHTS)),
        (IN_GROUP, bad("CHAT_WRITE_FORBIDDEN"), SendError(Fault.NO_RIGHTS)),
        (IN_GROUP, bad("can't parse entities"), SendError(Fault.REFUSED)),
        (IN_GROUP, Failure(403, "Forbidden: something new"), SendError(Fault.REFUSED)),
        (IN_GROUP, Failure(500, "Internal Server Error"), SendError(Fault.OUTAGE, certain=False)),
        (IN_GROUP, Failure(502, "Bad Gateway"), SendError(Fault.OUTAGE, certain=False)),
        (IN_GROUP, b"<html>", SendError(Fault.OUTAGE, certain=False)),
        (IN_GROUP, {"message_id": 1}, SendError(Fault.REFUSED, certain=False)),
        (IN_GROUP, DROP, SendError(Fault.OUTAGE, certain=False)),
    ],
)
async def test_errors_carry_their_policy(
    api: BotApi, sender: Sender, outgoing: Outgoing, answer: Any, expected: SendError
) -> None:
    method = {Edit: "editMessageText", Delete: "deleteMessage", React: "setMessageReaction"}
    api.answer(method.get(type(outgoing.operation), "sendMessage"), answer)
    with pytest.raises(SendError) as raised:
        await sender.send(outgoing)
    assert raised.value == expected
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("code", [401, 404])
async def test_a_revoked_token(api: BotApi, sender: Sender, code: int) -> None:
    api.answer("sendMessage", Failure(code, "Unauthorized"))
    with pytest.raises(TokenRevoked):
        await sender.send(IN_GROUP)


@pytest.mark.parametrize(
    ("outgoing", "method", "answer"),
    [
        (EDIT, "editMessageText", bad("message is not modified: specified new message content is the same")),
        (row(CloseThread(), thread=ThreadRef("7")), "closeForumTopic", bad("TOPIC_NOT_MODIFIED")),
        (
            row(Answer("7")),
            "answerCallbackQuery",
            bad("query is too old and response timeout expired or query ID is invalid"),
        ),
        (row(Leave()), "leaveChat", Failure(403, "Forbidden: bot is not a member of the supergroup chat")),
    ],
)
async def test_what_is_so_already_is_a_success(
    api: BotApi, sender: Sender, outgoing: Outgoing, method: str, answer: Failure
) -> None:
    api.answer(method, answer)
    assert await sender.send(outgoing) == Receipt()


@pytest.mark.parametrize("operation", [Edit(Text("a")), Delete(), React("👍"), React(None)])
async def test_without_a_target_nothing_is_asked(api: BotApi, sender: Sender, operation: Operation) -> None:
    with pytest.raises(SendError) as raised:
        await sender.send(row(operation))
    assert raised.value == SendError(Fault.TARGET_GONE)
    assert not api.calls


@pytest.mark.parametrize(
    ("outgoing", "fault"),
    [
        (row(React("🦆"), target=AT), Fault.REACTION_REFUSED),
        (row(Edit(Place(1, 2)), target=AT), Fault.TARGET_GONE),
        (row(Edit(media(MediaKind.VOICE)), target=AT), Fault.TARGET_GONE),
        (row(CloseThread()), Fault.THREAD_GONE),
    ],
)
async def test_what_telegram_cannot_do_is_not_asked(
    api: BotApi, sender: Sender, outgoing: Outgoing, fault: Fault
) -> None:
    with pytest.raises(SendError) as raised:
        await sender.send(outgoing)
    assert raised.value == SendError(fault)
    assert not api.calls


@pytest.mark.parametrize(("deleted", "certain"), [(True, True), (bad("not enough rights"), False)])
async def test_a_message_that_missed_its_thread_is_taken_back(
    api: BotApi, sender: Sender, deleted: Any, certain: bool
) -> None:
    chat = {"id": -1001, "type": "supergroup", "is_forum": True}
    api.answer("sendMessage", {"message_id": 9, "date": 1, "chat": chat})
    api.answer("deleteMessage", deleted)
    with pytest.raises(SendError) as raised:
        await sender.send(row(HELLO, thread=ThreadRef("7")))
    assert raised.value == SendError(Fault.THREAD_GONE, certain=certain)
    assert api.called("deleteMessage")[0].fields["message_id"] == 9


async def test_without_a_connection_it_was_certainly_not_sent() -> None:
    async with BotApi() as api:
        url = api.url
    async with sender_to(url) as sender:
        with pytest.raises(SendError) as raised:
            await sender.send(IN_GROUP)
    assert raised.value == SendError(Fault.OUTAGE, certain=True)


PHOTO = row(Send(media(MediaKind.PHOTO)))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (bad("wrong file_id or the file is temporarily unavailable"), SendError(Fault.OUTAGE)),
        (bad("file is too big"), SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE)),
        (bad("something new"), SendError(Fault.FILE_REFUSED)),
        (Failure(502, "Bad Gateway"), SendError(Fault.OUTAGE)),
        (DROP, SendError(Fault.OUTAGE)),
        (Failure(429, "x", {"retry_after": 3}), SendError(Fault.FLOOD, retry_after=3.0)),
        ({"file_id": "f", "file_unique_id": "u", "file_path": "gone"}, SendError(Fault.FILE_REFUSED)),
        ({"file_id": "f", "file_unique_id": "u"}, SendError(Fault.FILE_REFUSED)),
        (
            {"file_id": "f", "file_unique_id": "u", "file_path": "f", "file_size": DOWNLOAD + 1},
            SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE),
        ),
    ],
)
async def test_a_file_that_cannot_be_fetched_was_not_sent(
    api: BotApi, sender: Sender, answer: Any, expected: SendError
) -> None:
    api.answer("getFile", answer)
    with pytest.raises(SendError) as raised:
        await sender.send(PHOTO)
    assert raised.value == expected
    assert [call.method for call in api.calls] == ["getFile"]


async def test_a_file_that_is_larger_than_it_said(api: BotApi, sender: Sender) -> None:
    api.files["f"] = bytes(DOWNLOAD + 1)
    with pytest.raises(SendError) as raised:
        await sender.send(PHOTO)
    assert raised.value == SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE)


@pytest.mark.parametrize("answer", [Failure(401, "Unauthorized"), Page(401, b""), Page(404, b"404 page not found\n")])
async def test_a_file_server_that_says_no_to_a_good_token_is_asked_again(
    api: BotApi, sender: Sender, answer: Failure | Page
) -> None:
    api.file_answers.append(answer)
    with pytest.raises(SendError) as raised:
        await sender.send(PHOTO)
    assert raised.value == SendError(Fault.OUTAGE)
    api.files["f"] = files.jpeg()
    await sender.send(PHOTO)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 500, 503])
async def test_a_page_of_somebody_who_stands_between_is_an_outage(api: BotApi, sender: Sender, code: int) -> None:
    api.answer("sendMessage", Page(code, b"<html>no</html>"))
    with pytest.raises(SendError) as raised:
        await sender.send(IN_GROUP)
    assert raised.value == SendError(Fault.OUTAGE, certain=code < 500)


async def test_a_method_that_the_server_does_not_have_is_that_rows_fault(api: BotApi, sender: Sender) -> None:
    api.answer("setMessageReaction", Failure(404, "Not Found: method not found"))
    with pytest.raises(SendError) as raised:
        await sender.send(REACT)
    assert raised.value == SendError(Fault.REFUSED)


@pytest.mark.parametrize("words", ["REPLY_MESSAGE_ID_INVALID", "message to be replied not found", "QUOTE_TEXT_INVALID"])
async def test_what_a_message_answers_is_left_out_where_it_is_gone(api: BotApi, sender: Sender, words: str) -> None:
    api.answer("sendMessage", bad(words))
    assert (await sender.send(row(HELLO, target=AT))).messages
    first, second = api.called("sendMessage")
    assert "reply_parameters" in first.fields
    assert "reply_parameters" not in second.fields
