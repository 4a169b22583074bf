"""What the parts of a transaction share."""

from typing import Any

from storage.seals import Seals


class Part:
    """One subject of `bot.ports.Tx`. `queries` are the methods that aiosql made, each of which needs the connection."""

    def __init__(self, queries: Any, connection: Any, seals: Seals) -> None:
        self._queries = queries
        self._connection = connection
        self._seals = seals
