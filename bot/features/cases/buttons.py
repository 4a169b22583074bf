"""The buttons on the card of a case. `case` is its handle: 128 random bits."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press


@press("claim", Side.TEAM)
@dataclass(frozen=True, slots=True)
class ClaimCase(Press):
    """A volunteer takes the case."""

    case: str


@press("release", Side.TEAM)
@dataclass(frozen=True, slots=True)
class ReleaseCase(Press):
    """The volunteer who took it gives it back."""

    case: str


@press("close", Side.TEAM)
@dataclass(frozen=True, slots=True)
class CloseCase(Press):
    case: str


@press("reopen", Side.TEAM)
@dataclass(frozen=True, slots=True)
class ReopenCase(Press):
    case: str
