"""What the durable queues ask of storage: inbox, outbox, dead letters, and the workers that share them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.kernel.ids import (
    CaseId,
    ChannelName,
    ChatRef,
    ExternalId,
    InboxId,
    MessageId,
    OutboxId,
    RecipientId,
    WorkerId,
)
from bot.kernel.model import (
    Arrival,
    AsideName,
    InboxRow,
    SetAside,
)
from bot.kernel.outgoing import Joinable, Operation, Outgoing, Priority, Send


class InboxTx(Protocol):
    """What came in and is not handled yet."""

    async def add_arrivals(self, channel: ChannelName, arrivals: Sequence[Arrival], now: int) -> int:
        """Store raw updates in the given order; one that is stored already is passed over. Returns how many are new."""
        ...

    async def waiting_arrivals(self, limit: int, share: int) -> list[InboxRow]:
        """The oldest unhandled updates, at most `share` of one conversation, in the order of their arrival."""
        ...

    async def count_attempts(self, ids: Sequence[InboxId], attempts: int) -> None:
        """How often the process may have died while it acted on these."""
        ...

    async def finish_arrivals(self, ids: Sequence[InboxId]) -> int:
        """Mark as handled: forget payload and conversation, keep the external id so that a repeat is recognised.

        Returns how many were waiting until now; the others were handled by somebody else meanwhile.
        """
        ...

    async def quarantine_arrival(self, id: InboxId, error: str) -> bool:
        """Set aside an update that can't be read, with the reason; it keeps its payload for staff.

        False when it does not wait any more.
        """
        ...

    async def cursor(self, channel: ChannelName) -> str | None:
        """Where receiving goes on, in the channel's own words; None before anything arrived."""
        ...

    async def set_cursor(self, channel: ChannelName, cursor: str) -> None:
        """Everything before that place has arrived: said in the transaction that stores the last of it."""
        ...


class OutboxTx(Protocol):
    """What must go out, in lanes."""

    async def enqueue(
        self,
        operation: Operation,
        *,
        channel: ChannelName,
        chat: ChatRef,
        now: int,
        case: CaseId | None = None,
        in_thread: bool = False,
        message: MessageId | None = None,
        part: int = 0,
        target: MessageId | None = None,
        target_part: int = 0,
        target_external: ExternalId | None = None,
        lane: str | None = None,
        priority: Priority = Priority.PEOPLE,
        recipient: RecipientId | None = None,
    ) -> None:
        """Add to the end of a lane; the lane is the destination chat unless another is named.

        A name is kept as a keyed fingerprint: nothing that stands in it can be read in the database.

        `in_thread`: belongs in the topic thread of `case` (which is opened when needed). `message`, `part`: which copy
        this send makes. The target is either a message of ours, whose copy is looked up when the row is sent,
        or `target_external`, known already. `recipient`: whose copy of a broadcast this is about.
        """
        ...

    async def claim_outgoing(
        self,
        now: int,
        limit: int,
        busy: Sequence[str],
        only: tuple[ChannelName, ChatRef] | None = None,
        worker: WorkerId | None = None,
        moment: int | None = None,
        channel: ChannelName | None = None,
    ) -> list[Outgoing]:
        """The head of each lane that is due and not in `busy`, at most `limit`, marked as being sent by `worker`.

        `channel`: that channel's lanes alone. `only`: that chat's alone. A lane in which somebody sends is not due, nor
        is one whose pace, as kept, lets nothing go at `moment`.

        The lanes go by the most urgent row in them, then by the oldest.

        A row in a thread carries the case's `title` and thread; targets are resolved to the copy in the row's own chat.
        """
        ...

    async def joinable_text(
        self, case: CaseId, channel: ChannelName, chat: ChatRef, before: int, many: int
    ) -> Joinable | None:
        """The row that will send the contact's last message of a case, if another text can be added to it.

        None unless the lane is behind: its head has waited since before the instant `before`, or `many` rows wait. Also
        None when the message answers something, has several parts, was changed, or is being sent.
        """
        ...

    async def join_text(self, joinable: Joinable, operation: Send) -> None:
        """Let the row send several texts as one, one more than before."""
        ...

    async def next_due(self, now: int) -> int | None:
        """The earliest `not_before` after now among lanes that have rows, or None."""
        ...

    async def forget_rests(self, now: int) -> None:
        """Forget the lanes that have rested enough."""
        ...

    async def finish_outgoing(self, *ids: OutboxId) -> frozenset[OutboxId]:
        """The rows did their work and are deleted. Returns those that were there."""
        ...

    async def retry_outgoing(self, id: OutboxId, lane: str, not_before: int, counted: bool) -> None:
        """Back to its place; the lane rests until `not_before`. `counted`: this was an attempt."""
        ...

    async def shift_rests(self, back: int) -> None:
        """The clock was set back by so many milliseconds: every lane that rests rests as long as it was to."""
        ...

    async def wake_chat(self, channel: ChannelName, chat: ChatRef) -> None:
        """The lane of that chat need not rest any longer."""
        ...

    async def park_outgoing(self, id: OutboxId, error: str) -> None:
        """Set aside what can't be sent, with the reason, out of the lane's way; staff see it."""
        ...

    async def is_sending(self, channel: ChannelName, chat: ChatRef) -> bool:
        """Whether a send to the chat is under way, so that something may stand there which we have not noted yet."""
        ...

    async def lane_length(self, channel: ChannelName, chat: ChatRef, limit: int) -> int:
        """How many rows wait for a chat or are being sent there; not more than `limit` are counted."""
        ...

    async def cancel_pending(self, message: MessageId) -> int:
        """Delete the rows that would make copies of the message and are not being sent. Returns how many."""
        ...

    async def oldest_due(self, now: int) -> int | None:
        """Since when the oldest row of the outbox waits whose lane was not told to rest for long."""
        ...


