"""What people write is hidden where it names a person, and stays readable where it says what a letter is about."""

import sys

import pytest

from bot.features.privacy.redaction import find_private
from tests.features.privacy.table import as_table, confusion, read_table


def find(text: str) -> list[tuple[int, int, str]]:
    return [(each.start, each.end, each.kind.value) for each in find_private(text)]


@pytest.mark.parametrize("name", ["sentences.tsv", "held_back.tsv"])
def test_what_names_a_person_is_hidden_and_what_a_letter_is_about_is_kept(name: str) -> None:
    """Run with -s to read the table."""
    result = confusion(read_table(name), find)
    report = "\n".join(["", name, as_table(result), *result.wrong])
    sys.stdout.write(f"{report}\nhide {result.share('hide'):.3f}, keep {result.share('keep'):.3f}\n")
    assert result.share("keep") >= 0.99, report
    assert result.share("hide") >= 0.97, report
