"""What blocking asks of storage."""

from typing import Protocol

from bot.features.blocking.rules import Block, BlockState
from bot.kernel.ids import ContactId


class BlockTx(Protocol):
    """Contacts from whom nothing is passed on."""

    async def set_block(self, contact: ContactId, state: BlockState, reason: str, now: int) -> None:
        """Block a contact, or ask for it; a block that counts stays as it is. It also counts for news on their way."""
        ...

    async def block_of(self, contact: ContactId) -> Block | None: ...
    async def tell_block(self, contact: ContactId) -> bool:
        """True the first time: a blocked contact is answered once."""
        ...

    async def drop_block(self, contact: ContactId) -> None: ...
