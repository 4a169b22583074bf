"""What Telegram can do for a bot. The figures themselves, and what only this channel needs, stand in `limits`."""

from typing import Final

from bot.kernel.capabilities import ANY, FOREVER, Buttons, Capabilities, Limits, Sizes
from bot.kernel.content import MediaKind, Style
from handlers.telegram import limits

CAPABILITIES: Final = Capabilities(
    limits=Limits(text=limits.TEXT, caption=limits.CAPTION),
    buttons=Buttons(
        in_message=limits.BUTTONS,
        in_row=limits.BUTTONS_IN_ROW,
        label=ANY,  # none is documented; long labels are cut on the screen
        data=limits.CALLBACK_DATA,
        answer=limits.CALLBACK_ANSWER,
    ),
    edit_for=FOREVER,
    delete_for=limits.DELETE_WITHIN,
    keeps_for=limits.KEEPS_UPDATES,
    replies=True,
    reactions=limits.REACTIONS,
    album=limits.ALBUM,
    threads=True,
    menu=limits.MENU_COMMANDS,
    pins=True,
    media={kind: Sizes(limits.UPLOAD, limits.DOWNLOAD) for kind in MediaKind}
    | {MediaKind.PHOTO: Sizes(limits.PHOTO, limits.DOWNLOAD)},
    places=True,
    styles=frozenset(Style),
    paces=limits.PACES,
)
"""No bot learns whether a message was delivered or read, no method takes a key against repetition (Bot API, "Making
requests"), and a person who wrote once can be written to until they block the bot."""
