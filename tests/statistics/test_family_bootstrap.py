"""Limits from draws of families against the binomial distribution and made-up siblings."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from lscb.statistics import family_bootstrap as family_bootstrap_module
from lscb.statistics.family_bootstrap import family_bootstrap
from lscb.statistics.survival import kaplan_meier, median_duration, restricted_mean, survival_at

HUNDRED = np.arange(1, 101)


def hundred(family, **how):
    """A hundred plans, of 1 to 100 days, that all ended."""
    plans = [0] * 100, HUNDRED, [1] * 100
    return family_bootstrap(*plans, family, days=[30, 50], horizon=100, **how)


def a_year_of_plans(plans=600):
    random = np.random.default_rng(7)
    entry = np.where(random.random(plans) < 0.4, random.integers(1, 600, plans), 0)
    exit = entry + random.integers(1, 365, plans)
    return entry, exit, random.random(plans) < 0.6, random.integers(0, 350, plans)


@pytest.mark.parametrize("day", [30, 50])
def test_only_children_have_the_limits_of_a_binomial_share(day):
    # without censoring the share left of a hundred drawn again is binomial
    found = hundred(HUNDRED)
    lower, upper = binom.ppf([0.025, 0.975], 100, 1 - day / 100) / 100
    assert found.families == 100
    assert found.survival.lower[day] == pytest.approx(lower, abs=0.0101)
    assert found.survival.upper[day] == pytest.approx(upper, abs=0.0101)


def test_pairs_of_siblings_have_the_limits_of_half_as_many():
    # plans 1 and 2, 3 and 4, ... are of one family: fifty drawn again, 25 of them beyond day 50
    found = hundred((HUNDRED - 1) // 2)
    lower, upper = binom.ppf([0.025, 0.975], 50, 0.5) / 50
    assert found.families == 50
    assert found.survival.lower[50] == pytest.approx(lower, abs=0.0201)
    assert found.survival.upper[50] == pytest.approx(upper, abs=0.0201)


def test_only_children_have_the_limits_of_an_ordinary_mean_and_median():
    found = hundred(HUNDRED)
    # mean 50.5; standard error √((100² - 1) / 12 / 100)
    spread = 1.96 * np.sqrt((100**2 - 1) / 12 / 100)
    mean = found.restricted_mean
    assert mean.days == pytest.approx(50.5)
    assert (mean.lower, mean.upper) == pytest.approx((50.5 - spread, 50.5 + spread), abs=0.4)
    # the days on which binomial shares with these limits pass a half: 40 and 60
    median = found.median
    assert median.days == 50
    assert (median.lower, median.upper) == pytest.approx((40, 60), abs=1.01)


def test_other_limits_than_95_per_cent_are_wider_or_narrower():
    wide, narrow = hundred(HUNDRED, level=0.998), hundred(HUNDRED, level=0.8)
    lower, upper = binom.ppf([0.1, 0.9], 100, 0.5) / 100
    assert narrow.survival.lower[50] == pytest.approx(lower, abs=0.0101)
    assert narrow.survival.upper[50] == pytest.approx(upper, abs=0.0101)
    assert wide.median.lower < narrow.median.lower < narrow.median.upper < wide.median.upper


def test_estimates_are_those_of_the_plans_themselves():
    entry, exit, event, family = a_year_of_plans()
    found = family_bootstrap(entry, exit, event, family, [91, 365], 500)
    curve = kaplan_meier(entry, exit, event)
    assert found.survival.survival.equals(survival_at(curve, [91, 365]).survival)
    assert found.median.days == median_duration(curve).days
    assert found.restricted_mean.days == restricted_mean(curve, 500).days
    assert found.families == len(set(family))
    assert found.conditional_from == 0


def test_only_children_with_delayed_entry_have_nearly_greenwoods_limits():
    entry, exit, event, family = a_year_of_plans()
    found = family_bootstrap(entry, exit, event, np.arange(len(family)), [183, 365], 500)
    expected = survival_at(kaplan_meier(entry, exit, event), [183, 365])
    assert (found.survival - expected).abs().max(axis=None) < 0.01
    mean = restricted_mean(kaplan_meier(entry, exit, event), 500)
    assert found.restricted_mean.lower == pytest.approx(mean.lower, abs=3)
    assert found.restricted_mean.upper == pytest.approx(mean.upper, abs=3)


def test_siblings_alike_in_all_widen_the_limits_by_the_square_root_of_two():
    plans = [np.repeat(column, 2) for column in a_year_of_plans(300)[:3]]
    alone = family_bootstrap(*plans, np.arange(600), [183, 365], 500)
    pairs = family_bootstrap(*plans, np.repeat(np.arange(300), 2), [183, 365], 500)
    width = [table.upper - table.lower for table in (alone.survival, pairs.survival)]
    assert (width[1] / width[0]).tolist() == pytest.approx([np.sqrt(2)] * 2, rel=0.1)


def test_the_same_plans_have_the_same_limits():
    plans = a_year_of_plans(100)
    one, other = (family_bootstrap(*plans, [183], 365) for _ in range(2))
    assert one.survival.equals(other.survival)
    assert (one.median, one.restricted_mean) == (other.median, other.restricted_mean)


def test_families_never_followed_beyond_the_start_of_the_curve_are_not_counted():
    # two families are gone before day 40, from which twelve others are at risk
    entry, exit = [0, 0, *[40] * 12], [5, 6, *range(50, 62)]
    found = family_bootstrap(entry, exit, [1] * 14, np.arange(14), [55], 60)
    assert (found.families, found.conditional_from) == (12, 40)
    # all ended, on days 50 to 60 and, cut at the horizon, 60
    cut = [*range(50, 61), 60]
    spread = 1.96 * np.std(cut) / np.sqrt(12)
    mean = found.restricted_mean
    assert mean.days == pytest.approx(np.mean(cut))
    assert (mean.lower, mean.upper) == pytest.approx(
        (np.mean(cut) - spread, np.mean(cut) + spread), abs=0.3
    )


def one_followed_on(event):
    """Forty plans: ten end on day 5, 29 are lost on day 10 and one, in 64 % of draws, goes on."""
    return [0] * 40, [5] * 10 + [10] * 29 + [90], [1] * 10 + [0] * 29 + [event], range(40)


def test_draws_that_lose_everybody_reach_down_to_nought_and_not_up():
    found = family_bootstrap(*one_followed_on(0), [50], 90, level=0.3)
    assert found.survival.survival[50] == pytest.approx(30 / 40)
    # (39/40)⁴⁰ = 36 % of draws have nobody beyond day 10; the limits are percentiles 35 and 65
    assert found.survival.lower[50] == 0
    # the upper is as if all were followed: the share beyond day 5 is binomial
    assert found.survival.upper[50] == pytest.approx(binom.ppf(0.65, 40, 0.75) / 40)
    # with nobody after day 10 the mean is at most 10, and as if followed 5 × 10/40 + 90 × 30/40
    assert found.restricted_mean.lower < 10
    assert found.restricted_mean.upper > 5 * 10 / 40 + 90 * 30 / 40
    assert np.isnan(found.median.days)


def test_a_median_that_draws_do_not_reach_has_no_upper_limit():
    found = family_bootstrap(*one_followed_on(1), [50], 90)
    assert (found.median.days, found.median.lower) == (90, 90)
    assert np.isnan(found.median.upper)


def test_fewer_than_ten_families_have_no_limits_and_are_still_counted():
    found = hundred(HUNDRED % 9)
    assert found.families == 9
    assert found.survival[["lower", "upper"]].isna().all(axis=None)
    assert found.survival.survival.tolist() == pytest.approx([0.7, 0.5])
    for part in (found.median, found.restricted_mean):
        assert part.days > 0
        assert np.isnan([part.lower, part.upper]).all()
    assert hundred(HUNDRED % 10).survival.notna().all(axis=None)


def test_there_are_no_limits_where_all_are_left_or_none():
    found = family_bootstrap([0] * 12, [5] * 12, [1] * 12, range(12), [4, 5], 4)
    assert found.survival.survival.tolist() == [1, 0]
    assert found.survival[["lower", "upper"]].isna().all(axis=None)
    assert np.isnan([found.restricted_mean.lower, found.restricted_mean.upper]).all()
    assert (found.median.days, found.median.lower, found.median.upper) == (5, 5, 5)


def test_no_plans_have_no_families():
    found = family_bootstrap([], [], [], [], [5], 9)
    assert found.families == 0
    assert found.survival.isna().all(axis=None)
    assert np.isnan([found.conditional_from, found.median.days, found.restricted_mean.days]).all()


@pytest.mark.parametrize("family", [[1], [1, None], [1, np.nan]])
def test_a_plan_without_a_family_is_refused(family):
    with pytest.raises(ValueError, match="family of each plan"):
        family_bootstrap([0, 0], [3, 4], [1, 1], family, [3], 4)


def told(found):
    """Every number of the estimates, to the bit."""
    durations = [(d.days, d.lower, d.upper) for d in (found.median, found.restricted_mean)]
    return found.survival.to_numpy().tobytes(), np.array(durations).tobytes()


@pytest.mark.parametrize("at_once", [1, 7, 100, 1_999, 2_000, 5_000])
def test_the_limits_are_the_same_to_the_bit_however_many_draws_are_held_at_once(
    monkeypatch, at_once
):
    def estimates():
        return told(family_bootstrap(*a_year_of_plans(), days=[91, 365], horizon=730))

    monkeypatch.setattr(family_bootstrap_module, "AT_ONCE", 2_000)
    whole = estimates()
    monkeypatch.setattr(family_bootstrap_module, "AT_ONCE", at_once)
    assert estimates() == whole


def test_the_draws_are_those_of_one_stream_and_never_more_at_a_time_than_is_said():
    drawn = list(family_bootstrap_module._drawn_weights(40))
    stream = np.random.default_rng(family_bootstrap_module.SEED)
    assert (np.concatenate(drawn) == stream.multinomial(40, [1 / 40] * 40, 2_000)).all()
    assert max(map(len, drawn)) <= family_bootstrap_module.AT_ONCE
