"""The numbers by which countries know a person, by their shape and their check digits. Digits are ASCII here.

Check digits are python-stdnum's where it knows the country. A country whose numbers have none, or too few to tell
them from others, is known by the word in front of the number (`labels`).
"""

import re
from collections.abc import Callable, Iterator, Mapping

from stdnum import verhoeff
from stdnum.be import nn as belgium
from stdnum.br import cpf as brazil
from stdnum.cz import rc as czechia
from stdnum.ee import ik as estonia
from stdnum.es import dni as spain
from stdnum.es import nie as foreigner_in_spain
from stdnum.fi import hetu as finland
from stdnum.fr import nir as france
from stdnum.it import codicefiscale as italy
from stdnum.lt import asmens as lithuania
from stdnum.no import fodselsnummer as norway
from stdnum.pl import pesel as poland
from stdnum.ro import cnp as romania
from stdnum.se import personnummer as sweden
from stdnum.tr import tckimlik as turkey
from stdnum.us import ssn as united_states

Shape = tuple[int, ...]

_BY_LENGTH: Mapping[int, tuple[Callable[[str], bool], ...]] = {
    11: (poland.is_valid, lithuania.is_valid, estonia.is_valid, turkey.is_valid),
    12: (sweden.is_valid,),
    13: (romania.is_valid,),
    15: (france.is_valid,),
}
"""Numbers that are written in one, or in groups, with enough check digits to be told from others."""


def is_norwegian(digits: str, *, grouped: bool) -> bool:
    """A Norwegian national identity number or D-number: 11 digits.

    `grouped`: written as date and number ("010190 12345"); then a wrong check digit is a slip of the pen. Months are
    also those of help numbers and of synthetic people (+40, +65, +80), days those of D-numbers (+40).
    """
    if len(digits) != 11 or not _is_norwegian_date(digits):
        return False
    checks = norway.calc_check_digit1(digits[:9]) + norway.calc_check_digit2(digits[:10])
    return grouped or checks == digits[9:]


def _is_norwegian_date(digits: str) -> bool:
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    month -= next((added for added in (80, 65, 40) if month > added), 0)
    return 1 <= day <= 31 and 1 <= month <= 12


def is_identity(digits: str, shape: Shape, separators: tuple[str, ...]) -> bool:
    """Whether a number is one by which a country knows a person, also without a word that says so."""
    if shape in ((11,), (6, 5)) and is_norwegian(digits, grouped=shape == (6, 5)):
        return True
    if shape == (2, 2, 2, 5) and is_norwegian(digits, grouped=True):
        return True
    if len(shape) <= 3 and any(check(digits) for check in _BY_LENGTH.get(len(digits), ())):
        return True
    return is_written_like_one(digits, shape, separators)


def is_written_like_one(digits: str, shape: Shape, separators: tuple[str, ...]) -> bool:  # one line a country
    match shape, separators:
        case (6, 4), ("-",):  # Denmark, Iceland, Sweden
            return _begins_with_date(digits)
        case (8, 4), ("-",):  # Sweden
            return digits[:2] in ("19", "20") and _begins_with_date(digits[2:])
        case (10,), ():
            return sweden.is_valid(digits)
        case (5, 7, 1), ("-", "-"):  # Pakistan
            return digits[0] in "12345678"
        case (4, 4, 5), ("-", "-"):  # Afghanistan's electronic tazkira
            return digits[:2] in ("13", "14")
        case (4, 4, 4), _:  # India
            return digits[0] in "23456789" and verhoeff.is_valid(digits)
        case (3, 3, 3, 2), ("-", "-", _):  # Russia's SNILS
            return True
        case (3, 3, 3, 2), (".", ".", "-"):
            return brazil.is_valid(digits)
        case (3, 2, 4), ("-", "-"):
            return united_states.is_valid(digits)
        case (2, 2, 2, 3, 2), (".", ".", "-", "."):
            return belgium.is_valid(digits)
        case (6, 3) | (6, 4), ("/",):  # Czechia and Slovakia
            return czechia.is_valid(digits)
        case _:
            return False


def _begins_with_date(digits: str) -> bool:
    """Day or year, month, year or day; days also those of Sweden's coordination numbers (+60)."""
    first, month, last = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and (1 <= first <= 31 or 1 <= last <= 31 or 61 <= last <= 91)


# -- Numbers with letters ---------------------------------------------------------------------------------------------

_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?P<finland>[0-9]{6}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y])"
    r"|(?P<spain>[XYZxyz]?-?[0-9]{7,8}-?[A-Za-z])"
    r"|(?P<italy>[A-Za-z]{6}[0-9LMNP-V]{2}[A-EHLMPR-Ta-ehlmpr-t][0-9LMNP-V]{2}[A-Za-z][0-9LMNP-V]{3}[A-Za-z])"
    r"|(?P<india>[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z])"
    r"|(?P<britain>[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D])"
    r")(?![A-Za-z0-9])"
)
_CHECKS: Mapping[str, Callable[[str], bool]] = {
    "finland": lambda number: finland.is_valid(number, allow_temporary=True),
    "spain": lambda number: foreigner_in_spain.is_valid(number) or spain.is_valid(number),
    "italy": italy.is_valid,
}
"""The others have no check digits: their letters are enough."""


def lettered(plain: str) -> Iterator[tuple[int, int]]:
    """Where in a text identity numbers with letters stand. None is longer than 17 characters."""
    for match in _LETTERED.finditer(plain):
        check = _CHECKS.get(match.lastgroup or "")
        if check is None or check(match[0].upper()):
            yield match.span()
