"""Charts of cleared tables, as SVG with a text alternative made from the same cells.

Rules followed: bars from zero, no pies, no slanted text, units on the axis, the interval drawn
with the figure, at most four series, labels on the lines instead of legends, a withheld figure
marked and said in words (Government Analysis Function, charts guidance).
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import ScalarFormatter
from PIL import Image

from lscb.figures.shown import Shown, all_withheld, exhibit, no_number
from lscb.figures.wording import figure, listed, value
from lscb.tables import NOT_APPLICABLE, NOT_AVAILABLE, SYMBOLS, WITHHELD

STYLE = Path(__file__).with_name("lscb.mplstyle")
OWN = "#12436D"
OTHERS = (
    {"color": "#801650", "linestyle": "--", "marker": "s", "markersize": "4"},
    {"color": "#3D3D3D", "linestyle": ":", "marker": "^", "markersize": "4"},
)
"""How others' lines are told apart: by colour, by stroke and by the shape of their points."""

MOST_LABELS = 24
"""Of more places on an axis every second or third is named, since no text is slanted."""

BAR, HATCHED = 0.65, 0.06
"""How broad a bar is, of the room it has, and how long one that is withheld is, of the axis."""

THOUSAND = 1000
"""From here on the numbers of a scale lie a hundred or more apart, so that all are whole."""

DOTS_PER_INCH = 150
"""Of the picture that goes where no SVG can, at the width of a page."""

COLOURS = 64
"""Of that picture: those of the chart and what lies between them at their edges."""

ALL_WITHHELD = f"All figures of this chart are {SYMBOLS[WITHHELD]}."

NOTHING_TO_DRAW = "There is no figure that this chart could show."

GAPS = {WITHHELD: "withheld", NOT_AVAILABLE: "not available", NOT_APPLICABLE: "not applicable"}


@dataclass(frozen=True)
class Caption:
    """What is said around a chart: its title with its number, the place it is of, whom it counts,
    its source, the files of the data it is drawn from and the markings that stand inside the
    image."""

    title: str
    place: str
    population: str
    source: str
    files: Sequence[str]
    markings: Sequence[str]


