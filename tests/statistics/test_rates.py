"""Rates and proportions against Public Health England's own test data, DfE's published figures
and the same methods written by others."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lscb.statistics.rates import (
    directly_standardised_rate,
    poisson_limits,
    proportions,
    rates,
    share,
    wilson_limits,
)

counts = st.integers(min_value=0, max_value=100_000)
shares = st.tuples(counts, st.integers(min_value=1, max_value=100_000)).map(
    lambda pair: (min(pair), max(*pair, 1))
)


def limits(found: tuple[np.ndarray, np.ndarray]) -> tuple[float, float]:
    lower, upper = found
    return float(lower), float(upper)


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [
        # PHEindicatormethods test data, testdata_B_W: Byar's method, 95 %
        (65, 50.163187710459454, 82.84913854593984),
        (1045, 982.5932018073325, 1110.33121298565),
        # PHEindicatormethods test data, testdata_Rate: per 100 of 100 people
        (20, 12.211428834875937, 30.889880369197066),
    ],
)
def test_byars_limits_are_those_of_public_health_england(events, lower, upper):
    assert limits(poisson_limits(events)) == pytest.approx((lower, upper), rel=1e-12)


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [
        # PHEindicatormethods test data, testdata_Rate: per 100 of 100 people
        (1, 0.025317807984289897, 5.571643390938898),
        (5, 1.62348639011842, 11.668332079322669),
    ],
)
def test_exact_limits_below_ten_are_those_of_public_health_england(events, lower, upper):
    assert limits(poisson_limits(events)) == pytest.approx((lower, upper), rel=1e-12)


@pytest.mark.parametrize(
    ("events", "lower", "upper"),
    [
        # PHEindicatormethods test data, testdata_Rate: per 100 of 100 people, 99.8 %
        (1, 0.0010005003335835344, 9.233413476451585),
        (5, 0.739371731917839, 16.454745203680105),
        (20, 8.922802365144193, 38.08503562504191),
        (65, 42.8802614714802, 94.00029084431802),
    ],
)
def test_the_limits_of_an_alert_are_those_of_public_health_england(events, lower, upper):
    assert limits(poisson_limits(events, 0.998)) == pytest.approx((lower, upper), rel=1e-12)


@pytest.mark.parametrize(
    ("numerator", "lower", "upper"),
    [
        # PHEindicatormethods test data, testdata_Prop: of 100, 99.8 %
        (1, 0.000873065697299977, 0.1045544528370582),
        (65, 0.4954946574070431, 0.7783540614089697),
    ],
)
def test_wilsons_limits_of_an_alert_are_those_of_public_health_england(numerator, lower, upper):
    assert limits(wilson_limits(numerator, 100, 0.998)) == pytest.approx((lower, upper), rel=1e-12)


def test_nine_events_have_exact_limits_and_ten_have_byars():
    # Tables of exact Poisson limits have 4.115 to 17.085 for 9 events and 4.795 to 18.390 for 10;
    # Byar's formula worked by hand for 10 is 10 × 0.78229³ to 11 × 1.18689³.
    assert limits(poisson_limits(9)) == pytest.approx((4.115, 17.085), abs=0.001)
    assert limits(poisson_limits(10)) == pytest.approx((4.787, 18.392), abs=0.001)


def test_no_events_have_an_upper_limit():
    # P(0 events) = exp(-m) is 2.5 % at m = -log(0.025), the "rule of three" two-sided.
    assert limits(poisson_limits(0)) == pytest.approx((0, -math.log(0.025)), rel=1e-12)


def test_limits_of_several_counts_are_those_of_each():
    together = zip(*poisson_limits([0, 5, 65]), strict=True)
    assert list(together) == [limits(poisson_limits(count)) for count in (0, 5, 65)]


@given(counts)
def test_poisson_limits_contain_the_count(events):
    lower, upper = limits(poisson_limits(events))
    assert 0 <= lower <= events < upper


@given(st.integers(min_value=1, max_value=2_000), st.integers(min_value=1, max_value=2_000))
def test_limits_are_wider_beside_the_count_for_fewer_events(one, other):
    few, many = min(one, other), max(one, other) + 1
    (a, b), (c, d) = limits(poisson_limits(few)), limits(poisson_limits(many))
    assert b / few > d / many
    assert a / few < c / many


@pytest.mark.parametrize(
    ("numerator", "denominator", "lower", "upper"),
    [
        # PHEindicatormethods test data, testdata_B_W: Wilson's method, 95 %
        (65, 100, 0.5525444329688797, 0.7363575175690247),
        (1045, 5000, 0.19795549880013297, 0.22049130373189027),
        (0.445, 1, 0.04381744772058822, 0.9334621276979156),
        # PHEindicatormethods test data, testdata_Prop: proportion of 1
        (1, 100, 0.0017674320641406511, 0.054486196178705294),
        (5, 100, 0.02154367915436798, 0.11175046923191911),
        (9856, 12345, 0.7912101752909069, 0.8053640073614909),
        (7776456, 7564336677, 0.0010273201001641094, 0.0010287644578977231),
        (999, 3456, 0.27418951080009873, 0.30440389662818057),
    ],
)
def test_wilsons_limits_are_those_of_public_health_england(numerator, denominator, lower, upper):
    found = limits(wilson_limits(numerator, denominator))
    assert found == pytest.approx((lower, upper), rel=1e-12)


@given(shares)
def test_wilsons_limits_are_those_of_scipy(pair):
    numerator, denominator = pair
    theirs = binomtest(numerator, denominator).proportion_ci(method="wilson")
    assert limits(wilson_limits(numerator, denominator)) == pytest.approx(
        (theirs.low, theirs.high), rel=1e-9, abs=1e-12
    )


@given(shares)
def test_wilsons_limits_contain_the_proportion_and_stay_between_none_and_all(pair):
    lower, upper = limits(wilson_limits(*pair))
    proportion = pair[0] / pair[1]
    assert 0 <= lower <= proportion + 1e-12
    assert proportion - 1e-12 <= upper <= 1


@given(shares, st.integers(min_value=2, max_value=50))
def test_wilsons_limits_are_wider_for_the_same_share_of_fewer(pair, times):
    narrow = limits(wilson_limits(pair[0] * times, pair[1] * times))
    wide = limits(wilson_limits(*pair))
    assert wide[1] - wide[0] > narrow[1] - narrow[0]


@pytest.mark.parametrize(("numerator", "denominator"), [(0, 0), (3, 0), (4, 3)])
def test_no_limits_of_a_share_of_nobody_or_of_more_than_all(numerator, denominator):
    assert np.isnan(limits(wilson_limits(numerator, denominator))).all()


@pytest.mark.parametrize(
    ("count", "population", "rate"),
    [
        # DfE, Characteristics of children in need, 2024 release, table D1: plans at 31 March for
        # each 10,000 children; populations: ONS mid-year estimates of the June before
        pytest.param(255, 54_891, 46.5, id="Bexley 2013-14"),
        pytest.param(218, 54_558, 40.0, id="Bexley 2012-13"),
        pytest.param(289, 55_535, 52.0, id="Bexley 2014-15"),
        pytest.param(234, 42_244, 55.4, id="Portsmouth 2013-14"),
        pytest.param(247, 44_746, 55.2, id="Sutton 2013-14"),
        pytest.param(108, 27_085, 39.9, id="Bracknell Forest 2013-14"),
    ],
)
def test_a_rate_is_the_one_that_dfe_published(count, population, rate):
    assert share(count, population, per=10_000) == rate


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        # DfE, Characteristics of children in need, 2024 release, table D3, 2013-14
        pytest.param(24, 299, 8.0, id="Bexley: second or subsequent plans"),
        pytest.param(26, 242, 10.7, id="Portsmouth: second or subsequent plans"),
        pytest.param(49, 272, 18.0, id="Sutton: second or subsequent plans"),
        # Bexley LSCB annual report 2013/14
        pytest.param(17, 270, 6.3, id="Bexley: second or subsequent plans, 2012-13"),
        pytest.param(272, 332, 81.9, id="Bexley: initial conferences in 15 working days"),
        # Leicester, Leicestershire and Rutland, training report, quarter 1 of 2016-17
        pytest.param(304, 393, 77.4, id="fill"),
        pytest.param(269, 289, 93.1, id="attendance rate"),
    ],
)
def test_a_percentage_is_the_one_that_was_published(numerator, denominator, percent):
    assert share(numerator, denominator) == percent


@pytest.mark.parametrize(
    ("numerator", "denominator", "per", "places", "rounded"),
    [
        (1, 8, 100, 1, 12.5),
        (1, 8, 100, 0, 13.0),
        (3, 8, 100, 0, 38.0),
        (49, 400, 100, 1, 12.3),  # 12.25, which Python's round() takes to 12.2
        (1, 400, 100, 1, 0.3),  # 0.25
        (0, 7, 100, 1, 0.0),
        (7, 7, 100, 1, 100.0),
        (2, 3, 100, 2, 66.67),
    ],
)
def test_halves_are_rounded_away_from_zero(numerator, denominator, per, places, rounded):
    assert share(numerator, denominator, per, places) == rounded


@given(counts, st.integers(min_value=1), st.sampled_from([1, 100, 10_000, 100_000]))
def test_a_share_is_rounded_once_from_its_exact_value(numerator, denominator, per):
    exact = Fraction(numerator * per * 10, denominator)
    below = exact.numerator // exact.denominator
    tenths = below + (exact - below >= Fraction(1, 2))
    assert share(numerator, denominator, per) == tenths / 10


@given(st.integers(min_value=0, max_value=4_000))
def test_rounding_is_that_of_exact_decimals(fortieths_of_a_hundredth):
    exact = Decimal(fortieths_of_a_hundredth) * 100 / Decimal(4_000)
    wanted = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert share(fortieths_of_a_hundredth, 4_000) == float(wanted)


def test_rates_and_their_limits_are_those_of_public_health_england():
    # PHEindicatormethods test data, testdata_Rate, per 100,000 at 95 %: Area2 to Area8, Area12
    events = pd.Series([5, 20, 65, 9856, 222, 999, 250], index=list("abcdefg"))
    population = pd.Series([100, 100, 100, 12345, 3215, 3456, 220], index=events.index)
    wanted = pd.DataFrame(
        {
            "rate": [5000.0, 20000.0, 65000.0, 79838.0, 6905.1, 28906.3, 113636.4],
            "lower": [1623.5, 12211.4, 50163.2, 78269.5, 6026.6, 27141.3, 99984.9],
            "upper": [11668.3, 30889.9, 82849.1, 81430.0, 7875.7, 30755.8, 128631.1],
        },
        index=events.index,
    )
    pd.testing.assert_frame_equal(rates(events, population, per=100_000), wanted)


def test_one_or_two_deaths_have_no_rate_and_three_have_one():
    found = rates(pd.Series([1, 2, 3]), pd.Series([50_000.0] * 3), per=100_000)
    assert found.rate.isna().tolist() == [True, True, False]
    assert found.isna().all(axis=1).tolist() == [True, True, False]
    assert found.rate[2] == 6.0


def test_no_deaths_have_a_rate_of_none_with_an_upper_limit():
    found = rates(pd.Series([0]), pd.Series([50_000.0]), per=100_000)
    wanted = pd.DataFrame({"rate": [0.0], "lower": [0.0], "upper": [7.4]})  # 3.689 ÷ 50,000
    pd.testing.assert_frame_equal(found, wanted)


@pytest.mark.parametrize("population", [np.nan, 0.0])
def test_an_unknown_or_empty_population_has_no_rate(population):
    found = rates(pd.Series([12, 0]), pd.Series([population] * 2), per=10_000)
    assert found.isna().all(axis=None)


def test_rates_of_no_rows_are_no_rows():
    nothing = pd.Series(dtype="int64")
    found = rates(nothing, nothing.astype(float), per=10_000)
    assert list(found.columns) == ["rate", "lower", "upper"]
    assert found.empty


def test_percentages_and_their_limits_are_those_of_public_health_england():
    # PHEindicatormethods test data, testdata_Prop, percentages at 95 %: Area1 to Area8 less Area6
    numerator = pd.Series([1, 5, 20, 65, 9856, 222, 999], index=range(7, 14))
    denominator = pd.Series([100, 100, 100, 100, 12345, 3215, 3456], index=numerator.index)
    wanted = pd.DataFrame(
        {
            "percent": [1.0, 5.0, 20.0, 65.0, 79.8, 6.9, 28.9],
            "lower": [0.2, 2.2, 13.3, 55.3, 79.1, 6.1, 27.4],
            "upper": [5.4, 11.2, 28.9, 73.6, 80.5, 7.8, 30.4],
        },
        index=numerator.index,
    )
    pd.testing.assert_frame_equal(proportions(numerator, denominator), wanted)


def test_a_share_of_nobody_and_of_an_unknown_number_is_not_known():
    found = proportions(pd.Series([0, 4]), pd.Series([0.0, np.nan]))
    assert found.isna().all(axis=None)


def test_none_and_all_are_shares_with_limits():
    found = proportions(pd.Series([0, 10]), pd.Series([10, 10]))
    # Wilson at its ends is z² ÷ (n + z²): 3.8415 ÷ 13.8415 = 27.8 %
    wanted = pd.DataFrame(
        {"percent": [0.0, 100.0], "lower": [0.0, 72.2], "upper": [27.8, 100.0]},
    )
    pd.testing.assert_frame_equal(found, wanted)


# Fay and Feuer (Statistics in Medicine 1997, 16:791), table II: children with Down's syndrome and
# all live births of mothers with five children or more, and all live births, by mothers' age.
DOWNS = [0, 8, 63, 112, 262, 295]
BIRTHS = [327, 30_666, 123_419, 149_919, 104_088, 34_392]
ALL_BIRTHS = [319_933, 931_318, 786_511, 488_235, 237_863, 61_313]


def test_a_standardised_rate_is_the_one_others_find():
    # R's dsrTest 1.0.0 prints 75.52901 for each 100,000 births.
    rate, lower, upper = directly_standardised_rate(DOWNS, BIRTHS, ALL_BIRTHS, per=100_000)
    assert rate == pytest.approx(75.52901, abs=0.000005)
    assert lower < rate < upper


@pytest.mark.parametrize("standard", [[1, 1], [700, 300]])
def test_where_every_age_has_the_same_rate_and_its_own_share_the_limits_are_the_crude_ones(
    standard,
):
    # PHEindicatormethods test data, testdata_Rate: 20 of 100 people have 12.211 to 30.890.
    people = [100 * each / sum(standard) for each in standard]
    events = [each / 5 for each in people]
    found = directly_standardised_rate(events, people, standard, per=100)
    assert found == pytest.approx((20, 12.211428834875937, 30.889880369197066), rel=1e-12)


def test_limits_of_a_standardised_rate_are_stretched_as_by_hand():
    # Of 100 and 300 people 15 and 5 events; standard half and half. Rate 0.5 × 15 % + 0.5 × 1.667 %
    # = 8.333 %. Its variance is 0.25 × (15 ÷ 100² + 5 ÷ 300²) = 0.00038889, so that the stretch is
    # √(0.00038889 ÷ 20) = 0.0044096. PHE's limits of 20 events are 12.2114 and 30.8899:
    # 0.083333 - 7.7886 × 0.0044096 = 0.048989 and 0.083333 + 10.8899 × 0.0044096 = 0.131353.
    found = directly_standardised_rate([15, 5], [100, 300], [1, 1], per=100)
    assert found == pytest.approx((8.3333, 4.8989, 13.1353), abs=0.0002)


def test_nine_events_are_not_standardised_and_nobody_is_refused():
    assert np.isnan(directly_standardised_rate([4, 5], [100, 100], [1, 1], per=100)).all()
    with pytest.raises(ValueError, match="each age group"):
        directly_standardised_rate([14, 5], [100, 0], [1, 1], per=100)
