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
from enum import StrEnum

from bot.core.content import Content, Media, MediaKind, Place, Quiet, Text
from bot.core.incoming import Caution
from bot.core.masking import Private, mask
from bot.core.policy_texts import hidden_label
from bot.core.translation import Translator
from bot.ids import MessageId

SHOW_WITHIN = 24 * 3600 * 1000
"""Milliseconds for which the whole text is kept, so that its writer may show what was hidden in it."""
REMIND_AFTER = 3600 * 1000
"""Milliseconds after which a writer is asked once more about a message that is kept back."""

UNKNOWN_FIELD = "unknown_field:"
"""Begins the facts that count what of a platform this version does not know."""


class QuestionState(StrEnum):
    DUE = "due"  # its writer has not chosen a language yet
    ASKED = "asked"
    AGREED = "agreed"  # it may go, or be shown, as soon as the team is open
    DECLINED = "declined"  # it goes with what names a person hidden


@dataclass(frozen=True, slots=True, repr=False)
class Question(Quiet):
    """What the writer of a message is asked. The parts of an album share one `handle`, the name of its buttons.

    `caution` is None when something in a text was hidden. `content` is then the whole of it, once the message has
    left; before that it is kept with the message itself.
    """

    message: MessageId
    handle: str
    caution: Caution | None
    state: QuestionState
    content: Content | None
    asked_at: int


def cautions_of(content: Content, marked: Caution | None) -> list[Caution]:
    """Why a message must not go out before its writer agrees, what tells most first.

    `marked` is what only the platform knew.
    """
    cautions = {marked}
    match content:
        case Place():
            cautions.add(Caution.PLACE)
        case Media(media=MediaKind.VOICE | MediaKind.VIDEO_NOTE):
            cautions.add(Caution.VOICE)
        case _:
            pass
    return [caution for caution in Caution if caution in cautions]


@dataclass(frozen=True, slots=True, repr=False)
class Filtered(Quiet):
    """What goes out, and what is hidden in it."""

    content: Content
    hidden: frozenset[Private] = frozenset()


def hide_private(content: Content, reader: Translator) -> Filtered:
    """A content with everything hidden that names a person. A label says in the reader's language what stood there.

    A place is only sent when its writer agreed, so its name and address stay.
    """
    match content:
        case Text():
            return Filtered(*mask(content, lambda kind: hidden_label(reader, kind)))
        case Media(caption=Text() as caption):
            masked, hidden = mask(caption, lambda kind: hidden_label(reader, kind))
            return Filtered(replace(content, caption=masked), hidden)
        case _:
            return Filtered(content)


def everything_hidden(filtered: Sequence[Filtered]) -> frozenset[Private]:
    return frozenset[Private]().union(*(each.hidden for each in filtered))
