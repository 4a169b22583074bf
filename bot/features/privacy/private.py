"""What can be private in a text."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.content import Quiet


class Private(StrEnum):
    """What was found."""

    PHONE = "phone"
    MAIL = "mail"
    ACCOUNT = "account"  # a name or link in a messenger or social network
    CARD = "card"
    BANK = "bank"
    BIRTH_NUMBER = "birth_number"  # Norwegian national identity number or D-number
    DUF = "duf"


@dataclass(frozen=True, slots=True, repr=False)
class Found(Quiet):
    """A stretch of a text, in characters."""

    kind: Private
    start: int
    end: int


INVISIBLE = "\u200b"
"""Stands for every character that nobody sees: joiners, marks of direction, soft hyphens, variation selectors."""
