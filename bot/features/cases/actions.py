"""Opening, claiming, closing and reopening cases, and the card that shows them in the team's group."""

from bot.features.broadcasts.subscription import with_invitation
from bot.features.cases import texts as cases_texts
from bot.features.cases.buttons import ClaimCase, CloseCase, ReleaseCase, ReopenCase
from bot.features.cases.pseudonyms import volunteer_alias
from bot.features.hours.texts import opening_time
from bot.features.relay import texts as relay_texts
from bot.features.shared import texts as shared_texts
from bot.features.shared.audit import audit
from bot.features.shared.context import Context, MembershipNeeded
from bot.features.shared.notify import is_group_lost, mark, reply_in_group, say, say_to_case
from bot.features.shared.replies import message_at
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.ids import ChatRef, ExternalId
from bot.kernel.incoming import Command, Origin, Pressed
from bot.kernel.model import Case, CaseState, Contact, Direction, Message, MessageState, Volunteer
from bot.kernel.outgoing import CloseThread, Edit, Keyboard, ReopenThread, Send
from bot.kernel.roles import Act
from bot.kernel.service import Team

REOPEN_WITHIN = 7 * 24 * 3600 * 1000
"""Milliseconds after closing during which the same matter goes on in the same case."""

MEMBERSHIP_VALID = 3600 * 1000
"""Milliseconds for which the platform's word that someone is in a group is taken as true."""


async def access_volunteer(tx: Tx, context: Context, team: Team, person: ChatRef) -> Volunteer | None:
    """The volunteer behind a platform id, or None when that person is not in the team's group.

    The only way to a volunteer. Raises MembershipNeeded when the platform has to be asked first; where it does
    not answer, a volunteer who was confirmed before still is one.
    """
    volunteer = await tx.find_volunteer(team.name, person)
    if volunteer and volunteer.checked_at is not None and context.now - volunteer.checked_at < MEMBERSHIP_VALID:
        return volunteer
    answer = context.members.get((team.address, person))
    if answer is None:
        if not context.members_unknown:
            raise MembershipNeeded(team.address, person)
        return volunteer if volunteer and volunteer.checked_at is not None else None
    if volunteer is None:
        if not answer:
            return None
        alias = volunteer_alias(await tx.count_volunteers(team.name))
        return await tx.add_volunteer(team.name, person, alias, context.now)
    await tx.set_membership(volunteer.id, context.now if answer else None)
    return volunteer if answer else None


async def case_here(tx: Tx, team: Team, origin: Origin) -> Case | None:
    """The case of the thread in which something is written."""
    return await tx.case_by_thread(team.name, origin.thread) if origin.thread is not None else None


async def case_meant(tx: Tx, team: Team, here: Case | None, answered: Message | None) -> Case | None:
    """The case that something in the group is about: that of the message it answers, else that of its thread."""
    if answered is None or answered.case is None or (here is not None and answered.case == here.id):
        return here
    case = await tx.case(answered.case)
    return case if case is not None and case.team == team.name else None


async def case_of_command(tx: Tx, context: Context, volunteer: Volunteer, command: Command) -> Case | None:
    """The case that a command in the group is about: it answers one of its messages, or stands in its thread."""
    team = context.service.team(volunteer.team)
    about = await message_at(tx, command.origin, command.reply_to)
    return await case_meant(tx, team, await case_here(tx, team, command.origin), about)


async def access_volunteer_or_tell(
    tx: Tx, context: Context, team: Team, origin: Origin, message: ExternalId
) -> Volunteer | None:
    """Whoever wrote a message in the group; who is no volunteer is told so in answer to it."""
    volunteer = await access_volunteer(tx, context, team, origin.sender)
    if volunteer is None:
        if context.members_unknown and not context.members_refused:
            # The platform did not say who this is; the message must wait rather than be lost or let through.
            raise MembershipNeeded(team.address, origin.sender)
        _ = context.for_team(team)
        why_not = relay_texts.membership_refused(_) if context.members_refused else shared_texts.not_a_member(_)
        await reply_in_group(tx, context, team, origin, message, why_not)
    return volunteer


async def find_or_open_case(tx: Tx, context: Context, contact: Contact) -> Case:
    """The case of a contact's message: the last one on the chosen route, or a new one.

    A new one waits, unseen by the team, and one that was closed stays so, until `show_case`.
    """
    assert contact.language is not None
    assert contact.topic is not None
    team = context.service.route(contact.language, contact.topic, contact.place)
    case = await tx.latest_case(contact.id, team=team.name, language=contact.language, topic=contact.topic)
    if case is None:
        return await _add_case(tx, context, contact)
    if case.state is not CaseState.CLOSED:
        return case
    if is_fresh(context, case):
        return case
    return await _add_case(tx, context, contact)


def is_fresh(context: Context, case: Case) -> bool:
    """Whether a case that was closed still is the same matter when its contact writes again."""
    return case.closed_at is not None and context.now - case.closed_at <= REOPEN_WITHIN


