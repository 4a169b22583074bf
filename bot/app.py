"""The composition root: the only module that names concrete classes, and the only one that reads the real clock."""

import asyncio
import logging
import random
import signal
import time
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.cleaning.pool import CleaningPool
from bot.config import BUILT_IN_TOPICS, URGENT_TOPICS, Settings
from bot.config import Hours as HoursSettings
from bot.config.languages import ENGLISH
from bot.engine.erasure import ErasureWorker
from bot.engine.figures import FigureWorker
from bot.engine.group_probes import WatchWorker
from bot.engine.heartbeat import Pulse, keep_watchdog, notify
from bot.engine.inbox import InboxWorker
from bot.engine.outbox import OutboxWorker
from bot.engine.processes import run_processes
from bot.engine.registry import Crew
from bot.engine.retention import RetentionWorker
from bot.engine.runtime import Office
from bot.engine.scheduler import ScheduleWorker
from bot.engine.supervise import supervise, wait
from bot.features.figures.actions import read_report
from bot.features.figures.export import FigureTable, tabulate
from bot.features.figures.texts import Names
from bot.features.groups.actions import follow_configuration
from bot.features.hours.timetable import Timetable, never_open, timetables, unserved_languages
from bot.features.rights.texts import notice_version
from bot.i18n import Catalogs
from bot.kernel.clock import Clock
from bot.kernel.emergency import NORWAY, EmergencyNumber
from bot.kernel.errors import KeyFault, SendError, StoreError
from bot.kernel.hours import Hours, no_holidays
from bot.kernel.ids import ChatRef, LanguageCode
from bot.kernel.model import StaffOverride
from bot.kernel.plans import ALWAYS, Season
from bot.kernel.retention import Retention
from bot.kernel.service import Service, Team, Topic
from bot.keys.access import access_master_key, check_master_key, open_with_key
from handlers.health import health_routes
from handlers.http import HttpServer
from handlers.telegram import check as telegram_check
from handlers.telegram.admit import Group
from handlers.telegram.capabilities import CAPABILITIES
from handlers.telegram.channel import TELEGRAM, TelegramChannel
from handlers.telegram.receive import Webhook
from storage.damage import is_checked_at_once, refuse_damaged
from storage.database import look_at_store, open_store
from storage.erasures import ErasureJournal
from storage.lock import sole_user
from storage.store import SqlStore

__all__ = ["Finding", "Timetable", "Weeks", "check", "hours", "opened", "run", "run_workers", "stats"]

log = logging.getLogger(__name__)

RunUntil = Callable[[asyncio.Event], Coroutine[object, object, None]]
"""Runs a service until the event is set."""

LOOPS = ("receive", "inbox", "outbox", "schedule")
"""What must get on. A webhook is called when there is something, and says nothing when there is not."""

