"""Formatting that a channel does not have: written with signs where it carries meaning, else dropped."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.kernel.content import Entity, Style, Text

STRUCK = "~"
"""Stands around words that were struck out: without it they would count."""
QUOTED = "> "
"""Stands before each line of a quotation."""


def write_formatting(text: Text, styles: AbstractSet[Style]) -> Text:
    """The text with the formatting of `styles` alone. No character of it is lost."""
    others = [entity for entity in text.entities if entity.style not in styles]
    if not others:
        return text
    signs = sorted({sign for entity in others for sign in _signs(text.text, entity)})
    written, last = "", 0
    for at, sign in signs:
        written, last = written + text.text[last:at] + sign, at

    def moved(entity: Entity) -> Entity:
        start, end = entity.offset, entity.offset + entity.length
        before = sum(len(sign) for at, sign in signs if at <= start)
        within = sum(len(sign) for at, sign in signs if start < at < end)
        return replace(entity, offset=start + before, length=entity.length + within)

    entities = tuple(moved(entity) for entity in text.entities if entity.style in styles)
    return replace(text, text=written + text.text[last:], entities=entities)


def _signs(text: str, entity: Entity) -> list[tuple[int, str]]:
    """What is written for an entity, and where."""
    start, end = entity.offset, entity.offset + entity.length
    match entity.style:
        case Style.STRIKETHROUGH:
            return [(start, STRUCK), (end, STRUCK)]
        case Style.BLOCKQUOTE:
            return [(start, QUOTED), *((at + 1, QUOTED) for at in range(start, end - 1) if text[at] == "\n")]
        case _:
            return []
