"""Drafting a broadcast in the staff chat, screen by screen.

The draft is a row; a restart loses nothing. What belongs to it is what its author writes as a reply to its panel:
everything else that staff say to each other never gets here.
"""

from dataclasses import replace
from typing import TypeVar, assert_never
from zoneinfo import ZoneInfo

from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.actions import begin, cancel, pause, resume, seen_by
from bot.features.broadcasts.buttons import Move, MoveBroadcast
from bot.features.broadcasts.panel import (
    choices,
    count_people,
    count_reached,
    needs_second,
    places_of,
    show,
    would_disturb,
)
from bot.features.broadcasts.rules import (
    BACK,
    NEXT,
    SHELL,
    Audience,
    Broadcast,
    BroadcastState,
    BroadcastText,
    Step,
    Task,
    corrected,
    excess,
)
from bot.features.hours.dates import read_moment
from bot.features.relay import texts as relay_texts
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_staff
from bot.features.store import Tx
from bot.kernel.content import Content, Text
from bot.kernel.ids import BroadcastId, ChatRef, LanguageCode, TopicId
from bot.kernel.incoming import Command, Pressed, Refused, Unrelayable, Written
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act, Role

T = TypeVar("T")


async def begin_by_command(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    """`/broadcast` begins a draft, or shows the one that is there.

    The words after it are its text, or what the message says that it answers: so one takes over a forwarded message.
    """
    draft = await tx.draft_by(command.origin.sender)
    if draft is None:
        service = context.service
        first = service.staff_language if service.staff_language in service.languages else service.default_language
        draft = await access_broadcast(tx, await tx.add_broadcast(command.origin.sender, first, context.now))
    words = Text(command.argument) if command.argument else command.answered
    if words is not None and draft.state is BroadcastState.DRAFT and draft.step is Step.TEXTS:
        answer = await _take_text(tx, context, draft, words)
        return [] if answer is None else [answer]
    await show(tx, context, draft, anew=True)
    return []


async def access_broadcast(tx: Tx, id: BroadcastId) -> Broadcast:
    broadcast = await tx.broadcast(id)
    assert broadcast is not None, "a broadcast is never deleted while somebody works on it"
    return broadcast


async def drop(tx: Tx, context: Context, broadcast: Broadcast) -> None:
    """The draft is thrown away; news that was sent stays as it is."""
    if broadcast.task is Task.SEND:
        await show(tx, context, replace(broadcast, state=BroadcastState.DROPPED))
        return
    await tx.drop_corrections(broadcast.id)
    await show(tx, context, replace(broadcast, state=BroadcastState.DONE, task=Task.SEND))


# -- What is written as a reply to the panel --------------------------------------------------------------------------


async def handle_reply(tx: Tx, context: Context, broadcast: Broadcast, event: Written | Refused) -> None:
    """A text for the draft, or a time."""
    _ = context.for_staff()
    if broadcast.state is not BroadcastState.DRAFT:
        return
    if event.origin.sender != broadcast.author:
        answer: Send | None = Send(Text(broadcasts_texts.not_your_draft(_)))
    elif isinstance(event, Refused):
        answer = relay_texts.refusal(_, event.reason)
    elif broadcast.step is Step.WHEN:
        answer = await _take_time(tx, context, broadcast, event.content)
    elif broadcast.step is Step.TEXTS:
        one = event.album is None
        answer = (
            await _take_text(tx, context, broadcast, event.content) if one else broadcasts_texts.one_message_only(_)
        )
    else:
        answer = None
    if answer is not None:
        await say(tx, context, event.origin.channel, event.origin.chat, answer)


async def _take_time(tx: Tx, context: Context, broadcast: Broadcast, content: Content) -> Send | None:
    line = content.text if isinstance(content, Text) else ""
    zone = ZoneInfo(context.service.time_zone)
    moment = read_moment(line, zone, context.local_time(context.now))
    if moment is None:
        return broadcasts_texts.unclear_time(context.for_staff())
    await show(tx, context, replace(broadcast, starts_at=moment, forced=False), anew=True)
    return None


async def _take_text(tx: Tx, context: Context, broadcast: Broadcast, content: Content | Unrelayable) -> Send | None:
    """Keep the text if every reader can get it as one message."""
    _ = context.for_staff()
    words = broadcasts_texts.fit_for_many(_, content)
    if isinstance(words, Send):
        return words
    text: Content = words
    written = await tx.broadcast_texts(broadcast.id)
    language = broadcast.language
    if broadcast.task is Task.CORRECT:
        if not isinstance(words, Text) or language not in written:
            return broadcasts_texts.words_only(_)
        text = corrected(written[language].content, words)
    name = context.catalogs.endonym(language)
    marks = [broadcasts_texts.stand_in_mark(context.translator(reader), name) for reader in context.service.languages]
    limits = context.limits_of(context.service.staff_channel)
    too_long = max(excess(text, mark, limits) for mark in marks)
    if too_long:
        return broadcasts_texts.too_long(_, too_long)
    await tx.put_broadcast_text(broadcast.id, language, text, correction=broadcast.task is Task.CORRECT)
    if not written:
        broadcast = replace(broadcast, fallback=language)
    if broadcast.task is Task.SEND:
        missing = [each for each in context.service.languages if each not in written and each != language]
        broadcast = replace(broadcast, language=missing[0] if missing else language)
    await show(tx, context, broadcast, anew=True)
    return None


# -- Buttons ----------------------------------------------------------------------------------------------------------


async def press_broadcast(tx: Tx, context: Context, _role: Role, pressed: Pressed, press: MoveBroadcast) -> str:
    """Carry out a button. Returns what whoever pressed it is told, "" for nothing."""
    _ = context.for_staff()
    person, move = pressed.origin.sender, press.move
    broadcast = await tx.broadcast(press.broadcast)
    if broadcast is None:
        return broadcasts_texts.outdated(_)
    if broadcast.author == SHELL and move is not Move.CONFIRM and await tx.draft_by(person) is None:
        broadcast = replace(broadcast, author=person)  # whoever takes it up from there
    match broadcast.state, move:
        case BroadcastState.SECOND_CONFIRMATION, Move.CONFIRM:
            if person == broadcast.author:
                return broadcasts_texts.second_person(_)
            return await _start(tx, context, broadcast)
        case BroadcastState.DRAFT | BroadcastState.SECOND_CONFIRMATION, _move if person != broadcast.author:
            return broadcasts_texts.not_your_draft(_)
        case BroadcastState.SECOND_CONFIRMATION, Move.REOPEN:
            await show(tx, context, replace(broadcast, state=BroadcastState.DRAFT))
        case BroadcastState.DRAFT | BroadcastState.SECOND_CONFIRMATION, Move.DROP:
            await drop(tx, context, broadcast)
        case BroadcastState.DRAFT, _move:
            return await _change_draft(tx, context, broadcast, move, press.value)
        case BroadcastState.SENDING, Move.PAUSE:
            await pause(tx, context, broadcast)
        case BroadcastState.PAUSED, Move.RESUME:
            await resume(tx, context, broadcast)
        case BroadcastState.SENDING | BroadcastState.PAUSED | BroadcastState.SCHEDULED, Move.CANCEL:
            await cancel(tx, context, broadcast)
        case BroadcastState.DONE | BroadcastState.CANCELLED, Move.RECALL | Move.CORRECT:
            return await _open_again(tx, context, broadcast, person, Task(move.value))
        case _:
            return broadcasts_texts.outdated(_)
    return ""


async def _open_again(tx: Tx, context: Context, broadcast: Broadcast, person: ChatRef, task: Task) -> str:
    """Begin to correct what was sent, or ask whether to take it back."""
    if await tx.draft_by(person) is not None:
        return broadcasts_texts.one_draft_only(context.for_staff())
    written = await tx.broadcast_texts(broadcast.id)
    await show(
        tx,
        context,
        replace(
            broadcast,
            state=BroadcastState.DRAFT,
            task=task,
            author=person,
            step=Step.TEXTS if task is Task.CORRECT else Step.CONFIRM,
            language=broadcast.fallback if broadcast.fallback in written else next(iter(written)),
        ),
    )
    return ""


async def _change_draft(tx: Tx, context: Context, broadcast: Broadcast, move: Move, value: str) -> str:
    _ = context.for_staff()
    written = await tx.broadcast_texts(broadcast.id)
    correcting = broadcast.task is Task.CORRECT
    match move:
        case Move.LANGUAGE if value in context.service.languages:
            broadcast = replace(broadcast, language=LanguageCode(value))
        case Move.FALLBACK if written:
            order = list(written)
            following = order.index(broadcast.fallback) + 1 if broadcast.fallback in order else 0
            broadcast = replace(broadcast, fallback=order[following % len(order)])
        case Move.WITHOUT:
            await tx.drop_broadcast_text(broadcast.id, broadcast.language)
            left = [each for each in written if each != broadcast.language]
            if broadcast.fallback not in left:
                broadcast = replace(broadcast, fallback=left[0] if left else broadcast.language)
        case Move.OPEN if value in set(Step):
            broadcast = replace(broadcast, step=Step(value))
        case Move.CHOOSE:
            options = [option for option, _label in choices(context, _, broadcast)[0]]
            if value in options:
                broadcast = replace(broadcast, audience=_toggled(context, broadcast.audience, broadcast.step, value))
        case Move.NOW:
            broadcast = replace(broadcast, starts_at=None, forced=False)
        case Move.BACK:
            back = Step.TEXTS if correcting else BACK.get(broadcast.step, Step.TEXTS)
            broadcast = replace(broadcast, step=back)
        case Move.NEXT if written and correcting:
            if not any(text.correction is not None for text in written.values()):
                return broadcasts_texts.outdated(_)
            return await _look(tx, context, broadcast)
        case Move.NEXT if written and broadcast.step in NEXT:
            if NEXT[broadcast.step] is Step.CONFIRM:
                return await _look(tx, context, broadcast)
            broadcast = replace(broadcast, step=NEXT[broadcast.step])
        case Move.FORCE:
            broadcast = replace(broadcast, forced=True)
        case Move.CONFIRM if broadcast.step is Step.CONFIRM:
            return await _confirm(tx, context, broadcast)
        case _:
            return broadcasts_texts.outdated(_)
    await show(tx, context, broadcast)
    return ""


def _toggled(context: Context, audience: Audience, step: Step, value: str) -> Audience:
    match step:
        case Step.LANGUAGES:
            return replace(audience, languages=_toggle(audience.languages, LanguageCode(value)))
        case Step.TOPICS:
            return replace(audience, topics=_toggle(audience.topics, TopicId(value)))
        case Step.PLACES:
            place = places_of(context)[int(value)]
            return replace(audience, place="" if audience.place == place else place)
        case Step.DAYS:
            return replace(audience, days=int(value))
        case Step.TEXTS | Step.WHO | Step.WHEN | Step.CONFIRM:
            return audience
        case _:
            assert_never(step)


def _toggle(chosen: tuple[T, ...], value: T) -> tuple[T, ...]:
    return tuple(each for each in chosen if each != value) if value in chosen else (*chosen, value)


async def _look(tx: Tx, context: Context, broadcast: Broadcast) -> str:
    """Show what a contact of each language will see, and ask."""
    if broadcast.task is Task.SEND:
        languages = await count_people(tx, context, broadcast.audience)
    else:
        languages = await tx.recipient_languages(broadcast.id)
    if not languages:
        return broadcasts_texts.nobody(context.for_staff())
    as_corrected = {
        language: BroadcastText(text.correction or text.content)
        for language, text in (await tx.broadcast_texts(broadcast.id)).items()
    }
    for language in languages:
        await say_to_staff(tx, context, seen_by(context, as_corrected, language, broadcast.fallback))
    await show(tx, context, replace(broadcast, step=Step.CONFIRM), anew=True)
    return ""


async def _confirm(tx: Tx, context: Context, broadcast: Broadcast) -> str:
    """The author has confirmed: it begins, waits for its hour, or for a second member of staff."""
    people = await count_reached(tx, context, broadcast)
    if would_disturb(context, broadcast) or not people:
        await show(tx, context, broadcast)  # the evening has come since, or everybody has left
        return "" if people else broadcasts_texts.nobody(context.for_staff())
    if needs_second(context, broadcast, people):
        await show(tx, context, replace(broadcast, state=BroadcastState.SECOND_CONFIRMATION))
        return ""
    return await _start(tx, context, broadcast)


async def _start(tx: Tx, context: Context, broadcast: Broadcast) -> str:
    """Everybody who has to agree has agreed."""
    if would_disturb(context, broadcast):
        await show(tx, context, replace(broadcast, state=BroadcastState.DRAFT))
        return broadcasts_texts.outdated(context.for_staff())
    await audit(tx, context, Role.STAFF, Act.NEWS)
    if broadcast.starts_at is not None and broadcast.starts_at > context.now and broadcast.task is Task.SEND:
        broadcast = replace(broadcast, state=BroadcastState.SCHEDULED)
    else:
        broadcast = await begin(tx, context, broadcast)
    await show(tx, context, broadcast)
    return ""
