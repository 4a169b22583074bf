"""A Telegram channel on the real store, for the tests of the intake."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from bot.cleaning.pool import CleaningPool
from bot.engine.files import FileDesk
from bot.features.store import Store
from bot.kernel.model import InboxRow
from handlers.telegram.admit import Group
from handlers.telegram.channel import TELEGRAM, TelegramChannel
from handlers.telegram.receive import Webhook
from storage.database import open_store
from tests.handlers.bot_api import TOKEN, BotApi
from tests.handlers.updates import FORUM, TEAM
from tests.made_keys import IDS, MASTER

GROUPS = (Group(TEAM), Group(FORUM, forum=True, relay_topic=True))


class StoppedClock:
    def now(self) -> int:
        return 1_760_000_000_000


class Pauses:
    """Waits that last no time but are remembered; each lets everybody else have a turn."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.came = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self.came.set()
        await asyncio.sleep(0)


async def nobody_acts(_add: object) -> bool:
    """There is no inbox worker here: what arrives is only stored."""
    return False


class PausedClock:
    """It moves by as much as was paused."""

    def __init__(self, pauses: Pauses) -> None:
        self._pauses = pauses

    def now(self) -> int:
        return 1_760_000_000_000 + int(sum(self._pauses.seconds) * 1000)


class Rig:
    def __init__(self, api: BotApi, store: Store, webhook: Webhook | None = None) -> None:
        self.api = api
        self.store = store
        self.pauses = Pauses()
        self.clock = PausedClock(self.pauses)
        self.arrived = asyncio.Event()
        self.channel = self.make_channel(webhook)

    def make_channel(self, webhook: Webhook | None = None) -> TelegramChannel:
        desk = FileDesk(CleaningPool().clean)
        channel = TelegramChannel(
            token=TOKEN,
            api_base_url=self.api.url,
            store=self.store,
            clock=self.clock,
            ids=IDS,
            groups=GROUPS,
            arrived=self.arrived.set,
            act_with=nobody_acts,
            files=partial(desk.give, to=TELEGRAM),
            webhook=webhook,
            pause=self.pauses,
        )
        desk.connect({TELEGRAM: channel})
        return channel

    async def rows(self) -> list[InboxRow]:
        async with self.store.transaction() as tx:
            return await tx.waiting_arrivals(1000, 1000)

    async def polled(self, *updates: dict[str, Any], offset: int) -> list[InboxRow]:
        """Push updates, wait until all of them are confirmed, and return what is stored."""
        await self.api.push(*updates)
        await self.api.wait_for_poll(offset)
        return await self.rows()


@asynccontextmanager
async def receiving(channel: TelegramChannel) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(channel.receive())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


@asynccontextmanager
async def make_rig(folder: Path, webhook: Webhook | None = None) -> AsyncIterator[Rig]:
    store = await open_store(f"sqlite:{folder / 'x.db'}", MASTER)
    try:
        async with BotApi() as api:
            rig = Rig(api, store, webhook)
            await rig.channel.start()
            try:
                yield rig
            finally:
                await rig.channel.close()
    finally:
        await store.close()
