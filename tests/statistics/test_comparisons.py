"""Differences against published examples, and the words that an interval allows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.statistics.comparisons import (
    HIGHER,
    LOWER,
    NO_CLEAR_DIFFERENCE,
    TOO_FEW,
    Difference,
    difference_of_proportions,
    difference_of_rates,
    verdicts,
)
from lscb.statistics.rates import wilson_limits

shares = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(
    lambda pair: (min(pair), max(pair))
)


def numbers(found: Difference) -> tuple[float, float, float]:
    return float(found.estimate), float(found.lower), float(found.upper)


@pytest.mark.parametrize(
    ("first", "second", "estimate", "lower", "upper"),
    [
        # Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
        ((56, 70), (48, 80), 0.2000, 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.6000, 0.1705, 0.8090),
        ((5, 56), (0, 29), 0.0893, -0.0381, 0.1926),
        ((10, 10), (0, 10), 1.0000, 0.6075, 1.0000),
    ],
)
def test_the_difference_of_two_proportions_is_newcombes(first, second, estimate, lower, upper):
    found = numbers(difference_of_proportions(first, second))
    assert found == pytest.approx((estimate, lower, upper), abs=0.00006)


@given(shares, shares)
def test_a_difference_turned_round_is_the_same_with_the_other_sign(one, other):
    there, back = difference_of_proportions(one, other), difference_of_proportions(other, one)
    assert numbers(there) == pytest.approx([-each for each in numbers(Difference(*_turned(back)))])


def _turned(found: Difference) -> tuple[float, float, float]:
    return found.estimate, found.upper, found.lower


@given(shares, shares)
def test_limits_contain_the_difference_and_stay_between_minus_one_and_one(one, other):
    estimate, lower, upper = numbers(difference_of_proportions(one, other))
    assert -1 - 1e-9 <= lower <= estimate + 1e-12
    assert estimate - 1e-12 <= upper <= 1 + 1e-9


@given(shares)
def test_against_a_number_that_is_known_the_limits_are_wilsons(one):
    """A very large second group has no uncertainty of its own."""
    k, n = one
    large = 10**13
    _, lower, upper = numbers(difference_of_proportions((k, n), (large // 4, large)))
    low, high = (float(each) for each in wilson_limits(k, n))
    assert (lower, upper) == pytest.approx((low - 0.25, high - 0.25), abs=1e-5)


def test_the_difference_of_two_rates_is_worked_by_hand():
    # PHEindicatormethods test data: of 100 people each, 65 events have limits 50.163 and 82.849,
    # 20 have 12.211 and 30.890. 45 less √((65 - 50.163)² + (30.890 - 20)²) = 45 - 18.405;
    # 45 and √((82.849 - 65)² + (20 - 12.211)²) = 45 + 19.475.
    found = numbers(difference_of_rates((65, 100), (20, 100), per=100))
    assert found == pytest.approx((45, 26.595, 64.475), abs=0.001)


def test_an_alert_takes_more_than_a_difference():
    usual = numbers(difference_of_proportions((56, 70), (48, 80)))
    alert = numbers(difference_of_proportions((56, 70), (48, 80), level=0.998))
    assert alert[1] < 0 < usual[1]


def test_of_nobody_there_is_no_difference():
    assert np.isnan(numbers(difference_of_proportions((0, 0), (3, 10)))).all()
    assert np.isnan(numbers(difference_of_rates((0, 0), (3, 10), per=100))).all()


def test_an_interval_that_holds_the_other_number_shows_no_clear_difference():
    found = verdicts([1.0, 3.0, 0.0, 1.0, np.nan], [2.5, 4.0, 1.9, 2.0, 3.0], 2.0)
    assert list(found) == [NO_CLEAR_DIFFERENCE, HIGHER, LOWER, NO_CLEAR_DIFFERENCE, TOO_FEW]


def test_few_are_not_compared_however_clear_the_interval():
    assert list(verdicts([3.0, 3.0], [4.0, 4.0], 2.0, enough=[False, True])) == [TOO_FEW, HIGHER]


def test_a_number_nobody_published_is_compared_with_nothing():
    assert verdicts(3.0, 4.0, np.nan) == TOO_FEW


def test_two_years_of_bexleys_repeat_plans_are_no_clear_change():
    # Bexley: 17 of 270 plans started in 2012-13 and 24 of 299 in 2013-14 were second or later
    # plans (DfE, release 2024, table D3).
    found = difference_of_proportions((24, 299), (17, 270))
    assert verdicts(found.lower, found.upper, 0) == NO_CLEAR_DIFFERENCE


def test_conferences_of_bexley_in_time_are_above_englands_share():
    # Bexley 2013-14 printed 272 of 332; England's 69 % is DfE's (SFR 43/2014).
    lower, upper = wilson_limits(272, 332)
    assert verdicts(lower, upper, 0.693) == HIGHER
