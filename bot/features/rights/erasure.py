"""Forgetting a contact: everywhere, in one transaction, after the journal outside of the database knows it."""

from bot.features.rights import texts as rights_texts
from bot.features.rights.rules import Erasure
from bot.features.shared.context import Context
from bot.features.shared.notify import say, say_to_team
from bot.features.store import Tx
from bot.kernel.ids import ChannelName, ContactId, TeamName
from bot.kernel.outgoing import Delete, DeleteThread
from bot.kernel.service import Team


async def is_ready_to_erase(tx: Tx, contact: ContactId) -> bool:
    """Let nothing of a contact's go out any more. False while some of it is being sent: what arrives must be known."""
    return await tx.cancel_outgoing_of(contact)


async def erase_contact(tx: Tx, context: Context, erasure: Erasure) -> None:
    """Delete a contact with everything of theirs here, and ask the platform to delete what stands in its chats.

    The volunteers of each team that saw a case read a line that names nobody; the contact reads what can't be deleted.
    Do nothing else in the same transaction: it is the point after which nothing is to be done again.
    """
    traces = [
        await tx.traces_in(erasure.contact, chat, _erasable_since(context, channel))
        for channel, chat in erasure.addresses
    ]
    await _delete_from_groups(tx, context, erasure.contact)
    await tx.delete_contact(erasure.contact)
    for (channel, chat), externals in zip(erasure.addresses, traces, strict=True):
        for external in externals:
            await tx.enqueue(Delete(), channel=channel, chat=chat, now=context.now, target_external=external)
        await say(tx, context, channel, chat, rights_texts.forgotten(context.translator(erasure.language)))


def _erasable_since(context: Context, channel: ChannelName) -> int:
    """When the oldest message was sent that the channel still lets us delete."""
    return context.now - context.capabilities[channel].delete_for


async def _delete_from_groups(tx: Tx, context: Context, contact: ContactId) -> None:
    """The threads of a contact's cases; in a plain group, the copies that are young enough."""
    teams: dict[TeamName, Team] = {}
    for case in await tx.cases_of(contact):
        team = context.service.team(case.team)
        if case.thread is not None:
            await tx.enqueue(
                DeleteThread(case.thread),
                channel=team.channel,
                chat=team.chat,
                now=context.now,
                lane=f"{erasing_lane(team)}:threads",  # they wait where topics are switched off
            )
        if case.card is not None or case.thread is not None:
            teams[team.name] = team
    for team in teams.values():
        if not team.forum:
            for external in await tx.traces_in(contact, team.chat, _erasable_since(context, team.channel)):
                await tx.enqueue(
                    Delete(),
                    channel=team.channel,
                    chat=team.chat,
                    now=context.now,
                    target_external=external,
                    lane=erasing_lane(team),
                )
        await say_to_team(tx, context, team, rights_texts.case_erased(context.for_team(team)))


def erasing_lane(team: Team) -> str:
    """A lane beside the group's: where a right is missing it waits, and the group's conversations do not."""
    return f"erase:{team.channel}:{team.chat}"


async def erase_restored(tx: Tx, contact: ContactId) -> None:
    """A restored backup brought back somebody who was forgotten. Their threads and messages were deleted then."""
    await tx.delete_contact(contact)