async def _add_case(tx: Tx, context: Context, contact: Contact) -> Case:
    assert contact.language is not None
    assert contact.topic is not None
    team = context.service.route(contact.language, contact.topic, contact.place)
    topic = context.service.topic(contact.topic)
    case = await tx.add_case(
        contact,
        team=team.name,
        language=contact.language,
        topic=contact.topic,
        state=CaseState.WAITING,
        title=cases_texts.case_title(context.for_team(team), contact.pseudonym, topic),
        handle=context.random_handle(),
        now=context.now,
    )
    await tx.set_waiting(case.id, context.now)
    return await _access_case(tx, case)


async def show_case(tx: Tx, context: Context, case: Case) -> Case:
    """Bring a case before the team, now that its contact has written: its card comes first."""
    if case.state is CaseState.OPEN and case.card is not None:
        return case
    if case.state is CaseState.CLOSED:
        case = await reopen_case(tx, context, case, by_contact=True)
    if case.state is CaseState.WAITING:
        await tx.set_case_state(case.id, CaseState.OPEN, context.now)
    if case.card is None:
        await post_card(tx, context, await _access_case(tx, case))
    return await _access_case(tx, case)


async def say_passed_on(tx: Tx, context: Context, case: Case) -> None:
    """Tell the contact, once per case, who has the question; not while the team's group is lost."""
    team = context.service.team(case.team)
    if await is_group_lost(tx, team):
        return
    passed_on = relay_texts.question_passed_on(
        context.translator(case.contact_language),
        context.catalogs.endonym(case.language),
        context.language_names(team.languages),
        case.language not in team.languages,
    )
    await say(tx, context, case.channel, case.chat, passed_on)


async def post_card(tx: Tx, context: Context, case: Case) -> None:
    """Send a card for the case as a new message; the one before it is no longer kept up to date."""
    team = context.service.team(case.team)
    text, keyboard = _card(context, case)
    card = await tx.add_message(
        direction=Direction.OURS,
        state=MessageState.RELAYED,
        channel=team.channel,
        case=case.id,
        chat=team.chat,
        now=context.now,
    )
    await tx.set_card(case.id, card)
    await tx.enqueue(
        Send(text, keyboard),
        channel=team.channel,
        chat=team.chat,
        now=context.now,
        case=case.id,
        in_thread=team.forum,
        message=card,
    )


async def update_card(tx: Tx, context: Context, case: Case) -> None:
    """Make the card say what the case is now."""
    case = await _access_case(tx, case)
    team = context.service.team(case.team)
    text, keyboard = _card(context, case)
    await tx.enqueue(
        Edit(text, keyboard), channel=team.channel, chat=team.chat, now=context.now, case=case.id, target=case.card
    )


def _card(context: Context, case: Case) -> tuple[Text, Keyboard]:
    team = context.service.team(case.team)
    _ = context.for_team(team)
    waiting_since = case.waiting_since if case.waiting_since is not None else context.now
    return cases_texts.case_card(
        _,
        case,
        team,
        context.service.topic(case.topic),
        language=f"{context.catalogs.english_name(case.language)} · {context.catalogs.endonym(case.language)}",
        waiting_since=opening_time(_, team.hours, context.now, waiting_since),
        marked=case.language not in team.languages,
    )


async def claim_case(tx: Tx, context: Context, case: Case, volunteer: Volunteer) -> str:
    """The first volunteer gets it. Returns what the volunteer who asked is told."""
    _ = context.for_team(context.service.team(case.team))
    if case.state is CaseState.CLOSED:
        return cases_texts.case_closed_already(_)
    if await tx.claim_case(case.id, volunteer.id):
        await audit(tx, context, volunteer, Act.CLAIM, case=case)
        await update_card(tx, context, case)
        return cases_texts.case_taken(_)
    if case.claimed_by == volunteer.id:
        return cases_texts.case_taken(_)
    return cases_texts.case_taken_by(_, case.claimed_alias or "")


async def claim_by_command(tx: Tx, context: Context, volunteer: Volunteer, command: Command) -> Send:
    case = await case_of_command(tx, context, volunteer, command)
    if case is None:
        return relay_texts.which_case(context.for_team(context.service.team(volunteer.team)), command.name)
    return Send(Text(await claim_case(tx, context, case, volunteer)))


async def close_by_command(tx: Tx, context: Context, volunteer: Volunteer, command: Command) -> Send:
    case = await case_of_command(tx, context, volunteer, command)
    if case is None:
        return relay_texts.which_case(context.for_team(context.service.team(volunteer.team)), command.name)
    return Send(Text(await close_case(tx, context, case, by=volunteer)))


async def press_claim(tx: Tx, context: Context, volunteer: Volunteer, _pressed: Pressed, press: ClaimCase) -> str:
    case = await _case_on_card(tx, volunteer, press.case)
    return await claim_case(tx, context, case, volunteer) if case else _unknown(context, volunteer)


