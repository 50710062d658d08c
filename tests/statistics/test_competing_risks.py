"""The Aalen-Johansen estimate against R, lifelines and hand-worked cases."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lscb.statistics.competing_risks import cumulative_incidence
from lscb.statistics.survival import kaplan_meier, survival_at

plans = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 20), st.sampled_from(["a", "b", None])),
    min_size=1,
    max_size=25,
)


def test_shares_by_cause_are_those_that_r_works_by_hand():
    # R survival, tests/mstate.R: eight, two causes, states at days 1, 2, 3, 5 and 6
    cause = [None, "first", None, "second", None, "second", None, "second"]
    found = cumulative_incidence(
        [0] * 8, [1, 2, 2, 3, 3, 3, 5, 6], cause, [1, 2, 3, 5, 6, 99], fewest_at_risk=1
    ).table
    assert found["first"].tolist() == pytest.approx([0, 1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7])
    assert found["second"].tolist() == pytest.approx([0, 0, 12 / 35, 12 / 35, 6 / 7, 6 / 7])


def test_delayed_entry_is_allowed_for_as_lifelines_does():
    # lifelines 0.30.3, AalenJohansenFitter(calculate_variance=False).fit(..., entry=...)
    found = cumulative_incidence(
        [0, 0, 1, 3, 0, 5, 8.5, 2.5],
        [2, 4, 6, 7, 9, 11, 12, 15],
        [1, 2, None, 1, 2, 1, None, 2],
        [2, 4, 7, 9, 11, 12, 15],
        fewest_at_risk=1,
    )
    assert found.table[1].tolist() == pytest.approx([0.25, 0.25, 0.4, 0.4] + [0.5125] * 3)
    assert found.table[2].tolist() == pytest.approx([0, 0.15, 0.15] + [0.2625] * 3 + [0.4875])
    assert found.conditional_from == 0


def test_shares_with_tied_delayed_entry_are_those_worked_by_hand():
    # R's left-truncated test data (survtest.R), its survival 1/2, 1/3, 4/15, 1/5, 3/20, 9/100, and
    # causes of our own; a: 1 × 1/2 + 1/3 × 1/5 + 1/5 × 1/4 + 3/20 × 1/5 = 97/150;
    # b: 1/2 × 1/3 + 4/15 × 1/4 + 3/20 × 1/5 = 79/300; together 91/100
    found = cumulative_incidence(
        [1, 2, 5, 2, 1, 7, 3, 4, 8, 8],
        [2, 3, 6, 7, 8, 9, 9, 9, 14, 17],
        ["a", "b", "a", "b", "a", "a", "b", None, None, None],
        [0, 2, 3, 17, 18],
        fewest_at_risk=1,
    )
    assert found.conditional_from == 1
    a, b = found.table["a"].tolist(), found.table["b"].tolist()
    assert a == pytest.approx([np.nan, 1 / 2, 1 / 2, 97 / 150, np.nan], nan_ok=True)
    assert b == pytest.approx([np.nan, 0, 1 / 6, 79 / 300, np.nan], nan_ok=True)


@settings(deadline=None, max_examples=60)
@given(plans)
def test_the_causes_and_those_still_on_a_plan_add_up_to_all(rows):
    entry, lasted, cause = zip(*rows, strict=True)
    exit = np.add(entry, lasted)
    days = np.arange(32)
    table = cumulative_incidence(entry, exit, cause, days, fewest_at_risk=1).table
    ended = [each is not None for each in cause]
    survival = survival_at(kaplan_meier(entry, exit, ended, fewest_at_risk=1), days).survival
    if table.shape[1]:
        assert (1 - table.sum(axis=1, skipna=False)).tolist() == pytest.approx(
            survival.tolist(), nan_ok=True
        )
    assert (table.diff().dropna() > -1e-12).all(axis=None)


def test_fewer_than_ten_plans_have_no_shares():
    found = cumulative_incidence([0] * 9, [3] * 9, ["a"] * 9, [3])
    assert np.isnan([found.table.loc[3, "a"], found.conditional_from]).all()
    assert cumulative_incidence([0] * 10, [3] * 10, ["a"] * 10, [3]).table.loc[3, "a"] == 1


def test_no_ends_have_no_causes():
    table = cumulative_incidence([0] * 10, [3] * 10, [None] * 10, [1, 3]).table
    assert table.shape == (2, 0)
    assert cumulative_incidence([], [], [], [1]).table.shape == (1, 0)


@pytest.mark.parametrize("cause", [["a"], ["a", ""]])
def test_a_cause_that_is_blank_or_lacking_is_refused(cause):
    with pytest.raises(ValueError, match="a cause for each plan"):
        cumulative_incidence([0, 0], [3, 4], cause, [3])
