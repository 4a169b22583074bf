"""Pseudonyms and aliases."""

import random

from bot.features.cases.pseudonyms import ADJECTIVES, ANIMALS, propose_pseudonym, volunteer_alias
from bot.kernel.content import Text


def test_a_pseudonym_is_two_words_and_grows_a_third_when_names_run_out():
    rng = random.Random(1)
    assert len(propose_pseudonym(rng.choice).split()) == 2
    assert len(propose_pseudonym(rng.choice, tries=8).split()) == 3


def test_there_are_enough_names_and_none_twice():
    assert len(set(ADJECTIVES)) == len(ADJECTIVES)
    assert len(set(ANIMALS)) == len(ANIMALS)
    assert len(ADJECTIVES) * len(ANIMALS) > 10_000


def test_volunteers_are_letters():
    assert [volunteer_alias(index) for index in (0, 1, 25, 26, 27, 701, 702)] == [
        "A",
        "B",
        "Z",
        "AA",
        "AB",
        "ZZ",
        "AAA",
    ]


def test_what_people_write_does_not_show_in_a_repr():
    assert repr(Text("my name is Amal")) == "<Text>"
