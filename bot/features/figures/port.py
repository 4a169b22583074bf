"""What figures ask of storage."""

from collections.abc import Mapping
from typing import Protocol

from bot.features.figures.rules import Counts, Grouping
from bot.kernel.ids import ChannelName, ChatRef, ExternalId, TeamName
from bot.kernel.model import FigureRequest
from bot.kernel.service import TeamFigures


class Reading(Protocol):
    """The database as it is at one moment, for figures. Cases are counted by the instant at which they were opened."""

    async def count_cases(
        self, first: int, last: int, by: Grouping | None, places: Mapping[TeamName, str]
    ) -> dict[str, Counts]:
        """The cases opened from `first` up to `last`, by team, language, topic or place; all in one group "" without.

        `places`: the office of each team that has one.
        """
        ...

    async def count_quarters(self, first: int, last: int) -> dict[int, int]:
        """Opened cases by the quarter of an hour, counted from the beginning of 1970."""
        ...

    async def count_unanswered(self) -> int:
        """Cases whose contact waits for an answer now."""
        ...

    async def first_case_at(self) -> int | None: ...


class FigureTx(Protocol):
    """Requests for figures."""

    async def add_figure_request(
        self,
        channel: ChannelName,
        chat: ChatRef,
        asked: str,
        *,
        message: ExternalId | None = None,
        picture: bool = False,
        scheduled: bool = False,
    ) -> None: ...

    async def next_figure_request(self) -> FigureRequest | None:
        """What was asked for first, and is not answered."""
        ...

    async def finish_figure_request(self, id: int) -> bool:
        """False when another process has answered it meanwhile."""
        ...

    async def team_figures(self, team: TeamName) -> TeamFigures: ...
