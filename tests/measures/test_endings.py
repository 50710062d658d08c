"""Whether plans ended as readily as a year before, and the curve that only the panel sees."""

from __future__ import annotations

import pytest

from lscb.measures.child_protection_plans import endings_beside_last_year, plan_survival
from lscb.statistics.durations import BANDS
from lscb.tables import NOT_AVAILABLE, Absent, Cell
from tests.drawn import assert_shows, drawn, scope


def ends(last: int, this: int, more: str = "") -> str:
    """Forty plans that start as each year begins, of which so many end on their 91st day."""
    return (
        f"""
    times       | plan_start | plan_end
    {last}      | 2013-04-01 | 2013-06-30
    {40 - last} | 2013-04-01 |
    {this}      | 2014-04-01 | 2014-06-30
    {40 - this} | 2014-04-01 |
    """
        + more
    )


def beside(plans: str):
    return endings_beside_last_year(scope(edition="panel"), drawn("child_protection_plans", plans))


# On the 91st day 80 are at risk and 40 end: 20 are expected of this year, with a variance of
# 40 x 1/2 x 1/2 x 40 / 79 = 5.063. Two-sided normal tails of (ended - 20) / 2.250.
@pytest.mark.parametrize(
    ("last", "this", "ratio", "probability", "verdict"),
    [
        (20, 20, 1.0, 1.0, "no clear difference from"),
        (24, 16, 0.8, 0.075, "no clear difference from"),
        (26, 14, 0.7, 0.0077, "no clear difference from"),
        (28, 12, 0.6, 0.001, "lower than"),
        (12, 28, 1.4, 0.001, "higher than"),
    ],
)
def test_ends_are_beside_those_expected_were_both_years_alike(
    last, this, ratio, probability, verdict
):
    assert_shows(
        beside(ends(last, this)),
        f"""
        beside  | ratio   | probability   | verdict
        2013-14 | {ratio} | {probability} | {verdict}
        """,
    )


def test_plans_that_had_lasted_two_years_and_more_tell_nothing():
    old = "    30 | 2011-04-04 | 2014-10-01\n    15 | 2011-04-04 | 2013-10-01\n"
    assert beside(ends(24, 16, old)).cells.equals(beside(ends(24, 16)).cells)


def test_under_ten_plans_ended_are_too_few_to_compare():
    assert beside(ends(31, 9)).cells.verdict.tolist() == ["too few to compare"]
    none = beside(ends(0, 0)).cells
    assert none.verdict.tolist() == ["too few to compare"]
    assert set(none[["ratio", "probability"]].iloc[0]) == {NOT_AVAILABLE}


def test_it_rests_on_the_flow_and_the_bands_of_both_years_ten_of_each_at_least():
    years = ("2013-14", "2014-15")
    flow = {Cell.of(f"plans {of}", year=y) for of in ("started", "ended") for y in years}
    flow |= {Cell.of("plans open", year=y) for y in ("2012-13", "2013-14")}
    bands = {Cell.of("plans ended", year=y, duration=b) for b in BANDS[:4] for y in years}
    for column in beside(ends(20, 20)).columns:
        assert column.made_of[("2013-14",)] == flow | bands
        assert column.fewest == 10


def test_it_is_called_exploratory_and_says_how_many_comparisons_there_are():
    assert "Exploratory: 1 comparison was made, at 99.8 %" in " ".join(beside(ends(20, 20)).notes)


def test_in_the_first_year_there_is_nothing_to_compare_with():
    plans = drawn("child_protection_plans", ends(20, 20))
    found = endings_beside_last_year(scope(edition="panel", first_year="2014-15"), plans)
    assert found == Absent("Not compared: the records begin with this year.")


THIS_YEAR = """
    times | plan_start | plan_end
    20    | 2014-04-01 | 2014-06-30
    10    | 2014-04-01 | 2014-09-30
    10    | 2014-04-01 |
"""


def test_the_panel_sees_each_day_on_which_a_plan_ended_and_the_lengths_of_the_table():
    # Half end on their 91st day, half of the rest on their 183rd; a year is followed.
    plans = drawn("child_protection_plans", THIS_YEAR)
    table = plan_survival(scope(edition="panel"), plans)
    assert table.cells.days.tolist() == ["0", "91", "183", "274", "365", "457", "548", "729"]
    assert_shows(
        table,
        """
        at_risk | ended | percent
        40      | 0     | 100.0
        40      | 20    | 50.0
        20      | 10    | 25.0
        10      | 0     | 25.0
        10      | 0     | 25.0
        0       | 0     | [x]
        0       | 0     | [x]
        0       | 0     | [x]
        """,
    )


@pytest.mark.parametrize("measure", [plan_survival, endings_beside_last_year])
def test_the_public_is_told_why_it_does_not_see_what_single_days_make(measure):
    found = measure(scope(), drawn("child_protection_plans", THIS_YEAR))
    assert isinstance(found, Absent)
    assert found.why.startswith("For the panel alone: ")


def test_of_fewer_than_ten_plans_there_is_no_curve():
    few = drawn("child_protection_plans", "times | plan_start | plan_end\n9 | 2014-04-01 |")
    assert isinstance(plan_survival(scope(edition="panel"), few), Absent)
