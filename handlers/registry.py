"""Every platform that there is. Whoever adds one writes a folder beside this file, and a line here."""

from collections.abc import Callable

from bot.config import Settings
from bot.kernel.channel import Channel, served_groups
from bot.kernel.ids import ChannelName
from bot.kernel.service import Service
from handlers.platform import Platform, Surroundings
from handlers.telegram.platform import TELEGRAM_PLATFORM

PLATFORMS: dict[ChannelName, Platform] = {platform.name: platform for platform in (TELEGRAM_PLATFORM,)}


def make_channels(
    settings: Settings, service: Service, surround: Callable[[ChannelName], Surroundings]
) -> dict[ChannelName, Channel]:
    """A channel for each platform, serving the groups that the service has there now."""
    return {
        name: platform.build(settings, served_groups(service, name), surround(name))
        for name, platform in PLATFORMS.items()
    }
