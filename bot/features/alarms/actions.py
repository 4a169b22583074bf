"""What was interrupted or waits too long: staff hear of it once, and whoever may have lost a message is asked again."""

import logging

from bot.features.alarms import texts as alarms_texts
from bot.features.hours.rules import MINUTE
from bot.features.hours.texts import date_and_time
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_staff, tell_staff_once
from bot.features.store import Tx
from bot.kernel.facts import (
    ALIVE_AT,
    HELD_SINCE,
    TOKEN_SHARED,
    TOLD_CROWD,
    TOLD_QUEUE_LATE,
    TOLD_TOKEN_SHARED,
    TOLD_UNREADABLE,
    UNREADABLE,
    UPDATES_MISSED,
    told_flood,
    told_held,
    told_silent,
)
from bot.kernel.incoming import Command
from bot.kernel.outgoing import Priority, Send
from bot.kernel.roles import Role
from bot.kernel.translation import Translator

log = logging.getLogger(__name__)

DAY = 24 * 60 * MINUTE
LATE = 30 * MINUTE
"""Milliseconds after which a queue is late: a group's hour has room for 1,200 messages."""
SILENT = DAY
"""Milliseconds after which somebody who waits should have had an answer."""
FLOOD, FLOOD_SPAN = 100, 10 * MINUTE
"""More messages than that by one contact, in so many milliseconds, are nothing that one writes by hand."""
NEW_PEOPLE = 100
"""More people than that who write for the first time within FLOOD_SPAN are news, or an attack."""
REMIND = 6 * 60 * MINUTE
"""Milliseconds between two alarms of one kind."""


async def _follow_clock(tx: Tx, context: Context) -> None:
    """The machine's clock was set back: what was to rest until an instant rests no longer than it was meant to."""
    back = (await ALIVE_AT.get(tx) or 0) - context.now
    if back > MINUTE:
        log.warning("the clock was set back by %d s", back // 1000)
        await tx.shift_rests(back)


async def look_back(tx: Tx, context: Context) -> None:
    """At start: say what an absence may have cost, and that a restored service sends nothing yet."""
    await _follow_clock(tx, context)
    alive_at = await ALIVE_AT.get(tx) or context.now
    lost_until = context.now - min(each.keeps_for for each in context.capabilities.values())
    held_since = await HELD_SINCE.get(tx)
    if held_since:
        waiting = (await tx.queue_sizes())["outbox_pending"]
        _ = context.for_staff()
        since = _instant(_, context, held_since)
        await tell_staff_once(tx, context, told_held(held_since), alarms_texts.restored(_, since, waiting))
    elif alive_at < lost_until:
        asked = await _ask_again(tx, context, alive_at, lost_until)
        _ = context.for_staff()
        since, until = _instant(_, context, alive_at), _instant(_, context, lost_until)
        await say_to_staff(tx, context, alarms_texts.was_away(_, since, until, asked))
    await ALIVE_AT.put(tx, context.now)


async def release_by_command(tx: Tx, context: Context, _role: Role, _command: Command) -> list[Send]:
    await release(tx, context)
    return []


async def release(tx: Tx, context: Context) -> None:
    """Staff let a restored service send again. What came between the backup and now may be missing."""
    _ = context.for_staff()
    held_since = await HELD_SINCE.get(tx)
    if not held_since:
        await say_to_staff(tx, context, alarms_texts.nothing_held(_))
        return
    await HELD_SINCE.clear(tx)
    asked = await _ask_again(tx, context, held_since, context.now)
    await say_to_staff(tx, context, alarms_texts.released(_, asked))


async def _ask_again(tx: Tx, context: Context, since: int, until: int) -> int:
    """Ask everybody with an open case to send what may be missing. Returns how many people."""
    cases = {case.contact: case for case in await tx.open_cases()}
    for case in cases.values():
        _ = context.translator(case.contact_language)
        words = alarms_texts.please_send_again(_, _instant(_, context, since), _instant(_, context, until))
        await say(tx, context, case.channel, case.chat, words, Priority.ANNOUNCEMENT)
    return len(cases)


async def raise_alarms(tx: Tx, context: Context) -> None:
    """Once a minute: note that the service lives, and tell staff what needs them."""
    await _follow_clock(tx, context)
    await ALIVE_AT.put(tx, context.now)
    _ = context.for_staff()
    if await TOKEN_SHARED.get(tx):
        await TOKEN_SHARED.clear(tx)
        await tell_staff_once(tx, context, TOLD_TOKEN_SHARED, alarms_texts.token_shared(_), again_after=REMIND)
    missed = await UPDATES_MISSED.get(tx)
    if missed:
        await UPDATES_MISSED.clear(tx)
        await say_to_staff(tx, context, alarms_texts.updates_missed(_, missed))
    unreadable = await UNREADABLE.all(tx)
    for table in unreadable:
        await UNREADABLE.about(table).clear(tx)
    if unreadable:
        await tell_staff_once(tx, context, TOLD_UNREADABLE, alarms_texts.unreadable(_), again_after=REMIND)
    due_since = await tx.oldest_due(context.now)
    if due_since is not None and context.now - due_since > LATE and await HELD_SINCE.get(tx) is None:
        waiting = (await tx.queue_sizes())["outbox_pending"]
        late = alarms_texts.queue_late(_, _instant(_, context, due_since), waiting)
        await tell_staff_once(tx, context, TOLD_QUEUE_LATE, late, again_after=REMIND)
    new_people = await tx.count_new_contacts(context.now - FLOOD_SPAN)
    if new_people > NEW_PEOPLE:
        crowd = alarms_texts.crowd_comes(_, new_people)
        await tell_staff_once(tx, context, TOLD_CROWD, crowd, again_after=REMIND)
    for id_, count in await tx.flooding_cases(context.now - FLOOD_SPAN, FLOOD):
        case = await tx.case(id_)
        if case is not None:
            flood = alarms_texts.contact_floods(_, case.handle, case.title, count)
            await tell_staff_once(tx, context, told_flood(id_), flood, again_after=DAY, about=case.id)
    for team in context.service.teams:
        if not context.is_open(team):
            continue
        unanswered, since = await tx.unanswered_of(team.name)
        if since is not None and context.now - since > SILENT:
            silent = alarms_texts.team_silent(_, team.name, unanswered, _instant(_, context, since))
            await tell_staff_once(tx, context, told_silent(team.name), silent, again_after=DAY)


def _instant(_: Translator, context: Context, instant: int) -> str:
    return date_and_time(_, context.local_time(instant))
