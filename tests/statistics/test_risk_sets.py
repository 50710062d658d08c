"""Who is at risk on each day, and the first day with enough of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.statistics.risk_sets import (
    at_risk_from,
    check_horizon,
    follow_up,
    product_limit,
    risk_sets,
    step_values,
    yes_or_no,
)

plans = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 20), st.booleans(), st.integers(0, 3)),
    min_size=1,
    max_size=25,
)


@pytest.mark.parametrize(
    ("entry", "exit", "message"),
    [
        ([0, 5], [3, 5], "count the last day too"),
        ([0], [0], "count the last day too"),
        ([4], [2], "count the last day too"),
        ([-1], [2], "before the plan began"),
        ([0, 1], [2], "one entry and one exit"),
        ([[0]], [[2]], "one entry and one exit"),
        ([0.0], [np.nan], "number of days"),
        ([0.0], [np.inf], "number of days"),
        ([0], pd.Series(pd.to_timedelta([3], "D")), "not differences of dates"),
    ],
)
def test_impossible_follow_up_is_refused(entry, exit, message):
    with pytest.raises(ValueError, match=message):
        follow_up(entry, exit)


@pytest.mark.parametrize("event", [[2, 1], ["yes", "no"], [None, True], [np.nan, 1]])
def test_an_event_is_yes_or_no(event):
    with pytest.raises(ValueError, match="whether the plan ended"):
        yes_or_no(event, 2)


def test_there_is_an_event_for_each_plan():
    with pytest.raises(ValueError, match="for each plan"):
        yes_or_no([True], 2)
    assert yes_or_no(pd.Series([True, False], dtype="boolean"), 2).tolist() == [True, False]


@pytest.mark.parametrize("horizon", [0, -1, np.nan, np.inf])
def test_a_horizon_is_a_number_of_days_above_nothing(horizon):
    with pytest.raises(ValueError, match="above 0"):
        check_horizon(horizon)


def test_those_at_risk_are_those_of_r():
    # R survival, tests/survtest.R, Therneau and Grambsch's second test data: left truncated
    entry = np.array([1, 2, 5, 2, 1, 7, 3, 4, 8, 8], dtype=float)
    exit = np.array([2, 3, 6, 7, 8, 9, 9, 9, 14, 17], dtype=float)
    event = np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], dtype=bool)
    counts = risk_sets(entry, exit, event, 1)
    assert counts.days.tolist() == [1, 2, 3, 6, 7, 8, 9, 14, 17]
    assert counts.at_risk[1:].tolist() == [2, 3, 5, 4, 4, 5, 2, 1]
    assert counts.events[1:].tolist() == [1, 1, 1, 1, 1, 2, 0, 0]


@settings(deadline=None, max_examples=40)
@given(plans)
def test_a_weight_counts_a_plan_so_many_times(rows):
    entry, lasted, event, weight = (np.array(column) for column in zip(*rows, strict=True))
    entry, exit = entry.astype(float), (entry + lasted).astype(float)
    once = risk_sets(entry, exit, event, 0, np.array([weight, np.ones(len(rows))]))
    for row, repeats in enumerate((weight, np.ones(len(rows), dtype=int))):
        again = [np.repeat(column, repeats) for column in (entry, exit, event)]
        counts = risk_sets(*again, 0)
        kept = np.isin(once.days, counts.days)
        for name in ("at_risk", "events", "remaining"):
            found = getattr(once, name)[row]
            assert found[kept].tolist() == getattr(counts, name).tolist()
            assert name != "events" or not found[~kept].any()


@pytest.mark.parametrize(
    ("entry", "exit", "first"),
    [
        ([0] * 10, [100] * 10, 0),
        # nine from the start, and a tenth from day 30 on
        ([0] * 9 + [30, 50], [100] * 11, 30),
        # by day 30 one of the nine has left: ten again from day 50
        ([0] * 9 + [30, 50], [20] + [100] * 10, 50),
        # one leaves on the day that another enters: at risk after it are nine
        ([0] * 9 + [30], [30] + [100] * 9, np.nan),
        ([0] * 9, [100] * 9, np.nan),
        ([], [], np.nan),
    ],
)
def test_a_curve_starts_when_ten_are_at_risk(entry, exit, first):
    assert at_risk_from(entry, exit) == pytest.approx(first, nan_ok=True)


def test_a_curve_of_anybody_starts_at_the_first_entry():
    assert at_risk_from([3, 7], [9, 9], fewest=1) == 3
    assert at_risk_from([3, 7], [9, 9], fewest=0) == 3


def test_survival_is_not_known_after_a_day_that_leaves_nobody_at_risk():
    # two from the start: one ends on day 2, one is lost on day 3; a third is seen from day 5 on
    counts = risk_sets(*map(np.array, ([0.0, 0, 5], [2.0, 3, 9], [True, False, True])), 0)
    on, between = product_limit(counts)
    assert counts.days.tolist() == [0, 2, 3, 9]
    assert on.tolist() == pytest.approx([1, 0.5, 0.5, np.nan], nan_ok=True)
    assert between.tolist() == pytest.approx([1, 0.5, np.nan, np.nan], nan_ok=True)


def test_a_survival_of_nought_is_no_estimate_where_others_were_followed_beyond_it():
    # both at risk on day 3 end then, though two others were on a plan longer
    entry, exit = np.array([0.0, 0, 5, 3]), np.array([3.0, 3, 9, 10])
    counts = risk_sets(entry, exit, np.array([True, True, True, False]), 0)
    on, between = product_limit(counts)
    assert on.tolist() == pytest.approx([1, np.nan, np.nan, np.nan], nan_ok=True)
    assert between.tolist() == pytest.approx([1, np.nan, np.nan, np.nan], nan_ok=True)


def test_survival_stays_nought_after_the_last_plan_ended():
    counts = risk_sets(*map(np.array, ([0.0, 0], [2.0, 3], [True, True])), 0)
    on, between = product_limit(counts)
    assert on.tolist() == between.tolist() == [1, 0.5, 0]
    assert step_values(counts.days, on, between, np.array([-1.0, 0, 2.5, 99])).tolist() == (
        pytest.approx([np.nan, 1, 0.5, 0], nan_ok=True)
    )


@settings(deadline=None, max_examples=60)
@given(plans, st.integers(0, 10))
def test_curves_of_weighted_plans_are_those_of_repeated_plans(rows, start):
    entry, lasted, event, weight = (np.array(column) for column in zip(*rows, strict=True))
    entry, exit = entry.astype(float), (entry + lasted).astype(float)
    weighted = risk_sets(entry, exit, event, start, weight[None].astype(float))
    at = np.arange(0, 45, 0.5)
    on, between = product_limit(weighted)
    found = step_values(weighted.days, on, between, at)[0]
    repeated = risk_sets(*(np.repeat(column, weight) for column in (entry, exit, event)), start)
    expected = step_values(repeated.days, *product_limit(repeated), at)
    assert found.tolist() == pytest.approx(expected.tolist(), nan_ok=True)
