"""Limits of the survival curve that allow for brothers and sisters on plans together.

Children of one family mostly start and end plans together, so that plans say less than so many
independent ones would. Families, not plans, are drawn again here, each with all its plans (Davison
and Hinkley, Bootstrap Methods 1997, 3.8).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lscb.statistics.rates import USUAL, Floats
from lscb.statistics.risk_sets import (
    FEWEST_AT_RISK,
    interval_widths,
    product_limit,
    risk_sets,
    step_values,
)
from lscb.statistics.survival import (
    HALF,
    ROUNDING,
    Duration,
    SurvivalCurve,
    kaplan_meier,
    median_duration,
    restricted_mean,
    survival_at,
)

DRAWS, SEED = 2_000, 20_131_031
AT_ONCE = 100
"""Draws held in memory at a time, each with a weight a plan. They are the same for any number."""

FEWEST_FAMILIES = 10
"""Draws of fewer families are too much alike to show how far chance may reach."""


@dataclass(frozen=True)
class FamilyBootstrap:
    """Survival, median and restricted mean with limits from draws of `families` families.

    `survival` is indexed by `day`, with `survival`, `lower` and `upper`. `conditional_from` as in
    `SurvivalCurve`; only families with a plan followed beyond that day are counted and drawn.
    """

    families: int
    conditional_from: float
    survival: pd.DataFrame
    median: Duration
    restricted_mean: Duration


def family_bootstrap(
    entry: ArrayLike,
    exit: ArrayLike,
    event: ArrayLike,
    family: ArrayLike,
    days: ArrayLike,
    horizon: float,
    level: float = USUAL,
    fewest_at_risk: int = FEWEST_AT_RISK,
) -> FamilyBootstrap:
    """The estimates of `survival_at(days)`, `median_duration` and `restricted_mean(horizon)`, with
    percentile limits over 2,000 draws of families, always the same draws.

    `family` is what tells families apart, one element a plan. Every draw's curve starts on the day
    that the plans' own does. Where a draw is not followed so far, its survival counts as 0 for a
    lower limit and as unchanged for an upper, so that neither claims too much. Limits are NaN
    where the estimate is, for fewer than ten families, where the survival is 1 or 0, where the
    median's upper limit is not reached, and, of the mean, where nobody ended before the horizon.
    Raises ValueError for a family missing and as `kaplan_meier` and `restricted_mean` do.
    """
    curve = kaplan_meier(entry, exit, event, level, fewest_at_risk)
    names = pd.Series(family, dtype=object).reset_index(drop=True)
    if len(names) != np.size(entry) or names.isna().any():
        raise ValueError("expected the family of each plan")
    followed = np.asarray(exit, dtype=float) > curve.conditional_from
    codes, found = pd.factorize(names[followed])
    entered, left = (np.asarray(each, dtype=float)[followed] for each in (entry, exit))
    ended = np.asarray(event)[followed].astype(bool)
    drawn = []
    for weights in _drawn_weights(len(found)):
        counts = risk_sets(entered, left, ended, curve.conditional_from, weights[:, codes])
        drawn.append(product_limit(counts))
    on, between = (np.concatenate(each) for each in zip(*drawn, strict=True))
    return FamilyBootstrap(
        len(found),
        curve.conditional_from,
        _survival(curve, counts.days, (on, between), np.asarray(days, dtype=float)),
        _median(curve, counts.days, on),
        _mean(curve, counts.days, (on, between), horizon),
    )


def _drawn_weights(families: int) -> Iterator[Floats]:
    """How often each family (column) is in each draw (row), some draws at a time.

    One array without a draw for too few families.
    """
    if families < FEWEST_FAMILIES:
        yield np.empty((0, families))
        return
    chances = np.full(families, 1 / families)
    random = np.random.default_rng(SEED)
    for first in range(0, DRAWS, AT_ONCE):
        draws = min(AT_ONCE, DRAWS - first)
        yield random.multinomial(families, chances, draws).astype(float)


def _lowest(known: Floats) -> Floats:
    """The survival, or 0 where a draw does not know it."""
    return np.nan_to_num(known, nan=0.0)


def _highest(survival: Floats) -> Floats:
    """The survival, or the last known where a draw does not know it: it never rises."""
    return np.fmin.accumulate(survival, axis=-1)


def _percentile_limits(low: Floats, high: Floats, level: float) -> Floats:
    """The lower limit from draws (rows) of `low`, and the upper from those of `high`."""
    if not len(low):
        return np.full((2, *low.shape[1:]), np.nan)
    tail = (1 - level) / 2
    limits = (
        np.quantile(drawn, share, axis=0, method="inverted_cdf")
        for drawn, share in ((low, tail), (high, 1 - tail))
    )
    return np.stack([np.where(np.isfinite(limit), limit, np.nan) for limit in limits])


def _survival(
    curve: SurvivalCurve, days: Floats, known: tuple[Floats, Floats], at: Floats
) -> pd.DataFrame:
    table = survival_at(curve, at)
    low = step_values(days, _lowest(known[0]), _lowest(known[1]), at)
    high = step_values(days, _highest(known[0]), _highest(known[0]), at)
    limits = _percentile_limits(low, high, curve.level)
    inside = (table.survival > 0) & (table.survival < 1)
    lower, upper = np.where(inside, limits, np.nan)
    return table.assign(lower=lower, upper=upper)


def _median(curve: SurvivalCurve, days: Floats, survival: Floats) -> Duration:
    median = median_duration(curve).days
    if np.isnan(median):
        return Duration(np.nan, np.nan, np.nan)
    low, high = (_half_days(days, bound(survival)) for bound in (_lowest, _highest))
    return Duration(median, *map(float, _percentile_limits(low, high, curve.level)))


def _half_days(days: Floats, survival: Floats) -> Floats:
    """The first day on which each draw's survival is a half or less; infinite where none is."""
    halved = survival <= HALF + ROUNDING
    return np.where(halved.any(axis=-1), days[halved.argmax(axis=-1)], np.inf)


def _mean(
    curve: SurvivalCurve, days: Floats, known: tuple[Floats, Floats], horizon: float
) -> Duration:
    """The restricted mean, its limits from the draws' areas under the curve."""
    estimate = restricted_mean(curve, horizon)
    if np.isnan(estimate.lower):
        return estimate
    widths = interval_widths(days, horizon)
    low, high = (days[0] + bound @ widths for bound in (_lowest(known[1]), _highest(known[0])))
    return Duration(estimate.days, *map(float, _percentile_limits(low, high, curve.level)))
