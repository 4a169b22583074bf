"""The master key as text that a person can copy by hand, and the sheet of paper that goes into a safe.

Four lines of sixteen letters and digits (base32, RFC 4648): eight bytes of the key each, and two bytes that tell which
line holds a mistake. The key file and the environment hold the same text, so typing in the sheet restores the key.
"""

import hashlib
import re
from base64 import b32decode, b32encode

from bot.kernel.errors import KeyFault
from bot.keys.crypto import KEY_BYTES, MasterKey

LINES = 4
LINE_BYTES = KEY_BYTES // LINES
CHECK_BYTES = 2
_LINE = re.compile(r"(?<![A-Z0-9-])[A-Z0-9]{4}(?: *- *[A-Z0-9]{4}){3}(?![A-Z0-9-])")
_MISREAD = str.maketrans("018", "OIB")
"""Digits that base32 does not use, for the letters that they look like."""


def write_key(key: MasterKey) -> str:
    """Such as "ABCD-EFGH-IJKL-MNOP" four times, one below the other."""
    return "\n".join(_write_line(number) for number in _chunks(key.raw))


def read_key(text: str) -> MasterKey:
    """The key in a text, whatever else stands in it. Raises KeyFault, which names a wrong line and quotes none."""
    lines = _LINE.findall(text.upper())
    if len(lines) != LINES:
        raise KeyFault(
            f"a key is {LINES} lines like ABCD-EFGH-IJKL-MNOP, and here are {len(lines)}; compare and try again"
        )
    chunks = []
    for number, line in enumerate(lines):
        letters = re.sub("[ -]", "", line).translate(_MISREAD)
        if re.search("[^A-Z2-7]", letters):
            raise _mistake(number)
        chunk = b32decode(letters)[:LINE_BYTES]
        if _write_line((number, chunk)).replace("-", "") != letters:
            raise _mistake(number)
        chunks.append(chunk)
    return MasterKey(b"".join(chunks))


def write_sheet(key: MasterKey, made_for: str) -> str:
    """What is printed once and put away. `made_for` is the name of the service."""
    lines = "\n".join(f"    {line}" for line in write_key(key).splitlines())
    return f"""\
RECOVERY SHEET: the master key of {made_for}

{lines}

What it is    Without this key nobody can read the database any more: not the addresses of the people who wrote, not
              what waits for them. Whoever has both this key and the database can read everything.
Keep it       Print this sheet or copy it by hand. Put it into an envelope in a safe, where two persons know of it. Keep
              it neither in a mailbox nor beside a copy of the database.
Prove it      brobygger keys check --sheet     and type in the four lines: it says whether they are right.
Use it        Write the four lines into a file that only the bot's account can read, and name that file in the
              configuration: [storage] key_file
Exchange it   brobygger keys rotate            makes a new key and a new sheet; burn this one then.
"""


def _chunks(raw: bytes) -> list[tuple[int, bytes]]:
    return [(number, raw[number * LINE_BYTES : (number + 1) * LINE_BYTES]) for number in range(LINES)]


def _write_line(numbered: tuple[int, bytes]) -> str:
    number, chunk = numbered
    check = hashlib.sha256(b"recovery sheet, line %d:" % number + chunk).digest()[:CHECK_BYTES]
    letters = b32encode(chunk + check).decode("ascii")
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _mistake(number: int) -> KeyFault:
    return KeyFault(f"line {number + 1} of the key holds a mistake; compare it letter by letter")
