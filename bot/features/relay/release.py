"""What was kept goes on its way: until a team opens, until a contact has chosen, until a writer has said yes."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.features.cases.actions import reopen_case
from bot.features.confirmations.rules import QuestionState
from bot.features.privacy.actions import ask_to_show, filter_contents
from bot.features.privacy.rules import Filtered, fit_lead
from bot.features.relay import texts as relay_texts
from bot.features.relay.actions import enqueue_copies, enqueue_joined, limits_across, note_answer
from bot.features.shared.context import Context
from bot.features.shared.notify import mark, tell_writer, writers_translator
from bot.features.store import Tx
from bot.kernel.capabilities import Limits
from bot.kernel.content import Content, Text
from bot.kernel.ids import MessageId
from bot.kernel.marks import FAILED
from bot.kernel.model import Case, CaseState, Direction, Message, MessageState, Volunteer
from bot.render.splitting import join_texts, split_content, utf16_length


async def relay_kept(
    tx: Tx, context: Context, case: Case, kept: Sequence[Message], direction: Direction = Direction.TO_TEAM
) -> Sequence[Message]:
    """Messages that were kept go on their way: albums whole, short texts that follow each other as one.

    A group takes twenty messages a minute, and a Monday's opening has many. A text in which something is hidden goes
    alone, so that it can be shown later. What can't be unsealed is set aside. Returns what went.
    """
    kept = [await _without_what_is_gone(tx, each) for each in await _set_aside_unreadable(tx, context, kept)]
    wholes = [message.content for message in kept if message.content is not None]
    ready, asked = await _as_decided(tx, context, case, direction, kept, wholes)
    outgoing = [replace(message, content=each.content) for message, each in zip(kept, ready, strict=True)]
    limits = limits_across(context, case, direction)
    for batch in group_kept(outgoing, limits, asked):
        contents: list[Content] = [message.content for message in batch if message.content is not None]
        ids = [message.id for message in batch]
        texts = [content for content in contents if isinstance(content, Text)]
        joined = len(texts) == len(batch) > 1
        for message, content in zip(batch, contents, strict=True):
            parts = len(split_content(content, limits))
            await tx.relay_held(message.id, case.id, parts, ids[0] if joined else None)
        if joined:
            await enqueue_joined(tx, context, case, ids, join_texts(texts))
            continue
        reply_to = await tx.message(batch[0].reply_to) if batch[0].reply_to is not None else None
        await enqueue_copies(tx, context, case, ids, contents, reply_to, direction)
    return kept


async def _set_aside_unreadable(tx: Tx, context: Context, kept: Sequence[Message]) -> list[Message]:
    """Ask whoever wrote what can't be unsealed to send it again. Returns the others."""
    for message in kept:
        if message.content is None:
            await tx.drop_question(message.id)
            await tx.set_message_state(message.id, MessageState.FAILED)
            await mark(tx, context, message, FAILED)
            await tell_writer(
                tx, context, message, relay_texts.not_delivered(await writers_translator(tx, context, message))
            )
    return [message for message in kept if message.content is not None]


async def _without_what_is_gone(tx: Tx, message: Message) -> Message:
    """What a message quotes may have been taken back while it waited."""
    if message.content is None:
        return message
    answered = None if message.reply_to is None else await tx.message(message.reply_to)
    return replace(message, content=fit_lead(message.content, answered))


async def _as_decided(
    tx: Tx, context: Context, case: Case, direction: Direction, kept: Sequence[Message], wholes: Sequence[Content]
) -> tuple[list[Filtered], set[MessageId]]:
    """What goes out of each message, and the messages whose writers have still to say whether to show the rest."""
    ready: list[Filtered] = []
    asked: set[MessageId] = set()
    unasked: list[int] = []
    for message, whole, filtered in zip(kept, wholes, filter_contents(context, case, direction, wholes), strict=True):
        question = await tx.question_of(message.id)
        if question is None and filtered.hidden:
            unasked.append(len(ready))
        elif question is not None and question.state is QuestionState.ASKED:
            await tx.put_question(
                message.id,
                question.handle,
                caution=None,
                state=QuestionState.ASKED,
                content=whole,
                now=question.asked_at,
            )
            asked.add(message.id)
        elif question is not None:
            await tx.drop_question(message.id)
        agreed = question is not None and question.state is QuestionState.AGREED
        ready.append(Filtered(filtered.whole, filtered.whole) if agreed else filtered)
    for index in unasked:
        asked.add(kept[index].id)
        await ask_to_show(tx, context, [kept[index].id], [wholes[index]], [ready[index]])
    return ready, asked


def group_kept(
    kept: Sequence[Message], limits: Limits, alone: AbstractSet[MessageId] = frozenset()
) -> list[list[Message]]:
    """What is sent as one: the neighbours of an album, and texts that together fit and answer nothing."""
    groups: list[list[Message]] = []
    for message in kept:
        if groups and _belongs(groups[-1], message, limits, alone):
            groups[-1].append(message)
        else:
            groups.append([message])
    return groups


def _belongs(group: Sequence[Message], message: Message, limits: Limits, alone: AbstractSet[MessageId]) -> bool:
    if message.album is not None:
        return group[0].album == message.album
    texts = [
        each.content
        for each in (*group, message)
        if isinstance(each.content, Text) and each.reply_to is None and each.id not in alone
    ]
    if len(texts) <= len(group):
        return False
    return utf16_length(join_texts(texts).text) <= limits.text


async def relay_asked(tx: Tx, context: Context, case: Case, volunteer: Volunteer, waiting: Sequence[Message]) -> None:
    """Answers that waited for their writer's word go to the contact."""
    if case.state is CaseState.CLOSED:
        case = await reopen_case(tx, context, case, by=volunteer)
    went = await relay_kept(tx, context, case, waiting, Direction.TO_CONTACT)
    if went:
        await note_answer(tx, context, case, volunteer, went[0].id)
