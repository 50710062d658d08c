"""Dot plots: their order, how the area is told from others, and what is said in their place."""

from __future__ import annotations

from lscb.figures.dots import ITSELF, SUMMARY, Dot, dots
from tests.figures.test_charts import CAPTION, UNIT, alternative, axes, drawing

ROWS = [
    Dot("England", "42.9", SUMMARY),
    Dot("Nearmere", "1050.2"),
    Dot("Gone", "[x]"),
    Dot("Testshire", "45.5", ITSELF, "40.1", "51.2"),
    Dot("Hidden", "[c]"),
]


def plot(rows: tuple[Dot, ...] = tuple(ROWS)):
    return dots(rows, UNIT, CAPTION)


def labels() -> list[str]:
    return [tick.get_text() for tick in axes(drawing(plot)).get_yticklabels()]


def test_the_highest_stands_on_top_and_rows_without_a_figure_last():
    assert labels() == ["Nearmere", "Testshire", "England", "Gone", "Hidden"]
    bottom, top = axes(drawing(plot)).get_ylim()
    assert bottom > top


def test_the_scale_starts_at_nought():
    assert axes(drawing(plot)).get_xlim()[0] == 0


def test_each_dot_stands_at_its_figure():
    found = [
        tuple(each.get_offsets()[0])
        for each in axes(drawing(plot)).collections
        if len(each.get_offsets())
    ]
    places = {(round(float(x), 1), int(y)) for x, y in found if (x, y) != (0, 0)}
    assert {(1050.2, 0), (45.5, 1), (42.9, 2)} <= places


def test_the_area_itself_is_told_by_more_than_colour():
    bold = {t.get_text(): t.get_fontweight() for t in axes(drawing(plot)).get_yticklabels()}
    assert [name for name, weight in bold.items() if weight == "bold"] == ["Testshire"]
    shapes = [
        len(each.get_paths()[0].vertices)
        for each in axes(drawing(plot)).collections
        if len(each.get_offsets()) == 1 and tuple(each.get_offsets()[0]) != (0, 0)
    ]
    assert len(set(shapes)) == 3


def test_each_figure_and_each_reason_is_written_beside_its_dot():
    written = {text.get_text().strip() for text in axes(drawing(plot)).texts}
    assert written == {"1,050.2", "45.5", "42.9", "not available", "withheld"}


def test_the_alternative_says_every_row_in_order():
    assert alternative(plot()) == (
        f"Dot plot of {UNIT.lower()}, highest first: Nearmere 1,050.2; Testshire 45.5; "
        "England 42.9; Gone not available; Hidden withheld to protect confidentiality."
    )


def test_a_plot_of_nothing_says_so():
    for rows in ((), (Dot("Gone", "[x]"),)):
        assert plot(rows).text.endswith("There is no figure that this chart could show.")
    assert plot((Dot("Gone", "[x]"), Dot("Hidden", "[c]"))).text.endswith(
        "All figures of this chart are withheld to protect confidentiality."
    )
