"""How long things are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HOUR = 3600 * 1000


DAY = 24 * HOUR


NUMBERS = 48 * HOUR
"""Milliseconds for which the numbers of our own messages and of updates are kept: no channel that we have lets us
delete an older message, or hands out an older update again."""


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
        return {each: getattr(self, each) * DAY if hasattr(self, each) else NUMBERS for each in DataClass}
