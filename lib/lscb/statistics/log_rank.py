"""Whether plans of several groups last equally long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from lscb.statistics.rates import Floats
from lscb.statistics.risk_sets import follow_up, yes_or_no

NEGLIGIBLE = 1e-10


@dataclass(frozen=True)
class LogRank:
    """`table` has a row a group: `plans`, and ends `observed` and `expected` if all were alike."""

    chi_squared: float
    degrees_of_freedom: int
    p: float
    table: pd.DataFrame


def log_rank(
    entry: ArrayLike,
    exit: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    stratum: ArrayLike | None = None,
) -> LogRank:
    """The log-rank test of plans of several groups, compared within strata if these are given.

    One element a plan in each; `entry`, `exit` and `event` as `risk_sets` says. At each day of an
    end, ends are expected in proportion to each group's plans at risk, (entry, exit], in the same
    stratum; variance hypergeometric (Mantel 1966; Peto and Peto, JRSS A 1972, 135:185). The
    degrees of freedom are one fewer than the groups, and fewer still where groups were never at
    risk beside others when a plan ended; with none, `chi_squared` and `p` are NaN. Plans are taken
    as independent: siblings on plans together make p too small. Raises ValueError for a group or
    stratum missing, and as `kaplan_meier` does.
    """
    entered, left = follow_up(entry, exit)
    ended = yes_or_no(event, len(entered))
    codes, groups = _labels(group, len(entered))
    strata = _labels(stratum, len(entered))[0] if stratum is not None else np.zeros_like(codes)
    membership = np.equal.outer(np.arange(len(groups)), codes).astype(float)
    observed, expected = membership @ ended, np.zeros(len(groups))
    variance = np.zeros((len(groups), len(groups)))
    for each in np.unique(strata):
        rows = strata == each
        of_stratum = _expected(entered[rows], left[rows], ended[rows], membership[:, rows])
        expected, variance = expected + of_stratum[0], variance + of_stratum[1]
    columns = {"plans": membership.sum(axis=1), "observed": observed, "expected": expected}
    table = pd.DataFrame(columns, index=pd.Index(groups, name="group"))
    table = table.astype({"plans": int, "observed": int})
    return LogRank(*_test(observed - expected, variance), table)


def _labels(given: ArrayLike, plans: int) -> tuple[NDArray[np.intp], pd.Index]:
    labels = pd.Series(given, dtype=object)
    if len(labels) != plans or labels.isna().any():
        raise ValueError("expected a group, and a stratum if there are strata, for each plan")
    codes, names = pd.factorize(labels, sort=True)
    return codes, pd.Index(names)


def _expected(
    entry: Floats, exit: Floats, ended: NDArray[np.bool_], membership: Floats
) -> tuple[Floats, Floats]:
    """Each group's expected ends within one stratum, and their covariances."""
    days = np.unique(exit[ended])
    at_risk = membership @ ((entry[:, None] < days) & (days <= exit[:, None]))
    everyone = at_risk.sum(axis=0)
    ends = (ended[:, None] & (exit[:, None] == days)).sum(axis=0)
    share = at_risk / everyone
    spread = ends * (everyone - ends) / np.maximum(everyone - 1, 1)
    return share @ ends, np.diag(share @ spread) - (share * spread) @ share.T


def _test(difference: Floats, variance: Floats) -> tuple[float, int, float]:
    """Chi-squared, its degrees of freedom and p, by the rank of the covariances."""
    sizes, directions = np.linalg.eigh(variance)
    some = sizes > NEGLIGIBLE * max(sizes.max(initial=0), 1)
    freedom = int(some.sum())
    if not freedom:
        return np.nan, 0, np.nan
    along = directions[:, some].T @ difference
    chi_squared = float((along**2 / sizes[some]).sum())
    return chi_squared, freedom, float(stats.chi2.sf(chi_squared, freedom))
