"""Content and operations survive the way into the database and back."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.content import Content, Entity, Media, MediaKind, Place, Style, Text
from bot.kernel.errors import Unreadable
from bot.kernel.outgoing import Button, Operation, Send, SendAlbum
from storage.engine.codec import decode_content, decode_operation, encode_content, encode_operation


def shown(value: Content | Operation) -> str:
    """Everything in it, with its types; unlike `==` it finds not-a-number equal to itself."""
    return f"{type(value)} {asdict(value)!r}"


# from_type follows the declarations, so a new kind or field is tried without a change here.
@given(st.from_type(Content))
def test_content(content: Content) -> None:
    assert shown(decode_content(encode_content(content))) == shown(content)


@given(st.from_type(Operation))
def test_operations(operation: Operation) -> None:
    assert shown(decode_operation(encode_operation(operation))) == shown(operation)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800 half a pair", "🕊 سلام", '"}]\\', "1e5", "null"], ids=ascii)
def test_unusual_texts(text: str) -> None:
    content = Text(text, (Entity(Style.VOLUNTEER, 0, 1, person=text),))
    assert decode_content(encode_content(content)) == content
    assert decode_operation(encode_operation(Send(content, ((Button(text, text),),)))) == Send(
        content, ((Button(text, text),),)
    )


def test_nested_kinds() -> None:
    album = SendAlbum((Media(MediaKind.PHOTO, "f", "p", Text("a")), Media(MediaKind.VIDEO, "g", "q")), (3, 4))
    found = decode_operation(encode_operation(album))
    assert found == album
    assert isinstance(found, SendAlbum)
    assert type(found.items[0].media) is MediaKind
    assert decode_operation(encode_operation(Send(Place(1.5, -2)))) == Send(Place(1.5, -2))


def test_what_is_written_stays_readable() -> None:
    """Rows that an older version wrote. Only ever add to this list."""
    assert decode_operation(b'{"kind":"react","emoji":null}')
    assert decode_operation(b'{"kind":"send","content":{"kind":"text","text":"x"}}') == Send(Text("x"))
    assert decode_content(b'{"kind":"place","latitude":1,"longitude":2}') == Place(1, 2)


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{", b'{"kind":"secret"}', b'{"kind":"text"}', b"\xff"])
def test_what_cannot_be_read_is_not_quoted(body: bytes) -> None:
    for decode in (decode_content, decode_operation):
        with pytest.raises(Unreadable) as caught:
            decode(body)
        assert "secret" not in str(caught.value)
        assert caught.value.__cause__ is None
