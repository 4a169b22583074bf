"""What a writer is asked before something crosses."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.content import Content, Media, MediaKind, Place, Quiet
from bot.kernel.ids import MessageId
from bot.kernel.incoming import Caution

SHOW_WITHIN = 24 * 3600 * 1000
"""Milliseconds for which the whole text is kept, so that its writer may show what was hidden in it."""


REMIND_AFTER = 3600 * 1000
"""Milliseconds after which a writer is asked once more about a message that is kept back."""


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
