"""Reaching the platforms when the service starts."""

import asyncio
import logging
from collections.abc import Iterable

from bot.engine.heartbeat import Heartbeat, notify
from bot.engine.supervise import wait
from bot.kernel.channel import Channel
from bot.kernel.errors import SendError

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds between two tries to reach a platform."""


async def start_channels(channels: Iterable[Channel], stop: asyncio.Event, heartbeat: Heartbeat) -> bool:
    """Reach every platform, each at its own pace, however long it takes.

    False when the service was stopped before. Raises TokenRevoked.
    """
    tasks = [asyncio.create_task(_start(channel, stop, heartbeat)) for channel in channels]
    try:
        return all(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _start(channel: Channel, stop: asyncio.Event, heartbeat: Heartbeat) -> bool:
    pause = 1.0
    while not stop.is_set():
        try:
            await channel.start()
        except SendError as error:
            log.warning("%s can't be reached (%s); trying again in %d s", channel.title, error.fault, pause)
        else:
            log.info("connected to %s", channel.title)
            return True
        await wait(stop, pause)
        heartbeat.beat_all()
        notify("WATCHDOG=1")
        pause = min(LONGEST_PAUSE, pause * 2)
    return False
