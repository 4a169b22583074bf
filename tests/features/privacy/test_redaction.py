"""What names a person is found in every way of writing it; what advice is made of stays readable."""

import string
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.privacy.identities import is_norwegian
from bot.features.privacy.numbers import is_card, is_iban, is_organisation
from bot.features.privacy.phones import is_service
from bot.features.privacy.private import Private
from bot.features.privacy.redaction import find_private, mask
from bot.kernel.content import Entity, Style, Text
from tests.examples import examples

P = Private

PRIVATE = [
    ("91234567", P.PHONE),
    ("912 34 567", P.PHONE),
    ("91 23 45 67", P.PHONE),
    ("9123 4567", P.PHONE),
    ("912-34-567", P.PHONE),
    ("912.34.567", P.PHONE),
    ("9 1 2 3 4 5 6 7", P.PHONE),
    ("+47 91 23 45 67", P.PHONE),
    ("+4791234567", P.PHONE),
    ("0047 91234567", P.PHONE),
    ("(+47) 912 34 567", P.PHONE),
    ("4791234567", P.PHONE),
    ("+48501234567", P.PHONE),
    ("501 234 567", P.PHONE),
    ("22 123 45 67", P.PHONE),
    ("+1 (212) 555-0123", P.PHONE),
    ("(212) 555-0123", P.PHONE),
    ("212-555-0123", P.PHONE),
    ("+44 20 7946 0958", P.PHONE),
    ("07911 123456", P.PHONE),
    ("0532 123 45 67", P.PHONE),
    ("070-123 45 67", P.PHONE),
    ("0151/23456789", P.PHONE),
    ("8 (912) 345-67-89", P.PHONE),
    ("+252 61 1234567", P.PHONE),
    ("+380 67 123 45 67", P.PHONE),
    ("٠٩١٢٣٤٥٦٧٨٩", P.PHONE),
    ("+٤٧ ٩١٢ ٣٤ ٥٦٧", P.PHONE),
    ("۰۹۱۲ ۳۴۵ ۶۷۸۹", P.PHONE),
    ("９１２３４５６７", P.PHONE),
    ("912\u00a034\u202f567", P.PHONE),
    ("912‑34‑567", P.PHONE),
    ("9\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7", P.PHONE),
    ("ola@example.org", P.MAIL),
    ("Ola.Nordmann+nav@mail.example.co.uk", P.MAIL),
    ("ＯＬＡ＠example.org", P.MAIL),
    ("@amal_h", P.ACCOUNT),
    ("t.me/amal_h", P.ACCOUNT),
    ("https://t.me/amal_h?start=1", P.ACCOUNT),
    ("https://telegram.me/joinchat/AAAA", P.ACCOUNT),
    ("tg://user?id=123", P.ACCOUNT),
    ("amal.t.me", P.ACCOUNT),
    ("wa.me/4791234567", P.ACCOUNT),
    ("https://www.facebook.com/amal.h", P.ACCOUNT),
    ("4111 1111 1111 1111", P.CARD),
    ("4111111111111111", P.CARD),
    ("4111-1111-1111-1111", P.CARD),
    ("3782 822463 10005", P.CARD),
    ("NO93 8601 1117 947", P.BANK),
    ("DE89 3704 0044 0532 0130 00", P.BANK),
    ("no9386011117947", P.BANK),
    ("1234.56.78903", P.BANK),
    ("010190 12345", P.IDENTITY),
    ("201258697561", P.DUF),
    ("2012 586975 61", P.DUF),
]

