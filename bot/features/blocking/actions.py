"""Contacts from whom nothing more is passed on. Nobody learns who they are: they have the name that is on the case."""

from bot.features.blocking import texts as blocking_texts
from bot.features.blocking.buttons import AgreeToBlock, BlockFlood, ConsiderBlock, LeaveFlood, RefuseToBlock
from bot.features.blocking.rules import BlockState, possible_names, strip_topic
from bot.features.cases import texts as cases_texts
from bot.features.cases.actions import case_of_command, close_case
from bot.features.cases.texts import volunteer_name
from bot.features.hours.actions import withdraw
from bot.features.relay import texts as relay_texts
from bot.features.rights import texts as rights_texts
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_case, say_to_staff
from bot.features.shared.replies import message_answered
from bot.features.shared.texts import topic_name
from bot.features.store import Tx
from bot.kernel.incoming import Command, Pressed
from bot.kernel.model import Case, CaseState, Contact, Volunteer
from bot.kernel.outgoing import Send
from bot.kernel.roles import Act, Role


async def _find(tx: Tx, context: Context, line: str) -> tuple[Contact, str] | Send:
    """The contact that a line begins with, and the rest of the line; or what to say when it names nobody."""
    _ = context.for_staff()
    if not line.strip():
        return blocking_texts.block_usage(_)
    for name, rest in possible_names(line):
        contact = await tx.contact_by_pseudonym(name)
        if contact is not None:
            languages = {team.language for team in context.service.teams}
            topics = [
                topic_name(context.translator(language), topic)
                for language in languages
                for topic in context.service.topics
            ]
            return contact, strip_topic(rest, topics)
    return blocking_texts.nobody_of_that_name(_, " ".join(line.split()[:2]))


async def block_by_command(tx: Tx, context: Context, role: Role, command: Command) -> list[Send]:
    """/block in the staff chat: with a name, or as an answer to a message that is about somebody."""
    answered = await _answered(tx, context, command)
    if answered is not None:
        return [await _block_once(tx, context, role, answered, command.argument.strip())]
    found = await _find(tx, context, command.argument)
    return [found if isinstance(found, Send) else await _block_once(tx, context, role, *found)]


async def _answered(tx: Tx, context: Context, command: Command) -> Contact | None:
    """Whom the message is about that a command answers; nobody when the command itself names somebody."""
    answered = await message_answered(tx, context, command.origin, command.reply_to)
    case = None if answered is None or answered.case is None else await tx.case(answered.case)
    if case is None:
        return None
    named = any([await tx.contact_by_pseudonym(name) for name, _rest in possible_names(command.argument)])
    return None if named else await tx.find_contact(case.channel, case.chat)


async def _block_once(tx: Tx, context: Context, role: Role, contact: Contact, reason: str) -> Send:
    _ = context.for_staff()
    block = await tx.block_of(contact.id)
    if block is not None and block.state is BlockState.ACTIVE:
        return blocking_texts.blocked_already(_, contact.pseudonym, block.reason)
    await _block(tx, context, role, contact, reason)
    return blocking_texts.blocked(_, contact.pseudonym)


async def _block(tx: Tx, context: Context, role: Role, contact: Contact, reason: str) -> None:
    """What waits is dropped, what is open is closed; the contact hears of it when they next write."""
    await tx.set_block(contact.id, BlockState.ACTIVE, reason, context.now)
    await withdraw(tx, context, contact)
    open_cases = await tx.open_cases_of(contact.id)
    for case in open_cases:
        await close_case(tx, context, case, quietly=True)
        if case.state is CaseState.OPEN:
            _ = context.for_team(context.service.team(case.team))
            await say_to_case(tx, context, case, blocking_texts.block_answered(_, contact.pseudonym, True))
    await audit(tx, context, role, Act.BLOCK, case=open_cases[0] if open_cases else None)


