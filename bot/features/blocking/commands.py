"""Passing on nothing more from somebody: volunteers ask for it, staff decide."""

from bot.features.blocking.actions import block_by_command, request_by_command, unblock_by_command
from bot.features.shared.entries import StaffCommand, VolunteerCommand
from bot.kernel.translation import N_

REQUEST_BLOCK = VolunteerCommand(
    name="block",
    menu=N_("Ask staff to block a person: as a reply"),
    # TRANSLATORS: "insults" is the reason.
    help=N_("/block – ask staff to block a person: reply to one of their messages, as in: /block insults"),
    handle=request_by_command,
)
BLOCK = StaffCommand(
    name="block",
    menu=N_("Pass on nothing more from a person"),
    # TRANSLATORS: "Blue Heron" is a made-up name of a person, "insults" the reason.
    help=N_("/block – pass on nothing more from a person, as in: /block Blue Heron insults"),
    handle=block_by_command,
)
UNBLOCK = StaffCommand(
    name="unblock",
    menu=N_("Hear a blocked person again"),
    help=N_("/unblock – hear a person again, as in: /unblock Blue Heron"),
    handle=unblock_by_command,
)
