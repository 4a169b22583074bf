"""Contacts from whom nothing more is passed on."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.content import Quiet


class BlockState(StrEnum):
    ASKED = "asked"  # a volunteer asks staff for it
    ACTIVE = "active"


@dataclass(frozen=True, slots=True, repr=False)
class Block(Quiet):
    """`at`: UTC milliseconds. `reason` is what staff or the volunteer gave, maybe ""."""

    at: int
    state: BlockState
    reason: str


def possible_names(line: str) -> list[tuple[str, str]]:
    """How "Blue Heron · Work spam all night" may be a pseudonym and the rest: three words, two; longest first."""
    words = line.split()
    found = []
    for count in (3, 2):
        if len(words) >= count:
            found.append((" ".join(words[:count]), " ".join(words[count:])))
    return found


def strip_topic(rest: str, topics: list[str]) -> str:
    """The reason without "· Work" in front of it, for whoever copied a case's whole title."""
    rest = rest.strip()
    if not rest.startswith("·"):
        return rest
    rest = rest.lstrip("· ").strip()
    for topic in sorted(topics, key=len, reverse=True):
        if re.match(rf"{re.escape(topic)}(?:\s|$)", rest, re.IGNORECASE):
            return rest[len(topic) :].strip()
    return rest
