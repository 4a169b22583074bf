"""Small facts: every key is spelled once, in `bot.kernel.facts`, and what is written is read back."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.kernel import facts
from bot.kernel.facts import Fact, Family, ToldLacks
from bot.kernel.group_rights import GroupRights, Lack
from bot.kernel.ids import CaseId, ChannelName, ChatRef, LanguageCode, TeamName
from bot.kernel.service import Team

ROOT = Path(__file__).parents[2]
HOME = ROOT / "bot/kernel/facts.py"
TABLE = {ROOT / "storage/onboarding.py", ROOT / "storage/engine/rows.py"}
"""What reads and writes the table itself."""
CHANNEL, CHAT, NAME = ChannelName("telegram"), ChatRef("-1"), TeamName("Polish")
TEAM = Team(NAME, CHANNEL, CHAT, languages=(LanguageCode("pl"),), topics=(), language=LanguageCode("pl"))

SPELLED = {"fact", "set_fact", "facts_under", "Fact", "Family"}

MADE: list[tuple[Fact[Any], Any]] = [
    (facts.chat_of(NAME), CHAT),
    (facts.team_of(CHANNEL, CHAT), NAME),
    (facts.moved_to(CHANNEL, CHAT), ChatRef("-2")),
    (facts.topics_off(TEAM), 5),
    (facts.rights_in(CHANNEL, CHAT), GroupRights(administrator=True, delete_messages=True)),
    (facts.told_lacks(TEAM), ToldLacks((Lack.WRITE, Lack.MANAGE_TOPICS), 7)),
    (facts.group_lost(TEAM), 5),
    (facts.menu_of(CHANNEL, CHAT, "pl"), "abc"),
    (facts.told_held(3), 5),
    (facts.told_flood(CaseId(4)), 5),
    (facts.told_silent(NAME), 5),
    (facts.told_moved(CHANNEL, CHAT), 5),
    (facts.told_unknown_group(CHANNEL, CHAT), 5),
    (facts.told_forbidden(NAME, "photo"), 5),
    (facts.UNREADABLE.about("messages"), "1"),
    (facts.UNKNOWN_FIELDS.about("hologram"), 3),
    *((each, 5) for each in vars(facts).values() if isinstance(each, Fact)),
]


class Memory:
    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    async def fact(self, key: str) -> str | None:
        return self.kept.get(key)

    async def facts_under(self, prefix: str) -> dict[str, str]:
        return {key: value for key, value in self.kept.items() if key.startswith(prefix)}

    async def set_fact(self, key: str, value: str) -> None:
        self.kept[key] = value


@pytest.mark.parametrize(("fact", "value"), MADE, ids=[fact.key for fact, _value in MADE])
async def test_what_is_written_is_read_back_until_it_is_cleared(fact: Fact[Any], value: Any) -> None:
    memory = Memory()
    assert await fact.get(memory) is None
    await fact.put(memory, value)
    assert await fact.get(memory) == value
    assert fact.of(memory.kept) == value
    await fact.clear(memory)
    assert await fact.get(memory) is None


async def test_a_family_has_what_is_there_by_what_it_is_about() -> None:
    memory = Memory()
    await facts.UNKNOWN_FIELDS.about("a").put(memory, 2)
    await facts.UNKNOWN_FIELDS.about("b").put(memory, 3)
    await facts.UNKNOWN_FIELDS.about("b").clear(memory)
    await facts.UNREADABLE.about("a").put(memory, "1")
    assert await facts.UNKNOWN_FIELDS.all(memory) == {"a": 2}


def test_no_two_facts_have_one_key() -> None:
    keys = [fact.key for fact, _value in MADE]
    assert len(keys) == len(set(keys))
    other = replace(TEAM, chat=ChatRef("-9"), name=TeamName("Arabic"))
    for make in (facts.topics_off, facts.told_lacks, facts.group_lost):
        assert make(TEAM).key != make(other).key


def test_every_family_is_in_this_test() -> None:
    tree = ast.parse(HOME.read_text("utf-8"))
    makers = {
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef) and isinstance(each.returns, ast.Subscript) and each.name[0] != "_"
    }
    named = ast.dump(ast.parse(Path(__file__).read_text("utf-8")))
    assert makers
    assert not [name for name in makers if f"attr='{name}'" not in named]


def called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name


@pytest.mark.parametrize("folder", ["bot", "handlers", "storage"])
def test_nobody_else_spells_a_key(folder: str) -> None:
    assert all(path.is_file() for path in TABLE)
    spelled = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path == HOME or path in TABLE:
            continue
        names = set(called(ast.parse(path.read_text("utf-8"))))
        spelled += [f"{path}: {name}" for name in sorted(names & SPELLED)]
    assert not spelled
    assert isinstance(facts.UNREADABLE, Family)
