"""Where channels say that something came in."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.features.store import Tx


class Actor(Protocol):
    """Who acts on what came in: the inbox worker."""

    def wake(self) -> None: ...
    async def act_with(self, add: Callable[[Tx], Awaitable[object]]) -> bool: ...


class Intake:
    """Stands between the channels and the inbox worker, which needs the channels itself and so comes after them.

    Until it is there, what came in is only stored.
    """

    def __init__(self) -> None:
        self._actor: Actor | None = None

    def connect(self, actor: Actor) -> None:
        self._actor = actor

    def arrived(self) -> None:
        """Something new was stored and committed."""
        if self._actor is not None:
            self._actor.wake()

    async def act_with(self, add: Callable[[Tx], Awaitable[object]]) -> bool:
        """Do what adds to the inbox, and act on what waits there, in one transaction. False when neither was done."""
        return self._actor is not None and await self._actor.act_with(add)
