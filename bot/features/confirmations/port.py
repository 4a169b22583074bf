"""What questions to writers ask of storage."""

from typing import Protocol

from bot.features.confirmations.rules import Question, QuestionState
from bot.kernel.content import Content
from bot.kernel.ids import CaseId, ContactId, MessageId, VolunteerId
from bot.kernel.incoming import Caution
from bot.kernel.model import Message


class ConfirmationTx(Protocol):
    """What writers are asked before something crosses."""

    async def put_question(
        self,
        message: MessageId,
        handle: str,
        *,
        caution: Caution | None,
        state: QuestionState,
        content: Content | None = None,
        now: int,
    ) -> None:
        """Ask the writer of a message, instead of whatever was asked before."""
        ...

    async def question_of(self, message: MessageId) -> Question | None: ...
    async def questions_by_handle(self, handle: str) -> list[Question]:
        """One question: a row for each part of an album."""
        ...

    async def waiting_question(self, case: CaseId, author: VolunteerId | None, caution: Caution) -> Question | None:
        """The open question of this kind to a writer in a case; no author: the contact."""
        ...

    async def drop_question(self, message: MessageId) -> None:
        """It was decided, or counts no more; a text that was kept for it is erased."""
        ...

    async def drop_questions_of(self, contact: ContactId) -> None:
        """The contact can decide about nothing any more that they wrote before."""
        ...

    async def drop_hidden_of(self, case: CaseId) -> None:
        """Erase the whole texts that were kept for a case's questions."""
        ...

    async def drop_hidden_before(self, instant: int) -> None:
        """Erase the whole texts that were kept for questions from before that instant."""
        ...

    async def questions_to_remind(self, instant: int) -> list[Question]:
        """About messages that are kept back since before that instant, asked only once. Not more than a hundred."""
        ...

    async def note_reminded(self, handle: str) -> None: ...
    async def asked_messages(self, contact: ContactId) -> list[Message]:
        """What the contact wrote and has not decided about, in order, with content."""
        ...
