"""Survival curves against R, statsmodels, lifelines and scipy, and against made-up boards."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from lscb.statistics.survival import (
    kaplan_meier,
    median_duration,
    restricted_mean,
    survival_at,
)

# R survival's aml: Miller, Survival Analysis (1997)
MAINTAINED = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
OTHERS = [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]

# R survival's lung: those of ph.ecog 2; whose plan had not ended, by place
# fmt: off
LUNG = [
    310, 361, 166, 654, 707, 61, 12, 26, 533, 107, 53, 122, 814, 93, 153, 145, 95, 132, 444, 65,
    208, 11, 163, 30, 177, 351, 13, 212, 524, 288, 199, 54, 551, 511, 387, 201, 222, 156, 329, 291,
    292, 180, 285, 81, 105, 239, 92, 183, 211, 105,
]
# fmt: on
LUNG_OPEN = {32, 33, 40, 46, 48, 49}

TRUNCATED = {
    "entry": [1, 2, 5, 2, 1, 7, 3, 4, 8, 8],
    "exit": [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
    "event": [1, 1, 1, 1, 1, 1, 1, 0, 0, 0],
}
DELAYED = {
    "entry": [0, 1, 1, 2, 2, 2, 3, 4, 4, 4, 4, 0],
    "exit": [1, 3, 3, 5, 5, 7, 7, 8, 8, 9, 10, 10],
    "event": [1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1],
}

times = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=30)


def from_the_start(exit, event, **how):
    return kaplan_meier([0] * len(exit), exit, event, **how)


def parts(duration):
    return duration.days, duration.lower, duration.upper


def test_left_truncated_survival_is_that_of_r():
    # R survival, tests/survtest.R, Therneau and Grambsch's second test data
    curve = kaplan_meier(**TRUNCATED, fewest_at_risk=1)
    table = curve.table.iloc[1:]
    assert table.day.tolist() == [2, 3, 6, 7, 8, 9, 14, 17]
    assert table.at_risk.tolist() == [2, 3, 5, 4, 4, 5, 2, 1]
    assert table.events.tolist() == [1, 1, 1, 1, 1, 2, 0, 0]
    expected = [1 / 2, 1 / 3, 4 / 15, 1 / 5, 3 / 20, 9 / 100, 9 / 100, 9 / 100]
    assert table.survival.tolist() == pytest.approx(expected)
    assert (curve.conditional_from, curve.followed_to, curve.plans) == (1, 17, 10)
    assert curve.table.iloc[0].tolist()[:4] == [1, 2, 0, 1]


def test_standard_errors_with_delayed_entry_are_those_of_r():
    # R's survfit, as given in statsmodels' test_survfunc.py, four decimal places
    table = kaplan_meier(**DELAYED, fewest_at_risk=1).table.iloc[1:]
    assert table.at_risk.tolist() == [2, 6, 9, 7, 5, 3, 2]
    survival = [0.5, 0.4167, 0.3241, 0.2778, 0.2222, 0.1481, 0.0741]
    error = [0.3536, 0.3043, 0.2436, 0.2132, 0.1776, 0.1330, 0.0846]
    assert table.survival.tolist() == pytest.approx(survival, abs=5e-5)
    assert table.standard_error.tolist() == pytest.approx(error, abs=5e-5)


def test_limits_with_delayed_entry_are_those_of_lifelines():
    # lifelines 0.30.3, KaplanMeierFitter().fit(..., entry=...); the median's from statsmodels
    # 0.15.0, SurvfuncRight(..., entry=...).quantile_ci(0.5, method="cloglog")
    curve = kaplan_meier(**DELAYED, fewest_at_risk=1)
    found = survival_at(curve, [1, 5, 9])
    assert found.lower.tolist() == pytest.approx([0.005983, 0.015516, 0.008251], abs=5e-7)
    assert found.upper.tolist() == pytest.approx([0.910410, 0.737292, 0.467640], abs=5e-7)
    assert parts(median_duration(curve)) == (1, 1, 9)


def test_survival_at_a_horizon_is_that_of_lifelines():
    # lifelines 0.30.3, aml, maintained, at 23, 31 and 48
    found = survival_at(from_the_start(*MAINTAINED), [8, 23, 30, 31, 50, 161, 162])
    expected = [1, 0.613636, 0.613636, 0.490909, 0.184091, 0.184091, np.nan]
    assert found.survival.tolist() == pytest.approx(expected, abs=5e-7, nan_ok=True)
    lower = [np.nan, 0.265752, 0.265752, 0.167331, 0.011738, 0.011738, np.nan]
    upper = [np.nan, 0.835299, 0.835299, 0.753400, 0.525015, 0.525015, np.nan]
    assert found.lower.tolist() == pytest.approx(lower, abs=5e-7, nan_ok=True)
    assert found.upper.tolist() == pytest.approx(upper, abs=5e-7, nan_ok=True)


def test_medians_and_their_limits_are_those_of_lifelines_and_statsmodels():
    # aml: medians as R; limits by log(-log S) as lifelines 0.30.3 and statsmodels 0.15.0
    assert parts(median_duration(from_the_start(*MAINTAINED))) == pytest.approx(
        (31, 13, np.nan), nan_ok=True
    )
    assert parts(median_duration(from_the_start(*OTHERS))) == (23, 5, 33)


@pytest.mark.parametrize(
    ("exit", "event", "median"),
    [
        # R survival, tests/quantile.R, test1: the median is 9
        ([9, 1, 1, 6, 6, 8, 10], [1, 1, 0, 1, 1, 0, 0], 9),
        # of 1, 2, 3, 4 lifelines has 2, where R has 2.5 and SAS 3
        ([1, 2, 3, 4], [1] * 4, 2),
        # 23/24 × 22/23 × ... × 12/13 is a half, but 0.5000000000000001 in floating point
        (range(1, 25), [1] * 24, 12),
        ([7], [1], 7),
        ([4, 4, 4, 9], [1, 1, 0, 0], 4),
        ([4, 5, 6], [1, 0, 0], np.nan),
    ],
)
def test_the_median_is_the_first_day_with_half_or_fewer_left(exit, event, median):
    found = median_duration(from_the_start(exit, event, fewest_at_risk=1))
    assert found.days == pytest.approx(median, nan_ok=True)


def test_restricted_means_are_those_of_r():
    # R survival, survival-Ex.Rout.save: lung by ph.ecog, rmean=730; 256 (30.0) for ph.ecog 2, and
    # 118 (0) for the one of ph.ecog 3
    event = [place not in LUNG_OPEN for place in range(len(LUNG))]
    found = restricted_mean(from_the_start(LUNG, event), 730)
    assert found.days == pytest.approx(256, abs=0.5)
    assert found.standard_error == pytest.approx(30.0, abs=0.05)
    # by normal theory 1.96 of them either side
    assert found.upper - found.days == pytest.approx(1.96 * 30.0, abs=0.1)
    assert found.days - found.lower == pytest.approx(1.96 * 30.0, abs=0.1)
    only = restricted_mean(from_the_start([118], [1], fewest_at_risk=1), 730)
    assert (only.days, only.standard_error) == (118, 0)
    assert np.isnan([only.lower, only.upper]).all()


def test_restricted_means_are_those_of_lifelines():
    # lifelines 0.30.3, restricted_mean_survival_time(..., t=30) of aml
    assert restricted_mean(from_the_start(*MAINTAINED), 30).days == pytest.approx(24.602272727)
    assert restricted_mean(from_the_start(*OTHERS), 30).days == pytest.approx(19.694444444)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 40), min_size=2, max_size=30), st.integers(1, 50))
def test_the_restricted_mean_of_plans_that_all_ended_is_their_mean(exit, horizon):
    # without censoring the estimate is the mean of min(days, horizon) and its standard error the
    # deviation of these, by n, over √n
    cut = np.minimum(exit, horizon)
    found = restricted_mean(from_the_start(exit, [1] * len(exit), fewest_at_risk=1), horizon)
    assert found.days == pytest.approx(cut.mean())
    assert found.standard_error == pytest.approx(cut.std() / np.sqrt(len(cut)), abs=1e-9)


def test_a_restricted_mean_needs_the_curve_to_be_followed_to_the_horizon():
    curve = from_the_start([2, 5, 8], [1, 0, 0], fewest_at_risk=1)
    assert restricted_mean(curve, 8).days == pytest.approx(2 + 6 * 2 / 3)
    assert np.isnan(parts(restricted_mean(curve, 8.5))).all()
    # nobody ended before day 2: the mean is the horizon, and there are no limits
    early = restricted_mean(curve, 1)
    assert early.days == 1
    assert np.isnan([early.lower, early.upper]).all()


@settings(deadline=None, max_examples=60)
@given(times, st.sampled_from([0.8, 0.95, 0.998]))
def test_plans_all_seen_from_their_start_have_the_ordinary_curve_and_its_limits(rows, level):
    exit, event = (np.array(column) for column in zip(*rows, strict=True))
    ordinary = ecdf(CensoredData(uncensored=exit[event], right=exit[~event])).sf
    curve = from_the_start(exit, event, level=level, fewest_at_risk=1)
    found = survival_at(curve, ordinary.quantiles)
    assert found.survival.tolist() == pytest.approx(ordinary.probabilities.tolist(), abs=1e-12)
    if not event.any():
        return
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        limits = ordinary.confidence_interval(level, method="log-log")
    inside = ((found.survival > 1e-9) & (found.survival < 1)).to_numpy()
    for ours, scipys in ((found.lower, limits.low), (found.upper, limits.high)):
        assert ours[inside].tolist() == pytest.approx(scipys.probabilities[inside].tolist())
        assert ours[~inside].isna().all()


@settings(deadline=None, max_examples=40)
@given(times)
def test_a_plan_seen_in_two_pieces_counts_as_one(rows):
    exit, event = (np.array(column) for column in zip(*rows, strict=True))
    middle, nought = exit / 2, np.zeros(len(exit))
    whole = kaplan_meier(nought, exit, event, fewest_at_risk=1)
    split = kaplan_meier(
        np.concatenate([nought, middle]),
        np.concatenate([middle, exit]),
        np.concatenate([event & False, event]),
        fewest_at_risk=1,
    )
    days = np.arange(0, 31, 0.5)
    one, other = survival_at(whole, days), survival_at(split, days)
    for name in ("survival", "lower", "upper"):
        assert one[name].tolist() == pytest.approx(other[name].tolist(), nan_ok=True)


def test_a_curve_begun_late_is_conditional_on_lasting_so_long():
    # three from the start, one of whom ends on day 30, from which there are twelve more
    exit = [10, 30, 200, *range(40, 160, 10)]
    plans = [0] * 3 + [30] * 12, exit, [1] * 15
    early, late = kaplan_meier(*plans, fewest_at_risk=1), kaplan_meier(*plans)
    assert (early.conditional_from, late.conditional_from) == (0, 30)
    assert (early.plans, late.plans) == (15, 13)
    days = [20, 30, 75, 120, 500]
    alike = survival_at(early, days).survival / survival_at(early, [30]).survival[30]
    found = survival_at(late, days).survival
    assert found.tolist() == pytest.approx([np.nan, *alike.tolist()[1:]], nan_ok=True)
    # all thirteen ended: the median is the seventh's day, the mean that of them all
    assert median_duration(late).days == sorted([*range(40, 160, 10), 200])[6]
    assert restricted_mean(late, 730).days == pytest.approx(np.mean([*range(40, 160, 10), 200]))
    assert np.isnan(restricted_mean(late, 29).days)


def test_one_early_end_does_not_bring_the_whole_curve_to_nought():
    entry, exit, event = [0, *[50] * 20], [3, *[400] * 20], [1, *[0] * 20]
    collapsed = kaplan_meier(entry, exit, event, fewest_at_risk=1)
    assert survival_at(collapsed, [2, 3, 100]).survival.tolist() == (
        pytest.approx([1, np.nan, np.nan], nan_ok=True)
    )
    assert collapsed.followed_to == 3
    usual = kaplan_meier(entry, exit, event)
    assert usual.conditional_from == 50
    assert survival_at(usual, [100]).survival.tolist() == [1]


def test_nobody_at_risk_for_some_days_ends_what_is_known():
    curve = kaplan_meier([0, 0, 5], [2, 3, 9], [1, 0, 1], fewest_at_risk=1)
    assert curve.followed_to == 3
    assert survival_at(curve, [3, 4, 9]).survival.tolist() == (
        pytest.approx([0.5, np.nan, np.nan], nan_ok=True)
    )
    assert np.isnan(restricted_mean(curve, 9).days)
    assert median_duration(curve).days == 2


def test_there_are_no_limits_where_all_are_left_or_none():
    curve = from_the_start([5] * 6 + [8] * 6, [1] * 12)
    found = survival_at(curve, [4, 5, 8, 100])
    assert found.survival.tolist() == [1, 0.5, 0, 0]
    assert found.lower.isna().tolist() == found.upper.isna().tolist() == [True, False, True, True]
    assert curve.table.standard_error.isna().tolist() == [False, False, True]


def test_plans_that_all_end_on_one_day_have_that_median():
    curve = from_the_start([5] * 12, [1] * 12)
    assert parts(median_duration(curve)) == pytest.approx((5, np.nan, np.nan), nan_ok=True)
    assert restricted_mean(curve, 30).days == 5


def test_no_ends_leave_everybody_on_a_plan():
    curve = from_the_start([5, 6] * 6, [0] * 12)
    assert survival_at(curve, [6, 7]).survival.tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert np.isnan(parts(median_duration(curve))).all()


@pytest.mark.parametrize("plans", [0, 1, 9])
def test_fewer_than_ten_plans_have_no_curve(plans):
    curve = from_the_start([5] * plans, [1] * plans)
    assert curve.table.empty
    assert np.isnan([curve.conditional_from, curve.followed_to]).all()
    assert survival_at(curve, [1, 9]).isna().all(axis=None)
    assert np.isnan(parts(median_duration(curve)) + parts(restricted_mean(curve, 5))).all()


def test_impossible_plans_are_refused():
    with pytest.raises(ValueError, match="count the last day too"):
        kaplan_meier([0, 3], [2, 3], [1, 1])
    with pytest.raises(ValueError, match="whether the plan ended"):
        kaplan_meier([0, 3], [2, 4], [1, 2])
    with pytest.raises(ValueError, match="above 0"):
        restricted_mean(from_the_start([5] * 12, [1] * 12), 0)


# Made-up boards. Plans last a Weibull time of shape 1.5 with a median of 271.7 days, so that the
# share beyond 457 days is 2 ** -(457 / 271.7) ** 1.5 = 22.0 %. They start over six years, of which
# the last is the reporting year (day 0 to 365), 180 in it: as many each year, or 25 % more each.
MEDIAN, SHAPE, YEAR, RUNS = 271.7, 1.5, 365.0, 120
BEYOND_15_MONTHS = 2 ** -((457 / MEDIAN) ** SHAPE)


def made_up_boards(growth):
    random = np.random.default_rng(20_140_331)
    for _ in range(RUNS):
        years = np.arange(6)
        started = random.poisson(180 / growth**years)
        start = np.repeat(-years * YEAR, started) + random.uniform(0, YEAR, started.sum())
        scale = MEDIAN / np.log(2) ** (1 / SHAPE)
        end = start + scale * random.weibull(SHAPE, started.sum())
        seen = end > 0
        yield start[seen], end[seen]


def year_curve(start, end):
    until = np.minimum(end, YEAR)
    return kaplan_meier(np.maximum(-start, 0), until - start, end <= YEAR)


def test_delayed_entry_gives_the_true_median_and_simpler_ways_do_not():
    found, without_entry, elapsed = [], [], []
    for start, end in made_up_boards(growth=1):
        found.append(median_duration(year_curve(start, end)).days)
        open_first = start < 0
        until = np.minimum(end, YEAR)[open_first]
        without = from_the_start(until - start[open_first], (end <= YEAR)[open_first])
        without_entry.append(median_duration(without).days)
        elapsed.append(np.median((YEAR - start)[end > YEAR]))
    # each mean of 120 runs has a standard error under 2 days
    assert np.mean(found) == pytest.approx(MEDIAN, abs=6)
    assert np.mean(without_entry) > MEDIAN * 1.05
    assert np.mean(elapsed) < MEDIAN * 0.75


def test_plans_that_ended_look_too_short_while_more_start_each_year_and_the_curve_does_not():
    found, ended_share, medians = [], [], []
    for start, end in made_up_boards(growth=1.25):
        curve = year_curve(start, end)
        found.append(survival_at(curve, [457]).survival.iloc[0])
        medians.append(median_duration(curve).days)
        ended_share.append(np.mean((end - start)[end <= YEAR] > 457))
    # each mean of 120 runs has a standard error under 0.4 percentage points
    assert np.mean(found) == pytest.approx(BEYOND_15_MONTHS, abs=0.012)
    assert np.mean(medians) == pytest.approx(MEDIAN, abs=6)
    assert np.mean(ended_share) < BEYOND_15_MONTHS - 0.015


def test_limits_contain_the_true_survival_about_as_often_as_they_say():
    held = [
        found.lower.iloc[0] <= BEYOND_15_MONTHS <= found.upper.iloc[0]
        for found in (survival_at(year_curve(*board), [457]) for board in made_up_boards(1))
    ]
    # 95 % of 120, give or take four standard errors of 2.0 percentage points
    assert 0.87 <= np.mean(held) <= 1
