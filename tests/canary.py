"""Looking for what must not be there: ids, names and texts, in every form in which bytes may hold them.

A search for the plain digits of an id finds nothing in a database that stores it as a number, packed or in base64, and
proves nothing. This one looks for each form; `tests/test_canary.py` plants each and sees it found.
"""

import re
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress

DEFLATED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"\x1f\x8b\x08")
"""How zlib streams (RFC 1950) and gzip files (RFC 1952) begin."""
LARGEST_INFLATED = 1 << 20


def find_traces(haystack: bytes, canaries: Mapping[str, str | int]) -> list[str]:
    """The names of the canaries that are in there, each with the form: "Amal's id, big-endian 8 bytes"."""
    found = []
    for layer, content in (("", haystack), *((", deflated", inflated) for inflated in inflate(haystack))):
        for name, canary in canaries.items():
            found += [f"{name}, {form}{layer}" for form, needle in forms(canary) if needle in content]
        pressed = set(pressers(content))
        found += [f"{name}, a press{layer}" for name, canary in canaries.items() if canary in pressed]
    return found


def pressers(content: bytes) -> Iterator[int]:
    """Whose presses are named in there: the upper half of Telegram's callback_query.id is who pressed."""
    for digits in re.findall(rb"\d{15,22}", content):
        yield int(digits) >> 32


def forms(canary: str | int) -> Iterator[tuple[str, bytes]]:
    """A canary in every form. What is so short that chance alone would find it is left out."""
    for form, needle in _forms(canary):
        if len(needle) >= (8 if form.startswith("base64") else 4):
            yield form, needle


def _forms(canary: str | int) -> Iterator[tuple[str, bytes]]:
    text = str(canary)
    yield "text", text.encode()
    for order in ("le", "be"):
        yield f"UTF-16 {order}", text.encode(f"utf-16-{order}")
    yield "hex", text.encode().hex().encode()
    yield "JSON escapes", text.encode("unicode_escape")
    yield from _in_base64(text.encode(), "text")
    if isinstance(canary, int):
        for size in (4, 6, 8):
            if not -(1 << 8 * size - 1) <= canary < 1 << 8 * size:
                continue
            for order in ("big", "little"):
                raw = (canary % (1 << 8 * size)).to_bytes(size, order)
                yield f"{order}-endian {size} bytes", raw
                yield f"hex of {order}-endian {size} bytes", raw.hex().encode()
                if size == 8:
                    yield from _in_base64(raw, f"{order}-endian {size} bytes")


def _in_base64(raw: bytes, what: str) -> Iterator[tuple[str, bytes]]:
    """What stands for sure in the base64 of something that holds these bytes, at each of the three offsets."""
    for offset in range(3):
        whole = bytes(offset) + raw
        sure = slice((8 * offset + 5) // 6, 8 * len(whole) // 6)
        for form, encode in (("base64", b64encode), ("base64url", urlsafe_b64encode)):
            yield f"{form} of {what} at offset {offset}", encode(whole)[sure]


def inflate(haystack: bytes) -> Iterator[bytes]:
    """Whatever can be unpacked in there."""
    for beginning in DEFLATED:
        position = haystack.find(beginning)
        while position >= 0:
            with suppress(zlib.error):
                yield zlib.decompressobj(wbits=47).decompress(haystack[position:], LARGEST_INFLATED)
            position = haystack.find(beginning, position + 1)
