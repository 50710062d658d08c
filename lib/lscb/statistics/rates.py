"""Rates and proportions with the intervals that English public health statistics use.

The choice of method is that of the Public Health England technical guide on confidence
intervals: exact Poisson limits for counts under 10, Byar's approximation from 10, and Wilson's
score interval for proportions. An interval is of 95 % where nothing else is said; 99.8 % are the
limits of an alert.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

USUAL, ALERT = 0.95, 0.998

EXACT_BELOW = 10
FEWEST_EVENTS_FOR_A_RATE = 3
"""ONS gives no crude rate for fewer than three deaths."""

UNRELIABLE_BELOW = 20
"""ONS marks a rate of fewer deaths as unreliable."""

FEWEST_EVENTS_TO_STANDARDISE = 10
"""ONS and Public Health England give no standardised rate for fewer."""

Floats = NDArray[np.float64]


def z_of(level: float) -> float:
    """How many standard errors a two-sided interval of this level reaches."""
    return float(stats.norm.ppf((1 + level) / 2))


def poisson_limits(counts: ArrayLike, level: float = USUAL) -> tuple[Floats, Floats]:
    """Lower and upper limits of Poisson counts, same shape as `counts`.

    Exact below 10 events, by the link of the Poisson and chi-squared distributions; Byar's
    approximation from 10 on.
    """
    x, tail, z = np.asarray(counts, dtype=float), (1 - level) / 2, z_of(level)
    exact = (
        np.where(x > 0, stats.chi2.ppf(tail, 2 * np.maximum(x, 1)) / 2, 0.0),
        stats.chi2.ppf(1 - tail, 2 * x + 2) / 2,
    )
    byar = (_byar(np.maximum(x, 1), -z), _byar(x + 1, z))
    few = x < EXACT_BELOW
    return np.where(few, exact[0], byar[0]), np.where(few, exact[1], byar[1])


def _byar(x: Floats, z: float) -> Floats:
    return x * (1 - 1 / (9 * x) + z / (3 * np.sqrt(x))) ** 3


def wilson_limits(
    numerators: ArrayLike, denominators: ArrayLike, level: float = USUAL
) -> tuple[Floats, Floats]:
    """Lower and upper Wilson limits of proportions, between 0 and 1.

    NaN where the denominator is 0, or where it is less than the numerator.
    """
    k = np.asarray(numerators, dtype=float)
    n = np.asarray(denominators, dtype=float)
    k, n = np.where(k <= n, k, np.nan), np.where(n > 0, n, np.nan)
    z = z_of(level)
    middle = 2 * k + z**2
    spread = z * np.sqrt(z**2 + 4 * k * (1 - k / n))
    scale = 2 * (n + z**2)
    return np.maximum((middle - spread) / scale, 0.0), np.minimum((middle + spread) / scale, 1.0)


def share(numerator: int, denominator: int, per: int = 100, places: int = 1) -> float:
    """`numerator` ÷ `denominator` × `per`, rounded once, halves away from zero.

    The rounding is done in whole numbers, as DfE's published figures are reproduced by: a
    floating-point 12.25 may round either way.
    """
    scale = per * 10**places
    return (2 * numerator * scale + denominator) // (2 * denominator) / 10**places


def rates(events: pd.Series, population: pd.Series, per: int) -> pd.DataFrame:
    """Crude rates with Poisson limits: `rate`, `lower` and `upper`, one decimal place.

    Numerator `events`, denominator `population` (person-years), multiplied by `per`; same index.
    NaN where the population is not known and, as ONS does, for fewer than three events other
    than none.
    """
    known = population.notna() & (population > 0)
    given = known & ((events == 0) | (events >= FEWEST_EVENTS_FOR_A_RATE))
    lower, upper = poisson_limits(events)
    people = population.where(given).astype(float)
    rate = [
        share(int(n), int(of), per) if stated else np.nan
        for n, of, stated in zip(events, population, given, strict=True)
    ]
    return pd.DataFrame(
        {"rate": rate, "lower": lower / people * per, "upper": upper / people * per},
        index=events.index,
    ).round(1)


def proportions(numerator: pd.Series, denominator: pd.Series) -> pd.DataFrame:
    """Percentages with Wilson limits: `percent`, `lower` and `upper`, one decimal place.

    Same index; NaN where the denominator is 0 or not known.
    """
    lower, upper = wilson_limits(numerator.astype(float), denominator.astype(float))
    percent = [
        share(int(k), int(n)) if pd.notna(k) and pd.notna(n) and n > 0 else np.nan
        for k, n in zip(numerator, denominator, strict=True)
    ]
    return pd.DataFrame(
        {"percent": percent, "lower": lower * 100, "upper": upper * 100}, index=numerator.index
    ).round(1)


def directly_standardised_rate(
    events: ArrayLike, population: ArrayLike, standard: ArrayLike, per: int
) -> tuple[float, float, float]:
    """The rate that a standard population would have, and its 95 % limits, for each `per`.

    One element an age group in each; `population` in person-years, `standard` in any unit.
    Rate: Σ standard × events ÷ population, ÷ Σ standard. Limits after Dobson and others
    (Statistics in Medicine 1991, 10:457): those of all events together, stretched by the ratio of
    the two standard errors. NaN for fewer than ten events in all, as ONS and Public Health
    England do. Raises ValueError where an age group has nobody.
    """
    x, people, weights = (np.asarray(each, dtype=float) for each in (events, population, standard))
    if (people <= 0).any():
        raise ValueError("expected somebody in each age group")
    total, share = x.sum(), weights / weights.sum()
    if total < FEWEST_EVENTS_TO_STANDARDISE:
        return np.nan, np.nan, np.nan
    rate = (share * x / people).sum()
    stretch = np.sqrt((share**2 * x / people**2).sum() / total)
    lower, upper = (rate + stretch * (limit - total) for limit in poisson_limits(total))
    return rate * per, float(lower) * per, float(upper) * per
