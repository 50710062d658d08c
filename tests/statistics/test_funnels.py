"""Funnel limits against Public Health England's, and agencies beside all together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lscb.statistics.funnels import funnel, proportion_limits


@pytest.mark.parametrize(
    ("size", "usual", "alert"),
    [
        # PHEindicatormethods, testdata_funnel_prop_outputs: baseline 80.642448 %.
        (1, (3.204264, 100), (0, 100)),
        (3, (35.933491, 100), (10.150815, 100)),
        (27, (65.739462, 95.545433), (57.145237, 100)),
        (58_842, (80.323212, 80.961684), (80.139116, 81.14578)),
    ],
)
def test_limits_are_those_of_public_health_england(size, usual, alert):
    for level, expected in ((0.95, usual), (0.998, alert)):
        found = proportion_limits(0.80642448, np.array([float(size)]), level)
        assert [float(each[0]) * 100 for each in found] == pytest.approx(expected, abs=2e-5)


def table(*groups: tuple[int, int]) -> pd.DataFrame:
    return funnel(*(pd.Series(each) for each in zip(*groups, strict=True)))


def test_the_target_is_everybody_together_and_not_the_mean_of_shares():
    # 9 of 10 and 10 of 90 together are 19 of 100, whatever the two shares' mean is.
    assert list(table((9, 10), (10, 90)).target) == pytest.approx([0.19, 0.19])


def test_a_group_far_from_the_others_is_beyond_and_one_near_is_not():
    # About 50 %, 100 people lie between 34.5 and 65.5 % (3.09 × 5 points) 499 times in 500.
    found = table((70, 100), (50, 100), (30, 100), (7, 10), (3, 10))
    assert list(found.beyond) == [1, 0, -1, 0, 0]


def test_a_group_of_nobody_has_no_share_and_is_nowhere():
    found = table((0, 0), (5, 10))
    assert np.isnan(found.share[0]) and np.isnan(found.lower_95[0])
    assert list(found.beyond) == [0, 0]


def test_of_nobody_at_all_there_is_no_target():
    assert table((0, 0), (0, 0)).target.isna().all()


@pytest.mark.parametrize("group", [(11, 10), (-1, 10)])
def test_more_than_all_of_a_group_is_refused(group):
    with pytest.raises(ValueError, match="numerators"):
        table(group, (5, 10))


groups = st.tuples(st.integers(0, 300), st.integers(1, 300)).map(
    lambda pair: (min(pair), max(pair))
)


@given(st.lists(groups, min_size=1, max_size=12))
def test_the_wider_limits_hold_the_narrower_and_both_hold_the_target(drawn):
    found = table(*drawn)
    ordered = found[["lower_998", "lower_95", "target", "upper_95", "upper_998"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= -1e-12).all()


def test_groups_of_the_same_share_are_all_within():
    assert not table((20, 100), (40, 200), (1, 5)).beyond.any()
