"""The tables that can be added: every heading is a measure, and every measure is known."""

from __future__ import annotations

import pytest

from lscb.comparators.layouts import LAYOUTS, PLACE
from lscb.comparators.published import PUBLISHED
from lscb.comparators.symbols import EXPLORE
from tests.comparators.invented import HEADINGS, KINDS

BY_NAME = {layout.name.split()[0]: layout for layout in LAYOUTS}


def test_there_is_a_layout_for_each_table_and_no_other():
    assert set(BY_NAME) == set(HEADINGS)
    assert len({frozenset(layout.headings) for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("table", HEADINGS)
def test_a_layout_has_the_headings_dfe_prints_in_their_order(table):
    assert list(BY_NAME[table].headings) == HEADINGS[table].split(",")
    assert BY_NAME[table].of[1] == KINDS[table]
    assert BY_NAME[table].era is EXPLORE


@pytest.mark.parametrize("table", HEADINGS)
def test_every_heading_is_a_published_measure_of_the_unit_it_says(table):
    measures = BY_NAME[table].measures
    assert set(measures.values()) <= set(PUBLISHED)
    assert len(set(measures.values())) == len(measures)
    for heading, measure in measures.items():
        unit = PUBLISHED[measure].unit
        assert (unit == "per 10,000") == heading.endswith("_rate")
        assert (unit == "percent") == heading.endswith("_percent")


@pytest.mark.parametrize("table", ["C4", "D1"])
def test_a_rate_is_of_the_count_it_stands_beside_and_the_population(table):
    measures = BY_NAME[table].measures
    for heading, measure in measures.items():
        if heading.endswith("_rate"):
            count = measures[heading.removesuffix("_rate")]
            assert PUBLISHED[measure].of == (count, "population_0_17")


@pytest.mark.parametrize("table", ["D3", "D5", "D6", "D7"])
def test_a_percentage_is_of_a_count_in_its_own_table(table):
    measures = BY_NAME[table].measures
    for heading, measure in measures.items():
        if heading.endswith("_percent"):
            assert PUBLISHED[measure].of[0] == measures[heading.removesuffix("_percent")]


@pytest.mark.parametrize(
    ("table", "heading", "measure"),
    [
        ("C4", "Section47_child_rate", "children_section_47_per_10000"),
        ("C4", "ICPC", "conferences"),
        ("C4", "Duration_0-10_days", "conferences_within_10_days"),
        ("C4", "Duration_21+_days", "conferences_21_days_or_more"),
        ("C4", "Duration_75th_Percentile", "conference_days_upper_quartile"),
        ("D1", "CPP_At31", "plans_at_31_march"),
        ("D1", "CPP_child_anypoint_rate", "children_any_point_per_10000"),
        ("D2", "Emotional_Initial", "started_first_emotional"),
        ("D4", "Neglect_Latest", "open_latest_neglect"),
        ("D5", "more_than_6_months_less_than_1_year", "open_6_to_12_months"),
        ("D6", "CPP_At31_3Months", "reviews_due"),
        ("D7", "2_years_or_more_percent", "ended_2_years_or_more_percent"),
        ("D7", "CPP_End", "plans_ended"),
    ],
)
def test_which_measure_a_heading_is(table, heading, measure):
    assert BY_NAME[table].measures[heading] == measure


def test_the_totals_of_d4_and_d5_are_not_those_of_d1_which_they_contradict_in_2012_13():
    totals = {BY_NAME[table].measures["CPP_At31"] for table in ("D1", "D4", "D5")}
    assert len(totals) == 3


@pytest.mark.parametrize("table", HEADINGS)
def test_a_year_is_the_one_that_ends_then_but_a_population_serves_the_year_that_begins(table):
    expected = "2014-15" if table == "ONS" else "2013-14"
    assert str(BY_NAME[table].year(2014)) == expected


def test_the_time_and_the_place_come_first():
    assert PLACE[0] == "time_period"
    assert PLACE[-1] == "la_name"
