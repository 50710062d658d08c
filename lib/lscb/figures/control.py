"""A control chart: a series with its mean and limits, and the points that stand out marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import matplotlib as mpl
from matplotlib.axes import Axes

from lscb.figures.charts import OWN, STYLE, Caption, blank_axes, drawn
from lscb.figures.shown import Shown
from lscb.figures.wording import figure, value

MARKED, LIMITS = "#801650", "#3D3D3D"
SEVERAL = 2


@dataclass(frozen=True)
class Series:
    """A series, texts of cleared cells: `labels` name its points, `marked` says which stand out."""

    labels: Sequence[str]
    cells: Sequence[str]
    marked: Sequence[bool]
    mean: str
    lower: str
    upper: str


def control_chart(series: Series, unit: str, caption: Caption, every: int = 12) -> Shown:
    """The series from 0, lines at its mean and limits with their names, marked points as squares.

    Every twelfth point is named beneath. The text alternative says mean and limits, the lowest and
    the highest point, and how many are marked.
    """
    numbers = [value(cell) for cell in series.cells]
    known = [number for number in numbers if number is not None]
    with mpl.rc_context(fname=STYLE):
        drawing, axes = blank_axes()
        places = range(len(numbers))
        axes.plot(places, [n if n is not None else float("nan") for n in numbers], color=OWN, lw=1)
        _points(axes, numbers, series.marked)
        for name, cell, stroke in (
            ("upper limit", series.upper, ":"),
            ("mean", series.mean, "--"),
            ("lower limit", series.lower, ":"),
        ):
            height = float(cell)
            axes.axhline(height, color=LIMITS, linestyle=stroke, lw=1.5)
            where = {"va": "center", "annotation_clip": False, "fontsize": 9, "color": LIMITS}
            axes.annotate(f"{name} {figure(cell)}", (len(numbers) - 0.5, height), **where)
        axes.set_xticks(places[::every], series.labels[::every])
        axes.set_xlim(-1, len(numbers))
        axes.set_ylim(0, max([*known, float(series.upper), 1]) * 1.1)
        axes.set(xlabel="", ylabel="")
        axes.set_title(unit, loc="left")
        axes.grid(visible=False)
        return drawn(drawing, caption, _in_words(series))


def _points(axes: Axes, numbers: Sequence[float | None], marked: Sequence[bool]) -> None:
    for stands_out, style in (
        (False, {"marker": "o", "s": 14, "color": OWN}),
        (True, {"marker": "s", "s": 34, "color": MARKED}),
    ):
        shown = [
            (place, number)
            for place, (number, is_marked) in enumerate(zip(numbers, marked, strict=True))
            if number is not None and is_marked == stands_out
        ]
        if shown:
            axes.scatter(*zip(*shown, strict=True), zorder=3, **style)


def _in_words(series: Series) -> str:
    points = [
        (float(cell), label)
        for cell, label in zip(series.cells, series.labels, strict=True)
        if value(cell) is not None
    ]
    (low, least), (high, most) = (choose(points, key=itemgetter(0)) for choose in (min, max))
    marked = sum(series.marked)
    return (
        f"Control chart. Mean {figure(series.mean)}, limits {figure(series.lower)} to "
        f"{figure(series.upper)}. Lowest {low:g} in {least}, highest {high:g} in {most}. "
        f"Of {len(points)} points {marked or 'none'} {'is' if marked < SEVERAL else 'are'} marked."
    )
