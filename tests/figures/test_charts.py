"""Charts: what stands in the drawing, what is said in its place, and what is in the file."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure

from lscb.figures import charts
from lscb.figures.charts import Caption
from lscb.figures.shown import Shown
from tests.charted import saved_by
from tests.drawn import pictured

MARKINGS = ("Draft, not published", "Demonstration: made-up records, not Testshire's")
CAPTION = Caption(
    "Figure 2.1: Rate, Testshire, 2012-13 to 2014-15",
    "Testshire",
    "Children",
    "case system",
    ["plans.csv"],
    MARKINGS,
)
UNIT = "Children on a plan for each 10,000 children"

YEARS = ["2011-12", "2012-13", "2013-14", "2014-15"]
RATES = pictured(
    """
    figure | lower | upper
    40.1   | 35.2  | 45.6
    [c]    | [c]   | [c]
    46.5   | 40.9  | 52.5
    1052.2 | 990.1 | 1100.3
    """
).astype(str)

AGENCIES = ["Housing", "Police", "Schools and colleges"]
UPTAKE = pictured(
    """
    figure | lower | upper
    20.0   | 13.3  | 28.9
    [c]    | [c]   | [c]
    [x]    | [x]   | [x]
    """
).astype(str)


def line(cells: pd.DataFrame = RATES, labels: list[str] = YEARS) -> Shown:
    return charts.line(labels, cells, UNIT, CAPTION)


def bars(cells: pd.DataFrame = UPTAKE, labels: list[str] = AGENCIES) -> Shown:
    return charts.bars(labels, cells, UNIT, CAPTION)


CHARTS = pytest.mark.parametrize("chart", [line, bars])


@cache
def drawing(chart: Callable[[], Shown]) -> Figure:
    """What a chart drew, as it was when it was saved."""
    (only,) = saved_by(chart)
    return only


def bars_without_limits() -> Shown:
    cells = pd.DataFrame({"figure": ["24", "14"], "lower": "[z]", "upper": "[z]"})
    return bars(cells, ["Up to 3 months", "Longer"])


def parts(shown: Shown) -> BeautifulSoup:
    return BeautifulSoup(shown.html, "html.parser")


def image(shown: Shown) -> str:
    kind, content = parts(shown).img["src"].split(",", 1)
    assert kind == "data:image/svg+xml;base64"
    return base64.b64decode(content).decode("utf-8")


def alternative(shown: Shown) -> str:
    return parts(shown).img["alt"]


def axes(drawing: Figure) -> Axes:
    (only,) = drawing.axes
    return only


def intervals(drawing: Figure) -> list[ErrorbarContainer]:
    return [each for each in axes(drawing).containers if isinstance(each, ErrorbarContainer)]


@CHARTS
def test_what_is_measured_starts_at_nought(chart):
    low, high = (
        axes(drawing(chart)).get_ylim() if chart is line else axes(drawing(chart)).get_xlim()
    )
    assert low == 0
    assert high > 0


def test_bars_begin_at_nought_and_are_as_long_as_their_figures():
    drawn = [bar for bar in axes(drawing(bars)).patches if not bar.get_hatch()]
    assert [bar.get_x() for bar in drawn] == [0, 0, 0]
    assert [bar.get_width() for bar in drawn] == [20.0, 0, 0]


def test_a_withheld_bar_is_hatched_beside_its_name_and_no_other_is():
    drawn = axes(drawing(bars))
    (hatched,) = [bar for bar in drawn.patches if bar.get_hatch()]
    assert hatched.get_y() + hatched.get_height() / 2 == AGENCIES.index("Police")
    # Its length is a part of the axis: a bar of another scale is as long.
    assert hatched.get_data_transform() == drawn.get_yaxis_transform()
    longer = UPTAKE.replace({"20.0": "90.0", "13.3": "80.0", "28.9": "95.0"})
    with_longer = axes(drawing(lambda: bars(longer)))
    (other,) = [bar for bar in with_longer.patches if bar.get_hatch()]
    assert other.get_bbox().bounds == hatched.get_bbox().bounds


def test_a_bars_interval_is_drawn_with_it():
    (interval,) = intervals(drawing(bars))
    ((ends,),) = (bars.get_segments() for bars in interval.lines[2])
    assert sorted(point[0] for point in ends) == pytest.approx([13.3, 28.9])


def test_bars_without_limits_have_no_interval():
    drawn = drawing(bars_without_limits)
    assert intervals(drawn) == []
    assert all(pd.isna(series.get_xdata()).all() for series in axes(drawn).lines)


def points(drawing: Figure) -> list[list[tuple[float, float]]]:
    """The points of each line drawn, in their order."""
    return [list(zip(*series.get_data(), strict=True)) for series in axes(drawing).lines]


def test_a_line_has_the_figures_and_none_where_one_is_withheld():
    heights = {place: height for series in points(drawing(line)) for place, height in series}
    shown = {place: height for place, height in heights.items() if not pd.isna(height)}
    assert shown == {0: 40.1, 2: 46.5, 3: 1052.2}


def test_a_line_does_not_bridge_the_gap_of_a_withheld_figure():
    steps = [step for series in points(drawing(line)) for step in pairwise(series)]
    joined = [(x, then) for (x, y), (then, later) in steps if not pd.isna([y, later]).any()]
    assert joined == [(2, 3)]


def test_a_lines_interval_is_drawn_with_it():
    band, _ = axes(drawing(line)).collections  # the first point, alone, has a stroke
    heights = {round(float(y), 1) for path in band.get_paths() for _, y in path.vertices}
    assert {35.2, 45.6, 40.9, 52.5, 990.1, 1100.3} <= heights


@CHARTS
def test_a_withheld_figure_is_said_in_words_in_the_drawing(chart):
    words = [text.get_text().strip() for text in axes(drawing(chart)).texts]
    assert any(word.startswith("withheld") for word in words)
    assert "[c]" not in "".join(words)


def test_a_figure_that_is_not_available_is_said_so_beside_its_name():
    assert [text.get_text().strip() for text in axes(drawing(bars)).texts] == [
        "withheld to protect confidentiality",
        "not available",
    ]


@CHARTS
def test_no_text_is_slanted_and_the_unit_is_said(chart):
    drawn = axes(drawing(chart))
    assert {label.get_rotation() for label in drawn.get_xticklabels()} == {0}
    assert {label.get_rotation() for label in drawn.get_yticklabels()} == {0}
    assert UNIT in (drawn.get_title(loc="left"), drawn.get_xlabel())


@CHARTS
def test_there_is_one_series_and_no_legend_and_no_pie(chart):
    assert axes(drawing(chart)).get_legend() is None
    assert not any(type(patch).__name__ == "Wedge" for patch in axes(drawing(chart)).patches)


@CHARTS
def test_every_label_stands_on_its_axis(chart):
    drawn = axes(drawing(chart))
    labels = drawn.get_xticklabels() if chart is line else drawn.get_yticklabels()
    assert [label.get_text() for label in labels] == (YEARS if chart is line else AGENCIES)


def line_of_27() -> Shown:
    cells = pd.DataFrame({"figure": ["1"] * 27, "lower": "[z]", "upper": "[z]"})
    return line(cells, [str(number) for number in range(27)])


def test_of_more_points_than_names_have_room_for_every_second_is_named_and_all_are_drawn():
    drawn = axes(drawing(line_of_27))
    named = [label.get_text() for label in drawn.get_xticklabels()]
    assert named == [str(number) for number in range(0, 27, 2)]
    assert len(drawn.lines[0].get_xdata()) == 27


@CHARTS
def test_the_markings_stand_inside_the_drawing(chart):
    for marking in MARKINGS:
        assert marking in drawing(chart).get_supxlabel()


def test_a_lines_words_have_its_first_last_lowest_and_highest_figure():
    assert alternative(line()) == (
        "Line chart. From 40.1 in 2011-12 to 1,052.2 in 2014-15; lowest 40.1 in 2011-12, "
        "highest 1,052.2 in 2014-15. Not shown: 2012-13."
    )


def test_bars_words_have_every_figure_or_why_there_is_none():
    assert alternative(bars()) == (
        "Bar chart of children on a plan for each 10,000 children: Housing 20.0; "
        "Police withheld to protect confidentiality; Schools and colleges not available."
    )


def test_words_say_what_a_symbol_means_and_do_not_print_it():
    assert "[" not in alternative(line()) + alternative(bars())


def test_a_line_of_one_figure_says_that_there_is_no_other():
    cells = pd.DataFrame({"figure": ["40.1"], "lower": ["35.2"], "upper": ["45.6"]})
    words = alternative(charts.line(["2014-15"], cells, UNIT, CAPTION))
    assert words == "Line chart. 40.1 in 2014-15, and nowhere else is a figure shown."


@CHARTS
def test_a_chart_of_which_every_figure_is_withheld_is_a_sentence_with_its_files(chart):
    labels = YEARS if chart is line else AGENCIES
    cells = pd.DataFrame("[c]", index=range(len(labels)), columns=["figure", "lower", "upper"])
    for symbol in ("[c]", "[x]"):  # the same words, whatever else is not there
        cells.loc[0, "figure"] = symbol
        page = BeautifulSoup(chart(cells, labels).html, "html.parser")
        assert page.find("img") is None
        title, said, beneath = page("p")
        assert title.get_text().startswith("Figure ")
        assert said.get_text() == (
            "All figures of this chart are withheld to protect confidentiality."
        )
        assert beneath.a["href"].startswith("tables/")


@CHARTS
def test_a_chart_of_which_nothing_is_available_is_another_sentence(chart):
    """As rates are without a population."""
    labels = YEARS if chart is line else AGENCIES
    cells = pd.DataFrame("[x]", index=range(len(labels)), columns=["figure", "lower", "upper"])
    shown = chart(cells, labels)
    assert "<img" not in shown.html
    assert shown.text.endswith("\nThere is no figure that this chart could show.")


def test_others_lines_are_drawn_where_every_figure_of_ones_own_is_withheld():
    cells = pd.DataFrame("[c]", index=range(len(YEARS)), columns=["figure", "lower", "upper"])
    england = charts.Line("England", ["40.0"] * len(YEARS), [""] * len(YEARS))
    shown = charts.line(YEARS, cells, "Rate", CAPTION, others=[england])
    assert "England: 40.0 throughout" in alternative(shown)


def test_no_word_of_a_gap_lies_over_the_names_of_the_scale():
    cells = pd.DataFrame("5.0", index=range(len(YEARS)), columns=["figure", "lower", "upper"])
    cells.iloc[[0, -1]] = "[c]"
    (axes,) = drawing(lambda: line(cells)).axes
    names = [each.get_window_extent() for each in axes.get_yticklabels()]
    gaps = [each for each in axes.texts if each.get_text() == "withheld"]
    assert len(gaps) == 2
    for gap in gaps:
        box = gap.get_window_extent()
        assert not any(box.overlaps(name) for name in names)
        assert axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1


@CHARTS
def test_a_chart_of_nothing_is_that_sentence(chart):
    """As uptake is where nobody supplied a headcount."""
    cells = pd.DataFrame(columns=["figure", "lower", "upper"], dtype=str)
    assert chart(cells, []).text.endswith("There is no figure that this chart could show.")


@pytest.mark.parametrize(
    ("highest", "printed"),
    [("1052.2", {"0", "200", "1,000"}), ("12345678", {"0", "12,000,000"}), ("46.5", {"0", "40"})],
)
@CHARTS
def test_a_scale_of_thousands_has_commas_as_the_page_has(chart, highest, printed):
    labels = YEARS if chart is line else AGENCIES
    cells = pd.DataFrame(highest, index=range(len(labels)), columns=["figure", "lower", "upper"])
    html = BeautifulSoup(chart(cells, labels).html, "html.parser")
    image = base64.b64decode(html.img["src"].partition(",")[2])
    texts = {each.get_text() for each in BeautifulSoup(image, "xml").find_all("text")}
    assert printed <= texts
    assert not any(re.search(r"\d{4}(?!-)", text) for text in texts)


@CHARTS
def test_a_chart_of_nought_is_drawn(chart):
    labels = YEARS if chart is line else AGENCIES
    cells = pd.DataFrame("0.0", index=range(len(labels)), columns=["figure", "lower", "upper"])
    assert "0.0" in alternative(chart(cells, labels))


def test_a_line_that_never_moves_is_not_said_to_have_a_lowest_and_a_highest_figure():
    cells = pd.DataFrame("0.0", index=range(len(YEARS)), columns=["figure", "lower", "upper"])
    assert alternative(line(cells)) == "Line chart. 0.0 throughout, from 2011-12 to 2014-15."


@CHARTS
def test_the_same_cells_make_the_same_bytes(chart):
    assert chart().html == chart().html


@CHARTS
def test_a_chart_leaves_the_notebooks_own_style_alone(chart):
    before = dict(mpl.rcParams)
    chart()
    assert dict(mpl.rcParams) == before


@CHARTS
def test_the_file_has_its_text_as_text_and_says_when_and_by_what_it_was_made_nowhere(chart):
    """In fonts that a machine has or one like them; outlines of letters would treble its size."""
    svg = image(chart())
    families = set(re.findall(r"font-family: ([^;]*)", svg))
    assert families == {"'DejaVu Sans', 'Verdana', 'Arial', 'Helvetica', sans-serif"}
    assert "@font-face" not in svg
    assert not re.search(r"<dc:(date|creator)>", svg)


@CHARTS
def test_the_file_refers_to_nothing_outside_itself(chart):
    svg = image(chart())
    references = re.findall(r'(?:href|src)\s*=\s*"([^"]*)"', svg)
    assert references
    assert all(reference.startswith("#") for reference in references)
    assert all(target.startswith("#") for target in re.findall(r"url\(\s*([^)]*)\)", svg))
    assert not re.search(r"<(script|image|foreignObject|iframe)\b|@import", svg)
    # What is left are names: of namespaces, of the document type and of what the image is.
    names = (r'xmlns(:\w+)?="[^"]*"', r"<!DOCTYPE[^>]*>", r'rdf:resource="[^"]*"')
    assert "://" not in re.sub("|".join(names), "", svg)


@CHARTS
def test_around_the_image_stand_its_title_source_and_data(chart):
    shown = parts(chart())
    assert shown.figcaption.get_text() == CAPTION.title
    said = "Population: Children. Source: case system. Download the data for Figure 2.1 (CSV)"
    assert shown.p.get_text() == said
    assert shown.a["href"] == "tables/plans.csv"


def test_everything_around_the_image_is_escaped():
    caption = Caption('Figure 2.1: <b>"&', "<u>", "<i>", "<i>", ["x.csv"], ())
    cells = pd.DataFrame({"figure": ["1"], "lower": ["[z]"], "upper": ["[z]"]})
    shown = charts.bars(['<s>"'], cells, "Plans", caption)
    assert not re.search("<[bis]>", shown.html)
    assert alternative(shown) == 'Bar chart of plans: <s>" 1.'


def test_a_figure_is_taken_with_its_limits_and_a_new_index():
    rows = pd.DataFrame({"rate": ["1"], "lower": ["0"], "upper": ["2"], "n": ["9"]}, index=[5])
    wanted = pd.DataFrame({"figure": ["1"], "lower": ["0"], "upper": ["2"]})
    pd.testing.assert_frame_equal(charts.with_interval(rows, "rate"), wanted)


def test_a_curve_in_steps_names_its_days_and_the_numbers_beneath_and_stops_at_the_last():
    cells = pd.DataFrame(
        {
            "days": [0, 91, 183, 400],
            "figure": ["100.0", "50.0", "25.0", "[x]"],
            "lower": ["[x]", "33.8", "13.0", "[x]"],
            "upper": ["[x]", "64.0", "39.0", "[x]"],
        }
    )
    ticks = {0: ("0", "40"), 91: ("3", "40"), 183: ("6", "20")}
    shown = charts.steps(cells, ticks, "Plans lasting longer, %", "Months", CAPTION)
    assert (
        "Step chart of plans lasting longer, %. Months: 0, 100.0; 3, 50.0; 6, 25.0." in shown.text
    )
    assert "not available" not in shown.text
