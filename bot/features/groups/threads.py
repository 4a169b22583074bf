"""What becomes of a group's topics: switched off, it is served like a plain group; the titles of cases stay theirs."""

from bot.features.groups import thread_texts as topics_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import say_to_case, say_to_staff, say_to_team
from bot.features.store import Tx
from bot.kernel.facts import topics_off
from bot.kernel.incoming import ThreadRenamed
from bot.kernel.model import CaseState
from bot.kernel.outgoing import Delete, NameThread
from bot.kernel.service import Team
from bot.kernel.turns import case_turn


async def topics_gone(tx: Tx, context: Context, team: Team) -> None:
    """What waits goes into the plain group. Staff and volunteers hear of it once."""
    await tx.leave_threads(team.channel, team.chat)  # again and again: another worker may not know yet
    if await topics_off(team).get(tx):
        return
    await topics_off(team).put(tx, context.now)
    await say_to_staff(tx, context, topics_texts.topics_gone(context.for_staff(), team.name))
    await say_to_team(tx, context, team, topics_texts.answer_by_reply(context.for_team(team)))


async def topics_back(tx: Tx, context: Context, team: Team) -> None:
    """From now on each case has its topic again: the one that it had, or a new one."""
    if not await topics_off(team).get(tx):
        return
    await topics_off(team).clear(tx)
    await say_to_staff(tx, context, topics_texts.topics_back(context.for_staff(), team.name))
    await say_to_team(tx, context, team, topics_texts.write_in_topics(context.for_team(team)))


async def handle_renamed(tx: Tx, context: Context, renamed: ThreadRenamed) -> None:
    """The topic of a case got another title, which may tell who somebody is: the old one is set back, and the
    platform's line about it is taken away. Volunteers hear once in a case what to do instead. Other topics are theirs.
    """
    origin = renamed.origin
    team = context.service.team_of_chat(origin.channel, origin.chat)
    case = await tx.case_by_thread(team.name, origin.thread) if team and origin.thread else None
    if team is None or case is None:
        return
    await tx.enqueue(NameThread(), case=case.id, in_thread=True, channel=team.channel, chat=team.chat, now=context.now)
    await tx.enqueue(Delete(), channel=team.channel, chat=team.chat, target_external=renamed.message, now=context.now)
    if case.state is not CaseState.CLOSED and await case_turn(case.id, "renamed").take(tx, context.now):
        await say_to_case(tx, context, case, topics_texts.title_set_back(context.for_team(team)))
