"""Seals open only where they were made, tokens say nothing, and both are what they were in every version before."""

import hashlib
import hmac
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.errors import Unreadable
from bot.kernel.ids import ChannelName, ContactId
from bot.keys import crypto
from bot.keys.crypto import BUCKETS, IdCipher, Label, MasterKey, SealingKey, ServiceKeys, pad, place_of, unpad

MASTER = MasterKey(bytes(range(32)))
KEYS = ServiceKeys(bytes(range(32, 64)))
IDS = KEYS.ids(ChannelName("telegram"))
HERE = place_of("inbox", "payload", "telegram", 7)

PARTS = st.one_of(st.none(), st.integers(), st.text(max_size=8))
PLACES = st.lists(PARTS, min_size=2, max_size=4)


# -- what was sealed stays readable ----------------------------------------------------------------------------------

SEALED = (
    "01e84e5b8335f2c7c54c225162d352aa0e6882b0b7533f2d95f8a2493385f8d34107710ee7e29b57cc0be08d8d6ec0581aafd9331b027101bd"
    "514cf645b08434426d300511b4e1793e695e7aeb74e20fdbfc19aa16a4d976e9bafa5576d3f4"
)
WRAPPED_SERVICE_KEY = (
    "0179ef8eb7f2490c12ea17514712541803f1a30d36a89323ea869f6addc605c78374ce0384dc7953f6205a7c074c7b5560833b398843a5c225"
    "7c0946a86e54be9f13a2d5e454bd3c0160ddd350e36d3a165843046378fe95192aeea88b4a13"
)
WRAPPED_CONTACT_KEY = (
    "0155237f5424c906d21ccc665d76120083b25ab4b7995b39e856682429cf284d160f9b09408b0f4fd7dd186a84e8d183cc2f4ab3b929e46935"
    "d7209e854a04e9c8dc1a05a6ead809af45f7fcda7127d33fb89b783aa76f590728aaab71a8fa"
)


def test_what_an_earlier_version_sealed_can_be_read() -> None:
    assert KEYS.queue.open(bytes.fromhex(SEALED), HERE) == "Hei på deg".encode()
    assert MASTER.unwrap(bytes.fromhex(WRAPPED_SERVICE_KEY)).root == KEYS.root
    KEYS.contact_key(ContactId(5), bytes.fromhex(WRAPPED_CONTACT_KEY))


def test_tokens_are_what_they_were() -> None:
    assert IDS.conceal(101) == "e9cA0CwaWiRyHyr0pbaBoMHIgLl200Qj"
    assert IDS.conceal(-1001234567890) == "T7CSTmPrhfikjw9_oG_9eO4HCivUKd2q"
    assert IDS.fingerprint("AQADxyz") == "ukYilJrCrYzfsChIZGQx"


@pytest.mark.parametrize("label", Label)
def test_keys_are_derived_as_rfc_5869_says(label: Label) -> None:
    extracted = hmac.digest(bytes(32), MASTER.raw, hashlib.sha256)
    first = hmac.digest(extracted, label.encode() + b"\x01", hashlib.sha256)
    second = hmac.digest(extracted, first + label.encode() + b"\x02", hashlib.sha256)
    assert crypto.derive(MASTER.raw, label, 64) == first + second


def test_no_two_purposes_share_a_key() -> None:
    assert len({crypto.derive(MASTER.raw, label) for label in Label}) == len(Label)


# -- seals -----------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=9000), PLACES)
def test_what_is_sealed_can_be_opened_in_its_place(body: bytes, place: list[str | int | None]) -> None:
    sealed = KEYS.queue.seal(body, place_of("t", "c", *place))
    assert KEYS.queue.open(sealed, place_of("t", "c", *place)) == body


@given(PLACES, PLACES)
def test_what_is_sealed_opens_in_no_other_place(one: list[str | int | None], other: list[str | int | None]) -> None:
    sealed = KEYS.queue.seal(b"body", place_of("t", "c", *one))
    if one == other:
        return
    with pytest.raises(Unreadable):
        KEYS.queue.open(sealed, place_of("t", "c", *other))


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_flipped_bit_is_refused(body: bytes, data: st.DataObject) -> None:
    sealed = bytearray(KEYS.queue.seal(body, HERE))
    bit = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Unreadable):
        KEYS.queue.open(bytes(sealed), HERE)


