"""The files of messages: fetched through the channel on which they came in, cleaned, and given to the sending one."""

from collections.abc import Awaitable, Callable, Mapping

from bot.cleaning.types import Cleaned
from bot.kernel.channel import Channel
from bot.kernel.content import Media
from bot.kernel.errors import Fault, FileRefused, SendError
from bot.kernel.ids import ChannelName

Clean = Callable[[bytes], Awaitable[Cleaned]]
"""Raises FileRefused, or OSError when nothing can be cleaned just now."""


class FileDesk:
    """Stands between the channels, each of which may need a file of another. `connect` tells it of them."""

    def __init__(self, clean: Clean) -> None:
        self._clean = clean
        self._channels: Mapping[ChannelName, Channel] = {}

    def connect(self, channels: Mapping[ChannelName, Channel]) -> None:
        self._channels = channels

    async def give(self, media: Media, to: ChannelName) -> Cleaned:
        """The file, fit to be sent on a channel. Nothing was sent yet, whatever goes wrong. Raises SendError, or
        TokenRevoked."""
        source = self._channels.get(media.source or to)
        if source is None:
            raise SendError(Fault.FILE_REFUSED)  # the service has left that platform
        try:
            return await self._clean(await source.fetch(media.file))
        except FileRefused as refused:
            raise SendError(Fault.FILE_REFUSED, reason=refused.reason) from None
        except OSError:
            raise SendError(Fault.OUTAGE) from None
