"""How long things are kept, and what is known of somebody who wants to be forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.content import Quiet
from bot.ids import ChannelName, ChatRef, ContactId, LanguageCode

HOUR = 3600 * 1000
DAY = 24 * HOUR
ERASABLE = 48 * HOUR
"""Milliseconds after which a platform no longer lets us delete a message: https://core.telegram.org/bots/api#deletemessage."""
QUIET_HOUR = 4
"""On the service's clock: when what has expired is deleted."""


@dataclass(frozen=True, slots=True, repr=False)
class Erasure(Quiet):
    """Somebody to be forgotten. `reference` is random and says nothing; `language` is what they read."""

    contact: ContactId
    reference: str
    language: LanguageCode | None
    addresses: tuple[tuple[ChannelName, ChatRef], ...]


class DataClass(StrEnum):
    """What is deleted after a time, in the order in which a run deletes it."""

    UNDELIVERED = "undelivered"  # words that could not be handed over; their writer is told
    QUIET = "quiet"  # cases in which nobody writes any more are closed, and their contact is told
    SAID = "said"  # the numbers of the bot's own messages in a person's chat
    UPDATES = "updates"  # the numbers of updates that were handled
    SET_ASIDE = "set_aside"  # what could not be read or sent, after staff were told
    LINKS = "links"  # which message is a copy of which, after the case ended
    CASES = "cases"  # the record of a case, after it ended
    CONTACTS = "contacts"  # a person, after their last case
    VOLUNTEERS = "volunteers"  # who a volunteer was, after they left
    NEWS = "news"  # who was sent which news, after it was sent
    AUDIT = "audit"  # what volunteers and staff did


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days each class is kept; what has no field here is kept for as long as the platform makes it useful."""

    undelivered: int = 14
    quiet: int = 90
    set_aside: int = 7
    links: int = 30
    cases: int = 90
    contacts: int = 180
    volunteers: int = 90
    news: int = 30
    audit: int = 365

    @property
    def periods(self) -> Mapping[DataClass, int]:
        """In milliseconds, in the order in which a run goes."""
        return {each: getattr(self, each) * DAY if hasattr(self, each) else ERASABLE for each in DataClass}


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
