"""What staff say to the volunteers: to all teams or to some, pinned if wished."""

from dataclasses import replace

from bot.features.broadcasts import note_texts
from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.broadcasts.buttons import MoveNote, NoteMove
from bot.features.broadcasts.panel import change_panel, post_panel, remove_panel
from bot.features.broadcasts.rules import StaffNote, excess, marked
from bot.features.shared.audit import audit
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_staff
from bot.features.store import Tx
from bot.kernel.content import Content, Text
from bot.kernel.incoming import Command, Pressed, Refused, Unrelayable, Written
from bot.kernel.model import Direction, MessageState
from bot.kernel.outgoing import Pin, Priority, Send
from bot.kernel.roles import Act, Role
from bot.kernel.service import Team


async def note_by_command(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    """`/announce <words>` begins a draft with these words, or with the message that it answers.

    Without any, they are awaited as a reply.
    """
    note = await tx.note_by(command.origin.sender)
    if note is None:
        teams = [team.name for team in context.service.teams]
        note = await tx.note(await tx.add_note(command.origin.sender, teams, context.now))
    assert note is not None, "it was found, or made just now"
    words = Text(command.argument) if command.argument else command.answered
    if words is None:
        await _show(tx, context, note, anew=True)
        return []
    answer = await _take_words(tx, context, note, words)
    return [] if answer is None else [answer]


async def _take_words(tx: Tx, context: Context, note: StaffNote, content: Content | Unrelayable) -> Send | None:
    """Keep them if every team can get them as one message. Returns what is wrong with them."""
    _ = context.for_staff()
    words = broadcasts_texts.fit_for_many(_, content)
    if isinstance(words, Send):
        return words
    limits = context.limits_of(context.service.staff_channel)
    too_long = max(excess(words, _heading(context, team), limits) for team in _teams(context))
    if too_long:
        return broadcasts_texts.too_long(_, too_long)
    await _show(tx, context, replace(note, content=words), anew=True)
    return None


async def handle_reply(tx: Tx, context: Context, note: StaffNote, event: Written | Refused) -> None:
    """The words, or better ones."""
    _ = context.for_staff()
    if note.state != "draft":
        return
    answer: Send | None = None
    if event.origin.sender != note.author:
        answer = Send(Text(broadcasts_texts.not_your_draft(_)))
    elif isinstance(event, Written) and event.album is not None:
        answer = broadcasts_texts.one_message_only(_)
    else:
        words = event.reason if isinstance(event, Refused) else event.content
        answer = await _take_words(tx, context, note, words)
    if answer is not None:
        await say(tx, context, event.origin.channel, event.origin.chat, answer)


async def press_note(tx: Tx, context: Context, _role: Role, pressed: Pressed, press: MoveNote) -> str:
    """Carry out a button. Returns what whoever pressed it is told, "" for nothing."""
    _ = context.for_staff()
    note = await tx.note(press.note)
    if note is None or note.state != "draft":
        return broadcasts_texts.outdated(_)
    if pressed.origin.sender != note.author:
        return broadcasts_texts.not_your_draft(_)
    teams = _teams(context)
    match press.move:
        case NoteMove.TEAM if press.value.isdecimal() and int(press.value) < len(teams):
            name = teams[int(press.value)].name
            chosen = [team.name for team in teams if (team.name in note.teams) != (team.name == name)]
            note = replace(note, teams=tuple(chosen))
        case NoteMove.PIN:
            note = replace(note, pinned=not note.pinned)
        case NoteMove.DROP:
            await drop(tx, context, note)
            return ""
        case NoteMove.SEND if note.content is not None and note.teams:
            await _send(tx, context, note, note.content)
            return ""
        case _:
            return broadcasts_texts.outdated(_)
    await _show(tx, context, note)
    return ""


async def drop(tx: Tx, context: Context, note: StaffNote) -> None:
    await tx.save_note(replace(note, state="dropped", content=None))
    if note.panel is not None:
        await change_panel(tx, context, note.panel, broadcasts_texts.dropped(context.for_staff()))


async def _send(tx: Tx, context: Context, note: StaffNote, content: Content) -> None:
    chosen = [team for team in _teams(context) if team.name in note.teams]
    for team in chosen:
        await audit(tx, context, Role.STAFF, Act.NOTE, team=team.name)
        said = Send(marked(content, _heading(context, team)))
        message = await tx.add_message(
            direction=Direction.OURS,
            state=MessageState.RELAYED,
            channel=team.channel,
            chat=team.chat,
            now=context.now,
        )
        await tx.enqueue(
            said, channel=team.channel, chat=team.chat, now=context.now, message=message, priority=Priority.ANNOUNCEMENT
        )
        if note.pinned:
            await tx.enqueue(
                Pin(),
                channel=team.channel,
                chat=team.chat,
                now=context.now,
                target=message,
                priority=Priority.ANNOUNCEMENT,
            )
    await tx.save_note(replace(note, state="sent", content=None))
    if note.panel is not None:
        sent = note_texts.note_sent(context.for_staff(), [team.name for team in chosen])
        await change_panel(tx, context, note.panel, sent)


async def _show(tx: Tx, context: Context, note: StaffNote, *, anew: bool = False) -> None:
    """The panel; when it is new, with what the volunteers will see above it."""
    _ = context.for_staff()
    screen = note_texts.note_screen(_, note, [team.name for team in _teams(context)])
    if anew or note.panel is None:
        if note.content is not None:
            await say_to_staff(tx, context, Send(marked(note.content, note_texts.note_heading(_))))
        if note.panel is not None:
            await remove_panel(tx, context, note.panel)
        note = replace(note, panel=await post_panel(tx, context, screen))
    else:
        await change_panel(tx, context, note.panel, screen)
    await tx.save_note(note)


def _teams(context: Context) -> tuple[Team, ...]:
    return context.service.teams


def _heading(context: Context, team: Team) -> str:
    return note_texts.note_heading(context.for_team(team))
