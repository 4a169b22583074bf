"""Buttons under figures. `asked` is a line as after /stats."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press


@press("stats", Side.STAFF)
@dataclass(frozen=True, slots=True)
class ShowFigures(Press):
    """Other figures take the place of these."""

    asked: str


@press("picture", Side.STAFF)
@dataclass(frozen=True, slots=True)
class DrawFigures(Press):
    """The same as a picture, below."""

    asked: str