READABLE = [
    "22.11.2026",
    "2026-11-22",
    "20261122",
    "22/11/2026",
    "24.12-1.1",
    "05.01.2024–31.12.2024",
    "22.11.2026 10.00-15.00",
    "2026-11-22 19:02",
    "2019-2024",
    "10.00-15.00",
    "Mon-Thu 10:00-15:00",
    "10.30, 11.30, 12.30",
    "0150 Oslo",
    "12 500 kr",
    "kr 1 250 000",
    "25 000,-",
    "1 234 567 890 123 456 789 012 kr",
    "2 000 000 - 3 000 000 kr",
    "100 000 000",
    "12345678 kr",
    "112",
    "110 112 113",
    "116 117",
    "116117",
    "02800",
    "55 55 33 33",
    "NAV: 55553333",
    "800 80 000",
    "815 33 333",
    "889 640 782",
    "org.nr 889640782",
    "saksnr 2023/123456",
    "sak 24/01234-5",
    "ref 91234567",
    "KID 1234567890123",
    "§ 12-34",
    "AB12345678",
    "https://www.nav.no/no/12345678",
    "3,14159265",
    "1 2 3 4 5 6 7 8 9",
    "children of 12, 14 and 16 years",
    "50 %",
    "@me",
    "a@b",
]


@pytest.mark.parametrize(("text", "kind"), PRIVATE)
@pytest.mark.parametrize(
    "around",
    ["{}", "My number: {}.", "Call me\n{}\nThanks", "({})", "«{}»\nNext line 2026-11-22", "رقم {} شكرا"],
)
def test_found_as_one_whole(text: str, kind: Private, around: str) -> None:
    whole = around.format(text)
    [found] = find_private(whole)
    assert found.kind is kind
    assert whole[found.start : found.end] == text


@pytest.mark.parametrize("word", ["He said", "mitt selskap", "i Sarpsborg", "Madrid"])
def test_a_word_that_ends_like_one_for_a_case_makes_no_case_number(word: str) -> None:
    assert [found.kind for found in find_private(f"{word} 912 34 567")] == [P.PHONE]


@pytest.mark.parametrize("word", ["ID", "kap.", "byggesak", "Straffesak nr", "kundenr.", "org.nr"])
def test_a_word_for_a_case_makes_a_case_number(word: str) -> None:
    assert find_private(f"{word} 912 34 567") == []


@given(
    st.sampled_from("tel Tlf MOBİL nummer Telefon телефон رقم ስልክ 📞 numer ☎️".split()),
    st.text(" .:-\u200b", max_size=12),
    st.text(" .:#-", max_size=12),
)
def test_whatever_stands_between_a_word_for_a_phone_makes_its_number_one(word: str, first: str, second: str) -> None:
    for between in (first, f"{first}nr{second}", f"{first} er \n"):
        assert [found.kind for found in find_private(f"Hei {word}{between}123 456")] == [P.PHONE]


@given(
    st.sampled_from("sak Saksnr # § KID FAKTURA ref".split()),
    st.text(" .:#-", max_size=12),
    st.text(" .:#-", max_size=12),
)
def test_whatever_stands_between_a_word_for_a_case_makes_its_number_one(word: str, first: str, second: str) -> None:
    for between in (first, f"{first}no{second}"):
        assert find_private(f"Hei {word}{between}912 34 567") == []


@pytest.mark.parametrize("text", READABLE)
@pytest.mark.parametrize("around", ["{}", "Come {}.", "Before {} and after"])
def test_left_readable(text: str, around: str) -> None:
    assert find_private(around.format(text)) == []


def test_several_in_one_text_are_hidden_and_the_formatting_moves_along() -> None:
    text = "Ring 912 34 567 or ola@example.org today"
    hidden, kinds = mask(
        Text(text, (Entity(Style.BOLD, 5, 10), Entity(Style.ITALIC, 0, 8), Entity(Style.CODE, 35, 5))),
        lambda kind: f"[{kind}]",
    )
    assert hidden.text == "Ring [phone] or [mail] today"
    assert kinds == {P.PHONE, P.MAIL}
    styled = [(entity.style, hidden.text[entity.offset :][: entity.length]) for entity in hidden.entities]
    assert styled == [(Style.BOLD, "[phone]"), (Style.ITALIC, "Ring [phone]"), (Style.CODE, "today")]


