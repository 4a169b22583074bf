"""What opening hours do to messages: outside them they wait; at opening they go on; and who is told of what.

A new question also waits while more people write than the group can take: see `bot.features.relay.admission`.
"""

from collections.abc import Collection, Sequence

from bot.features.cases.actions import drop_case_queue, say_passed_on, show_case
from bot.features.hours import announcements
from bot.features.hours.rules import last_change
from bot.features.hours.texts import opening_time
from bot.features.privacy.actions import ask_to_show, filter_contents
from bot.features.relay.actions import end_waiting_if_answered, hold, relay_to_team
from bot.features.relay.admission import is_crowded, room_for_cases
from bot.features.relay.release import relay_kept
from bot.features.relay.undo import take_back
from bot.features.shared.context import Context
from bot.features.shared.notify import is_group_lost, mark, say, say_to_team
from bot.features.store import Tx
from bot.kernel.content import Content, Text
from bot.kernel.ids import CaseId
from bot.kernel.incoming import Written
from bot.kernel.model import Case, CaseState, Contact, Direction, Message, MessageState
from bot.kernel.outgoing import Priority
from bot.kernel.service import Team
from bot.kernel.translation import Translator
from bot.kernel.turns import case_turn, team_turn

ANNOUNCEMENT = Priority.ANNOUNCEMENT

CLOSING_SOON = 15 * 60 * 1000
"""Milliseconds before closing at which the team hears what is still without an answer."""
PREVIEW = 60
"""Characters of a waiting message that its writer is shown."""


async def relay_or_queue(
    tx: Tx, context: Context, contact: Contact, case: Case, written: Sequence[Written], answered: Message | None
) -> None:
    """Pass a contact's message on, or keep it until the team opens. An urgent topic does not wait.

    The case is as it was read for this message: nothing came into its queue since.
    """
    team = context.service.team(case.team)
    open_now, urgent = context.is_open(team), context.service.topic(case.topic).urgent
    if not open_now and not urgent:
        await _queue(tx, context, contact, case, written, answered)
        await _tell_once(tx, context, case, urgent=False)
        return
    new = case.state is CaseState.WAITING
    waits = case.has_queue and case.card is None
    if not urgent and (waits or await is_crowded(tx, context, team, case)):
        await _queue(tx, context, contact, case, written, answered)
        await _tell_of_crowd_once(tx, context, case)
        return
    if case.has_queue:
        case = await release_queue(tx, context, case)
    case = await show_case(tx, context, case)
    await relay_to_team(tx, context, contact.id, case, written, answered)
    if not open_now:
        await _tell_once(tx, context, case, urgent=True)
    elif new:
        await say_passed_on(tx, context, case)


async def _queue(
    tx: Tx, context: Context, contact: Contact, case: Case, written: Sequence[Written], answered: Message | None
) -> None:
    ids = await hold(tx, context, contact.id, written, case=case.id, reply_to=answered)
    contents = [part.content for part in written]
    filtered = filter_contents(context, case, Direction.TO_TEAM, contents)
    await ask_to_show(tx, context, ids, contents, filtered, kept=True)
    if case.waiting_since is None:
        await tx.set_waiting(case.id, context.now)


async def go_on(tx: Tx, context: Context, case: Case) -> None:
    """What waits in a case goes on, unless its team is closed; then it waits on. Its contact is told which."""
    if not await tx.queued_messages(case.id):
        return
    team = context.service.team(case.team)
    open_now, urgent = context.is_open(team), context.service.topic(case.topic).urgent
    new = case.state is CaseState.WAITING
    if case.waiting_since is None:
        await tx.set_waiting(case.id, context.now)
    if open_now and not urgent and await is_crowded(tx, context, team, case):
        await _tell_of_crowd_once(tx, context, case)
        return
    if open_now or urgent:
        case = await release_queue(tx, context, case)
    if not open_now:
        await _tell_once(tx, context, case, urgent=urgent)
    elif new:
        await say_passed_on(tx, context, case)


