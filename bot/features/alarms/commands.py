"""Letting what was held back go on."""

from bot.features.alarms.actions import release_by_command
from bot.features.shared.entries import StaffCommand
from bot.kernel.translation import N_

RELEASE = StaffCommand(
    name="release",
    help=N_("/release – send again, such as after a backup was brought back"),
    handle=release_by_command,
)