WRITTEN_IN = LanguageCode("en")
"""The language of the sentences themselves."""
LONGEST_PAUSE = 60.0
"""Seconds between two tries to reach the platform at start."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> int:
        return time.time_ns() // 1_000_000


def make_service(
    settings: Settings, name_chat: Callable[[int], ChatRef] = lambda number: ChatRef(str(number))
) -> Service:
    """The rules of the service, from its configuration.

    `name_chat` gives Telegram's numbers the names by which the database knows them; who only looks needs none.
    """
    return Service(
        name=settings.service.name,
        languages=settings.service.languages,
        default_language=settings.service.default_language,
        topics=tuple(
            Topic(
                id=topic.id,
                icon=topic.icon or BUILT_IN_TOPICS.get(topic.id, "💬"),
                names=topic.names,
                urgent=topic.id in URGENT_TOPICS if topic.urgent is None else topic.urgent,
            )
            for topic in settings.topics
        )
        or tuple(Topic(topic, icon, urgent=topic in URGENT_TOPICS) for topic, icon in BUILT_IN_TOPICS.items()),
        teams=tuple(
            Team(
                name=team.name,
                channel=TELEGRAM,
                chat=name_chat(team.chat_id),
                languages=team.languages,
                topics=team.topics,
                language=team.language,
                forum=team.chat == "forum",
                relay_topic=team.relay == "topic",
                hours=make_hours(settings, team.hours),
                place=team.place or "",
            )
            for team in settings.teams
        ),
        fallback=settings.service.fallback_team,
        staff_channel=TELEGRAM,
        staff_language=settings.staff.language,
        staff_chat=None if settings.staff.chat_id is None else name_chat(settings.staff.chat_id),
        privacy_url=settings.service.privacy_url,
        time_zone=settings.service.time_zone,
        weekly_summary=settings.staff.weekly_summary,
        own_words=settings.announcements.model_dump(),
        retention=Retention(**settings.retention.model_dump()),
        emergency=NORWAY
        if settings.service.emergency is None
        else tuple(EmergencyNumber(each.number, each.icon, names=each.names) for each in settings.service.emergency),
        owners=frozenset(name_chat(owner) for owner in settings.staff.owners),
        hours=make_hours(settings, HoursSettings()),
        second_confirmation_above=settings.staff.second_confirmation_above,
    )


def make_office(settings: Settings, clock: Clock, store: SqlStore) -> Office:
    catalogs, service = Catalogs.load(), make_service(settings, store.keys.ids(TELEGRAM).conceal)
    service = replace(service, notice_version=notice_version(catalogs.translator(WRITTEN_IN), service))
    return Office(service, catalogs, clock, random.SystemRandom(), CAPABILITIES.limits)


def make_hours(settings: Settings, own: HoursSettings) -> Hours:
    """A team's opening hours: what it has of its own, the rest from the service. Seasons go with the hours."""
    common = settings.service.hours
    planned = common if own.open is None else own
    return Hours(
        time_zone=settings.service.time_zone,
        plan=planned.open or ALWAYS,
        seasons=tuple(Season(season.days, season.open) for season in planned.seasons or ()),
        closed=(common.closed if own.closed is None else own.closed) or (),
        special=tuple(((common.short if own.short is None else own.short) or {}).items()),
        holidays=find_holidays((common.holidays if own.holidays is None else own.holidays) or ""),
    )


def find_holidays(place: str) -> Callable[[date], str]:
    """The names of a country's public holidays by day; none for ""."""
    if not place:
        return no_holidays
    from bot.config.holidays import holidays_of  # slow to import, and many services do without

    return holidays_of(place)


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
        ids = store.keys.ids(TELEGRAM)
        office = make_office(settings, clock, store)
        pulse = Pulse(LOOPS if settings.telegram.receive == "polling" else LOOPS[1:], time.monotonic)
        inbox_worker: InboxWorker
        channel = TelegramChannel(
            token=settings.telegram.token.get_secret_value(),
            api_base_url=settings.telegram.api_base_url,
            store=store,
            clock=clock,
            ids=ids,
            groups=telegram_groups(office.service, ids.reveal),
            webhook=telegram_webhook(settings),
            paces=CAPABILITIES.paces if settings.telegram.paced else None,
            arrived=lambda: inbox_worker.wake(),
            act_with=lambda add: inbox_worker.act_with(add),
            polled=lambda: pulse.beat("receive"),
            clean=cleaning.clean,
        )
        closing.push_async_callback(channel.close)
        channels = {channel.name: channel}
        office.on_move = channel.move_group
        office.on_change = lambda service: channel.serve_groups(telegram_groups(service, ids.reveal))
        async with store.transaction() as tx:
            await office.follow_groups(tx)
            await follow_configuration(tx, office.context())
            await office.follow(tx)
        crew = Crew(store, office, time.monotonic)
        await crew.join()
        closing.push_async_callback(crew.leave)
        outbox_worker = OutboxWorker(store, channels, office, crew, pulse)
        inbox_worker = InboxWorker(store, channels, office, crew, outbox_worker, pulse)
        figure_worker = FigureWorker(store, office, outbox_worker.wake)
        schedule_worker = ScheduleWorker(store, office, outbox_worker.wake, pulse)
        journal = ErasureJournal(Path(settings.storage.erasures_file))
        erasure_worker = ErasureWorker(store, office, journal, outbox_worker.wake)
        retention_worker = RetentionWorker(store, office, journal, outbox_worker.wake)
        await erasure_worker.erase_restored()
        watch_worker = WatchWorker(store, channels, office, outbox_worker.wake)

        async def run_until(stop: asyncio.Event) -> None:
            async with (
                http_servers(settings, channel, health_routes(store, clock, pulse.stalled), shared=store.serves_many),
                crew.kept_up(),
            ):
                notify("READY=1")
                if await start(channel, stop, pulse):
                    loops = {
                        "receive": crew.only_while(crew.leads, channel.receive, lambda: pulse.beat("receive")),
                        "inbox": inbox_worker.run,
                        "outbox": crew.only_while(crew.may_act, outbox_worker.run, lambda: pulse.beat("outbox")),
                        "schedule": crew.only_while(crew.leads, schedule_worker.run, lambda: pulse.beat("schedule")),
                        "erase": crew.only_while(crew.leads, erasure_worker.run, lambda: None),
                        "retain": crew.only_while(crew.leads, retention_worker.run, lambda: None),
                        "figures": figure_worker.run,
                        "watchdog": lambda: keep_watchdog(pulse),
                        "watch": crew.only_while(crew.leads, watch_worker.run, lambda: None),
                    }
                    if not at_once:
                        loops["damage"] = lambda: look_for_damage(settings.storage.url)
                    await supervise(loops, stop)
            notify("STOPPING=1")

        yield run_until


