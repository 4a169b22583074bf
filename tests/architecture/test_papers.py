"""What we promise on paper is what a test proves.

A promise in the papers ends with a link of this form, and nothing else looks like it: [tested](path/of/test.py#name).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config.settings import Retention as RetentionSettings
from bot.features.rights.texts import notice_lines, privacy_lines
from bot.i18n import Catalogs
from bot.kernel.ids import ChannelName, TeamName
from bot.kernel.retention import DAY, Retention
from bot.kernel.service import Service
from bot.runtime import WRITTEN_IN
from storage.erasures import LONGEST_BACKUP

ROOT = Path(__file__).resolve().parents[2]
SECURITY, THREATS, PRIVACY = ROOT / "SECURITY.md", ROOT / "docs/threat-model.md", ROOT / "docs/privacy.md"
FAILURES = ROOT / "docs/failures.md"
PAPERS = [SECURITY, THREATS, PRIVACY, FAILURES]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")})

PROMISE_NOTHING = {
    "Reporting",
    "In scope",
    "What we do not protect against",
    "Roles",
    "Texts for your own pages",
    "When something went wrong (Art. 33, 34)",
}
"""The sections without a promise of the program's. Each of the others has at least one, and its proof."""
NO_TEST = ("yours", "none")
"""What stands under "Proof" where no test can: the organisation's part, and what is said not to be promised."""

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


# -- reading ----------------------------------------------------------------------------------------------------------


def links(text: str) -> list[tuple[str, str]]:
    """Words and target of each link, in order."""
    return [(match[1], match[2]) for match in LINK.finditer(text)]


