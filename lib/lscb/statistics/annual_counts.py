"""Yearly counts of a few events, such as a board's child deaths: what chance alone may do to them.

With five to thirty deaths a year one year says little. These are the limits within which counts
of a steady rate lie, exact tests of whether the rate was steady, and the statement of how seldom
a true rise would be noticed. An XmR chart is not for them: it takes its limits from too few years.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from lscb.statistics.groups import (
    MultinomialFit,
    RateRatio,
    counts_and_exposures,
    multinomial_fit,
    rate_ratio,
)
from lscb.statistics.rates import ALERT, USUAL, Floats

SIGNIFICANT = 0.05


@dataclass(frozen=True)
class DetectionPower:
    """The probability that a true rise is detected, 0 to 1, and the same as "one year in N".

    `one_year_in` is rounded up, so that the words never promise more than the number: of a rise
    with probability 0.7 it is 2. Above a half the probability says it better.
    """

    probability: float
    one_year_in: int


def chance_limits(expected: ArrayLike, level: float = USUAL) -> tuple[Floats, Floats]:
    """The least and the most events a year may have by chance, same shape as those expected.

    Quantiles of the Poisson distribution: fewer than the least happen with a probability of
    (1 - level) ÷ 2 at most, and so do more than the most; counts are whole, so that both are
    rarer. An interval about the expected count, as funnels have it, would call a year of no deaths
    low where 5 are expected, though 1 year in 148 has none. Raises ValueError for an expected count
    that is missing, infinite or negative.
    """
    mean, tail = np.asarray(expected, dtype=float), (1 - level) / 2
    if not (np.isfinite(mean).all() and (mean >= 0).all()):
        raise ValueError("expected counts of 0 or more")
    return stats.poisson.ppf(tail, mean), stats.poisson.isf(tail, mean)


def yearly_limits(counts: pd.Series, exposures: pd.Series) -> pd.DataFrame:
    """Each year's count beside what the rate of all years together would give it.

    One row a year, same index, all in events: `count`, `expected` (all events ÷ all exposure ×
    that year's exposure), and the limits `lower_95`, `upper_95`, `lower_998`, `upper_998` of
    `chance_limits`. A year is part of its own expectation. Raises ValueError as
    `counts_and_exposures` does.
    """
    events, exposed = counts_and_exposures(counts, exposures)
    expected = events.sum() / exposed.sum() * exposed
    limits = {
        f"{side}_{name}": found
        for name, level in (("95", USUAL), ("998", ALERT))
        for side, found in zip(("lower", "upper"), chance_limits(expected, level), strict=True)
    }
    return pd.DataFrame({"count": events, "expected": expected, **limits}, index=counts.index)


def dispersion(counts: ArrayLike, exposures: ArrayLike) -> MultinomialFit:
    """Whether yearly counts differ more from each other than those of one steady rate would.

    One element a year. Given their total, counts of a steady rate are multinomial by exposure; p
    is the probability of an X² at least that observed (the index of dispersion of Fisher, Thornton
    and Mackenzie, Annals of Applied Biology 1922, 9:325, with its exact distribution). The years'
    order is not looked at, and a high p does not show that the rate was steady: see
    `detection_power`. Raises ValueError as `counts_and_exposures` does.
    """
    return multinomial_fit(counts, exposures)


def change_between_years(
    earlier: tuple[int, float], later: tuple[int, float], level: float = USUAL
) -> RateRatio:
    """The later year's rate ÷ the earlier year's, each a count and its exposure.

    The limits and p are those of `rate_ratio`, for two years chosen before their counts were seen:
    the highest year beside the lowest will differ. Raises ValueError as `counts_and_exposures`
    does.
    """
    return rate_ratio(later, earlier, level)


def detection_power(mean: float, ratio: float) -> DetectionPower:
    """How probably a true rise from a mean of `mean` events a year to `ratio` times it is noticed.

    One year of each, of the same exposure, compared by the exact conditional test at 5 %,
    two-sided (Przyborowski and Wilenski, Biometrika 1940, 31:313); noticed is a significant
    difference in the direction of the rise. Exact: both Poisson counts are summed over, as their
    total and its split in two. Raises ValueError for a mean under 1 a year, and for a ratio that
    is not above 1.
    """
    if not (np.isfinite([mean, ratio]).all() and mean >= 1 and ratio > 1):
        raise ValueError("expected a mean of 1 or more and a ratio above 1, a rise")
    both = mean * (1 + ratio)
    totals = np.arange(stats.poisson.isf(1e-15, both) + 1)
    # The test is symmetrical: the later count is significant where the earlier is this low.
    low = stats.binom.ppf(SIGNIFICANT / 2, totals, 0.5) - 1
    noticed = stats.binom.cdf(low, totals, 1 / (1 + ratio))
    probability = min(float((stats.poisson.pmf(totals, both) * noticed).sum()), 1.0)
    return DetectionPower(probability, ceil(1 / probability))
