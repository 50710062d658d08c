"""How long plans last: the survival curve of a reporting year, with delayed entry.

The population is the plans open at any time in the year, each seen from the day the year or the
plan began. The estimate is of the "period" kind: how long plans would last if at each duration
they ended as readily as they did this year. Neither plans that ended in the year nor plans open at
its end give that: the first are biased when more start than before, the second are longer than
most, and cut short. `risk_sets` says how `entry`, `exit` and `event` are counted.

A day called `conditional_from` goes with every estimate. Where it is 0 the estimate is of plans
from their start; where it is c, of plans that lasted more than c days, because fewer than ten
plans were at risk before. Days remain days since the start of the plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lscb.statistics.rates import USUAL, Floats, z_of
from lscb.statistics.risk_sets import (
    FEWEST_AT_RISK,
    RiskSets,
    at_risk_from,
    check_horizon,
    follow_up,
    interval_widths,
    product_limit,
    risk_sets,
    step_values,
    yes_or_no,
)

HALF = 0.5
ROUNDING = 1e-9
"""A product of fractions that is a half in arithmetic may be a hair above it in a computer."""


@dataclass(frozen=True)
class SurvivalCurve:
    """A Kaplan-Meier curve of `plans` plans, with limits of `level`.

    `table` has a row for each `day` on which a plan ended or was last seen, and a first for
    `conditional_from`, where the curve starts at 1: `at_risk` on the day (on the first, just after
    it), `events`, `survival` (the share lasting more than that many days), its `standard_error`,
    `lower` and `upper`. The survival is known through `followed_to`, and beyond only if 0. Days
    are NaN and the table empty where too few are at risk on every day.
    """

    table: pd.DataFrame
    conditional_from: float
    followed_to: float
    plans: int
    level: float


@dataclass(frozen=True)
class Duration:
    """A number of days with its limits; all may be NaN. `standard_error` only of a mean."""

    days: float
    lower: float
    upper: float
    standard_error: float = np.nan


def kaplan_meier(
    entry: ArrayLike,
    exit: ArrayLike,
    event: ArrayLike,
    level: float = USUAL,
    fewest_at_risk: int = FEWEST_AT_RISK,
) -> SurvivalCurve:
    """The survival curve from the first day with `fewest_at_risk` plans at risk.

    S = Π (1 - events ÷ at risk) over risk sets (entry, exit] (Kaplan and Meier, JASA 1958,
    53:457); standard error by Greenwood's formula; limits symmetric for log(-log S) (Kalbfleisch
    and Prentice 1980), not of a band and as if plans were independent: for siblings see
    `family_bootstrap`. No limits, NaN, where S is 1 or 0: the formula has none (R gives 1 to 1 at
    S = 1, which would claim certainty), and at 0 no standard error. NaN where S itself is not
    known: after a day that left nobody at risk, and from a day on which all at risk ended though
    others were followed beyond it. Raises ValueError for input that `follow_up` or `yes_or_no`
    does not take.
    """
    entered, left = follow_up(entry, exit)
    start = at_risk_from(entered, left, fewest_at_risk)
    counts = risk_sets(entered, left, yes_or_no(event, len(entered)), start)
    survival, between = product_limit(counts)
    error, lower, upper = _limits(survival, counts, level)
    table = {
        "day": counts.days,
        "at_risk": counts.at_risk.astype(int),
        "events": counts.events.astype(int),
        "survival": survival,
        "standard_error": error,
        "lower": lower,
        "upper": upper,
    }
    until = counts.days[~(between > 0)]
    followed_to = float(until[0]) if until.size else np.nan
    plans = int((left > start).sum())
    return SurvivalCurve(pd.DataFrame(table), start, followed_to, plans, level)


def _limits(survival: Floats, counts: RiskSets, level: float) -> tuple[Floats, Floats, Floats]:
    """Greenwood's standard error of the survival, and its limits by log(-log S)."""
    inside = np.where((survival > 0) & (survival < 1), survival, np.nan)
    spread = np.sqrt(np.cumsum(_greenwood(counts.at_risk, counts.events)))
    error = np.where(survival > 0, survival, np.nan) * spread
    power = np.exp(z_of(level) * spread / -np.log(inside))
    return error, inside**power, inside ** (1 / power)


def _greenwood(at_risk: Floats, events: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return events / (at_risk * (at_risk - events))


def _between(table: pd.DataFrame, followed_to: float) -> Floats:
    """The survival after each day of the table and before the next; NaN where not known."""
    known = (table.day < followed_to) | (table.survival == 0)
    return table.survival.where(known).to_numpy()


def survival_at(curve: SurvivalCurve, days: ArrayLike) -> pd.DataFrame:
    """The share of plans lasting more than each of `days`: `survival`, `lower` and `upper`, 0 to 1.

    Index `day`, as given. NaN before `conditional_from` and beyond what was followed; limits also
    where the survival is 1 or 0. Of all plans from their start where `conditional_from` is 0, else
    of those that lasted more than that many days.
    """
    at = np.asarray(days, dtype=float)
    table, between = curve.table, _between(curve.table, curve.followed_to)
    found = {
        name: step_values(
            table.day.to_numpy(),
            table[name].to_numpy(),
            np.where(np.isnan(between), np.nan, table[name]),
            at,
        )
        for name in ("survival", "lower", "upper")
    }
    return pd.DataFrame(found, index=pd.Index(at, name="day"))


def median_duration(curve: SurvivalCurve) -> Duration:
    """The first day on which the survival is a half or less, limits from those of the curve.

    Each limit is the first day on which that limit of the survival is a half or less (Brookmeyer
    and Crowley, Biometrics 1982, 38:29, on the log(-log) scale). This convention takes the first
    day of a stretch exactly at a half, where R takes its middle and SAS its end. NaN where not
    reached: the median, or its limit, is later than was followed. Exact durations may be one
    child's: round before printing.
    """
    day = curve.table.day.to_numpy()
    reached = [
        day[curve.table[name].to_numpy() <= HALF + ROUNDING][:1]
        for name in ("survival", "lower", "upper")
    ]
    return Duration(*(float(found[0]) if found.size else np.nan for found in reached))


def restricted_mean(curve: SurvivalCurve, horizon: float) -> Duration:
    """The mean days on a plan when days after `horizon` are not counted: the area under the curve.

    Of plans that lasted beyond `conditional_from`, whose days until then are counted. Standard
    error after Klein and Moeschberger (Survival Analysis 2003, 4.5), as R's `survfit`; limits
    normal, kept between `conditional_from` and the horizon. NaN where the curve is not followed to
    the horizon or begins after it; limits also where nobody ended before it. Raises ValueError for
    a horizon that is not above 0.
    """
    check_horizon(horizon)
    table = curve.table
    widths = interval_widths(table.day.to_numpy(), horizon)
    areas = np.where(widths > 0, _between(table, curve.followed_to), 0) * widths
    if not curve.conditional_from <= horizon:
        return Duration(np.nan, np.nan, np.nan)
    mean = curve.conditional_from + areas.sum()
    ahead = np.flip(np.cumsum(np.flip(areas)))
    at_risk, events = table.at_risk.to_numpy(), table.events.to_numpy()
    some = ahead != 0
    error = np.sqrt((ahead[some] ** 2 * _greenwood(at_risk[some], events[some])).sum())
    spread = z_of(curve.level) * error if error > 0 else np.nan
    lower, upper = np.clip([mean - spread, mean + spread], curve.conditional_from, horizon)
    return Duration(float(mean), float(lower), float(upper), float(error))
