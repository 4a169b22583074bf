"""What staff write to many: which draft a reply in their chat, or /cancel, is about."""

from bot.features.broadcasts import draft as broadcast_draft
from bot.features.broadcasts import notes
from bot.features.broadcasts import texts as broadcasts_texts
from bot.features.shared.context import Context
from bot.features.shared.notify import say
from bot.features.shared.replies import message_answered
from bot.features.shared.staff_access import access_staff
from bot.features.store import Tx
from bot.kernel.incoming import Command, Refused, Written
from bot.kernel.outgoing import Send
from bot.kernel.roles import Role


async def drop_by_command(tx: Tx, context: Context, _role: Role, command: Command) -> list[Send]:
    """Whoever says it drops what they are drafting."""
    draft, note = await tx.draft_by(command.origin.sender), await tx.note_by(command.origin.sender)
    if draft is not None:
        await broadcast_draft.drop(tx, context, draft)
    if note is not None:
        await notes.drop(tx, context, note)
    _ = context.for_staff()
    return [broadcasts_texts.no_draft(_) if draft is None and note is None else broadcasts_texts.dropped(_)]


async def handle_reply(tx: Tx, context: Context, event: Written | Refused) -> None:
    """A reply to the panel of a draft; what answers anything else is talk among staff."""
    origin, reply_to = event.origin, None if isinstance(event, Refused) else event.reply_to
    if isinstance(event, Refused):
        draft = await tx.draft_by(origin.sender)
        if draft is not None and access_staff(context, origin.person):
            await broadcast_draft.handle_reply(tx, context, draft, event)
        return
    answered = await message_answered(tx, context, origin, reply_to)
    if answered is None:
        return
    draft, note = await tx.broadcast_of_panel(answered.id), await tx.note_of_panel(answered.id)
    if not access_staff(context, origin.person):
        return
    if draft is None and note is None:
        if await tx.draft_by(origin.sender) is not None or await tx.note_by(origin.sender) is not None:
            await say(tx, context, origin.channel, origin.chat, broadcasts_texts.reply_to_newest(context.for_staff()))
        return
    if draft is not None:
        await broadcast_draft.handle_reply(tx, context, draft, event)
    if note is not None:
        await notes.handle_reply(tx, context, note, event)
