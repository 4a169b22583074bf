"""One thing that came in, or the parts of one album: to whom it belongs, and what is done with it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.dispatch.buttons import (
    handle_contact_pressed,
    handle_group_pressed,
    handle_staff_pressed,
    handle_team_pressed,
)
from bot.dispatch.commands import (
    handle_contact_command,
    handle_group_command,
    handle_staff_command,
    handle_team_command,
)
from bot.features.alarms import texts as alarms_texts
from bot.features.blocking.actions import turn_away
from bot.features.broadcasts.replies import handle_reply
from bot.features.confirmations.actions import note_unknown
from bot.features.conversations import from_contact, from_team
from bot.features.groups import actions as groups
from bot.features.groups import threads as topics
from bot.features.help.menus import follow_menus
from bot.features.onboarding.recognition import handle_reachability, recognise
from bot.features.privacy.rules import without_lead
from bot.features.rights import actions as rights
from bot.features.shared.choices import read_choice
from bot.features.shared.context import Context
from bot.features.shared.notify import tell_staff_once
from bot.features.store import Tx
from bot.kernel.facts import TOLD_QUARANTINED
from bot.kernel.ids import InboxId
from bot.kernel.incoming import (
    BotMoved,
    BotPlace,
    Command,
    Edited,
    GroupMoved,
    Ignored,
    Incoming,
    MemberMoved,
    Pressed,
    Reachability,
    Reacted,
    Refused,
    ThreadRenamed,
    Written,
)
from bot.kernel.model import AsideName, Contact
from bot.kernel.service import Team

HOUR = 3600 * 1000
"""Milliseconds between two messages to staff about updates that can't be read: a hostile flood has thousands."""


async def ingest(tx: Tx, context: Context, incoming: Incoming) -> None:
    """Act on one event. Raises MembershipNeeded when the platform has to be asked about a person first."""
    if isinstance(incoming, Written | Edited | Refused):
        await note_unknown(tx, context, incoming.unknown)
    incoming = await read_choice(tx, context, incoming)
    match incoming:
        case Ignored():
            return
        case BotMoved():
            await groups.handle_bot_moved(tx, context, incoming)
            if incoming.place is not BotPlace.GONE:
                await follow_menus(tx, context)
        case MemberMoved():
            await groups.handle_member_moved(tx, context, incoming)
        case GroupMoved():
            await groups.handle_group_moved(tx, context, incoming)
        case ThreadRenamed():
            await topics.handle_renamed(tx, context, incoming)
        case Reachability():
            await handle_reachability(tx, context, incoming)
        case _ if incoming.origin.private:
            await _from_contact(tx, context, incoming)
        case _:
            await _from_group(tx, context, incoming)


async def ingest_album(tx: Tx, context: Context, parts: Sequence[Written]) -> None:
    """Act on all parts of one album together."""
    await note_unknown(tx, context, parts[0].unknown)
    parts = [parts[0], *(replace(part, content=without_lead(part.content)) for part in parts[1:])]
    origin = parts[0].origin
    if origin.private:
        await rights.answer_need(tx, context, origin, parts)
        known = await recognise(tx, context, origin)
        if not await _is_turned_away(tx, context, known):
            await from_contact.handle_written(tx, context, known, parts)
        return
    group = context.service.team_of_chat(origin.channel, origin.chat)
    if group is not None:
        await from_team.handle_written(tx, context, group, parts)
    elif context.service.is_staff_chat(origin.address):
        await handle_reply(tx, context, parts[0])


async def _from_contact(
    tx: Tx, context: Context, incoming: Written | Edited | Command | Pressed | Reacted | Refused
) -> None:
    match incoming:
        case Command():
            await handle_contact_command(tx, context, incoming)
        case Pressed():
            await handle_contact_pressed(tx, context, incoming)
        case _:
            await _said_by_contact(tx, context, incoming)


async def _said_by_contact(tx: Tx, context: Context, incoming: Written | Edited | Reacted | Refused) -> None:
    await rights.answer_need(tx, context, incoming.origin, [incoming])
    known = await recognise(tx, context, incoming.origin)
    match incoming:
        case _ if await _is_turned_away(tx, context, known):
            return
        case Written():
            await from_contact.handle_written(tx, context, known, [incoming])
        case Edited():
            await from_contact.handle_edited(tx, context, known, incoming)
        case Reacted():
            await from_contact.handle_reacted(tx, context, known, incoming)
        case Refused():
            await from_contact.handle_refused(tx, context, known, incoming)


async def _is_turned_away(tx: Tx, context: Context, known: Contact | None) -> bool:
    """Whether staff have blocked whoever says something here: it does not reach the volunteers."""
    if known is None or not known.blocked:
        return False
    await turn_away(tx, context, known)
    return True


async def _from_group(
    tx: Tx, context: Context, incoming: Written | Edited | Command | Pressed | Reacted | Refused
) -> None:
    origin = incoming.origin
    group = context.service.team_of_chat(origin.channel, origin.chat)
    is_staff_chat = context.service.is_staff_chat(origin.address)
    if not is_staff_chat and await _set_up(tx, context, group, incoming):
        return
    if group is None:
        if is_staff_chat:
            await _from_staff(tx, context, incoming)
        return
    match incoming:
        case Written():
            await from_team.handle_written(tx, context, group, [incoming])
        case Edited():
            await from_team.handle_edited(tx, context, group, incoming)
        case Command():
            await handle_team_command(tx, context, group, incoming)
        case Pressed():
            await handle_team_pressed(tx, context, group, incoming)
        case Reacted():
            await from_team.handle_reacted(tx, context, group, incoming)
        case Refused():
            await from_team.handle_refused(tx, context, group, incoming)


async def _set_up(
    tx: Tx,
    context: Context,
    group: Team | None,
    incoming: Written | Edited | Command | Pressed | Reacted | Refused,
) -> bool:
    """What staff may do in any group, to make it a team's. False when this is something else."""
    match incoming:
        case Command():
            return await handle_group_command(tx, context, group, incoming)
        case Pressed():
            return await handle_group_pressed(tx, context, incoming)
        case _:
            return False


async def _from_staff(
    tx: Tx, context: Context, incoming: Written | Edited | Command | Pressed | Reacted | Refused
) -> None:
    match incoming:
        case Command():
            await handle_staff_command(tx, context, incoming)
        case Pressed():
            await handle_staff_pressed(tx, context, incoming)
        case Written() | Refused():
            await handle_reply(tx, context, incoming)
        case Edited() | Reacted():
            return


async def quarantine(tx: Tx, context: Context, row: InboxId, error: str) -> None:
    """Set aside an update that can't be read or acted on, and tell staff once an hour. Its neighbours go on."""
    if not await tx.quarantine_arrival(row, error):
        return
    told = alarms_texts.update_quarantined(context.for_staff(), AsideName("in", row))
    await tell_staff_once(tx, context, TOLD_QUARANTINED, told, again_after=HOUR)
