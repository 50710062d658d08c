"""Published rates and shares beside others': each row of one release, and what is said of it.

No figure here is counted from records: all are somebody else's, invented.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lscb.comparators.compared import Comparators
from lscb.comparators.derived import with_derived
from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import plans_beside_others, rates_beside_others
from lscb.scope import Scope
from lscb.tables import Table
from tests.drawn import assert_shows, published, scope

RATE = "plans_at_31_march_per_10000"
YEARS = ["2012-13", "2013-14", "2014-15"]
NAMES = {
    "own": ("E99999999", "Testshire"),
    "england": ("E92000001", "England"),
    "wessex": ("E12999901", "North Wessex"),
    "near": ("E06999901", "Nearmere"),
    "far": ("E06999902", "Farmere"),
}
WESSEX, NEAR, FAR = (NAMES[name][0] for name in ("wessex", "near", "far"))


def release(name: str, text: str) -> Comparators:
    """What one release has, drawn: who, year, measure and value or symbol."""
    found = published(text)
    places = found.figures.area_code.map(NAMES)
    named = found.figures.assign(area_code=places.str[0], area=places.str[1], release=name)
    return replace(found, figures=named, releases=(name,), titles={name: f"the release {name}"})


def together(*held: Comparators, **more: object) -> Comparators:
    """Several releases in order of preference."""
    figures = pd.concat([each.figures for each in held], ignore_index=True)
    names = tuple(name for each in held for name in each.releases)
    titles = {name: f"the release {name}" for name in names}
    found = replace(held[0], figures=with_derived(figures), releases=names, titles=titles)
    return replace(found, **more)


def of_rates(name: str, *years: str, own: object = 40, england: object = 30) -> Comparators:
    """A release that has the rate of both in some years."""
    rows = [
        f"{who} | {year} | {RATE} | {rate}"
        for year in years
        for who, rate in (("own", own), ("england", england))
    ]
    return release(name, "\n".join(["area | year | measure | value", *rows]))


def at(compared: Comparators | None) -> Scope:
    return scope("2014-15", compared=compared)


def notes(table: Table) -> str:
    return " ".join(table.notes)


EVERYBODY = release(
    "one",
    f"""
    area    | year    | measure | value
    own     | 2014-15 | {RATE}  | 45.5
    england | 2014-15 | {RATE}  | 42.9
    wessex  | 2014-15 | {RATE}  | 41
    near    | 2014-15 | {RATE}  | 50.2
    far     | 2014-15 | {RATE}  | 30.1
    """,
)
WITH_ALL = together(
    EVERYBODY, region=WESSEX, model="April 2021", neighbours=(NEAR, FAR, "E06999903")
)

BOTH = pytest.mark.parametrize("measure", [plans_beside_others, rates_beside_others])


@BOTH
def test_a_report_compared_with_nobody_has_no_such_table(measure):
    assert measure(at(None)) is None


def test_the_area_stands_beside_england_its_region_and_its_neighbours():
    assert_shows(
        plans_beside_others(at(WITH_ALL)),
        """
        area | england | region | neighbours_mean | neighbours_median | neighbours | rank
        45.5 | 42.9    | 41     | 40.2            | 40.2              | 2          | 2 of 3
        """,
        measure="Children on a plan at 31 March, per 10,000 children",
    )


def test_rates_go_by_year_and_have_no_rank():
    table = rates_beside_others(at(WITH_ALL))
    assert "rank" not in table.attributes
    assert_shows(
        table,
        """
        year    | area | england | region | neighbours_mean | neighbours_median | neighbours
        2014-15 | 45.5 | 42.9    | 41     | 40.2            | 40.2              | 2
        """,
        year="2014-15",
    )


@BOTH
def test_there_is_a_column_only_for_those_who_are_stated_or_published(measure):
    plain = [c.name for c in measure(at(together(EVERYBODY))).columns]
    assert plain == ["area", "england"]
    region = measure(at(together(EVERYBODY, region=WESSEX)))
    assert [c.name for c in region.columns] == ["area", "england", "region"]
    assert region.column("region").meaning == "North Wessex"
    unpublished = release(
        "one", f"area | year | measure | value\nengland | 2014-15 | {RATE} | 42.9"
    )
    assert [c.name for c in measure(at(together(unpublished))).columns] == ["england"]


@BOTH
def test_what_no_release_has_is_not_available_and_says_so(measure):
    nothing = release("one", "area | year | measure | value\nown | 2014-15 | plans_ended | 9")
    cells = measure(at(together(nothing))).cells
    assert (cells[["area", "england"]] == "[x]").all(axis=None)
    assert set(cells.release) == {"none that is held"}


@BOTH
def test_a_withheld_figure_stays_withheld_as_its_publisher_has_it(measure):
    found = together(
        of_rates("one", *YEARS, own="[c]"), of_rates("two", *YEARS, own=99, england=99)
    )
    cells = measure(at(found)).cells
    rows = cells[cells.release == "one"]
    assert len(rows) >= 1
    assert set(rows.area) == {"[c]"}
    assert set(rows.england) == {30}
    assert 99 not in cells.to_numpy().ravel().tolist()


def test_each_row_says_what_it_is_of_and_whether_higher_is_better():
    text = f"""
        area | year    | measure                            | value
        own  | 2014-15 | {RATE}                             | 45.5
        own  | 2014-15 | reviews_in_time_percent            | 97.8
        own  | 2014-15 | ended_2_years_or_more_percent      | 4.4
        own  | 2014-15 | conferences                        | 155
        own  | 2014-15 | conferences_within_10_days         | 40
        own  | 2014-15 | conferences_11_to_15_days          | 85
        """
    cells = plans_beside_others(at(together(release("one", text)))).cells
    found = {row.area: row.polarity for row in cells.itertuples() if row.release == "one"}
    # Of 155 conferences 125 were within 15 working days: 80.6 %.
    assert found == {45.5: "neither", 97.8: "higher", 4.4: "lower", 80.6: "higher"}


def test_every_measure_is_from_the_first_release_that_has_it():
    one = release("one", "area|year|measure|value\nown|2014-15|reviews_in_time_percent|97.8")
    two = release("two", f"area|year|measure|value\nown|2014-15|{RATE}|45.5")
    cells = plans_beside_others(at(together(one, two))).cells
    assert {row.area: row.release for row in cells.itertuples() if row.area != "[x]"} == {
        97.8: "one",
        45.5: "two",
    }


def test_a_series_of_one_release_has_no_break():
    table = rates_beside_others(
        at(together(of_rates("short", "2014-15"), of_rates("long", *YEARS)))
    )
    assert table.cells.release.tolist() == ["long"] * 3
    assert "No one release" not in notes(table)


def test_a_series_of_several_names_each_and_says_where_it_changes_and_not_to_compare():
    held = (of_rates("new", "2014-15"), of_rates("old", "2012-13", "2013-14"))
    table = rates_beside_others(at(together(*held)))
    assert table.cells.release.tolist() == ["old", "old", "new"]
    assert "No one release covers all these years" in notes(table)
    assert "changes in 2014-15 (new): years on either side are not to be compared" in notes(table)


def test_a_year_that_nobody_has_is_a_row_without_figures():
    table = rates_beside_others(at(together(of_rates("one", "2012-13", "2014-15"))))
    assert_shows(
        table,
        """
        year    | area | england | release
        2012-13 | 40   | 30      | one
        2013-14 | [x]  | [x]     | none that is held
        2014-15 | 40   | 30      | one
        """,
    )


def test_a_rate_that_was_published_otherwise_is_named_with_its_release():
    held = (of_rates("now", *YEARS, own=46.5), of_rates("then", "2013-14", own=46.3))
    said = notes(rates_beside_others(at(together(*held))))
    assert "DfE has also published other rates of this area: 46.3 for 2013-14 (then)." in said
    same = (of_rates("now", *YEARS, own=46.5), of_rates("then", "2013-14", own=46.5))
    assert "published otherwise" not in notes(rates_beside_others(at(together(*same))))


@BOTH
def test_the_neighbours_are_named_with_their_model_or_it_is_said_that_there_are_none(measure):
    said = notes(measure(at(WITH_ALL)))
    assert "DfE's model of April 2021: Nearmere, Farmere, E06999903." in said
    assert "No statistical neighbours are stated" in notes(measure(at(together(EVERYBODY))))


@BOTH
def test_only_releases_that_serve_are_explained(measure):
    held = together(of_rates("one", *YEARS), of_rates("two", *YEARS))
    said = notes(measure(at(held)))
    assert "one is the release one." in said
    assert "two is" not in said


@BOTH
def test_made_up_records_do_not_make_these_figures_made_up(measure):
    asked = at(WITH_ALL)
    real = replace(asked, report=asked.report.model_copy(update={"records": "supplied"}))
    assert "These figures are real" in notes(measure(asked))
    assert "made up" not in notes(measure(real))


@BOTH
def test_nothing_here_is_withheld_however_small(measure):
    """They are not counted from records: the gate has nothing to protect in them."""
    few = together(of_rates("one", *YEARS, own=3, england=1), neighbours=(NEAR,), model="May 2025")
    table = measure(at(few))
    assert table.counted() == []
    (cleared,) = cleared_tables([table], "public", "test").tables
    pd.testing.assert_frame_equal(cleared.cells, table.cells)
