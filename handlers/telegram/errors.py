"""What Telegram's refusals mean for us.

Telegram tells its errors apart by words. They are matched here and nowhere else, lower case, by a part that has
been stable. Sources: `Client.cpp` of tdlib/telegram-bot-api (10.0), what TDLib says by itself (td/telegram/*.cpp of
tdlib/td, 2026-07), and the errors of Telegram's own API that both pass on in capitals. 403 and 406 of that API arrive
as 400 (`fail_query_with_error`), so the same words may come with either code.
"""

import logging
import re
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.kernel.errors import Fault, FileReason, SendError, TokenRevoked
from handlers.telegram.request import FLOOD_SECONDS, AnswerTooLarge, NotSent

log = logging.getLogger(__name__)

LOST = (
    "chat not found",  # also "private chat not found"
    "peer_id_invalid",
    "have no write access to the chat",
    "can't access the chat",
    "have no access to the chat",
    "chat is not accessible",
    "chat_id_invalid",
    "chat_forbidden",
    "user_not_participant",
)
"""Said of groups and of people alike: there is no way to the chat any more."""

REFUSED: tuple[tuple[Fault, tuple[str, ...]], ...] = (
    (
        Fault.UNREACHABLE,
        (
            "blocked by the user",
            "user_is_blocked",
            "you_blocked_user",
            "user is deactivated",
            "input_user_deactivated",
            "user is deleted",
            "user_deleted",
            "can't initiate conversation",
            "can't send messages to bots",
            "can't send messages to the bot",
            "user_is_bot",
            "user_bot_invalid",
            "user_id_invalid",
            "can't access the user",
            "have no access to the user",
            "chat with the user not found",
            "privacy_restricted",
            "privacy_premium_required",
        ),
    ),
    (
        Fault.GROUP_LOST,
        (
            "bot was kicked",
            "is not a member",
            "group chat was deleted",
            "chat is deactivated",
            "chat was deactivated",
            "not in the chat",
            "user is banned from the chat",
            "group not found",  # also "basic group", "supergroup"
            "channel not found",
            "channel_invalid",
            "channel_private",
            "channel_public_group_na",
        ),
    ),
    (
        Fault.THREAD_GONE,
        (
            "message thread not found",
            "topic_deleted",
            "topic_id_invalid",
            "topic_not_found",
            "forum topic identifier specified",  # "invalid", "unknown"
            "can't access the topic",
            "message doesn't belong to the topic",
        ),
    ),
    (Fault.THREAD_CLOSED, ("topic_closed",)),
    (
        Fault.NO_FORUM,
        (
            "chat is not a forum",
            "chat is not a supergroup forum",
            "chat doesn't have topics",
            "channel_forum_missing",
            "forum_missing",
            "available only in forum",
        ),
    ),
    (
        Fault.TARGET_GONE,
        (
            "message to be replied not found",
            "message to reply not found",
            "message to edit not found",
            "message to delete not found",
            "message to react not found",
            "message to set reaction not found",
            "message to pin not found",
            "message not found",
            "message was deleted",
            "message_not_found",
            "message_id_invalid",
            "msg_id_invalid",
            "message_ids_empty",
            "invalid message identifier",
            "wrong message identifier",
            "message can't be edited",
            "message media can't be edited",
            "message can't be deleted",
            "message can't be pinned",
            "message_author_required",
            "message_edit_time_expired",
            "message_delete_forbidden",
            "message_too_old",
            "message is too old",
            "service messages can't be pinned",
            "can't change media type in the album",
            "can't be used in an album",
            "media_prev_invalid",
            "media_new_invalid",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
            "there is no media in the message to edit",
        ),
    ),
    (
        Fault.REACTION_REFUSED,
        (
            "reaction_invalid",
            "reaction_empty",
            "reactions are disabled",
            "reactions_too_many",
            "reaction isn't available",
            "invalid reaction",
            "message_not_reactable",
        ),
    ),
    # A kind of message that a group forbids. The next two say what is meant by writing at all, so they come first.
    (Fault.NO_RIGHTS, ("rights to send text messages", "rights to send a message", "rights to send messages")),
    (Fault.NO_RIGHTS, ("chat_send_plain_forbidden", "chat_send_plaintext_forbidden", "chat_guest_send_forbidden")),
    (Fault.KIND_FORBIDDEN, ("not enough rights to send ", "chat_send_")),
    (
        Fault.NO_RIGHTS,
        (
            "rights",
            "need delete messages administrator right",
            "right_forbidden",
            "chat_write_forbidden",
            "chat_admin_required",
            "chat_restricted",
            "user_banned_in_channel",
            "user_permission_denied",
        ),
    ),
    (
        Fault.FILE_REFUSED,
        (
            "file is too big",
            "wrong file",  # also "wrong file identifier/HTTP URL specified", for the server's MEDIA_EMPTY
            "wrong remote file",
            "invalid file",
            "invalid remote file",
            "unknown file identifier",
            "file identifier is invalid",
            "file identifier must be non-empty",
            "file_id_invalid",
            "file_reference_",
            "can't use file of type",
            "photo must be non-empty",
            "video must be non-empty",
            "animation must be non-empty",
            "audio must be non-empty",
            "document must be non-empty",
            "note must be non-empty",  # "voice note", "video note"
            "file must be non-empty",
            "photo has unsupported extension",
            "photo_",
            "video_",
            "image_process_failed",
            "media_empty",
            "media_invalid",
            "media_file_invalid",
            "media_type_invalid",
            "document_invalid",
            "wrong video note length",
            "can't use the media of the specified type in the album",
            "can't be used in sendmediagroup",
            "file upload isn't allowed",
        ),
    ),
)
"""Refusals in Telegram's words. The first row that fits counts; what stands in none is one that nobody knows."""

