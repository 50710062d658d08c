"""The log-rank test against R, Stata and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, logrank

from lscb.statistics.log_rank import log_rank

# R survival's aml: Miller, Survival Analysis (1997)
MAINTAINED = [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161]
MAINTAINED_ENDED = [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0]
OTHERS = [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45]
OTHERS_ENDED = [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1]

# statsmodels, test_survfunc.py: ten with delayed entry, and twelve
TEN = {
    "entry": [1, 2, 2, 1, 3, 3, 5, 4, 2, 5],
    "exit": [5, 3, 4, 2, 5, 4, 6, 7, 5, 9],
    "event": [1, 1, 0, 1, 1, 0, 1, 1, 0, 0],
    "group": [0] * 5 + [1] * 5,
}
TWELVE = {
    "entry": [0, 1, 1, 2, 2, 2, 3, 4, 4, 4, 4, 0],
    "exit": [1, 3, 3, 5, 5, 7, 7, 8, 8, 9, 10, 10],
    "event": [1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1],
    "group": [0, 1, 2] * 4,
}
NOUGHT = {"entry": [0] * 10}

plans = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 9), st.booleans(), st.integers(0, 2)),
    min_size=1,
    max_size=25,
)


def columns(rows):
    entry, lasted, event, group = (np.array(column) for column in zip(*rows, strict=True))
    return entry, entry + lasted, event, group


def test_two_groups_are_compared_as_r_does():
    # R survival, survdiff(Surv(time, status) ~ x, aml)
    group = ["maintained"] * 11 + ["others"] * 12
    found = log_rank([0] * 23, MAINTAINED + OTHERS, MAINTAINED_ENDED + OTHERS_ENDED, group)
    assert found.chi_squared == pytest.approx(3.3963886989776, rel=1e-12)
    assert found.degrees_of_freedom == 1
    assert found.p == pytest.approx(0.0653, abs=5e-5)
    assert found.table.observed.tolist() == [7, 11]
    assert found.table.expected.tolist() == pytest.approx([10.69, 7.31], abs=0.005)
    assert found.table.plans.to_dict() == {"maintained": 11, "others": 12}


def test_delayed_entry_is_allowed_for_as_stata_does():
    # Stata's sts test, as given in statsmodels' tests
    found = log_rank(**TEN)
    assert (found.chi_squared, found.p) == pytest.approx((3.0, 0.083264516), rel=1e-7)
    without = log_rank(**TEN | NOUGHT)
    assert (without.chi_squared, without.p) == pytest.approx((6.694424, 0.00967149), rel=1e-6)


def test_strata_and_more_groups_are_compared_as_statsmodels_does():
    # statsmodels 0.15.0, survdiff: strata without entry; three groups with entry
    odd = [0, 1] * 5
    found = log_rank(**TEN | NOUGHT, stratum=odd)
    assert (found.chi_squared, found.p) == pytest.approx((7.258488499452, 0.007056665848))
    found = log_rank(**TWELVE)
    assert (found.chi_squared, found.p) == pytest.approx((0.555122247883, 0.757629253902))
    assert found.degrees_of_freedom == 2
    found = log_rank(**TWELVE | {"entry": [0] * 12}, stratum=[0] * 6 + [1] * 6)
    assert (found.chi_squared, found.p) == pytest.approx((1.626126126126, 0.443497522691))


def test_strata_with_delayed_entry_are_compared_within_each():
    # statsmodels 0.15.0 cannot do both at once; the same ten and twelve with 1,000 days added to
    # entry and exit in the second stratum, so that risk sets of two strata never meet
    assert log_rank(**TEN, stratum=[0, 1] * 5).chi_squared == pytest.approx(2.0)
    found = log_rank(**TWELVE, stratum=[0] * 6 + [1] * 6)
    assert (found.chi_squared, found.p) == pytest.approx((0.470930232558, 0.790203227757))


@settings(deadline=None, max_examples=40)
@given(plans)
def test_two_groups_from_the_start_are_compared_as_scipy_does(rows):
    _, exit, event, group = columns(rows)
    group = group > 0
    found = log_rank(np.zeros(len(exit)), exit, event, group)
    if not found.degrees_of_freedom:
        return
    sample = [
        CensoredData(uncensored=exit[event & rows], right=exit[~event & rows])
        for rows in (group, ~group)
    ]
    expected = logrank(*sample)
    assert found.chi_squared == pytest.approx(expected.statistic**2, rel=1e-6, abs=1e-9)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-6)


@settings(deadline=None, max_examples=40)
@given(plans)
def test_a_plan_seen_in_two_pieces_counts_as_one(rows):
    entry, exit, event, group = columns(rows)
    middle = (entry + exit) / 2
    first, second = [entry, middle, event & False, group], [middle, exit, event, group]
    pieces = [np.concatenate(pair) for pair in zip(first, second, strict=True)]
    whole, split = log_rank(entry, exit, event, group), log_rank(*pieces)
    assert split.chi_squared == pytest.approx(whole.chi_squared, rel=1e-6, abs=1e-9, nan_ok=True)
    assert split.table.expected.sum() == pytest.approx(event.sum())


@pytest.mark.parametrize(
    "given",
    [
        TEN | {"event": [0] * 10},
        TEN | {"group": ["one"] * 10},
        # nobody of one group is at risk beside the other
        {"entry": [0, 0, 50, 50], "exit": [9, 9, 60, 60], "event": [1] * 4, "group": [0, 0, 1, 1]},
        {"entry": [], "exit": [], "event": [], "group": []},
    ],
)
def test_groups_that_cannot_be_compared_have_no_p(given):
    found = log_rank(**given)
    assert np.isnan([found.chi_squared, found.p]).all()
    assert found.degrees_of_freedom == 0


def test_groups_that_are_all_alike_do_not_differ():
    found = log_rank([0] * 8, [5, 6, 7, 8] * 2, [1] * 8, [0] * 4 + [1] * 4)
    assert (found.chi_squared, found.p) == pytest.approx((0, 1), abs=1e-12)


def test_a_group_or_stratum_missing_is_refused():
    with pytest.raises(ValueError, match="expected a group"):
        log_rank([0, 0], [1, 2], [1, 1], ["one", None])
    with pytest.raises(ValueError, match="stratum"):
        log_rank([0, 0], [1, 2], [1, 1], ["one", "two"], ["a"])