class DeadLetterTx(Protocol):
    """What could not be sent or read."""

    async def set_aside(self) -> list[SetAside]:
        """What could not be sent or read, oldest first."""
        ...

    async def requeue(self, name: AsideName) -> bool:
        """Try it again, in its old place. False when there is nothing of that name."""
        ...

    async def drop_aside(self, name: AsideName) -> bool:
        """Give it up and erase what it said. False when there is nothing of that name."""
        ...

    async def queue_sizes(self) -> dict[str, int]:
        """Rows per state: inbox_waiting, inbox_quarantined, outbox_pending, outbox_parked, messages_held."""
        ...

    async def oldest_waiting(self) -> dict[str, int | None]:
        """Since when the oldest row has been waiting: inbox, outbox."""
        ...


class WorkerTx(Protocol):
    """The processes that share a database."""

    async def add_worker(self) -> WorkerId:
        """A process begins. Its number is greater than every one before."""
        ...

    async def beat(self, worker: WorkerId) -> int | None:
        """A sign of life. Returns the database's own time in UTC milliseconds; None when the worker was buried."""
        ...

    async def workers(self) -> list[WorkerId]:
        """Who lives, the eldest first."""
        ...

    async def hold_worker(self, worker: WorkerId) -> bool:
        """Whether the worker lives. If so, nobody can bury it before this transaction ends."""
        ...

    async def bury_others(self, worker: WorkerId, silent_since: int) -> int:
        """Strike off the others whose session has ended or who gave no sign of life since then. Returns how many."""
        ...

    async def remove_worker(self, worker: WorkerId) -> None: ...
    async def put_back(self, worker: WorkerId | None) -> int:
        """What is being sent by the worker, or by nobody who lives, goes back to its place. Returns how many."""
        ...

    async def paces_of(self, lanes: Sequence[str]) -> Mapping[str, list[float]]:
        """When messages were sent lately in these lanes, by the database's own time; without lanes that are at rest."""
        ...

    async def keep_pace(self, lane: str, sent: Sequence[float], free_at: float, forget_at: float) -> None: ...
    async def sent_lately(self, moment: int) -> list[tuple[str, ChannelName, ChatRef, list[float]]]:
        """Each lane with its chat, and when messages were sent in it lately; what is being sent counts as sent now.

        Instants after now are brought back to it. A lane of another name has a channel that there is not.
        """
        ...

    async def forget_paces(self, moment: int | None) -> None:
        """Forget the lanes in which nothing was sent lately; None: all of them."""
        ...
