"""What any chapter does: it numbers, captions, and says what was not supplied or not written."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from lscb.chapters import Chapter
from lscb.chapters.chapter import ABOUT, OPENING
from lscb.figures.shown import Shown
from lscb.figures.tables import Layout
from tests.chapters.made import MARKINGS, cleared_table, opened

LAYOUT = Layout(rows=("year",), row_heading="Year", headings={"count": "Plans"})
PERIODS = Layout(rows=("period",), row_heading="Period", headings={"count": "Deaths"})

PLANS = """
year    | count
2012-13 | 12
2014-15 | [c]
"""
TABLES = {
    "plans": PLANS,
    "ended": "year | count\n2014-15 | 7",
    "deaths": "period | count\n2010-11 | 8\n2010-11 to 2014-15 | 41",
    "nothing": "year | count",
}


@pytest.fixture
def chapter(tmp_path) -> Chapter:
    return opened(
        tmp_path,
        "tried",
        TABLES,
        not_supplied={"held": {"record": "training_sessions", "by": "the <training> team"}},
    )


def caption(shown: Shown) -> str:
    return BeautifulSoup(shown.html, "html.parser").find(["caption", "figcaption"]).get_text()


def drawn(table, caption) -> Shown:
    return Shown(f"<figure><figcaption>{caption.title}</figcaption></figure>", table.name)


def test_tables_are_numbered_by_chapter_and_in_the_order_they_are_first_shown(chapter):
    assert caption(chapter.shown_table("ended", LAYOUT)).startswith("Table 2.1: ")
    assert caption(chapter.shown_table("plans", LAYOUT)).startswith("Table 2.2: ")


def test_a_table_shown_again_keeps_its_number(chapter):
    first = chapter.shown_table("plans", LAYOUT)
    chapter.shown_table("ended", LAYOUT)
    assert chapter.shown_table("plans", LAYOUT) == first
    assert caption(chapter.shown_table("deaths", PERIODS)).startswith("Table 2.3: ")


def test_figures_are_numbered_apart_from_tables_and_keep_their_numbers(chapter):
    chapter.shown_table("plans", LAYOUT)
    chapter.shown_table("ended", LAYOUT)
    one, other, again = (
        caption(chapter.shown_chart("plans", title, drawn)) for title in ("One", "Other", "One")
    )
    assert one.startswith("Figure 2.1: One")
    assert other.startswith("Figure 2.2: Other")
    assert again == one


@pytest.mark.parametrize(
    ("table", "layout", "covers"),
    [
        pytest.param("plans", LAYOUT, "Plans, Testshire, 2012-13 to 2014-15", id="years"),
        pytest.param("ended", LAYOUT, "Ended, Testshire, 2014-15", id="one year"),
        pytest.param("deaths", PERIODS, "Deaths, Testshire, 2010-11 to 2014-15", id="a window"),
    ],
)
def test_a_caption_says_the_place_and_the_years(chapter, table, layout, covers):
    assert caption(chapter.shown_table(table, layout)) == f"Table 2.1: {covers}"


def test_a_table_of_periods_none_of_which_is_complete_says_so(chapter):
    shown = chapter.shown_table("nothing", LAYOUT)
    assert "<table" not in shown.html
    assert shown.text == "Nothing: no period is complete yet."


def test_a_chart_is_given_its_caption_source_file_and_markings(chapter):
    given = {}

    def draw(table, caption) -> Shown:
        given.update(table=table.name, caption=caption)
        return Shown("", "")

    chapter.shown_chart("plans", "Plans by year", draw)
    assert given["table"] == "plans"
    assert given["caption"].title == "Figure 2.1: Plans by year, Testshire, 2012-13 to 2014-15"
    assert given["caption"].source == "records drawn for a test"
    assert given["caption"].files == ["tried.plans.csv"]
    assert list(given["caption"].markings) == MARKINGS


def test_who_did_not_supply_a_record_is_said_in_place_of_its_table_and_its_chart(chapter):
    said = "Not supplied by the <training> team: training sessions."
    assert not chapter.has("held")
    assert chapter.has("plans")
    assert chapter.missing("held") == said
    # Run again, a cell says the same again; what lacks the same below it says so in short.
    for show, words in (
        (lambda: chapter.shown_chart("held", "T", drawn), said),
        (lambda: chapter.shown_table("held", LAYOUT), ""),
        (lambda: chapter.shown_chart("held", "T", drawn), said),
    ):
        shown = show()
        assert shown.text == words
        assert BeautifulSoup(shown.html, "html.parser").get_text() == words
        assert ('class="not-supplied"' in shown.html) == bool(words)


def test_tables_that_cannot_be_counted_for_one_reason_say_it_once(tmp_path):
    gap = {"record": "plans", "why": "Not counted: the list covers no year."}
    chapter = opened(tmp_path, "tried", {"plans": PLANS}, not_supplied={"flow": gap, "ends": gap})
    assert chapter.shown_table("flow", LAYOUT).text == gap["why"]
    assert chapter.shown_table("ends", LAYOUT).text == "Not shown either, for the same reason."


def test_what_was_not_supplied_takes_no_number(chapter):
    chapter.shown_table("held", LAYOUT)
    chapter.shown_chart("held", "T", drawn)
    assert caption(chapter.shown_table("plans", LAYOUT)).startswith("Table 2.1: ")
    assert caption(chapter.shown_chart("plans", "One", drawn)).startswith("Figure 2.1: ")


def test_commentary_that_is_not_written_is_said_to_be_missing(chapter):
    shown = chapter.commentary()
    assert shown.text == "The board has not yet said what this means and what it will do."
    assert 'class="not-supplied"' in shown.html


def test_commentary_that_is_written_is_shown_as_it_stands(tmp_path):
    chapter = opened(tmp_path, "tried", TABLES, commentary="<p>We will <em>act</em>.</p>")
    shown = chapter.commentary()
    assert shown.html == '<div class="commentary"><p>We will <em>act</em>.</p></div>'


def test_what_the_board_said_a_year_before_is_asked_of_it_whether_or_not_it_says_anything(tmp_path):
    said = "<ul><li>Train GPs.</li></ul>"
    for written in (None, "<p>We did.</p>"):
        shown = opened(tmp_path, "tried", TABLES, commentary=written, promised=said).commentary()
        assert shown.html.endswith(
            "<h3>What the board said in 2013-14 it would do</h3>"
            f'<div class="commentary">{said}</div>'
        )
        assert ("We did." in shown.html) is (written is not None)


def test_a_cell_is_found_by_its_dimensions_and_is_not_available_where_there_is_no_row(chapter):
    assert chapter.cell("plans", "count", year="2012-13") == "12"
    assert chapter.cell("plans", "count", year="2014-15") == "[c]"
    assert chapter.cell("plans", "count", year="2013-14") == "[x]"


def test_about_says_whom_every_table_counts_the_symbols_and_what_is_not_there(tmp_path):
    tables = [
        cleared_table("plans", PLANS, notes=("Months are calendar months.",)),
        cleared_table("people", PLANS, missing=("Headcount not supplied by Police.",)),
    ]
    gap = {"record": "conferences", "by": "the council"}
    chapter = opened(
        tmp_path,
        "tried",
        tables,
        not_supplied={
            "held": gap,
            "late": gap,
            "flow": {"record": "plans", "why": "Not counted: the list covers no year."},
            "days": {"why": "For the panel alone: days between deaths."},
        },
        figures_not_supplied=["Children aged 0 to 17"],
    )
    chapter.shown_table("plans", LAYOUT)
    shown = chapter.about()
    terms = BeautifulSoup(shown.html, "html.parser").find_all(["dt", "dd"])
    assert [term.get_text() for term in terms] == [
        "Table 2.1; People",
        "Those counted.",
        "Symbols",
        "[c] withheld to protect confidentiality; [x] not available; [z] not applicable.",
        "How children are protected",
        "Counts of 1 to 5 are withheld.",
        "Not supplied",
        "Not supplied by the council: conferences.",
        "Not supplied",
        "Not supplied in the report's parameters: Children aged 0 to 17.",
        "Not supplied",
        "Headcount not supplied by Police.",
        "Not counted",
        "Not counted: the list covers no year.",
        "For the panel alone",
        "Days between deaths.",
    ]
    assert shown.more[ABOUT]["gaps"] == {
        "Not supplied": [
            "Not supplied by the council: conferences.",
            "Not supplied in the report's parameters: Children aged 0 to 17.",
            "Headcount not supplied by Police.",
        ],
        "Not counted": ["Not counted: the list covers no year."],
        "For the panel alone": ["Days between deaths."],
    }


def test_tables_of_one_population_are_named_together_by_their_numbers(chapter):
    for name, layout in (("ended", LAYOUT), ("deaths", PERIODS), ("plans", LAYOUT)):
        chapter.shown_table(name, layout)
    terms = [t.get_text() for t in BeautifulSoup(chapter.about().html, "html.parser")("dt")]
    assert terms[0] == "Tables 2.1, 2.2 and 2.3; Nothing"


def test_what_is_for_the_panel_alone_is_said_at_the_end_and_not_in_its_place(tmp_path):
    gap = {"why": "For the panel alone: days between deaths."}
    chapter = opened(tmp_path, "tried", {"plans": PLANS}, not_supplied={"days": gap})
    assert chapter.shown_table("days", LAYOUT).html == ""
    assert chapter.shown_chart("days", "T", drawn).html == ""
    assert "days between deaths" in chapter.about().text.casefold()


@pytest.mark.parametrize(
    ("name", "figure", "is_said"),
    [
        pytest.param("ended", None, True, id="there"),
        pytest.param("ended", "count", True, id="with the figure"),
        pytest.param("ended", "rate", False, id="without the figure"),
        pytest.param("nothing", None, False, id="no row"),
        pytest.param("hidden", None, False, id="all withheld"),
        pytest.param("held", None, False, id="not supplied"),
        pytest.param("unheard_of", None, False, id="nothing to compare with"),
    ],
)
def test_prose_about_a_table_is_said_where_the_table_is_shown(tmp_path, name, figure, is_said):
    gap = {"record": "training_sessions", "by": "the training team"}
    tables = TABLES | {"hidden": "year | count\n2014-15 | [c]"}
    chapter = opened(tmp_path, "tried", tables, not_supplied={"held": gap})
    shown = chapter.introduction(name, "The <next> table.", figure)
    assert BeautifulSoup(shown.html, "html.parser").get_text() == "The <next> table." * is_said
    assert bool(shown.text) is is_said


def test_that_no_period_is_complete_is_said_once_of_a_table_and_its_chart(chapter):
    said = "Nothing: no period is complete yet."
    assert chapter.incomplete("nothing", "A chart").text == said
    assert chapter.shown_table("nothing", LAYOUT).html == ""
    assert chapter.incomplete("nothing", "A chart").text == said


def test_a_chapter_opens_with_whose_it_is_and_its_markings(chapter):
    bundle = chapter._repr_mimebundle_()
    words = "Testshire Board <1>, 2014-15. " + ". ".join(MARKINGS) + "."
    assert bundle["text/plain"] == words
    assert BeautifulSoup(bundle["text/html"], "html.parser").p.get_text() == words
    opening = bundle[OPENING]
    assert opening["chapter"] == {"name": "tried", "title": "Tried", "number": 2}
    assert [each["number"] for each in opening["chapters"]] == [1, 2]
    assert opening["markings"] == MARKINGS


def test_a_chapter_knows_its_place_and_year(chapter):
    assert (chapter.place, str(chapter.year)) == ("Testshire", "2014-15")


def test_an_edition_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="expected one of public, panel"):
        Chapter.opened("training", "testshire", "2014-15", "secret")