async def look_for_damage(url: str) -> None:
    """Once, beside the work. Raises DamagedDatabase."""
    await refuse_damaged(url)
    log.info("the database file is whole")
    await asyncio.Event().wait()


def telegram_groups(service: Service, number_of: Callable[[str], int]) -> list[Group]:
    """The groups of a service as it is now, by Telegram's numbers."""
    groups = [Group(number_of(team.chat), forum=team.forum, relay_topic=team.relay_topic) for team in service.teams]
    if service.staff_chat is not None:
        groups.append(Group(number_of(service.staff_chat)))
    return groups


def telegram_webhook(settings: Settings) -> Webhook | None:
    if settings.telegram.receive == "polling":
        return None
    webhook = settings.telegram.webhook
    return Webhook(webhook.public_url, webhook.secret.get_secret_value())


@asynccontextmanager
async def http_servers(
    settings: Settings, channel: TelegramChannel, health: list[web.RouteDef], *, shared: bool
) -> AsyncIterator[None]:
    """The addresses at which the service itself can be reached: for Telegram's webhook, and for whoever watches it.

    `shared`: workers on one machine share them, and each request comes to any of them.
    """
    servers = []
    if channel.routes:
        servers.append(HttpServer(*settings.telegram.webhook.listen, channel.routes, shared=shared))
    if settings.health.listen is not None:
        servers.append(HttpServer(*settings.health.listen, health, shared=shared))
    async with AsyncExitStack() as closing:
        for server in servers:
            await server.start()
            closing.push_async_callback(server.close)
        yield


async def start(channel: TelegramChannel, stop: asyncio.Event, pulse: Pulse) -> bool:
    """Reach the platform, however long it takes. False when the service was stopped before. Raises TokenRevoked."""
    pause = 1.0
    while not stop.is_set():
        try:
            await channel.start()
        except SendError as error:
            log.warning("Telegram can't be reached (%s); trying again in %d s", error.fault, pause)
        else:
            log.info("connected")
            return True
        await wait(stop, pause)
        pulse.beat_all()
        notify("WATCHDOG=1")
        pause = min(LONGEST_PAUSE, pause * 2)
    return False


def stop_on_signal() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def run_workers(settings: Settings, arguments: Sequence[str], count: int, hopeless: Collection[int]) -> int:
    """Run so many processes, each with these arguments, until SIGTERM or SIGINT. Returns the exit code for the whole.

    A process that ends with a code in `hopeless` ends them all.
    """
    stop = stop_on_signal()
    await access_master_key(settings)  # the first run makes it: once, not in each process
    return await run_processes(arguments, count, hopeless, stop)


