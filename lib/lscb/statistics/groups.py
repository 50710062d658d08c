"""Counts of groups beside their populations: exact tests for totals of a few dozen.

Counts are taken as Poisson with means in proportion to population, and every test is conditional
on their total, so that nothing rests on large numbers. A group's population may be in any unit:
children, person-years, years of exposure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from lscb.statistics.rates import USUAL, Floats

ENUMERATED, SIMULATED = "full enumeration", "Monte Carlo"

MOST_TABLES = 1_000_000
DRAWS, SEED = 99_999, 20_131_031

ROUNDING = 1e-12
"""Tables as unlikely as the observed one may differ from it by this share, in floating point."""


@dataclass(frozen=True)
class MultinomialFit:
    """X², its exact p, and by which `method` over how many `tables` or draws that was found."""

    statistic: float
    p: float
    method: str
    tables: int


@dataclass(frozen=True)
class RateRatio:
    """The first rate ÷ the second, its limits, and p of both rates being the same."""

    ratio: float
    lower: float
    upper: float
    p: float


@dataclass(frozen=True)
class Trend:
    """The sum of scores, what is expected of it, the exact p, and z of the normal approximation.

    `z` is above 0 where the rate rises along the groups.
    """

    score: float
    expected: float
    z: float
    p: float


def counts_and_exposures(counts: ArrayLike, exposures: ArrayLike) -> tuple[NDArray, Floats]:
    """Both as arrays, an element a group or a year, found possible.

    Raises ValueError for lengths that differ, for fewer than two, for a count that is missing,
    negative or not whole, and for an exposure that is missing, infinite or not above 0.
    """
    events, people = (np.asarray(each, dtype=float) for each in (counts, exposures))
    if events.ndim != 1 or events.shape != people.shape or len(events) < 2:
        raise ValueError("expected a count and an exposure for each of at least two")
    if not (np.isfinite(events).all() and (events >= 0).all() and (events % 1 == 0).all()):
        raise ValueError("expected each count to be a whole number, 0 or more")
    if not (np.isfinite(people).all() and (people > 0).all()):
        raise ValueError("expected each exposure, such as a population, to be a number above 0")
    return events.astype(int), people


def multinomial_fit(counts: ArrayLike, population: ArrayLike) -> MultinomialFit:
    """Whether counts are shared among groups as the population is: exact goodness of fit.

    One element a group. p is the probability, given the total, of a table whose X² = Σ(count -
    expected)² ÷ expected is at least that observed (the exact multinomial test by Pearson's
    statistic; Read and Cressie, Goodness-of-Fit Statistics for Discrete Multivariate Data 1988).
    Tests that order tables by their probability give other values. All tables are enumerated where
    there are a million at most; otherwise p is from 99,999 seeded draws, (1 + those at least as
    far) ÷ (1 + draws). Of no events at all X² is 0 and p 1. People whose group is not known must be
    out of both counts and population. Raises ValueError as `counts_and_exposures` does.
    """
    events, people = counts_and_exposures(counts, population)
    shares, total = people / people.sum(), int(events.sum())
    # X² is this sum ÷ total - total: the sum orders tables as X² does.
    observed = (events**2 / shares).sum()
    far = observed * (1 - ROUNDING)
    statistic = float(max(observed / total - total, 0.0)) if total else 0.0
    tables = comb(total + len(events) - 1, len(events) - 1)
    if tables <= MOST_TABLES:
        chances, sums = _every_table(total, shares)
        p = min(float(chances[sums >= far].sum()), 1.0)
        return MultinomialFit(statistic, p, ENUMERATED, tables)
    drawn = np.random.default_rng(SEED).multinomial(total, shares, DRAWS)
    farther = int(((drawn**2 / shares).sum(axis=1) >= far).sum())
    return MultinomialFit(statistic, (1 + farther) / (1 + DRAWS), SIMULATED, DRAWS)


def _every_table(total: int, shares: Floats) -> tuple[Floats, Floats]:
    """The probability and Σ count² ÷ share of each table with this total.

    Tables grow by a group at a time: each becomes as many as there are counts that group may have.
    """
    left, logs, sums = np.array([total]), special.gammaln([total + 1.0]), np.zeros(1)
    for share in shares[:-1]:
        branches = left + 1
        parent = np.repeat(np.arange(len(left)), branches)
        count = np.arange(len(parent)) - np.repeat(np.cumsum(branches) - branches, branches)
        logs = logs[parent] + _log_weight(count, share)
        sums = sums[parent] + count**2 / share
        left = left[parent] - count
    return np.exp(logs + _log_weight(left, shares[-1])), sums + left**2 / shares[-1]


def _log_weight(count: NDArray, share: float) -> Floats:
    return count * np.log(share) - special.gammaln(count + 1)


def exact_trend(counts: ArrayLike, population: ArrayLike) -> Trend:
    """Whether the rate rises or falls along groups in their order, such as deprivation quintiles.

    One element a group, in order; its score is its place: 1, 2, 3 and so on. The sum of the
    events' scores is taken given their total, each event falling to a group by its share of the
    population (the conditional Poisson form of the test of Armitage, Biometrics 1955, 11:375).
    Two-sided p is the exact probability of a sum at least as far from that expected, on either
    side, as the one observed; z is the same distance in standard deviations. Of no events p is 1
    and z NaN. Raises ValueError as `counts_and_exposures` does.
    """
    events, people = counts_and_exposures(counts, population)
    shares, total = people / people.sum(), int(events.sum())
    scores = np.arange(1, len(events) + 1)
    score, mean = float(scores @ events), float(scores @ shares)
    spread = np.sqrt(total * (shares @ (scores - mean) ** 2))
    chances = np.ones(1)
    for _ in range(total):
        chances = np.convolve(chances, shares)
    possible = np.arange(len(chances)) + total
    expected = total * mean
    distance = abs(score - expected)
    far = np.abs(possible - expected) >= distance - ROUNDING * max(expected, 1)
    z = (score - expected) / spread if total else np.nan
    return Trend(score, expected, float(z), min(float(chances[far].sum()), 1.0))


def rate_ratio(
    first: tuple[int, float], second: tuple[int, float], level: float = USUAL
) -> RateRatio:
    """The first rate ÷ the second, each a count and its exposure, for independent counts.

    Given both together, the first count is binomial with its share of the exposure (Przyborowski
    and Wilenski, Biometrika 1940, 31:313). Limits are Clopper and Pearson's of that binomial,
    turned into ratios. p is the probability of all counts no likelier than the observed, as R's
    `poisson.test` and `binom.test` have it; near the edge, and with unequal exposures, p may fall
    below 5 % though the limits hold 1, or the other way round: a verdict is the limits'. A ratio
    to no events is infinite, its upper limit too; of no events at all it is NaN, with limits 0 and
    infinity and p 1. Raises ValueError as `counts_and_exposures` does.
    """
    (one, other), (of_one, of_other) = counts_and_exposures(*zip(first, second, strict=True))
    if one + other == 0:
        return RateRatio(np.nan, 0.0, np.inf, 1.0)
    test = stats.binomtest(int(one), int(one + other), of_one / (of_one + of_other))
    limits = test.proportion_ci(level, method="exact")
    shares = (one / (one + other), limits.low, limits.high)
    ratio, lower, upper = (
        float(share / (1 - share) * of_other / of_one) if share < 1 else np.inf for share in shares
    )
    return RateRatio(ratio, lower, upper, float(test.pvalue))


def group_rate_ratios(
    counts: pd.Series, population: pd.Series, level: float = USUAL
) -> pd.DataFrame:
    """Each group's rate ÷ that of all other groups together, one row a group, same index.

    `ratio`, `lower`, `upper` and `p` are those of `rate_ratio`; `comparisons` is how many were
    made, and `p_holm` is p corrected for so many. Limits are each of their own level, not
    corrected. A group is compared with the others and not with the whole, of which it is part: it
    would draw the whole towards itself, the more so the larger it is, and the two counts would
    not be independent. Of two groups the second row is the first turned round, and one comparison.
    Raises ValueError as `counts_and_exposures` does.
    """
    events, people = counts_and_exposures(counts, population)
    found = [
        rate_ratio((one, of), (events.sum() - one, people.sum() - of), level)
        for one, of in zip(events, people, strict=True)
    ]
    table = pd.DataFrame(found, index=counts.index)
    comparisons = len(table) if len(table) > 2 else 1
    corrected = holm(table.p) if comparisons > 1 else table.p
    return table.assign(comparisons=comparisons, p_holm=corrected)


def holm(p: ArrayLike) -> Floats:
    """p values corrected for their number by Holm's step-down method, in the order given.

    The chance that any of those under 5 % is wrongly so is then 5 % at most, however they depend
    on each other (Holm, Scandinavian Journal of Statistics 1979, 6:65). Raises ValueError for a p
    that is missing or not from 0 to 1.
    """
    given = np.asarray(p, dtype=float)
    if given.ndim != 1 or not ((given >= 0) & (given <= 1)).all():
        raise ValueError("expected p values from 0 to 1")
    order = np.argsort(given, kind="stable")
    multiplied = given[order] * np.arange(len(given), 0, -1)
    corrected = np.empty_like(given)
    corrected[order] = np.minimum(np.maximum.accumulate(multiplied), 1.0)
    return corrected
