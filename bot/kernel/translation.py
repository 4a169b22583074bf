"""What a rule needs of a language's catalog. `bot.i18n` provides it."""

from datetime import date, datetime
from typing import Protocol

from bot.kernel.ids import (
    LanguageCode,
)


class Translator(Protocol):
    """One language's sentences. Called like gettext's `_`: an English template and its named fields."""

    @property
    def language(self) -> LanguageCode: ...

    def __call__(self, message: str, /, **fields: object) -> str: ...

    def ngettext(self, singular: str, plural: str, n: int, /, **fields: object) -> str: ...

    def time(self, instant: datetime, /) -> str:
        """Hours and minutes on a 24-hour clock, in the zone of `instant`."""
        ...

    def weekday(self, number: int, /) -> str:
        """The short name of a day of the week; Monday is 0."""
        ...

    def date(self, day: date, /) -> str:
        """A day with its weekday, month and year in words and figures that can't be mixed up."""
        ...

    def duration(self, milliseconds: int, /) -> str:
        """How long from now: "in 15 hours"."""
        ...


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "extract this, translate it later"
    return message


class Catalogs(Protocol):
    """Every language's sentences."""

    @property
    def languages(self) -> tuple[LanguageCode, ...]:
        """The languages that have a catalog of their own."""
        ...

    def translator(self, language: LanguageCode) -> Translator:
        """The language itself, or the nearest language in its fallback chain that has a catalog."""
        ...

    def endonym(self, language: LanguageCode) -> str:
        """What the language calls itself: "العربية"."""
        ...

    def english_name(self, language: LanguageCode) -> str: ...

    def resolve(self, hint: str) -> LanguageCode | None:
        """Our code for what an app or a person calls a language ("nb-NO", "Arabic", "polski")."""
        ...
