"""Lines that are broken where their basis changes, and others' lines beside them."""

from __future__ import annotations

import re
from itertools import combinations, pairwise

import matplotlib as mpl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection, LineCollection
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from lscb.figures import charts
from lscb.figures.charts import Caption, Line
from lscb.figures.shown import Shown
from tests.charted import saved_by
from tests.drawn import pictured

CAPTION = Caption(
    "Figure 2.1: Rate", "Testshire", "Children", "case system", ["a.csv", "b.csv"], ("Draft",)
)
UNIT = "Children on a plan for each 10,000 children"
YEARS = ["2010-11", "2011-12", "2012-13", "2013-14", "2014-15"]
RATES = pictured(
    """
    figure | lower | upper
    20.5   | 18.5  | 22.5
    30.5   | 28.5  | 32.5
    40.5   | 38.5  | 42.5
    50.5   | 48.5  | 52.5
    60.5   | 58.5  | 62.5
    """
).astype(str)
ONE = ["one"] * 5
ENGLAND = Line("England", ["35.1", "35.2", "35.3", "35.4", "35.5"], ONE)
NEIGHBOURS = Line("Neighbours’ mean", ["45.1", "45.2", "45.3", "45.4", "45.5"], ONE)

Points = list[tuple[int, float]]


class Drawn:
    """A chart as it was when it was saved, and what is said in its place."""

    def __init__(
        self, *others: Line, cells: pd.DataFrame = RATES, bases: str = "", years: int = 5
    ) -> None:
        shown: list[Shown] = []

        def draw() -> None:
            about = YEARS[:years], cells[:years], UNIT, CAPTION
            shown.append(charts.line(*about, bases=bases.split(), others=others))

        (self.figure,) = saved_by(draw)
        self.figure.draw_without_rendering()
        self.words = BeautifulSoup(shown[0].html, "html.parser").img["alt"]

    @property
    def axes(self) -> Axes:
        (only,) = self.figure.axes
        return only

    def lines(self, colour: str | None = None) -> list[Points]:
        """The points of each line of a colour, our own where none is named."""
        wanted = (colour or charts.OWN).upper()
        return [
            [(int(x), y) for x, y in zip(*each.get_data(), strict=True)]
            for each in self.axes.lines
            if str(each.get_color()).upper() == wanted
        ]

    def places(self, colour: str | None = None) -> list[list[int]]:
        return [[x for x, y in points if not pd.isna(y)] for points in self.lines(colour)]

    def others(self) -> list[str]:
        """The colours of the lines that are not our own, each once, in order."""
        colours = (str(each.get_color()).upper() for each in self.axes.lines)
        return list(dict.fromkeys(each for each in colours if each != charts.OWN.upper()))

    def joined(self, colour: str | None = None) -> set[tuple[int, int]]:
        """The places that a stroke leads from and to."""
        return {
            (x, then)
            for points in self.lines(colour)
            for (x, y), (then, later) in pairwise(points)
            if not pd.isna([y, later]).any()
        }

    def bands(self) -> list[list[int]]:
        """The places that each band of an interval runs over."""
        found = [each for each in self.axes.collections if isinstance(each, _BAND)]
        corners = [{x for path in each.get_paths() for x, _ in path.vertices} for each in found]
        return [sorted(int(x) for x in each) for each in corners if each]

    def strokes(self) -> list[tuple[int, float, float]]:
        """Intervals drawn as an upright stroke: where, from what and to what."""
        found = [each for each in self.axes.collections if isinstance(each, LineCollection)]
        ends = [stroke for each in found for stroke in each.get_segments() if len(stroke)]
        return [(int(a[0]), *sorted((float(a[1]), float(b[1])))) for a, b in ends]

    def names(self) -> dict[str, Annotation]:
        """The lines' names in the drawing."""
        texts = {text.get_text().strip(): text for text in self.axes.texts}
        return {name: text for name, text in texts.items() if name not in charts.GAPS.values()}

    def boxes(self) -> dict[str, Bbox]:
        """Where each name stands on the page, in pixels."""
        with mpl.rc_context(fname=charts.STYLE):
            self.figure.canvas.draw()
            return {name: text.get_window_extent() for name, text in self.names().items()}


_BAND = FillBetweenPolyCollection


def with_symbols(*places: int) -> pd.DataFrame:
    cells = RATES.copy()
    cells.iloc[list(places)] = "[c]"
    return cells


def test_a_line_of_one_basis_is_whole_and_says_nothing_of_a_break():
    for bases in ("", "one one one one one"):
        drawn = Drawn(bases=bases)
        assert drawn.places() == [[0, 1, 2, 3, 4]]
        assert drawn.bands() == [[0, 1, 2, 3, 4]]
        assert "broken" not in drawn.words


