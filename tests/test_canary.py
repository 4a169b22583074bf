"""The search finds what is planted, in each form, and nothing where nothing is."""

import gzip
import os
import struct
import zlib
from base64 import b64encode, urlsafe_b64encode

import pytest

from tests.canary import find_traces

PERSON, OLD_PERSON, TEAM, NAME, TEXT = 7_305_118_442, 305_118_442, -1_001_384_772_905, "Amal Haddad", "سؤال عن الإيجار"
CANARIES = {"person": PERSON, "old person": OLD_PERSON, "team": TEAM, "name": NAME, "text": TEXT}
PLANTED = {
    "decimal": (b"id=7305118442;", "person"),
    "big-endian 8": (struct.pack(">q", PERSON), "person"),
    "little-endian 8": (struct.pack("<q", PERSON), "person"),
    "big-endian 6": (PERSON.to_bytes(6, "big"), "person"),
    "little-endian 6": (PERSON.to_bytes(6, "little"), "person"),
    "big-endian 4": (struct.pack(">I", OLD_PERSON), "old person"),
    "little-endian 4": (struct.pack("<I", OLD_PERSON), "old person"),
    "negative": (struct.pack(">q", TEAM), "team"),
    "hex of bytes": (struct.pack(">q", PERSON).hex().encode(), "person"),
    "hex of text": (NAME.encode().hex().encode(), "name"),
    "UTF-16": (NAME.encode("utf-16-le"), "name"),
    "JSON": (TEXT.encode("unicode_escape"), "text"),
    "text": (TEXT.encode(), "text"),
    "deflated": (zlib.compress(b"%d is %s" % (PERSON, NAME.encode())), "person"),
    "gzipped": (gzip.compress(TEXT.encode()), "text"),
    "press": (b"answer:%d." % (OLD_PERSON << 32 | 0x7A31_55E7), "old person"),
    **{f"base64 at {n}": (b64encode(b"x" * n + TEXT.encode() + b"yy"), "text") for n in range(3)},
    **{f"base64url at {n}": (urlsafe_b64encode(b"\xff" * n + TEXT.encode()), "text") for n in range(3)},
    **{f"base64 of packed at {n}": (b64encode(b"x" * n + struct.pack(">q", TEAM) + b"yy"), "team") for n in range(3)},
}


@pytest.mark.parametrize("form", PLANTED)
def test_what_is_planted_is_found(form: str) -> None:
    planted, name = PLANTED[form]
    found = find_traces(os.urandom(5000) + planted + os.urandom(5000), CANARIES)
    assert any(trace.startswith(f"{name}, ") for trace in found)


def test_nothing_is_found_where_nothing_is() -> None:
    assert find_traces(bytes(range(256)) * 100 + b"7305118443 Amal Hadad", CANARIES) == []
