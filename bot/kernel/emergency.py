"""Whom to call when it can't wait, by country. What stands here answers day and night, for free."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import category, combining, decimal, normalize

from bot.kernel.ids import LanguageCode
from bot.kernel.translation import N_


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """`name` is a sentence of the catalogs, or "" where `names`, by language, has the service's own words.

    `listens`: somebody to talk to answers there, also for whoever wants to die.
    """

    number: str
    icon: str = "📞"
    name: str = ""
    names: Mapping[LanguageCode, str] = field(default_factory=dict)
    listens: bool = False


NORWAY = (
    # TRANSLATORS: After the number 112.
    EmergencyNumber("112", "🚓", N_("Police")),
    # TRANSLATORS: After the number 113.
    EmergencyNumber("113", "🚑", N_("Ambulance")),
    # TRANSLATORS: After the number 110.
    EmergencyNumber("110", "🚒", N_("Fire")),
    # TRANSLATORS: After the number 116 117 of the doctor on duty.
    EmergencyNumber("116 117", "🩺", N_("Doctor, when it can't wait until tomorrow")),
    # TRANSLATORS: After the number 116 006 of the helpline against violence and abuse.
    EmergencyNumber("116 006", "🏠", N_("Violence at home")),
    # TRANSLATORS: After the number 116 111 of the helpline for children.
    EmergencyNumber("116 111", "🧒", N_("Children and young people in danger")),
    # TRANSLATORS: After the number 116 123 of the crisis helpline.
    EmergencyNumber("116 123", "💬", N_("Someone to talk to when life is hard"), listens=True),
)
"""Norway's numbers. Sources: https://www.helsenorge.no/en/ (113, 116 117), https://www.politiet.no/en/ (112),
https://www.volinjen.no/ (116 006), https://www.116111.no/ (116 111), https://mentalhelse.no/ (116 123)."""


def asks_for_help(words: str, numbers: tuple[EmergencyNumber, ...]) -> bool:
    """Whether a sentence of a message is nothing but one of the numbers or "SOS", however it is spaced and adorned.

    Digits of every script count: keyboards for Arabic and Persian have their own.
    """
    plain = "".join(map(_in_ascii_digits, normalize("NFKC", words))).casefold()
    call = _call_for_help(tuple(each.number for each in numbers))
    return any(call.fullmatch(sentence) for sentence in (plain, *_SENTENCE_ENDS.split(plain)))


_SENTENCE_ENDS = re.compile(r"(?<=[.!?؟۔।…])\s+|[\r\n]+")
_SOS = r"s\W*o\W*s|с\W*о\W*с"  # Latin and Cyrillic


def who_listens(numbers: tuple[EmergencyNumber, ...]) -> tuple[EmergencyNumber, ...]:
    """Whom to call to talk to somebody; every number where the service names nobody for it."""
    return tuple(each for each in numbers if each.listens) or numbers


def wants_to_die(words: str, phrases: tuple[str, ...]) -> bool:
    """Whether a message holds one of the phrases. No judgement of what is meant: it only adds whom to talk to.

    A phrase stands between spaces or punctuation; one that ends with "*" may go on. Capitals, accents, and the forms
    of Arabic letters do not count, since phones leave them out; neither does an Arabic "and" before the phrase.
    """
    return _any_of(phrases).search(_without_accents(words)) is not None


@lru_cache(maxsize=16)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    found = (re.escape(_without_accents(each).strip()) + (r"\w*" if each.endswith("*") else "") for each in phrases)
    return re.compile(rf"(?<!\w)و?(?:{'|'.join(found)})(?!\w)")


_ALIKE = str.maketrans("łøىةکی", "loيهكي")
_NOT_SEEN = ("'", "’", "ʼ", "`", "\u0640")  # apostrophes, and the line that draws Arabic words out


def _without_accents(words: str) -> str:
    letters = normalize("NFKD", words.casefold())
    seen = (each for each in letters if not combining(each) and category(each) != "Cf" and each not in _NOT_SEEN)
    return re.sub(r"\W+", " ", "".join(seen).translate(_ALIKE))


def _in_ascii_digits(character: str) -> str:
    value = decimal(character, None)
    return character if value is None else str(value)


@lru_cache(maxsize=16)
def _call_for_help(numbers: tuple[str, ...]) -> re.Pattern[str]:
    """One of the numbers, or several. Within one, no point or slash stands between digits: "11.2" is a date."""
    call = "|".join([_SOS, *(r"\W*".join(map(_spaced, number.split())) for number in numbers)])
    return re.compile(rf"\W*(?:{call})(?:\W+(?:{call}))*\W*")


def _spaced(digits: str) -> str:
    return r"[^\w.,:/]*".join(map(re.escape, digits))