FILE_AWAY = (
    "file is temporarily unavailable",
    "file not found",
    "can't download or generate the file",
    "file download has failed",
    "failed to upload",
    "failed to reupload",
    "file_part",
    "group send failed",
    "message send failed",
    "message was not sent",
)
"""A file that Telegram can't give or take just now: it says so too when its data centres answer with 5xx or 429
(`on_update_file` in `Client.cpp`), or when an upload broke off."""

AWAY = (
    "logged out",
    "frozen_",
    "request aborted",
    "msg_wait_failed",
    "rpc_call_fail",
    "worker_busy",
    "timeout",
    "timedout",
    "internal server error",
    "internal_",
    "auth_key",
    "session_",
    "verification_failed",
    "recaptcha_check",
    "apns_verify_check",
)
"""Nothing goes to anybody now, whatever the row asks for."""

TOO_FAST = ("too many requests", "flood_wait", "flood_premium_wait", "slowmode_wait", "peer_flood")
"""Limits in the words of Telegram's own API, which the Bot API makes a 429 of."""

ALREADY_SO = (
    "not modified",
    "not_modified",  # MESSAGE_, TOPIC_, CHAT_: a pin that stands already is one of these
    "query is too old",
    "query id is invalid",
    "query_id_invalid",
)
"""Refusals of what has happened already, or can matter no longer."""

UNREADABLE_FORMATTING = (
    "can't parse entities",
    "can't parse messageentity",
    "can't parse caption entities",
    "can't find end of",
    "entity_",
    "entities_",
    "entity begin",  # "begins in a middle of", "begins after the end", "beginning at ... ends after"
    "an entity with incorrect",
    "custom emoji identifier",
)
"""Refusals of formatting, which can be left out."""

TARGET_OF_REPLY_GONE = (
    "message to be replied not found",
    "reply_message_id_invalid",
    "reply_to_invalid",
    "reply_to_message_id_invalid",
    "quote_text_",
)
"""Refusals of what a message answers, which can be left out too."""

NO_SUCH_MEMBER = (
    "user not found",
    "member not found",
    "participant_id_invalid",
    "user_not_participant",
    "user_id_invalid",
    "invalid user_id specified",
)
"""How it is said that somebody is no member, or that there is no such person."""

NOT_TAKEN = ("voice_messages_forbidden", "user restricted receiving")
"""A person takes no voices, or no round films; a group may forbid any kind, see KIND_FORBIDDEN."""


def says(error: TelegramError, *parts: str) -> bool:
    words = error.message.lower()
    return any(part in words for part in parts)


def is_already_so(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and says(error, *ALREADY_SO)


def translate(error: TelegramError, chat: str) -> SendError | TokenRevoked:
    """The error in the words of the policy. Its text holds nothing of Telegram's. `chat` is Telegram's own number."""
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            return SendError(Fault.FLOOD, retry_after=seconds)
        case ChatMigrated():
            return SendError(Fault.GROUP_MOVED, new_number=str(error.new_chat_id))
        case InvalidToken():
            return TokenRevoked("Telegram does not know the token")
        case Forbidden() | BadRequest():
            return _refusal(error, is_group=chat.startswith("-"))
        case NotSent():
            return SendError(Fault.OUTAGE)
        case Conflict():
            return SendError(Fault.OUTAGE)
        case AnswerTooLarge():
            return SendError(Fault.REFUSED, certain=False)
        case NetworkError() if says(error, "request entity too large"):
            return SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE)
        case NetworkError():
            return SendError(Fault.OUTAGE, certain=False)
        case _:
            return SendError(Fault.REFUSED)


def _refusal(error: TelegramError, *, is_group: bool) -> SendError:
    if says(error, *TOO_FAST):
        return SendError(Fault.FLOOD, retry_after=_seconds_in(error))
    if says(error, *FILE_AWAY):
        return SendError(Fault.OUTAGE, of_file=True)
    if says(error, *AWAY):
        return SendError(Fault.OUTAGE)
    if says(error, *LOST):
        return SendError(Fault.GROUP_LOST if is_group else Fault.UNREACHABLE)
    if says(error, "allow_payment_required"):
        return SendError(Fault.NO_RIGHTS if is_group else Fault.UNREACHABLE)
    if says(error, *NOT_TAKEN):
        return SendError(Fault.FILE_REFUSED, reason=FileReason.NOT_TAKEN)
    fault = next((fault for fault, words in REFUSED if says(error, *words)), Fault.REFUSED)
    if fault is Fault.REFUSED:
        log.warning("Telegram refuses something in words that are not known: %s", without_ids(error.message))
    return SendError(fault, reason=FileReason.NOT_TAKEN if fault is Fault.KIND_FORBIDDEN else None)


def _seconds_in(error: TelegramError) -> float:
    found = re.search(r"\d+", error.message)
    return float(found[0]) if found else FLOOD_SECONDS


def without_ids(words: str) -> str:
    """Telegram's words without what could be somebody's: numbers, names, addresses, and whatever is quoted."""
    words = re.sub(r"[\"“”«»`].*[\"“”«»`]|(?<!\w)'.*'(?!\w)", "…", words, flags=re.DOTALL)
    words = re.sub(r"\S*[@/\\\d]\S*", _without_id, words)
    return "".join(each for each in words if each == "…" or (each.isascii() and each.isprintable()))[:200]


def _without_id(word: re.Match[str]) -> str:
    """Of a code such as FILE_PART_1_MISSING only the number is left out."""
    is_code = re.fullmatch(r"[A-Za-z]+(_([A-Za-z]+|\d+))+", word[0])
    return re.sub(r"\d+", "…", word[0]) if is_code else "…"
