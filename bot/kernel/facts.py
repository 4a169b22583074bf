"""Small facts that outlive a process: every key, and what its value means. Nobody spells a key elsewhere.

A fact that is "" is not there: nothing is ever deleted from the table, so that each family stays small.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Generic, Protocol, TypeVar

from bot.kernel.group_rights import GroupRights, Lack
from bot.kernel.ids import CaseId, ChannelName, ChatRef, TeamName
from bot.kernel.service import Team

V = TypeVar("V")


class FactTx(Protocol):
    """Small facts by name. Ask through a `Fact`, which knows its name."""

    async def fact(self, key: str) -> str | None: ...
    async def facts_under(self, prefix: str) -> dict[str, str]:
        """The facts whose keys begin with it."""
        ...

    async def set_fact(self, key: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Fact(Generic[V]):
    """One fact: its key, and how its value is written down."""

    key: str
    read: Callable[[str], V]
    write: Callable[[V], str]

    async def get(self, tx: FactTx) -> V | None:
        return self.of({self.key: await tx.fact(self.key) or ""})

    def of(self, facts: dict[str, str]) -> V | None:
        """The same among facts that were read already."""
        value = facts.get(self.key)
        return self.read(value) if value else None

    async def put(self, tx: FactTx, value: V) -> None:
        await tx.set_fact(self.key, self.write(value))

    async def clear(self, tx: FactTx) -> None:
        await tx.set_fact(self.key, "")


@dataclass(frozen=True, slots=True)
class Family(Generic[V]):
    """Facts of one kind about different things. `prefix`: with what their keys begin."""

    prefix: str
    read: Callable[[str], V]
    write: Callable[[V], str]

    def about(self, name: str) -> Fact[V]:
        return Fact(f"{self.prefix}{name}", self.read, self.write)

    async def all(self, tx: FactTx) -> dict[str, V]:
        """Those that are there, by what they are about."""
        found = await tx.facts_under(self.prefix)
        return {key.removeprefix(self.prefix): self.read(value) for key, value in found.items() if value}


def _number(key: str) -> Fact[int]:
    """Also an instant, in UTC milliseconds."""
    return Fact(key, int, str)


# -- the service ------------------------------------------------------------------------------------------------------

ALIVE_AT = _number("alive_at")
"""When the service last looked at the clock."""
HELD_SINCE = _number("held_since")
"""From when the backup is that the service runs on, until staff release it."""
BACKED_UP_AT = _number("backed_up_at")
"""When this copy of the database was made; only a backup has it."""
UPDATES_MISSED = _number("updates_missed")
"""How many updates never arrived, until staff have heard of it."""
TOKEN_SHARED = _number("token_shared")
"""When somebody else was seen to receive with our token, until staff have heard of it."""
GROUPS_LOOKED_AT = _number("watched_at")
"""When the last round of looking at groups and volunteers began, in any process."""
HEALTH_LOOKED_AT = _number("health_checked_at")
"""When somebody last asked whether the service is ready: the question writes, to see that it can."""
UNREADABLE: Family[str] = Family("unreadable:", str, str)
"""By table: something sealed in it could not be opened, and staff have not heard of it."""
UNKNOWN_FIELDS: Family[int] = Family("unknown_field:", int, str)
"""By name: how often a platform sent something that this version does not know."""

# -- groups and teams -------------------------------------------------------------------------------------------------

OF_GROUPS = "group:"
"""With what the keys begin that every worker follows: groups with a new id, or without their topics."""


async def facts_of_groups(tx: FactTx) -> dict[str, str]:
    """Those that every worker follows, for `Fact.of`."""
    return await tx.facts_under(OF_GROUPS)


def chat_of(team: TeamName) -> Fact[ChatRef]:
    """The team's group when the service last ran."""
    return Fact(f"chat_of:{team}", ChatRef, str)


def team_of(channel: ChannelName, chat: ChatRef) -> Fact[TeamName]:
    """The name of the group's team when the service last ran."""
    return Fact(f"team_of:{channel}:{chat}", TeamName, str)


def moved_to(channel: ChannelName, old: ChatRef) -> Fact[ChatRef]:
    """The new id of a group, as long as the configuration names the old one."""
    return Fact(f"{OF_GROUPS}moved:{channel}:{old}", ChatRef, str)


def topics_off(team: Team) -> Fact[int]:
    """Since when the topics of a team's group are switched off."""
    return _number(f"{OF_GROUPS}topics_off:{team.channel}:{team.chat}")


def rights_in(channel: ChannelName, chat: ChatRef) -> Fact[GroupRights]:
    """What the bot may do in a group, as the platform said last."""
    return Fact(
        f"rights:{channel}:{chat}",
        lambda value: GroupRights(**json.loads(value)),
        lambda rights: json.dumps(asdict(rights)),
    )


@dataclass(frozen=True, slots=True)
class ToldLacks:
    """What staff have heard that a team's group lacks, and when."""

    lacks: tuple[Lack, ...]
    at: int


def told_lacks(team: Team) -> Fact[ToldLacks]:
    return Fact(f"lacks:{team.name}", _read_lacks, lambda told: f"{' '.join(told.lacks)}@{told.at}")


def _read_lacks(value: str) -> ToldLacks:
    lacks, _at, at = value.rpartition("@")
    return ToldLacks(tuple(Lack(each) for each in lacks.split()), int(at))


def group_lost(team: Team) -> Fact[int]:
    """Since when the bot can't write in a team's group; staff have heard of it."""
    return _number(f"group_lost:{team.name}")


def menu_of(channel: ChannelName, chat: ChatRef, language: str) -> Fact[str]:
    """A digest of the menu that was set there."""
    return Fact(f"menu:{channel}:{chat}:{language}", str, str)


# -- what staff have heard, and when ----------------------------------------------------------------------------------

TOLD_TOKEN_SHARED = _number("told_token_shared")
TOLD_UNREADABLE = _number("told_unreadable")
TOLD_QUEUE_LATE = _number("queue_late")
TOLD_CROWD = _number("crowd")
TOLD_QUARANTINED = _number("quarantined")


def told_held(since: int) -> Fact[int]:
    """That the service runs on the backup of that instant."""
    return _number(f"held:{since}")


def told_flood(case: CaseId) -> Fact[int]:
    """That somebody writes without end."""
    return _number(f"flood:{case}")


def told_silent(team: TeamName) -> Fact[int]:
    """That people wait long for a team."""
    return _number(f"silent:{team}")


def told_moved(channel: ChannelName, new: ChatRef) -> Fact[int]:
    """That a group has a new id."""
    return _number(f"told_moved:{channel}:{new}")


def told_unknown_group(channel: ChannelName, chat: ChatRef) -> Fact[int]:
    """That a stranger's group was left."""
    return _number(f"unknown_group:{channel}:{chat}")


def told_forbidden(team: str, kind: str | None) -> Fact[int]:
    """That a group does not allow this kind of message."""
    return _number(f"kind_forbidden:{team}:{kind}")
