"""Two numbers beside each other: their difference, its limits, and the words for it.

The words are a fixed vocabulary. "No clear difference from" is what an interval that holds the
other number allows to be said; that the two are alike it does not show.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lscb.statistics.rates import USUAL, Floats, poisson_limits, wilson_limits

HIGHER, LOWER = "higher than", "lower than"
NO_CLEAR_DIFFERENCE, TOO_FEW = "no clear difference from", "too few to compare"
VERDICTS = (HIGHER, LOWER, NO_CLEAR_DIFFERENCE, TOO_FEW)

FEWEST_TO_COMPARE = 10
"""Of fewer plans or people a share is not compared: its interval spans most of what there is."""


class Difference(NamedTuple):
    """The first number less the second, and its limits."""

    estimate: Floats
    lower: Floats
    upper: Floats


def difference_of_proportions(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], level: float = USUAL
) -> Difference:
    """The first proportion less the second, each a numerator and a denominator, from -1 to 1.

    Limits by Newcombe's square-and-add of both Wilson intervals (Statistics in Medicine 1998,
    17:873, method 10), for independent groups. NaN where a denominator is 0.
    """
    shares = [_share(*each) for each in (first, second)]
    limits = [wilson_limits(*each, level) for each in (first, second)]
    return _difference(shares, limits)


def difference_of_rates(
    first: tuple[ArrayLike, ArrayLike],
    second: tuple[ArrayLike, ArrayLike],
    per: int,
    level: float = USUAL,
) -> Difference:
    """The first rate less the second, each events and person-years, for each `per` of them.

    Limits by square-and-add of both rates' Poisson limits (Zou and Donner, Statistics in Medicine
    2008, 27:1693), for independent counts. NaN where there are no person-years.
    """
    years = [_positive(each[1]) for each in (first, second)]
    counts = [np.asarray(each[0], dtype=float) for each in (first, second)]
    rates = [count / of * per for count, of in zip(counts, years, strict=True)]
    limits = [
        tuple(limit / of * per for limit in poisson_limits(count, level))
        for count, of in zip(counts, years, strict=True)
    ]
    return _difference(rates, limits)


def verdicts(
    lower: ArrayLike, upper: ArrayLike, reference: ArrayLike, enough: ArrayLike = True
) -> np.ndarray:
    """How intervals lie to a number that is taken as it is, such as England's: one of `VERDICTS`.

    All of one shape, and so is what is returned. Too few to compare where there is not `enough`,
    or where a limit or the reference is not known. A difference is compared with 0.
    """
    low, high, other = (np.asarray(each, dtype=float) for each in (lower, upper, reference))
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(other) & np.asarray(enough)
    return np.select(
        [~known, low > other, high < other], [TOO_FEW, HIGHER, LOWER], NO_CLEAR_DIFFERENCE
    )


def _difference(estimates: list[Floats], limits: list[tuple[Floats, ...]]) -> Difference:
    """Square-and-add: a side takes one number's nearer limit and the other's farther one."""
    (one, other), ((low, high), (other_low, other_high)) = estimates, limits
    difference = one - other
    return Difference(
        difference,
        difference - np.hypot(one - low, other_high - other),
        difference + np.hypot(high - one, other - other_low),
    )


def _share(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    return np.asarray(numerator, dtype=float) / _positive(denominator)


def _positive(numbers: ArrayLike) -> Floats:
    found = np.asarray(numbers, dtype=float)
    return np.where(found > 0, found, np.nan)
