"""Hiding what names a person in what goes out, and asking its writer whether to show it. Never keeps anything back."""

from collections.abc import Sequence

from bot.features.confirmations import texts as confirmations_texts
from bot.features.confirmations.rules import QuestionState
from bot.features.privacy.rules import Filtered, everything_hidden, hide_private
from bot.features.shared.context import Context
from bot.features.shared.notify import tell_writer, writers_translator
from bot.features.store import Tx
from bot.kernel.content import Content
from bot.kernel.ids import MessageId
from bot.kernel.model import Case, Direction
from bot.kernel.translation import Translator


def readers_translator(context: Context, case: Case, direction: Direction) -> Translator:
    """The language of whoever will read a message of that direction."""
    if direction is Direction.TO_TEAM:
        return context.for_team(context.service.team(case.team))
    return context.translator(case.contact_language)


def filter_contents(context: Context, case: Case, direction: Direction, contents: Sequence[Content]) -> list[Filtered]:
    """Contents as the other side may see them, as long as their writer has not decided otherwise."""
    reader = readers_translator(context, case, direction)
    return [hide_private(content, reader, context.service.public) for content in contents]


async def ask_to_show(
    tx: Tx,
    context: Context,
    ids: Sequence[MessageId],
    contents: Sequence[Content],
    filtered: Sequence[Filtered],
    *,
    kept: bool = False,
) -> None:
    """One question about everything that is hidden in a message, or in the parts of an album; none if nothing is.

    `kept`: the messages wait for the opening and keep their content themselves.
    """
    hidden = everything_hidden(filtered)
    if not hidden:
        return
    handle = context.random_handle()
    first: MessageId | None = None
    for message, content, each in zip(ids, contents, filtered, strict=True):
        if each.hidden:
            first = message if first is None else first
            await tx.put_question(
                message,
                handle,
                caution=None,
                state=QuestionState.ASKED,
                content=None if kept else content,
                now=context.now,
            )
    assert first is not None
    writer = await tx.message(first)
    assert writer is not None
    _ = await writers_translator(tx, context, writer)
    await tell_writer(tx, context, writer, confirmations_texts.ask_to_show(_, hidden, handle))
