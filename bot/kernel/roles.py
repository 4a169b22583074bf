"""Who may do what in the chats that are no contact's, and how that is written down."""

from dataclasses import dataclass
from enum import StrEnum

from bot.kernel.ids import TeamName
from bot.kernel.model import Case


class Role(StrEnum):
    """What somebody is. Volunteers go by their alias instead, which is a letter."""

    OWNER = "owner"  # named in the configuration
    STAFF = "staff"  # a member of the staff chat


class Act(StrEnum):
    """What is written down when a volunteer or staff do it. Never what somebody said."""

    CLAIM = "claim"
    RELEASE = "release"
    CLOSE = "close"
    REOPEN = "reopen"
    UNDO = "undo"
    HOURS = "hours"
    HOURS_BACK = "hours_back"
    LINK = "link"
    REFUSE_LINK = "refuse_link"
    UNLINK = "unlink"
    BLOCK = "block"
    UNBLOCK = "unblock"
    NEWS = "news"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of what was done. `actor` is a role, or the alias of a volunteer of `team`."""

    at: int
    actor: str
    action: str
    team: TeamName | None
    case: Case | None
