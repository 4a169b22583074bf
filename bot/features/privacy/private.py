"""What can be private in a text."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.content import Quiet


class Private(StrEnum):
    """What was found."""

    PHONE = "phone"
    MAIL = "mail"
    ACCOUNT = "account"  # a name or link in a messenger or social network
    PLACE = "place"  # a link to a point on a map
    CARD = "card"
    BANK = "bank"
    IDENTITY = "identity"  # a number by which a country knows a person: national identity numbers, identity cards
    PASSPORT = "passport"
    DUF = "duf"  # the number by which the Norwegian immigration authorities know a person


@dataclass(frozen=True, slots=True, repr=False)
class Found(Quiet):
    """A stretch of a text, in characters."""

    kind: Private
    start: int
    end: int


INVISIBLE = "\u200b"
"""Stands for every character that nobody sees: joiners, marks of direction, soft hyphens, variation selectors."""
