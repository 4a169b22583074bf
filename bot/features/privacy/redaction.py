"""What in a text names a person: phone numbers, mail addresses, accounts, cards and the numbers of the authorities.

It finds what people type, in any script's digits, with the usual separators. It leaves alone what advice is made of:
dates, amounts, hours, postcodes, case numbers, organisation numbers, emergency and service numbers. Names and street
addresses can't be recognised and are not looked for. Wrong once in a while is acceptable in both directions, since
the writer is asked; a wrong mask costs a tap.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter

from bot.features.privacy import numbers
from bot.features.privacy.accounts import accounts
from bot.features.privacy.identities import lettered
from bot.features.privacy.offices import with_offices
from bot.features.privacy.private import INVISIBLE, Found, Private
from bot.features.privacy.private_numbers import private_numbers
from bot.kernel.content import Text
from bot.kernel.public import Public
from bot.kernel.rewriting import rewrite

NOTHING = Public()


def mask(text: Text, label: Callable[[Private], str], public: Public = NOTHING) -> tuple[Text, frozenset[Private]]:
    """The text with a label in the place of whatever is private, and what that was."""
    found = find_private(text.text, public)
    changes = [(each.start, each.end, label(each.kind)) for each in found]
    return rewrite(text, changes), frozenset(each.kind for each in found)


def find_private(text: str, public: Public = NOTHING) -> list[Found]:
    """Everything private in a text, in order; no two overlap. `public` may be named beside the offices of a country."""
    plain = _plain(text)
    if not _SUSPICIOUS.search(plain):
        return []
    public = with_offices(public)
    found: list[Found] = []
    words = accounts(plain, public)
    for each in words.found:
        _add(found, each)
    if not _DIGITS.search(plain):
        return found
    for start, end in ibans(plain):
        _add(found, Found(Private.BANK, start, end))
    for start, end in lettered(plain):
        _add(found, Found(Private.IDENTITY, start, end))
    for each in private_numbers(plain, public):
        at = bisect_right(words.links, each.start, key=itemgetter(0)) - 1
        if at < 0 or words.links[at][1] <= each.start:  # what stands in a link is no number of a person
            _add(found, each)
    return found


def _add(found: list[Found], new: Found) -> None:
    """Keep the list in order; what overlaps something that was found before is part of it."""
    at = bisect_left(found, new.start, key=lambda each: each.start)
    if at and found[at - 1].end > new.start:
        before = found[at - 1]
        found[at - 1] = replace(before, end=max(before.end, new.end))
    elif at < len(found) and found[at].start < new.end:
        found[at] = replace(found[at], start=new.start, end=max(found[at].end, new.end))
    else:
        found.insert(at, new)


# -- Characters -------------------------------------------------------------------------------------------------------

_ALIKE = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u00a0\u1680\u202f\u3000\t", " "),
    **dict.fromkeys(map(chr, range(0x2000, 0x200B)), " "),
    **dict.fromkeys("\uff0e\u00b7\u2022", "."),
    **dict.fromkeys("\uff0b\ufe62", "+"),
    **dict.fromkeys("\uff20\ufe6b", "@"),
    **dict.fromkeys("\uff08\u207d", "("),
    **dict.fromkeys("\uff09\u207e", ")"),
    "\uff0f": "/",
    "\uff1a": ":",
}


def _plain(text: str) -> str:
    """The same number of characters with every digit, dash and space in its plainest form."""
    if text.isascii():
        return text.replace("\t", " ")
    changes = {ord(each): plain for each in set(text) if (plain := _plain_character(each)) != each}
    return text.translate(changes) if changes else text


@lru_cache(2048)
def _plain_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in _ALIKE:
        return _ALIKE[character]
    if unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f" or character == "\u20e3":
        return INVISIBLE
    return character


# -- Accounts in a bank ------------------------------------------------------------------------------------------------

_IBAN = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?:[ \n-]?[A-Za-z0-9]{1,4}+){1,8}(?!\w)")
_IBAN_BEGINS = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?=[ \n-]?[A-Za-z0-9])")
_GAP = re.compile(r"[ \n-]")
_SUSPICIOUS = re.compile(r"[0-9@:._](?:(?<=[0-9@_])|(?=\S))")
"""Without a digit, an @, an underscore, or a colon or full stop within a word there is nothing to find: most texts are
done with one look. A pattern that begins with one class is looked for several times as fast as one that begins with
alternatives."""
_DIGITS = re.compile(r"[0-9](?:\D{0,3}[0-9]){3}")
"""Fewer digits than an identity number's last five, or a phone's, are no number of a person."""


def ibans(plain: str) -> Iterator[tuple[int, int]]:
    """Where in a text international account numbers stand."""
    for begins in _IBAN_BEGINS.finditer(plain):
        iban = _IBAN.match(plain, begins.start())
        if iban is not None and (end := _end_of_iban(iban)):
            yield iban.start(), end


def _end_of_iban(match: re.Match[str]) -> int | None:
    """Where the account number ends that begins a match: the words behind it may look like its last groups."""
    ends = [match.start() + gap.start() for gap in _GAP.finditer(match[0])]
    for end in (match.end(), *reversed(ends)):
        if numbers.is_iban(_GAP.sub("", match.string[match.start() : end]).upper()):
            return end
    return None
