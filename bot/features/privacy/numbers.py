"""Recognising numbers that name a person, by their shape and their control digits. Digits are ASCII here.

Sources: ISO/IEC 7812-1 (cards), ISO 13616 (IBAN), the Norwegian Tax Administration's description of national identity
numbers, D-numbers and their control digits, UDI's description of DUF numbers, and the Norwegian numbering plan (Nkom).
"""

from datetime import date

_FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)
_ACCOUNT_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def _weighs(digits: str, weights: tuple[int, ...]) -> bool:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 == 0


def is_card(digits: str) -> bool:
    """A payment card: 13 to 19 digits, a known first digit, and Luhn's check digit."""
    if not 13 <= len(digits) <= 19 or digits[0] not in "23456":
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_iban(letters: str) -> bool:
    """An international account number, without spaces and in capitals."""
    if not 15 <= len(letters) <= 34 or not letters.isascii() or not letters.isalnum():
        return False
    moved = letters[4:] + letters[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def is_birth_number(digits: str, *, grouped: bool) -> bool:
    """A Norwegian national identity number or D-number: 11 digits.

    `grouped`: written as date and number ("010190 12345"); then a wrong control digit is a slip of the pen. Months are
    also those of help numbers and of synthetic people (+40, +65, +80), days those of D-numbers (+40).
    """
    if len(digits) != 11 or not _is_birth_date(digits):
        return False
    return grouped or (_weighs(digits, _FIRST_WEIGHTS) and _weighs(digits, _SECOND_WEIGHTS))


def _is_birth_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    month -= next((added for added in (80, 65, 40) if month > added), 0)
    return 1 <= day <= 31 and 1 <= month <= 12


def is_duf(digits: str) -> bool:
    """The Norwegian immigration authorities' number of a person: 12 digits that begin with the year."""
    return len(digits) == 12 and 1980 <= int(digits[:4]) <= 2079


def is_norwegian_account(digits: str) -> bool:
    """A Norwegian bank account: 11 digits with a control digit."""
    return len(digits) == 11 and _weighs(digits, _ACCOUNT_WEIGHTS)


def is_organisation(digits: str) -> bool:
    """A Norwegian organisation: 9 digits from 8 or 9 on with a control digit. Public, so not private."""
    return len(digits) == 9 and digits[0] in "89" and _weighs(digits, _ORGANISATION_WEIGHTS)


PUBLIC_PHONES = frozenset(
    # NAV, UDI, poison information, a church's crisis line, labour inspection, health guidance
    "55553333 23351600 22591300 22400040 73199700 23327000".split()
)
"""Norwegian public services that volunteers name often."""


def is_public_phone(digits: str) -> bool:
    """A Norwegian number of a service and not of a person: well known, or of a series for businesses."""
    return digits in PUBLIC_PHONES or (len(digits) == 8 and digits.startswith(("800", "810", "815", "820", "829")))


def is_year(digits: str) -> bool:
    return len(digits) == 4 and digits[:2] in ("19", "20")


def is_date(groups: tuple[str, ...]) -> bool:
    """Day, month, year in any usual order; also eight digits in one."""
    if len(groups) == 1 and len(groups[0]) == 8:
        year, month, day = groups[0][:4], groups[0][4:6], groups[0][6:]
        return is_year(year) and (_exists(year, month, day))
    if len(groups) != 3:
        return False
    first, second, third = groups
    if is_year(first) and len(second) <= 2 and len(third) <= 2:
        return _exists(first, second, third)
    if len(first) <= 2 and len(second) <= 2 and (is_year(third) or len(third) == 2):
        return _exists(third.rjust(4, "2"), second, first) or _exists(third.rjust(4, "2"), first, second)
    return False


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
