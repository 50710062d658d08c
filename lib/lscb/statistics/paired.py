"""Scores of the same people before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from lscb.statistics.rates import USUAL

FEWEST_PAIRS = 10


@dataclass(frozen=True)
class PairedChange:
    """The mean of after less before over `pairs` people, in points of the score, its limits and p.

    Limits and `p` are NaN for fewer than ten pairs, and `p` where nobody's score changed.
    """

    pairs: int
    mean: float
    lower: float
    upper: float
    p: float


def paired_change(before: ArrayLike, after: ArrayLike, level: float = USUAL) -> PairedChange:
    """How the scores of the same people changed; people without both scores are left out.

    `before` and `after` are of one length, a person each, NaN where there is no score. Limits by
    Student's t for the mean difference; p by Wilcoxon's signed rank test, which asks nothing of
    the scores' distribution. Those who answered may not be like those who did not: the response
    rate belongs beside it. Raises ValueError for lengths that differ.
    """
    first, second = (np.asarray(each, dtype=float) for each in (before, after))
    if first.shape != second.shape:
        raise ValueError("expected a score before and after for each person, or none")
    change = second - first
    change = change[np.isfinite(change)]
    pairs = len(change)
    mean = float(change.mean()) if pairs else np.nan
    if pairs < FEWEST_PAIRS:
        return PairedChange(pairs, mean, np.nan, np.nan, np.nan)
    spread = stats.sem(change) * stats.t.ppf((1 + level) / 2, pairs - 1)
    p = float(stats.wilcoxon(change).pvalue) if change.any() else np.nan
    return PairedChange(pairs, mean, float(mean - spread), float(mean + spread), p)
