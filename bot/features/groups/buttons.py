"""Buttons by which a group becomes a team's, and stops being one. `handle` is the question's: 128 random bits."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press
from bot.kernel.ids import LanguageCode, TopicId


@press("link-language", Side.GROUP)
@dataclass(frozen=True, slots=True)
class ToggleLanguage(Press):
    """Volunteers answer in it here, or not after all."""

    language: LanguageCode


@press("link-language-done", Side.GROUP)
@dataclass(frozen=True, slots=True)
class LanguagesDone(Press):
    pass


@press("link-topic", Side.GROUP)
@dataclass(frozen=True, slots=True)
class ToggleTopic(Press):
    """Volunteers answer it here, or not after all."""

    topic: TopicId


@press("link-topic-done", Side.GROUP)
@dataclass(frozen=True, slots=True)
class TopicsDone(Press):
    pass


@press("link-place", Side.GROUP)
@dataclass(frozen=True, slots=True)
class LinkToPlace(Press):
    """To which office the group belongs: its number in the order of the configuration. None for no single one."""

    number: int | None = None


LinkChoice = ToggleLanguage | LanguagesDone | ToggleTopic | TopicsDone | LinkToPlace


@press("link-yes", Side.STAFF)
@dataclass(frozen=True, slots=True)
class AgreeToLink(Press):
    """The group gets questions from now on."""

    handle: str


@press("link-no", Side.STAFF)
@dataclass(frozen=True, slots=True)
class RefuseLink(Press):
    handle: str


CLOSE, KEEP = "close", "keep"
"""What becomes of the cases when no other team takes them over, or of the link."""


@press("unlink", Side.STAFF)
@dataclass(frozen=True, slots=True)
class EndLink(Press):
    """`heir` is the `button_code` of the team that takes the cases over, or CLOSE, or KEEP."""

    handle: str
    heir: str
