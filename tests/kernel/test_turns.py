"""What is said or done once: the same turn is taken once, and another subject, day or action is another turn."""

from itertools import pairwise

from bot.kernel.ids import CaseId, TeamName, VolunteerId
from bot.kernel.turns import Turn, case_turn, staff_turn, team_turn, volunteer_turn


class Memory:
    def __init__(self) -> None:
        self.taken: dict[tuple[str, str, str], int] = {}

    async def take_turn(self, subject: str, day: str, action: str, now: int) -> bool:
        return self.taken.setdefault((subject, day, action), now) == now

    async def is_turn_taken(self, subject: str, day: str, action: str) -> bool:
        return (subject, day, action) in self.taken


TURNS = [
    case_turn(CaseId(1), "crowd"),
    case_turn(CaseId(2), "crowd"),
    case_turn(CaseId(1), "many", "2026-11-28"),
    case_turn(CaseId(1), "many", "2026-11-29"),
    team_turn(TeamName("1"), "many", "2026-11-29"),
    volunteer_turn(VolunteerId(1), "crowd"),
    staff_turn("weekly figures", "2026-11-30"),
]


async def test_each_turn_is_taken_once() -> None:
    memory = Memory()
    for now, turn in enumerate(TURNS):
        assert not await turn.is_taken(memory)
        assert await turn.take(memory, now)
        assert not await turn.take(memory, 100)
        assert await turn.is_taken(memory)
    assert all(one != other for one, other in pairwise(TURNS))


def test_the_names_are_those_that_the_rows_have() -> None:
    assert case_turn(CaseId(7), "crowd") == Turn("case:7", "crowd", "")
    assert team_turn(TeamName("Polish"), "open", "2026-11-28") == Turn("team:Polish", "open", "2026-11-28")
    assert volunteer_turn(VolunteerId(3), "x") == Turn("volunteer:3", "x")
    assert staff_turn("x", "d") == Turn("staff", "x", "d")
