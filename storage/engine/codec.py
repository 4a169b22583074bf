"""Content and operations as JSON, in the words of `bot.kernel`.

The way through `json` and not through pydantic's own: it takes every text that Python holds, also half of a surrogate
pair, which a platform may send and pydantic refuses.
"""

import json
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from bot.kernel.content import Content
from bot.kernel.errors import Unreadable
from bot.kernel.outgoing import Operation

T = TypeVar("T")

_CONTENT: TypeAdapter[Content] = TypeAdapter(Annotated[Content, Field(discriminator="kind")])
_OPERATION: TypeAdapter[Operation] = TypeAdapter(Annotated[Operation, Field(discriminator="kind")])


def encode_content(content: Content) -> bytes:
    return _encode(_CONTENT.dump_python(content))


def decode_content(body: bytes) -> Content:
    """Raises Unreadable for what no version up to this one has written."""
    return _decode(_CONTENT, body)


def encode_operation(operation: Operation) -> bytes:
    return _encode(_OPERATION.dump_python(operation))


def decode_operation(body: bytes) -> Operation:
    """Raises Unreadable for what no version up to this one has written."""
    return _decode(_OPERATION, body)


def _encode(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _decode(adapter: TypeAdapter[T], body: bytes) -> T:
    try:
        return adapter.validate_python(json.loads(body.decode("utf-8", "surrogatepass")))
    except (ValueError, ValidationError):
        raise Unreadable("a stored body can't be read") from None  # the cause would quote it
