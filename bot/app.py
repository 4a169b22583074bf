"""The composition root: the only module that makes the parts of a service known to each other."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from bot.cleaning.pool import CleaningPool
from bot.config import Settings
from bot.engine.connecting import start_channels
from bot.engine.files import FileDesk
from bot.engine.heartbeat import Heartbeat, notify
from bot.engine.intake import Intake
from bot.engine.registry import WorkerRegistry
from bot.engine.supervise import stop_on_signal, supervise
from bot.engine.system_clock import SystemClock
from bot.engine.workers import LOOPS, Workers, receiving
from bot.features.groups.actions import follow_configuration
from bot.kernel.clock import Clock
from bot.kernel.ids import ChannelName
from bot.keys.access import access_master_key
from bot.runtime import make_runtime
from handlers.health import health_routes
from handlers.platform import Surroundings
from handlers.registry import make_channels
from handlers.serving import http_servers
from storage.database import open_store
from storage.engine.damage import is_checked_at_once, refuse_damaged
from storage.engine.lock import sole_user
from storage.erasures import ErasureJournal

log = logging.getLogger(__name__)

RunUntil = Callable[[asyncio.Event], Coroutine[object, object, None]]
"""Runs a service until the event is set."""


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[RunUntil]:
    """A service that is ready to run: call it with the event that stops it. Raises StoreError."""
    async with AsyncExitStack() as closing:
        await closing.enter_async_context(sole_user(settings.storage.url))
        at_once = is_checked_at_once(settings.storage.url)
        if at_once:
            await refuse_damaged(settings.storage.url)
        store = await open_store(settings.storage.url, await access_master_key(settings))
        closing.push_async_callback(store.close)
        cleaning = CleaningPool()
        closing.push_async_callback(cleaning.close)
        runtime = make_runtime(settings, clock, store)
        async with store.transaction() as tx:
            await runtime.follow_groups(tx)
            await follow_configuration(tx, runtime.context())
            await runtime.follow(tx)
        intake, desk, heartbeat = Intake(), FileDesk(cleaning.clean), Heartbeat(LOOPS, time.monotonic)

        def surround(channel: ChannelName) -> Surroundings:
            return Surroundings(
                store=store,
                clock=clock,
                ids=store.keys.ids(channel),
                files=partial(desk.give, to=channel),
                arrived=intake.arrived,
                act_with=intake.act_with,
                polled=partial(heartbeat.beat, receiving(channel)),
            )

        channels = make_channels(settings, runtime.service, surround)
        for channel in channels.values():
            closing.push_async_callback(channel.close)
        desk.connect(channels)
        runtime.tell(channels)
        registry = WorkerRegistry(store, runtime, time.monotonic)
        await registry.join()
        closing.push_async_callback(registry.leave)
        journal = ErasureJournal(Path(settings.storage.erasures_file))
        workers = Workers(store, channels, runtime, registry, heartbeat, journal)
        intake.connect(workers.inbox)
        await workers.erase_restored()

        async def run_until(stop: asyncio.Event) -> None:
            health = health_routes(store, clock, heartbeat.stalled)
            async with http_servers(settings, channels, health, shared=store.serves_many), registry.kept_up():
                notify("READY=1")
                if await start_channels(channels.values(), stop, heartbeat):
                    runtime.know_own_accounts(channels.values())
                    beside = {} if at_once else {"damage": partial(look_for_damage, settings.storage.url)}
                    await supervise({**workers.loops(), **beside}, stop)
            notify("STOPPING=1")

        yield run_until


async def look_for_damage(url: str) -> None:
    """Once, beside the work. Raises DamagedDatabase."""
    await refuse_damaged(url)
    log.info("the database file is whole")
    await asyncio.Event().wait()


async def run(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT. Raises TokenRevoked, or StoreError; DamagedDatabase at any time."""
    stop = stop_on_signal()
    for warning in settings.warnings:
        log.warning("%s", warning)
    async with opened(settings, SystemClock()) as run_until:
        log.info("started")
        await run_until(stop)
    log.info("stopped")
