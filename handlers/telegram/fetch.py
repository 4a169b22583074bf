"""A file that somebody sent: fetched from Telegram, and cleaned. Whatever goes wrong here, nothing was sent yet."""

from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.cleaning.types import Cleaned
from bot.kernel.content import Media
from bot.kernel.errors import Fault, FileReason, FileRefused, SendError
from bot.kernel.ids import ChatRef
from handlers.telegram import limits
from handlers.telegram.errors import says, translate
from handlers.telegram.media import Upload, prepare
from handlers.telegram.request import AnswerTooLarge

Clean = Callable[[bytes], Awaitable[Cleaned]]
"""Raises FileRefused, or OSError when nothing can be cleaned just now."""


class Fetcher:
    def __init__(self, bot: Bot, clean: Clean) -> None:
        self._bot = bot
        self._clean = clean

    async def fetch(self, media: Media, chat: ChatRef) -> Upload:
        """The file, ready to go to a chat. Raises SendError, or TokenRevoked."""
        try:
            upload = prepare(media.media, await self._clean(await self._download(media, chat)))
        except FileRefused as refused:
            raise SendError(Fault.FILE_REFUSED, reason=refused.reason) from None
        except OSError:
            raise SendError(Fault.OUTAGE) from None
        if len(upload.content) > limits.UPLOAD:
            raise SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE)
        return upload

    async def _download(self, media: Media, chat: ChatRef) -> bytes:
        try:
            file = await self._bot.get_file(media.file)
        except TelegramError as error:
            raise _not_yet_sent(error, chat) from None
        if (file.file_size or 0) > limits.DOWNLOAD:
            raise SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE)
        try:
            return bytes(await file.download_as_bytearray())
        except AnswerTooLarge:
            raise SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE) from None
        except InvalidToken as error:
            if says(error, "unauthorized"):  # getFile has just taken the token
                raise SendError(Fault.OUTAGE, of_file=True) from None
            raise SendError(Fault.FILE_REFUSED) from None  # the path is gone
        except RuntimeError:  # there was no path
            raise SendError(Fault.FILE_REFUSED) from None
        except TelegramError as error:
            raise _not_yet_sent(error, chat) from None


def _not_yet_sent(error: TelegramError, chat: ChatRef) -> Exception:
    fault = translate(error, chat)
    if isinstance(fault, SendError):
        fault.certain = True
        if fault.fault is Fault.REFUSED:
            fault.fault = Fault.FILE_REFUSED
        if says(error, "file is too big"):
            fault.reason = FileReason.TOO_LARGE
    return fault
