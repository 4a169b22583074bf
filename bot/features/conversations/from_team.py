"""What volunteers write in their group: whose case it answers, whether it may go out, what its writer is told."""

from collections.abc import Sequence
from dataclasses import replace
from unicodedata import category

from bot.features.cases.actions import access_volunteer, access_volunteer_or_tell, case_here, case_meant
from bot.features.confirmations import texts as confirmations_texts
from bot.features.confirmations.actions import keep_doubtful, tell_left_out
from bot.features.privacy.rules import fit_lead
from bot.features.relay import texts as relay_texts
from bot.features.relay.actions import relay_edit, relay_reaction, relay_to_contact
from bot.features.relay.undo import undo
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import reply_in_group
from bot.features.shared.replies import message_answered, message_at
from bot.features.store import Tx
from bot.kernel.content import Content, words_of
from bot.kernel.incoming import Command, Edited, Reacted, Refused, Written
from bot.kernel.model import Case, Direction, Message, MessageState, Volunteer
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
    here = await case_here(tx, team, first.origin)
    case = await case_meant(tx, team, here, answered)
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
    volunteer = await access_volunteer_or_tell(tx, context, team, first.origin, first.message)
    if volunteer is None or await keep_doubtful(tx, context, case, Direction.TO_CONTACT, written, answered, volunteer):
        return
    await relay_to_contact(tx, context, case, volunteer, written, answered)


def is_internal(content: Content) -> bool:
    """Whether a message is meant for the group alone."""
    return _is_note(words_of(content))


def has_internal_line(content: Content) -> bool:
    return any(map(_is_note, words_of(content).splitlines()))


def _is_note(line: str) -> bool:
    """Keyboards for Arabic put marks of direction, which nobody sees, before the first letter."""
    first = next((at for at, each in enumerate(line) if not each.isspace() and category(each) != "Cf"), 0)
    return line.startswith(INTERNAL, first)


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
    if answered.direction is Direction.OURS:
        return relay_texts.reply_to_notice(_) if answered.case is None else relay_texts.reply_to_card(_)
    return None


async def handle_edited(tx: Tx, context: Context, team: Team, edited: Edited) -> None:
    """An edit of an answer follows it, as long as its writer still is a volunteer. An edit of anything else stays
    inside: it never went out."""
    message = await message_at(tx, edited.origin, edited.message)
    if message is None or message.direction is not Direction.TO_CONTACT:
        return
    if await access_volunteer_or_tell(tx, context, team, edited.origin, edited.message) is None:
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


async def undo_by_command(tx: Tx, context: Context, volunteer: Volunteer, command: Command) -> Send:
    """Take back the answer that the command is a reply to, or else the volunteer's last one."""
    team = context.service.team(volunteer.team)
    about = await message_at(tx, command.origin, command.reply_to)
    case = await case_meant(tx, team, await case_here(tx, team, command.origin), about)
    if about is None or about.direction is not Direction.TO_CONTACT:
        about = await tx.last_message_by(volunteer.id, case.id if case else None)
    elif about.author != volunteer.id:
        about = None  # somebody else's answer is theirs to take back
    answer = await undo(tx, context, context.for_team(team), about, Direction.TO_CONTACT)
    if about is not None and about.state is not MessageState.UNDONE:
        await audit(tx, context, volunteer, Act.UNDO, case=await tx.case(about.case) if about.case else None)
    return answer
