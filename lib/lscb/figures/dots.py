"""A dot plot: areas by a figure of theirs, the highest on top, each named beside its dot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib as mpl
from matplotlib.axes import Axes

from lscb.figures.charts import GAPS, OWN, STYLE, Caption, blank_axes, drawn, undrawn
from lscb.figures.shown import Shown, no_number
from lscb.figures.wording import figure, value
from lscb.tables import NOT_AVAILABLE, SYMBOLS

ITSELF, ANOTHER, SUMMARY = "itself", "another", "summary"

DOTS = {
    ITSELF: {"marker": "D", "s": 110, "color": OWN},
    ANOTHER: {"marker": "o", "s": 55, "facecolors": "white", "edgecolors": "#3D3D3D"},
    SUMMARY: {"marker": "^", "s": 70, "color": "#801650"},
}
"""The area itself, others like it, and what sums many up: told apart by shape, size and filling."""


@dataclass(frozen=True)
class Dot:
    """A row of a dot plot: whose it is, its figure and limits as texts of cleared cells, and which
    kind of area it is."""

    name: str
    cell: str
    kind: str = ANOTHER
    lower: str = NOT_AVAILABLE
    upper: str = NOT_AVAILABLE


def dots(rows: Sequence[Dot], unit: str, caption: Caption) -> Shown:
    """Each row's figure as a dot on a scale from 0, the highest on top.

    Rows without a figure stand last, and say why they have none.
    """
    if no_number(row.cell for row in rows):
        return undrawn(caption, [row.cell for row in rows])
    ordered = sorted(rows, key=lambda row: -(value(row.cell) or 0) if _has(row) else 1)
    with mpl.rc_context(fname=STYLE):
        drawing, axes = blank_axes(height=1.1 + 0.36 * max(len(ordered), 1))
        for place, row in enumerate(ordered):
            _draw(axes, place, row)
        reach = [value(cell) or 0 for row in ordered for cell in (row.cell, row.upper)]
        axes.set_xlim(0, max(reach, default=0) * 1.15 or 1)
        axes.set_ylim(len(ordered) - 0.4, -0.6)
        names = axes.set_yticks(range(len(ordered)), [row.name for row in ordered])
        for tick, row in zip(names, ordered, strict=True):
            tick.label1.set_fontweight("bold" if row.kind == ITSELF else "normal")
        axes.set(xlabel=unit, ylabel="")
        said = "; ".join(
            f"{row.name} {SYMBOLS.get(row.cell) or figure(row.cell)}" for row in ordered
        )
        words = f"Dot plot of {unit.lower()}, highest first: {said}."
        return drawn(drawing, caption, words)


def _has(row: Dot) -> bool:
    return value(row.cell) is not None


def _draw(axes: Axes, place: int, row: Dot) -> None:
    number, lower, upper = (value(cell) for cell in (row.cell, row.lower, row.upper))
    if number is None:
        where = {"xytext": (4, 0), "textcoords": "offset points", "va": "center", "fontsize": 9}
        axes.annotate(GAPS[row.cell], (0, place), **where)
        return
    if lower is not None and upper is not None:
        axes.hlines(place, lower, upper, color=OWN, linewidth=2, alpha=0.5)
    axes.scatter([number], [place], zorder=3, **DOTS[row.kind])
    beside = max(number, upper or 0)
    where = {"xytext": (9, 0), "textcoords": "offset points", "va": "center", "fontsize": 10}
    axes.annotate(figure(row.cell), (beside, place), **where)
