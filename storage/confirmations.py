"""What the writers of messages are asked before all of a message crosses."""

from typing import Any

from bot.features.confirmations.rules import Question, QuestionState
from bot.kernel.content import Content
from bot.kernel.ids import CaseId, ContactId, MessageId, VolunteerId
from bot.kernel.incoming import Caution
from bot.kernel.model import Message
from storage.engine.codec import encode_content
from storage.relay import MessageRows


class ConfirmationRows(MessageRows):
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
        await self._queries.put_question(
            self._transaction,
            message=message,
            handle=handle,
            caution=caution.value if caution else None,
            state=state.value,
            content=None if content is None else await self._sealed(message, content),
            now=now,
        )

    async def question_of(self, message: MessageId) -> Question | None:
        return await self._found(await self._queries.question_of(self._transaction, message=message))

    async def questions_by_handle(self, handle: str) -> list[Question]:
        rows = self._queries.questions_by_handle(self._transaction, handle=handle)
        return [await self._question(row) async for row in rows]

    async def waiting_question(self, case: CaseId, author: VolunteerId | None, caution: Caution) -> Question | None:
        row = await self._queries.waiting_question(self._transaction, case=case, author=author, caution=caution.value)
        return await self._found(row)

    async def drop_question(self, message: MessageId) -> None:
        await self._queries.drop_question(self._transaction, message=message)

    async def drop_questions_of(self, contact: ContactId) -> None:
        await self._queries.drop_questions_of(self._transaction, contact=contact)

    async def drop_hidden_of(self, case: CaseId) -> None:
        await self._queries.drop_hidden_of(self._transaction, case=case)

    async def drop_hidden_before(self, instant: int) -> None:
        await self._queries.drop_hidden_before(self._transaction, instant=instant)

    async def questions_to_remind(self, instant: int) -> list[Question]:
        rows = self._queries.questions_to_remind(self._transaction, instant=instant)
        return [await self._question(row) async for row in rows]

    async def note_reminded(self, handle: str) -> None:
        await self._queries.note_reminded(self._transaction, handle=handle)

    async def asked_messages(self, contact: ContactId) -> list[Message]:
        rows = self._queries.asked_messages(self._transaction, contact=contact)
        return [await self._message(row) async for row in rows]

    async def is_turn_taken(self, subject: str, day: str, action: str) -> bool:
        taken: int = await self._queries.is_turn_taken(self._transaction, subject=subject, day=day, action=action)
        return taken > 0

    async def _sealed(self, message: MessageId, content: Content) -> bytes:
        contact = await self._contact_of(message)
        return await self._seal_words(encode_content(content), contact, "questions", "content", message)

    async def _contact_of(self, message: MessageId) -> ContactId | None:
        asked = await self.message(message)
        return asked.contact if asked else None

    async def _found(self, row: Any) -> Question | None:
        return await self._question(row) if row else None

    async def _question(self, row: Any) -> Question:
        """A row whose columns stand in the order of the fields."""
        message, handle, caution, state, content, asked_at = row
        whole = None
        if content is not None:
            whole = await self._open_content(content, await self._contact_of(message), "questions", "content", message)
        return Question(
            message, handle, None if caution is None else Caution(caution), QuestionState(state), whole, asked_at
        )
