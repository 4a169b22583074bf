"""What a look at a part of the service found."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    FINE = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """`subject`: what was looked at. `problem`: how it is. `advice`: what to do about it, "" when it is fine."""

    severity: Severity
    subject: str
    problem: str
    advice: str = ""
