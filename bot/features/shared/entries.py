"""How a feature registers what can be pressed: a kind of press, for whom it is, and what is done.

What a handler returns is what whoever pressed is shown, "" for nothing. Who that is was looked up before: a handler of
a contact's press is given that contact, one of a team's the volunteer, one of staff their role.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.buttons import Press
from bot.kernel.incoming import Pressed
from bot.kernel.model import Contact, Volunteer
from bot.kernel.roles import Role

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
