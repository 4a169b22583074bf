"""What volunteers do in their team's group: answer, claim, close, take back."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.blocking.actions import request_block
from bot.features.cases import texts as cases_texts
from bot.features.cases.actions import access_volunteer, claim_case, close_case, release_case, reopen_case
from bot.features.confirmations import texts as confirmations_texts
from bot.features.confirmations.actions import VERBS, answer_volunteer, keep_doubtful, tell_left_out
from bot.features.privacy.rules import fit_lead
from bot.features.relay import texts as relay_texts
from bot.features.relay.actions import relay_edit, relay_reaction, relay_to_contact, undo
from bot.features.shared import texts as shared_texts
from bot.features.shared.audit import audit
from bot.features.shared.context import Context, MembershipNeeded
from bot.features.shared.notify import answer_press, reply_in_group
from bot.features.shared.replies import message_answered, message_at
from bot.features.shared.staff_access import access_staff
from bot.features.staff import help_texts
from bot.features.store import Tx
from bot.kernel.content import Content, Media, Text
from bot.kernel.ids import ExternalId
from bot.kernel.incoming import Command, Edited, Origin, Pressed, Reacted, Refused, Written
from bot.kernel.model import Case, CaseState, Direction, Message, MessageState, Volunteer
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act
from bot.kernel.service import Team

INTERNAL = "//"
"""A message that starts so stays in the group; one with such a line further down is not sent, its writer is told."""


async def handle_written(tx: Tx, context: Context, team: Team, written: Sequence[Written]) -> None:
    """An answer, or the parts of one album: it goes out only as a reply to a relayed message, or in an open topic."""
    first = written[0]
    if any(is_internal(part.content) for part in written):
        return
    if any(has_internal_line(part.content) for part in written):
        await reply_in_group(
            tx, context, team, first.origin, first.message, relay_texts.internal_line(context.for_team(team))
        )
        return
    answered = await message_answered(tx, context, first.origin, first.reply_to)
    written = [replace(part, content=fit_lead(part.content, answered)) for part in written]
    here = await _case_here(tx, team, first.origin)
    case = await _case_of(tx, team, here, answered)
    hint = _why_not(context, team, first, answered, case, here)
    if hint is not None:
        await reply_in_group(tx, context, team, first.origin, first.message, hint)
        return
    if case is None:
        if answered is not None:
            await reply_in_group(
                tx, context, team, first.origin, first.message, relay_texts.reply_to_notice(context.for_team(team))
            )
        return
    volunteer = await _access_or_tell(tx, context, team, first.origin, first.message)
    if volunteer is None or await keep_doubtful(tx, context, case, Direction.TO_CONTACT, written, answered, volunteer):
        return
    await relay_to_contact(tx, context, case, volunteer, written, answered)


def is_internal(content: Content) -> bool:
    """Whether a message is meant for the group alone."""
    return _words(content).lstrip().startswith(INTERNAL)


def has_internal_line(content: Content) -> bool:
    return any(line.lstrip().startswith(INTERNAL) for line in _words(content).splitlines())


def _words(content: Content) -> str:
    match content:
        case Text(text=text) | Media(caption=Text(text=text)):
            return text
        case _:
            return ""


def _why_not(
    context: Context, team: Team, written: Written, answered: Message | None, case: Case | None, here: Case | None
) -> Send | None:
    """What to tell a volunteer whose message looks like an answer and is none; `here` is the case of its thread."""
    _ = context.for_team(team)
    if written.origin.anonymous:
        return relay_texts.anonymous_administrator(_)
    if answered is not None and here is not None and answered.case != here.id:
        return confirmations_texts.another_case(_)
    if team.relay_topic and case is not None:
        return None
    if answered is None:
        return relay_texts.reply_to_notice(_) if written.reply_to else None
    if answered.direction is Direction.CARD:
        return relay_texts.reply_to_notice(_) if answered.case is None else relay_texts.reply_to_card(_)
    return None


async def _case_here(tx: Tx, team: Team, origin: Origin) -> Case | None:
    """The case of the thread in which something is written."""
    return await tx.case_by_thread(team.name, origin.thread) if origin.thread is not None else None


async def _case_of(tx: Tx, team: Team, here: Case | None, answered: Message | None) -> Case | None:
    """The case that something in the group is about: that of the message it answers, else that of its thread."""
    if answered is None or answered.case is None or (here is not None and answered.case == here.id):
        return here
    case = await tx.case(answered.case)
    return case if case is not None and case.team == team.name else None


async def _access_or_tell(
    tx: Tx, context: Context, team: Team, origin: Origin, message: ExternalId
) -> Volunteer | None:
    volunteer = await access_volunteer(tx, context, team, origin.sender)
    if volunteer is None:
        if context.members_unknown and not context.members_refused:
            # The platform did not say who this is; the message must wait rather than be lost or let through.
            raise MembershipNeeded(team.chat, origin.sender)
        _ = context.for_team(team)
        why_not = relay_texts.membership_refused(_) if context.members_refused else shared_texts.not_a_member(_)
        await reply_in_group(tx, context, team, origin, message, why_not)
    return volunteer


async def handle_edited(tx: Tx, context: Context, team: Team, edited: Edited) -> None:
    """An edit of an answer follows it. An edit of anything else stays inside: it never went out."""
    message = await message_at(tx, edited.origin, edited.message)
    if message is None or message.direction is not Direction.TO_CONTACT:
        return
    if has_internal_line(edited.content):
        _ = context.for_team(team)
        await reply_in_group(tx, context, team, edited.origin, edited.message, relay_texts.internal_line(_))
        return
    await relay_edit(tx, context, message, edited)
    await tell_left_out(tx, context, message, edited.unknown)


async def handle_reacted(tx: Tx, context: Context, team: Team, reacted: Reacted) -> None:
    message = await message_at(tx, reacted.origin, reacted.message)
    if message is None or reacted.origin.anonymous:
        return
    if await access_volunteer(tx, context, team, reacted.origin.sender) is not None:
        await relay_reaction(tx, context, message, reacted)


async def handle_refused(tx: Tx, context: Context, team: Team, refused: Refused) -> None:
    await reply_in_group(
        tx, context, team, refused.origin, refused.message, relay_texts.refusal(context.for_team(team), refused.reason)
    )


async def handle_pressed(tx: Tx, context: Context, team: Team, pressed: Pressed) -> None:
    """A button on a case's card. Every press is answered, to the person who pressed and nobody else."""
    _ = context.for_team(team)
    verb, _colon, handle = pressed.data.partition(":")
    if verb in VERBS:
        await _answer_question(tx, context, team, pressed)
        return
    case = await tx.case_by_handle(handle) if handle else None
    if case is None or case.team != team.name:
        answer = cases_texts.case_unknown(_)
    else:
        answer = await _press(tx, context, team, case, verb, pressed)
    await answer_press(tx, context, pressed, answer)