def with_controls(first: str) -> str | None:
    """The identity number that begins with nine digits, or None where control digits do not exist."""
    for last in range(100):
        if is_norwegian(f"{first}{last:02}", grouped=False):
            return f"{first}{last:02}"
    return None


birth_numbers = (
    st.tuples(
        st.integers(1, 28),
        st.integers(1, 12),
        st.integers(0, 99),
        st.integers(0, 999),
        st.sampled_from([0, 40]),
        st.sampled_from([0, 40, 65, 80]),
    )
    .map(lambda drawn: f"{drawn[0] + drawn[4]:02}{drawn[1] + drawn[5]:02}{drawn[2]:02}{drawn[3]:03}")
    .map(with_controls)
    .filter(bool)
)


@given(birth_numbers, st.sampled_from(["{}", "{} ", "nr {}", "født {}!"]))
def test_every_identity_number_is_found(number: str, around: str) -> None:
    for written in (number, f"{number[:6]} {number[6:]}"):
        [found] = find_private(around.format(written))
        assert found.kind is P.IDENTITY


def luhn(first: str) -> str:
    return next(f"{first}{last}" for last in range(10) if is_card(f"{first}{last}"))


@given(st.text(string.digits, min_size=14, max_size=14))
def test_every_card_is_found(digits: str) -> None:
    card = luhn(f"4{digits}")
    for written in (card, " ".join(card[at : at + 4] for at in range(0, 16, 4))):
        [found] = find_private(f"kort {written}")
        assert found.kind in (P.CARD, P.PHONE)
        assert "".join(character for character in written if character.isdigit()) == card
        assert (found.start, found.end) == (5, 5 + len(written))


@given(st.text(string.digits, min_size=11, max_size=20), st.sampled_from(["NO", "DE", "PL", "GB"]))
def test_every_iban_is_found(digits: str, country: str) -> None:
    iban = next(f"{country}{check:02}{digits}" for check in range(2, 99) if is_iban(f"{country}{check:02}{digits}"))
    for written in (iban, " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))):
        found = find_private(written)
        assert (found[0].kind, found[0].start, found[-1].end) == (P.BANK, 0, len(written))


NORWEGIAN = ["{0}{1}{2}{3}{4}{5}{6}{7}", "{0}{1}{2} {3}{4} {5}{6}{7}", "{0}{1} {2}{3} {4}{5} {6}{7}"]


@given(st.text(string.digits, min_size=7, max_size=7), st.sampled_from(NORWEGIAN), st.sampled_from("49"))
def test_every_mobile_number_is_found(digits: str, shape: str, first: str) -> None:
    number = shape.format(*(first + digits))
    [found] = find_private(f"Ring {number}")
    assert (found.kind, found.start, found.end) == (P.PHONE, 5, 5 + len(number))


@given(
    st.text(string.digits, min_size=7, max_size=13).filter(lambda digits: not is_service(digits, None)),
    st.sampled_from(["", " ", "-"]),
)
def test_every_number_with_a_plus_is_found(digits: str, between: str) -> None:
    number = "+" + between.join([digits[:2], digits[2:5], digits[5:]])
    assert [(found.start, found.end) for found in find_private(f"({number})")] == [(1, 1 + len(number))]


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%y", "%Y%m%d", "%d. %m. %Y"]),
)
def test_no_date_is_hidden(day: date, shape: str) -> None:
    assert find_private(f"on {day.strftime(shape)}, and then") == []


@given(st.integers(0, 10**9), st.sampled_from(["{:,} kr", "kr {:,}", "NOK {:,},-", "{:,} zł", "€ {:,}"]))
def test_no_amount_is_hidden(amount: int, shape: str) -> None:
    for separator in (" ", ".", "\u00a0", ""):
        assert find_private(shape.format(amount).replace(",", separator).replace(f"{separator}-", ",-")) == []


