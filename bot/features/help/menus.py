"""The menus of commands that apps offer: one for people in each language, one for each team's group, one for staff."""

from hashlib import sha256

from bot.features.help.commands import CONTACT, STAFF, TEAM
from bot.features.help.texts import menu
from bot.features.shared.context import Context
from bot.features.store import Tx
from bot.kernel.facts import menu_of
from bot.kernel.ids import ChannelName, ChatRef
from bot.kernel.outgoing import MenuEntry, Priority, SetMenu

EVERY_CONTACT = ChatRef("")


async def follow_menus(tx: Tx, context: Context) -> None:
    """Bring the menus up to date; what the platform has already is not sent again."""
    service = context.service
    channels = {service.staff_channel, *(team.channel for team in service.teams)}
    for channel in sorted(channels):
        for language in (None, *service.languages):
            _ = context.translator(language)
            await _set_menu(tx, context, channel, EVERY_CONTACT, menu(_, CONTACT), language or "")
    for team in service.teams:
        await _set_menu(tx, context, team.channel, team.chat, menu(context.for_team(team), TEAM))
    if service.staff_chat is not None:
        await _set_menu(tx, context, service.staff_channel, service.staff_chat, menu(context.for_staff(), STAFF))


async def _set_menu(
    tx: Tx,
    context: Context,
    channel: ChannelName,
    chat: ChatRef,
    entries: tuple[MenuEntry, ...],
    language: str = "",
) -> None:
    known = sha256(repr(entries).encode()).hexdigest()[:32]
    menu_set = menu_of(channel, chat, language)
    if await menu_set.get(tx) == known:
        return
    await menu_set.put(tx, known)
    await tx.enqueue(
        SetMenu(entries, language),
        channel=channel,
        chat=chat,
        now=context.now,
        lane=f"menu:{channel}:{chat}",
        priority=Priority.BROADCAST,
    )
