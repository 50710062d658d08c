"""How plans end: the share ended by each cause so many days after they began."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lscb.statistics.risk_sets import (
    FEWEST_AT_RISK,
    at_risk_from,
    follow_up,
    product_limit,
    risk_sets,
    step_values,
)


@dataclass(frozen=True)
class CumulativeIncidence:
    """`table` has a row a `day` asked for, a column a cause, and shares from 0 to 1.

    Of all plans from their start where `conditional_from` is 0; else of those that lasted more
    than so many days.
    """

    table: pd.DataFrame
    conditional_from: float


def cumulative_incidence(
    entry: ArrayLike,
    exit: ArrayLike,
    cause: ArrayLike,
    days: ArrayLike,
    fewest_at_risk: int = FEWEST_AT_RISK,
) -> CumulativeIncidence:
    """The share of plans ended by each cause within each of `days` of their start.

    `entry` and `exit` as `risk_sets` says; `cause` is how the plan ended, missing if it has not.
    The causes compete: with the share still on a plan (the survival) their shares add up to 1.
    Taking each cause for a survival curve of its own, the others censored, would overstate it.
    Each share is Σ S(before the day) × ended so ÷ at risk (Aalen and Johansen, Scandinavian
    Journal of Statistics 1978, 5:141). NaN where the survival is: before `conditional_from` and
    beyond what was followed. Raises ValueError for a cause that is blank text, and as `follow_up`
    does.
    """
    entered, left = follow_up(entry, exit)
    named = pd.Series(cause, dtype=object)
    if len(named) != len(entered) or named.eq("").any():
        raise ValueError("expected a cause for each plan that ended, and none, not blank, if open")
    codes, causes = pd.factorize(named, sort=True)
    start = at_risk_from(entered, left, fewest_at_risk)
    counts = risk_sets(entered, left, codes >= 0, start)
    survival, between = product_limit(counts)
    before = np.concatenate([np.ones(1), between])[: len(between)]
    at = np.asarray(days, dtype=float)
    shares = {}
    for code, label in enumerate(causes):
        ended = risk_sets(entered, left, codes == code, start).events
        share = np.cumsum(before * ended / np.maximum(counts.at_risk, 1))
        on, after = (np.where(np.isnan(s), np.nan, share) for s in (survival, between))
        shares[label] = step_values(counts.days, on, after, at)
    table = pd.DataFrame(shares, index=pd.Index(at, name="day"), columns=list(causes))
    return CumulativeIncidence(table, start)
