"""What was counted beside what DfE published: the same numbers are known, others are not."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from lscb.comparators.compared import Comparators
from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import (
    as_published,
    plan_flow,
    plans_by_category,
    plans_by_duration_ended,
    plans_by_duration_open,
    second_or_subsequent_plans,
)
from lscb.tables import WITHHELD, Cell, Table
from tests.drawn import assert_shows, drawn, published, scope

PLANS = drawn(
    "child_protection_plans",
    """
    times | plan_start | plan_end   | initial_category | latest_category | previous_plans
    9     | 2013-05-01 | 2014-06-02 | neglect          | neglect         | 0
    20    | 2013-09-02 |            | neglect          | emotional abuse | 0
    30    | 2014-06-02 |            | physical abuse   | physical abuse  | 0
    4     | 2014-09-01 | 2015-02-02 | sexual abuse     | sexual abuse    | 1
    """,
)
"""In 2014-15 there were 34 starts, 4 of them second or later plans, and 13 ends; 50 were open on
31 March 2015. In 2013-14 there were 29 starts, no end and 29 open."""

CONFERENCES = drawn(
    "conferences",
    """
    times | strategy_discussion | conference_date | transfer_in
    8     | 2014-06-02          | 2014-06-16      | no
    7     | 2014-06-02          | 2014-06-23      | no
    6     | 2014-06-02          | 2014-07-01      | no
    """,
)
"""8 in 10 working days, 7 in 15 and 6 in 21: 21 in all, 15 of them within 15."""

REVIEWS = drawn(
    "reviews",
    "child_id | plan_start | review_date\nchild_id 0 | 2013-05-01 | 2013-07-01",
)
"""Of all plans open on 31 March 2015, which are over three months old, none was reviewed."""

FLOW = {"started": "Plans started in the year", "ended": "Plans ended in the year"}
OPEN = "Children on a plan at 31 March"


def dfe(text: str, *, boards: str = "") -> Comparators:
    """What DfE published of this council, drawn: year, measure and value; the year is 2014-15
    where none is drawn."""
    return published(_with_place(text), boards=_with_place(boards) if boards else "")


def _with_place(text: str) -> str:
    head, *rows = (line.strip() for line in text.strip().splitlines())
    has_year = head.startswith("year")
    year = "" if has_year else "2014-15 | "
    head = f"area | {'' if has_year else 'year | '}{head}"
    return "\n".join([head, *(f"E99999999 | {year}{row}" for row in rows)])


def counted(compared: Comparators | None, *records: pd.DataFrame, edition: str = "public") -> Table:
    table = as_published(scope("2014-15", edition, compared=compared), PLANS, *records)
    assert table is not None
    return table


def known(table: Table) -> set[Cell]:
    return set(table.known)


THE_FLOW = dfe(
    """
    measure           | value
    plans_started     | 34
    plans_ended       | 14
    plans_at_31_march | [c]
    """
)


def test_a_count_stands_beside_the_published_one_symbols_as_they_were_published():
    assert_shows(
        counted(THE_FLOW),
        """
        measure                        | counted | published | release
        Children on a plan at 31 March | 50      | [c]       | dfe-2024
        Plans started in the year      | 34      | 34        | dfe-2024
        Plans ended in the year        | 13      | 14        | dfe-2024
        """,
    )


def test_an_equal_count_is_known_and_one_that_differs_or_is_withheld_is_not():
    assert known(counted(THE_FLOW)) == {Cell.of("plans started", year="2014-15")}


def test_a_published_nought_is_known_where_we_count_nought():
    nought = dfe("measure | value\nended_2_years_or_more | 0\nopen_2_years_or_more | 3")
    assert known(counted(nought)) == {
        Cell.of("plans ended", year="2014-15", duration="2 years or more")
    }


def test_figures_of_earlier_years_are_known_too_but_not_shown():
    earlier = dfe(
        """
        year    | measure           | value
        2013-14 | plans_started     | 29
        2013-14 | plans_at_31_march | 30
        2012-13 | plans_at_31_march | 0
        2014-15 | plans_started     | 34
        2015-16 | plans_started     | 34
        """
    )
    table = counted(earlier)
    assert table.cells.measure.tolist() == [FLOW["started"]]
    assert known(table) == {
        Cell.of("plans started", year="2014-15"),
        Cell.of("plans started", year="2013-14"),
        Cell.of("plans open", year="2012-13"),
    }


EVERY_KIND = dfe(
    """
    measure                    | value
    ended_1_to_2_years         | 9
    ended_3_to_6_months        | 4
    open_6_to_12_months        | 30
    started_first_physical     | 30
    open_first_neglect         | 20
    open_latest_emotional      | 20
    second_or_subsequent_plans | 4
    """
)


def test_durations_categories_and_repeat_plans_are_compared_with_their_own_counts():
    # 9 plans lasted from May 2013 to June 2014, 4 from September to February; those of June 2014
    # have been open for nine months.
    table = counted(EVERY_KIND)
    assert table.cells.counted.tolist() == table.cells.published.tolist()
    assert sorted(table.cells.counted) == [4, 4, 9, 20, 20, 30, 30]
    assert len(known(table)) == 7


def test_only_this_councils_own_figures_stand_here():
    others = published("area|year|measure|value\nE92000001|2014-15|plans_started|34")
    assert as_published(scope(compared=others), PLANS) is None


def test_there_is_no_table_when_nobody_is_stated_or_nothing_is_published():
    assert as_published(scope(), PLANS) is None
    assert as_published(scope(compared=published("")), PLANS) is None
    rates = dfe("measure | value\nplans_started_per_10000 | 12.5")
    assert as_published(scope(compared=rates), PLANS) is None
    earlier = dfe("year | measure | value\n2013-14 | plans_started | 29")
    assert as_published(scope(compared=earlier), PLANS) is None


def test_a_figure_that_is_not_available_has_no_row():
    found = dfe("measure | value\nplans_started | 34\nplans_ended | [x]\nplans_at_31_march | [z]")
    assert counted(found).cells.published.tolist() == ["[z]", 34]


MEETINGS = dfe(
    """
    measure                    | value
    plans_started              | 34
    conferences                | 21
    conferences_within_15_days | 15
    conferences_11_to_15_days  | 7
    conferences_21_days_or_more | 5
    reviews_due                | 50
    reviews_in_time            | 0
    """
)
HELD = {
    "Initial conferences in the year (each child counts)": (21, 21),
    "Initial conferences within 15 working days": (15, 15),
    "Initial conferences in 11 to 15 working days": (7, 7),
    "Initial conferences in 21 working days or more": (6, 5),
}
REVIEWED = {
    "Children on a plan for over 3 months at 31 March": (50, 50),
    "Children all of whose reviews were in time": (0, 0),
}
STARTED = {FLOW["started"]: (34, 34)}


@pytest.mark.parametrize(
    ("records", "rows"),
    [
        ((), STARTED),
        ((CONFERENCES,), STARTED | HELD),
        ((None, REVIEWS), STARTED | REVIEWED),
        ((CONFERENCES, REVIEWS), STARTED | HELD | REVIEWED),
    ],
    ids=["neither", "conferences", "reviews", "both"],
)
def test_what_was_not_supplied_has_no_row_and_the_rest_stands(records, rows):
    table = counted(MEETINGS, *records)
    found = table.cells[["measure", "counted", "published"]].itertuples(index=False)
    assert {name: (ours, theirs) for name, ours, theirs in found} == rows
    equal = [ours for ours, theirs in rows.values() if ours == theirs]
    assert len(known(table)) == len(equal)


def test_a_figure_is_from_the_first_release_that_has_it_and_known_by_that_one_only():
    found = dfe("measure | value\nplans_started | 34\nplans_ended | 13")
    other = found.figures.assign(release="first", value=[34, 99]).tail(1)
    both = replace(
        found,
        figures=pd.concat([found.figures, other]),
        releases=("first", "dfe-2024"),
        titles={"first": "a first release", "dfe-2024": "a later one"},
    )
    table = counted(both)
    assert_shows(
        table,
        """
        measure                   | counted | published | release
        Plans started in the year | 34      | 34        | dfe-2024
        Plans ended in the year   | 13      | 99        | first
        """,
    )
    assert known(table) == {Cell.of("plans started", year="2014-15")}
    assert "first is a first release." in table.notes


def test_an_equal_published_count_is_not_withheld_and_one_that_differs_is():
    def repeats(value: object) -> object:
        compared = dfe(f"measure | value\nsecond_or_subsequent_plans | {value}")
        asked = scope("2014-15", compared=compared)
        tables = [second_or_subsequent_plans(asked, PLANS), counted(compared)]
        plans, beside = cleared_tables(tables, "public", "test").tables
        (here,) = beside.cells.counted
        assert plans.cells.set_index("year").numerator["2014-15"] == here
        return here

    assert repeats(4) == 4
    assert repeats(3) == repeats("[c]") == WITHHELD


def test_the_published_number_is_shown_whatever_is_withheld_here():
    compared = dfe("measure | value\nsecond_or_subsequent_plans | [c]\nplans_started | 34")
    asked = scope("2014-15", compared=compared)
    tables = [
        measure(asked, PLANS)
        for measure in (
            plan_flow,
            plans_by_duration_ended,
            plans_by_duration_open,
            plans_by_category,
            second_or_subsequent_plans,
        )
    ]
    *_, beside = cleared_tables([*tables, counted(compared)], "public", "test").tables
    assert_shows(
        beside,
        """
        measure                                      | counted | published
        Plans started in the year                    | 34      | 34
        Plans started that were a second or later one | [c]    | [c]
        """,
    )


def test_that_published_figures_contradict_each_other_is_said_with_commas_in_thousands():
    """1,030 and 34 that started less 14 that ended are 1,050."""
    flow = dfe(
        """
        year    | measure           | value
        2013-14 | plans_at_31_march | 1030
        2014-15 | plans_started     | 34
        2014-15 | plans_ended       | 14
        2014-15 | plans_at_31_march | 1049
        """
    )
    assert (
        "DfE's own figures do not add up: 1,030 children on a plan at 31 March 2014, and 34 plans "
        "started less 14 ended, come to 1,050, not 1,049." in said(counted(flow))
    )


PRINTED = """
    measure                            | value
    second_or_subsequent_plans_percent | 11.8
    """


def said(table: Table) -> str:
    return " ".join(table.notes)


@pytest.mark.parametrize("withheld", ["[c]", "[x]", "[u]", "[z]"])
def test_a_share_that_the_board_printed_is_not_said_in_public_where_dfe_withholds_its_count(
    withheld,
):
    """11.8 % of 34 plans are 4: the percentage would give the count back."""
    compared = dfe(
        f"measure | value\nplans_started | 34\nsecond_or_subsequent_plans | {withheld}",
        boards=PRINTED,
    )
    assert "11.8" not in said(counted(compared))
    assert "11.8" in said(counted(compared, edition="panel"))


def test_a_share_whose_count_no_release_has_is_not_said_in_public():
    compared = dfe("measure | value\nplans_started | 34", boards=PRINTED)
    assert "11.8" not in said(counted(compared))
    assert "11.8" in said(counted(compared, edition="panel"))


@pytest.mark.parametrize("edition", ["public", "panel"])
def test_a_share_whose_count_is_published_is_said_in_both_editions(edition):
    compared = dfe("measure | value\nsecond_or_subsequent_plans | 4", boards=PRINTED)
    assert (
        "The board's own report printed: Plans started that were a second or later one (%): 11.8."
        in said(counted(compared, edition=edition))
    )


def test_a_count_that_the_board_printed_is_said_where_dfe_publishes_it_too():
    boards = "measure | value\nplans_started | 33\nplans_ended | 12"
    table = counted(dfe("measure | value\nplans_started | 34\nplans_ended | [c]", boards=boards))
    printed = table.cells.set_index("measure").printed
    assert printed["Plans started in the year"] == "33"
    assert printed["Plans ended in the year"] == "[z]"
    assert "printed" not in said(table)


def test_a_table_of_a_board_that_printed_nothing_has_no_column_of_what_it_printed():
    assert "printed" not in counted(dfe("measure | value\nplans_started | 34")).cells


def test_what_the_board_printed_of_deaths_and_training_is_not_said_of_plans():
    boards = "measure | value\ndeaths_notified | 11\ncourses_offered | 10"
    table = counted(dfe("measure | value\nplans_started | 34", boards=boards))
    assert "printed" not in said(table)


def test_the_panels_edition_has_every_count():
    table = counted(THE_FLOW, edition="panel")
    (whole,) = cleared_tables([table], "panel", "test").tables
    assert whole.cells.counted.tolist() == [50, 34, 13]
