"""Control charts: their lines, which points stand out, and what is said in their place."""

from __future__ import annotations

from functools import partial

import pytest

from lscb.figures.control import Series, control_chart
from tests.figures.test_charts import CAPTION, UNIT, alternative, axes, drawing

LABELS = [f"month {n}" for n in range(14)]
CELLS = ["4", "40", "[c]", *["12"] * 11]
MARKED = [False, True, *[False] * 12]


def chart(marked: tuple[bool, ...] = tuple(MARKED)):
    return control_chart(Series(LABELS, CELLS, marked, "12.5", "0.0", "25.1"), UNIT, CAPTION)


def test_mean_and_limits_are_lines_named_with_their_figures():
    heights = {line.get_ydata()[0] for line in axes(drawing(chart)).lines[1:]}
    assert heights == {12.5, 0.0, 25.1}
    named = {text.get_text().strip() for text in axes(drawing(chart)).texts}
    assert named == {"upper limit 25.1", "mean 12.5", "lower limit 0.0"}


def test_the_line_is_open_where_a_figure_is_withheld():
    line = axes(drawing(chart)).lines[0].get_ydata()
    assert [n for n, y in enumerate(line) if y != y] == [2]


def test_marked_points_differ_in_shape_from_the_rest():
    usual, marked = axes(drawing(chart)).collections
    assert [tuple(point) for point in marked.get_offsets()] == [(1, 40)]
    assert len(usual.get_offsets()) == 12
    assert len(usual.get_paths()[0].vertices) != len(marked.get_paths()[0].vertices)


def test_the_scale_starts_at_nought_and_every_twelfth_point_is_named():
    shown = axes(drawing(chart))
    assert shown.get_ylim()[0] == 0
    assert [tick.get_text() for tick in shown.get_xticklabels()] == ["month 0", "month 12"]


@pytest.mark.parametrize(
    ("marked", "words"),
    [((), "none is"), ((1,), "1 is"), ((1, 5), "2 are")],
)
def test_the_alternative_says_limits_extremes_and_how_many_stand_out(marked, words):
    of = partial(chart, tuple(n in marked for n in range(14)))
    assert alternative(of()) == (
        "Control chart. Mean 12.5, limits 0.0 to 25.1. Lowest 4 in month 0, highest 40 in "
        f"month 1. Of 13 points {words} marked."
    )
