"""News to many, notes to the volunteers, and a contact's yes or no to news."""

from bot.features.broadcasts.draft import begin_by_command
from bot.features.broadcasts.notes import note_by_command
from bot.features.broadcasts.replies import drop_by_command
from bot.features.broadcasts.subscription import news_by_command
from bot.features.shared.entries import ContactCommand, StaffCommand
from bot.kernel.translation import N_

NEWS = ContactCommand(
    name="news",
    menu=N_("News from us: on or off"),
    help=N_("/news – news from us: on or off, such as /news off"),
    handle=news_by_command,
)
BROADCAST = StaffCommand(
    name="broadcast",
    menu=N_("Write news to many people"),
    # TRANSLATORS: Translate what follows the command in the example.
    help=N_("/broadcast – write news to many people, as in: /broadcast We are closed on Friday"),
    handle=begin_by_command,
)
ANNOUNCE = StaffCommand(
    name="announce",
    menu=N_("Say something to the volunteers"),
    # TRANSLATORS: Translate what follows the command in the example.
    help=N_("/announce – say something to the volunteers, as in: /announce Party on Friday"),
    handle=note_by_command,
)
DROP_DRAFT = StaffCommand(
    name="cancel",
    help=N_("/cancel – drop the news that you are writing, as in: /cancel"),
    handle=drop_by_command,
)
