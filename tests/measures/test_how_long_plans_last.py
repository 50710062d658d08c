"""How long plans last, from small drawn records."""

from __future__ import annotations

import pytest

from lscb.disclosure.gate import cleared_tables
from lscb.measures.child_protection_plans import (
    how_long_plans_last,
    plan_flow,
    plans_by_duration_ended,
)
from lscb.tables import WITHHELD, Absent
from tests.drawn import assert_shows, drawn, scope

YEAR = "2014-15"

# Of 40 plans that started as the year began half ended on their 91st day, and of the rest half on
# their 183rd; the others are still open on the last of the year's 365 days.
PLANS = """
    times | plan_start | plan_end
    20    | 2014-04-01 | 2014-06-30
    10    | 2014-04-01 | 2014-09-30
    10    | 2014-04-01 |
"""

OLDER = "    30    | 2012-04-02 | 2014-10-01\n"


def panel(plans: str) -> object:
    return how_long_plans_last(scope(YEAR, "panel"), drawn("child_protection_plans", plans))


def test_plans_of_one_day_are_shared_by_whether_they_lasted():
    assert_shows(
        panel(PLANS),
        """
        measure                             | estimate
        On a plan for more than 3 months, % | 50.0
        On a plan for more than 6 months, % | 25.0
        On a plan for more than 9 months, % | 25.0
        """,
        measure=tuple(f"On a plan for more than {months} months, %" for months in (3, 6, 9)),
    )


def test_half_of_them_have_ended_by_the_91st_day_which_is_three_months():
    assert_shows(panel(PLANS), "estimate\n3.0", measure="Half of plans end within, months")


def test_beyond_what_was_followed_nothing_is_said():
    assert_shows(panel(PLANS), "estimate\n[x]", measure="On a plan for more than 15 months, %")


def test_plans_open_before_the_year_are_at_risk_only_from_its_first_day():
    """Thirty long ones tell nothing of the first months, of which the forty tell alone."""
    older = PLANS + OLDER
    both = [panel(plans).cells.set_index("measure").estimate for plans in (PLANS, older)]
    short = [f"On a plan for more than {months} months, %" for months in (3, 6, 9)]
    assert list(both[0][short]) == list(both[1][short])


def test_what_ended_before_the_year_or_began_after_it_is_not_followed():
    others = "    50    | 2012-04-02 | 2014-03-31\n    50    | 2015-04-01 |\n"
    assert panel(PLANS + others).cells.equals(panel(PLANS).cells)


def test_of_few_plans_the_public_is_told_that_they_are_too_few():
    few = drawn("child_protection_plans", PLANS.replace("20 ", "2  ").replace("10 ", "3  "))
    assert isinstance(how_long_plans_last(scope(YEAR), few), Absent)


@pytest.mark.parametrize(("in_band", "shown"), [(20, "50.0"), (9, WITHHELD)])
def test_in_public_an_estimate_stands_only_on_ten_and_more(in_band, shown):
    text = PLANS.replace("20  ", f"{in_band:<4}") + OLDER
    plans = drawn("child_protection_plans", text)
    asked = scope(YEAR)
    tables = [measure(asked, plans) for measure in (plan_flow, plans_by_duration_ended)]
    *_, last = cleared_tables([*tables, how_long_plans_last(asked, plans)], "public", "test")
    row = last.cells[last.cells.measure == "On a plan for more than 3 months, %"]
    assert str(row.estimate.iloc[0]) == shown
