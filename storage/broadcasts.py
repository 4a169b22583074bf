"""Broadcasts, their texts and recipients, the consent to news, and staff's notes to volunteers."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.features.broadcasts.rules import (
    DAY,
    EVERYBODY,
    Audience,
    Broadcast,
    BroadcastState,
    BroadcastText,
    Counts,
    Recipient,
    RecipientState,
    StaffNote,
    Step,
    Task,
)
from bot.kernel.content import Content
from bot.kernel.ids import (
    BroadcastId,
    ChannelName,
    ChatRef,
    ContactId,
    ExternalId,
    LanguageCode,
    MessageId,
    NoteId,
    RecipientId,
    TeamName,
)
from storage.engine.codec import encode_content
from storage.engine.rows import Rows


class BroadcastRows(Rows):
    async def set_news(self, contact: ContactId, wanted: bool, now: int) -> None:
        await self._queries.set_news(self._transaction, contact=contact, wanted=int(wanted), now=now)
        if not wanted:
            await self._queries.leave_out_contact(self._transaction, contact=contact)

    async def news_choice(self, contact: ContactId) -> bool | None:
        wanted = await self._queries.news_choice(self._transaction, contact=contact)
        return None if wanted is None else bool(wanted)

    async def add_broadcast(self, author: ChatRef, language: LanguageCode, now: int) -> BroadcastId:
        new: int = await self._queries.add_broadcast(
            self._transaction,
            author=author,
            step=Step.TEXTS.value,
            language=language,
            fallback=language,
            audience=json.dumps(asdict(EVERYBODY)),
            now=now,
        )
        return BroadcastId(new)

    async def broadcast(self, id: BroadcastId) -> Broadcast | None:
        row = await self._queries.broadcast(self._transaction, id=id)
        return _broadcast(row) if row else None

    async def draft_by(self, author: ChatRef) -> Broadcast | None:
        return await self._found_draft(await self._queries.draft_by(self._transaction, author=author))

    async def broadcast_of_panel(self, panel: MessageId) -> Broadcast | None:
        return await self._found_draft(await self._queries.broadcast_of_panel(self._transaction, panel=panel))

    async def _found_draft(self, id: int | None) -> Broadcast | None:
        return None if id is None else await self.broadcast(BroadcastId(id))

    async def broadcasts_under_way(self) -> list[Broadcast]:
        found = [row async for row in self._queries.broadcasts_under_way(self._transaction)]
        return [_broadcast(row) for row in found]

    async def save_broadcast(self, broadcast: Broadcast) -> None:
        await self._queries.save_broadcast(
            self._transaction,
            id=broadcast.id,
            state=broadcast.state.value,
            task=broadcast.task.value,
            author=broadcast.author,
            step=broadcast.step.value,
            language=broadcast.language,
            fallback=broadcast.fallback,
            audience=json.dumps(asdict(broadcast.audience)),
            starts_at=broadcast.starts_at,
            forced=int(broadcast.forced),
            panel=broadcast.panel,
            told_at=broadcast.told_at,
        )

    async def hold_broadcast(self, recipient: RecipientId, until: int) -> None:
        await self._queries.hold_broadcast(self._transaction, recipient=recipient, until=until)

    async def broadcast_texts(self, id: BroadcastId) -> dict[LanguageCode, BroadcastText]:
        texts = {}
        async for language, content, correction in self._queries.broadcast_texts(self._transaction, broadcast=id):
            text = await self._open_text(content, "content", id, language)
            if text is not None:
                texts[language] = BroadcastText(text, await self._open_text(correction, "correction", id, language))
        return texts

    async def _open_text(
        self, sealed: bytes | None, column: str, id: BroadcastId, language: LanguageCode
    ) -> Content | None:
        return await self._open_content(sealed, None, "broadcast_texts", column, id, language)

    async def put_broadcast_text(
        self, id: BroadcastId, language: LanguageCode, content: Content, *, correction: bool
    ) -> None:
        column = "correction" if correction else "content"
        sealed = await self._seal_words(encode_content(content), None, "broadcast_texts", column, id, language)
        text = {"broadcast": id, "language": language, "content": sealed}
        if correction:
            await self._queries.put_correction(self._transaction, **text)
        else:
            await self._queries.put_broadcast_text(self._transaction, **text)

    async def drop_broadcast_text(self, id: BroadcastId, language: LanguageCode) -> None:
        await self._queries.drop_broadcast_text(self._transaction, broadcast=id, language=language)

    async def drop_corrections(self, id: BroadcastId) -> None:
        await self._queries.drop_corrections(self._transaction, broadcast=id)

    async def take_corrections(self, id: BroadcastId) -> None:
        for language, text in (await self.broadcast_texts(id)).items():
            if text.correction is not None:
                await self.put_broadcast_text(id, language, text.correction, correction=False)
        await self.drop_corrections(id)

    async def keep_sent_file(self, recipient: RecipientId, file: str, copy: str) -> None:
        await self._queries.keep_sent_file(self._transaction, recipient=recipient, file=file, copy=copy)

    async def sent_file(self, id: BroadcastId, file: str) -> str:
        copy: str | None = await self._queries.sent_file(self._transaction, broadcast=id, file=file)
        return copy or ""

    async def count_audience(
        self, audience: Audience, teams: Sequence[TeamName], default_language: LanguageCode, now: int
    ) -> dict[LanguageCode, int]:
        rows = self._queries.count_audience(self._transaction, **_filters(audience, teams, default_language, now))
        return {language: count async for language, count in rows}

    async def freeze_recipients(
        self, id: BroadcastId, audience: Audience, teams: Sequence[TeamName], default_language: LanguageCode, now: int
    ) -> int:
        frozen: int = await self._queries.freeze_recipients(
            self._transaction, broadcast=id, **_filters(audience, teams, default_language, now)
        )
        return frozen

    async def visit_again(self, id: BroadcastId, *, since: int, languages: Sequence[LanguageCode], others: bool) -> int:
        again: int = await self._queries.again(
            self._transaction, broadcast=id, since=since, languages=json.dumps(list(languages)), others=int(others)
        )
        return again

    async def recipient_counts(self, id: BroadcastId) -> Counts:
        states, uncertain = {}, 0
        async for state, count, doubtful in self._queries.recipient_counts(self._transaction, broadcast=id):
            states[RecipientState(state)] = count
            uncertain += doubtful
        return Counts(states, uncertain)

    async def recipient_languages(self, id: BroadcastId) -> dict[LanguageCode, int]:
        rows = self._queries.recipient_languages(self._transaction, broadcast=id)
        return {language: count async for language, count in rows}

    async def take_recipients(self, limit: int, most: int, now: int, *, night: bool) -> list[Recipient]:
        rows = self._queries.take_recipients(self._transaction, limit=limit, most=most, now=now, night=int(night))
        return sorted([Recipient(**row) async for row in rows], key=lambda recipient: recipient.id)

    async def record_recipient(
        self, id: RecipientId, state: RecipientState, now: int, copy: ExternalId | None = None
    ) -> None:
        await self._queries.record_recipient(self._transaction, id=id, state=state.value, external=copy, now=now)

    async def doubt_recipient(self, id: RecipientId) -> None:
        await self._queries.doubt_recipient(self._transaction, id=id)

    async def unqueue_recipients(self, id: BroadcastId) -> None:
        taken = [recipient async for (recipient,) in self._queries.unqueue_recipients(self._transaction, broadcast=id)]
        for recipient in taken:
            await self._queries.await_recipient(self._transaction, id=recipient)

    async def leave_out_waiting(self, id: BroadcastId) -> None:
        await self._queries.leave_out_waiting(self._transaction, broadcast=id)

    async def broadcast_at(self, channel: ChannelName, chat: ChatRef, external: ExternalId) -> BroadcastId | None:
        found: BroadcastId | None = await self._queries.broadcast_at(
            self._transaction, channel=channel, chat=chat, external=external
        )
        return found

    async def add_note(self, author: ChatRef, teams: Sequence[TeamName], now: int) -> NoteId:
        new: int = await self._queries.add_note(
            self._transaction, author=author, teams=json.dumps(list(teams)), now=now
        )
        return NoteId(new)

    async def note(self, id: NoteId) -> StaffNote | None:
        row = await self._queries.note(self._transaction, id=id)
        if row is None:
            return None
        _, state, author, content, teams, pinned, panel = row
        words = await self._open_content(content, None, "staff_notes", "content", id)
        return StaffNote(id, state, author, words, tuple(json.loads(teams)), bool(pinned), panel)

    async def note_by(self, author: ChatRef) -> StaffNote | None:
        found = await self._queries.note_by(self._transaction, author=author)
        return None if found is None else await self.note(found)

    async def note_of_panel(self, panel: MessageId) -> StaffNote | None:
        found = await self._queries.note_of_panel(self._transaction, panel=panel)
        return None if found is None else await self.note(found)

    async def save_note(self, note: StaffNote) -> None:
        body = encode_content(note.content) if note.content else None
        await self._queries.save_note(
            self._transaction,
            id=note.id,
            state=note.state,
            content=body and await self._seal_words(body, None, "staff_notes", "content", note.id),
            teams=json.dumps(list(note.teams)),
            pinned=int(note.pinned),
            panel=note.panel,
        )


def _filters(audience: Audience, teams: Sequence[TeamName], default_language: LanguageCode, now: int) -> dict[str, Any]:
    return {
        "languages": json.dumps(list(audience.languages)),
        "topics": json.dumps(list(audience.topics)),
        "teams": json.dumps(list(teams)),
        "since": now - audience.days * DAY if audience.days else 0,
        "default_language": default_language,
    }


def _broadcast(row: Any) -> Broadcast:
    values = dict(row)
    values["state"] = BroadcastState(values["state"])
    values["task"] = Task(values["task"])
    values["step"] = Step(values["step"])
    audience = json.loads(values["audience"])
    values["audience"] = Audience(
        tuple(audience["languages"]), tuple(audience["topics"]), audience["days"], audience["place"]
    )
    values["forced"] = bool(values["forced"])
    return Broadcast(**values)
