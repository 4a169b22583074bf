"""What happens to groups themselves: the bot or a member comes or goes, a group gets a new id."""

from dataclasses import replace

from bot.features.cases.actions import update_card
from bot.features.groups import linking as setup
from bot.features.groups import texts as groups_texts
from bot.features.groups.permissions import check_rights
from bot.features.shared.context import Context
from bot.features.shared.notify import is_group_lost, say_to_staff, tell_staff_once
from bot.features.store import Tx
from bot.kernel import facts
from bot.kernel.ids import ChannelName, ChatAddress, ChatRef
from bot.kernel.incoming import BotMoved, BotPlace, GroupMoved, MemberMoved
from bot.kernel.model import Volunteer
from bot.kernel.service import Team


async def handle_bot_moved(tx: Tx, context: Context, moved: BotMoved) -> None:
    """A team's group was lost or is back, or the bot has other rights there; any other group may become a team's."""
    origin = moved.origin
    team = context.service.team_of_chat(origin.channel, origin.chat)
    if team is not None:
        if moved.place is BotPlace.GONE:
            await group_lost(tx, context, team)
        else:
            await group_back(tx, context, team)
            await check_rights(tx, context, team, moved.rights)
    elif context.service.is_staff_chat(origin.address):
        if moved.place is not BotPlace.GONE:
            await tx.wake_chat(origin.channel, origin.chat)
    else:
        await setup.handle_bot_moved(tx, context, moved)


async def group_lost(tx: Tx, context: Context, team: Team) -> None:
    """Staff hear of it once; what must go to the group waits in its lane."""
    await tell_staff_once(tx, context, facts.group_lost(team), groups_texts.group_lost(context.for_staff(), team.name))


async def group_back(tx: Tx, context: Context, team: Team) -> None:
    await tx.wake_chat(team.channel, team.chat)
    if await is_group_lost(tx, team):
        await facts.group_lost(team).clear(tx)
        await say_to_staff(tx, context, groups_texts.group_back(context.for_staff(), team.name))


async def handle_member_moved(tx: Tx, context: Context, moved: MemberMoved) -> None:
    """Whoever left a team's group is no volunteer of it any longer, and what they had taken is free."""
    team = context.service.team_of_chat(moved.origin.channel, moved.origin.chat)
    volunteer = await tx.find_volunteer(team.name, moved.person) if team else None
    if volunteer is not None:
        await note_membership(tx, context, volunteer, moved.member)


async def note_membership(tx: Tx, context: Context, volunteer: Volunteer, member: bool) -> None:
    """The platform has said whether a volunteer still is in the group."""
    await tx.set_membership(volunteer.id, context.now if member else None)
    if not member:
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
    group = await tx.linked_group(channel, old)
    if group is not None:
        await tx.drop_group(channel, old)
    if group is not None or team is not None or context.service.is_staff_chat(ChatAddress(channel, old)):
        await tx.drop_group(channel, new)  # it may have shown itself as a new group before
    if group is not None:
        await tx.save_group(replace(group, chat=new))
    if team is None and not context.service.is_staff_chat(ChatAddress(channel, old)):
        return
    await tx.move_chat(channel, old, new)
    await facts.moved_to(channel, old).put(tx, new)
    if team is not None and team.linked:
        await facts.chat_of(team.name).put(tx, new)
        await facts.team_of(channel, new).put(tx, team.name)
        return
    name = team.name if team else "staff"
    told = groups_texts.group_moved(context.for_staff(), name, channel, new_number)
    await tell_staff_once(tx, context, facts.told_moved(channel, new), told)


async def follow_configuration(tx: Tx, context: Context) -> None:
    """At start: a team that has another group, or another name, than when the service last ran.

    What waits goes to the new group; threads and cards start anew, since their numbers mean others there.
    """
    for group in await tx.linked_groups():
        if any(
            group.address == team.address or group.name == team.name
            for team in context.service.teams
            if not team.linked
        ):
            await tx.drop_group(group.channel, group.chat)  # what the configuration names goes before it
    for team in context.service.teams:
        chat_then, name_then = facts.chat_of(team.name), facts.team_of(team.channel, team.chat)
        name = await name_then.get(tx)
        if name and name != team.name and all(other.name != name for other in context.service.teams):
            await tx.rename_team(name, team.name)
        chat = await chat_then.get(tx)
        if chat and chat != team.chat:
            await tx.move_chat(team.channel, chat, team.chat)
            await facts.group_lost(team).clear(tx)
        await chat_then.put(tx, team.chat)
        await name_then.put(tx, team.name)
