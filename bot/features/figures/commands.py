"""How many asked what."""

from bot.features.figures.actions import figures_by_command
from bot.features.shared.entries import StaffCommand
from bot.kernel.translation import N_

STATS = StaffCommand(
    name="stats",
    menu=N_("Figures"),
    help=N_("/stats – figures, as in: /stats 2026 by topic"),
    handle=figures_by_command,
)
