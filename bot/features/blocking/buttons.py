"""Buttons by which staff block somebody. `case` is the handle of a case of that person."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press


@press("block-ask", Side.STAFF)
@dataclass(frozen=True, slots=True)
class ConsiderBlock(Press):
    """Under an alarm: ask first whether to block."""

    case: str


@press("block-flood", Side.STAFF)
@dataclass(frozen=True, slots=True)
class BlockFlood(Press):
    """Yes, block who writes too much."""

    case: str


@press("block-not", Side.STAFF)
@dataclass(frozen=True, slots=True)
class LeaveFlood(Press):
    """No, do not."""

    case: str


@press("block-yes", Side.STAFF)
@dataclass(frozen=True, slots=True)
class AgreeToBlock(Press):
    """Do what a volunteer has asked for."""

    case: str


@press("block-no", Side.STAFF)
@dataclass(frozen=True, slots=True)
class RefuseToBlock(Press):
    case: str
