"""Draws one picture of figures: a chart as JSON comes in, a PNG goes out. Run as a process of its own by `drawing`.

1080 pixels wide, as a phone shows it: the smallest letters are as high as in a message.
"""

import io
import json
import resource
import sys
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

MEMORY = 1024 * 1024 * 1024
"""Bytes of address space that drawing may take."""
DOTS = 100
WIDTH = 1080 / DOTS
INK, QUIET, NOW, BEFORE, PAPER = "#14213d", "#5b6477", "#1d5fa8", "#b9c6d8", "#ffffff"
TILE, TITLE, LABEL = 30, 30, 23
"""Points of the letters; 23 points are 32 pixels."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    chart = json.load(sys.stdin.buffer)
    picture = io.BytesIO()
    figure = draw(chart)
    figure.savefig(picture, format="png", dpi=DOTS, facecolor=PAPER)
    sys.stdout.buffer.write(picture.getvalue())


def draw(chart: dict[str, Any]) -> Figure:
    mpl.rcParams.update({"font.family": "DejaVu Sans", "text.color": INK, "text.parse_math": False})
    bars = chart["bars"]
    below = 7.2 if chart["upright"] else 1.0 + max(1, len(bars)) * 0.78
    height = 5.6 + below
    figure = Figure(figsize=(WIDTH, height))

    def at(inches_from_top: float) -> float:
        return 1 - inches_from_top / height

    figure.text(0.05, at(0.75), _shortened(chart["title"], 32), size=TITLE, weight="bold")
    figure.text(0.05, at(1.3), chart["subtitle"], size=LABEL + 3, color=QUIET)
    for index, (value, label) in enumerate(chart["tiles"]):
        left, top = 0.05 + 0.47 * (index % 2), 2.3 + 1.4 * (index // 2)
        figure.text(left, at(top), value, size=TILE + 6, weight="bold", color=NOW)
        figure.text(left, at(top + 0.45), _shortened(label, 30), size=LABEL - 3, color=QUIET)
    figure.text(0.05, at(5.15), chart["heading"], size=LABEL + 3, weight="bold")
    if chart["upright"]:
        axes = figure.add_axes((0.05, 1.1 / height, 0.9, (below - 1.5) / height))
        _draw_upright(axes, bars)
    else:
        axes = figure.add_axes((0.40, 0.75 / height, 0.46, (below - 0.75) / height))
        _draw_lying(axes, bars)
    if chart["legend"][1]:
        for colour, text, left in zip((NOW, BEFORE), chart["legend"], (0.05, 0.52), strict=True):
            figure.text(left, 0.3 / height, "■", size=LABEL, color=colour)
            figure.text(left + 0.04, 0.3 / height, text, size=LABEL - 4, color=QUIET)
    return figure


def _draw_lying(axes: Axes, bars: list[tuple[str, int, int | None]]) -> None:
    """Bars from left to right, the name before and the number behind each."""
    _clear(axes)
    compared = any(before is not None for _label, _now, before in bars)
    thick = 0.38 if compared else 0.62
    longest = max([1, *(value for _label, now, before in bars for value in (now, before or 0))])
    axes.set_xlim(0, longest)
    axes.set_ylim(len(bars) - 0.5, -0.5)
    for row, (label, now, before) in enumerate(bars):
        middle = row - thick / 2 if compared else row
        axes.barh(middle, now, height=thick, color=NOW)
        if compared:
            axes.barh(row + thick / 2, before or 0, height=thick, color=BEFORE)
        axes.text(now + longest * 0.02, middle, f"{now}", va="center", size=LABEL, weight="bold", color=INK)
        axes.text(-longest * 0.03, row, _shortened(label, 21), va="center", ha="right", size=LABEL - 1, color=INK)


def _draw_upright(axes: Axes, bars: list[tuple[str, int, int | None]]) -> None:
    """Bars side by side, for what goes by the clock or the calendar; as many names and numbers as there is room for."""
    _clear(axes)
    highest = max([1, *(now for _label, now, _before in bars)])
    axes.set_xlim(-0.6, max(1, len(bars)) - 0.4)
    axes.set_ylim(0, highest * 1.1)
    axes.bar(range(len(bars)), [now for _label, now, _before in bars], width=0.75, color=NOW)
    axes.axhline(0, color=INK, linewidth=2)
    longest = max([1, *(len(label) for label, _now, _before in bars)])
    step = max(1, -(-len(bars) * longest // 44))
    for index, (label, now, _before) in enumerate(bars):
        if index % step == 0:
            axes.text(index, -highest * 0.03, label, ha="center", va="top", size=LABEL - 3, color=INK)
        if now and (len(bars) <= 14 or now == highest):
            axes.text(index, now + highest * 0.015, f"{now}", ha="center", va="bottom", size=LABEL - 3, color=INK)


def _clear(axes: Axes) -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for side in axes.spines.values():
        side.set_visible(False)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


if __name__ == "__main__":
    main()
