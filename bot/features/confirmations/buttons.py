"""The buttons of a question to the writer of a message. `handle` is the question's: 128 random bits.

Contacts and volunteers are asked the same questions; a contact decides only about what a contact wrote, a volunteer
only about what that volunteer wrote.
"""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press


@press("show", Side.CONTACT, Side.TEAM)
@dataclass(frozen=True, slots=True)
class ShowHidden(Press):
    """What was hidden in a text may be seen."""

    handle: str


@press("hide", Side.CONTACT, Side.TEAM)
@dataclass(frozen=True, slots=True)
class KeepHidden(Press):
    handle: str


@press("send", Side.CONTACT, Side.TEAM)
@dataclass(frozen=True, slots=True)
class SendKept(Press):
    """What was kept back may go."""

    handle: str


@press("stop", Side.CONTACT, Side.TEAM)
@dataclass(frozen=True, slots=True)
class DropKept(Press):
    """What was kept back does not go."""

    handle: str


Decision = ShowHidden | KeepHidden | SendKept | DropKept