async def _answer_question(tx: Tx, context: Context, team: Team, pressed: Pressed) -> None:
    """A button of a question to the writer of an answer."""
    _ = context.for_team(team)
    volunteer = await access_volunteer(tx, context, team, pressed.origin.sender)
    if volunteer is None and context.members_unknown:
        answer = shared_texts.membership_unclear(_)
    else:
        answer = await answer_volunteer(tx, context, volunteer, pressed, _)
    await answer_press(tx, context, pressed, answer)


async def _press(tx: Tx, context: Context, team: Team, case: Case, verb: str, pressed: Pressed) -> str:
    _ = context.for_team(team)
    volunteer = await access_volunteer(tx, context, team, pressed.origin.sender)
    if volunteer is None:
        return shared_texts.membership_unclear(_) if context.members_unknown else shared_texts.members_only(_)
    match verb:
        case "claim":
            return await claim_case(tx, context, case, volunteer)
        case "release":
            return await release_case(tx, context, case, volunteer)
        case "close":
            return await close_case(tx, context, case, by=volunteer)
        case "reopen":
            if case.state is CaseState.CLOSED:
                await reopen_case(tx, context, case, by=volunteer)
            return cases_texts.case_reopened(_)
        case _:
            return cases_texts.case_unknown(_)


async def handle_command(tx: Tx, context: Context, team: Team, command: Command) -> None:
    """A command in the group; those about a case are replies to one of its messages, or stand in its thread."""
    _ = context.for_team(team)
    origin = command.origin

    async def answer(text: Send) -> None:
        await reply_in_group(tx, context, team, origin, command.message, text)

    if command.name not in ("claim", "close", "undo", "block"):
        staff = not origin.anonymous and access_staff(context, origin.sender) is not None
        await answer(help_texts.team_help(_, team, staff=staff))
        return
    if origin.anonymous:
        await answer(relay_texts.anonymous_administrator(_))
        return
    volunteer = await _access_or_tell(tx, context, team, origin, command.message)
    if volunteer is None:
        return
    about = await message_at(tx, origin, command.reply_to)
    case = await _case_of(tx, team, await _case_here(tx, team, origin), about)
    if command.name == "undo":
        if about is None or about.direction is not Direction.TO_CONTACT:
            about = await tx.last_message_by(volunteer.id, case.id if case else None)
        elif about.author != volunteer.id:
            about = None  # somebody else's answer is theirs to take back
        await answer(await undo(tx, context, _, about, Direction.TO_CONTACT))
        if about is not None and about.state is not MessageState.UNDONE:
            await audit(tx, context, volunteer, Act.UNDO, case=await tx.case(about.case) if about.case else None)
    elif case is None:
        await answer(relay_texts.which_case(_, command.name))
    elif command.name == "block":
        await answer(await request_block(tx, context, volunteer, case, command.argument))
    elif command.name == "claim":
        await answer(Send(Text(await claim_case(tx, context, case, volunteer))))
    else:
        await answer(Send(Text(await close_case(tx, context, case, by=volunteer))))
