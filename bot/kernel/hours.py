"""When a team is open, as it was configured and as staff changed it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.kernel.plans import ALWAYS, Days, Periods, Plan, Season, YearlyDays


def no_holidays(_day: date) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Hours:
    """When one team is open.

    On each day the first of these that knows it decides: `special` (the periods of particular days, none is closed),
    `closed`, `holidays`, the first of the `seasons` that has the day, and `plan`. `holidays` gives the name of a public
    holiday, or ""; one closes fixed hours, but neither `ALWAYS` nor `BY_REQUEST`.
    """

    time_zone: str = "Europe/Oslo"
    plan: Plan = ALWAYS
    seasons: tuple[Season, ...] = ()
    closed: tuple[Days | YearlyDays, ...] = ()
    special: tuple[tuple[Days | YearlyDays, Periods], ...] = ()
    holidays: Callable[[date], str] = no_holidays


@dataclass(frozen=True, slots=True)
class Override:
    """What staff said while the service ran: open or closed from `first` up to `last`, whatever the hours are.

    Of several that hold at the same time, the later one in the tuple counts.
    """

    first: int
    last: int
    open: bool
    reason: str = ""


Overrides = tuple[Override, ...]
