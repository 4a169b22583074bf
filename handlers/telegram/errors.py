"""What Telegram's refusals mean for us.

Telegram tells its errors apart by words. They are matched here and nowhere else, lower case, by a part that has
been stable. Sources: `Client.cpp` of tdlib/telegram-bot-api and the errors of Telegram's own API that it passes on in
capitals. The first row that fits counts.
"""

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
from handlers.telegram.request import AnswerTooLarge, NotSent

FORBIDDEN: tuple[tuple[str, Fault], ...] = (
    ("blocked by the user", Fault.UNREACHABLE),
    ("user is deactivated", Fault.UNREACHABLE),
    ("can't initiate conversation", Fault.UNREACHABLE),
    ("can't send messages to bots", Fault.UNREACHABLE),
    ("bot was kicked", Fault.GROUP_LOST),
    ("is not a member", Fault.GROUP_LOST),
    ("group chat was deleted", Fault.GROUP_LOST),
    ("rights", Fault.NO_RIGHTS),
    ("chat_write_forbidden", Fault.NO_RIGHTS),
)

REFUSED: tuple[tuple[str, Fault], ...] = (
    ("message thread not found", Fault.THREAD_GONE),
    ("topic_deleted", Fault.THREAD_GONE),
    ("topic_id_invalid", Fault.THREAD_GONE),
    ("topic_closed", Fault.THREAD_CLOSED),
    ("message to be replied not found", Fault.TARGET_GONE),
    ("message to reply not found", Fault.TARGET_GONE),
    ("message to edit not found", Fault.TARGET_GONE),
    ("message to delete not found", Fault.TARGET_GONE),
    ("message to react not found", Fault.TARGET_GONE),
    ("message to set reaction not found", Fault.TARGET_GONE),
    ("message to pin not found", Fault.TARGET_GONE),
    ("message_id_invalid", Fault.TARGET_GONE),
    ("message can't be edited", Fault.TARGET_GONE),
    ("message can't be deleted", Fault.TARGET_GONE),
    ("there is no text in the message to edit", Fault.TARGET_GONE),
    ("there is no caption in the message to edit", Fault.TARGET_GONE),
    ("there is no media in the message to edit", Fault.TARGET_GONE),
    ("reaction_invalid", Fault.REACTION_REFUSED),
    ("reactions are disabled", Fault.REACTION_REFUSED),
    ("reactions_too_many", Fault.REACTION_REFUSED),
    ("not enough rights", Fault.NO_RIGHTS),
    ("have no rights", Fault.NO_RIGHTS),
    ("need administrator rights", Fault.NO_RIGHTS),
    ("chat_write_forbidden", Fault.NO_RIGHTS),
    ("chat_send_", Fault.NO_RIGHTS),
    ("chat_admin_required", Fault.NO_RIGHTS),
    ("chat_restricted", Fault.NO_RIGHTS),
    ("the chat is not a forum", Fault.NO_FORUM),
    ("wrong file", Fault.FILE_REFUSED),
    ("wrong remote file", Fault.FILE_REFUSED),
    ("can't use file of type", Fault.FILE_REFUSED),
    ("file_reference_", Fault.FILE_REFUSED),
    ("invalid file_id", Fault.FILE_REFUSED),
    ("file is too big", Fault.FILE_REFUSED),
    ("file is temporarily unavailable", Fault.FILE_REFUSED),
    ("file must be non-empty", Fault.FILE_REFUSED),
    ("photo_invalid_dimensions", Fault.FILE_REFUSED),
    ("image_process_failed", Fault.FILE_REFUSED),
    ("voice_messages_forbidden", Fault.FILE_REFUSED),
    ("user_is_blocked", Fault.UNREACHABLE),
    ("input_user_deactivated", Fault.UNREACHABLE),
    ("user is deactivated", Fault.UNREACHABLE),
    ("group chat was deleted", Fault.GROUP_LOST),
)

ALREADY_SO = (
    "message is not modified",
    "topic_not_modified",
    "query is too old",
    "query id is invalid",
    "query_id_invalid",
)
"""Refusals of what has happened already, or can matter no longer."""

UNREADABLE_FORMATTING = ("can't parse entities", "entity_", "entities_")
"""Refusals of formatting, which can be left out."""

NO_SUCH_MEMBER = (
    "user not found",
    "member not found",
    "participant_id_invalid",
    "user_not_participant",
    "invalid user_id specified",
)
"""How it is said that somebody is no member, or that there is no such person."""


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
        case Forbidden():
            return SendError(_fault(error, FORBIDDEN))
        case BadRequest():
            if says(error, "chat not found", "peer_id_invalid"):
                return SendError(Fault.GROUP_LOST if chat.startswith("-") else Fault.UNREACHABLE)
            return SendError(_fault(error, REFUSED))
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


def _fault(error: TelegramError, table: tuple[tuple[str, Fault], ...]) -> Fault:
    return next((fault for part, fault in table if says(error, part)), Fault.REFUSED)
