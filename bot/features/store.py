"""What features ask of storage together. `storage` implements it; `bot.app` introduces them."""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.features.alarms.port import AlarmTx
from bot.features.blocking.port import BlockTx
from bot.features.broadcasts.port import NewsTx
from bot.features.cases.port import CaseTx, VolunteerTx
from bot.features.confirmations.port import ConfirmationTx
from bot.features.figures.port import FigureTx, Reading
from bot.features.groups.port import GroupTx
from bot.features.hours.port import HoursTx
from bot.features.onboarding.port import ContactTx
from bot.features.relay.port import HeldMessageTx, MessageTx
from bot.features.rights.port import RightsTx
from bot.features.shared.port import AuditTx, ChoiceTx
from bot.kernel.facts import FactTx
from bot.kernel.ids import WorkerId
from bot.kernel.queues import DeadLetterTx, InboxTx, OutboxTx, WorkerTx
from bot.kernel.turns import TurnTx


class Session(Protocol):
    """A connection that stands for a worker: the others know at once when its process is gone."""

    def is_open(self) -> bool: ...
    async def vouch_for(self, worker: WorkerId) -> None:
        """From now on, until the connection ends. Raises StoreError."""
        ...

    async def close(self) -> None: ...


class Tx(
    InboxTx,
    OutboxTx,
    DeadLetterTx,
    WorkerTx,
    FactTx,
    TurnTx,
    AuditTx,
    ChoiceTx,
    ContactTx,
    CaseTx,
    VolunteerTx,
    MessageTx,
    HeldMessageTx,
    ConfirmationTx,
    HoursTx,
    GroupTx,
    BlockTx,
    AlarmTx,
    FigureTx,
    NewsTx,
    RightsTx,
    Protocol,
):
    """One open transaction. Everything done through it is committed together or not at all."""


class Store(Protocol):
    """The database."""

    @property
    def serves_many(self) -> bool:
        """Whether several processes may work with it at the same time."""
        ...

    def transaction(self, *, alone: bool = True) -> AbstractAsyncContextManager[Tx]:
        """Commits on exit; rolls back on any exception, cancellation included.

        Transactions come one after the other, over all processes: what one has read is true until it has written.
        Only what needs no such promise, and must not wait, says that it need not be `alone`. Raises StoreConflict
        when it was in another's way all the same and has to be tried again, and StoreError.
        """
        ...

    async def tidy(self) -> None:
        """See that what was deleted is gone from the files too."""
        ...

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        """For queries that may take long: they hold up neither the event loop nor a transaction."""
        ...

    async def open_session(self) -> Session:
        """Raises StoreError."""
        ...

    async def close(self) -> None: ...
