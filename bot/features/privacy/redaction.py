"""What in a text names a person: phone numbers, mail addresses, accounts, cards and the numbers of the authorities.

It finds what people type, in any script's digits, with the usual separators. It leaves alone what advice is made of:
dates, amounts, hours, postcodes, case numbers, organisation numbers, emergency and service numbers. Names and street
addresses can't be recognised and are not looked for. Wrong once in a while is acceptable in both directions, since
the writer is asked; a wrong mask costs a tap.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter

from bot.features.privacy import numbers
from bot.features.privacy.private import INVISIBLE, Found, Private
from bot.features.privacy.private_numbers import private_numbers
from bot.kernel.content import Text
from bot.kernel.rewriting import rewrite


def mask(text: Text, label: Callable[[Private], str]) -> tuple[Text, frozenset[Private]]:
    """The text with a label in the place of whatever is private, and what that was."""
    found = find_private(text.text)
    changes = [(each.start, each.end, label(each.kind)) for each in found]
    return rewrite(text, changes), frozenset(each.kind for each in found)


def find_private(text: str) -> list[Found]:
    """Everything private in a text, in order; no two overlap."""
    plain = _plain(text)
    if not _SUSPICIOUS.search(plain):
        return []
    found, urls = _words(plain)
    for each in private_numbers(plain):
        at = bisect_right(urls, each.start, key=itemgetter(0)) - 1
        if at < 0 or urls[at][1] <= each.start:  # what stands in a link is no number of a person
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


# -- Words ------------------------------------------------------------------------------------------------------------

_HOSTS = (
    r"(?:[\w-]+\.)?t\.me|telegram\.(?:me|dog)|wa\.me|(?:api|chat)\.whatsapp\.com|(?:[\w-]+\.)?facebook\.com|fb\.com|fb\.me|"
    r"m\.me|(?:www\.)?instagram\.com|(?:www\.)?tiktok\.com|vk\.com|ok\.ru|(?:[\w-]+\.)?linkedin\.com|"
    r"(?:www\.)?snapchat\.com|signal\.me|(?:www\.)?x\.com|(?:www\.)?twitter\.com|viber\.me|discord\.gg"
)
_REST = r"[^\s<>\u200b]*[\w/=&#-]"
"""The rest of a link; a full stop or bracket at its end belongs to the sentence."""
_URL = re.compile(
    rf"(?<![\w.-])(?:(?:https?://|www\.)|[\w-]+(?:\.[\w-]+)*\.[a-z]{{2,}}/){_REST}",
    re.IGNORECASE,
)
_WORDS = (
    (Private.ACCOUNT, ":", re.compile(rf"(?<!\w)(?:tg|viber|whatsapp|skype|sgnl|xmpp):{_REST}", re.IGNORECASE)),
    (Private.ACCOUNT, "/", re.compile(rf"(?<![\w.-])(?:https?://)?(?:www\.)?(?:{_HOSTS})/{_REST}", re.IGNORECASE)),
    (Private.ACCOUNT, ".t.me", re.compile(r"(?<![\w.-])(?:https?://)?[\w-]{4,}\.t\.me\b", re.IGNORECASE)),
    (
        Private.MAIL,
        "@",
        re.compile(r"(?<![\w.+%'-])[\w.+%'-]*[\w+%-]\u200b?@\u200b?[\w-]+(?:\u200b?\.\u200b?[\w-]+)*\.\w{2,}"),
    ),
    (Private.ACCOUNT, "@", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
)
"""What is found, what stands in it in lower case, and the pattern. None of them reaches across a space."""
_IBAN = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?:[ -]?[A-Za-z0-9]{1,4}+){1,8}(?!\w)")
_IBAN_BEGINS = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?=[ -]?[A-Za-z0-9])")
_GAP = re.compile(r"[ -]")
_SUSPICIOUS = re.compile(r"[0-9@:.](?:(?<=[0-9@])|(?=\S))")
"""Without a digit, an @, or a colon or full stop within a word there is nothing to find: most texts are done with one
look. A pattern that begins with one class is looked for several times as fast as one that begins with alternatives."""
_SIGN = re.compile(r"[@/:.](?=\S)")
_TOKEN = re.compile(r"(?<!\S)[^\s@/:.]*+[@/:.](?=\S)\S*")
"""What stands between spaces with a sign in it."""


def _words(plain: str) -> tuple[list[Found], list[tuple[int, int]]]:
    """What is private and begins with no number, and where the links are."""
    found: list[Found] = []
    urls: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(plain) if _SIGN.search(plain) else ():
        word, span = token[0].lower(), token.span()
        for kind, sign, pattern in _WORDS:
            for match in pattern.finditer(plain, *span) if sign in word else ():
                _add(found, Found(kind, *match.span()))
        if "/" in word or "www." in word:
            urls += (match.span() for match in _URL.finditer(plain, *span))
    for begins in _IBAN_BEGINS.finditer(plain):
        iban = _IBAN.match(plain, begins.start())
        if iban is not None and (end := _end_of_iban(iban)):
            _add(found, Found(Private.BANK, iban.start(), end))
    return found, urls


def _end_of_iban(match: re.Match[str]) -> int | None:
    """Where the account number ends that begins a match: the words behind it may look like its last groups."""
    ends = [match.start() + gap.start() for gap in _GAP.finditer(match[0])]
    for end in (match.end(), *reversed(ends)):
        if numbers.is_iban(_GAP.sub("", match.string[match.start() : end]).upper()):
            return end
    return None
