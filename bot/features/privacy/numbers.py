"""What a number is by its shape and its check digits: cards, accounts, dates, hours, amounts. Digits are ASCII here.

Check digits are python-stdnum's. Identity numbers of countries are in `identities`, phone numbers in `phones`.
"""

from datetime import date
from itertools import pairwise

from stdnum import luhn
from stdnum.iso7064 import mod_97_10
from stdnum.no import kontonr, orgnr

_CARDS = (
    ("4", (13, 16, 19)),  # Visa
    *((str(first), (16,)) for first in range(51, 56)),  # Mastercard
    *((str(first), (16,)) for first in range(22, 28)),  # Mastercard, Mir
    *((first, (15,)) for first in ("34", "37")),  # American Express
    *((first, (14, 16, 19)) for first in ("30", "36", "38", "39")),  # Diners Club
    *((first, (16, 17, 18, 19)) for first in ("35", "60", "62", "64", "65")),  # JCB, Discover, UnionPay, RuPay, Iran
    *((first, (13, 16, 18, 19)) for first in ("50", "56", "57", "58", "63", "67")),  # Maestro
)
"""How the numbers of payment cards begin, and how many digits they have (ISO/IEC 7812)."""


def is_card(digits: str) -> bool:
    """A payment card, by its issuer, its length and Luhn's check digit."""
    known = any(digits.startswith(first) and len(digits) in lengths for first, lengths in _CARDS)
    return known and luhn.is_valid(digits)


def is_iban(letters: str) -> bool:
    """An international account number, without spaces and in capitals. A length that its country does not use may be
    a slip of the pen, and so is no reason to leave it readable."""
    if not 15 <= len(letters) <= 34 or not letters.isascii() or not letters.isalnum():
        return False
    return mod_97_10.is_valid(letters[4:] + letters[:4])


def is_duf(digits: str) -> bool:
    """The Norwegian immigration authorities' number of a person: 12 digits that begin with the year."""
    return len(digits) == 12 and 1980 <= int(digits[:4]) <= 2079


def is_norwegian_account(digits: str) -> bool:
    """A Norwegian bank account: 11 digits with a check digit."""
    return len(digits) == 11 and kontonr.is_valid(digits)


def is_polish_account(digits: str) -> bool:
    """A Polish bank account as it is written in Poland: an IBAN without its letters."""
    return len(digits) == 26 and is_iban(f"PL{digits}")


def is_organisation(digits: str) -> bool:
    """A Norwegian organisation: 9 digits from 8 or 9 on with a check digit. Public, so not private."""
    return len(digits) == 9 and digits[0] in "89" and orgnr.is_valid(digits)


# -- Calendar ---------------------------------------------------------------------------------------------------------


def is_year(digits: str) -> bool:
    """A year of our calendar, or of the Persian one."""
    return len(digits) == 4 and (digits[:2] in ("19", "20") or 1300 <= int(digits) <= 1450)


def is_date(groups: tuple[str, ...]) -> bool:
    """Day, month, year in any usual order; also eight digits in one."""
    if len(groups) == 1 and len(groups[0]) == 8:
        whole = groups[0]
        return is_year(whole[:4]) and _exists(whole[:4], whole[4:6], whole[6:])
    if len(groups) != 3:
        return False
    first, second, third = groups
    if is_year(first) and len(second) <= 2 and len(third) <= 2:
        return _exists(first, second, third)
    if len(first) <= 2 and len(second) <= 2 and (is_year(third) or len(third) == 2):
        return _exists(third.rjust(4, "2"), second, first) or _exists(third.rjust(4, "2"), first, second)
    return False


def _exists(year: str, month: str, day: str) -> bool:
    if year[:2] in ("13", "14"):
        return 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def is_hour(groups: tuple[str, ...]) -> bool:
    """Hours and minutes in two groups."""
    return (
        len(groups) == 2 and all(len(group) <= 2 for group in groups) and int(groups[0]) <= 24 and int(groups[1]) < 60
    )


def _is_hour_in_one(digits: str) -> bool:
    return len(digits) == 4 and int(digits[:2]) <= 24 and int(digits[2:]) < 60 and digits[3] in "05"


def is_calendar(groups: tuple[str, ...], separators: frozenset[str]) -> bool:
    """Dates, years and hours, also several: "24.12.2026", "2019-2024", "2009 2010 2011", "10.00-15.00", "1000-1500"."""
    if len(groups) == 1:
        return is_date(groups)
    if len(groups[0]) == 4 and all(is_year(group) for group in groups):
        return True
    if _counts_up(groups) or (
        len(groups[0]) == 4 and all(map(_is_hour_in_one, groups)) and list(groups) == sorted(groups)
    ):
        return True
    if separators == {""}:
        return False
    if len(groups) == 3:
        return len(separators) == 1 and is_date(groups)
    if len(groups) == 4:
        return "-" in separators and len(separators) == 2 and is_hour(groups[:2]) and is_hour(groups[2:])
    return (
        len(groups) <= 7
        and is_date(groups[:3])
        and (is_hour(groups[3:]) or is_date(groups[3:]) or (is_hour(groups[3:5]) and is_hour(groups[5:])))
    )


def _counts_up(groups: tuple[str, ...]) -> bool:
    """Hours or days in a row: "10 12 14 16", "20 21 22 23"."""
    if len(groups) < 3 or len(groups[0]) != 2 or int(groups[-1]) > 31 or any(len(group) != 2 for group in groups):
        return False
    return {int(after) - int(before) for before, after in pairwise(groups)} in ({1}, {2})


def is_amount(groups: tuple[str, ...], separators: tuple[str, ...]) -> bool:
    """One round amount or two: "100 000 000", "25 000-30 000", "25000-30000"."""
    if len(groups) == 1 or not groups[-1].endswith("00"):
        return False
    if "-" not in separators:
        return set(separators) <= {"", "."} and _is_round(groups)
    middle = separators.index("-")
    rest = separators[:middle] + separators[middle + 1 :]
    return set(rest) <= {"", "."} and _is_round(groups[: middle + 1]) and _is_round(groups[middle + 1 :])


def _is_round(groups: tuple[str, ...]) -> bool:
    first, rest = groups[0], groups[1:]
    if not rest:
        return 3 <= len(first) <= 7 and first.endswith("00")
    return len(first) <= 3 and rest[-1] == "000" and all(len(group) == 3 for group in rest)
