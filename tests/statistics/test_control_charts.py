"""Control charts against the NIST handbook's, the NHS's rules and series worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.statistics.control_charts import gaps_chart, natural_limits, p_chart, xmr_chart

MARKS = ["outside", "run", "trend", "two_of_three"]


def chart(*values: float) -> pd.DataFrame:
    return xmr_chart(pd.Series(values, dtype=float))


def of_100(*counts: int) -> pd.DataFrame:
    """A p-chart of these of 100 each, whose centre the counts after them bring to 50 %."""
    rest, sums = [50], sum(counts) - 50 * len(counts)
    while sums or len(counts) + len(rest) < 13:
        step = int(np.clip(sums, -4, 4))
        rest += [50 - step, 50]
        sums -= step
    counts = pd.Series([*counts, *rest])
    found = p_chart(counts, counts * 0 + 100)
    assert found.centre[0] == 0.5
    return found


def test_natural_limits_are_those_of_the_handbook():
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates. It prints limits of
    # 3 ÷ 1.128 mean moving ranges, of which 2.66 is the rounding: 0.0009 apart at most.
    flow = pd.Series([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
    found = natural_limits(flow)
    assert found.centre == pytest.approx(50.81)
    assert found.moving_range == pytest.approx(1.8778, abs=0.00005)
    assert (found.lower, found.upper) == pytest.approx((45.8159, 55.8041), abs=0.0009)


def test_proportions_and_their_limits_are_those_of_the_handbook():
    # NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.2: defective of 50 chips a wafer.
    first = [12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22]
    second = [8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6]
    defective = pd.Series([*first, *second])
    found = p_chart(defective, defective * 0 + 50)
    assert found.centre[0] == pytest.approx(0.2313, abs=0.00005)
    assert found.lower[0] == pytest.approx(0.0524, abs=0.00005)
    assert found.upper[0] == pytest.approx(0.4102, abs=0.00005)
    assert list(found.index[found.outside != 0]) == [14, 22]


def test_ranges_far_above_the_mean_are_left_out():
    # Ranges of eleven 1s and a 19, mean 2.5: 19 is above 3.267 × 2.5 = 8.17, and without it the
    # mean is 1. Values: six of 10, six of 11 and 30, mean 156 ÷ 13 = 12.
    found = chart(*[10, 11] * 6, 30)
    assert found.loc[0, ["centre", "lower", "upper"]].tolist() == pytest.approx([12, 9.34, 14.66])
    assert list(found.outside) == [0] * 12 + [1]
    assert found.moving_range[12] == 19


@pytest.mark.parametrize(("largest", "mean"), [(4.1, 15.1 / 12), (4.2, 1)])
def test_a_range_is_left_out_from_3_267_times_the_mean(largest, mean):
    # Of eleven 1s and x, x is above 3.267 × (11 + x) ÷ 12 from x = 35.937 ÷ 8.733 = 4.115.
    found = natural_limits(pd.Series([0, 1] * 6 + [1 + largest]))
    assert found.moving_range == pytest.approx(mean)


def test_ranges_are_left_out_once_only():
    # Ten 1s, a 5 and a 40, mean 55 ÷ 12: 40 is above 3.267 times it, 5 is not. Of the other eleven
    # the mean is 15 ÷ 11, of which 5 is above 3.267 times, and is kept.
    found = natural_limits(pd.Series([0, 1] * 5 + [0, 5, 45]))
    assert found.moving_range == pytest.approx(15 / 11)


def test_seven_on_one_side_are_a_run_and_six_are_not():
    assert list(chart(*[1] * 7, *[2] * 7).run) == [-1] * 7 + [1] * 7
    assert list(chart(*[1] * 6, *[2] * 6, 1).run) == [0] * 13
    assert list(chart(*[1] * 6, *[2] * 8, 1).run) == [0] * 6 + [1] * 8 + [0]


def test_a_point_on_the_centre_ends_a_run():
    # Three -1s, seven or eight 1s about a 0, and the rest to a mean of 0.
    assert not chart(1, 1, 1, 1, 0, 1, 1, 1, -3, 0, -2, 0, -2).run.any()
    assert list(chart(1, 1, 1, 1, 1, 1, 1, -3, 0, -2, 0, -2, 0).run) == [1] * 7 + [0] * 6


def test_seven_that_rise_or_fall_are_a_trend_and_six_are_not():
    # The cases of NHSRplotthedots' own tests: 1 to 7 rise; 1, 2, 3, 3, 4, 5, 6 do not.
    assert list(chart(2, 1, 2, 3, 4, 5, 6, 7, 3, 4, 3, 4, 3).trend) == [0] + [1] * 7 + [0] * 5
    assert list(chart(2, 7, 6, 5, 4, 3, 2, 1, 3, 2, 3, 2, 3).trend) == [0] + [-1] * 7 + [0] * 5
    assert not chart(2, 1, 2, 3, 3, 4, 5, 6, 3, 4, 3, 4, 3).trend.any()
    assert not chart(2, 1, 2, 3, 4, 5, 6, 3, 4, 3, 4, 3, 4).trend.any()


def test_the_peak_of_a_rise_and_a_fall_is_in_both_and_marked_as_rising():
    assert list(chart(*range(7), *range(5, -1, -1)).trend) == [1] * 7 + [-1] * 6


def test_two_of_three_near_one_limit_are_marked():
    # About 50 of 100 a standard error is 5: near the limit is above 60 or below 40, up to 65 or 35.
    assert list(of_100(62, 55, 62).two_of_three[:4]) == [1, 0, 1, 0]
    assert list(of_100(38, 39, 45).two_of_three[:4]) == [-1, -1, 0, 0]
    assert list(of_100(45, 39, 38).two_of_three[:4]) == [0, -1, -1, 0]
    assert not of_100(38, 39, 45).outside.any()


@pytest.mark.parametrize(
    "counts",
    [
        (60, 55, 60),  # on the edge of the outer third and not in it
        (62, 55, 55, 62),  # two of four
        (62, 55, 38),  # near either limit
        (62, 45, 62),  # the third on the other side
        (62, 50, 62),  # the third on the centre
    ],
)
def test_fewer_or_on_different_sides_are_not_marked(counts):
    assert not of_100(*counts).two_of_three.any()


def test_a_point_beyond_the_limit_counts_as_near_it():
    # Making Data Count, from November 2023 (NHSRplotthedots, issue 194).
    found = of_100(68, 55, 62)
    assert list(found.two_of_three[:3]) == [1, 0, 1]
    assert list(found.outside[:3]) == [1, 0, 0]


def test_points_on_their_limits_are_within_them():
    assert not of_100(65, 50, 35).outside.any()
    assert list(of_100(66, 50, 34).outside[:3]) == [1, 0, -1]


@pytest.mark.parametrize("value", [0.1, 0, 7, 1 / 3])
def test_a_series_all_the_same_has_no_marks(value):
    found = chart(*[value] * 13)
    assert not found[MARKS].any(axis=None)
    assert found.upper[0] == found.centre[0] == found.lower[0]


def test_twelve_points_are_refused_and_thirteen_are_not():
    assert len(chart(*range(13))) == 13
    for values in ([], [4.0], list(range(12)), [*range(12), np.nan]):
        with pytest.raises(ValueError, match="13 points"):
            chart(*values)
    ones = pd.Series([1] * 13)
    with pytest.raises(ValueError, match="13 points"):
        p_chart(ones, pd.Series([5] * 12 + [np.nan]))
    with pytest.raises(ValueError, match="13 points"):
        p_chart(ones * 0, pd.Series([5] * 12 + [0]))


def test_no_range_and_no_rule_reaches_across_a_gap():
    # The gap parts ranges of 1 from each other, and 90 from 10: not a range of 80.
    found = chart(*[10, 11] * 4, np.nan, *[90, 91] * 4)
    assert found.moving_range[8:10].isna().all()
    assert found.upper[0] - found.centre[0] == pytest.approx(2.66)
    assert np.isnan(found.value[8]) and not found.loc[8, MARKS].any()
    assert not chart(1, 2, 3, np.nan, 4, 5, 6, 7, 3, 4, 3, 4, 3, 4).trend.any()
    assert not chart(*[1] * 4, np.nan, *[1] * 4, *[2] * 6).run[:9].any()


def test_values_of_which_no_two_are_in_a_row_have_no_limits():
    with pytest.raises(ValueError, match="in a row"):
        chart(*[1, np.nan] * 13)
    with pytest.raises(ValueError, match="in a row"):
        natural_limits(pd.Series([4.0]))
    with pytest.raises(ValueError, match="infinite"):
        natural_limits(pd.Series([4.0, np.inf, 3.0]))


def test_a_period_of_nobody_is_a_gap_and_has_no_limits():
    sizes = pd.Series([100] * 7 + [0] + [25] * 7, index=[f"month {n}" for n in range(15)])
    found = p_chart(sizes // 5 * 4, sizes)
    assert list(found.index) == list(sizes.index)
    assert found.loc["month 7", ["value", "centre", "lower", "upper"]].isna().all()
    # 80 % of 100 and of 25: standard errors of 4 and 8 points; 80 + 24 is no share.
    assert found.loc["month 0", ["lower", "upper"]].tolist() == pytest.approx([0.68, 0.92])
    assert found.loc["month 14", ["lower", "upper"]].tolist() == pytest.approx([0.56, 1])
    assert not found[MARKS].any(axis=None)


def test_counts_not_known_yet_are_gaps_whatever_their_type():
    counts = pd.Series([*range(13), None], dtype="Int64")
    found = p_chart(counts, pd.Series([20] * 14))
    assert np.isnan(found.value[13]) and found.value[12] == 0.6
    assert np.isnan(xmr_chart(counts).value[13])


@pytest.mark.parametrize("share", [0, 10])
def test_of_none_or_of_all_there_is_nothing_to_mark(share):
    found = p_chart(pd.Series([share] * 13), pd.Series([10] * 13))
    assert not found[MARKS].any(axis=None)
    assert (found.lower == found.upper).all()


@pytest.mark.parametrize(("count", "size"), [(11, 10), (-1, 10), (1, 0), (0, -1)])
def test_more_than_all_of_a_period_is_refused(count, size):
    with pytest.raises(ValueError, match="numerators"):
        p_chart(pd.Series([5] * 13 + [count]), pd.Series([10] * 13 + [size]))
    with pytest.raises(ValueError, match="each period"):
        p_chart(pd.Series([5] * 13), pd.Series([10] * 14))


series = st.lists(st.integers(-50, 50), min_size=13, max_size=30)


@settings(deadline=None, max_examples=40)
@given(series, st.integers(-9, 9))
def test_a_series_turned_over_and_moved_has_the_opposite_marks(values, moved):
    there, back = chart(*values), chart(*[moved / 3 - value for value in values])
    for name in ("outside", "run", "two_of_three"):
        assert list(back[name]) == list(-there[name])
    assert list(back.trend != 0) == list(there.trend != 0)
    assert (
        (there.outside == 0).all()
        or (there.value > there.upper).any()
        or (there.value < there.lower).any()
    )


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=13, max_size=20))
def test_limits_of_proportions_hold_the_centre_and_stay_within_0_and_1(pairs):
    counts, more = (pd.Series(each) for each in zip(*pairs, strict=True))
    if ((counts + more) > 0).sum() < 13:
        return
    found = p_chart(counts, counts + more).dropna()
    assert (found.lower >= 0).all() and (found.upper <= 1).all()
    assert (found.lower <= found.centre).all() and (found.centre <= found.upper).all()
    assert (found.outside[(found.value <= found.upper) & (found.value >= found.lower)] == 0).all()


def test_a_gap_is_beyond_the_limit_where_a_longer_one_has_a_chance_under_one_in_a_thousand():
    gaps = pd.Series([0, 2, 4, 6, 8, 10, 12, 14, 16, 18], index=list("abcdefghij"))
    chart = gaps_chart(gaps)
    # A mean of 9 days is an event on one day of ten: 0.9 ** 66 is 0.00095 and 0.9 ** 65 is 0.00106,
    # so that a gap over 65 days is rarer than that, and one over 64 is not (R: qgeom(0.999, 0.1)).
    assert chart.centre.unique().tolist() == [9.0]
    assert chart.upper.unique().tolist() == [65.0]
    assert chart.outside.sum() == 0
    assert chart.index.tolist() == list("abcdefghij")


@pytest.mark.parametrize(("gaps", "outside"), [((0, 10), 1), ((1, 9), 0)])
def test_a_gap_longer_than_the_limit_stands_out_and_one_of_its_length_does_not(gaps, outside):
    # A mean of 1 day: 0.5 ** 10 is 0.00098 and 0.5 ** 9 is 0.00195, so that the limit is 9.
    chart = gaps_chart(pd.Series([0] * 8 + list(gaps)))
    assert chart.upper.iloc[0] == 9.0
    assert chart.outside.tolist() == [0] * 9 + [outside]


@pytest.mark.parametrize(
    "gaps", [[5] * 9, [5] * 9 + [-1], [5] * 9 + [1.5], [5] * 9 + [float("nan")]]
)
def test_too_few_gaps_and_gaps_that_are_no_days_make_no_chart(gaps):
    with pytest.raises(ValueError, match="expected"):
        gaps_chart(pd.Series(gaps))
