"""The rates that Telegram asks of bots: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits."""

import math
import time
from collections import deque
from collections.abc import Callable

from bot.simulator.refusal import Refusal

OVERALL_PER_SECOND = 30
GROUP_PER_MINUTE = 20
PRIVATE_BURST = 3
"""Messages that a private chat takes at once before one a second is the rule; not published."""


class Bucket:
    """Lets `burst` through at once and `per_second` on average."""

    def __init__(self, burst: float, per_second: float, now: float) -> None:
        self.burst, self.per_second = burst, per_second
        self.level, self.at = burst, now

    def take(self, now: float, amount: int) -> float:
        """0.0 when let through, or the seconds to wait."""
        self.level = min(self.burst, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level + 1e-9 < min(amount, self.burst):
            return (min(amount, self.burst) - self.level) / self.per_second
        self.level -= amount
        return 0.0


class Window:
    """Lets `count` through in any `seconds`."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count, self.seconds = count, seconds
        self.taken: deque[float] = deque()

    def take(self, now: float, amount: int) -> float:
        while self.taken and self.taken[0] <= now - self.seconds:
            self.taken.popleft()
        if len(self.taken) + amount > self.count:
            return self.taken[0] + self.seconds - now if self.taken else 0.0
        self.taken.extend([now] * amount)
        return 0.0


class Limits:
    """Counts messages; a call too many is a violation and answered with 429. `now` is in seconds."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.violations = 0
        self._overall = Bucket(OVERALL_PER_SECOND, OVERALL_PER_SECOND, now())
        self._chats: dict[int, Bucket | Window] = {}

    def count(self, chat_id: int, messages: int) -> None:
        now = self.now()
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = Bucket(PRIVATE_BURST, 1, now) if chat_id > 0 else Window(GROUP_PER_MINUTE, 60)
            self._chats[chat_id] = chat
        wait = chat.take(now, messages) or self._overall.take(now, messages)
        if wait > 0:
            self.violations += 1
            retry_after = max(1, math.ceil(wait))
            raise Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
