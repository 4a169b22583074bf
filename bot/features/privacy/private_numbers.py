"""Private numbers in a text: where one begins and ends, and what it is by its shape and by what stands around it.

Texts are plain here, as `bot.features.privacy.redaction` makes them: ASCII digits, one kind of space and of dash.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.features.privacy import numbers
from bot.features.privacy.private import INVISIBLE, Found, Private
from bot.kernel.content import Quiet

_STRETCH = re.compile(r"[0-9(+][0-9(+\s\u200b./)-]*")
"""Wherever a run may be: begins with one class, and so is looked for several times as fast as a run."""
_RUN = re.compile(r"(?:\(?\+\s?\(?|\()?\d+(?:[ \u200b./()-]{1,3}\(?\d+)*")
"""Digits with what people put between them. Where one run ends and what in it is one number is found out below."""
_GROUP = re.compile(r"\d+")
LONGEST, FEWEST, MOST = 16, 5, 19
"""The most groups that are looked at as one number, and the fewest and the most digits that are: a card has 19."""


def _backwards(words: str) -> str:
    """Any of these words, from its last letter to its first."""
    return "(?:" + "|".join(re.escape(word[::-1]) for word in words.split()) + ")"


# What stands before a number is read backwards from it: a pattern that ends somewhere is looked for in every place, one
# that begins somewhere is not. A sign between words is taken once and for all, so that many of them cost no more.
_PHONE_BEFORE = re.compile(
    rf"(?:\s++{_backwards('is er to')})?[\s.:#-]*+{_backwards('nr no')}?[\s.:\u200b-]*+"
    + _backwards(
        """
        tel tlf tlfnr telf telefon telefonnummer phone mobil mobile mob nummer number call ring sms whatsapp viber
        signal cell telefono teléfono movil móvil numer komorka komórka телефон тел моб номер هاتف تلفون موبايل جوال رقم
        رقمي واتساب تلفن موبایل شماره ስልክ taleefan lambar 📞 ☎ 📱 ☏
        """
    ),
    re.IGNORECASE,
)
_NUMBER = _backwards("nr no nummer number num")
_CASE_BEFORE = re.compile(
    rf"[\s.:-]*+(?:{_NUMBER}[\s.:-]*+)?#|[\s.:#-]*+{_NUMBER}?[\s.:#-]*+(?:"
    + _backwards(
        """
        sak saks saksnr saksnummer referanse reference journal arkiv orgnr organisasjonsnummer foretaksnummer faktura
        fakturanr invoice skjema kapittel § nr
        """
    )
    + rf"|{_backwards('case id kap kid nav org ref')}(?!\w))",
    re.IGNORECASE,
)
_MONEY = "kr nok sek dkk usd eur euro euros gbp pln zł kroner dollar $ € £ %"
_MONEY_BEFORE = re.compile(rf"[\s.:]*+{_backwards(_MONEY)}", re.IGNORECASE)
_MONEY_AFTER = re.compile(
    rf"[\s\u200b]*(?:(?:{'|'.join(map(re.escape, _MONEY.split()))})(?!\w)|,-|,\d\d(?!\d))", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")

_PAIRED = {(8,), (2, 2, 2, 2), (3, 2, 3), (2, 3, 3), (4, 4), (2, 6), (3, 5)}
"""How Norwegians group the eight digits of a phone number."""
_NINE = {(9,), (3, 3, 3), (2, 3, 2, 2), (3, 2, 2, 2), (2, 7), (3, 6), (1, 4, 4), (2, 3, 4)}
_TEN = {(10,), (3, 3, 4), (3, 3, 2, 2), (3, 7), (4, 6), (4, 3, 3), (2, 2, 2, 2, 2), (2, 4, 4), (5, 5), (1, 3, 3, 3)}


class _Before:
    """What stands before a number, and what it says about it."""

    def __init__(self, plain: str, start: int) -> None:
        text = plain[max(0, start - 40) : start][::-1]
        self.is_phone = _PHONE_BEFORE.match(text) is not None
        self.is_money = _MONEY_BEFORE.match(text) is not None
        self.is_case = _CASE_BEFORE.match(text) is not None
        self.is_code = (_LETTER.match(text) is not None and not self.is_phone) or (
            text[:1] in ("_", ",") and text[1:2].isdigit()
        )


class _Run:
    """Groups of digits with what stands between them, and whether what follows makes the last of them an amount."""

    def __init__(self, plain: str, run: re.Match[str]) -> None:
        self.start = run.start()
        self.spans = [group.span() for group in _GROUP.finditer(plain, *run.span())]
        self.groups = [plain[start:end] for start, end in self.spans]
        self.separators = [
            plain[left[1] : right[0]].replace(INVISIBLE, "").strip() for left, right in pairwise(self.spans)
        ]
        self.is_money = _MONEY_AFTER.match(plain, run.end(), run.end() + 12) is not None


@dataclass(slots=True, repr=False)
class _Window(Quiet):
    """Neighbouring groups of digits with what stands between and before them."""

    separators: frozenset[str]
    prefix: str
    before: _Before
    is_calendar: bool
    is_money: bool
    digits: str
    shape: tuple[int, ...]


def private_numbers(plain: str) -> Iterator[Found]:
    """The private numbers in a text, the longest at each place first; what is known to be harmless is passed over."""
    for stretch in _STRETCH.finditer(plain):
        for each in _RUN.finditer(plain, *stretch.span()):
            if len(each[0]) < FEWEST:
                continue
            run = _Run(plain, each)
            first = 0
            while first < len(run.groups):
                last, kind = _longest(plain, run, first)
                if kind is not None:
                    start, end = _beginning(plain, run, first), run.spans[last][1]
                    if plain[start] == "(" and plain.count("(", start, end) > plain.count(")", start, end):
                        start += 1  # a bracket of the sentence
                    yield Found(kind, start, end)
                first = last + 1


def _longest(plain: str, run: _Run, first: int) -> tuple[int, Private | None]:
    """The last group of the longest number that begins at a group, and what it is; None for nothing private."""
    groups = tuple(run.groups[first : first + LONGEST])
    shape = tuple(map(len, groups))
    if sum(shape) < FEWEST:
        return first, None
    start = _beginning(plain, run, first)
    before = _Before(plain, start)
    for count in range(len(groups), 0, -1):
        size = sum(shape[:count])
        if size < FEWEST:
            break
        last = first + count - 1
        is_money = before.is_money or (run.is_money and last == len(run.groups) - 1)
        if size > MOST:
            if is_money or before.is_case:
                return last, None
            continue
        separators = frozenset(run.separators[first:last])
        window = _Window(
            separators=separators,
            prefix=plain[start : run.spans[first][0]],
            before=before,
            is_calendar=_is_calendar(groups[:count], separators),
            is_money=is_money,
            digits="".join(groups[:count]),
            shape=shape[:count],
        )
        kind = _kind_of(window)
        if kind is not None or _is_harmless(window):
            return last, kind
    return first, None


def _beginning(plain: str, run: _Run, first: int) -> int:
    """Where a number begins, with its plus sign and bracket."""
    start = run.spans[first][0]
    floor = run.start if first == 0 else run.spans[first - 1][1]
    while start > floor and plain[start - 1] in "+( " + INVISIBLE and plain[floor:start].strip(" " + INVISIBLE):
        start -= 1
    return start


def _kind_of(window: _Window) -> Private | None:
    digits, shape = window.digits, window.shape
    if window.before.is_code and not window.prefix:
        return None
    if "+" in window.prefix:
        return Private.PHONE if 7 <= len(digits) <= 15 else None
    if (set(shape[:-1]) <= {4} or shape in ((4, 6, 5), (4, 6, 4))) and numbers.is_card(digits):
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
    if len(digits) > 17 or window.is_calendar or window.is_money:
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


def _is_calendar(groups: tuple[str, ...], separators: frozenset[str]) -> bool:
    """Dates, years and hours: "24.12.2026", "2019-2024", "10.00-15.00", "2026-11-22 19.02"."""
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
        or window.is_calendar
        or window.before.is_case
        or (len(digits) == 9 and numbers.is_organisation(digits))
        or window.is_money
    )
