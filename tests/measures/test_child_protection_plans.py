"""Child protection plans and conferences, counted from small drawn records."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.measures.child_protection_plans import (
    plan_flow,
    plans_at_31_march,
    plans_by_category,
    plans_by_duration_ended,
    plans_by_duration_open,
    plans_by_month,
    second_or_subsequent_plans,
)
from lscb.tables import TOTAL
from tests.drawn import assert_shows, drawn, scope

PLANS = "child_protection_plans"

FIRST, LAST = datetime.date(2011, 1, 1), datetime.date(2015, 12, 31)


@st.composite
def random_plans(draw: st.DrawFn) -> pd.DataFrame:
    """Some plans, a few of them still open, with a liking for the ends of reporting years."""
    edges = [datetime.date(year, *day) for year in (2013, 2014) for day in ((3, 31), (4, 1))]
    days = st.one_of(st.dates(FIRST, LAST), st.sampled_from(edges))
    pairs = draw(st.lists(st.tuples(days, st.one_of(st.none(), days)), max_size=12))
    rows = [
        f"{min(start, end or start)} | {'' if end in (None, start) else max(start, end)}"
        for start, end in pairs
    ]
    return drawn(PLANS, "\n".join(["plan_start | plan_end", *rows]))


def test_a_plan_is_open_from_its_first_day_and_not_on_its_last():
    plans = drawn(
        PLANS,
        """
        plan_start | plan_end
        2013-06-01 | 2014-03-31
        2013-06-01 | 2014-04-01
        2014-03-31 |
        2014-04-01 |
        """,
    )
    assert_shows(
        plan_flow(scope("2014-15", first_year="2013-14"), plans),
        """
        year    | at_start | started | ended | at_end
        2013-14 | 0        | 3       | 1     | 2
        2014-15 | 2        | 1       | 1     | 2
        """,
    )
    assert_shows(
        plans_at_31_march(scope("2013-14", first_year="2013-14"), plans),
        """
        year    | count
        2013-14 | 2
        """,
    )


def test_plans_from_before_the_first_year_are_open_as_it_begins():
    plans = drawn(
        PLANS,
        """
        plan_start | plan_end
        2010-06-01 | 2013-05-01
        2010-06-01 | 2012-04-01
        2010-06-01 | 2012-03-31
        """,
    )
    assert_shows(
        plan_flow(scope("2013-14"), plans),
        """
        year    | at_start | started | ended | at_end
        2012-13 | 2        | 0       | 1     | 1
        2013-14 | 1        | 0       | 1     | 0
        """,
    )


def test_a_child_who_starts_twice_in_a_year_counts_twice():
    plans = drawn(
        PLANS,
        """
        child_id | plan_start | plan_end
        one      | 2014-04-10 | 2014-06-10
        one      | 2014-09-10 |
        """,
    )
    assert_shows(
        plan_flow(scope("2014-15"), plans),
        """
        at_start | started | ended | at_end
        0        | 2       | 1     | 1
        """,
        year="2014-15",
    )


@settings(max_examples=25, deadline=None)
@given(random_plans())
def test_what_was_open_and_what_started_is_what_ended_and_what_is_open(plans):
    cells = plan_flow(scope("2014-15"), plans).cells
    assert (cells.at_start + cells.started == cells.ended + cells.at_end).all()
    assert cells.at_start.iloc[1:].tolist() == cells.at_end.iloc[:-1].tolist()


@settings(max_examples=12, deadline=None)
@given(random_plans())
def test_months_lead_from_one_31_march_to_the_next(plans):
    flow = plan_flow(scope("2014-15"), plans).cells.iloc[-1]
    months = plans_by_month(scope("2014-15"), plans).cells
    held = months[months.month != TOTAL]
    stocks = [flow.at_start, *held.at_end]
    for (_, month), before, after in zip(held.iterrows(), stocks[:-1], stocks[1:], strict=True):
        assert before + month.started == month.ended + after
    assert stocks[-1] == flow.at_end
    assert (held.started.sum(), held.ended.sum()) == (flow.started, flow.ended)


@settings(max_examples=12, deadline=None)
@given(random_plans())
def test_every_plan_is_in_one_band_of_duration(plans):
    flow = plan_flow(scope("2014-15"), plans).cells.set_index("year")
    for measure, of in ((plans_by_duration_ended, "ended"), (plans_by_duration_open, "at_end")):
        cells = measure(scope("2014-15"), plans).cells
        for year, rows in cells[(cells.part == TOTAL)].groupby("year"):
            bands = rows[rows.duration != TOTAL]["count"].sum()
            total = rows[rows.duration == TOTAL]["count"].iloc[0]
            assert bands == total == flow.loc[year, of]


def test_the_rate_at_31_march_is_of_the_mid_year_before_and_is_the_one_dfe_published():
    plans = drawn(
        PLANS,
        """
        times | plan_start | plan_end
        218   | 2012-09-03 | 2013-09-03
        255   | 2013-10-01 |
        """,
    )
    people = {"by": {2012: 54_558, 2013: 54_891}}
    table = plans_at_31_march(scope("2013-14", population_0_17=people), plans)
    # Bexley, DfE, Characteristics of children in need, 2024 release, table D1, and ONS mid-year
    # estimates. Limits of 255: Byar's formula worked by hand, 224.7 to 288.3 plans.
    assert_shows(
        table,
        """
        year    | count | population | rate_per_10000
        2012-13 | 218   | 54558      | 40.0
        2013-14 | 255   | 54891      | 46.5
        """,
    )
    limits = table.cells[["lower", "upper"]].iloc[-1].tolist()
    assert limits == pytest.approx([40.9, 52.5], abs=0.05)


def test_a_year_without_a_population_has_no_rate():
    plans = drawn(
        PLANS,
        """
        times | plan_start
        9     | 2012-09-03
        """,
    )
    assert_shows(
        plans_at_31_march(scope("2013-14", population_0_17={"by": {2012: 54_558}}), plans),
        """
        year    | count | population | rate_per_10000 | lower | upper
        2013-14 | 9     | [x]        | [x]            | [x]   | [x]
        """,
        year="2013-14",
    )


def test_months_run_from_april_to_march_and_end_on_their_last_day():
    plans = drawn(
        PLANS,
        """
        plan_start | plan_end
        2011-03-31 | 2012-02-29
        2011-04-30 |
        2011-05-01 | 2012-03-01
        2012-03-31 |
        2012-04-01 |
        """,
    )
    assert_shows(
        plans_by_month(scope("2011-12", first_year="2011-12"), plans),
        """
        year    | month   | started | ended | at_end
        2011-12 | 2011-04 | 1       | 0     | 2
        2011-12 | 2011-05 | 1       | 0     | 3
        2011-12 | 2011-06 | 0       | 0     | 3
        2011-12 | 2011-07 | 0       | 0     | 3
        2011-12 | 2011-08 | 0       | 0     | 3
        2011-12 | 2011-09 | 0       | 0     | 3
        2011-12 | 2011-10 | 0       | 0     | 3
        2011-12 | 2011-11 | 0       | 0     | 3
        2011-12 | 2011-12 | 0       | 0     | 3
        2011-12 | 2012-01 | 0       | 0     | 3
        2011-12 | 2012-02 | 0       | 1     | 2
        2011-12 | 2012-03 | 1       | 1     | 2
        2011-12 | Total   | 3       | 2     | [z]
        """,
    )


def test_durations_of_ended_plans_are_those_dfe_published():
    plans = drawn(
        PLANS,
        """
        times | plan_start | plan_end
        24    | 2013-03-01 | 2013-06-01
        14    | 2013-03-01 | 2013-09-01
        69    | 2013-03-01 | 2014-02-28
        40    | 2012-04-10 | 2013-10-09
        23    | 2012-04-10 | 2013-10-10
        21    | 2012-02-01 | 2014-03-31
        5     | 2012-02-01 | 2014-04-01
        6     | 2012-02-01 |
        """,
    )
    # Portsmouth 2013-14, DfE, Characteristics of children in need, 2024 release, table D7: 191
    # ended, of them 24, 14, 69, 63 and 21; the split of the 63 is made up.
    assert_shows(
        plans_by_duration_ended(scope("2013-14"), plans),
        """
        duration                               | part                          | count | percent
        3 months or less                       | Total                         | 24    | 12.6
        More than 3 months to 6 months         | Total                         | 14    | 7.3
        More than 6 months to less than 1 year | Total                         | 69    | 36.1
        1 year to less than 2 years            | Total                         | 63    | 33.0
        1 year to less than 2 years            | 1 year to less than 18 months | 40    | 20.9
        1 year to less than 2 years            | 18 months to less than 2 years | 23   | 12.0
        2 years or more                        | Total                         | 21    | 11.0
        Total                                  | Total                         | 191   | 100.0
        """,
        year="2013-14",
    )


def test_durations_of_open_plans_run_to_31_march():
    plans = drawn(
        PLANS,
        """
        plan_start | plan_end
        2012-04-01 |
        2012-04-02 |
        2013-12-31 | 2014-05-01
        2013-12-30 |
        2014-03-31 |
        2012-01-01 | 2014-03-31
        """,
    )
    assert_shows(
        plans_by_duration_open(scope("2013-14"), plans),
        """
        duration                               | count | denominator
        3 months or less                       | 2     | 5
        More than 3 months to 6 months         | 1     | 5
        More than 6 months to less than 1 year | 0     | 5
        1 year to less than 2 years            | 1     | 5
        2 years or more                        | 1     | 5
        Total                                  | 5     | 5
        """,
        year="2013-14",
        part=TOTAL,
    )


def test_only_this_year_and_the_last_are_shown_by_duration_and_category():
    plans = drawn(PLANS, "plan_start | plan_end\n2012-05-01 | 2013-03-01")
    for measure in (plans_by_duration_ended, plans_by_duration_open, plans_by_category):
        cells = measure(scope("2014-15"), plans).cells
        assert cells.year.unique().tolist() == ["2013-14", "2014-15"]
    assert plans_by_category(scope("2012-13"), plans).cells.year.unique().tolist() == ["2012-13"]


def test_a_year_in_which_no_plan_ended_has_no_shares():
    plans = drawn(PLANS, "plan_start | plan_end\n2014-05-01 |")
    cells = plans_by_duration_ended(scope("2014-15"), plans).cells
    assert (cells["count"] == 0).all()
    assert (cells.percent == "[z]").all()


def test_categories_are_those_at_the_start_and_at_31_march_the_first_and_the_latest():
    plans = drawn(
        PLANS,
        """
        times | plan_start | plan_end   | initial_category | latest_category
        3     | 2014-05-01 |            | neglect          | emotional abuse
        1     | 2014-05-01 | 2015-03-31 | physical abuse   | physical abuse
        4     | 2013-05-01 |            | neglect          | multiple
        2     | 2013-05-01 | 2014-06-01 | sexual abuse     | sexual abuse
        """,
    )
    assert_shows(
        plans_by_category(scope("2014-15"), plans),
        """
        basis                               | category        | count | denominator | percent
        Started in the year, first category | Neglect         | 3     | 4           | 75.0
        Started in the year, first category | Physical abuse  | 1     | 4           | 25.0
        Started in the year, first category | Sexual abuse    | 0     | 4           | 0.0
        Started in the year, first category | Emotional abuse | 0     | 4           | 0.0
        Started in the year, first category | Multiple        | 0     | 4           | 0.0
        Started in the year, first category | Total           | 4     | 4           | 100.0
        At 31 March, first category         | Neglect         | 7     | 7           | 100.0
        At 31 March, first category         | Physical abuse  | 0     | 7           | 0.0
        At 31 March, first category         | Sexual abuse    | 0     | 7           | 0.0
        At 31 March, first category         | Emotional abuse | 0     | 7           | 0.0
        At 31 March, first category         | Multiple        | 0     | 7           | 0.0
        At 31 March, first category         | Total           | 7     | 7           | 100.0
        At 31 March, latest category        | Neglect         | 0     | 7           | 0.0
        At 31 March, latest category        | Physical abuse  | 0     | 7           | 0.0
        At 31 March, latest category        | Sexual abuse    | 0     | 7           | 0.0
        At 31 March, latest category        | Emotional abuse | 3     | 7           | 42.9
        At 31 March, latest category        | Multiple        | 4     | 7           | 57.1
        At 31 March, latest category        | Total           | 7     | 7           | 100.0
        """,
        year="2014-15",
    )


def test_second_or_subsequent_plans_are_those_dfe_published():
    plans = drawn(
        PLANS,
        """
        times | plan_start | previous_plans
        275   | 2013-04-01 | 0
        20    | 2013-09-01 | 1
        4     | 2014-03-31 | 3
        321   | 2014-04-01 | 0
        37    | 2014-04-01 | 1
        """,
    )
    # Bexley, DfE, Characteristics of children in need, 2024 release, table D3
    assert_shows(
        second_or_subsequent_plans(scope("2014-15"), plans),
        """
        year    | numerator | denominator | percent
        2012-13 | 0         | 0           | [z]
        2013-14 | 24        | 299         | 8.0
        2014-15 | 37        | 358         | 10.3
        """,
    )


def test_an_earlier_plan_counts_however_long_ago_it_was_and_whether_or_not_it_is_recorded():
    plans = drawn(
        PLANS,
        """
        child_id | plan_start | plan_end   | previous_plans
        one      | 2004-05-01 | 2004-09-01 | 0
        one      | 2014-05-01 |            | 1
        two      | 2014-05-01 |            | 1
        three    | 2014-05-01 |            | 0
        """,
    )
    assert_shows(
        second_or_subsequent_plans(scope("2014-15"), plans),
        """
        numerator | denominator
        2         | 3
        """,
        year="2014-15",
    )
