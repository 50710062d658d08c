"""Every chart of the made-up board's report, in both editions, by the rules for charts.

The rules are the Government Analysis Function's that can be inspected in a drawing.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Wedge
from matplotlib.text import Text

from lscb.chapters import Chapter
from lscb.figures.charts import DOTS_PER_INCH
from tests.charted import saved_by
from tests.conftest import ROOT

CHAPTERS = ("child_deaths", "child_protection_plans", "training")
MOST_SERIES = 4
SMALLEST_TEXT = 8
EDGE = 1
"""Of a drawing, in its own dots: how far text may reach over it for the sake of rounding."""


@pytest.fixture(scope="module")
def drawings(northshire) -> dict[str, Figure]:
    """Each chart as it was when it was saved, by edition, chapter and function."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("LSCB_OUTPUTS", str(northshire.parent.parent))
        for edition in ("public", "panel"):
            for name in CHAPTERS:
                chapter = Chapter.opened(name, "northshire", "2014-15", edition)
                module = import_module(f"lscb.chapters.{name}")
                for function in module.__all__:  # some draw that are not named a chart
                    saved = saved_by(partial(getattr(module, function), chapter))
                    found |= {f"{edition} {name} {function}": each for each in saved}
    return found


def texts(drawing: Figure) -> list[Text]:
    """All that is written in a drawing; a scale has names beyond its ends that are not drawn."""
    beyond = set()
    for axes in drawing.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            beyond |= {t.label1 for t in axis.get_major_ticks() if not low <= t.get_loc() <= high}
    found = (t for t in drawing.findobj(Text) if t.get_visible() and t.get_text().strip())
    return [text for text in found if text not in beyond]


def test_there_are_charts_in_every_chapter_of_both_editions(drawings):
    assert {tuple(name.split()[:2]) for name in drawings} == {
        (edition, chapter) for edition in ("public", "panel") for chapter in CHAPTERS
    }


def test_no_text_is_cut_off(drawings):
    for name, drawing in drawings.items():
        drawing.set_dpi(DOTS_PER_INCH)  # as in the picture, since its layout is done
        FigureCanvasAgg(drawing).draw()
        width, height = drawing.canvas.get_width_height()
        for text in texts(drawing):
            box = text.get_window_extent()
            within = box.x0 >= -EDGE and box.x1 <= width + EDGE
            assert within and box.y0 >= -EDGE and box.y1 <= height + EDGE, (name, text.get_text())


def test_text_is_horizontal_and_large_enough_to_read(drawings):
    for name, drawing in drawings.items():
        for text in texts(drawing):
            assert text.get_rotation() == 0, (name, text.get_text())
            assert text.get_fontsize() >= SMALLEST_TEXT, (name, text.get_text())


def test_there_are_four_series_at_most_no_pies_no_legends_and_no_second_axes(drawings):
    for name, drawing in drawings.items():
        (axes,) = drawing.axes
        assert axes.get_legend() is None, name
        assert not [each for each in axes.patches if isinstance(each, Wedge)], name
        series = {line.get_color() for line in axes.lines if len(line.get_xdata()) > 2}
        assert len(series) <= MOST_SERIES, name


def test_bars_begin_at_nought_and_so_does_every_scale_of_figures(drawings):
    for name, drawing in drawings.items():
        (axes,) = drawing.axes
        bars = [patch for patch in axes.patches if hasattr(patch, "get_width")]
        assert all(bar.get_x() == 0 or bar.get_y() == 0 for bar in bars), name
        assert 0 in (axes.get_xlim()[0], axes.get_ylim()[0]), name


def test_every_chart_says_its_unit(drawings):
    for name, drawing in drawings.items():
        (axes,) = drawing.axes
        assert axes.get_xlabel() or axes.get_title(loc="left"), name