@given(st.integers(800_000_000, 999_999_999))
def test_no_organisation_is_hidden(number: int) -> None:
    if is_organisation(str(number)):
        digits = str(number)
        assert find_private(f"{digits[:3]} {digits[3:6]} {digits[6:]}") == []
        assert find_private(digits) == []


@examples(300)
@given(st.text(st.sampled_from(string.digits + " .-/()+:@,kr\nae٣۴\u200b\u202c"), min_size=1, max_size=60))
def test_whatever_the_text_stretches_are_in_order_and_hiding_twice_changes_nothing(text: str) -> None:
    found = find_private(text)
    position = 0
    for each in found:
        assert position <= each.start < each.end <= len(text)
        position = each.end
    entities = (Entity(Style.BOLD, 0, len(text)), Entity(Style.CODE, len(text) // 2, 3))
    hidden, _ = mask(Text(text, entities), lambda kind: "[hidden]")
    for entity in hidden.entities:
        assert entity.offset >= 0
        assert entity.length > 0
    assert hidden.entities == () or hidden.entities[0].offset + hidden.entities[0].length <= len(hidden.text)


@examples(50)
@given(st.text(min_size=0, max_size=200).map(lambda piece: piece * 20))
def test_a_long_hostile_text_takes_no_time(text: str) -> None:
    find_private(text[:4096])


def calls(act: Callable[[], object]) -> int:
    """How many functions are called: a measure of work that does not depend on what else the machine does."""
    count = 0

    def note(_frame: Any, _event: str, _argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return count


HOSTILE = [
    *("1", "1 ", "12 ", "123 ", "1.2", "1(", "+", "+1 ", "(", " ", "\n", "-", "a", "@", "a@", "a@b.cc ", "a.", "a:"),
    *("24.12.2026 ", "1 kr ", "tel. 1 ", "sak 1234567 ", "12345678 ", "+4791234567 ", "a.bc/1 +4791234567 ", "/"),
    *("t.me/a", "@a.", "tel:1", "insta ", "insta is is ", "AB 1234567 ", "A1234567B ", "123456-", "passport ", "1\n"),
    *("nr nr nr 12345 ", "og 91234567 ", "0701234567 ", "123.456.789-", "t.me:443/", "UMA/2025/1", "A-1.", "20 21 22 "),
    *(
        "kommune 22334455 ",
        "٩١٢٣٤٥٦٧ و",
        "1000-1500 ",
        "501234567 ",
        "@g.co/maps?1,2",
        "NO12\n",
        "nummer er ",
        "№#",
        "a[at]",
        "[at]b.c",
    ),
    *("NO12 ", "NO12 3456 ", f"NO12{'a' * 33} ", "9\u200b", "\u0301", "🙂", "🇳🇴", "٣ ", "http://", "https://a@b/?1 "),
]
"""What a text can be full of in order to cost much."""


@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=6).map("".join))
def test_four_times_the_text_is_not_much_more_than_four_times_the_work(unit: str) -> None:
    text = (unit * 4000)[:4000]
    assert calls(partial(find_private, text)) <= 5 * calls(partial(find_private, text[:1000])) + 100


@pytest.mark.parametrize(
    "text",
    [
        "konto NO9386011117947 takk for hjelpen",
        "NO93 8601 1117 947 takk for hjelpen",
        "my account is NO9386011117947 thank you",
        "GB82WEST12345698765432 is mine",
        "PL61109010140000071219812874 to moje konto",
        "room ab12 NO9386011117947",
    ],
)
def test_an_account_is_hidden_whole_whatever_words_stand_around_it(text: str) -> None:
    [found] = find_private(text)
    assert found.kind is Private.BANK
    assert text[found.start : found.end].replace(" ", "") in (
        "NO9386011117947",
        "GB82WEST12345698765432",
        "PL61109010140000071219812874",
    )
