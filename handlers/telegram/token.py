"""Whether Telegram still knows our token.

One "no" proves little: Telegram has said 401 to good tokens (tdlib/telegram-bot-api#77), and whoever stands between
says 404 while it restarts. Before the service ends for good, getMe has said so several times, over minutes.
"""

import logging
from collections.abc import Awaitable, Callable

from telegram.error import InvalidToken, TelegramError

from bot.kernel.clock import Clock
from bot.kernel.errors import TokenRevoked

log = logging.getLogger(__name__)

TIMES = 4
"""So many refusals of getMe, one after the other, are believed."""
SPAN = 2 * 60 * 1000
"""Milliseconds that lie between the first and the last of them, at least."""
APART = 15 * 1000
"""Milliseconds between two questions."""


class TokenDoubt:
    """Counts what getMe says after somebody refused the token. `ask` calls getMe, and raises what it raises."""

    def __init__(self, ask: Callable[[], Awaitable[object]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._refusals = 0
        self._first = self._asked = 0
        self._asking = False

    async def look(self) -> None:
        """The token was refused: ask whether that is so, unless that was asked a moment ago.

        Raises TokenRevoked once it is sure.
        """
        now = self._clock.now()
        if self._asking or 0 <= now - self._asked < APART:
            return
        self._asking = True
        try:
            await self._ask()
        except InvalidToken:
            self.note_refusal()
        except TelegramError:
            self._asked = now  # nobody answered: that says nothing
        else:
            self.note_success()
            self._asked = now
        finally:
            self._asking = False

    def note_success(self) -> None:
        self._refusals = 0

    def note_refusal(self) -> None:
        """getMe was refused. Raises TokenRevoked once it is sure."""
        now = self._clock.now()
        if not self._refusals or now < self._first:
            self._refusals, self._first = 0, now
        self._refusals += 1
        self._asked = now
        if self._refusals >= TIMES and now - self._first >= SPAN:
            raise TokenRevoked("Telegram does not know the token")
        log.warning("Telegram does not know the token; it is asked again before that is believed")
