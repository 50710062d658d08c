"""How long plans last, from small drawn records."""

from __future__ import annotations

from lscb.measures.child_protection_plans import how_long_plans_last
from lscb.statistics.durations import BANDS
from lscb.tables import Absent, Cell
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


def test_in_public_an_estimate_stands_only_on_ten_and_more_of_all_that_it_rests_on():
    plans = drawn("child_protection_plans", PLANS + OLDER)
    table = how_long_plans_last(scope(YEAR), plans)
    flow = {Cell.of(f"plans {of}", year=YEAR) for of in ("before", "started", "ended")}
    short = {Cell.of("plans ended", year=YEAR, duration=band) for band in BANDS[:2]}
    for column in table.columns:
        assert column.fewest == 10
        assert column.made_of[("On a plan for more than 6 months, %",)] == flow | short


def test_in_public_figures_are_of_two_figures_and_the_median_is_a_whole_month():
    plans = drawn("child_protection_plans", PLANS.replace("2014-06-30", "2014-07-14") + OLDER)
    by_edition = [
        how_long_plans_last(scope(YEAR, edition), plans).cells.set_index("measure")
        for edition in ("panel", "public")
    ]
    median = "Half of plans end within, months"
    # Of 40 at risk half have ended on the 105th day: 105 ÷ (365.25 ÷ 12) = 3.45 months.
    assert [cells.estimate[median] for cells in by_edition] == [3.4, 3.0]
    share = "On a plan for more than 6 months, %"
    # Of 25 % Greenwood's sum is 20 ÷ (40 × 20) + 10 ÷ (20 × 10) = 0.075; 1.96 × √0.075 ÷ 1.386 is
    # 0.387, and 0.25 to the power of e^0.387 is 12.98 %.
    assert [cells.lower[share] for cells in by_edition] == [13.0, 13.0]
