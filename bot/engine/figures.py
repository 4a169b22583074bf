"""The figures' worker: counts what staff asked for beside everything else, and lets a picture be drawn elsewhere."""

import logging
from collections.abc import Callable

from bot.engine.drawing import draw
from bot.engine.runtime import Runtime
from bot.features.figures import texts as figures_texts
from bot.features.figures.actions import read_report
from bot.features.figures.report import Report
from bot.features.figures.texts import Names
from bot.features.store import Store
from bot.kernel.content import Made, MediaKind, Text
from bot.kernel.errors import StoreError
from bot.kernel.model import FigureRequest
from bot.kernel.outgoing import Edit, Operation, Send

log = logging.getLogger(__name__)


class FigureWorker:
    def __init__(self, store: Store, runtime: Runtime, acted: Callable[[], None]) -> None:
        """`acted` is called after each commit that filled the outbox."""
        self._store = store
        self._runtime = runtime
        self._acted = acted

    async def look(self) -> None:
        """Answer everything that was asked for."""
        while await self.turn():
            pass

    async def turn(self) -> bool:
        """Answer what was asked for first. False when nothing was."""
        async with self._store.transaction(alone=False) as tx:
            request = await tx.next_figure_request()
        if request is None:
            return False
        context = self._runtime.context()
        try:
            answer = await self._answer(request)
        except StoreError:
            raise
        except Exception:
            log.exception("figures could not be made")
            answer = figures_texts.not_counted(context.for_staff())
        async with self._store.transaction() as tx:
            if await tx.finish_figure_request(request.id) and answer is not None:
                operation: Operation = answer
                target = None
                if request.message is not None and isinstance(answer.content, Text):
                    operation, target = Edit(answer.content, answer.keyboard), request.message
                await tx.enqueue(
                    operation, channel=request.channel, chat=request.chat, now=context.now, target_external=target
                )
        self._acted()
        return True

    async def _answer(self, request: FigureRequest) -> Send | None:
        context = self._runtime.context()
        _, names = context.for_staff(), Names(context.service, context.catalogs.english_name)
        async with self._store.reading() as reading:
            made = await read_report(reading, context.service, request.asked, context.now)
            if request.scheduled and await reading.first_case_at() is None:
                return None
        if made is None:
            return figures_texts.usage(_)
        if request.picture:
            return await self._picture(made)
        return figures_texts.report(_, made, names, context.local_time(context.now).date())

    async def _picture(self, made: Report) -> Send:
        context = self._runtime.context()
        names = Names(context.service, context.catalogs.english_name, icons=False)
        _ = context.for_staff()
        picture = await draw(figures_texts.chart(_, made, names))
        caption = Text(f"📊 {figures_texts.period_name(made.period)}")
        return Send(Made.of(MediaKind.PHOTO, picture, "figures.png", caption))
