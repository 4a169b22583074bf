"""What broadcasts, the consent to news, and notes to volunteers ask of storage."""

from collections.abc import Sequence
from typing import Protocol

from bot.features.broadcasts.rules import (
    Audience,
    Broadcast,
    BroadcastText,
    Counts,
    Recipient,
    RecipientState,
    StaffNote,
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


class NewsTx(Protocol):
    """One open transaction, as far as it is about news."""

    async def set_news(self, contact: ContactId, wanted: bool, now: int) -> None:
        """The contact's word on news. A no also counts for what is being sent just now."""
        ...

    async def news_choice(self, contact: ContactId) -> bool | None:
        """None: the contact has said neither yes nor no."""
        ...

    async def add_broadcast(self, author: ChatRef, language: LanguageCode, now: int) -> BroadcastId:
        """A new draft; `language` is the one of its first text, which also stands in for missing ones."""
        ...

    async def broadcast(self, id: BroadcastId) -> Broadcast | None: ...

    async def draft_by(self, author: ChatRef) -> Broadcast | None:
        """What somebody is drafting, or what waits for a second person's word."""
        ...

    async def broadcast_of_panel(self, panel: MessageId) -> Broadcast | None: ...

    async def broadcasts_under_way(self) -> list[Broadcast]:
        """Those that are scheduled, sending, paused, or being cancelled, oldest first."""
        ...

    async def save_broadcast(self, broadcast: Broadcast) -> None: ...

    async def hold_broadcast(self, recipient: RecipientId, until: int) -> None:
        """The platform asked us to wait: the broadcast of that recipient rests until then."""
        ...

    async def broadcast_texts(self, id: BroadcastId) -> dict[LanguageCode, BroadcastText]: ...

    async def put_broadcast_text(
        self, id: BroadcastId, language: LanguageCode, content: Content, *, correction: bool
    ) -> None:
        """A correction is kept beside the text until staff confirm it."""
        ...

    async def drop_broadcast_text(self, id: BroadcastId, language: LanguageCode) -> None: ...
    async def drop_corrections(self, id: BroadcastId) -> None: ...
    async def take_corrections(self, id: BroadcastId) -> None:
        """The corrections are the texts from now on."""
        ...

    async def keep_sent_file(self, recipient: RecipientId, file: str, copy: str) -> None:
        """The platform has the file that was sent to that recipient; `file` and `copy` as in Media."""
        ...

    async def sent_file(self, id: BroadcastId, file: str) -> str:
        """The handle of a copy of that file; "" when none was sent yet."""
        ...

    async def count_audience(
        self, audience: Audience, teams: Sequence[TeamName], default_language: LanguageCode, now: int
    ) -> dict[LanguageCode, int]:
        """How many contacts, by language, the largest first. `teams`: of one of these; empty for any."""
        ...

    async def freeze_recipients(
        self, id: BroadcastId, audience: Audience, teams: Sequence[TeamName], default_language: LanguageCode, now: int
    ) -> int:
        """Write down whom it goes to. Returns how many."""
        ...

    async def visit_again(self, id: BroadcastId, *, since: int, languages: Sequence[LanguageCode], others: bool) -> int:
        """Those whose copy is not older than `since` wait again, to have it changed or taken away. Returns how many.

        Only readers of these languages; with `others` also of those languages in which the broadcast has no text.
        """
        ...

    async def recipient_counts(self, id: BroadcastId) -> Counts: ...
    async def recipient_languages(self, id: BroadcastId) -> dict[LanguageCode, int]: ...

    async def take_recipients(self, limit: int, most: int, now: int, *, night: bool) -> list[Recipient]:
        """The next of what is being sent, marked as queued; none while `most` are. `night`: only what was forced."""
        ...

    async def record_recipient(
        self, id: RecipientId, state: RecipientState, now: int, copy: ExternalId | None = None
    ) -> None: ...

    async def doubt_recipient(self, id: RecipientId) -> None:
        """A send ended without an answer; it is repeated, so the copy may stand there twice."""
        ...

    async def unqueue_recipients(self, id: BroadcastId) -> None:
        """Whoever's row in the outbox is not being sent waits again, and the row is gone."""
        ...

    async def leave_out_waiting(self, id: BroadcastId) -> None:
        """Nothing more is done for whoever waits."""
        ...

    async def broadcast_at(self, channel: ChannelName, chat: ChatRef, external: ExternalId) -> BroadcastId | None:
        """The broadcast of which a contact's message is a copy."""
        ...

    async def add_note(self, author: ChatRef, teams: Sequence[TeamName], now: int) -> NoteId: ...
    async def note(self, id: NoteId) -> StaffNote | None: ...
    async def note_by(self, author: ChatRef) -> StaffNote | None:
        """The note to volunteers that somebody is drafting."""
        ...

    async def note_of_panel(self, panel: MessageId) -> StaffNote | None: ...
    async def save_note(self, note: StaffNote) -> None: ...