@pytest.mark.parametrize(
    ("bases", "runs", "said"),
    [
        ("a a b b b", [[0, 1], [2, 3, 4]], "2012-13"),
        ("a b b c c", [[0], [1, 2], [3, 4]], "2011-12 and 2013-14"),
        ("a b c d d", [[0], [1], [2], [3, 4]], "2011-12, 2012-13 and 2013-14"),
        # Back to what it was is another change, and the two ends are not one line.
        ("a a b a a", [[0, 1], [2], [3, 4]], "2012-13 and 2013-14"),
    ],
)
def test_a_line_is_broken_where_its_basis_changes_and_the_words_say_where(bases, runs, said):
    drawn = Drawn(bases=bases)
    assert drawn.places() == runs
    assert drawn.joined() == {pair for run in runs for pair in pairwise(run)}
    assert f"The line is broken before {said}: the basis changes." in drawn.words


def test_every_figure_is_drawn_whatever_its_basis():
    heights = {x: y for points in Drawn(bases="a b b c d").lines() for x, y in points}
    assert heights == {0: 20.5, 1: 30.5, 2: 40.5, 3: 50.5, 4: 60.5}


def test_the_interval_is_broken_where_the_line_is():
    wide = [band for band in Drawn(bases="a a b b b").bands() if len(band) > 1]
    assert wide == [[0, 1], [2, 3, 4]]


def test_a_point_by_itself_keeps_its_interval_as_a_stroke():
    drawn = Drawn(bases="a b b b c")
    assert drawn.strokes() == [(0, 18.5, 22.5), (4, 58.5, 62.5)]
    assert Drawn(bases="a a b b b").strokes() == []


def test_a_point_between_two_figures_that_are_withheld_keeps_its_interval_too():
    drawn = Drawn(cells=with_symbols(1, 3))
    assert drawn.joined() == set()
    assert (2, 38.5, 42.5) in drawn.strokes()


def test_a_line_of_a_single_year_keeps_its_interval():
    assert Drawn(years=1).strokes() == [(0, 18.5, 22.5)]


def test_a_withheld_figure_by_itself_draws_nothing_and_is_said():
    drawn = Drawn(bases="a a b c c", cells=with_symbols(2))
    assert [run for run in drawn.places() if run] == [[0, 1], [3, 4]]
    assert all(pd.isna(low) for _, low, _ in drawn.strokes())
    assert "Not shown: 2012-13." in drawn.words
    assert "withheld" in [text.get_text() for text in drawn.axes.texts]


def test_without_others_there_is_one_line_and_it_needs_no_name():
    drawn = Drawn()
    assert drawn.others() == []
    assert drawn.names() == {}
    assert drawn.words == (
        "Line chart. From 20.5 in 2010-11 to 60.5 in 2014-15; lowest 20.5 in 2010-11, highest "
        "60.5 in 2014-15."
    )


def test_others_have_a_line_each_of_their_own_colour_stroke_and_point():
    drawn = Drawn(ENGLAND, NEIGHBOURS)
    assert len(drawn.others()) == 2
    heights = [[y for _, y in drawn.lines(colour)[0]] for colour in drawn.others()]
    assert heights == [[35.1, 35.2, 35.3, 35.4, 35.5], [45.1, 45.2, 45.3, 45.4, 45.5]]
    styles = {(each.get_linestyle(), each.get_marker()) for each in drawn.axes.lines}
    assert len({stroke for stroke, _ in styles}) == len({point for _, point in styles}) == 3


def test_others_lines_have_no_interval():
    assert len(Drawn(ENGLAND, NEIGHBOURS).bands()) == len(Drawn().bands()) == 1


def test_anothers_line_is_broken_where_its_own_basis_changes_and_not_where_ours_does():
    drawn = Drawn(Line("England", ENGLAND.cells, ["x", "x", "x", "y", "y"]), bases="a a b b b")
    assert drawn.places(*drawn.others()) == [[0, 1, 2], [3, 4]]
    assert drawn.places() == [[0, 1], [2, 3, 4]]


def test_every_line_is_named_in_its_own_colour_beside_its_last_point():
    drawn = Drawn(ENGLAND, NEIGHBOURS)
    names = drawn.names()
    assert set(names) == {"Testshire", "England", "Neighbours’ mean"}
    assert {text.xy[0] for text in names.values()} == {4}
    colours = {name: str(text.get_color()).upper() for name, text in names.items()}
    assert [colours["England"], colours["Neighbours’ mean"]] == drawn.others()
    assert colours["Testshire"] == charts.OWN.upper()
    assert names["England"].xy[1] == pytest.approx(35.5, abs=3)