async def press_release(tx: Tx, context: Context, volunteer: Volunteer, _pressed: Pressed, press: ReleaseCase) -> str:
    case = await _case_on_card(tx, volunteer, press.case)
    return await release_case(tx, context, case, volunteer) if case else _unknown(context, volunteer)


async def press_close(tx: Tx, context: Context, volunteer: Volunteer, _pressed: Pressed, press: CloseCase) -> str:
    case = await _case_on_card(tx, volunteer, press.case)
    return await close_case(tx, context, case, by=volunteer) if case else _unknown(context, volunteer)


async def press_reopen(tx: Tx, context: Context, volunteer: Volunteer, _pressed: Pressed, press: ReopenCase) -> str:
    case = await _case_on_card(tx, volunteer, press.case)
    if case is None:
        return _unknown(context, volunteer)
    if case.state is CaseState.CLOSED:
        await reopen_case(tx, context, case, by=volunteer)
    return cases_texts.case_reopened(context.for_team(context.service.team(case.team)))


async def _case_on_card(tx: Tx, volunteer: Volunteer, handle: str) -> Case | None:
    """The case whose card a volunteer has pressed, as long as it is their team's."""
    case = await tx.case_by_handle(handle)
    return case if case is not None and case.team == volunteer.team else None


def _unknown(context: Context, volunteer: Volunteer) -> str:
    return cases_texts.case_unknown(context.for_team(context.service.team(volunteer.team)))


async def release_case(tx: Tx, context: Context, case: Case, volunteer: Volunteer) -> str:
    """Whoever took the case gives it back. Returns what the volunteer who asked is told."""
    _ = context.for_team(context.service.team(case.team))
    if case.claimed_by is not None and case.claimed_by != volunteer.id:
        return cases_texts.case_taken_by(_, case.claimed_alias or "")
    await tx.release_case(case.id)
    if case.claimed_by is not None:
        await audit(tx, context, volunteer, Act.RELEASE, case=case)
    await update_card(tx, context, case)
    return cases_texts.case_released(_)


async def close_case(
    tx: Tx,
    context: Context,
    case: Case,
    *,
    by_contact: bool = False,
    by: Volunteer | None = None,
    quietly: bool = False,
) -> str:
    """Close it and tell the other side, unless `quietly`. Returns what the volunteer who asked is told."""
    team = context.service.team(case.team)
    _ = context.for_team(team)
    if case.state is CaseState.CLOSED:
        return cases_texts.case_closed_already(_)
    if by_contact:
        await drop_case_queue(tx, context, case)
    await tx.set_case_state(case.id, CaseState.CLOSED, context.now)
    if by is not None:
        await audit(tx, context, by, Act.CLOSE, case=case)
    await tx.drop_hidden_of(case.id)
    if case.state is CaseState.WAITING:
        return cases_texts.case_closed(_)  # the team has never seen it
    await update_card(tx, context, case)
    if by_contact:
        await say_to_case(tx, context, case, cases_texts.contact_ended(_, case.pseudonym))
    elif not quietly:
        reader = context.translator(case.contact_language)
        closed = await with_invitation(tx, case.contact, reader, cases_texts.closed_by_team(reader))
        await say(tx, context, case.channel, case.chat, closed)
    if team.forum:
        await tx.enqueue(
            CloseThread(), channel=team.channel, chat=team.chat, now=context.now, case=case.id, in_thread=True
        )
    return cases_texts.case_closed(_)


async def drop_case_queue(tx: Tx, context: Context, case: Case) -> int:
    """What waits in a case is not passed on any more. Returns how many messages."""
    asked = [message for message in await tx.asked_messages(case.contact) if message.case == case.id]
    queued = [*await tx.queued_messages(case.id), *asked]
    for message in queued:
        await tx.drop_question(message.id)
        await tx.set_message_state(message.id, MessageState.UNDONE)
        await mark(tx, context, message, None)
    return len(queued)


async def reopen_case(
    tx: Tx, context: Context, case: Case, *, by_contact: bool = False, by: Volunteer | None = None
) -> Case:
    """Open a closed case again, with its thread and its card."""
    team = context.service.team(case.team)
    if by is not None:
        await audit(tx, context, by, Act.REOPEN, case=case)
    await tx.set_case_state(case.id, CaseState.WAITING if case.card is None else CaseState.OPEN, context.now)
    if by_contact:
        await tx.set_waiting(case.id, context.now)
    if case.card is None:
        return await _access_case(tx, case)  # the team has never seen it
    if team.forum:
        await tx.enqueue(
            ReopenThread(), channel=team.channel, chat=team.chat, now=context.now, case=case.id, in_thread=True
        )
    await update_card(tx, context, case)
    if by_contact:
        _ = context.for_team(team)
        await say_to_case(tx, context, case, cases_texts.contact_wrote_again(_, case.pseudonym))
    return await _access_case(tx, case)


async def _access_case(tx: Tx, case: Case) -> Case:
    """The case as it is now, after what this transaction changed."""
    current = await tx.case(case.id)
    assert current is not None, "a case is never deleted while a message of it is handled"
    return current
