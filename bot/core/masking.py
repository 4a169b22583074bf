"""What in a text names a person: phone numbers, mail addresses, accounts, cards and the numbers of the authorities.

It finds what people type, in any script's digits, with the usual separators. It leaves alone what advice is made of:
dates, amounts, hours, postcodes, case numbers, organisation numbers, emergency and service numbers. Names and street
addresses can't be recognised and are not looked for. Wrong once in a while is acceptable in both directions, since
the writer is asked; a wrong mask costs a tap.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from bot.core import numbers
from bot.core.content import Quiet, Text
from bot.core.rewriting import rewrite


class Private(StrEnum):
    """What was found."""

    PHONE = "phone"
    MAIL = "mail"
    ACCOUNT = "account"  # a name or link in a messenger or social network
    CARD = "card"
    BANK = "bank"
    BIRTH_NUMBER = "birth_number"  # Norwegian national identity number or D-number
    DUF = "duf"


@dataclass(frozen=True, slots=True, repr=False)
class Found(Quiet):
    """A stretch of a text, in characters."""

    kind: Private
    start: int
    end: int


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
    found: list[Found] = []
    urls = [match.span() for match in _URL.finditer(plain)]
    for kind, sign, pattern in _WORDS:
        for match in pattern.finditer(plain) if sign in plain else ():
            if kind is not Private.BANK or numbers.is_iban(re.sub(r"\W", "", match[0]).upper()):
                _add(found, Found(kind, *match.span()))
    for each in _numbers(plain):
        if not any(start <= each.start < end for start, end in urls):
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
_INVISIBLE = "\u200b"
"""Stands for every character that nobody sees: joiners, marks of direction, soft hyphens, variation selectors."""


def _plain(text: str) -> str:
    """The same number of characters with every digit, dash and space in its plainest form."""
    if text.isascii():
        return text.replace("\t", " ")
    return "".join(_plain_character(character) for character in text)


def _plain_character(character: str) -> str:
    if character < "\x80" and character != "\t":
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if character in _ALIKE:
        return _ALIKE[character]
    if unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f" or character == "\u20e3":
        return _INVISIBLE
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
    (Private.ACCOUNT, ".", re.compile(r"(?<![\w.-])(?:https?://)?[\w-]{4,}\.t\.me\b", re.IGNORECASE)),
    (
        Private.MAIL,
        "@",
        re.compile(r"(?<![\w.+%'-])[\w.+%'-]*[\w+%-]\u200b?@\u200b?[\w-]+(?:\u200b?\.\u200b?[\w-]+)*\.\w{2,}"),
    ),
    (Private.ACCOUNT, "@", re.compile(r"(?<![\w@.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    (Private.BANK, "", re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{1,4}){3,8}(?!\w)")),
)
"""What is found, a sign without which there is none, and the pattern."""
_SUSPICIOUS = re.compile(r"\d|@|[:.]\S")
"""Without one of these there is nothing to find: most texts are done with one look."""

# -- Numbers ----------------------------------------------------------------------------------------------------------

_RUN = re.compile(r"(?:\(?\+\s?\(?|\()?\d+(?:(?:[ \u200b]|[-./()]){1,3}\(?\d+)*")
"""Digits with what people put between them. Where one run ends and what in it is one number is found out below."""
_GROUP = re.compile(r"\d+")
LONGEST, FEWEST = 16, 5
"""The most groups that are looked at as one number, and the fewest digits that are."""
_PHONE_BEFORE = re.compile(
    r"(?:tel|tlf|tlfnr|telf|telefon|telefonnummer|phone|mobil|mobile|mob|nummer|number|call|ring|sms|whatsapp|viber|"
    r"signal|cell|tel[eé]fono|m[oó]vil|numer|kom[oó]rka|телефон|тел|моб|номер|هاتف|تلفون|موبايل|جوال|رقم|رقمي|واتساب|"
    r"تلفن|موبایل|شماره|ስልክ|taleefan|lambar|📞|☎|📱|☏)[\s.:\u200b\ufe0f-]*(?:nr|no)?[\s.:#-]*(?:(?:is|er|to)\s)?$",
    re.IGNORECASE,
)
_CASE_BEFORE = re.compile(
    r"(?:sak|saks|saksnr|saksnummer|referanse|reference|journal|arkiv|orgnr|organisasjonsnummer|foretaksnummer|"
    r"faktura|fakturanr|invoice|skjema|kapittel|§|nr|#|(?<!\w)(?:case|id|kap|kid|nav|org|ref))"
    r"[\s.:#-]*(?:nr|no|nummer|number|num)?[\s.:#-]*$",
    re.IGNORECASE,
)
_MONEY = r"(?:kr|nok|sek|dkk|usd|eur|euro|euros|gbp|pln|zł|kroner|dollar|[$€£%])"
_MONEY_BEFORE = re.compile(rf"{_MONEY}[\s.:]*$", re.IGNORECASE)
_MONEY_AFTER = re.compile(rf"[\s\u200b]*(?:{_MONEY}(?!\w)|,-|,\d\d(?!\d))", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[^\W\d_]\Z")

_PAIRED = {(8,), (2, 2, 2, 2), (3, 2, 3), (2, 3, 3), (4, 4), (2, 6), (3, 5)}
"""How Norwegians group the eight digits of a phone number."""
_NINE = {(9,), (3, 3, 3), (2, 3, 2, 2), (3, 2, 2, 2), (2, 7), (3, 6), (1, 4, 4), (2, 3, 4)}
_TEN = {(10,), (3, 3, 4), (3, 3, 2, 2), (3, 7), (4, 6), (4, 3, 3), (2, 2, 2, 2, 2), (2, 4, 4), (5, 5), (1, 3, 3, 3)}


class _Before:
    """What stands before a number, and what it says about it."""

    def __init__(self, text: str) -> None:
        self.is_phone = _PHONE_BEFORE.search(text) is not None
        self.is_money = _MONEY_BEFORE.search(text) is not None
        self.is_case = _CASE_BEFORE.search(text) is not None
        self.is_code = (_WORD_BEFORE.search(text) is not None and not self.is_phone) or (
            text[-1:] in ("_", ",") and text[-2:-1].isdigit()
        )


@dataclass(frozen=True, slots=True, repr=False)
class _Window(Quiet):
    """Neighbouring groups of digits with what stands between, before and after them."""

    groups: tuple[str, ...]
    separators: frozenset[str]
    prefix: str
    before: _Before
    after: str
    digits: str
    shape: tuple[int, ...]

    @property
    def is_money(self) -> bool:
        return self.before.is_money or _MONEY_AFTER.match(self.after) is not None


def _numbers(plain: str) -> Iterator[Found]:
    """The private numbers in a text, the longest at each place first; what is known to be harmless is passed over."""
    for run in _RUN.finditer(plain):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in _GROUP.finditer(run[0])]
        first = 0
        while first < len(groups):
            last, kind = _longest(plain, run.start(), groups, first)
            if kind is not None:
                start, end = _beginning(plain, run.start(), groups, first), groups[last][1]
                if plain[start] == "(" and plain.count("(", start, end) > plain.count(")", start, end):
                    start += 1  # a bracket of the sentence
                yield Found(kind, start, end)
            first = last + 1


def _longest(plain: str, begin: int, groups: list[tuple[int, int]], first: int) -> tuple[int, Private | None]:
    """The last group of the longest number that begins at a group, and what it is; None for nothing private."""
    start = _beginning(plain, begin, groups, first)
    before = _Before(plain[max(0, start - 40) : start])
    texts = [plain[a:b] for a, b in groups[first : first + LONGEST]]
    between = [
        plain[left[1] : right[0]].replace(_INVISIBLE, "").strip()
        for left, right in pairwise(groups[first : first + LONGEST])
    ]
    for count in range(len(texts), 0, -1):
        digits = "".join(texts[:count])
        if len(digits) < FEWEST:
            break
        end = groups[first + count - 1][1]
        window = _Window(
            groups=tuple(texts[:count]),
            separators=frozenset(between[: count - 1]),
            prefix=plain[start : groups[first][0]],
            before=before,
            after=plain[end : end + 12],
            digits=digits,
            shape=tuple(len(text) for text in texts[:count]),
        )
        kind = _kind_of(window)
        if kind is not None or _is_harmless(window):
            return first + count - 1, kind
    return first, None


def _beginning(plain: str, begin: int, groups: list[tuple[int, int]], first: int) -> int:
    """Where a number begins, with its plus sign and bracket."""
    start = groups[first][0]
    floor = begin if first == 0 else groups[first - 1][1]
    while start > floor and plain[start - 1] in "+( " + _INVISIBLE and plain[floor:start].strip(" " + _INVISIBLE):
        start -= 1
    return start


def _kind_of(window: _Window) -> Private | None:
    digits, shape = window.digits, window.shape
    if window.before.is_code and not window.prefix:
        return None
    if "+" in window.prefix:
        return Private.PHONE if 7 <= len(digits) <= 15 else None
    if numbers.is_card(digits) and (set(shape[:-1]) <= {4} or shape in ((4, 6, 5), (4, 6, 4))):
        return Private.CARD
    if shape in ((11,), (6, 5)) and numbers.is_birth_number(digits, grouped=shape == (6, 5)):
        return Private.BIRTH_NUMBER
    if shape == (2, 2, 2, 5) and numbers.is_birth_number(digits, grouped=True):
        return Private.BIRTH_NUMBER
    if shape in ((12,), (4, 6, 2), (4, 8), (10, 2)) and numbers.is_duf(digits):
        return Private.DUF
    if shape == (4, 2, 5) and numbers.is_norwegian_account(digits):
        return Private.BANK
    return Private.PHONE if _is_phone(window) else None


def _is_phone(window: _Window) -> bool:
    digits, shape, separators = window.digits, window.shape, window.separators
    if len(digits) > 17 or _is_calendar(window) or window.is_money:
        return False
    if window.before.is_phone and 5 < len(digits) <= 15 and not numbers.is_public_phone(digits):
        return True
    if window.before.is_case:
        return False
    if digits.startswith("00") and 10 <= len(digits) <= 17:
        return True
    if "/" in separators and len(separators) > 1:
        return False
    if digits.startswith("0"):
        return 9 <= len(digits) <= 12 and digits[1] != "0"
    if len(digits) >= 8 and set(shape) == {1}:
        return digits not in "01234567890"  # who counts aloud gives no number
    if set(shape) == {3} and digits.endswith("000"):
        return False  # an amount
    match len(digits):
        case 8:
            one_kind = len(separators) <= 1 and "/" not in separators
            return shape in _PAIRED and one_kind and digits[0] in "2345679" and not numbers.is_public_phone(digits)
        case 9:
            plausible = digits[0] != "1" or shape not in ((9,), (3, 3, 3))
            return shape in _NINE and plausible and not numbers.is_organisation(digits)
        case 10:
            return (shape in _TEN and digits[0] in "23456789") or digits.startswith("47")
        case 11:
            return digits[0] in "78" or (digits[0] == "1" and shape[:1] == (1,))
        case 12:
            return digits.startswith(("380", "375", "998", "251", "252", "963", "964", "93", "92"))
        case _:
            return False


def _is_calendar(window: _Window) -> bool:
    """Dates, years and hours: "24.12.2026", "2019-2024", "10.00-15.00", "2026-11-22 19.02"."""
    groups, separators = window.groups, window.separators
    if len(groups) == 1:
        return numbers.is_date(groups)
    if separators == {""}:
        return False
    if len(groups) == 2:
        return all(numbers.is_year(group) for group in groups)
    if len(groups) == 3:
        return len(separators) == 1 and numbers.is_date(groups)
    if len(groups) == 4:
        return "-" in separators and len(separators) == 2 and _is_hour(groups[:2]) and _is_hour(groups[2:])
    return numbers.is_date(groups[:3]) and (
        _is_hour(groups[3:]) or numbers.is_date(groups[3:]) or (_is_hour(groups[3:5]) and _is_hour(groups[5:]))
    )


def _is_hour(groups: tuple[str, ...]) -> bool:
    return (
        len(groups) == 2 and all(len(group) <= 2 for group in groups) and int(groups[0]) <= 24 and int(groups[1]) < 60
    )


def _is_harmless(window: _Window) -> bool:
    """A whole that must not be taken apart: an amount, a date, a case number, a service's number."""
    digits = window.digits
    return (
        numbers.is_public_phone(digits)
        or _is_calendar(window)
        or window.before.is_case
        or (len(digits) == 9 and numbers.is_organisation(digits))
        or window.is_money
    )
