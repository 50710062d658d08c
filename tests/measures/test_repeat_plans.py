"""Plans that started soon after the child's last one ended."""

from __future__ import annotations

from lscb.measures.child_protection_plans import repeat_plans_within_24_months
from lscb.tables import Absent
from tests.drawn import assert_shows, drawn, scope


def test_a_plan_repeats_one_that_ended_within_24_calendar_months_before():
    plans = drawn(
        "child_protection_plans",
        """
        child_id | plan_start | plan_end   | previous_plans
        a        | 2012-04-02 | 2012-06-30 | 0
        a        | 2014-06-30 |            | 1
        b        | 2012-04-02 | 2012-06-29 | 0
        b        | 2014-06-30 |            | 1
        c        | 2014-06-30 |            | 1
        d        | 2014-06-30 |            | 0
        """,
    )
    # Of 1 of 4 Wilson's limits are 4.6 and 69.9 %.
    assert_shows(
        repeat_plans_within_24_months(scope("2014-15"), plans),
        """
        year    | numerator | repeats | denominator | percent | lower | upper
        2014-15 | 1         | 3       | 4           | 25.0    | 4.6   | 69.9
        """,
    )


def test_of_three_plans_the_last_before_is_the_one_that_counts():
    plans = drawn(
        "child_protection_plans",
        """
        child_id | plan_start | plan_end   | previous_plans
        a        | 2012-04-02 | 2012-05-01 | 0
        a        | 2014-08-01 | 2014-12-01 | 1
        a        | 2015-02-02 |            | 2
        """,
    )
    assert_shows(
        repeat_plans_within_24_months(scope("2014-15"), plans),
        "year | numerator | repeats | denominator\n2014-15 | 1 | 2 | 2",
    )


def test_without_two_years_of_records_before_there_is_nothing_to_say():
    plans = drawn("child_protection_plans", "plan_start\n2014-06-30")
    asked = scope("2014-15", first_year="2013-14")
    assert isinstance(repeat_plans_within_24_months(asked, plans), Absent)
