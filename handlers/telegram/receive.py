"""Our own intake: store first, then confirm.

Long polling confirms a batch by asking for what comes after it; a webhook confirms by answering 200. Both happen only
when the batch is committed, so that a crash at any point loses nothing: Telegram hands out again what was not
confirmed, and the store passes over what it knows.
"""

import asyncio
import hmac
import json
import logging
import random
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web
from telegram.error import NetworkError

from bot.crash_points import crashpoint
from bot.features.store import Store, Tx
from bot.kernel.clock import Clock
from bot.kernel.content import Quiet
from bot.kernel.facts import TOKEN_SHARED, UPDATES_MISSED
from bot.kernel.ids import ChannelName
from bot.kernel.model import Arrival
from bot.keys.crypto import IdCipher
from bot.metrics import UPDATES
from handlers.http import refusal
from handlers.platform import ActWith
from handlers.telegram.admit import ASKED, Group, Identity, admit, unreadable, update_id
from handlers.telegram.request import ANSWER_LIMIT, AiohttpRequest, AnswerTooLarge, flood_seconds, refusal_of
from handlers.telegram.token import TokenDoubt

log = logging.getLogger(__name__)

POLL_SECONDS = 50
"""How long Telegram holds a poll that finds nothing; it allows no more (`Client.cpp`, tdlib/telegram-bot-api)."""
NUMBERS_FOLLOW = 6 * 24 * 3600 * 1000
"""Milliseconds of silence for which the next number is sure to follow the last one."""
BATCH = 100
"""Most updates in one answer. Source: Bot API, getUpdates."""
WEBHOOK_LIMIT = 1024 * 1024
"""Largest body of a webhook request, in bytes."""
BODY_SECONDS = 10
"""How long the body of a webhook request may take."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header

Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, repr=False)
class Webhook(Quiet):
    """Where Telegram pushes updates: the public `url`, whose path we serve, and the secret that it shows us.

    `body_seconds`: how long the body of a request may take.
    """

    url: str
    secret: str
    max_connections: int = 40
    body_seconds: float = BODY_SECONDS

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", self.secret):
            raise ValueError("a webhook secret is 1 to 256 of the characters A-Z a-z 0-9 _ -")

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


class Inbox:
    """Where updates are kept. One transaction for each batch."""

    def __init__(
        self,
        *,
        store: Store,
        clock: Clock,
        channel: ChannelName,
        ids: IdCipher,
        groups: Mapping[int, Group],
        arrived: Callable[[], None],
        act_with: ActWith,
    ) -> None:
        self._act_with = act_with
        self._store = store
        self._clock = clock
        self._channel = channel
        self._arrived = arrived
        self._ids = ids
        self._groups = dict(groups)
        self._moved: dict[int, int] = {}
        self.us: Identity | None = None

    def move_group(self, old: int, new: int) -> None:
        """A group has a new id: from now on let in what comes from there."""
        self._moved[old] = new
        if old in self._groups:
            self._groups[new] = self._groups[old]

    def now(self) -> int:
        return self._clock.now()

    def serve_groups(self, groups: Iterable[Group]) -> None:
        """Let in what comes from these groups, and from where those among them went that have a new id."""
        self._groups = {group.chat: group for group in groups}
        for old, new in self._moved.items():
            if old in self._groups:
                self._groups.setdefault(new, self._groups[old])

    async def offset(self) -> int | None:
        """Which update comes next."""
        async with self._store.transaction(alone=False) as tx:
            cursor = await tx.cursor(self._channel)
        return None if cursor is None else int(cursor)

    async def keep(
        self,
        updates: Sequence[object],
        missed: int = 0,
        *,
        offset: int | None = None,
        at_once: bool = False,
        body: bytes | None = None,
    ) -> None:
        """Commit what is meant for us. When this returns, the updates may be confirmed. `missed` never arrived.
        `offset`: which update comes after these, where we are who asks for it. `body`: what a single one was read from.

        `at_once`: they may be acted on in the same transaction. Who confirms them only afterwards gets them again as
        long as one of them ends the process, so that must not go on for ever.
        """
        assert self.us is not None, "start() comes first"
        arrivals = []
        for update in updates:
            if not isinstance(update, dict):
                continue
            self._note_migration(update)
            arrival = admit(update, self.us, self._groups, self._ids, body)
            if arrival is not None:
                arrivals.append(arrival)
        UPDATES.labels(self._channel, "not_for_us").inc(len(updates) - len(arrivals))
        await self.keep_arrivals(arrivals, missed, offset=offset, at_once=at_once)

    async def keep_unreadable(self, number: int, body: bytes, *, offset: int | None = None) -> None:
        await self.keep_arrivals([unreadable(number, body, self._ids)], offset=offset)

    async def keep_arrivals(
        self, arrivals: Sequence[Arrival], missed: int = 0, *, offset: int | None = None, at_once: bool = False
    ) -> None:
        if not arrivals and not missed:
            return
        crashpoint("updates_fetched")

        async def add(tx: Tx) -> int:
            new = await tx.add_arrivals(self._channel, arrivals, self._clock.now())
            if offset is not None:
                await tx.set_cursor(self._channel, str(offset))
            if missed:
                await UPDATES_MISSED.put(tx, missed)
            crashpoint("updates_added")
            return new

        if not at_once or not await self._act_with(add):
            async with self._store.transaction(alone=False) as tx:
                new = await add(tx)
            if new:
                self._arrived()
        crashpoint("updates_kept")

    async def note_conflict(self) -> None:
        """Somebody else receives what is meant for us: staff are told at the next look at the clock. Where the database
        does not take it, the next poll is refused too, and notes it."""
        try:
            async with self._store.transaction(alone=False) as tx:
                await TOKEN_SHARED.put(tx, self._clock.now())
        except Exception as error:
            log.warning("that could not be noted (%s), trying again", type(error).__name__)

    def _note_migration(self, update: Mapping[str, object]) -> None:
        """The new group speaks at once; its first words must not be dropped as a stranger's."""
        message = update.get("message")
        if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
            return
        old, new = message["chat"].get("id"), message.get("migrate_to_chat_id")
        if isinstance(old, int) and isinstance(new, int):
            self.move_group(old, new)