def sections(text: str) -> dict[str, str]:
    """The parts under headings of the second order."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def tables(text: str) -> Iterator[list[dict[str, str]]]:
    """The rows of each table, by column."""
    for block in re.findall(r"(?:^\|.*\|\n)+", text, flags=re.MULTILINE):
        head, _, *rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
        yield [dict(zip(map(str.strip, head), map(str.strip, row), strict=True)) for row in rows]


def anchors(path: Path) -> set[str]:
    """What a link into a page may name: its headings, as code hosts write them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def names_of_tests(path: Path) -> set[str]:
    """The names of the test functions of a file."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    body = ast.parse(path.read_text("utf-8")).body
    return {node.name for node in body if isinstance(node, functions) and node.name.startswith("test_")}


# -- judging ----------------------------------------------------------------------------------------------------------


def find_broken_links(text: str, folder: Path) -> list[str]:
    """Links to files, headings and tests that are not there. `folder`: where the text stands."""
    broken = []
    for words, target in links(text):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        path = (folder / name).resolve()
        if words == "tested":
            good = path.is_relative_to(ROOT / "tests") and path.is_file() and anchor in names_of_tests(path)
        else:
            good = path.exists() and (not anchor or anchor in anchors(path))
        if not good:
            broken.append(target)
    return broken


def find_unproven(text: str) -> list[str]:
    """Sections without a test, and rows of tables whose proof is neither a test nor a plain word that there is none."""
    unproven = [
        heading
        for heading, part in sections(text).items()
        if heading not in PROMISE_NOTHING and "tested" not in dict(links(part))
    ]
    for table in tables(text):
        for row in table:
            proof = row.get("Proof")
            if proof is not None and proof not in NO_TEST and {words for words, _ in links(proof)} != {"tested"}:
                unproven.append(next(iter(row.values())))
    return unproven


def find_false_periods(text: str) -> list[str]:
    """Classes of data whose default or longest period is not the program's, or that are not in the text."""
    told = {row["Class"]: (row["Days"], row["At most"]) for table in tables(text) for row in table if "At most" in row}
    true = {}
    for kind, default in Retention().periods.items():
        field = RetentionSettings.model_fields.get(kind.value)
        longest = default // DAY
        if field is not None:
            assert field.default == longest, "the settings and the core agree"
            (longest,) = [limit.le for limit in field.metadata if hasattr(limit, "le")]
        true[f"`{kind.value}`"] = (str(default // DAY), str(longest))
    return sorted(name for name in told.keys() | true.keys() if told.get(name) != true.get(name))


def find_untold_sentences(text: str) -> list[str]:
    """Sentences of the privacy notice that the table does not have as they are, and the other way round."""
    _ = Catalogs.load().translator(WRITTEN_IN)
    service = Service("the organisation", (), WRITTEN_IN, (), (), TeamName("x"), ChannelName("telegram"), WRITTEN_IN)
    page = [line for line in privacy_lines(_, service) if line[:1].isascii()]  # its headings begin with an icon
    said = {line.translate(ISOLATES) for line in (*notice_lines(_, service), *page) if line}
    told = {row["Sentence"] for table in tables(text) for row in table if "Sentence" in row}
    return sorted(said ^ told)


# -- the papers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    assert find_broken_links(page.read_text("utf-8"), page.parent) == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.name)
def test_every_promise_has_its_proof(paper: Path) -> None:
    assert find_unproven(paper.read_text("utf-8")) == []


def test_what_promises_nothing_is_there() -> None:
    assert set().union(*(sections(paper.read_text("utf-8")) for paper in PAPERS)) >= PROMISE_NOTHING


def test_periods_are_those_of_the_settings() -> None:
    assert find_false_periods(PRIVACY.read_text("utf-8")) == []
    assert f"backups at most {LONGEST_BACKUP} days" in PRIVACY.read_text("utf-8")


def test_every_sentence_of_the_notice_is_proven() -> None:
    assert find_untold_sentences(PRIVACY.read_text("utf-8")) == []


# -- the checks can fail -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "../tests/flows/test_rights.py#test_that_nobody_wrote",
        "../tests/flows/test_that_nobody_wrote.py#test_stop_ends_everything",
        "../tests/flows/test_rights.py",
        "../tests/flows/test_rights.py#forget",
        "privacy.md#test_stop_ends_everything",
    ],
)
def test_a_planted_promise_without_its_test_is_found(target: str) -> None:
    good = "[tested](../tests/flows/test_rights.py#test_stop_ends_everything)"
    assert find_broken_links(f"It ends. {good} It starts. [tested]({target})", THREATS.parent) == [target]


def test_a_planted_dead_link_is_found() -> None:
    text = "[a](privacy.md#roles) [b](privacy.md#rolls) [c](privacies.md) [d](https://example.org/x)"
    assert find_broken_links(text, THREATS.parent) == ["privacy.md#rolls", "privacies.md"]


def test_a_planted_promise_without_proof_is_found() -> None:
    assert find_unproven("# A\n\n## Reporting\n\nWrite.\n\n## Safe\n\nVery.\n") == ["Safe"]
    row = "| Part | Proof |\n| --- | --- |\n| good | [tested](x.py#test_x) |\n| bad | [shown](x) |\n| worse |  |\n"
    assert find_unproven(row + "| told | yours |\n") == ["bad", "worse"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("| 14 | 30 |", "| 15 | 30 |", ["`undelivered`"]),
        ("| 180 | 730 |", "| 180 | 731 |", ["`contacts`"]),
        ("| `said` ", "| `unsaid` ", ["`said`", "`unsaid`"]),
    ],
)
def test_a_planted_period_is_found(old: str, new: str, found: list[str]) -> None:
    text = PRIVACY.read_text("utf-8")
    assert text.count(old) == 1
    assert find_false_periods(text.replace(old, new)) == found


def test_a_planted_sentence_is_found() -> None:
    told, planted = "/forget – delete what we hold about you", "/forget – delete it for ever"
    text = PRIVACY.read_text("utf-8").replace(f"| {told} |", f"| {planted} |")
    assert find_untold_sentences(text) == [planted, told]
