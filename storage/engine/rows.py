"""What the features share that read and write rows."""

import logging
from typing import Any

from bot.kernel.content import Content
from bot.kernel.errors import Unreadable
from bot.kernel.facts import UNREADABLE
from bot.kernel.ids import ContactId
from bot.keys.crypto import place_of
from storage.engine.codec import decode_content
from storage.engine.seals import Seals
from storage.engine.transaction import Transaction

log = logging.getLogger(__name__)


class Rows:
    """One feature's share of `Tx`: its rows, as one transaction reads and writes them.

    `queries` are the methods that aiosql made; the first argument of each is the transaction.
    """

    def __init__(self, queries: Any, transaction: Transaction, seals: Seals) -> None:
        self._queries = queries
        self._transaction = transaction
        self._seals = seals

    async def _seal_words(
        self, words: bytes, contact: ContactId | None, table: str, column: str, *row: str | int | None
    ) -> bytes:
        """Seal what somebody wrote for its place: table, column, and what names the row and never changes."""
        return (await self._seals.key_of(contact)).seal(words, place_of(table, column, *row))

    async def _open_words(
        self, sealed: bytes | None, contact: ContactId | None, table: str, column: str, *row: str | int | None
    ) -> bytes | None:
        """None for nothing, and for what was not sealed with that key for that place: its neighbours go on."""
        return await self._open_at(sealed, contact, table, place_of(table, column, *row))

    async def _open_at(self, sealed: bytes | None, contact: ContactId | None, table: str, place: bytes) -> bytes | None:
        if sealed is None:
            return None
        try:
            return (await self._seals.key_of(contact)).open(sealed, place)
        except Unreadable:
            await self._note_unreadable(table)
            return None

    async def _open_line(
        self, sealed: bytes | None, contact: ContactId | None, table: str, column: str, *row: str | int | None
    ) -> str:
        """The same for a line of text; "" for none."""
        return (await self._open_words(sealed, contact, table, column, *row) or b"").decode()

    async def _open_content(
        self, sealed: bytes | None, contact: ContactId | None, table: str, column: str, *row: str | int | None
    ) -> Content | None:
        """The same for a content, and None for one that no version up to this one has written."""
        body = await self._open_words(sealed, contact, table, column, *row)
        try:
            return None if body is None else decode_content(body)
        except Unreadable:
            await self._note_unreadable(table)
            return None

    async def _note_unreadable(self, table: str) -> None:
        """Somebody changed the database, or a key is missing. Staff are told by whoever looks at the clock."""
        log.error("something sealed in %s can't be opened; it is set aside", table)
        await self._queries.set_fact(self._transaction, key=UNREADABLE.about(table).key, value="1")
