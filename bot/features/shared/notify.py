"""Putting what the bot itself says into the outbox."""

from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.content import Text
from bot.kernel.facts import Fact, group_lost
from bot.kernel.ids import CaseId, ChannelName, ChatRef, ExternalId
from bot.kernel.incoming import Origin, Pressed
from bot.kernel.model import Case, Direction, Message, MessageState
from bot.kernel.outgoing import Answer, Priority, React, Send
from bot.kernel.service import Team
from bot.kernel.translation import Translator


async def say(
    tx: Tx,
    context: Context,
    channel: ChannelName,
    chat: ChatRef,
    message: Send,
    priority: Priority = Priority.PEOPLE,
) -> None:
    """Say something in a chat that has no threads: a contact's, or the staff chat."""
    await tx.enqueue(message, channel=channel, chat=chat, now=context.now, priority=priority)


async def say_to_case(tx: Tx, context: Context, case: Case, message: Send, reply_to: ExternalId | None = None) -> None:
    """Say something to the volunteers in a case's thread; in a plain group as a reply to the card or `reply_to`."""
    team = context.service.team(case.team)
    await tx.enqueue(
        message,
        channel=team.channel,
        chat=team.chat,
        now=context.now,
        case=case.id,
        in_thread=team.forum,
        target=case.card if reply_to is None and not team.forum else None,
        target_external=reply_to,
    )


async def reply_in_group(tx: Tx, context: Context, team: Team, origin: Origin, to: ExternalId, message: Send) -> None:
    """Answer one message in a team's group, in whichever thread it stands."""
    case = await tx.case_by_thread(team.name, origin.thread) if origin.thread else None
    await tx.enqueue(
        message,
        channel=team.channel,
        chat=team.chat,
        now=context.now,
        case=case.id if case else None,
        in_thread=case is not None and team.forum,
        target_external=to,
    )


async def say_to_staff(tx: Tx, context: Context, message: Send, about: CaseId | None = None) -> None:
    """`about`: a command that answers this message is about that case."""
    service = context.service
    if service.staff_chat is None:
        return
    kept = None
    if about is not None:
        kept = await tx.add_message(
            direction=Direction.OURS,
            state=MessageState.RELAYED,
            channel=service.staff_channel,
            chat=service.staff_chat,
            case=about,
            now=context.now,
        )
    await tx.enqueue(message, channel=service.staff_channel, chat=service.staff_chat, now=context.now, message=kept)


async def tell_staff_once(
    tx: Tx,
    context: Context,
    told: Fact[int],
    message: Send,
    again_after: int | None = None,
    about: CaseId | None = None,
) -> None:
    """Say it unless `told` says that it was said before, or within the last `again_after` milliseconds."""
    said = await told.get(tx)
    if said is not None and (again_after is None or context.now - said < again_after):
        return
    await told.put(tx, context.now)
    await say_to_staff(tx, context, message, about)


async def answer_press(tx: Tx, context: Context, pressed: Pressed, text: str = "") -> None:
    """Answer a button. It has a lane of its own: the person waits for it with a turning sign.

    Whoever pressed by typing a number waits for no sign, and reads the answer like everything else.
    """
    origin = pressed.origin
    if pressed.callback:
        await tx.enqueue(
            Answer(pressed.callback, text),
            channel=origin.channel,
            chat=ChatRef(""),
            now=context.now,
            lane=f"answer:{pressed.callback}",
        )
    elif text:
        await say(tx, context, origin.channel, origin.chat, Send(Text(text)))


async def is_group_lost(tx: Tx, team: Team) -> bool:
    return await group_lost(team).get(tx) is not None


async def say_to_team(
    tx: Tx, context: Context, team: Team, message: Send, priority: Priority = Priority.PEOPLE
) -> None:
    """Say something to all volunteers of a team, outside of any case."""
    await say(tx, context, team.channel, team.chat, message, priority)


async def mark(tx: Tx, context: Context, message: Message, emoji: str | None) -> None:
    """Show on the writer's own message what became of it."""
    if message.chat is not None and message.external is not None:
        await mark_at(tx, context, message.channel, message.chat, message.external, emoji)


async def mark_at(
    tx: Tx, context: Context, channel: ChannelName, chat: ChatRef, external: ExternalId, emoji: str | None
) -> None:
    """The same where only the place is known: of what somebody has just written."""
    await tx.enqueue(React(emoji), channel=channel, chat=chat, now=context.now, target_external=external)


async def tell_writer(tx: Tx, context: Context, message: Message, text: Send) -> None:
    """Answer whoever wrote a message, where they wrote it."""
    if message.chat is None:
        return
    case = await tx.case(message.case) if message.case is not None else None
    team = context.service.team(case.team) if case else None
    in_thread = message.direction is Direction.TO_CONTACT and team is not None and team.forum
    await tx.enqueue(
        text,
        channel=message.channel,
        chat=message.chat,
        now=context.now,
        case=message.case if in_thread else None,
        in_thread=in_thread,
        target_external=message.external,
    )


async def writers_translator(tx: Tx, context: Context, message: Message) -> Translator:
    """The language in which the writer of a message is spoken to."""
    case = await tx.case(message.case) if message.case is not None else None
    if case is None:
        return context.translator(None)
    if message.direction is Direction.TO_CONTACT:
        return context.for_team(context.service.team(case.team))
    return context.translator(case.contact_language)
