"""Replacing stretches of a text so that its formatting stays where it belongs."""

from bisect import bisect_right
from collections.abc import Sequence

from bot.kernel.content import Entity, Text

Change = tuple[int, int, str]
"""The start and the end of a stretch, in characters, and what stands there instead."""


def rewrite(text: Text, changes: Sequence[Change]) -> Text:
    """The text with its stretches replaced. `changes` are in order and do not overlap.

    Formatting that begins or ends inside a replaced stretch covers all of what replaces it. What is put in at the end
    of a formatted stretch stands behind it.
    """
    if not changes:
        return text
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = [0]
    done = 0
    for start, end, replacement in changes:
        pieces += [text.text[done:start], replacement]
        done = end
        starts.append(start)
        shifts.append(shifts[-1] + len(replacement) - (end - start))
    pieces.append(text.text[done:])

    def moved(position: int, *, is_end: bool) -> int:
        index = bisect_right(starts, position)
        while index:
            start, end, replacement = changes[index - 1]
            if position > end or (position == end and end > start) or (start == end == position and not is_end):
                break  # the change lies before this position
            if start < position < end:
                return start + shifts[index - 1] + (len(replacement) if is_end else 0)
            index -= 1  # the change begins here, and so lies behind it
        return position + shifts[index]

    entities = []
    for entity in text.entities:
        start = moved(entity.offset, is_end=False)
        end = moved(entity.offset + entity.length, is_end=True)
        if end > start:
            entities.append(Entity(entity.style, start, end - start, entity.person))
    return Text("".join(pieces), tuple(entities))
