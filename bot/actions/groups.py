"""What happens to groups themselves: the bot or a member comes or goes, a group gets a new id."""

from bot.actions.cases import update_card
from bot.actions.context import Context
from bot.actions.speak import is_group_lost, lost_key, say_to_staff, tell_staff_once
from bot.core import staff_texts
from bot.core.incoming import BotMoved, BotPlace, GroupMoved, MemberMoved
from bot.core.outgoing import Leave
from bot.core.service import Team
from bot.ids import ChannelName, ChatRef, TeamName
from bot.ports import Tx


async def handle_bot_moved(tx: Tx, context: Context, moved: BotMoved) -> None:
    """A team's group was lost or is back; a group that nobody configured is left, and staff hear of it once."""
    origin = moved.origin
    team = context.service.team_of_chat(origin.channel, origin.chat)
    if team is not None:
        if moved.place is BotPlace.GONE:
            await group_lost(tx, context, team)
        else:
            await _group_back(tx, context, team)
    elif origin.chat == context.service.staff_chat:
        if moved.place is not BotPlace.GONE:
            await tx.wake_chat(origin.channel, origin.chat)
    elif moved.place is not BotPlace.GONE:
        await tell_staff_once(
            tx,
            context,
            f"unknown_group:{origin.channel}:{origin.chat}",
            staff_texts.unknown_group(context.for_staff(), moved.number),
        )
        await tx.enqueue(Leave(), channel=origin.channel, chat=origin.chat, now=context.now)


async def group_lost(tx: Tx, context: Context, team: Team) -> None:
    """Staff hear of it once; what must go to the group waits in its lane."""
    await tell_staff_once(tx, context, lost_key(team), staff_texts.group_lost(context.for_staff(), team.name))


async def _group_back(tx: Tx, context: Context, team: Team) -> None:
    await tx.wake_chat(team.channel, team.chat)
    if await is_group_lost(tx, team):
        await tx.set_fact(lost_key(team), "")
        await say_to_staff(tx, context, staff_texts.group_back(context.for_staff(), team.name))


async def handle_member_moved(tx: Tx, context: Context, moved: MemberMoved) -> None:
    """Whoever left a team's group is no volunteer of it any longer, and what they had taken is free."""
    team = context.service.team_of_chat(moved.origin.channel, moved.origin.chat)
    volunteer = await tx.find_volunteer(team.name, moved.person) if team else None
    if volunteer is not None:
        await tx.set_membership(volunteer.id, context.now if moved.member else None)
    if volunteer is not None and not moved.member:
        for case in await tx.cases_claimed_by(volunteer.id):
            await tx.release_case(case.id)
            await update_card(tx, context, case)


async def handle_group_moved(tx: Tx, context: Context, moved: GroupMoved) -> None:
    await move_group(tx, context, moved.origin.channel, moved.origin.chat, moved.new_chat, moved.new_number)


async def move_group(
    tx: Tx, context: Context, channel: ChannelName, old: ChatRef, new: ChatRef, new_number: str
) -> None:
    """A group has a new id: everything that waits follows it, and staff are told what to write into the config."""
    team = context.service.team_of_chat(channel, old)
    if team is None and old != context.service.staff_chat:
        return
    await tx.move_chat(channel, old, new)
    await tx.set_fact(moved_key(channel, old), new)
    name = team.name if team else "staff"
    await tell_staff_once(
        tx, context, f"told_moved:{channel}:{new}", staff_texts.group_moved(context.for_staff(), name, new_number)
    )


async def follow_configuration(tx: Tx, context: Context) -> None:
    """At start: a team that has another group, or another name, than when the service last ran.

    What waits goes to the new group; threads and cards start anew, since their numbers mean others there.
    """
    for team in context.service.teams:
        chat_key, name_key = f"chat_of:{team.name}", f"team_of:{team.channel}:{team.chat}"
        name = await tx.fact(name_key)
        if name and name != team.name and all(other.name != name for other in context.service.teams):
            await tx.rename_team(TeamName(name), team.name)
        chat = await tx.fact(chat_key)
        if chat and chat != team.chat:
            await tx.move_chat(team.channel, ChatRef(chat), team.chat)
            await tx.set_fact(lost_key(team), "")
        await tx.set_fact(chat_key, team.chat)
        await tx.set_fact(name_key, team.name)


def moved_key(channel: ChannelName, old: ChatRef) -> str:
    """Under which fact the new id of a group is remembered as long as the configuration names the old one."""
    return f"moved:{channel}:{old}"
