"""How long things are kept, and what is known of somebody who wants to be forgotten."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.kernel.content import Quiet
from bot.kernel.ids import ChannelName, ChatRef, ContactId, LanguageCode
from bot.kernel.retention import DAY

QUIET_HOUR = 4
"""On the service's clock: when what has expired is deleted."""


@dataclass(frozen=True, slots=True, repr=False)
class Erasure(Quiet):
    """Somebody to be forgotten. `reference` is random and says nothing; `language` is what they read."""

    contact: ContactId
    reference: str
    language: LanguageCode | None
    addresses: tuple[tuple[ChannelName, ChatRef], ...]


def is_run_due(now: int, last_run: int | None, time_zone: str) -> bool:
    """Whether a quiet hour has come since the last run, or a day has gone by: one with 25 hours is too long."""
    return last_run is None or last_run < last_quiet_hour(now, time_zone) or now - last_run >= DAY


def last_quiet_hour(now: int, time_zone: str) -> int:
    """The latest quiet hour that is not ahead of now."""
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(time_zone))
    quiet = local.replace(hour=QUIET_HOUR, minute=0, second=0, microsecond=0, fold=0)
    if quiet.timestamp() * 1000 > now:
        quiet -= timedelta(days=1)  # on the wall clock, whatever the length of the day
    return int(quiet.timestamp() * 1000)
