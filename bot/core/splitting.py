"""Cutting a text that is too long for a platform, without cutting a character that a person sees as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from bot.core.content import Content, Entity, Media, Text

BETWEEN = "\n\n"
"""What stands between texts that are sent as one."""

GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest text and caption of a channel, in UTF-16 code units."""

    text: int
    caption: int


def utf16_length(text: str) -> int:
    """How long a text is as platforms count it: characters beyond the basic plane count twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: Text, limit: int) -> tuple[Text, ...]:
    """Pieces of at most `limit` UTF-16 units that together are the text, each with its share of the formatting.

    Cuts after the last line break or else the last space in the second half of a piece, or else between two
    graphemes. A single grapheme longer than the limit (a hostile pile of accents) is cut through.
    """
    if utf16_length(text.text) <= limit:
        return (text,)
    return tuple(_slice(text, start, end) for start, end in _spans(text.text, limit))


def _spans(text: str, limit: int) -> Iterator[tuple[int, int]]:
    start = end = size = 0
    newline = space = 0
    for grapheme in _graphemes(text, limit):
        length = utf16_length(grapheme)
        if size + length > limit:
            half = start + (end - start) // 2
            cut = newline if newline > half else space if space > half else end
            yield start, cut
            size = utf16_length(text[cut:end])
            start, newline, space = cut, 0, 0
        end += len(grapheme)
        size += length
        if "\n" in grapheme:
            newline = end
        elif grapheme.isspace():
            space = end
    if end > start:
        yield start, end


def _graphemes(text: str, limit: int) -> Iterator[str]:
    for match in GRAPHEME.finditer(text):
        grapheme = match.group()
        if utf16_length(grapheme) <= limit:
            yield grapheme
        else:
            yield from grapheme


def _slice(text: Text, start: int, end: int) -> Text:
    entities = (
        replace(
            entity,
            offset=max(entity.offset, start) - start,
            length=min(entity.offset + entity.length, end) - max(entity.offset, start),
        )
        for entity in text.entities
        if entity.offset < end and entity.offset + entity.length > start
    )
    return Text(text.text[start:end], tuple(entities))


def split_content(content: Content, limits: Limits) -> tuple[Content, ...]:
    """The messages that a content needs: a long text in pieces; a long caption as texts after its file."""
    match content:
        case Text():
            return split_text(content, limits.text)
        case Media(caption=Text() as caption) if utf16_length(caption.text) > limits.caption:
            return (replace(content, caption=None), *split_text(caption, limits.text))
        case _:
            return (content,)


def join_texts(texts: Sequence[Text]) -> Text:
    """Several short texts as one, with an empty line between them."""
    entities: list[Entity] = []
    length = 0
    for text in texts:
        entities += (replace(entity, offset=entity.offset + length) for entity in text.entities)
        length += len(text.text) + len(BETWEEN)
    return Text(BETWEEN.join(text.text for text in texts), tuple(entities))
