"""How a feature registers what can be pressed and commanded: for whom it is, how it is explained, and what is done.

Who presses or commands was looked up before: a contact's handler is given that contact, one of a team's the volunteer,
one of staff their role. What the handler of a press returns is what whoever pressed is shown, "" for nothing.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.buttons import Press
from bot.kernel.commands import CommandEntry
from bot.kernel.incoming import Command, Pressed
from bot.kernel.model import Contact, Volunteer
from bot.kernel.outgoing import Send
from bot.kernel.roles import Role
from bot.kernel.service import Team

P = TypeVar("P", bound=Press)


@dataclass(frozen=True, slots=True)
class AnybodyPress(Generic[P]):
    """In a person's own chat, whatever state they are in: also before any choice, and while they are being erased."""

    kind: type[P]
    handle: Callable[[Tx, Context, Pressed, P], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class ContactPress(Generic[P]):
    """In a contact's own chat."""

    kind: type[P]
    handle: Callable[[Tx, Context, Contact, Pressed, P], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class TeamPress(Generic[P]):
    """In a team's group, by somebody who is in it at this moment."""

    kind: type[P]
    handle: Callable[[Tx, Context, Volunteer, Pressed, P], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class StaffPress(Generic[P]):
    """By somebody who is staff at this moment, in the staff chat, or in a group that staff set up."""

    kind: type[P]
    handle: Callable[[Tx, Context, Role, Pressed, P], Awaitable[str]]


def _always(_context: Context, _contact: Contact) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AnybodyCommand(CommandEntry):
    """In a person's own chat, whatever state they are in: also while they are being erased."""

    handle: Callable[[Tx, Context, Command], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCommand(CommandEntry):
    """In a contact's own chat. Where it is not `offered`, it is as if there was no such command."""

    handle: Callable[[Tx, Context, Contact, Command], Awaitable[None]]
    offered: Callable[[Context, Contact], bool] = _always


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerCommand(CommandEntry):
    """In a team's group, by somebody who is in it at this moment, in their own name. Returns the answer."""

    handle: Callable[[Tx, Context, Volunteer, Command], Awaitable[Send]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCommand(CommandEntry):
    """In a team's group, by whoever writes there. Returns the answer."""

    handle: Callable[[Tx, Context, Team, Command], Awaitable[Send]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCommand(CommandEntry):
    """In any group but the staff chat; the team is None where it is nobody's. It looks itself who may."""

    handle: Callable[[Tx, Context, Team | None, Command], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCommand(CommandEntry):
    """In the staff chat, by somebody who is staff at this moment, in their own name. Returns the answers."""

    handle: Callable[[Tx, Context, Role, Command], Awaitable[Sequence[Send]]]