class Unreadable(Exception):
    """An answer to a poll that is no list of updates; `body` is at least its beginning."""

    def __init__(self, body: bytes) -> None:
        super().__init__("unreadable")
        self.body = body


class Flooded(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__("flooded")
        self.seconds = seconds


class TokenRefused(Exception):
    """Telegram, or whoever speaks for it, does not know the token, this once."""


class Conflicted(Exception):
    """Somebody else polls with our token, or set a webhook."""


class Backoff:
    """Growing pauses: 1, 2, 4 ... 60 seconds, each shortened by chance so that many bots do not return at once."""

    def __init__(self) -> None:
        self._seconds = 1.0

    def next(self) -> float:
        seconds, self._seconds = self._seconds, min(self._seconds * 2, 60.0)
        return random.uniform(seconds / 2, seconds)

    def reset(self) -> None:
        self._seconds = 1.0


class Polling:
    """Long polling, for ever.

    The next offset follows the last batch and not the highest number ever seen: after a week of silence Telegram may
    go on with lower numbers, and serves its queue from the beginning when an offset lies beyond it
    (`do_get_updates` in `Client.cpp`, tdlib/telegram-bot-api).
    """

    def __init__(
        self,
        request: AiohttpRequest,
        url: str,
        inbox: Inbox,
        pause: Pause,
        polled: Callable[[], None],
        doubt: TokenDoubt,
        poll_seconds: int = POLL_SECONDS,
    ) -> None:
        """`polled` is called after each round, whether Telegram answered or not."""
        self._doubt = doubt
        self._polled = polled
        self._request = request
        self._url = url
        self._inbox = inbox
        self._pause = pause
        self._poll_seconds = poll_seconds
        self._heard_at: int | None = None

    async def run(self) -> None:
        """Raises TokenRevoked; everything else is waited out."""
        backoff = Backoff()
        offset: int | None = None
        limit = BATCH
        started = answered = False
        while True:
            self._polled()
            try:
                if not started:
                    offset, started = await self._inbox.offset(), True
                updates = await self._ask(offset, limit)
                numbers = [number for update in updates if (number := update_id(update)) is not None]
                if updates and not numbers:
                    raise Unreadable(b"")
                # What ended the process the last time is in the first answer after it: that is stored by itself, and
                # counted by whoever acts on it.
                following = max(numbers) + 1 if numbers else None
                missed = self._count_missed(numbers, offset)
                await self._inbox.keep(updates, missed, offset=following, at_once=answered)
            except TokenRefused:
                await self._doubt.look()
                await self._pause(backoff.next())
            except Unreadable as unread:
                if limit > 1:
                    limit = 1  # one at a time, to find the one that can't be read
                    continue
                number = await self._set_aside(unread.body)
                if number is None:
                    log.error("an answer of Telegram can't be read")
                    await self._pause(backoff.next())
                else:
                    offset, limit = number + 1, BATCH
            except Flooded as flooded:
                await self._pause(flooded.seconds)
            except Conflicted:
                log.error("somebody else receives with our token, or has set a webhook")
                await self._inbox.note_conflict()
                await self._pause(backoff.next())
            except Exception as error:  # an outage of Telegram, of the network or of the database
                log.warning("receiving failed (%s), trying again", type(error).__name__)
                await self._pause(backoff.next())
            else:
                backoff.reset()
                answered = True
                if following is not None:
                    offset = following
                    await asyncio.sleep(0)  # who acts on them goes first: asking for more is work, too
                else:
                    limit = BATCH

    def _count_missed(self, numbers: Sequence[int], offset: int | None) -> int:
        """How many updates lie between what we asked for and what came: numbers follow each other without a gap.

        After a week of silence Telegram begins anew anywhere, and after a start we do not know which numbers belonged
        to what is not kept (Bot API, Update.update_id).
        """
        if not numbers:
            return 0
        last_heard_at, self._heard_at = self._heard_at, self._inbox.now()
        if offset is None or last_heard_at is None or self._heard_at - last_heard_at > NUMBERS_FOLLOW:
            return 0
        return max(0, min(numbers) - offset)

    async def _ask(self, offset: int | None, limit: int) -> list[object]:
        fields = {"limit": limit, "timeout": self._poll_seconds, "allowed_updates": ASKED}
        if offset is not None:
            fields["offset"] = offset
        try:
            status, body = await self._request.fetch(
                "POST", self._url, fields, read_seconds=self._poll_seconds + 10, limit=ANSWER_LIMIT
            )
        except AnswerTooLarge as error:
            raise Unreadable(error.beginning) from None
        if status in (401, 404) and refusal_of(body) is not None:
            raise TokenRefused
        if status == 409:
            raise Conflicted
        if status == 429:
            raise Flooded(flood_seconds(body))
        if status != 200:
            raise NetworkError("poll")
        try:
            updates = json.loads(body)["result"]
        except (ValueError, RecursionError, KeyError, TypeError):
            raise Unreadable(body) from None
        if not isinstance(updates, list):
            raise Unreadable(body)
        return updates

    async def _set_aside(self, body: bytes) -> int | None:
        """Keep a single update that no parser takes, by the number that stands in it, and return that number."""
        number = _find_number(body)
        if number is None:
            return None
        try:
            await self._inbox.keep_unreadable(number, body, offset=number + 1)
        except Exception as error:
            log.warning("receiving failed (%s), trying again", type(error).__name__)
            return None
        return number


def _find_number(body: bytes) -> int | None:
    found = re.search(rb'"update_id"\s*:\s*(\d{1,15})\b', body)
    return None if found is None else int(found[1])


class WebhookReceiver:
    """Takes what Telegram pushes. Every refusal looks the same: 404 and nothing else."""

    def __init__(self, webhook: Webhook, inbox: Inbox) -> None:
        self._secret = webhook.secret.encode()
        self._body_seconds = webhook.body_seconds
        self._inbox = inbox
        self.routes = [web.route("*", webhook.path, self.handle)]

    async def handle(self, request: web.Request) -> web.Response:
        length = request.content_length
        secret = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if (
            request.method != "POST"
            or length is None
            or length > WEBHOOK_LIMIT
            or not hmac.compare_digest(secret, self._secret)
            or request.content_type != "application/json"
        ):
            return refusal()
        try:
            async with asyncio.timeout(self._body_seconds):
                body = await request.read()
        except (TimeoutError, ConnectionError, web.HTTPException):
            return refusal()
        if self._inbox.us is None:
            return web.Response(status=503)
        try:
            await self._keep(body)
        except Exception as error:
            log.warning("storing a pushed update failed (%s), Telegram will repeat it", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    async def _keep(self, body: bytes) -> None:
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = None
        if update_id(update) is not None:
            await self._inbox.keep([update], body=body)
            return
        number = _find_number(body)
        if number is None:
            log.error("a pushed update without a number was passed over")
        else:
            await self._inbox.keep_unreadable(number, body)
