"""How a row of the outbox is shown: in one send, or, where the channel can do less, in several steps.

Rows are fitted as they are claimed, in the same transaction: what the numbers mean that a person is about to read is
kept before they can read them. A row that has failed between two steps goes on where it stopped, unless the process
ended meanwhile: then it begins again, like any send that was under way.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.engine.runtime import Runtime
from bot.features.store import Tx
from bot.kernel.channel import Channel
from bot.kernel.errors import SendError
from bot.kernel.ids import ChannelName, ExternalId, OutboxId
from bot.kernel.outgoing import Outgoing, Receipt, Send, SendAlbum
from bot.kernel.translation import Translator
from bot.render.choices import numbers_choices
from bot.render.fitting import Fitted, Step, fit

Ask = Callable[[Outgoing], Awaitable[Receipt]]


class Showing:
    """Fits what is claimed to its channel, and remembers how far each row has come."""

    def __init__(self, channels: Mapping[ChannelName, Channel], runtime: Runtime) -> None:
        self._channels = channels
        self._runtime = runtime
        self._fitted: dict[OutboxId, Fitted] = {}
        self._done: dict[OutboxId, list[Receipt]] = {}

    async def prepare(self, tx: Tx, claimed: Sequence[Outgoing]) -> None:
        """Fit these rows. What need not be fitted costs nothing."""
        for outgoing in claimed:
            can = self._channels[outgoing.channel].capabilities
            fitted = fit(outgoing, can, self._runtime.context().translator(None))
            if len(fitted.steps) == 1 and fitted.steps[0].outgoing is outgoing:
                self._fitted.pop(outgoing.id, None)
            else:
                fitted = self._fitted[outgoing.id] = fit(outgoing, can, await self._reader(tx, outgoing))
            if numbers_choices(can) and (fitted.choices or _somebody_speaks(outgoing)):
                await tx.keep_choices(outgoing.channel, outgoing.chat, fitted.choices)

    async def _reader(self, tx: Tx, outgoing: Outgoing) -> Translator:
        """In the language of whoever reads it."""
        context = self._runtime.context()
        team = context.service.team_of_chat(outgoing.channel, outgoing.chat)
        if team is not None:
            return context.for_team(team)
        contact = await tx.find_contact(outgoing.channel, outgoing.chat)
        return context.translator(contact.language if contact else None)

    async def show(self, outgoing: Outgoing, ask: Ask) -> Receipt:
        """Carry a row out, step by step. Raises what `ask` raises; the next call goes on behind what was done."""
        fitted = self._fitted.pop(outgoing.id, None)
        if fitted is None:
            return await ask(outgoing)
        done = self._done.pop(outgoing.id, [])
        for step in fitted.steps[len(done) :]:
            try:
                done.append(await ask(step.outgoing))
            except SendError:
                if done:
                    self._done[outgoing.id] = done
                raise
        return _join(fitted.steps, done)


def _somebody_speaks(outgoing: Outgoing) -> bool:
    """Whether a person is read: what is typed next may answer them, and is no choice."""
    somebodys = outgoing.message is not None or outgoing.recipient is not None
    return somebodys and isinstance(outgoing.operation, Send | SendAlbum)


def _join(steps: Sequence[Step], receipts: Sequence[Receipt]) -> Receipt:
    """What the whole row has brought."""
    messages: list[ExternalId] = []
    for step, receipt in zip(steps, receipts, strict=True):
        if step.copies:
            messages += receipt.messages
    copies = [receipt.copy for receipt in receipts if receipt.copy]
    return Receipt(tuple(messages), copies[0] if copies else "")