async def press_block(
    tx: Tx, context: Context, role: Role, _pressed: Pressed, press: ConsiderBlock | BlockFlood | LeaveFlood
) -> str:
    """The button under an alarm, and those of the question that follows. Returns what the one who pressed sees."""
    _ = context.for_staff()
    case = await tx.case_by_handle(press.case)
    contact = await tx.find_contact(case.channel, case.chat) if case is not None else None
    if case is None or contact is None:
        return cases_texts.case_unknown(_)
    match press:
        case ConsiderBlock() if not contact.blocked:
            answer = blocking_texts.confirm_block(_, press.case, contact.pseudonym)
        case LeaveFlood() if not contact.blocked:
            answer = blocking_texts.not_blocked(_, contact.pseudonym)
        case _:
            answer = await _block_once(tx, context, role, contact, blocking_texts.flood_reason(_))
    await say_to_staff(tx, context, answer, about=case.id)
    return ""


async def unblock_by_command(tx: Tx, context: Context, role: Role, command: Command) -> list[Send]:
    """/unblock in the staff chat, with a name."""
    return [await _unblock(tx, context, role, command.argument)]


async def _unblock(tx: Tx, context: Context, role: Role, line: str) -> Send:
    _ = context.for_staff()
    found = await _find(tx, context, line)
    if isinstance(found, Send):
        return found
    contact, _rest = found
    block = await tx.block_of(contact.id)
    if block is None or block.state is not BlockState.ACTIVE:
        return blocking_texts.not_blocked(_, contact.pseudonym)
    await tx.drop_block(contact.id)
    await audit(tx, context, role, Act.UNBLOCK)
    return blocking_texts.unblocked(_, contact.pseudonym, block.reason)


async def request_by_command(tx: Tx, context: Context, volunteer: Volunteer, command: Command) -> Send:
    """/block in a team's group."""
    case = await case_of_command(tx, context, volunteer, command)
    if case is None:
        return relay_texts.which_case(context.for_team(context.service.team(volunteer.team)), command.name)
    return await _request_block(tx, context, volunteer, case, command.argument)


async def _request_block(tx: Tx, context: Context, volunteer: Volunteer, case: Case, reason: str) -> Send:
    """A volunteer asks staff to block whoever a case is about."""
    _ = context.for_staff()
    block = await tx.block_of(case.contact)
    if block is None or block.state is not BlockState.ACTIVE:
        await tx.set_block(case.contact, BlockState.ASKED, reason, context.now)
        alias = f"{volunteer_name(_, volunteer.alias)} ({case.team})"
        await say_to_staff(
            tx, context, blocking_texts.ask_block(_, case.handle, alias, case.title, reason), about=case.id
        )
    return blocking_texts.block_asked(context.for_team(context.service.team(case.team)))


async def answer_block(
    tx: Tx, context: Context, role: Role, _pressed: Pressed, press: AgreeToBlock | RefuseToBlock
) -> str:
    """Staff answer a volunteer's request. Returns what the one who pressed sees."""
    _ = context.for_staff()
    case = await tx.case_by_handle(press.case)
    contact = await tx.find_contact(case.channel, case.chat) if case is not None else None
    block = await tx.block_of(contact.id) if contact is not None else None
    if case is None or contact is None or block is None or block.state is not BlockState.ASKED:
        return cases_texts.case_unknown(_)
    if isinstance(press, AgreeToBlock):
        await _block(tx, context, role, contact, block.reason)
        await say_to_staff(tx, context, blocking_texts.blocked(_, contact.pseudonym))
    else:
        await tx.drop_block(contact.id)
        await say_to_staff(tx, context, blocking_texts.not_blocked(_, contact.pseudonym))
        reader = context.for_team(context.service.team(case.team))
        await say_to_case(tx, context, case, blocking_texts.block_answered(reader, contact.pseudonym, False))
    return ""


async def turn_away(tx: Tx, context: Context, contact: Contact) -> None:
    """Answer a blocked contact, once."""
    if await tx.tell_block(contact.id):
        _ = context.translator(contact.language)
        await say(tx, context, contact.channel, contact.chat, blocking_texts.turned_away(_))
        numbers = rights_texts.emergency_numbers(_, context.service.emergency)
        await say(tx, context, contact.channel, contact.chat, numbers)
