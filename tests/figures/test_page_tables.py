"""Cleared tables on the page, read as a screen reader does."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from lscb.cleared import ClearedTable
from lscb.figures.tables import Layout, page_table
from lscb.figures.wording import month
from tests.drawn import pictured

CAPTION = "Table 2.1: Plans, Testshire, 2013-14 to 2014-15"


def cleared(text: str, notes: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> ClearedTable:
    return ClearedTable(
        name="plans",
        title="Plans",
        population="Plans",
        source="the council's case system",
        markings=(),
        notes=notes,
        missing=missing,
        dimensions={},
        attributes={},
        columns={},
        cells=pictured(text).astype(str),
        file="chapter.plans.csv",
    )


def page(table: ClearedTable, caption: str = CAPTION, **layout: object) -> BeautifulSoup:
    named = Layout(**{"rows": ("year",), "row_heading": "Year", **layout})
    return BeautifulSoup(page_table(table, named, caption).html, "html.parser")


def rows(shown: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in shown("tr")]


BY_YEAR = cleared(
    """
    year    | started | percent
    2013-14 | 1299    | 8.0
    2014-15 | [c]     | [c]
    """
)
HEADINGS = {"started": "Started", "percent": "%"}


def test_a_table_has_a_caption_and_shows_the_figures_asked_for_in_order():
    shown = page(BY_YEAR, headings={"percent": "%", "started": "Started"})
    assert shown.table.find(True).name == "caption"
    assert shown.caption.get_text() == CAPTION
    assert rows(shown) == [
        ["Year", "%", "Started"],
        ["2013-14", "8.0", "1,299"],
        ["2014-15", "[c]", "[c]"],
    ]


def test_every_header_has_its_scope():
    shown = page(BY_YEAR, headings=HEADINGS)
    assert [cell["scope"] for cell in shown.thead("th")] == ["col"] * 3
    assert [cell["scope"] for cell in shown.tbody("th")] == ["row"] * 2
    assert all(row.find(True).name == "th" for row in shown.tbody("tr"))


def test_numbers_and_their_headings_stand_to_the_right_and_names_do_not():
    shown = page(BY_YEAR, headings=HEADINGS)
    assert all(cell["class"] == ["number"] for cell in shown("td"))
    assert [cell.get("class") for cell in shown.thead("th")] == [None, ["number"], ["number"]]
    assert all(cell.get("class") is None for cell in shown.tbody("th"))


def test_a_wide_table_can_be_scrolled_by_keyboard_and_says_what_it_is():
    region = page(BY_YEAR, headings=HEADINGS).div
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", CAPTION)


def test_everything_that_came_from_a_file_is_escaped():
    table = cleared(
        """
        year                      | count
        <script>x</script> "A&E"  | 3
        """,
        notes=("Fewer than <5>.",),
        missing=("Not supplied by <i>.",),
    )
    caption = 'Table 2.1: "<b>&'
    layout = Layout(rows=("year",), row_heading="<u>", headings={"count": "<s>"})
    html = page_table(table, layout, caption).html
    for tag in ("<script", "<5>", "<i>", "<b>", "<u>", "<s>"):
        assert tag not in html
    shown = BeautifulSoup(html, "html.parser")
    assert rows(shown)[1] == ['<script>x</script> "A&E"', "3"]
    assert shown.div["aria-label"] == shown.caption.get_text() == caption


def test_symbols_that_are_shown_are_explained_beneath_and_no_others():
    beneath = page(BY_YEAR, headings=HEADINGS).find(class_="beneath").get_text()
    assert "[c] withheld to protect confidentiality." in beneath
    assert "[z]" not in beneath
    assert "[x]" not in beneath


def test_a_symbol_in_a_column_that_is_not_shown_is_not_explained():
    table = cleared(
        """
        year    | count | hidden
        2013-14 | 3     | [x]
        """
    )
    shown = page(table, headings={"count": "Plans"})
    assert "[x]" not in shown.get_text()


def test_notes_what_is_missing_the_source_and_the_file_stand_beneath():
    table = cleared(
        """
        year    | count
        2013-14 | 3
        """,
        notes=("Months are calendar months.",),
        missing=("Headcount not supplied by Police.",),
    )
    beneath = page(table, headings={"count": "Plans"}).find(class_="beneath")
    assert beneath.get_text() == (
        "Months are calendar months. Headcount not supplied by Police. "
        "Source: the council's case system. Download Table 2.1 (CSV)"
    )
    assert beneath.a["href"] == "tables/chapter.plans.csv"


NESTED = cleared(
    """
    duration  | part      | year    | count
    Up to 1   | Total     | 2013-14 | 4
    Up to 1   | Total     | 2014-15 | 5
    1 to 2    | Total     | 2013-14 | 8
    1 to 2    | Total     | 2014-15 | 9
    1 to 2    | 1st half  | 2013-14 | 6
    1 to 2    | 1st half  | 2014-15 | [c]
    Total     | Total     | 2013-14 | 12
    Total     | Total     | 2014-15 | 14
    """
)


def test_a_part_of_a_row_stands_beneath_it_and_is_marked_so():
    shown = page(NESTED, rows=("duration", "part"), across="year", headings={"count": "plans"})
    assert rows(shown) == [
        ["Year", "2013-14: plans", "2014-15: plans"],
        ["Up to 1", "4", "5"],
        ["1 to 2", "8", "9"],
        ["1st half", "6", "[c]"],
        ["Total", "12", "14"],
    ]
    marks = [row.get("class") for row in shown.tbody("tr")]
    assert marks == [None, None, ["part"], ["total"]]


def test_a_dimension_across_gives_each_of_its_values_every_heading():
    table = cleared(
        """
        category | year    | count | percent
        Neglect  | 2013-14 | 4     | 40.0
        Neglect  | 2014-15 | 5     | 50.0
        """
    )
    shown = page(
        table, rows=("category",), across="year", headings={"count": "plans", "percent": "%"}
    )
    assert rows(shown) == [
        ["Year", "2013-14: plans", "2013-14: %", "2014-15: plans", "2014-15: %"],
        ["Neglect", "4", "40.0", "5", "50.0"],
    ]


def test_grouped_rows_stand_beneath_their_group_in_a_body_of_its_own_and_are_no_parts():
    table = cleared(
        """
        basis  | category | count
        Starts | Neglect  | 4
        Starts | Total    | 4
        Open   | Neglect  | 7
        Open   | Total    | 7
        Total  | Total    | 11
        """
    )
    shown = page(table, rows=("basis", "category"), headings={"count": "plans"}, grouped=True)
    bodies = shown("tbody")
    assert [[row.th.get_text() for row in body("tr")] for body in bodies] == [
        ["Starts", "Neglect", "Total"],
        ["Open", "Neglect", "Total"],
        ["Total"],
    ]
    heads = [body.th for body in bodies[:2]]
    assert [(each["scope"], each["colspan"]) for each in heads] == [("rowgroup", "2")] * 2
    assert [each.find_parent("tr")["class"] for each in heads] == [["group"]] * 2
    assert not shown.select("tr.part")
    assert [len(body.select("tr.total")) for body in bodies] == [1, 1, 1]


HIDDEN = """
    year    | started | percent | release
    2013-14 | [c]     | [z]     | one
    2014-15 | [c]     | [c]     | two
    """


@pytest.mark.parametrize("figure", ["[c]", "[x]", "[z]"])
def test_a_table_of_which_every_figure_is_withheld_is_a_sentence_with_its_file(figure):
    text = HIDDEN.replace("[z]", figure)
    table = replace(cleared(text), attributes={"release": "The release"})
    shown = page(table, headings=HEADINGS | {"release": "Release"})
    assert shown.table is None
    assert [each.get_text() for each in shown("p")] == [
        CAPTION,
        "All figures of this table are withheld to protect confidentiality.",
        "Source: the council's case system. Download Table 2.1 (CSV)",
    ]
    assert shown.a["href"] == "tables/chapter.plans.csv"


@pytest.mark.parametrize("text", [HIDDEN.replace("[z]", "0"), HIDDEN.replace("[c]", "[x]")])
def test_a_table_with_a_figure_or_with_nothing_withheld_is_shown(text):
    assert page(cleared(text), headings=HEADINGS).table


def test_populations_beside_withheld_counts_are_no_figures_to_be_shown_alone():
    counted = {"count": {"lscb:counts": "children"}, "rate": {"lscb:restsOn": ["count"]}}
    for rate, is_shown in (("[c]", False), ("1.4", True)):
        text = f"year | count | population | rate\n2013-14 | [c] | 52000 | {rate}"
        table = replace(cleared(text), columns=counted | {"population": {}})
        shown = page(table, headings={"count": "C", "population": "P", "rate": "R"})
        assert bool(shown.table) is is_shown


def test_a_figure_that_is_not_on_the_page_does_not_make_a_table_worth_showing():
    table = cleared("year | count | hidden\n2013-14 | [c] | 3")
    assert page(table, headings={"count": "Plans"}).table is None


def test_names_of_rows_are_printed_as_the_layout_says_but_for_the_total():
    table = cleared(
        """
        month   | count
        2014-04 | 4
        Total   | 4
        """
    )
    shown = page(table, rows=("month",), row_label=month, headings={"count": "plans"})
    assert [row[0] for row in rows(shown)[1:]] == ["April 2014", "Total"]


def test_a_figure_that_is_no_number_is_printed_as_it_is():
    table = cleared(
        """
        year    | day
        2013-14 | 2014-03-31
        """
    )
    assert rows(page(table, headings={"day": "Day"}))[1] == ["2013-14", "2014-03-31"]


def test_words_that_look_like_a_number_are_printed_as_they_are():
    words = {"name": "model", "lscb:unit": "words"}
    table = replace(
        cleared(
            """
            year | model | count
            2014 | 2014  | 2014
            """
        ),
        dimensions={"year": "Calendar year"},
        columns={"model": words},
    )
    headings = {"model": "Model of", "count": "Plans"}
    assert rows(page(table, headings=headings))[1] == ["2014", "2014", "2,014"]
    text = page_table(table, Layout(("year",), headings, "Year"), CAPTION).text
    assert text.splitlines()[-1].split() == ["2014", "2014", "2,014"]


@pytest.mark.parametrize("across", [None, "period"])
def test_a_table_without_rows_is_still_a_table(across):
    table = cleared("category | period | count")
    shown = page(table, rows=("category",), across=across, headings={"count": "plans"})
    assert shown.caption.get_text() == CAPTION
    assert shown.tbody("tr") == []


def test_a_terminal_shows_the_caption_and_the_cells():
    layout = Layout(rows=("year",), row_heading="Year", headings=HEADINGS)
    text = page_table(BY_YEAR, layout, CAPTION).text
    assert text.splitlines()[0] == CAPTION
    assert "2014-15" in text
    assert "1,299" in text and "1299" not in text, "numbers as the page prints them"
    pd.testing.assert_frame_equal(BY_YEAR.cells, BY_YEAR.cells.astype(str))