CLOSE = [
    ("35.5", "35.5", "35.5"),
    ("35.5", "35.6", "35.7"),
    ("60.5", "60.5", "60.5"),
    ("0.0", "0.0", "0.1"),
    ("35.5", "37.0", "36.2"),
    ("60.5", "35.5", "35.4"),
]


@pytest.mark.parametrize("last", CLOSE, ids=" ".join)
def test_names_do_not_overlap_however_close_the_lines_end(last):
    own, england, neighbours = last
    cells = RATES.copy()
    cells.loc[4, "figure"] = own
    drawn = Drawn(
        Line("England", [*ENGLAND.cells[:4], england], ONE),
        Line("Neighbours’ mean", [*NEIGHBOURS.cells[:4], neighbours], ONE),
        cells=cells,
    )
    boxes = drawn.boxes()
    assert len(boxes) == 3
    assert not [pair for pair in combinations(boxes, 2) if boxes[pair[0]].overlaps(boxes[pair[1]])]
    ends = dict(zip(("Testshire", "England", "Neighbours’ mean"), map(float, last), strict=True))
    for name, end in ends.items():
        assert end <= drawn.names()[name].xy[1] <= end + 0.15 * drawn.axes.get_ylim()[1]


@pytest.mark.parametrize("last", CLOSE, ids=" ".join)
def test_names_stand_inside_the_drawing(last):
    own, england, neighbours = last
    cells = RATES.copy()
    cells.loc[4, "figure"] = own
    drawn = Drawn(
        Line("England", [*ENGLAND.cells[:4], england], ONE),
        Line("Neighbours’ mean (April 2021)", [*NEIGHBOURS.cells[:4], neighbours], ONE),
        cells=cells,
    )
    page = drawn.figure.bbox
    for name, box in drawn.boxes().items():
        assert page.x0 <= box.x0 and box.x1 <= page.x1, name
        assert page.y0 <= box.y0 and box.y1 <= page.y1, name


def test_a_line_that_ends_early_is_named_where_it_ends():
    drawn = Drawn(Line("England", ["35.1", "35.2", "35.3", "[x]", "[x]"], ONE))
    assert drawn.names()["England"].xy[0] == 2


def test_the_words_give_each_others_first_and_last_figure():
    words = Drawn(ENGLAND, NEIGHBOURS, bases="a a b b b").words
    said = re.sub(r"; lowest [^.]*\.[0-9] in \S+, highest [^.]*\.[0-9] in [^.]*", "", words)
    assert said == (
        "Line chart. From 20.5 in 2010-11 to 60.5 in 2014-15. "
        "The line is broken before 2012-13: the basis changes. "
        "England: From 35.1 in 2010-11 to 35.5 in 2014-15. "
        "Neighbours’ mean: From 45.1 in 2010-11 to 45.5 in 2014-15."
    )


def test_the_words_say_where_anothers_line_is_broken():
    words = Drawn(Line("England", ENGLAND.cells, ["x", "x", "x", "y", "y"])).words
    assert re.search(r"England: .*broken before 2013-14", words)


@pytest.mark.parametrize("symbol", ["[c]", "[x]", "[z]"])
def test_a_year_of_anothers_line_that_is_not_given_has_no_point_and_is_said(symbol):
    drawn = Drawn(Line("England", ["35.1", "35.2", symbol, "35.4", "35.5"], ONE))
    (colour,) = drawn.others()
    assert sorted(x for run in drawn.places(colour) for x in run) == [0, 1, 3, 4]
    assert drawn.words.endswith("highest 35.5 in 2014-15. Not shown: 2012-13.")
    assert symbol not in drawn.words


def test_anothers_line_does_not_bridge_the_gap_of_a_year_that_is_not_given():
    drawn = Drawn(Line("England", ["35.1", "35.2", "[x]", "35.4", "35.5"], ONE))
    assert drawn.joined(*drawn.others()) == {(0, 1), (3, 4)}


def test_anothers_line_of_which_nothing_is_given_is_said_and_not_drawn():
    drawn = Drawn(Line("England", ["[x]"] * 5, ["none that is held"] * 5))
    assert drawn.others() == []
    assert set(drawn.names()) == {"Testshire"}
    assert drawn.words.endswith("England: No figure can be shown.")


def test_a_line_of_which_nothing_can_be_shown_still_has_others_beside_it():
    drawn = Drawn(ENGLAND, cells=with_symbols(0, 1, 2, 3, 4))
    assert drawn.joined() == set()
    assert set(drawn.names()) == {"England"}
    assert drawn.words.startswith("Line chart. No figure can be shown.")


def test_the_axis_has_room_for_the_highest_of_all_lines():
    high = Line("England", ["35.1", "35.2", "35.3", "35.4", "99.5"], ONE)
    low, top = Drawn(high).axes.get_ylim()
    assert low == 0
    assert top > 99.5
