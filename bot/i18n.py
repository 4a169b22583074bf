"""Every sentence in every language: gettext catalogs read through Babel.

The catalogs are the `.po` files that translators edit, `locales/<Babel name>/LC_MESSAGES/bot.po`, read once at
the start. Sentences are English in the code, with named fields: `_("You are number {number} in the queue.")`.

Babel 2.18 answers in the language of an earlier call once anything has touched a `stand-alone` context
(python-babel/babel#1234), so dates use the `format` context only: no "c" or "L" in a pattern, no skeletons.
"""

import gettext
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from bot.config.languages import ENGLISH, LOCALES, Language, read_languages
from bot.kernel.errors import ConfigError
from bot.kernel.ids import LanguageCode

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
STAND_ALONE = str.maketrans("cL", "EM")
"""The letters of a date pattern that mean a `stand-alone` name, and those of that name in the `format` context."""
QUOTED = re.compile(r"('[^']*')")
FIELD = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def field_names(sentence: str) -> set[str] | None:
    """The names of the `{fields}` in a sentence, or None when a brace is anything but a plain field."""
    rest = FIELD.sub("", sentence)
    return None if "{" in rest or "}" in rest else set(FIELD.findall(sentence))


@dataclass(frozen=True, slots=True)
class Translator:
    """One language's sentences; see `bot.features.store.Translator`.

    In a right-to-left language every field is isolated (U+2068 … U+2069), or a number or a Latin name in it would
    tear the sentence apart (Unicode Standard Annex #9).
    """

    language: LanguageCode
    _row: Language
    _sentences: gettext.NullTranslations

    def __call__(self, message: str, /, **fields: object) -> str:
        return self._fill(self._sentences.gettext(message), fields)

    def ngettext(self, singular: str, plural: str, n: int, /, **fields: object) -> str:
        """The form of the sentence that goes with `n`, which is also the field `{n}`."""
        return self._fill(self._sentences.ngettext(singular, plural, n), {"n": n, **fields})

    def time(self, instant: datetime) -> str:
        """Hours and minutes on a 24-hour clock, in the zone of `instant`."""
        return format_time(instant, "HH:mm", locale=Locale.parse(self._row.babel))

    def weekday(self, number: int) -> str:
        """The short name of a day of the week; Monday is 0."""
        return str(Locale.parse(self._row.babel).days["format"]["abbreviated"][number])

    def date(self, day: date) -> str:
        """As in "Monday, 23 November 2026": with weekday, month and year, so that no calendar is mixed up with ours."""
        locale = Locale.parse(self._row.babel)
        return format_date(day, in_format_context(locale.date_formats["full"].pattern), locale=locale)

    def duration(self, milliseconds: int) -> str:
        """As in "in 15 hours"; the bare "15 hours" where Babel has no words for the future. At least a minute.

        A unit is used from two of it on, so an hour and a half is "in 90 minutes".
        """
        span = timedelta(milliseconds=max(60_000, milliseconds))
        locale = Locale.parse(self._row.babel)
        text = format_timedelta(span, "minute", threshold=2, add_direction=True, locale=locale)
        if text.startswith("+"):
            return format_timedelta(span, "minute", threshold=2, locale=locale)
        return text

    def _fill(self, sentence: str, fields: Mapping[str, object]) -> str:
        def value(match: re.Match[str]) -> str:
            text = str(fields[match[1]])
            return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}" if self._row.right_to_left else text

        return FIELD.sub(value, sentence)


def in_format_context(pattern: str) -> str:
    """A date pattern without `stand-alone` names; quoted words in it stay."""
    parts = QUOTED.split(pattern)
    return "".join(part if part.startswith("'") else part.translate(STAND_ALONE) for part in parts)