async def run(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT. Raises TokenRevoked, or StoreError; DamagedDatabase at any time."""
    stop = stop_on_signal()
    for warning in settings.warnings:
        log.warning("%s", warning)
    async with opened(settings, SystemClock()) as run_until:
        log.info("started")
        await run_until(stop)
    log.info("stopped")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `check` looked at: `severity` is "ok", "warning" or "error"; `advice` says what to do."""

    severity: str
    subject: str
    problem: str
    advice: str


async def check(settings: Settings) -> list[Finding]:
    """Look whether the service could run: settings, database, Telegram. Changes nothing, writes to nobody."""
    findings = [Finding("warning", "configuration", warning, "") for warning in settings.warnings]
    key, database = await _check_master_key(settings), await _check_database(settings)
    findings += [key, database]
    service = make_service(settings)
    names = {str(team.chat_id): f"team {team.name}" for team in settings.teams}
    names[str(settings.staff.chat_id)] = "staff chat"
    for found in await telegram_check.inspect(
        token=settings.telegram.token.get_secret_value(),
        groups=telegram_groups(service, int),
        webhook=telegram_webhook(settings),
        api_base_url=settings.telegram.api_base_url,
    ):
        severity = "ok" if found.severity is telegram_check.Severity.FINE else str(found.severity)
        subject = names.get(found.subject, found.subject)
        findings.append(Finding(severity, subject, found.what, found.click))
    now = SystemClock().now()
    changes = await staff_changes(settings, now) if "error" not in (key.severity, database.severity) else []
    return findings + check_hours(service, now, changes)


@dataclass(frozen=True, slots=True)
class Weeks:
    """The coming weeks: as configured, what staff changed (in words), and what is doubtful."""

    tables: list[Timetable]
    changes: list[str]
    findings: list[Finding]


async def hours(settings: Settings) -> Weeks:
    """What the coming weeks look like. Raises StoreError."""
    service, now = make_service(settings), SystemClock().now()
    changes = await staff_changes(settings, now)
    zone = ZoneInfo(settings.service.time_zone)
    return Weeks(
        timetables(service, now),
        [describe_change(change, zone) for change in changes],
        check_hours(service, now, changes),
    )


async def staff_changes(settings: Settings, now: int) -> list[StaffOverride]:
    """What staff closed or opened from their chat and what lies ahead; nothing where the service has not run yet."""
    store = await open_with_key(settings)
    if store is None:
        return []
    try:
        async with store.transaction() as tx:
            return await tx.active_overrides(now)
    finally:
        await store.close()


async def stats(settings: Settings, asked: str) -> FigureTable | None:
    """The figures that `asked` names, fit to be given away; None when it can't be understood. Raises StoreError."""
    service, clock, catalogs = make_service(settings), SystemClock(), Catalogs.load()
    store = await open_with_key(settings)
    if store is None:
        raise StoreError("there are no figures yet; they come when the service has run")
    try:
        async with store.reading() as reading:
            report = await read_report(reading, service, asked, clock.now())
    finally:
        await store.close()
    if report is None:
        return None
    names = Names(service, catalogs.english_name, icons=False)
    return tabulate(report, lambda key: names.of(catalogs.translator(ENGLISH), report.by, key))


def describe_change(change: StaffOverride, zone: ZoneInfo) -> str:
    first, last = (datetime.fromtimestamp(at / 1000, zone) for at in (change.first, change.last))
    what = "open" if change.opens else "closed"
    span = f"from {first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}"
    return f"{change.team or 'all teams'}: {what} {span} {change.reason}".rstrip()


def check_hours(service: Service, now: int, changes: Sequence[StaffOverride] = ()) -> list[Finding]:
    """Teams that do not open in the coming weeks, and languages in which nobody answers in the coming one."""
    look = "Look at: brobygger hours"
    return [
        Finding("warning", f"team {team.name}", "It does not open in the coming four weeks.", look)
        for team in never_open(service, now, changes)
    ] + [
        Finding("warning", f"language {language}", "Nobody answers in it in the coming week.", look)
        for language in unserved_languages(service, now, changes)
    ]


async def _check_master_key(settings: Settings) -> Finding:
    try:
        return Finding("ok", "master key", await check_master_key(settings), "")
    except KeyFault as fault:
        return Finding("error", "master key", f"{fault}.", "")
    except StoreError:
        return Finding("warning", "master key", "It can't be tried, since the database can't be used.", "")


async def _check_database(settings: Settings) -> Finding:
    try:
        await refuse_damaged(settings.storage.url)
        state = await look_at_store(settings.storage.url)
    except StoreError as error:
        return Finding("error", "database", str(error), "")
    return Finding("ok", "database", state, "")
