"""What a person's rights and the time for which things are kept ask for: a part of the transaction, and a journal."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from bot.features.rights.rules import Erasure
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ContactId, ExternalId, MessageId, OutboxId
from bot.kernel.model import Case, Message
from bot.kernel.retention import DataClass


class RightsTx(Protocol):
    """Part of `bot.features.store.Tx`."""

    # -- a person's rights ---------------------------------------------------------------------------------------

    async def ask_erasure(self, contact: ContactId, now: int) -> None:
        """The contact is to be forgotten: done by the worker in a moment, or after the next start."""
        ...

    async def erasures_asked(self) -> list[Erasure]: ...
    async def contacts_by_reference(self, references: Sequence[str]) -> list[ContactId]:
        """Those of the named contacts that are there though they were erased: a backup was restored."""
        ...

    async def contacts_by_pseudonym(self, pseudonym: str) -> list[tuple[ContactId, bool]]:
        """Whom volunteers call so, and whether they are to be forgotten already. Capital letters don't count."""
        ...

    async def cases_of(self, contact: ContactId) -> list[Case]:
        """All of the contact's cases, oldest first."""
        ...

    async def cancel_outgoing_of(self, contact: ContactId) -> bool:
        """Take out of the outbox what the contact wrote or is to get. False while some of it is being sent."""
        ...

    async def traces_in(self, contact: ContactId, chat: ChatRef, since: int) -> list[ExternalId]:
        """The messages in a chat that are there because of the contact, and younger than `since`."""
        ...

    async def note_said(self, channel: ChannelName, chat: ChatRef, external: ExternalId, now: int) -> None:
        """Remember a message of the bot's own in a contact's chat; in any other chat, nothing."""
        ...

    async def drop_wishes_of(self, contact: ContactId) -> None: ...
    async def personal_data(self, contact: ContactId) -> dict[str, list[dict[str, Any]]]:
        """Everything that is held about a contact: the rows by table, without what belongs to volunteers."""
        ...

    async def delete_cases(self, cases: Sequence[CaseId]) -> None: ...
    async def delete_contact(self, contact: ContactId) -> None:
        """Delete the contact and everything of theirs."""
        ...

    # -- retention -----------------------------------------------------------------------------------------------

    async def start_clocks(self, now: int) -> None:
        """Note when something was set aside and when a volunteer left, where that was not noted yet."""
        ...

    async def expired_held(self, before: int, limit: int) -> list[Message]:
        """Messages that have waited since then or longer."""
        ...

    async def quiet_cases(self, before: int, limit: int) -> list[Case]:
        """Cases that are not closed, in which nothing waits and nobody wrote or did anything since then."""
        ...

    async def expired_outgoing(self, before: int, limit: int) -> list[tuple[OutboxId, MessageId | None]]:
        """Rows that have not been sent since then, each with the message whose copy it makes."""
        ...

    async def count_expired_sending(self, before: int) -> int:
        """How many such rows are being sent just now, and are not among those."""
        ...

    async def delete_expired(self, kind: DataClass, before: int, limit: int) -> int:
        """Delete what is so old, at most `limit` rows of a table. Returns how many; 0 when none is left."""
        ...

    async def add_retention_run(self, at: int, deleted: Mapping[DataClass, int]) -> None: ...
    async def last_retention_run(self) -> int | None: ...
    async def retention_runs(self, since: int) -> dict[int, dict[str, int]]:
        """What each run deleted, by the instant at which it began, the newest first."""
        ...


class Erasures(Protocol):
    """The erasure journal: who was forgotten, by random references, kept apart from the database and its backups."""

    async def read(self) -> set[str]: ...

    async def add(self, reference: str, now: int) -> None:
        """On the disk when this returns. Raises StoreError."""
        ...

    async def drop_old(self, now: int) -> None:
        """Forget the references that are in no backup any more."""
        ...
