"""Small facts that outlive a process."""

from typing import Protocol


class FactTx(Protocol):
    """Small facts by name."""

    async def fact(self, key: str) -> str | None: ...
    async def facts_under(self, prefix: str) -> dict[str, str]:
        """The facts whose keys begin with it."""
        ...

    async def set_fact(self, key: str, value: str) -> None: ...
