"""What the bot is told: a queue of updates, fetched by long polling or pushed to a webhook.

The rules are those of https://github.com/tdlib/telegram-bot-api (Client.cpp: do_get_updates, abort_long_poll;
WebhookActor.cpp).
"""

import asyncio
import json
import time
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import aiohttp

from bot.kernel.clock import Clock
from bot.simulator.refusal import Refusal

LIFETIME = 24 * 3600
"""Seconds after which the server forgets an update that was not fetched."""
BATCH_BYTES = 1 << 22
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL = 50
CONFLICT_PAUSE = 3.0
"""Seconds: the server delays a second conflict within that time, so that two pollers do not spin."""
LONGEST_RETRY = 60.0


@dataclass(frozen=True, slots=True, repr=False)
class Update:
    """`conversation` is the chat, whose updates a webhook gets one after the other."""

    id: int
    conversation: int
    at: int
    data: bytes


FIRST_ID = 100_000
"""The number before the first update's."""


@dataclass(slots=True, repr=False)
class Webhook:
    url: str
    secret: str
    max_connections: int
    last_error: str = ""
    last_error_at: int = 0
    lanes: dict[int, deque[Update]] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Updates:
    """The queue. An update stays until it is confirmed: by a higher offset, or by a 2xx of the webhook."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.retry_seconds = 1.0
        """How long a webhook rests after its first failure; doubles up to a minute."""
        self.allowed: list[str] = []
        """What the bot asked for; empty means all kinds but three."""
        self.webhook: Webhook | None = None
        self._pending: OrderedDict[int, Update] = OrderedDict()
        self._last_id = FIRST_ID
        self._parked: asyncio.Future[str] | None = None
        """The poll that waits: its result is "" when there is something to fetch, or the words of a conflict."""
        self._next_conflict = 0.0
        self._previous_poll = (-1, 0.0)

    # -- coming in -----------------------------------------------------------------------------------------------

    def wanted(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def push(self, kind: str, conversation: int, content: dict[str, Any]) -> None:
        """Tell the bot, if it asked for this kind."""
        if self.wanted(kind):
            self.push_raw({kind: content}, conversation)

    def push_raw(self, update: dict[str, Any], conversation: int = 0) -> int:
        """Any update as it is, with the next number, which is returned."""
        self._last_id += 1
        data = json.dumps({**update, "update_id": self._last_id}).encode()
        item = Update(self._last_id, conversation, self.clock.now() // 1000, data)
        self._pending[item.id] = item
        if self.webhook is not None:
            self._enter_lane(self.webhook, item)
        self._wake()
        return item.id

    @property
    def pending(self) -> int:
        return len(self._pending)

    @property
    def pushed(self) -> int:
        """How many updates there have been."""
        return self._last_id - FIRST_ID

    # -- long polling --------------------------------------------------------------------------------------------

    async def fetch(self, offset: int, limit: int, seconds: float) -> bytes:
        """The waiting updates as a JSON array. Everything below `offset` is confirmed and forgotten."""
        if self.webhook is not None:
            await self._conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        previous, at = self._previous_poll
        now = time.monotonic()
        self._previous_poll = (offset, now)
        if offset == previous and now < at + 3.0:
            seconds = max(seconds, 3)
            if now < at + 0.5:
                limit = 1
        updates = self._confirm(offset, limit)
        if not updates and seconds > 0:
            if self._parked is not None and not self._parked.done():
                self._parked.set_result(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            await self._park(min(seconds, LONGEST_POLL))
            updates = self._confirm(offset, limit)
        return b"[" + b",".join(update.data for update in updates) + b"]"

    def _confirm(self, offset: int, limit: int) -> list[Update]:
        pending = self._pending
        if offset < 0:
            while len(pending) > -offset:
                pending.popitem(last=False)
        elif offset <= self._last_id + 1:
            while pending and next(iter(pending)) < offset:
                pending.popitem(last=False)
        deadline = self.clock.now() // 1000 - LIFETIME
        while pending and next(iter(pending.values())).at < deadline:
            pending.popitem(last=False)
        batch = []
        size = 0
        for update in islice(pending.values(), limit):
            size += len(update.data) + 50
            if size > BATCH_BYTES:
                break
            batch.append(update)
        return batch

    async def _park(self, seconds: float) -> None:
        parked: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._parked = parked
        try:
            async with asyncio.timeout(seconds):
                conflict = await parked
        except TimeoutError:
            conflict = ""
        finally:
            if self._parked is parked:
                self._parked = None
        if conflict:
            await self._conflict(conflict)

    async def _conflict(self, words: str) -> None:
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(CONFLICT_PAUSE)
        else:
            self._next_conflict = now + CONFLICT_PAUSE
        raise Refusal(409, f"Conflict: {words}")

    def _wake(self, conflict: str = "") -> None:
        if self._parked is not None and not self._parked.done():
            self._parked.set_result(conflict)

    def end_poll(self) -> None:
        """Answer the poll that waits, though there is nothing."""
        self._wake()

    # -- webhook -------------------------------------------------------------------------------------------------

    def forget_pending(self) -> None:
        self._pending.clear()

    async def set_webhook(self, url: str, secret: str, max_connections: int) -> None:
        await self.delete_webhook()
        self._wake("terminated by setWebhook request")
        self.webhook = Webhook(url, secret, max_connections)
        for update in self._pending.values():
            self._enter_lane(self.webhook, update)

    async def delete_webhook(self) -> None:
        """What was not delivered stays, for polling."""
        webhook, self.webhook = self.webhook, None
        if webhook is not None:
            for task in webhook.tasks:
                task.cancel()
            await asyncio.gather(*webhook.tasks, return_exceptions=True)

    def _enter_lane(self, webhook: Webhook, update: Update) -> None:
        lane = webhook.lanes.get(update.conversation)
        if lane is not None:
            lane.append(update)
            return
        webhook.lanes[update.conversation] = deque([update])
        task = asyncio.ensure_future(self._drain_lane(webhook, update.conversation))
        webhook.tasks.add(task)
        task.add_done_callback(webhook.tasks.discard)

    async def _drain_lane(self, webhook: Webhook, conversation: int) -> None:
        """One update of a chat at a time, each until it is accepted or too old."""
        lane = webhook.lanes[conversation]
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session:
            while lane:
                update = lane[0]
                pause = self.retry_seconds
                while update.id in self._pending and self.clock.now() // 1000 < update.at + LIFETIME:
                    fault, retry_after = await self._deliver(session, webhook, update)
                    if fault is None:
                        break
                    webhook.last_error, webhook.last_error_at = fault, self.clock.now() // 1000
                    await asyncio.sleep(pause if retry_after is None else retry_after)
                    pause = min(pause * 2, LONGEST_RETRY)
                self._pending.pop(update.id, None)
                lane.popleft()
            del webhook.lanes[conversation]  # before the session closes: what comes meanwhile needs a lane of its own

    async def _deliver(
        self, session: aiohttp.ClientSession, webhook: Webhook, update: Update
    ) -> tuple[str | None, float | None]:
        """What went wrong, or None; and the Retry-After that the other side asked for, in seconds."""
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            async with session.post(webhook.url, data=update.data, headers=headers, allow_redirects=False) as response:
                await response.read()
                if 200 <= response.status < 300:
                    return None, None
                wait = response.headers.get("Retry-After", "")
                return (
                    f"Wrong response from the webhook: {response.status} {response.reason}",
                    float(wait) if wait.isascii() and wait.isdigit() else None,
                )
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}", None
