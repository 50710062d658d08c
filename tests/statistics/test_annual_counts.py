"""Limits and tests of yearly counts against R's, known power and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lscb.statistics.annual_counts import (
    chance_limits,
    change_between_years,
    detection_power,
    dispersion,
    yearly_limits,
)
from lscb.statistics.groups import ENUMERATED


@pytest.mark.parametrize(
    ("expected", "lower", "upper"),
    [
        # From printed tables of the cumulative Poisson distribution. Of 10: 3 or fewer 1.03 %,
        # 4 or fewer 2.93 %; 16 or fewer 97.30 %, 17 or fewer 98.57 %. Of 5: 0 0.67 %, 1 or fewer
        # 4.04 %; 9 or fewer 96.82 %, 10 or fewer 98.63 %.
        (10, 4, 17),
        (5, 1, 10),
        (0, 0, 0),
    ],
)
def test_limits_of_chance_are_those_of_printed_tables(expected, lower, upper):
    low, high = chance_limits(expected)
    assert (float(low), float(high)) == (lower, upper)


def test_a_year_of_no_deaths_where_five_are_expected_is_no_alert():
    assert float(chance_limits(5, 0.998)[0]) == 0
    assert 1 / stats.poisson.pmf(0, 5) == pytest.approx(148.4, abs=0.1)


@settings(deadline=None, max_examples=50)
@given(st.floats(0, 300), st.sampled_from([0.95, 0.998]))
def test_counts_beyond_the_limits_are_as_rare_as_is_said(mean, level):
    low, high = (float(each) for each in chance_limits(mean, level))
    below = sum(stats.poisson.pmf(range(int(low)), mean))
    above = 1 - sum(stats.poisson.pmf(range(int(high) + 1), mean))
    assert below <= (1 - level) / 2 + 1e-9
    assert above <= (1 - level) / 2 + 1e-9
    assert low <= mean + 1
    assert high >= mean - 1


@pytest.mark.parametrize("expected", [-1.0, np.nan, np.inf])
def test_limits_about_an_impossible_count_are_refused(expected):
    with pytest.raises(ValueError, match="expected counts"):
        chance_limits([3.0, expected])


def test_a_year_is_expected_to_have_its_share_of_all_years_together():
    # 60 events in 120,000 child-years: 1 in 2,000, so that 20, 10 and 30 are expected.
    years = ["2011-12", "2012-13", "2013-14"]
    found = yearly_limits(
        pd.Series([25, 5, 30], index=years), pd.Series([40_000, 20_000, 60_000], index=years)
    )
    assert list(found.index) == years
    assert list(found["count"]) == [25, 5, 30]
    assert list(found.expected) == pytest.approx([20, 10, 30])
    # Those of 10, as above; 99.8 % of years lie in wider limits.
    assert (found.lower_95["2012-13"], found.upper_95["2012-13"]) == (4, 17)
    assert (found.lower_998 < found.lower_95).all() and (found.upper_998 > found.upper_95).all()


def test_years_of_no_events_have_limits_too():
    found = yearly_limits(pd.Series([0, 0]), pd.Series([100.0, 300.0]))
    assert list(found.expected) == [0, 0] and list(found.lower_998) == [0, 0]


@pytest.mark.parametrize(
    ("counts", "exposures"),
    [([3, -1], [9, 9]), ([3, np.nan], [9, 9]), ([3, 4], [9, 0]), ([3, 4], [9, np.nan]), ([3], [9])],
)
def test_impossible_years_are_refused(counts, exposures):
    with pytest.raises(ValueError, match="expected"):
        yearly_limits(pd.Series(counts), pd.Series(exposures))
    with pytest.raises(ValueError, match="expected"):
        dispersion(counts, exposures)


def test_the_exact_dispersion_is_that_of_r():
    # R, XNomial::xmulti, "P value (Chisq)": Mangiafico, R Companion for the Handbook of Biological
    # Statistics; four counts, with exposures of 9, 3, 3 and 1.
    found = dispersion((72, 38, 20, 18), (9, 3, 3, 1))
    assert found.p == pytest.approx(0.001608, abs=5e-7)
    assert found.method == ENUMERATED


def test_the_dispersion_of_two_years_is_that_of_coins():
    # Eight of ten heads or farther: 2 × (45 + 10 + 1) of 1024.
    found = dispersion((8, 2), (500, 500))
    assert found.statistic == pytest.approx(3.6)
    assert found.p == pytest.approx(112 / 1024)


def test_years_all_alike_are_not_dispersed():
    found = dispersion((7, 7, 7, 7), (0.3, 0.3, 0.3, 0.3))
    assert (found.statistic, found.p) == pytest.approx((0, 1), abs=1e-12)


def test_the_dispersion_of_many_events_is_chi_squared():
    found = dispersion((190, 240, 205), (1, 1, 1))
    assert found.p == pytest.approx(stats.chisquare([190, 240, 205]).pvalue, abs=0.001)


def test_a_later_year_is_divided_by_an_earlier_one():
    # R, ?poisson.test: 11 events in 800 person-years beside 21 in 3,011.
    found = change_between_years(earlier=(21, 3011), later=(11, 800))
    assert found.ratio == pytest.approx(1.971488, abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((0.8584264, 4.2772659), abs=1e-7)
    assert found.p == pytest.approx(0.07967, abs=5e-6)


def test_an_alert_takes_more_than_a_change():
    usual = change_between_years((10, 100), (25, 100))
    alert = change_between_years((10, 100), (25, 100), level=0.998)
    assert alert.lower < 1 < usual.lower


@pytest.mark.parametrize(
    ("ratio", "percent"),
    # The project's statistics notes, A1, from simulation: about so many percent at 20 a year.
    [(1.25, 8), (1.5, 25), (2, 69)],
)
def test_power_is_about_what_simulation_found(ratio, percent):
    assert detection_power(20, ratio).probability == pytest.approx(percent / 100, abs=0.015)


@pytest.mark.parametrize(("mean", "ratio"), [(1, 3), (5, 2), (12.5, 1.3)])
def test_power_is_the_sum_over_both_counts_of_the_test_of_each_pair(mean, ratio):
    counts = np.arange(60)
    before, after = stats.poisson.pmf(counts, mean), stats.poisson.pmf(counts, mean * ratio)
    chance = sum(
        before[one] * after[other]
        for one in counts
        for other in counts
        if other > one and stats.binomtest(int(other), int(one + other)).pvalue < 0.05
    )
    assert detection_power(mean, ratio).probability == pytest.approx(chance, abs=1e-9)


def test_one_year_in_so_many_never_promises_too_much():
    found = [detection_power(20, ratio) for ratio in (1.25, 1.5, 2)]
    # 0.087 is 1 in 11.5, 0.249 is 1 in 4.01 and 0.70 is 1 in 1.4.
    assert [each.one_year_in for each in found] == [12, 5, 2]
    assert all(1 / each.one_year_in <= each.probability for each in found)


@settings(deadline=None, max_examples=25)
@given(st.floats(1, 60), st.floats(1.01, 4))
def test_a_greater_rise_is_noticed_more_often(mean, ratio):
    found, greater = detection_power(mean, ratio), detection_power(mean, ratio * 1.2)
    assert 0 < found.probability <= greater.probability + 1e-9 <= 1 + 1e-9


@pytest.mark.parametrize(("mean", "ratio"), [(0, 2), (-5, 2), (20, 1), (20, 0.5), (np.nan, 2)])
def test_the_power_for_what_is_no_rise_is_refused(mean, ratio):
    with pytest.raises(ValueError, match="a rise"):
        detection_power(mean, ratio)
