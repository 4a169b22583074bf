"""What the bot may do in each group: noted when the platform says it, and said to staff when something is missing."""

from collections.abc import Sequence

from bot.features.groups import texts as groups_texts
from bot.features.groups.threads import topics_back, topics_gone
from bot.features.shared.context import Context
from bot.features.shared.notify import say_to_staff, tell_staff_once
from bot.features.store import Tx
from bot.kernel.content import MediaKind
from bot.kernel.facts import ToldLacks, rights_in, told_forbidden, told_lacks
from bot.kernel.group_rights import GroupRights, Lack, find_lacks
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.service import Team

REMIND_STAFF = 6 * 3600 * 1000
"""Milliseconds between two warnings that the same is missing."""


async def note_rights(tx: Tx, channel: ChannelName, chat: ChatRef, rights: GroupRights) -> None:
    await rights_in(channel, chat).put(tx, rights)


async def noted_rights(tx: Tx, channel: ChannelName, chat: ChatRef) -> GroupRights | None:
    """What was noted last; None when the platform has not said anything yet."""
    return await rights_in(channel, chat).get(tx)


async def noted_lacks(tx: Tx, team: Team) -> tuple[Lack, ...] | None:
    rights = await noted_rights(tx, team.channel, team.chat)
    return None if rights is None else find_lacks(rights, forum=team.forum or team.topics_off)


async def check_rights(tx: Tx, context: Context, team: Team, rights: GroupRights) -> None:
    """Note what the bot may do in a team's group; staff hear once what it lacks, and once that nothing is missing."""
    await note_rights(tx, team.channel, team.chat, rights)
    forum = team.forum or team.topics_off
    if forum and not rights.topics_on:
        await topics_gone(tx, context, team)
    elif forum:
        await topics_back(tx, context, team)
    lacks = find_lacks(rights, forum=forum and rights.topics_on)
    if lacks:
        await tell_lacks(tx, context, team, lacks, again_after=None)
    elif await told_lacks(team).get(tx):
        await told_lacks(team).clear(tx)
        await say_to_staff(tx, context, groups_texts.rights_complete(context.for_staff(), team.name))
        await tx.wake_chat(team.channel, team.chat)


async def tell_lacks(
    tx: Tx, context: Context, team: Team, lacks: Sequence[Lack], *, again_after: int | None = REMIND_STAFF
) -> None:
    """Tell staff what is missing, unless they heard the same before, or within `again_after` milliseconds."""
    told = await told_lacks(team).get(tx)
    if told and set(lacks) <= set(told.lacks) and (again_after is None or context.now - told.at < again_after):
        return
    await told_lacks(team).put(tx, ToldLacks(tuple(lacks), context.now))
    await say_to_staff(tx, context, groups_texts.rights_missing(context.for_staff(), team.name, lacks))


async def tell_forbidden(tx: Tx, context: Context, name: str, kind: MediaKind | None) -> None:
    """Tell staff which kind of message the group of that name does not allow; again only after REMIND_STAFF."""
    _ = context.for_staff()
    told = groups_texts.kind_forbidden(_, name, kind)
    await tell_staff_once(tx, context, told_forbidden(name, kind), told, again_after=REMIND_STAFF)