async def _tell_once(tx: Tx, context: Context, case: Case, *, urgent: bool) -> None:
    """Tell the contact that it is closed, once per closed period and not once per message."""
    team = context.service.team(case.team)
    since = last_change(team.hours, context.now, context.overrides_of(team))
    day, action = (str(since.day), since.action) if since else ("", "closed")
    if not await case_turn(case.id, action, day).take(tx, context.now):
        return
    _ = context.translator(case.contact_language)
    opens_at = context.next_opening(team)
    if urgent:
        notice = announcements.urgent_notice(_, context.service, team.hours, context.now, opens_at)
    else:
        await tx.set_queued(case.id)
        notice = announcements.closed_notice(_, context.service, team.hours, context.now, opens_at)
    await say(tx, context, case.channel, case.chat, notice)


async def _tell_of_crowd_once(tx: Tx, context: Context, case: Case) -> None:
    if await is_group_lost(tx, context.service.team(case.team)):
        return
    if await case_turn(case.id, "crowd").take(tx, context.now):
        crowded = announcements.many_people(context.translator(case.contact_language))
        await say(tx, context, case.channel, case.chat, crowded)


async def release_queue(tx: Tx, context: Context, case: Case) -> Case:
    """Everything that waited in a case goes to the team, in order."""
    case = await show_case(tx, context, case)
    queued = await tx.queued_messages(case.id)
    if queued and case.waiting_since is None:
        await tx.set_waiting(case.id, context.now)
    await relay_kept(tx, context, case, queued)
    return case


async def drop_queue(tx: Tx, context: Context, contact: Contact) -> int:
    """The contact takes back everything that still waits. Returns how many messages."""
    held = [*await tx.held_messages(contact.id), *await tx.asked_messages(contact.id)]
    for message in held:
        await tx.drop_question(message.id)
        await tx.set_message_state(message.id, MessageState.UNDONE)
        await mark(tx, context, message, None)
    dropped = len(held)
    for case in await tx.queued_cases_of(contact.id):
        dropped += await drop_case_queue(tx, context, case)
        await end_waiting_if_answered(tx, case)
    return dropped


async def withdraw(tx: Tx, context: Context, contact: Contact) -> None:
    """Nothing more of what the contact wrote is passed on: neither what waits for an opening, for their yes or for its
    turn to be sent, nor what they could still show of it. What has arrived whole stays."""
    for message in await tx.unsent_messages(contact.id):
        await take_back(tx, context, message)
    await drop_queue(tx, context, contact)
    await tx.drop_questions_of(contact.id)


async def list_queue(tx: Tx, contact: Contact) -> list[str]:
    """What still waits, a short line for each message."""
    waiting = [*await tx.held_messages(contact.id), *await tx.asked_messages(contact.id)]
    for case in await tx.queued_cases_of(contact.id):
        waiting += await tx.queued_messages(case.id)
    return [f"{number}. {_preview(message.content)}" for number, message in enumerate(waiting, 1)]


def _preview(content: Content | None) -> str:
    icons = {"media": "📎", "place": "📍"}
    match content:
        case Text(text=text):
            words = " ".join(text.split())
            return words if len(words) <= PREVIEW else words[:PREVIEW] + "…"
        case None:
            return "…"
        case _:
            return icons[content.kind]


# -- The clock --------------------------------------------------------------------------------------------------------


async def keep_hours(tx: Tx, context: Context, team: Team) -> None:
    """Say what the clock asks of a team, if it was not said: it opens, what is still open, it closes.

    Computed from the rules at each look, and recorded by the team's day and action: a restart, a late start or a
    changed clock neither repeats nor skips one. What was missed altogether, since the team has opened and closed
    meanwhile, is not announced afterwards.
    """
    change = last_change(team.hours, context.now, context.overrides_of(team))
    if change is not None and await team_turn(team.name, change.action, str(change.day)).take(tx, context.now):
        if change.opens:
            await _announce_opening(tx, context, team)
        else:
            await _announce_closing(tx, context, team)
    if context.is_open(team):
        await _announce_closing_soon(tx, context, team)


