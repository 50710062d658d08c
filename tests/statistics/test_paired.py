"""Scores before and after against a published example."""

from __future__ import annotations

import numpy as np
import pytest

from lscb.statistics.paired import paired_change

# Student (Biometrika 1908, 6:1), extra hours of sleep of ten patients under two drugs.
FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]


def test_the_mean_change_and_its_limits_are_students():
    # R's t.test(sleep, paired): mean difference 1.58, 95 % interval 0.7001142 to 2.4598858.
    found = paired_change(FIRST, SECOND)
    assert (found.pairs, found.mean) == (10, pytest.approx(1.58))
    assert (found.lower, found.upper) == pytest.approx((0.7001142, 2.4598858), abs=1e-7)


def test_the_test_is_wilcoxons():
    # Of five changes all upward and all different, no other signs are as extreme: 2 in 2^n.
    before = list(range(11))
    after = [b + 1 + n / 10 for n, b in enumerate(before)]
    assert paired_change(before, after).p == pytest.approx(2 / 2**11)


def test_who_has_one_score_alone_is_left_out():
    found = paired_change([*FIRST, 5.0, np.nan], [*SECOND, np.nan, 1.0])
    assert found == paired_change(FIRST, SECOND)


def test_of_nine_pairs_the_mean_stands_alone():
    found = paired_change(FIRST[:9], SECOND[:9])
    assert found.pairs == 9
    assert np.isfinite(found.mean)
    assert np.isnan([found.lower, found.upper, found.p]).all()


def test_of_nobody_nothing_is_known():
    found = paired_change([], [])
    assert found.pairs == 0
    assert np.isnan(found.mean)


def test_where_nobodys_score_changed_there_is_no_test():
    found = paired_change([3.0] * 12, [3.0] * 12)
    assert (found.mean, found.lower, found.upper) == (0, 0, 0)
    assert np.isnan(found.p)


def test_turned_round_the_change_has_the_other_sign():
    there, back = paired_change(FIRST, SECOND), paired_change(SECOND, FIRST)
    assert (back.mean, back.lower, back.upper) == pytest.approx(
        (-there.mean, -there.upper, -there.lower)
    )
    assert back.p == pytest.approx(there.p)


def test_scores_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="for each person"):
        paired_change([1.0, 2.0], [1.0])
