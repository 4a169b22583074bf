"""A broadcast from the command line: what it would be, and its start. The running service sends it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.actions import seen_by
from bot.features.broadcasts.panel import count_people, needs_second, show, would_disturb
from bot.features.broadcasts.rules import (
    EVERYBODY,
    SHELL,
    Audience,
    Broadcast,
    BroadcastState,
    BroadcastText,
    Step,
    Task,
    excess,
)
from bot.features.shared.context import Context
from bot.features.shared.notify import say_to_staff
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import BroadcastId, LanguageCode
from bot.kernel.outgoing import Send


@dataclass(frozen=True, slots=True, repr=False)
class Wanted:
    """What was asked for: words by language, whose words stand in, for whom, and when (None: at once)."""

    words: Mapping[LanguageCode, str]
    fallback: LanguageCode
    audience: Audience = EVERYBODY
    starts_at: int | None = None
    forced: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Outlook:
    """What would come of it: people by language, what each language's readers see, what speaks against it."""

    people: Mapping[LanguageCode, int]
    seen: Mapping[LanguageCode, Send]
    night: bool
    second: bool
    too_long: int


async def look_ahead(tx: Tx, context: Context, wanted: Wanted) -> Outlook:
    """Changes nothing."""
    texts = {language: BroadcastText(Text(words)) for language, words in wanted.words.items()}
    people = await count_people(tx, context, wanted.audience)
    draft = _draft(wanted, context.now)
    marks = {
        language: broadcasts_texts.stand_in_mark(
            context.translator(language), context.catalogs.endonym(wanted.fallback)
        )
        for language in context.service.languages
    }
    limits = context.limits_of(context.service.staff_channel)
    return Outlook(
        people=people,
        seen={language: seen_by(context, texts, language, wanted.fallback) for language in people},
        night=would_disturb(context, draft),
        second=needs_second(context, draft, sum(people.values())) and context.service.staff_chat is not None,
        too_long=max(excess(text.content, mark, limits) for text in texts.values() for mark in marks.values()),
    )


def _draft(wanted: Wanted, now: int) -> Broadcast:
    return Broadcast(
        id=BroadcastId(0),
        state=BroadcastState.DRAFT,
        task=Task.SEND,
        author=SHELL,
        step=Step.CONFIRM,
        language=wanted.fallback,
        fallback=wanted.fallback,
        audience=wanted.audience,
        starts_at=wanted.starts_at,
        forced=wanted.forced,
        panel=None,
        told_at=0,
        created_at=now,
    )


async def hand_over(tx: Tx, context: Context, wanted: Wanted) -> Broadcast:
    """Write it down for the running service. Where many would get it, somebody in the staff chat has to agree first."""
    outlook = await look_ahead(tx, context, wanted)
    broadcast = replace(_draft(wanted, context.now), id=await tx.add_broadcast(SHELL, wanted.fallback, context.now))
    for language, words in wanted.words.items():
        await tx.put_broadcast_text(broadcast.id, language, Text(words), correction=False)
    if outlook.second:
        for seen in outlook.seen.values():
            await say_to_staff(tx, context, seen)
        broadcast = replace(broadcast, state=BroadcastState.SECOND_CONFIRMATION)
    else:
        broadcast = replace(
            broadcast, state=BroadcastState.SCHEDULED, starts_at=max(context.now, wanted.starts_at or 0)
        )
    return await show(tx, context, broadcast, anew=True)
