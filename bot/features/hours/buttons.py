"""Buttons about opening hours: what waits for them, and how staff change them."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press


@press("queue:drop", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class DropQueue(Press):
    """Take back what waits for the opening."""


@press("wish:open", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class WishToHear(Press):
    """Tell me when you open."""


@press("hours:all", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ShowAllHours(Press):
    """The hours for each language."""


@press("override", Side.STAFF)
@dataclass(frozen=True, slots=True)
class ConfirmOverride(Press):
    """A change of the hours counts from now on."""

    handle: str


@press("drop", Side.STAFF)
@dataclass(frozen=True, slots=True)
class DropOverride(Press):
    """It does not, or no longer."""

    handle: str