@given(st.binary(max_size=300), st.data())
def test_a_part_of_a_seal_is_refused(body: bytes, data: st.DataObject) -> None:
    sealed = KEYS.queue.seal(body, HERE)
    with pytest.raises(Unreadable):
        KEYS.queue.open(sealed[: data.draw(st.integers(0, len(sealed) - 1))], HERE)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_another_key_is_refused(key: bytes, body: bytes) -> None:
    with pytest.raises(Unreadable):
        SealingKey(key).open(KEYS.queue.seal(body, HERE), HERE)


def test_a_contacts_key_opens_for_that_contact_only() -> None:
    key, wrapped = KEYS.make_contact_key(ContactId(5))
    assert KEYS.contact_key(ContactId(5), wrapped).open(key.seal(b"x", HERE), HERE) == b"x"
    with pytest.raises(Unreadable):
        KEYS.contact_key(ContactId(6), wrapped)
    with pytest.raises(Unreadable):
        KEYS.queue.open(key.seal(b"x", HERE), HERE)


def test_the_same_body_never_looks_the_same() -> None:
    assert len({KEYS.queue.seal(b"x", HERE) for _ in range(100)}) == 100


# -- lengths ---------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=10_000))
def test_padding_is_taken_off_again_and_leaves_few_lengths(body: bytes) -> None:
    padded = pad(body)
    assert unpad(padded) == body
    assert len(padded) in BUCKETS or len(padded) % BUCKETS[-1] == 0


@pytest.mark.parametrize("padded", [b"", b"abc", b"abc\x80\x00\x01", bytes(64)])
def test_what_was_not_padded_is_refused(padded: bytes) -> None:
    with pytest.raises(Unreadable):
        unpad(padded)


# -- platform ids ----------------------------------------------------------------------------------------------------


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_token_leads_back_to_its_number_and_to_no_other_channel(number: int) -> None:
    token = IDS.conceal(number)
    assert (len(token), IDS.conceal(number), IDS.reveal_number(token)) == (32, token, number)
    again = KEYS.ids(ChannelName("telegram"))  # which remembers nothing
    assert (again.reveal(token), KEYS.ids(ChannelName("telegram")).conceal(str(number))) == (str(number), token)
    with pytest.raises(Unreadable):
        KEYS.ids(ChannelName("whatsapp")).reveal(token)


NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.sampled_from(["0", "-0", "007", "+47", "1e3", "٣", str(2**63), str(-(2**63) - 1), "1\n", "+4791234567"]),
)


@given(NAMES, NAMES)
def test_any_name_has_a_token_that_no_other_name_has(one: str, other: str) -> None:
    ids, again = (KEYS.ids(ChannelName("matrix")) for _ in range(2))
    token = ids.conceal(one)
    assert (again.reveal(token), again.conceal(one)) == (one, token)
    assert (ids.conceal(other) == token) is (one == other)
    assert re.fullmatch(r"[A-Za-z0-9_-]{32,}", token), "fit for the name of a lane or a conversation"
    with pytest.raises(Unreadable):
        IDS.reveal(token)


def test_the_token_of_a_name_is_what_it_was() -> None:
    assert IDS.conceal("@amal:example.org") == "f51_UGIQclld5X1_GUVNaNdSb8_NAGLQ0SerHOsVk-d8loP3ilpS"


@given(st.one_of(st.text(max_size=40), st.binary(max_size=30).map(lambda raw: raw.hex())))
def test_nothing_else_is_a_token(text: str) -> None:
    with pytest.raises(Unreadable):
        IDS.reveal(text)


def test_fingerprints_differ_by_key_and_channel() -> None:
    others = (KEYS.ids(ChannelName("sms")), ServiceKeys.make().ids(ChannelName("telegram")))
    assert len({ids.fingerprint("f") for ids in (IDS, *others)}) == 3


# -- what is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", [MASTER, KEYS, KEYS.queue, IDS])
def test_keys_are_never_shown(secret: MasterKey | ServiceKeys | SealingKey | IdCipher) -> None:
    assert repr(secret) == f"<{type(secret).__name__}>"
