"""The languages that Brobygger knows: the rows of `locales/languages.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.kernel.ids import LanguageCode

LOCALES = Path(__file__).resolve().parents[2] / "locales"
ENGLISH = LanguageCode("en")
"""The language of the sentences in the code, and the last one in every fallback chain."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language. The file says at its top what each column means."""

    code: LanguageCode
    babel: str
    english: str
    endonym: str
    right_to_left: bool
    plural: str
    accept: tuple[str, ...]
    fallback: tuple[LanguageCode, ...]
    core: bool


def read_languages(folder: Path = LOCALES) -> dict[LanguageCode, Language]:
    """All languages by code, in the order of the file."""
    with (folder / "languages.toml").open("rb") as file:
        rows = tomllib.load(file)
    return {
        LanguageCode(code): Language(
            code=LanguageCode(code),
            babel=row["babel"],
            english=row["english"],
            endonym=row["endonym"],
            right_to_left=row["direction"] == "rtl",
            plural=row["plural"],
            accept=tuple(row["accept"]),
            fallback=tuple(LanguageCode(other) for other in row["fallback"]),
            core=row["core"],
        )
        for code, row in rows.items()
    }
