"""Exact tests of groups against R's, published examples, dice and cases worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lscb.statistics import groups
from lscb.statistics.groups import (
    DRAWS,
    ENUMERATED,
    SIMULATED,
    exact_trend,
    group_rate_ratios,
    holm,
    multinomial_fit,
    rate_ratio,
)

few = settings(deadline=None, max_examples=25)
tables = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 50)), min_size=2, max_size=4).map(
    lambda rows: tuple(zip(*rows, strict=True))
)


@pytest.mark.parametrize(
    ("counts", "shares", "p", "possible"),
    [
        # R, XNomial::xmulti, "P value (Chisq)": Mangiafico, R Companion for the Handbook of
        # Biological Statistics, exact test of goodness of fit.
        ((72, 38, 20, 18), (9, 3, 3, 1), 0.001608, 562_475),
        # R, XNomial::xmulti, "P value (Chisq)" and tables: linux-sunxi.org, Lima-memtester.
        (
            (0, 0, 0, 0, 3, 2, 0, 0, 0, 0),
            (
                0.0007283175419052768,
                0.00744356779387656,
                0.04317730632627215,
                0.14247361868533098,
                0.2679071710633351,
                0.2873730067728857,
                0.17586116428130794,
                0.06134920915452913,
                0.012180622334238,
                0.0013734297459093714,
            ),
            0.514,
            2_002,
        ),
    ],
)
def test_the_exact_fit_is_that_of_r(counts, shares, p, possible):
    found = multinomial_fit(counts, shares)
    assert found.p == pytest.approx(p, rel=0.0005)
    assert (found.method, found.tables) == (ENUMERATED, possible)


def test_tables_are_ordered_by_their_distance_and_not_by_their_probability():
    # The example of R's EMT, whose p by probability is 0.0767. Expected are 2, 4 and 2, and X² is
    # 9/2 + 4/4 + 1/2 = 6. Tables a, b, c with X² = (b - 4)²/4 + ((a - 2)² + (c - 2)²)/2 of 6 or
    # more, and their ways × 2ᵇ, of 4⁸ = 65,536:
    #   b = 0: 4 + 8/2 or more, all of them         2⁸ = 256
    #   b = 1: a is not 3 or 4                      8 × (128 - 70) × 2 = 928
    #   b = 2: a is 0, 1, 5 or 6                    28 × 14 × 4 = 1568
    #   b = 3: a is 0 or 5                          56 × 2 × 8 = 896
    #   b = 4 to 7: at most 4, 2.75, 3 and 4.75     none
    #   b = 8: 4 + 8/2                              2⁸ = 256
    found = multinomial_fit((5, 2, 1), (0.25, 0.5, 0.25))
    assert found.statistic == pytest.approx(6)
    assert found.p == pytest.approx(3904 / 65_536, rel=1e-12)


@pytest.mark.parametrize(
    ("counts", "statistic", "p"),
    [
        # Three equal groups, 27 ways of three events: 6 with one in each, 3 with all in one.
        ((1, 1, 1), 0, 1),
        ((2, 1, 0), 2, 21 / 27),
        ((0, 3, 0), 6, 3 / 27),
    ],
)
def test_three_events_in_equal_groups_are_worked_by_hand(counts, statistic, p):
    found = multinomial_fit(counts, (0.1, 0.1, 0.1))
    assert (found.statistic, found.p) == pytest.approx((statistic, p), abs=1e-12)


def test_of_many_tables_p_is_simulated_and_says_so():
    # The first example, of 562,475 tables, with an empty group beside it of hardly any share: as
    # good as the same p, of 21 million tables. Three standard errors of 99,999 draws are 0.0004.
    found = multinomial_fit((72, 38, 20, 18, 0), (9, 3, 3, 1, 1e-9))
    assert (found.method, found.tables) == (SIMULATED, DRAWS)
    assert found.p == pytest.approx(0.001608, abs=0.0004)
    assert found == multinomial_fit((72, 38, 20, 18, 0), (9, 3, 3, 1, 1e-9))


def test_simulation_never_says_that_something_is_impossible(monkeypatch):
    monkeypatch.setattr(groups, "MOST_TABLES", 1)
    assert multinomial_fit((60, 0), (1, 1)).p == 1 / (1 + DRAWS)


def test_simulation_and_enumeration_agree_with_many_ties(monkeypatch):
    enumerated = multinomial_fit((6, 3, 2, 1), (1, 1, 1, 1))
    monkeypatch.setattr(groups, "MOST_TABLES", 1)
    assert multinomial_fit((6, 3, 2, 1), (1, 1, 1, 1)).p == pytest.approx(enumerated.p, abs=0.005)


def test_of_many_events_the_fit_is_pearsons():
    found = multinomial_fit((520, 490, 430), (100, 100, 100))
    statistic, p = stats.chisquare([520, 490, 430])
    assert found.statistic == pytest.approx(statistic)
    assert found.p == pytest.approx(p, abs=0.0005)


@few
@given(tables)
def test_the_order_and_the_unit_of_groups_do_not_matter_to_the_fit(drawn):
    counts, people = drawn
    there = multinomial_fit(counts, people)
    back = multinomial_fit(counts[::-1], [each * 0.37 for each in people[::-1]])
    assert 0 < there.p <= 1
    assert (back.statistic, back.p) == pytest.approx((there.statistic, there.p), abs=1e-9)


def test_of_no_events_nothing_is_unlikely():
    found = multinomial_fit((0, 0, 0), (5, 10, 20))
    assert (found.statistic, found.p, found.tables) == (0, 1, 1)
    trend = exact_trend((0, 0, 0), (5, 10, 20))
    assert (trend.score, trend.expected, trend.p) == (0, 0, 1) and np.isnan(trend.z)


@pytest.mark.parametrize(
    ("counts", "population"),
    [
        ((1, 2), (10, 0)),
        ((1, 2), (10, -3)),
        ((1, 2), (10, np.nan)),
        ((1, 2), (10, np.inf)),
        ((1, -2), (10, 10)),
        ((1, 2.5), (10, 10)),
        ((1, np.nan), (10, 10)),
        (pd.Series([1, None], dtype="Int64"), (10, 10)),
        ((1, 2, 3), (10, 10)),
        ((1,), (10,)),
        ((), ()),
    ],
)
@pytest.mark.parametrize("test", [multinomial_fit, exact_trend])
def test_impossible_groups_are_refused(test, counts, population):
    with pytest.raises(ValueError, match="expected"):
        test(counts, population)


@pytest.mark.parametrize(
    ("dice", "p"),
    [
        # Events in six equal groups are dice, and the score their sum. Of 216 throws of three
        # dice, 1 comes to 3, 3 to 4, 6 to 5, and the same to 18, 17, 16.
        ((6, 6, 6), 2 / 216),
        ((6, 6, 5), 8 / 216),
        ((1, 1, 2), 8 / 216),
        ((6, 4, 6), 20 / 216),
        ((1, 4, 5), 1),
    ],
)
def test_the_exact_trend_of_equal_groups_is_that_of_dice(dice, p):
    counts = [dice.count(face) for face in range(1, 7)]
    found = exact_trend(counts, [0.7] * 6)
    assert found.p == pytest.approx(p)
    assert (found.score, found.expected) == pytest.approx((sum(dice), 10.5))


def test_the_exact_trend_of_unequal_groups_is_worked_by_hand():
    # Shares 1/2, 1/3, 1/6: mean score 5/3. Two events both in the third group: 6, where 10/3 is
    # expected, 8/3 away; the other side, 10/3 - 8/3 = 2/3, is lower than the lowest sum, 2.
    found = exact_trend((0, 0, 2), (30, 20, 10))
    assert (found.score, found.expected, found.p) == pytest.approx((6, 10 / 3, 1 / 36))
    # Both in the first: 2, 4/3 away. As far or farther: 2 (1/4), 5 (2 × 1/3 × 1/6) and 6 (1/36).
    assert exact_trend((2, 0, 0), (30, 20, 10)).p == pytest.approx(1 / 4 + 1 / 9 + 1 / 36)


def test_the_asymptotic_trend_is_that_of_r():
    # R, ?prop.trend.test, smokers: X² = 8.2249 for these of so many. It divides by p(1 - p), p the
    # share of all; counts that are Poisson divide by p alone, so that z² is X² × (1 - p).
    smokers, patients = (83, 90, 129, 70), (86, 93, 136, 82)
    found = exact_trend(smokers, patients)
    assert found.z**2 == pytest.approx(8.224922285197744 * (1 - 372 / 397))
    assert found.z < 0
    assert found.p == pytest.approx(2 * stats.norm.sf(abs(found.z)), abs=0.01)


@few
@given(tables)
def test_groups_turned_round_have_the_opposite_trend(drawn):
    counts, people = drawn
    there, back = exact_trend(counts, people), exact_trend(counts[::-1], people[::-1])
    assert 0 < there.p <= 1
    assert back.p == pytest.approx(there.p)
    assert back.z == pytest.approx(-there.z, nan_ok=True, abs=1e-9)


def test_the_ratio_of_two_rates_is_that_of_r():
    # R, ?poisson.test: 11 and 6 + 8 + 7 events in 800 and 1083 + 1050 + 878 person-years.
    found = rate_ratio((11, 800), (21, 3011))
    assert found.ratio == pytest.approx(1.971488, abs=1e-6)
    assert (found.lower, found.upper) == pytest.approx((0.8584264, 4.2772659), abs=1e-7)
    assert found.p == pytest.approx(0.07967, abs=5e-6)


def test_of_no_events_on_one_side_the_ratio_has_one_limit():
    # 0 of 5 events at equal exposure: p is 2 ÷ 2⁵; the upper limit of the share, s, has
    # (1 - s)⁵ = 0.025, so that the upper limit of the ratio is 0.025 to the power -1/5, less 1.
    none = rate_ratio((0, 10), (5, 10))
    assert (none.ratio, none.lower) == (0, 0)
    assert (none.upper, none.p) == pytest.approx((0.025 ** (-1 / 5) - 1, 1 / 16))
    all_of_them = rate_ratio((5, 10), (0, 10))
    assert (all_of_them.ratio, all_of_them.upper) == (np.inf, np.inf)
    assert all_of_them.lower == pytest.approx(1 / none.upper)


def test_of_no_events_at_all_the_ratio_may_be_anything():
    found = rate_ratio((0, 10), (0, 20))
    assert np.isnan(found.ratio) and (found.lower, found.upper, found.p) == (0, np.inf, 1)


@few
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 90), st.integers(1, 90))
def test_rates_the_other_way_round_have_the_inverse_ratio(one, other, of_one, of_other):
    there = rate_ratio((one, of_one), (other, of_other))
    back = rate_ratio((other, of_other), (one, of_one))
    assert back.p == pytest.approx(there.p)
    if one and other:
        inverse = (1 / there.ratio, 1 / there.upper, 1 / there.lower)
        assert (back.ratio, back.lower, back.upper) == pytest.approx(inverse)
        assert there.lower < there.ratio < there.upper


@pytest.mark.parametrize(
    ("first", "second"), [((-1, 5), (3, 5)), ((1, 0), (3, 5)), ((1.5, 5), (3, 5))]
)
def test_an_impossible_rate_is_refused(first, second):
    with pytest.raises(ValueError, match="expected"):
        rate_ratio(first, second)


def test_each_group_is_compared_with_all_others():
    counts = pd.Series([11, 15, 6], index=["white", "asian", "black"])
    people = pd.Series([800, 2000, 1011], index=counts.index)
    found = group_rate_ratios(counts, people)
    assert list(found.index) == ["white", "asian", "black"]
    assert set(found.comparisons) == {3}
    # The others of the first are 21 of 3011: R's example above.
    assert found.ratio["white"] == pytest.approx(1.971488, abs=1e-6)
    assert found.lower["white"] == pytest.approx(0.8584264, abs=1e-7)
    assert found.p_holm["white"] == pytest.approx(3 * 0.07967, abs=2e-5)


def test_two_groups_are_one_comparison():
    found = group_rate_ratios(pd.Series([11, 21]), pd.Series([800, 3011]))
    assert list(found.comparisons) == [1, 1]
    assert list(found.p_holm) == pytest.approx([0.07967, 0.07967], abs=5e-6)
    assert found.ratio[1] == pytest.approx(1 / found.ratio[0])


def test_a_group_alone_has_nothing_to_be_compared_with():
    with pytest.raises(ValueError, match="at least two"):
        group_rate_ratios(pd.Series([11]), pd.Series([800]))


def test_p_values_are_corrected_as_holm_has_it():
    # The example of Wikipedia, "Holm-Bonferroni method": of these four the first and the last are
    # rejected at 5 %. 0.005 × 4, 0.01 × 3, 0.03 × 2; 0.04 × 1 is raised to the one before it.
    found = holm([0.01, 0.04, 0.03, 0.005])
    assert list(found) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert list(found < 0.05) == [True, False, False, True]


def test_corrected_p_values_are_one_at_most_and_equal_ones_stay_equal():
    assert list(holm([0.4, 0.4, 0.9])) == [1, 1, 1]
    assert list(holm([0.01, 0.01])) == [0.02, 0.02]
    assert list(holm([0.03])) == [0.03]
    assert holm([]).size == 0


@given(st.lists(st.floats(0, 1), max_size=8))
def test_a_correction_keeps_the_order_and_lies_between_none_and_bonferronis(p):
    given_p, found = np.array(p), holm(p)
    assert (found >= given_p).all()
    assert (found <= np.minimum(given_p * max(len(p), 1), 1) + 1e-12).all()
    assert (np.diff(found[np.argsort(given_p, kind="stable")]) >= 0).all()


@pytest.mark.parametrize("p", [[0.5, np.nan], [-0.1], [1.2]])
def test_what_is_no_p_value_is_not_corrected(p):
    with pytest.raises(ValueError, match="p values"):
        holm(p)
