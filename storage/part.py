"""What the parts of a transaction share."""

from typing import Any

from bot.crypto import place_of
from bot.ids import ContactId
from storage.seals import Seals


class Part:
    """One subject of `bot.ports.Tx`. `queries` are the methods that aiosql made, each of which needs the connection."""

    def __init__(self, queries: Any, connection: Any, seals: Seals) -> None:
        self._queries = queries
        self._connection = connection
        self._seals = seals

    async def _seal_words(
        self, words: bytes, contact: ContactId | None, table: str, column: str, *row: str | int
    ) -> bytes:
        """Seal what somebody wrote for its place: table, column, and what names the row and never changes."""
        return (await self._seals.key_of(contact)).seal(words, place_of(table, column, *row))

    async def _open_words(
        self, sealed: bytes, contact: ContactId | None, table: str, column: str, *row: str | int
    ) -> bytes:
        """Raises Unreadable for what was not sealed for that place."""
        return (await self._seals.key_of(contact)).open(sealed, place_of(table, column, *row))
