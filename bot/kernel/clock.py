"""The only sources of time and chance."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """The only source of the time of day."""

    def now(self) -> int:
        """UTC milliseconds."""
        ...


class Rng(Protocol):
    """The only source of chance: `random.SystemRandom` when the service runs."""

    def choice(self, seq: Sequence[T]) -> T: ...
    def getrandbits(self, k: int, /) -> int: ...
