"""Offices, what a service names itself, and our own account may be named; whoever looks like them may not."""

import pytest

from bot.features.privacy.phones import written_forms
from bot.features.privacy.private import Private
from bot.features.privacy.redaction import find_private
from bot.kernel.public import Public

OURS = Public(
    phones=frozenset({"+47 912 34 567", "+46 70 174 06 05"}),
    pages=frozenset({"example.org", "facebook.com/ours"}),
    accounts=frozenset({"brobygger_bot"}),
)


@pytest.mark.parametrize(
    "text",
    [
        "Ring oss: 912 34 567",
        "Ring oss: +47 91 23 45 67",
        "0047 91234567",
        "Ring 070-174 06 05",
        "kari@example.org",
        "kari@mail.example.org",
        "https://www.facebook.com/ours/posts/1",
        "m.facebook.com/ours",
        "https://t.me/brobygger_bot?start=ar_work",
        "t.me/Brobygger_Bot",
        "Skriv til @brobygger_bot",
        "brobygger_bot.t.me",
    ],
)
def test_what_a_service_names_itself_goes_through(text: str) -> None:
    assert find_private(text, OURS) == []
    assert find_private(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ring 912 34 568", Private.PHONE),
        ("kari@example.org.evil.example", Private.MAIL),
        ("kari@notexample.org", Private.MAIL),
        ("facebook.com/ours2", Private.ACCOUNT),
        ("t.me/brobygger_bot2", Private.ACCOUNT),
        ("facebook.com/kari.ours", Private.ACCOUNT),
        ("NAV-veilederen min har 912 34 569", Private.PHONE),
        ("Jeg bor ved kommunen, ring meg på 22 33 44 55", Private.PHONE),
    ],
)
def test_what_only_looks_like_it_is_hidden(text: str, kind: Private) -> None:
    assert [each.kind for each in find_private(text, OURS)] == [kind]


def test_a_number_is_known_however_it_is_written() -> None:
    assert written_forms("+46 70-174 06 05") == {"46701740605", "0701740605"}
    assert written_forms("22 33 44 55") == {"22334455", "4722334455"}
    assert written_forms("116 117") == {"116117"}
