"""The buttons of the first screens."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press
from bot.kernel.ids import LanguageCode, TopicId


@press("language", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ChooseLanguage(Press):
    language: LanguageCode


@press("topic", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ChooseTopic(Press):
    topic: TopicId


@press("place", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ChoosePlace(Press):
    """`code` is the office's `button_code`: its name may be longer than a button."""

    code: str