def with_interval(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """A figure and its limits from cleared rows, as a chart takes them."""
    cells = rows[[name, "lower", "upper"]].rename(columns={name: "figure"})
    return cells.reset_index(drop=True)


@dataclass(frozen=True)
class Line:
    """A line of a chart: whose it is, its figures as texts, and what each is worked out on."""

    name: str
    cells: Sequence[str]
    bases: Sequence[str]

    def numbers(self) -> list[float | None]:
        return [value(cell) for cell in self.cells]


def line(
    labels: Sequence[str],
    cells: pd.DataFrame,
    unit: str,
    caption: Caption,
    *,
    bases: Sequence[str] = (),
    others: Sequence[Line] = (),
) -> Shown:
    """A figure over time with its interval, and others' lines beside it, two at most.

    `cells` has columns `figure`, `lower` and `upper`, a row a label, each the text of a cleared
    cell. A figure that is withheld leaves a gap, marked so. `bases` say what each figure is
    worked out on: where that changes the line is broken. Others' lines have no interval.
    """
    every = [*cells.figure, *(cell for other in others for cell in other.cells)]
    if no_number(every):
        return undrawn(caption, every)
    own = Line(caption.place, list(cells.figure), bases or [""] * len(labels))
    with mpl.rc_context(fname=STYLE):
        drawing, axes = blank_axes()
        numbers = cells.map(value).astype(float)
        for part in _unbroken(own.bases):
            _draw_with_interval(axes, part, numbers.iloc[part])
        for other, style in zip(others, OTHERS, strict=False):
            _draw_other(axes, other, style)
        places = list(range(len(labels)))
        _mark_gaps(axes, places, own.cells)
        told = slice(None, None, 1 + len(labels) // MOST_LABELS)
        axes.set_xticks(places[told], labels[told])
        beside = {f"other {place}": other.numbers() for place, other in enumerate(others)}
        axes.set_ylim(0, _top(numbers.assign(**beside).astype(float)) * 1.15)
        axes.set(xlabel="", ylabel="")
        axes.set_title(unit, loc="left")
        axes.grid(visible=False, axis="x")
        if others:
            _name_lines(axes, [own, *others], [OWN, *(style["color"] for style in OTHERS)])
        words = [f"Line chart. {_told(labels, own)}"]
        words += [f"{other.name}: {_told(labels, other)}" for other in others]
        return drawn(drawing, caption, " ".join(words))


def _unbroken(bases: Sequence[str]) -> list[list[int]]:
    """The places of a series in runs of one basis."""
    runs: list[list[int]] = []
    for place, basis in enumerate(bases):
        if runs and bases[runs[-1][-1]] == basis:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _draw_with_interval(axes: Axes, places: list[int], numbers: pd.DataFrame) -> None:
    axes.fill_between(places, numbers.lower, numbers.upper, color=OWN, alpha=0.15, lw=0)
    # seaborn would join the points on either side of a gap; matplotlib leaves it open.
    axes.plot(places, numbers.figure, marker="o", color=OWN)
    given = numbers.figure.notna()
    alone = given & ~given.shift(fill_value=False) & ~given.shift(-1, fill_value=False)
    if alone.any():  # a band has no width there
        at = [place for place, is_alone in zip(places, alone, strict=True) if is_alone]
        axes.vlines(at, numbers.lower[alone], numbers.upper[alone], color=OWN, alpha=0.5)


def _draw_other(axes: Axes, other: Line, style: Mapping[str, str]) -> None:
    numbers = pd.Series(other.numbers(), dtype=float)
    for part in _unbroken(other.bases):
        if numbers[part].notna().any():
            axes.plot(part, numbers[part], **style)


def _name_lines(axes: Axes, lines: Sequence[Line], colours: Sequence[str]) -> None:
    """Each line's name beside its last point, moved apart where two would overlap."""
    named = []
    for each, colour in zip(lines, colours, strict=False):
        known = [(place, n) for place, n in enumerate(each.numbers()) if n is not None]
        if known:
            named.append((known[-1][1], known[-1][0], each.name, colour))
    apart, height = 0.055 * axes.get_ylim()[1], float("-inf")
    for number, place, name, colour in sorted(named):
        height = max(number, height + apart)
        beside = {"xytext": (8, 0), "textcoords": "offset points", "va": "center"}
        axes.annotate(name, (place, height), color=colour, annotation_clip=False, **beside)


def _told(labels: Sequence[str], each: Line) -> str:
    """A line in words: its figures, and where it is broken."""
    starts = [labels[part[0]] for part in _unbroken(each.bases)][1:]
    broken = f" The line is broken before {listed(starts)}: the basis changes." if starts else ""
    return f"{_in_words(labels, each.cells)}{broken}"


def bars(labels: Sequence[str], cells: pd.DataFrame, unit: str, caption: Caption) -> Shown:
    """A figure for each label as bars from zero, with its interval where there is one.

    `cells` has columns `figure`, `lower` and `upper`, texts of cleared cells.
    """
    if no_number(cells.figure):
        return undrawn(caption, cells.figure)
    with mpl.rc_context(fname=STYLE):
        drawing, axes = blank_axes(height=0.9 + 0.42 * len(labels))
        numbers = cells.map(value).astype(float)
        places = list(range(len(labels)))
        if labels:
            bars = {"color": OWN, "width": BAR, "errorbar": None}
            sns.barplot(x=numbers.figure.fillna(0), y=labels, ax=axes, **bars)
        reach = (numbers.figure - numbers.lower, numbers.upper - numbers.figure)
        given = numbers.lower.notna()
        if given.any():
            axes.errorbar(
                numbers.figure[given],
                [place for place, has in zip(places, given, strict=True) if has],
                xerr=[side[given].clip(lower=0) for side in reach],
                fmt="none",
                ecolor="#F46A25",
                elinewidth=2,
                capsize=4,
            )
        _say_missing_bars(axes, cells.figure)
        axes.set_xlim(0, _top(numbers) * 1.05)
        axes.set(xlabel=unit, ylabel="")
        axes.grid(visible=False, axis="y")
        pairs = zip(labels, cells.figure, strict=True)
        said = "; ".join(f"{name} {SYMBOLS.get(cell) or figure(cell)}" for name, cell in pairs)
        return drawn(drawing, caption, f"Bar chart of {unit.lower()}: {said}.")


def _say_missing_bars(axes: Axes, cells: Sequence[str]) -> None:
    """Why a bar is not there, in words; a withheld one is hatched, as long whatever it is."""
    across = axes.get_yaxis_transform()
    for place, cell in enumerate(cells):
        if cell == WITHHELD:
            corner = (0, place - BAR / 2)
            hatched = {"facecolor": "white", "edgecolor": "#3D3D3D", "hatch": "////", "lw": 0.8}
            axes.add_patch(Rectangle(corner, HATCHED, BAR, transform=across, **hatched))
        if cell in SYMBOLS:
            start = HATCHED if cell == WITHHELD else 0
            beside = {"xytext": (4, 0), "textcoords": "offset points"}
            where = {"xycoords": across, "va": "center", "fontsize": 9, **beside}
            axes.annotate(SYMBOLS[cell], (start, place), **where)


def steps(
    cells: pd.DataFrame,
    ticks: Mapping[int, tuple[str, str]],
    unit: str,
    along: str,
    caption: Caption,
) -> Shown:
    """A share that falls in steps with its interval, in per cent, and numbers beneath its axis.

    `cells` has `days`, whole numbers in order, and `figure`, `lower` and `upper`, texts of cleared
    cells, each of which holds until the next day. `ticks` are the days that are named, each with
    its name and the number beneath it. Beyond the last of them nothing is shown.
    """
    if no_number(cells.figure):
        return undrawn(caption, cells.figure)
    last = max(ticks)
    shown = cells[cells.days <= last]
    with mpl.rc_context(fname=STYLE):
        drawing, axes = blank_axes()
        numbers = shown[["figure", "lower", "upper"]].map(value).astype(float)
        band = {"color": OWN, "alpha": 0.15, "lw": 0, "step": "post"}
        axes.fill_between(shown.days, numbers.lower, numbers.upper, **band)
        axes.step(shown.days, numbers.figure, where="post", color=OWN, marker="")
        names = [f"{name}\n{beneath}" for name, beneath in ticks.values()]
        axes.set_xticks(list(ticks), names)
        axes.set(xlim=(min(ticks), last), ylim=(0, 105), xlabel=along, ylabel="")
        axes.set_title(unit, loc="left")
        axes.grid(visible=False, axis="x")
        at = {day: text for day, text in zip(shown.days, shown.figure, strict=True) if day in ticks}
        said = "; ".join(
            f"{ticks[day][0]}, {SYMBOLS.get(text) or figure(text)}" for day, text in at.items()
        )
        return drawn(drawing, caption, f"Step chart of {unit.lower()}. {along}: {said}.")


def blank_axes(height: float = 4) -> tuple[Figure, Axes]:
    """A drawing of the width of a page, and the one pair of axes in it."""
    drawing = Figure(figsize=(7.5, height), layout="constrained")
    return drawing, drawing.subplots()


def _top(numbers: pd.DataFrame) -> float:
    """The largest number drawn; 1 where there is none, so that an empty chart has an axis."""
    largest = numbers.max(axis=None, skipna=True)
    return largest if largest > 1 else 1.0


def _mark_gaps(axes: Axes, places: Sequence[int], cells: Sequence[str]) -> None:
    """Say in the drawing why a figure is not there."""
    # Words at either end turn inwards, away from the names of the scale.
    sides = {0: "left", len(places) - 1: "right"} if len(places) > 1 else {}
    above = {"xytext": (0, 3), "textcoords": "offset points", "va": "bottom", "fontsize": 9}
    for place, cell in zip(places, cells, strict=True):
        if cell in SYMBOLS:
            axes.annotate(GAPS[cell], (place, 0), ha=sides.get(place, "center"), **above)


def _in_words(labels: Sequence[str], cells: Sequence[str]) -> str:
    """First, last, lowest and highest figure of a series, and which are not shown."""
    known = [
        (label, cell) for label, cell in zip(labels, cells, strict=True) if value(cell) is not None
    ]
    gone = [label for label, cell in zip(labels, cells, strict=True) if value(cell) is None]
    if not known:
        return "No figure can be shown."
    if len({cell for _, cell in known}) == 1 and len(known) == len(cells) > 1:
        return f"{figure(known[0][1])} throughout, from {labels[0]} to {labels[-1]}."
    if len(known) == 1:
        return f"{figure(known[0][1])} in {known[0][0]}, and nowhere else is a figure shown."
    low = min(known, key=lambda each: float(each[1]))
    high = max(known, key=lambda each: float(each[1]))
    words = (
        f"From {figure(known[0][1])} in {known[0][0]} to {figure(known[-1][1])} in {known[-1][0]}; "
        f"lowest {figure(low[1])} in {low[0]}, highest {figure(high[1])} in {high[0]}."
    )
    return f"{words} Not shown: {listed(gone)}." if gone else words


def undrawn(caption: Caption, cells: Iterable[str]) -> Shown:
    """What stands in the place of a chart of which no cell is a number: one sentence."""
    why = ALL_WITHHELD if all_withheld(cells) else NOTHING_TO_DRAW
    html = (
        f'<div class="withheld"><p class="caption">{escape(caption.title)}</p>'
        f'<p class="not-supplied">{why}</p>{_beneath(caption)}</div>'
    )
    return exhibit(caption.title, caption.population, caption.source, why, html)


def drawn(drawing: Figure, caption: Caption, alternative: str) -> Shown:
    """The chart as a figure: title above, image, then whom it counts, its source and the data it
    was drawn from."""
    _separate_thousands(drawing)
    drawing.supxlabel("\n".join(caption.markings), fontsize=8, color="#3D3D3D")
    written = io.BytesIO()
    FigureCanvasSVG(drawing).print_svg(written, metadata={"Date": None, "Creator": None})
    image = base64.b64encode(written.getvalue()).decode("ascii")
    html = (
        f"<figure><figcaption>{escape(caption.title)}</figcaption>"
        f'<div class="chart" role="region" tabindex="0" aria-label="{escape(caption.title)}">'
        f'<img alt="{escape(alternative)}" src="data:image/svg+xml;base64,{image}"></div>'
        f"{_beneath(caption)}</figure>"
    )
    about = (caption.title, caption.population, caption.source)
    return exhibit(*about, alternative, html, picture=_picture(drawing))


def _separate_thousands(drawing: Figure) -> None:
    """Print the numbers of a scale that reaches a thousand as those of the page are printed."""
    for axis in (axis for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis)):
        is_of_numbers = isinstance(axis.get_major_formatter(), ScalarFormatter)
        if is_of_numbers and max(axis.get_view_interval()) >= THOUSAND:
            axis.set_major_formatter("{x:,.0f}")


def _picture(drawing: Figure) -> bytes:
    """A drawing that was saved before, as PNG: a quarter as large in the few colours it has."""
    drawing.set_layout_engine("none")  # all is in its place by now
    drawing.set_dpi(DOTS_PER_INCH)
    canvas, kept = FigureCanvasAgg(drawing), io.BytesIO()
    canvas.draw()
    dots = Image.frombuffer("RGBA", canvas.get_width_height(physical=True), canvas.buffer_rgba())
    few = dots.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE)
    few.save(kept, "png", dpi=(DOTS_PER_INCH, DOTS_PER_INCH))
    return kept.getvalue()


def _beneath(caption: Caption) -> str:
    said = f"Population: {caption.population}. Source: {caption.source}."
    return f'<p class="beneath">{escape(said)} {_downloads(caption)}</p>'


def _downloads(caption: Caption) -> str:
    """A link to each file the chart is drawn from, each with a name of its own."""
    number = escape(caption.title.split(":", 1)[0])
    several = len(caption.files) > 1
    return " ".join(
        f'<a href="tables/{escape(file)}">Download the data for {number}'
        f"{f', part {place}' if several else ''} (CSV)</a>"
        for place, file in enumerate(caption.files, start=1)
    )
