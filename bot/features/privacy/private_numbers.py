"""Private numbers in a text: where one begins and ends, and what it is by its shape and by what stands around it.

Texts are plain here, as `bot.features.privacy.redaction` makes them: ASCII digits, one kind of space and of dash.

A run is a row of groups of digits. At each group the question is what the longest number is that begins there. It is
answered in this order: what the words around it say (`labels`); whether it is an amount or a date; what its shape and
its check digits say (`numbers`, `identities`); whether some country has such phone numbers (`phones`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.features.privacy import identities, numbers, phones
from bot.features.privacy.labels import label_after, label_before, label_of
from bot.features.privacy.offices import names_office
from bot.features.privacy.private import INVISIBLE, Found, Private
from bot.features.privacy.vocabulary import Label
from bot.kernel.content import Quiet
from bot.kernel.public import Public

_STRETCH = re.compile(r"[0-9(+][0-9(+\s\u200b./)-]*")
"""Wherever a run may be: begins with one class, and so is looked for several times as fast as a run."""
_RUN = re.compile(r"(?:\(?\+\s?\(?|\()?[0-9]+(?:[ \n\u200b./()-]{1,3}\(?[0-9]+)*")
"""Digits with what people put between them. Where one run ends and what in it is one number is found out below."""
_SIGN = re.compile(rf"(?:\(?\+[ {INVISIBLE}]?\(?|\()[ {INVISIBLE}]?\Z")
_GROUP = re.compile(r"[0-9]+")
LONGEST, FEWEST, MOST, _MANY, _SPACED = 16, 5, 26, 8, 6
"""The most groups that are looked at as one number, and the fewest and the most digits that are: a Polish account.
More groups than `_MANY`, or than `_SPACED` with nothing but spaces between, are one number only if all are single
digits, or an amount."""

_MONEY = (
    "kr nok sek dkk isk usd eur euro euros gbp pln zł tl try uah rub ron грн руб etb birr kroner kronor dollar $ € £ ₺ "
    "₴ ₽ %"
)
_MONEY_BEFORE = re.compile(
    rf"[\s.:]*+(?:{'|'.join(re.escape(word[::-1]) for word in _MONEY.split())})(?!\w)", re.IGNORECASE
)
_COUNTED = (
    "kroner kroners kronor kroon kron korun koron крон koron euroa euro dollar lira shilin руб грн тыс тис كرون كرونة "
    "ريال ليرة يورو دولار کرون یورو تومان kwh wh km kg gram mm cm gb mb stk år"
)
"""What is counted: how the word behind the number begins."""
_MONEY_AFTER = re.compile(
    rf"[\s\u200b]*(?:(?:{'|'.join(map(re.escape, _MONEY.split()))})(?!\w)|,-|,[0-9][0-9](?![0-9])|"
    rf"(?:{'|'.join(_COUNTED.split())})|[gml](?!\w))",
    re.IGNORECASE,
)
_LETTERS_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,4}(?:[ -]?)\Z")
_CODE_BEFORE = re.compile(r"(?<![^\W_])[A-Z]{2,}[./]\Z")
_WORD_BEFORE = re.compile(r"[^\W\d_]+\Z")
_ARABIC_PREFIX = re.compile("(?:(?<![^\\W\\d_])[\u0648\u0628\u0644\u0641\u0643]|[\u0600-\u06ff]{2,})\\Z")
"""What Arabic writes in one with the word behind it ("and", "with", "to"), and whole words without a space."""
_AND = "og eller or and och tai ja sekä iyo ama или и або і й та lub albo i oraz أو او و یا veya ve ወይ ን"
_LINKED = re.compile(rf"[\s,;/&+.()]*(?:(?:{'|'.join(_AND.split())})[\s:]*)?", re.IGNORECASE)
"""What may stand between two numbers of one kind."""
_STRENGTH = {
    Label.IDENTITY: (Private.IDENTITY, 5, 20),
    Label.PASSPORT: (Private.PASSPORT, 5, 12),
    Label.BANK: (Private.BANK, 7, 28),
    Label.CARD: (Private.CARD, 12, 19),
    Label.DUF: (Private.DUF, 8, 12),
}
"""What a labelled number is, and between how many digits it has."""

_PAIRED = {(8,), (2, 2, 2, 2), (3, 2, 3), (2, 3, 3), (4, 4), (2, 6), (3, 5)}
"""How Norwegians group the eight digits of a phone number."""
_OTHERWISE = {(3, 3, 2), (4, 2, 2), (2, 2, 4), (2, 4, 2), (1, 2, 2, 3), (1, 3, 4), (1, 3, 2, 2), (1, 7), (5, 3), (6, 2)}
"""How others group that of a Norwegian mobile."""


class _Run:
    """Groups of digits with what stands between them, and whether what follows makes the last of them an amount."""

    def __init__(self, plain: str, run: re.Match[str]) -> None:
        self.start = run.start()
        self.spans = [group.span() for group in _GROUP.finditer(plain, *run.span())]
        self.groups = [plain[start:end] for start, end in self.spans]
        between = [plain[left[1] : right[0]] for left, right in pairwise(self.spans)]
        self.breaks = ["\n" in each for each in between]
        self.separators = [each.replace(INVISIBLE, "").strip() for each in between]
        self.is_money = _MONEY_AFTER.match(plain, run.end(), run.end() + 16) is not None
        self.end = run.end()

    def reach(self, first: int) -> int:
        """The last group that can belong to the number that begins at a group."""
        last = min(len(self.groups), first + LONGEST)
        if not self.is_money and max(map(len, self.groups[first:last])) > 1:
            last = min(last, first + _MANY)
        breaks = [at for at in range(first, last - 1) if self.breaks[at]]
        return breaks[1] if len(breaks) > 1 else last - 1


@dataclass(slots=True, repr=False)
class _Before(Quiet):
    """What stands around a number, and what it says about it.

    `letters` is where letters begin that belong to it ("AB 1234567"); `is_code`: letters stand directly before it.
    """

    label: Label | None
    is_money: bool
    is_code: bool
    letters: int


@dataclass(slots=True, repr=False)
class _Window(Quiet):
    """Neighbouring groups of digits with what stands between and before them."""

    groups: tuple[str, ...]
    separators: tuple[str, ...]
    prefix: str
    before: _Before
    is_money: bool
    is_broken: bool
    is_calendar: bool
    digits: str
    shape: tuple[int, ...]


class _Last:
    """The number before: of two numbers in a row the second is what the first is."""

    def __init__(self) -> None:
        self.end = -1
        self.label: Label | None = None
        self.size = 0

    def label_for(self, plain: str, start: int, size: int) -> Label | None:
        if self.end < 0 or self.label is None or start - self.end > 12:
            return None
        is_linked = _LINKED.fullmatch(plain, self.end, start) is not None
        alike = self.label is not Label.MATTER or size == self.size
        return self.label if is_linked and alike else None


def private_numbers(plain: str, public: Public) -> Iterator[Found]:
    """The private numbers in a text, the longest at each place first; what is known to be harmless is passed over."""
    last_number = _Last()
    for stretch in _STRETCH.finditer(plain):
        for each in _RUN.finditer(plain, *stretch.span()):
            if len(each[0]) < FEWEST and not _LETTERS_BEFORE.search(plain, max(0, each.start() - 5), each.start()):
                continue
            run = _Run(plain, each)
            first = 0
            while first < len(run.groups):
                last, found, label = _longest(plain, run, first, last_number, public)
                if found is not None:
                    yield found
                if found is not None or label is not None:
                    last_number.end = run.spans[last][1]
                    last_number.size = sum(map(len, run.groups[first : last + 1]))
                    last_number.label = Label.PHONE if found and found.kind is Private.PHONE else label
                first = last + 1


def _longest(
    plain: str, run: _Run, first: int, previous: _Last, public: Public
) -> tuple[int, Found | None, Label | None]:
    """The last group of the longest number that begins at a group, what it is if it is private, and its label."""
    size = sum(map(len, run.groups[first : first + LONGEST]))
    if size < FEWEST:
        return first, None, None
    start = _beginning(plain, run, first)
    before = (
        _look_before(plain, start, run.spans[first][0])
        if first == 0
        else _Before(None, is_money=False, is_code=False, letters=start)
    )
    if before.label is None:
        before.label = previous.label_for(plain, start, size)
    if before.label is None and not before.is_code:
        before.label = label_after(plain, run.end)
    if before.label in _STRENGTH and (labelled := _labelled(plain, run, first, before)):
        last, found = labelled
        return last, found, before.label
    if before.label is Label.MATTER:
        for last, window in _windows(plain, run, first, start, before):
            if not before.is_code and _is_sure(window) and not _is_office(plain, run, first, last, window, public):
                sure = Private.PHONE if "+" in window.prefix else Private.IDENTITY
                return last, _found(plain, run, first, last, sure), None
        return _end_of_matter(run, first), None, Label.MATTER
    windows = []
    for last, window in _windows(plain, run, first, start, before):
        windows.append((last, window))
        kind = _kind_of(window)
        if kind is Private.PHONE and before.label is Label.SOMETHING and not _is_plainly_phone(window):
            kind = None
        if kind is Private.PHONE and _is_office(plain, run, first, last, window, public):
            return last, None, Label.PHONE
        if kind is not None:
            return last, _found(plain, run, first, last, kind), before.label
        if _is_harmless(window, public):
            return last, None, None
    if before.label in (Label.PHONE, Label.NUMBER) and not before.is_code:
        if before.label is Label.NUMBER:
            windows = [each for each in windows if not _is_written_like_case(each[1])]
        return _called_phone(plain, run, first, windows, public)
    return first, None, None


def _is_plainly_harmless(run: _Run, size: int) -> bool:
    """Dates, years, hours and small amounts, which no word makes anything else: most numbers in letters."""
    if run.is_money and size <= len("999999"):
        return True
    return len(run.groups) > 1 and numbers.is_calendar(tuple(run.groups), frozenset(run.separators))


def _windows(plain: str, run: _Run, first: int, start: int, before: _Before) -> Iterator[tuple[int, _Window]]:
    """The stretches that begin at a group, the longest first."""
    reach = run.reach(first)
    groups = tuple(run.groups[first : reach + 1])
    prefix = plain[start : run.spans[first][0]]
    shape = tuple(map(len, groups))
    for count in range(len(groups), 0, -1):
        size = sum(shape[:count])
        if size < FEWEST:
            break
        last = first + count - 1
        is_money = before.is_money or (run.is_money and last == len(run.groups) - 1)
        if (size > MOST or (count > _MANY and max(shape[:count]) > 1)) and not is_money:
            continue
        separators = tuple(run.separators[first:last])
        if count > _SPACED and not is_money and shape[0] > 1 and size != MOST and not any(separators):
            continue
        yield (
            last,
            _Window(
                groups=groups[:count],
                separators=separators,
                prefix=prefix,
                before=before,
                is_money=is_money,
                is_broken=any(run.breaks[first:last]),
                is_calendar=numbers.is_calendar(groups[:count], frozenset(separators)),
                digits="".join(groups[:count]),
                shape=shape[:count],
            ),
        )


def _beginning(plain: str, run: _Run, first: int) -> int:
    """Where a number begins, with its plus sign and bracket."""
    start = run.spans[first][0]
    floor = run.start if first == 0 else run.spans[first - 1][1]
    sign = _SIGN.search(plain, floor, start)
    return start if sign is None else sign.start()


def _found(plain: str, run: _Run, first: int, last: int, kind: Private) -> Found:
    start, end = _beginning(plain, run, first), run.spans[last][1]
    if plain[start] == "(" and plain.count("(", start, end) > plain.count(")", start, end):
        start += 1  # a bracket of the sentence
    return Found(kind, start, end)


def _look_before(plain: str, start: int, digits: int) -> _Before:
    around = plain[max(0, start - 16) : start]
    letters = start
    is_code = False
    if start == digits and around:
        match = _LETTERS_BEFORE.search(around)
        if match and (match[0].isupper() or not match[0][-1].isspace()) and not _ARABIC_PREFIX.search(around):
            letters = start - len(match[0])
        is_code = bool(match and match[0][-1].isalpha() and letters < start)
        is_code = is_code or (around[-1:] in "_," and around[-2:-1].isdigit())
        is_code = is_code or bool(match and match[0][-1] == "-" and match[0][:-1].isupper())
        is_code = is_code or _CODE_BEFORE.search(around) is not None
        word = _WORD_BEFORE.search(around)
        is_code = is_code or (word is not None and not _ARABIC_PREFIX.search(around))
        is_code = is_code and not (word and label_of(word[0]))
    label = label_before(plain, start)
    if letters < start and label is not Label.PHONE:
        by_letters = label_before(plain, letters)
        if by_letters in (Label.IDENTITY, Label.PASSPORT, Label.CARD):
            by_letters = Label.IDENTITY if by_letters is Label.CARD else by_letters
            return _Before(by_letters, is_money=False, is_code=False, letters=letters)
        label = label or (by_letters if by_letters is Label.MATTER else None)
    if label is Label.PHONE or (is_code and label in _STRENGTH):
        is_code = False
    is_money = _MONEY_BEFORE.match(around[::-1]) is not None
    return _Before(label, is_money, is_code, start)


# -- Labelled numbers -------------------------------------------------------------------------------------------------


def _labelled(plain: str, run: _Run, first: int, before: _Before) -> tuple[int, Found] | None:
    """The number that a word announces: all groups that may belong to it."""
    assert before.label is not None
    kind, fewest, most = _STRENGTH[before.label]
    last, size = first, 0
    for at in range(first, min(len(run.groups), first + LONGEST)):
        size_with = size + len(run.groups[at])
        if size_with > most or (at > first and _begins_something_else(run, first, at, size, kind)):
            break
        last, size = at, size_with
    if kind is Private.BANK and size == len("22334455") and last > first:
        return None  # the phone of a bank
    if kind is Private.CARD and 7 <= size < fewest:
        kind = Private.IDENTITY  # of an identity or residence card
    elif size < fewest or (size < len(run.groups[first])):
        return None
    if last > first and _is_dated(run, first, last):
        return None
    start = before.letters if before.letters < run.spans[first][0] else _beginning(plain, run, first)
    found = _found(plain, run, first, last, kind)
    end = found.end
    if (plain[end : end + 1].isupper() and not plain[end + 1 : end + 2].isalnum()) or (
        plain[end : end + 1] == " " and plain[end + 1 : end + 2].isupper() and not plain[end + 2 : end + 3].isalnum()
        and kind is Private.IDENTITY
    ):  # fmt: skip
        end += 2 if plain[end] == " " else 1
    return last, Found(kind, min(start, found.start), end)


def _begins_something_else(run: _Run, first: int, at: int, size: int, kind: Private) -> bool:
    """Whether a group no longer belongs to the number before it: a date, a number on the next line."""
    rest = tuple(run.groups[at : at + 3])
    if numbers.is_calendar(rest, frozenset(run.separators[at : at + 2])) and len(rest) == 3:
        return True
    if run.breaks[at - 1] and size >= 6 and size + len(run.groups[at]) not in (len("13079874757"), len("201258697561")):
        return True
    if run.separators[at - 1] == "/" and size >= 6:
        return True
    return kind is Private.PASSPORT and size >= 8


def _is_dated(run: _Run, first: int, last: int) -> bool:
    return numbers.is_calendar(tuple(run.groups[first : last + 1]), frozenset(run.separators[first:last]))


def _end_of_matter(run: _Run, first: int) -> int:
    """The last group of a number that says what a letter is about. Behind a space another number may begin."""
    size = 0
    is_whole = False
    for at in range(first, len(run.groups)):
        if at > first and (run.breaks[at - 1] or (not run.separators[at - 1] and is_whole)):
            return at - 1
        size += len(run.groups[at])
        is_whole = is_whole or size >= 9 or (at > first and run.separators[at - 1] in ("/", "-"))
    return len(run.groups) - 1


def _is_sure(window: _Window) -> bool:
    """A national identity number stays one, whatever it is called; but what is paid has check digits too."""
    shape = window.shape
    if "+" in window.prefix:
        return phones.is_international(window.digits)
    if set(window.separators) == {"-"} and identities.is_written_like_one(window.digits, shape, window.separators):
        return True
    return shape in ((11,), (6, 5)) and identities.is_norwegian(window.digits, grouped=False)


def _called_phone(
    plain: str, run: _Run, first: int, windows: list[tuple[int, _Window]], public: Public
) -> tuple[int, Found | None, Label | None]:
    """A number that is called a phone, though no plan knows it: as far as it goes, without a date behind it."""
    for last, window in windows:
        if window.is_broken and not phones.is_national(window.digits):
            continue
        if 5 < len(window.digits) <= 15 and not _ends_in_date(window) and not window.is_money:
            if _is_office(plain, run, first, last, window, public):
                return last, None, Label.PHONE
            return last, _found(plain, run, first, last, Private.PHONE), Label.PHONE
    return first, None, None


def _ends_in_date(window: _Window) -> bool:
    return window.is_calendar or (
        len(window.groups) > 3 and numbers.is_date(window.groups[-3:]) and len(set(window.separators[-2:])) == 1
        and window.separators[-1] != ""
    )  # fmt: skip


# -- Numbers by their shape -------------------------------------------------------------------------------------------


def _kind_of(window: _Window) -> Private | None:
    digits, shape, before = window.digits, window.shape, window.before
    if before.is_code and not window.prefix:
        return None
    if "+" in window.prefix:
        return Private.PHONE if 7 <= len(digits) <= 15 and not window.is_money else None
    if (set(shape[:-1]) <= {4} or shape in ((4, 6, 5), (4, 6, 4))) and numbers.is_card(digits):
        return Private.CARD
    if window.is_money:
        return None
    if window.is_broken:
        if shape == (6, 5) and identities.is_norwegian(digits, grouped=False):
            return Private.IDENTITY
    else:
        if identities.is_identity(digits, shape, window.separators):
            return Private.IDENTITY
        if shape in ((12,), (4, 6, 2), (4, 8), (10, 2)) and numbers.is_duf(digits):
            return Private.DUF
        if shape in ((11,), (4, 2, 5), (4, 7)) and numbers.is_norwegian_account(digits):
            return Private.BANK
        if numbers.is_polish_account(digits):
            return Private.BANK
    return Private.PHONE if _is_phone(window) else None


def _is_phone(window: _Window) -> bool:
    digits, shape, separators = window.digits, window.shape, window.separators
    if not 8 <= len(digits) <= 17 or window.before.label is Label.TIME:
        return False
    if window.is_calendar or numbers.is_amount(window.groups, separators):
        return False
    if _is_written_like_case(window):
        return False
    if separators[:2] in ((".", "."), ("-", "-")) and numbers.is_date(window.groups[:3]):
        return False
    if window.is_broken:
        return (
            len(digits) == 8 and shape in _PAIRED and digits[0] in "49" and set(separators) == {""} and len(shape) > 2
        )
    if len(digits) >= 8 and set(shape) == {1}:
        return digits not in "01234567890"  # who counts aloud gives no number
    if len(shape) > 6 or (len(shape) > 3 and max(shape) > 4) or sum(size == 1 for size in shape) > 1:
        return False
    if digits.startswith("00"):
        return len(digits) >= 10 and (len(shape) > 1 or digits[2] != "0") and phones.is_international(digits[2:])
    if len(digits) == 8 and not digits.startswith("0"):
        return _is_norwegian_phone(digits, shape, separators)
    if digits.startswith("0") and len(digits) == 8 and shape not in _PAIRED:
        return False
    if len(digits) == 9 and numbers.is_organisation(digits):
        return False
    if len(shape) == 1 and not digits.startswith("0"):
        return phones.is_mobile_in_one(digits) or (len(digits) >= 10 and phones.is_international(digits))
    return phones.is_national(digits) or (len(digits) >= 10 and phones.is_international(digits))


def _is_written_like_case(window: _Window) -> bool:
    """Whether a number is written as those of cases are: "25/118822", "2025-118822", "2025 7788 12"."""
    if len(window.groups) > 1 and numbers.is_year(window.groups[0]):
        return True
    if "/" in window.separators:
        return len(window.separators) > 1 or not window.digits.startswith("0")
    return False


def _is_plainly_phone(window: _Window) -> bool:
    """Whether a number looks so much like a phone that the word beside it, which is not known, counts less."""
    return len(window.shape) > 1 or "+" in window.prefix or window.digits.startswith("0")


def _is_norwegian_phone(digits: str, shape: tuple[int, ...], separators: tuple[str, ...]) -> bool:
    if len(set(separators)) > 1 or "/" in separators or not (shape in _PAIRED or shape in _OTHERWISE):
        return False
    if shape in _OTHERWISE:
        return digits[0] in "49"
    return digits[0] in "49" or (len(shape) > 1 and phones.is_norwegian_line(digits))


def _is_office(plain: str, run: _Run, first: int, last: int, window: _Window, public: Public) -> bool:
    """Whether a phone is not a person's: it is known, no person can have it, or an office is named beside it."""
    digits = window.digits.removeprefix("00")
    if public.has_phone(digits):
        return True
    with_code = "+" in window.prefix or window.digits.startswith("00")
    if phones.is_service(digits, None if with_code else "NO"):
        return True
    is_swedish = window.separators[:1] == ("-",) and set(window.separators[1:]) == {""}
    if is_swedish and phones.is_service(digits, "SE"):
        return True
    start, end = _beginning(plain, run, first), run.spans[last][1]
    return phones.is_line(digits, with_code=with_code) and names_office(plain, start, end)


def _is_harmless(window: _Window, public: Public) -> bool:
    """A whole that must not be taken apart: an amount, a date, an organisation, an office's number."""
    digits = window.digits
    return (
        public.has_phone(digits.removeprefix("00"))
        or window.is_money
        or window.is_calendar
        or (len(digits) == 9 and numbers.is_organisation(digits))
        or (len(window.groups) > 1 and numbers.is_amount(window.groups, window.separators))
        or (len(digits) == 8 and digits.startswith(("800", "810", "815", "820", "829")))
    )
