"""Public holidays, from the `holidays` library, which knows the rules of every country."""

from collections.abc import Callable
from datetime import date

import holidays as library

ENGLISH = "en_US"
"""The language of the names, where the library has it; our catalogs translate these."""


def known_places() -> set[str]:
    """Everything that `holidays_of` takes: "NO", and where a part of a country differs, "DE-BY"."""
    countries = library.list_supported_countries()
    return set(countries) | {f"{country}-{part}" for country, parts in countries.items() for part in parts}


def holidays_of(place: str) -> Callable[[date], str]:
    """The public holidays of a country or a part of one: the name for a day, or "". Two on one day are "A; B".

    Left without a language, the library answers in that of the computer on which it runs.
    """
    country, _, part = place.partition("-")
    known = library.country_holidays(country, subdiv=part or None)
    language = ENGLISH if ENGLISH in known.supported_languages else known.default_language
    calendar = library.country_holidays(country, subdiv=part or None, language=language)

    def name_of(day: date) -> str:
        return calendar.get(day) or ""

    return name_of
