"""Days between unexpected deaths, and how long deaths wait for a review: for the panel alone."""

from __future__ import annotations

import pandas as pd
import pytest

from lscb.measures.child_deaths import days_between_unexpected_deaths, how_long_reviews_take
from lscb.tables import Absent
from tests.drawn import assert_shows, drawn, scope

PANEL = scope(edition="panel")


def unexpected(days: list[int]) -> pd.DataFrame:
    """Unexpected deaths of residents so many days apart, the latest first in the register."""
    first = pd.Timestamp("2012-04-01")
    dates = [first + pd.Timedelta(days=sum(days[:n])) for n in range(len(days) + 1)]
    rows = "\n".join(f"{day:%Y-%m-%d} | yes | no" for day in reversed(dates))
    return drawn(
        "child_deaths",
        f"""
        date_of_death | resident | expected
        {rows}
        2012-04-02    | yes      | yes
        2012-04-02    | yes      |
        2012-04-02    | no       | no
        2012-03-31    | yes      | no
        """,
    )


def test_days_are_between_unexpected_deaths_of_residents_in_their_order():
    table = days_between_unexpected_deaths(PANEL, unexpected([0, 0, 0, 0, 0, 0, 0, 0, 0, 10]))
    # A mean of 1 day: a longer time than 9 days has the chance 0.5 ** 10, under 1 in 1,000.
    assert table.cells.days.tolist() == [0] * 9 + [10]
    assert set(table.cells.period) == {"2012-13 to 2014-15"}
    assert table.cells.death.tolist() == [str(number) for number in range(2, 12)]
    assert set(table.cells["mean"]) == {1.0}
    assert set(table.cells.upper_998) == {9}


def test_of_ten_unexpected_deaths_no_limit_is_made():
    assert isinstance(days_between_unexpected_deaths(PANEL, unexpected([30] * 9)), Absent)


@pytest.mark.parametrize("measure", [days_between_unexpected_deaths, how_long_reviews_take])
def test_in_public_there_is_neither(measure):
    assert isinstance(measure(scope(), unexpected([30] * 12)), Absent)


def test_deaths_that_still_wait_are_followed_until_the_years_last_day_and_not_left_out():
    # Ten deaths 100 days before the year's end, five of them reviewed on the 91st day; ten of 400
    # days before, all waiting. By 3 months (91 days) 5 of 20 are reviewed. By 6 months nobody more
    # is: ten were followed for 100 days, and are no longer at risk.
    deaths = drawn(
        "child_deaths",
        """
        times | date_of_death | resident | review_completed
        5     | 2014-12-21    | yes      | 2015-03-22
        5     | 2014-12-21    | yes      |
        10    | 2014-02-24    | yes      |
        9     | 2014-02-24    | no       | 2014-02-25
        9     | 2012-03-31    | yes      | 2012-04-25
        """,
    )
    # Greenwood's error of 0.75 on the scale of log(-log): √(5 ÷ (20 × 15)) ÷ 0.28768 is 0.44876,
    # and 0.75 to the power of exp(±1.96 × 0.44876) is 0.50 and 0.8875.
    assert_shows(
        how_long_reviews_take(PANEL, deaths),
        """
        waiting | percent | lower | upper
        15      | 75.0    | 50.0  | 88.7
        10      | 75.0    | 50.0  | 88.7
        10      | 75.0    | 50.0  | 88.7
        10      | 75.0    | 50.0  | 88.7
        0       | [x]     | [x]   | [x]
        0       | [x]     | [x]   | [x]
        0       | [x]     | [x]   | [x]
        0       | [x]     | [x]   | [x]
        """,
    )


def test_a_review_completed_after_the_years_end_is_not_known_yet():
    deaths = drawn(
        "child_deaths",
        "times | date_of_death | resident | review_completed\n12 | 2014-05-02 | yes | 2015-04-01",
    )
    assert how_long_reviews_take(PANEL, deaths).cells.percent.iloc[0] == 100.0


def test_how_long_reviews_take_is_not_estimated_of_too_few_deaths():
    nobody = drawn("child_deaths", "date_of_death | resident\n2012-03-31 | yes")
    found = how_long_reviews_take(PANEL, nobody)
    assert isinstance(found, Absent)
    assert found.why.startswith("Not estimated: ")
