"""What the service and its cleaning processes say to each other: plain bytes, so that a process which a file has taken
over can say nothing but an answer."""

import struct

from bot.cleaning.types import Cleaned, Form
from bot.kernel.errors import FileReason

JOB = struct.Struct(">Q")
"""Before a file: its length."""
ANSWER = struct.Struct(">20s8sIIQ")
"""Before an answer: a form and an extension, or a reason and none; width and height, and the length of what follows."""
GAVE_UP = 3
"""How a worker exits when the process of a file ended without an answer."""
LONGEST = 64 * 1024 * 1024
"""Bytes of a cleaned file; no channel takes a larger one."""


def write_answer(result: Cleaned | FileReason) -> bytes:
    if isinstance(result, FileReason):
        return ANSWER.pack(result.encode(), b"", 0, 0, 0)
    head = (result.form.encode(), result.extension.encode(), result.width, result.height, len(result.content))
    return ANSWER.pack(*head) + result.content


def answer_length(head: bytes) -> int:
    """How many bytes follow. Raises ValueError for more than LONGEST."""
    length = int(ANSWER.unpack(head)[4])
    if length > LONGEST:
        raise ValueError("too long")
    return length


def read_answer(head: bytes, content: bytes) -> Cleaned | FileReason:
    """Raises ValueError for what is no answer."""
    word, extension, width, height, _ = ANSWER.unpack(head)
    what, ending = word.rstrip(b"\0").decode(), extension.rstrip(b"\0").decode()
    if not ending:
        return FileReason(what)
    if not (ending.startswith(".") and ending[1:].isalnum() and ending.isascii()):
        raise ValueError("no extension")
    return Cleaned(content, Form(what), ending, width, height)
