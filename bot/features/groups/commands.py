"""Making a group a team's, and ending that."""

from bot.features.groups.linking import link_by_command
from bot.features.groups.unlinking import unlink_by_command
from bot.features.shared.entries import GroupCommand, StaffCommand
from bot.kernel.translation import N_

LINK = GroupCommand(
    name="link",
    # TRANSLATORS: Keep the command and the example as they are.
    help=N_("/link – for staff: what this group answers, as in: /link ar pl"),
    help_for_staff=N_("/link – in a group that you have added the bot to, as in: /link ar pl"),
    handle=link_by_command,
)
UNLINK = StaffCommand(
    name="unlink",
    menu=N_("End the link of a group"),
    # TRANSLATORS: {team} is the name of a team.
    help=N_("/unlink – end the link of a group, as in: /unlink {team}"),
    handle=unlink_by_command,
)
