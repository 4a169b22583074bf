"""Which numbers are phone numbers, by the numbering plans in `phonenumbers`. Digits are ASCII here.

People write numbers of the country where they live, and of those from which they come, mostly without the plus sign.
All plans are one regular expression, so that a number costs microseconds.
"""

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import PhoneMetadata

REGIONS = (
    "NO SE DK FI IS PL LT LV EE UA RO BG RU GB DE FR ES IT NL US TR SY IQ IR AF PK IN SO ER ET SD EG MA LB JO PS SA AE "
    "KE UG CD NG GH PH TH VN CN LK BD NP MM AL RS BA XK GE AM AZ BY KZ UZ HU CZ SK GR PT BR"
).split()
"""The countries in whose ways of writing a number is looked for: Norway's immigrants come from them."""
_HOMES = ("NO", "SE", "FI")
"""The countries whose offices are known here."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a country's numbers look: without the prefix for calls within the country."""

    code: str
    prefix: str
    mobile: re.Pattern[str]
    any: re.Pattern[str]


@cache
def _plan(region: str) -> _Plan | None:
    metadata = PhoneMetadata.metadata_for_region(region)
    if metadata is None:
        return None
    kinds = [kind for kind in (metadata.mobile, metadata.fixed_line) if kind is not None]
    mobile, fixed = (kind.national_number_pattern or "(?!)" for kind in kinds)
    return _Plan(
        str(metadata.country_code),
        metadata.national_prefix or "",
        re.compile(mobile),
        re.compile(f"(?:{mobile})|(?:{fixed})"),
    )


_PLANS = tuple(plan for region in REGIONS if (plan := _plan(region)))


def _dialled_within(plan: _Plan) -> str:
    if not plan.prefix:
        return plan.any.pattern
    optional = "" if plan.prefix == "0" else "?"  # a zero can't be left out
    return f"(?:{plan.prefix}){optional}(?:{plan.any.pattern})"


# Compiled before the first message comes: it takes a tenth of a second.
_NATIONAL = re.compile("|".join(dict.fromkeys(map(_dialled_within, _PLANS))))
_MOBILE = re.compile("|".join(dict.fromkeys(plan.prefix + f"(?:{plan.mobile.pattern})" for plan in _PLANS)))
_INTERNATIONAL = re.compile("|".join(f"{plan.code}(?:{plan.any.pattern})" for plan in _PLANS))


def is_national(digits: str) -> bool:
    """A number as it is dialled within one of the countries, with or without the prefix."""
    return _NATIONAL.fullmatch(digits) is not None


def is_mobile_in_one(digits: str) -> bool:
    """A mobile's number without any space: of a country without a prefix, or with it."""
    return _MOBILE.fullmatch(digits) is not None


def is_international(digits: str) -> bool:
    """A number that begins with the code of one of the countries, without plus sign or zeros."""
    return _INTERNATIONAL.fullmatch(digits) is not None


def is_norwegian_line(digits: str) -> bool:
    """Eight digits that some Norwegian phone that is not a mobile has."""
    plan = _plan("NO")
    return plan is not None and plan.any.fullmatch(digits) is not None and not plan.mobile.fullmatch(digits)


def is_line(digits: str, *, with_code: bool) -> bool:
    """A number in Norway, Sweden or Finland that is no mobile: an office may have it, and hardly a person.

    `with_code`: it begins with its country's code.
    """
    is_fixed = False
    for region in _HOMES:
        plan = _plan(region)
        assert plan is not None
        begins = plan.code if with_code else plan.prefix
        if not digits.startswith(begins):
            continue
        rest = digits[len(begins) :]
        if plan.mobile.fullmatch(rest):
            return False
        is_fixed = is_fixed or plan.any.fullmatch(rest) is not None or _services(region).fullmatch(rest) is not None
    return is_fixed


@cache
def _services(region: str) -> re.Pattern[str]:
    """The numbers that offices and companies have, and people do not."""
    metadata = PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    kinds = (metadata.toll_free, metadata.premium_rate, metadata.shared_cost, metadata.uan, metadata.voicemail)
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None and kind.national_number_pattern]
    return re.compile("|".join(patterns))


def is_service(digits: str, region: str | None) -> bool:
    """A number that no person has: free of charge, of shared or high cost, or of a company's exchange.

    `region` is where it is dialled; None for one with its country's code, which is looked at in the countries whose
    offices are known here.
    """
    for each in (region,) if region else _HOMES:
        plan = _plan(each)
        assert plan is not None
        if region is None and not digits.startswith(plan.code):
            continue
        rest = digits if region else digits[len(plan.code) :]
        if plan.prefix and region:
            if not digits.startswith(plan.prefix):
                continue
            rest = digits[len(plan.prefix) :]
        if _services(each).fullmatch(rest):
            return True
    return False


def written_forms(number: str) -> frozenset[str]:
    """A number as people may write it, as digits alone: with its country's code, and as it is dialled within."""
    digits = re.sub(r"\D", "", number)
    if not number.strip().startswith("+"):
        return frozenset({digits, f"47{digits}"} if len(digits) == len("22334455") else {digits})
    forms = {digits}
    for plan in _PLANS:
        if digits.startswith(plan.code):
            forms.add(plan.prefix + digits[len(plan.code) :])
    return frozenset(forms)