class Catalogs:
    """Every language's sentences; see `bot.kernel.translation.Catalogs`."""

    def __init__(self, languages: Mapping[LanguageCode, Language], sentences: Mapping[LanguageCode, BytesIO]) -> None:
        self._languages = languages
        self._translators = {
            code: Translator(code, languages[code], self._chain(code, sentences)) for code in sentences
        }
        self._hints = _hints(languages)

    @classmethod
    def load(cls, folder: Path = LOCALES) -> "Catalogs":
        """Read all catalogs. Raises ConfigError with every catalog that can't be used; English must be there.

        To read and compile them takes a third of a second, so each state of the files is read once in a process.
        """
        files = sorted([folder / "languages.toml", *folder.glob("*/LC_MESSAGES/*.po")])
        return cls._load(folder, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))

    @classmethod
    @cache
    def _load(cls, folder: Path, _state: object) -> "Catalogs":
        languages = read_languages(folder)
        sentences: dict[LanguageCode, BytesIO] = {}
        faults = []
        for code, language in languages.items():
            path = folder / language.babel / "LC_MESSAGES" / "bot.po"
            if path.exists():
                try:
                    sentences[code] = _compile(_read(path, language))
                except ConfigError as error:
                    faults += error.faults
            elif code == ENGLISH:
                faults.append(f"{path}: the English catalog is missing; make it with: python locales/update.py en")
        if faults:
            raise ConfigError(faults)
        return cls(languages, sentences)

    @property
    def languages(self) -> tuple[LanguageCode, ...]:
        """The languages that have a catalog of their own."""
        return tuple(self._translators)

    def translator(self, language: LanguageCode) -> Translator:
        """The language itself, or the nearest language in its fallback chain that has a catalog."""
        return next(self._translators[code] for code in self._order(language) if code in self._translators)

    def endonym(self, language: LanguageCode) -> str:
        """What the language calls itself; the bare code for one that we no longer know."""
        row = self._languages.get(language)
        return row.endonym if row else language

    def english_name(self, language: LanguageCode) -> str:
        row = self._languages.get(language)
        return row.english if row else language

    def resolve(self, hint: str) -> LanguageCode | None:
        """Our code for an IETF language tag, an English name or an endonym, however it is capitalised."""
        tag = _plain(hint)
        while tag:
            if tag in self._hints:
                return self._hints[tag]
            tag = tag.rpartition("-")[0]
        return None

    def _order(self, language: LanguageCode) -> Iterator[LanguageCode]:
        yield language
        if language in self._languages:
            yield from self._languages[language].fallback
        yield ENGLISH

    def _chain(self, language: LanguageCode, sentences: Mapping[LanguageCode, BytesIO]) -> gettext.NullTranslations:
        """The sentences of a language; whatever it lacks comes from the next one in its chain."""
        first: gettext.NullTranslations | None = None
        for code in dict.fromkeys(self._order(language)):
            if code in sentences:
                sentences[code].seek(0)
                link = gettext.GNUTranslations(sentences[code])
                if first is None:
                    first = link
                else:
                    first.add_fallback(link)
        return first or gettext.NullTranslations()


def _read(path: Path, language: Language) -> Catalog:
    """Read one catalog. Raises ConfigError for whatever would break a sentence while the service runs."""
    try:
        with path.open("rb") as file:
            catalog = read_po(file, locale=language.babel, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise ConfigError([f"{path}: this catalog can't be read ({error})"]) from error
    faults = []
    if catalog.plural_forms.replace(" ", "") != language.plural.replace(" ", ""):
        faults.append(f"{path}: the header must say: Plural-Forms: {language.plural}")
    for message in catalog:
        if not message.id:
            continue
        allowed = {name for source in forms(message.id) for name in field_names(source) or ()}
        for sentence in forms(message.string):
            names = field_names(sentence)
            if names is None or not names <= allowed:
                faults.append(f"{path}: a field is not one of the original's: {sentence}")
    if faults:
        raise ConfigError(faults)
    return catalog


def forms(sentence: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """All forms of a message's id or translation: one, or one for each plural form."""
    if sentence is None:
        return ()
    return (sentence,) if isinstance(sentence, str) else tuple(sentence)


def _compile(catalog: Catalog) -> BytesIO:
    def usable(message: Message) -> bool:
        # Babel would fill a missing plural form with English instead of leaving it to the fallback chain.
        return not message.id or all(forms(message.string))

    for message in [message for message in catalog if not usable(message)]:
        catalog.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    return compiled


def _hints(languages: Mapping[LanguageCode, Language]) -> dict[str, LanguageCode]:
    hints: dict[str, LanguageCode] = {}
    for language in languages.values():
        for name in (language.code, language.english, language.endonym):
            hints[_plain(name)] = language.code
    for language in languages.values():
        for name in language.accept:
            hints[_plain(name)] = language.code
    return hints


def _plain(name: str) -> str:
    """Without accents, capitals, and the choice between "_" and "-"."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(bare.replace("_", "-").split())
