"""Figures: what is counted while messages come and go, what stays when they are deleted, and what staff ask for."""

import json
from collections.abc import Mapping
from dataclasses import replace

from bot.features.figures.rules import Counts, Grouping
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ExternalId, TeamName
from bot.kernel.model import FigureRequest
from storage.engine.rows import Rows


class FigureRows(Rows):
    async def set_queued(self, case: CaseId) -> None:
        await self._queries.set_queued(self._transaction, case=case)

    async def add_figure_request(
        self,
        channel: ChannelName,
        chat: ChatRef,
        asked: str,
        *,
        message: ExternalId | None = None,
        picture: bool = False,
        scheduled: bool = False,
    ) -> None:
        await self._queries.add_figure_request(
            self._transaction,
            channel=channel,
            chat=chat,
            message=message,
            asked=asked,
            picture=int(picture),
            scheduled=int(scheduled),
        )

    async def next_figure_request(self) -> FigureRequest | None:
        row = await self._queries.next_figure_request(self._transaction)
        if row is None:
            return None
        values = dict(row)
        values["picture"] = bool(values["picture"])
        values["scheduled"] = bool(values["scheduled"])
        return FigureRequest(**values)

    async def finish_figure_request(self, id: int) -> bool:
        finished: int = await self._queries.finish_figure_request(self._transaction, id=id)
        return finished == 1


class FigureReading(Rows):
    """`bot.features.figures.port.Reading`: nothing is written through it."""

    async def count_cases(
        self, first: int, last: int, by: Grouping | None, places: Mapping[TeamName, str]
    ) -> dict[str, Counts]:
        asked = {"first": first, "last": last, "by": by or "", "places": json.dumps(dict(places))}
        waits: dict[str, dict[int, int]] = {}
        async for part, waited, cases in self._queries.count_waits(self._transaction, **asked):
            waits.setdefault(part, {})[waited] = cases
        rows = self._queries.count_cases(self._transaction, **asked)
        return {row[0]: replace(Counts(*row[1:]), waits=waits.get(row[0], {})) async for row in rows}

    async def count_quarters(self, first: int, last: int) -> dict[int, int]:
        rows = self._queries.count_quarters(self._transaction, first=first, last=last)
        return {quarter: cases async for quarter, cases in rows}

    async def count_unanswered(self) -> int:
        count: int = await self._queries.count_unanswered(self._transaction)
        return count

    async def first_case_at(self) -> int | None:
        first: int | None = await self._queries.first_case_at(self._transaction)
        return first
