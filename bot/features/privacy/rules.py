"""What may cross the bridge, in both directions alike: what goes out with something hidden, and what is asked first.

A platform's own fields are sorted before this, where they are read (`handlers.telegram.rules`). What reaches this
module is neutral: a text, a file, a place. Three things can happen to it:

- it goes out as it is;
- it goes out at once with what names a person hidden, and its writer may decide to show that;
- it is kept, and goes out only when its writer says so, having read what it would give away. In an urgent topic
  nothing is kept back: it goes out at once, and its writer is told what it shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.features.privacy.links import clean_links
from bot.features.privacy.private import Private
from bot.features.privacy.redaction import NOTHING, mask
from bot.features.privacy.texts import hidden_label, lead_line
from bot.kernel.content import Bond, Content, Lead, Media, MediaKind, Quiet, Text
from bot.kernel.model import Direction, Message, MessageState
from bot.kernel.public import Public
from bot.kernel.translation import Translator

CROSSED = (MessageState.RELAYED, MessageState.DELIVERED)


@dataclass(frozen=True, slots=True, repr=False)
class Filtered(Quiet):
    """What goes out, what would if its writer shows what is hidden in it, and what that is."""

    content: Content
    whole: Content
    hidden: frozenset[Private] = frozenset()


def hide_private(content: Content, reader: Translator, public: Public = NOTHING) -> Filtered:
    """A content with everything hidden that names a person. A label says in the reader's language what stood there.
    `public` is what the service lets through.

    A place is only sent when its writer agreed, so its name and address stay.
    """
    whole = _as_read(content, reader)
    match whole:
        case Text():
            masked, hidden = mask(whole, lambda kind: hidden_label(reader, kind), public)
            return Filtered(masked, whole, hidden)
        case Media(caption=Text() as caption):
            masked, hidden = mask(caption, lambda kind: hidden_label(reader, kind), public)
            return Filtered(replace(whole, caption=masked), whole, hidden)
        case _:
            return Filtered(whole, whole)


def _as_read(content: Content, reader: Translator) -> Content:
    """A content with its lead in words, and with links that track nobody."""
    match content:
        case Text(lead=lead):
            return _led(clean_links(content), lead, reader)
        case Media(lead=lead, caption=caption, media=media):
            words = None if caption is None else clean_links(caption)
            if media is not MediaKind.VIDEO_NOTE and lead is not None:  # round videos have no captions
                words = _led(words or Text(""), lead, reader)
            return content if words is caption and lead is None else replace(content, caption=words, lead=None)
        case _:
            return content


def _led(text: Text, lead: Lead | None, reader: Translator) -> Text:
    if lead is None:
        return text
    line = lead_line(reader, lead)
    if not text.text:
        return Text(line)
    entities = tuple(replace(entity, offset=entity.offset + len(line) + 1) for entity in text.entities)
    return Text(f"{line}\n{text.text}", entities)


def fit_lead(content: Content, answered: Message | None) -> Content:
    """The content without a quotation, unless it quotes a message that has crossed and stands there: what else is in a
    chat may be meant for nobody on the other side, was taken back, or waits for its writer's yes."""
    if not isinstance(content, Text | Media) or content.lead is None or content.lead.bond is not Bond.QUOTE:
        return content
    crossed = answered is not None and answered.direction is not Direction.OURS and answered.state in CROSSED
    return content if crossed else replace(content, lead=None)


def without_lead(content: Content) -> Content:
    return replace(content, lead=None) if isinstance(content, Text | Media) else content


def everything_hidden(filtered: Sequence[Filtered]) -> frozenset[Private]:
    return frozenset[Private]().union(*(each.hidden for each in filtered))
