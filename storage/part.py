"""What the parts of a transaction share."""

from typing import Any


class Part:
    """One subject of `bot.ports.Tx`. `queries` are the methods that aiosql made, each of which needs the connection."""

    def __init__(self, queries: Any, connection: Any) -> None:
        self._queries = queries
        self._connection = connection
