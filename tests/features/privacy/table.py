"""Sentences with the wanted result: `sentences.tsv` and `held_back.tsv` beside this file.

A line is a language and a sentence. `[[phone:912 34 567]]` is to be hidden, as a phone; `<<case:25/03127>>` must stay
readable, and is a case number. Everything else must stay readable too. "\\n" stands for a new line.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
_MARK = re.compile(r"\[\[(?P<hide>\w+):(?P<private>.+?)\]\]|<<(?P<keep>\w+):(?P<open>.+?)>>", re.DOTALL)

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Mark:
    """A stretch of a sentence that is to be hidden or kept, and what it is."""

    kind: str
    is_hidden: bool
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    language: str
    text: str
    marks: tuple[Mark, ...]


def read_sentence(language: str, written: str) -> Sentence:
    pieces: list[str] = []
    marks: list[Mark] = []
    done = 0
    for match in _MARK.finditer(written):
        pieces.append(written[done : match.start()])
        start = sum(map(len, pieces))
        inner = match["private"] or match["open"]
        pieces.append(inner)
        marks.append(Mark(match["hide"] or match["keep"], bool(match["hide"]), start, start + len(inner)))
        done = match.end()
    pieces.append(written[done:])
    return Sentence(language, "".join(pieces), tuple(marks))


def read_table(name: str) -> list[Sentence]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return [read_sentence(language, written.replace("\\n", "\n")) for language, _, written in rows]


@dataclass
class Confusion:
    """How often what was wanted happened, by kind and by language.

    A stretch is `torn` if a part of it is hidden, or if more is hidden than it; what is torn is wrong. `stray` are
    stretches that are hidden outside of all marks.
    """

    counts: Counter[tuple[str, str, str]]
    wrong: list[str]

    def share(self, verb: str) -> float:
        right = sum(count for (_, key, what), count in self.counts.items() if key == verb and what == "right")
        return right / max(1, sum(count for (_, key, _), count in self.counts.items() if key == verb))


def confusion(sentences: Iterable[Sentence], find: Callable[[str], Sequence[tuple[int, int, str]]]) -> Confusion:
    """`find` gives the stretches of a text that are hidden, with their kinds."""
    result = Confusion(Counter(), [])
    for sentence in sentences:
        found = list(find(sentence.text))
        for mark in sentence.marks:
            what = _judge(mark, found)
            verb = "hide" if mark.is_hidden else "keep"
            for group in (mark.kind, f"({sentence.language})"):
                result.counts[group, verb, what] += 1
            if what != "right":
                result.wrong.append(f"{what} {verb} {mark.kind}: {_shown(sentence, found)}")
        for start, end, kind in found:
            if not any(mark.start < end and start < mark.end for mark in sentence.marks):
                result.counts["elsewhere", "keep", "wrong"] += 1
                result.wrong.append(f"stray {kind}: {_shown(sentence, found)}")
    return result


def _judge(mark: Mark, found: Sequence[tuple[int, int, str]]) -> str:
    touching = [each for each in found if each[0] < mark.end and mark.start < each[1]]
    if not touching:
        return "missed" if mark.is_hidden else "right"
    if not mark.is_hidden:
        return "hidden" if touching[0][0] <= mark.start and touching[-1][1] >= mark.end else "torn"
    return "right" if touching[0][0] == mark.start and touching[-1][1] == mark.end and len(touching) == 1 else "torn"


def _shown(sentence: Sentence, found: Sequence[tuple[int, int, str]]) -> str:
    text = sentence.text
    for start, end, kind in reversed(found):
        text = f"{text[:start]}[{kind}|{text[start:end]}]{text[end:]}"
    return f"{sentence.language}  {text!r}"


def as_table(result: Confusion) -> str:
    groups = sorted({group for group, _, _ in result.counts})
    columns = (
        ("hide", "right"),
        ("hide", "missed"),
        ("hide", "torn"),
        ("keep", "right"),
        ("keep", "hidden"),
        ("keep", "torn"),
    )
    lines = ["{:<12}".format("") + "".join(f"{f'{verb} {what}':>13}" for verb, what in columns)]
    for group in groups:
        cells = "".join(f"{result.counts[group, verb, what] or '':>13}" for verb, what in columns)
        lines.append(f"{group:<12}{cells}")
    return "\n".join(lines)
