"""Broken answers, on purpose."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.refusal import Impossible, Refusal


@dataclass(slots=True)
class Fault:
    """One rule: the next `times` calls that match are broken.

    `answer` refuses the call. `drop` closes the connection without an answer, "before" or "after" the call was
    carried out. `delay` holds the answer back, in seconds.
    """

    method: str
    chat_id: int | None
    times: int
    answer: Refusal | None = None
    drop: str | None = None
    delay: float = 0.0


class Faults:
    """What is broken now. "*" is every method but getUpdates, whose calls come by the clock and not by deeds."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []
        self._down = False
        self.revoked = False

    def set(self, request: dict[str, Any]) -> None:
        """Read one body of `POST /sim/faults`; raises Impossible."""
        if request.get("clear"):
            self.rules, self._down, self.revoked = [], False, False
        elif "down" in request:
            self._down = bool(request["down"])
        elif "revoke_token" in request:
            self.revoked = bool(request["revoke_token"])
        else:
            self.rules.append(read_fault(request))

    def down(self) -> bool:
        """Whether every connection is closed; ask again after waiting."""
        return self._down

    def next_for(self, method: str, chat_id: object) -> Fault | None:
        """The rule that breaks this call, used up by one."""
        for fault in self.rules:
            if fault.method not in (method, "*") or (fault.method == "*" and method == "getupdates"):
                continue
            if fault.chat_id is not None and str(fault.chat_id) != str(chat_id):
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.rules.remove(fault)
            return fault
        return None


def read_fault(request: dict[str, Any]) -> Fault:
    fault = Fault(
        method=str(request.get("method", "*")).lower(),
        chat_id=request.get("chat_id"),
        times=int(request.get("times", 1)),
        drop=request.get("drop"),
        delay=float(request.get("delay", 0)),
    )
    answer = request.get("answer")
    if answer is not None:
        fault.answer = Refusal(
            int(answer["error_code"]), answer.get("description", "broken on purpose"), **answer.get("parameters", {})
        )
    if fault.drop not in (None, "before", "after"):
        raise Impossible('drop is "before" or "after"')
    if answer is None and fault.drop is None and not fault.delay:
        raise Impossible("a fault needs answer, drop or delay")
    return fault
