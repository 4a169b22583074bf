"""What the real server says, in the words of its sources, and what each of them means for us.

Read from `Client.cpp` (tdlib/telegram-bot-api) and td/telegram/*.cpp (tdlib/td), for all methods that the bot uses.
"""

import logging

import pytest
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.kernel.errors import Fault, FileReason, SendError
from handlers.telegram.errors import UNREADABLE_FORMATTING, is_already_so, says, translate, without_ids

GROUP, PERSON = "-1001", "101"

KNOWN: dict[Fault, list[tuple[str, list[str]]]] = {
    Fault.GROUP_LOST: [
        (GROUP, ["chat not found", "have no write access to the chat", "can't access the chat", "CHANNEL_INVALID"]),
        (GROUP, ["CHANNEL_PRIVATE", "CHAT_ID_INVALID", "PEER_ID_INVALID", "USER_NOT_PARTICIPANT", "CHAT_FORBIDDEN"]),
        (GROUP, ["chat is not accessible", "chat is deactivated", "supergroup not found", "basic group not found"]),
        (GROUP, ["group chat was deleted", "user is banned from the chat", "not in the chat"]),
    ],
    Fault.UNREACHABLE: [
        (PERSON, ["chat not found", "private chat not found", "PEER_ID_INVALID", "have no write access to the chat"]),
        (PERSON, ["USER_IS_BLOCKED", "INPUT_USER_DEACTIVATED", "user is deleted", "USER_DELETED", "USER_ID_INVALID"]),
        (PERSON, ["YOU_BLOCKED_USER", "USER_PRIVACY_RESTRICTED", "PRIVACY_PREMIUM_REQUIRED", "USER_IS_BOT"]),
        (PERSON, ["ALLOW_PAYMENT_REQUIRED_10", "can't access the user", "have no access to the user"]),
    ],
    Fault.THREAD_GONE: [
        (GROUP, ["message thread not found", "TOPIC_DELETED", "TOPIC_ID_INVALID", "can't access the topic"]),
        (GROUP, ["invalid forum topic identifier specified", "unknown forum topic identifier specified"]),
    ],
    Fault.THREAD_CLOSED: [(GROUP, ["TOPIC_CLOSED"])],
    Fault.NO_FORUM: [
        (GROUP, ["the chat is not a forum", "the chat is not a supergroup forum", "chat doesn't have topics"]),
        (GROUP, ["CHANNEL_FORUM_MISSING", "the method is available only in forum channels"]),
    ],
    Fault.TARGET_GONE: [
        (GROUP, ["message to edit not found", "message to delete not found", "message to react not found"]),
        (GROUP, ["message to pin not found", "message not found", "MESSAGE_ID_INVALID", "MSG_ID_INVALID"]),
        (GROUP, ["message can't be edited", "message media can't be edited", "message can't be deleted"]),
        (GROUP, ["message can't be deleted for everyone", "message can't be pinned", "MESSAGE_AUTHOR_REQUIRED"]),
        (GROUP, ["MESSAGE_EDIT_TIME_EXPIRED", "message is too old", "can't change media type in the album"]),
        (GROUP, ["message content type can't be used in an album", "invalid message identifier specified"]),
        (GROUP, ["there is no text in the message to edit", "service messages can't be pinned"]),
    ],
    Fault.REACTION_REFUSED: [
        (GROUP, ["REACTION_INVALID", "REACTIONS_TOO_MANY", "the reaction isn't available for the message"]),
        (GROUP, ["invalid reaction type specified", "REACTION_EMPTY", "MESSAGE_NOT_REACTABLE"]),
    ],
    Fault.NO_RIGHTS: [
        (GROUP, ["not enough rights to send text messages to the chat", "have no rights to send a message"]),
        (GROUP, ["not enough rights to create a topic", "not enough rights to close or open the topic"]),
        (GROUP, ["not enough rights to manage pinned messages in the chat", "not enough rights"]),
        (GROUP, ["need administrator rights in the channel chat", "CHAT_WRITE_FORBIDDEN", "CHAT_RESTRICTED"]),
        (GROUP, ["need delete messages administrator right in the supergroup chat", "CHAT_ADMIN_REQUIRED"]),
        (GROUP, ["CHAT_SEND_PLAIN_FORBIDDEN", "CHAT_GUEST_SEND_FORBIDDEN", "ALLOW_PAYMENT_REQUIRED_10"]),
        (GROUP, ["USER_BANNED_IN_CHANNEL", "RIGHT_FORBIDDEN"]),
    ],
    Fault.KIND_FORBIDDEN: [
        (GROUP, [f"not enough rights to send {kind} to the chat" for kind in ("photos", "videos", "music")]),
        (GROUP, [f"not enough rights to send {kind} to the chat" for kind in ("voice notes", "video notes")]),
        (GROUP, [f"not enough rights to send {kind} to the chat" for kind in ("documents", "animations", "venues")]),
        (GROUP, [f"CHAT_SEND_{kind}_FORBIDDEN" for kind in ("PHOTOS", "VIDEOS", "ROUNDVIDEOS", "AUDIOS")]),
        (GROUP, [f"CHAT_SEND_{kind}_FORBIDDEN" for kind in ("VOICES", "DOCS", "MEDIA", "GIFS", "STICKERS")]),
    ],
    Fault.FILE_REFUSED: [
        (
            PERSON,
            ["file is too big", "wrong remote file identifier specified: can't unserialize it", "FILE_ID_INVALID"],
        ),
        (PERSON, ["photo must be non-empty", "voice note must be non-empty", "file must be non-empty"]),
        (PERSON, ["PHOTO_INVALID_DIMENSIONS", "IMAGE_PROCESS_FAILED", "PHOTO_SAVE_FILE_INVALID", "MEDIA_EMPTY"]),
        (PERSON, ["wrong file identifier/HTTP URL specified", "can't use file of type Photo as Document"]),
        (PERSON, ["photo has unsupported extension. Use one of .jpg", "VIDEO_CONTENT_TYPE_INVALID"]),
        (PERSON, ["VOICE_MESSAGES_FORBIDDEN", "user restricted receiving of video note messages"]),
        (PERSON, ["can't use the media of the specified type in the album", "FILE_REFERENCE_EXPIRED"]),
    ],
    Fault.OUTAGE: [
        (PERSON, ["wrong file_id or the file is temporarily unavailable", "group send failed", "message was not sent"]),
        (PERSON, ["failed to upload file", "FILE_PART_1_MISSING", "message send failed", "MSG_WAIT_FAILED"]),
        (PERSON, ["FROZEN_METHOD_INVALID", "FROZEN_PARTICIPANT_MISSING", "RPC_CALL_FAIL", "request aborted"]),
    ],
    Fault.FLOOD: [(PERSON, ["FLOOD_WAIT_12", "SLOWMODE_WAIT_12", "PEER_FLOOD"])],
}


