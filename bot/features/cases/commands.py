"""What volunteers do with a case: as a reply to one of its messages, or in its thread."""

from bot.features.cases.actions import claim_by_command, close_by_command
from bot.features.shared.entries import VolunteerCommand
from bot.kernel.translation import N_

CLAIM = VolunteerCommand(
    name="claim",
    menu=N_("Take the case: as a reply to it"),
    # TRANSLATORS: Keep the commands as they are, here and below.
    help=N_("/claim – take the case: reply /claim to one of its messages"),
    handle=claim_by_command,
)
CLOSE = VolunteerCommand(
    name="close",
    menu=N_("Close the case: as a reply to it"),
    help=N_("/close – close the case: reply /close to one of its messages"),
    handle=close_by_command,
)
