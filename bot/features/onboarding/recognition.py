"""Who is behind a chat in which somebody does something, and whether they can be reached."""

from dataclasses import replace

from bot.features.cases.pseudonyms import propose_pseudonym
from bot.features.relay import texts as relay_texts
from bot.features.shared.context import Context, NotRecordedYet
from bot.features.shared.notify import say_to_case
from bot.features.store import Tx
from bot.kernel.incoming import Origin, Reachability
from bot.kernel.model import Contact


async def access_contact(tx: Tx, context: Context, origin: Origin, known: Contact | None) -> Contact:
    """The contact behind a chat: `known`, if there is one, else a new one with a pseudonym that nobody has.

    Raises NotRecordedYet while the contact is being erased: what they write now, they write as somebody new.
    """
    contact, tries = known, 0
    while contact is None:
        pseudonym = propose_pseudonym(context.rng.choice, tries)
        contact = await tx.add_contact(origin.channel, origin.chat, pseudonym, context.now)
        tries += 1
    if contact.erasing:
        raise NotRecordedYet
    return contact


async def recognise(tx: Tx, context: Context, origin: Origin) -> Contact | None:
    """Who is behind a chat in which somebody does something, looked up once; None for a stranger.

    Whoever does something here can be reached, even if the platform has not said so.
    """
    known = await tx.find_contact(origin.channel, origin.chat)
    if known is None or known.reachable:
        return known
    await _note_reachability(tx, context, await access_contact(tx, context, origin, known), reachable=True)
    return replace(known, reachable=True)


async def handle_reachability(tx: Tx, context: Context, event: Reachability) -> None:
    """The contact blocked or unblocked the bot."""
    known = await tx.find_contact(event.origin.channel, event.origin.chat)
    contact = await access_contact(tx, context, event.origin, known)
    if contact.reachable != event.reachable:
        await _note_reachability(tx, context, contact, reachable=event.reachable)


async def _note_reachability(tx: Tx, context: Context, contact: Contact, *, reachable: bool) -> None:
    """The volunteers hear only whether answers can arrive."""
    await tx.set_reachable(contact.channel, contact.chat, reachable)
    if reachable:
        await tx.wake_chat(contact.channel, contact.chat)
    for case in await tx.open_cases_of(contact.id):
        _ = context.for_team(context.service.team(case.team))
        text = relay_texts.contact_back if reachable else relay_texts.contact_gone
        await say_to_case(tx, context, case, text(_, contact.pseudonym))