@pytest.mark.parametrize(
    ("fault", "chat", "words"),
    [(fault, chat, words) for fault, rows in KNOWN.items() for chat, said in rows for words in said],
)
def test_what_is_refused_in_telegrams_words(fault: Fault, chat: str, words: str) -> None:
    for error in (BadRequest(f"Bad Request: {words}"), Forbidden(f"Forbidden: {words}")):
        refused = translate(error, chat)
        assert isinstance(refused, SendError)
        assert refused.fault is fault


def test_the_words_of_a_closing_server_have_nothing_before_them() -> None:
    refused = translate(BadRequest("Logged out"), PERSON)
    assert refused == SendError(Fault.OUTAGE)


@pytest.mark.parametrize(
    ("words", "of_file"),
    [
        ("wrong file_id or the file is temporarily unavailable", True),
        ("group send failed", True),
        ("FILE_PART_7_MISSING", True),
        ("FROZEN_METHOD_INVALID", False),
    ],
)
def test_whether_only_the_file_is_concerned(words: str, of_file: bool) -> None:
    refused = translate(BadRequest(f"Bad Request: {words}"), PERSON)
    assert isinstance(refused, SendError)
    assert refused.of_file is of_file


def test_how_long_to_wait_stands_in_the_words() -> None:
    assert translate(BadRequest("Bad Request: SLOWMODE_WAIT_12"), GROUP) == SendError(Fault.FLOOD, retry_after=12)


@pytest.mark.parametrize("words", ["CHAT_SEND_VOICES_FORBIDDEN", "VOICE_MESSAGES_FORBIDDEN"])
def test_a_kind_that_is_not_taken_has_advice(words: str) -> None:
    refused = translate(BadRequest(f"Bad Request: {words}"), GROUP)
    assert isinstance(refused, SendError)
    assert refused.reason is FileReason.NOT_TAKEN


@pytest.mark.parametrize(
    "words",
    [
        "can't parse entities: unsupported start tag",
        'can\'t parse MessageEntity: Field "offset" must be of type Number',
        "can't find end of the entity starting at byte offset 3",
        "entity begins in a middle of a UTF-16 symbol at byte offset 3",
        "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 9",
        "receive an entity with incorrect length 0",
        "ENTITY_BOUNDS_INVALID",
        "invalid custom emoji identifier specified",
    ],
)
def test_formatting_that_can_be_left_out(words: str) -> None:
    assert says(BadRequest(f"Bad Request: {words}"), *UNREADABLE_FORMATTING)


@pytest.mark.parametrize("words", ["CHAT_NOT_MODIFIED", "TOPIC_NOT_MODIFIED", "message is not modified: specified"])
def test_what_has_happened_already(words: str) -> None:
    assert is_already_so(BadRequest(f"Bad Request: {words}"))


@pytest.mark.parametrize("kind", [BadRequest, Forbidden])
def test_words_that_nobody_knows_are_logged_without_whose_they_are(
    kind: type[TelegramError], caplog: pytest.LogCaptureFixture
) -> None:
    words = 'Bad Request: SOMETHING_NEW for user 123456789 "Kari Nordmann" of @kari at t.me/kari in chat -1001234'
    with caplog.at_level(logging.WARNING):
        assert translate(kind(words), PERSON) == SendError(Fault.REFUSED)
    (record,) = caplog.records
    said = record.getMessage()
    assert "something_new for user" in said.lower()
    assert not any(secret in said.lower() for secret in ("kari", "nordmann", "123", "1001"))


def test_what_is_known_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        translate(BadRequest("Bad Request: message to edit not found"), PERSON)
    assert not caplog.records


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("FILE_PART_1_MISSING", "FILE_PART_…_MISSING"),
        ("wrong AgACAgIAAxkBAAE of -100123", "wrong AgACAgIAAxkBAAE of …"),
        ("bot “kari” not found", "bot … not found"),
        ("type 'a' and 'b' can't", "type … can't"),
        ("имя Kari", " Kari"),
    ],
)
def test_what_is_cut_out(words: str, left: str) -> None:
    assert without_ids(words).strip() == left.strip()
