"""A file that somebody sent, as Telegram has it, and as it goes out. Whatever goes wrong here, nothing was sent yet."""

from collections.abc import Awaitable, Callable

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.cleaning.types import Cleaned
from bot.kernel.content import Media
from bot.kernel.errors import Fault, FileReason, SendError
from handlers.telegram import limits
from handlers.telegram.errors import says, translate
from handlers.telegram.media import Upload, prepare
from handlers.telegram.request import AnswerTooLarge

Files = Callable[[Media], Awaitable[Cleaned]]
"""A file, wherever it came in, cleaned. Raises SendError, or TokenRevoked."""


class Fetcher:
    def __init__(self, bot: Bot, files: Files) -> None:
        self._bot = bot
        self._files = files

    async def prepare(self, media: Media) -> Upload:
        """The file of a message, as it is uploaded. Raises SendError, or TokenRevoked."""
        upload = prepare(media.media, await self._files(media))
        if len(upload.content) > limits.UPLOAD:
            raise SendError(Fault.FILE_REFUSED, reason=FileReason.TOO_LARGE)
        return upload

    async def fetch(self, handle: str) -> bytes:
        """A file that somebody sent us, as it is. Raises SendError, or TokenRevoked."""
        try:
            file = await self._bot.get_file(handle)
        except TelegramError as error:
            raise _not_yet_sent(error) from None
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
            raise _not_yet_sent(error) from None


def _not_yet_sent(error: TelegramError) -> Exception:
    fault = translate(error, "")
    if isinstance(fault, SendError):
        fault.certain = True
        if fault.fault is Fault.REFUSED:
            fault.fault = Fault.FILE_REFUSED
        if says(error, "file is too big"):
            fault.reason = FileReason.TOO_LARGE
    return fault
