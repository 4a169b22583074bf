"""What staff look at."""

from bot.features.shared.entries import StaffCommand
from bot.features.staff.overview import list_audit, list_teams
from bot.kernel.translation import N_

TEAMS = StaffCommand(
    name="teams",
    menu=N_("Teams, rights, hours, open cases"),
    # TRANSLATORS: Keep the commands and the examples after "as in:" as they are, here and below.
    help=N_("/teams – teams, rights, hours, open cases. Such as: how many people wait?"),
    handle=list_teams,
)
AUDIT = StaffCommand(
    name="audit",
    menu=N_("What was done last, and by whom"),
    help=N_("/audit – what was done last, and by whom. Such as: who closed a case?"),
    handle=list_audit,
)
