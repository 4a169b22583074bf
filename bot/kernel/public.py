"""Whom messages may name: offices and services, and never people."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Public:
    """What may stand in a message and is hidden otherwise.

    `phones` are numbers as somebody wrote them down; `bot.features.privacy.offices` knows how else they are written,
    and has them as digits alone. `pages` are hosts, which count
    with all that belongs to them, or hosts with the beginning of a path ("facebook.com/office"). `accounts` are names
    in messengers and social networks, in lower case.
    """

    phones: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()

    def has_phone(self, digits: str) -> bool:
        """`digits` have no plus sign and no zeros for calls abroad."""
        return digits in self.phones

    def has_account(self, name: str) -> bool:
        return name.lower().lstrip("@") in self.accounts

    def has_page(self, host: str, path: str = "") -> bool:
        """Whether a page may be named, or a mailbox at a host."""
        if not self.pages:
            return False
        bare, rest = host.lower().removeprefix("www."), path.strip("/").lower()
        hosts = [bare[at:] for at in range(len(bare)) if not at or bare[at - 1] == "."]
        parts = rest.split("/")
        paths = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
        return not self.pages.isdisjoint([*hosts, *(f"{each}/{way}" for each in hosts for way in paths)])

    def joined(self, other: Self) -> "Public":
        return Public(self.phones | other.phones, self.pages | other.pages, self.accounts | other.accounts)