async def cases_to_release(
    tx: Tx, context: Context, team: Team, besides: Collection[CaseId], at_least: int
) -> list[Case]:
    """While a team is open: the cases in which something waits, as many as its group can take now.

    Urgent ones come first, then the longest waiting. `at_least` so many go, however long its queue is.
    """
    room = max(at_least, await room_for_cases(tx, context, team)) if context.is_open(team) else 0
    if not room:
        return []
    return [case for case in await _by_urgency(tx, context, team) if case.id not in besides][:room]


async def _by_urgency(tx: Tx, context: Context, team: Team) -> list[Case]:
    waiting = await tx.cases_with_queue(team.name)
    return sorted(waiting, key=lambda case: not context.service.topic(case.topic).urgent)


async def release_at_opening(tx: Tx, context: Context, case: Case) -> None:
    """What waits in a case goes to the team, and its contact is told."""
    waited_for_opening = _waited_for_opening(context, case)
    case = await release_queue(tx, context, case)
    if not waited_for_opening:
        await say_passed_on(tx, context, case)
        return
    _ = context.translator(case.contact_language)
    await say(tx, context, case.channel, case.chat, announcements.now_open(_, context.service), ANNOUNCEMENT)


def _waited_for_opening(context: Context, case: Case) -> bool:
    """Or only for room in the group: the team was open when its contact wrote, and had not seen the case."""
    if case.card is not None:
        return True
    team = context.service.team(case.team)
    change = last_change(team.hours, context.now, context.overrides_of(team))
    if change is None or not change.opens or case.waiting_since is None:
        return False
    return case.waiting_since < change.at


def _time(_: Translator, context: Context, instant: int | None) -> str:
    return "" if instant is None else _.time(context.local_time(instant))


async def _announce_opening(tx: Tx, context: Context, team: Team) -> None:
    _ = context.for_team(team)
    waiting = await _by_urgency(tx, context, team)
    since = min((case.waiting_since for case in waiting if case.waiting_since is not None), default=context.now)
    claimed = [case for case in await tx.unanswered_cases(team.name) if case.claimed_by is not None]
    digest = announcements.team_opening(
        _,
        until=_time(_, context, context.next_closing(team)),
        topics=announcements.count_by_topic(waiting, context.service.topics),
        waiting=len(waiting),
        since=opening_time(_, team.hours, context.now, since),
        claimed=claimed,
    )
    await say_to_team(tx, context, team, digest, ANNOUNCEMENT)
    for contact in await tx.take_wishes(team.name):
        reader = context.translator(contact.language)
        await say(tx, context, contact.channel, contact.chat, announcements.wish_granted(reader), ANNOUNCEMENT)


async def _announce_closing_soon(tx: Tx, context: Context, team: Team) -> None:
    closes_at = context.next_closing(team)
    if closes_at is None or closes_at - context.now > CLOSING_SOON:
        return
    day = str(context.local_time(closes_at).date())
    if not await team_turn(team.name, f"soon {closes_at}", day).take(tx, context.now):
        return
    _ = context.for_team(team)
    unanswered = [
        (case, opening_time(_, team.hours, context.now, case.waiting_since or context.now))
        for case in await tx.unanswered_cases(team.name)
    ]
    warning = announcements.closing_soon(_, _time(_, context, closes_at), unanswered)
    await say_to_team(tx, context, team, warning, ANNOUNCEMENT)


async def _announce_closing(tx: Tx, context: Context, team: Team) -> None:
    opens_at = context.next_opening(team)
    _ = context.for_team(team)
    closed = announcements.team_closed(_, team.hours, context.now, opens_at)
    await say_to_team(tx, context, team, closed, ANNOUNCEMENT)
    for case in await tx.unanswered_cases(team.name):
        reader = context.translator(case.contact_language)
        notice = announcements.unanswered_at_closing(reader, context.service, team.hours, context.now, opens_at)
        await say(tx, context, case.channel, case.chat, notice, ANNOUNCEMENT)
    for case in await tx.cases_with_queue(team.name):
        await _tell_once(tx, context, case, urgent=False)
