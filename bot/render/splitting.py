"""Cutting a text that is too long for a platform, without cutting a character that a person sees as one."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from bot.kernel.capabilities import Limits
from bot.kernel.content import Content, Entity, Media, Text

BETWEEN = "\n\n"
"""What stands between texts that are sent as one."""

_JOINED = r"[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]"
"""What belongs to the character before it: accents, vowel signs, joiners (UAX 29, rule GB9)."""
_GRAPHEME = regex.compile(rf"\p{{RI}}{{2}}{_JOINED}*+|\X")
"""One character as a person sees it. Flags have their own rule: for each, `\\X` counts all that stand before it."""
_SEAM = regex.compile(r"(?r)(?<=[ -~])(?=[ -~])")
"""Between two characters of ASCII, read from the end: there one grapheme ends, whatever stands around them."""
_SPACE = regex.compile(rf"(?r)\s(?!{_JOINED})")


def utf16_length(text: str) -> int:
    """How long a text is as platforms count it: characters beyond the basic plane count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: Text, limit: int) -> tuple[Text, ...]:
    """Pieces of at most `limit` UTF-16 units that together are the text, each with its share of the formatting.

    Cuts after the last line break or else the last space in the second half of a piece, or else between two
    graphemes. A single grapheme longer than the limit (a hostile pile of accents) is cut through.
    """
    if utf16_length(text.text) <= limit:
        return (text,)
    return tuple(_slice(text, start, end) for start, end in _spans(text.text, limit))


def _spans(text: str, limit: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        fits = _fitting(text, start, limit)
        cut = fits if fits == len(text) else _cut(text, start, fits)
        yield start, cut
        start = cut


def _fitting(text: str, start: int, limit: int) -> int:
    """Where a piece would end that begins at `start` and is as long as may be; at least one character further on."""
    longest = min(len(text), start + limit)
    ends = range(start + 1, longest + 1)
    return start + max(1, bisect_right(ends, limit, key=lambda end: utf16_length(text[start:end])))


def _cut(text: str, start: int, fits: int) -> int:
    """The best place for the end of a piece, not behind `fits`."""
    seam = _SEAM.search(text, start, fits)
    whole = begin = seam.start() if seam else start
    for grapheme in _GRAPHEME.finditer(text, begin):
        if grapheme.end() > fits:
            break
        whole = grapheme.end()
    if whole == start:
        return fits
    half = start + (whole - start) // 2
    newline = text.rfind("\n", half, whole) + 1
    space = _SPACE.search(text, half, whole)
    return newline or (space.end() if space else whole)


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
