"""Who is followed on each day: the counts under every estimate of how long a plan lasts.

One row a plan, in days since the plan began. `entry` is how many days it had lasted before it is
seen: 0 for a plan started in the reporting year, and for one already open the days from its start
to the first day of the year. `exit` is how many it had lasted when it ended or was last seen, that
last day counted too: `(until - start).days + 1`, so that a plan which ended on the day it began
lasted one day. `event` is whether it ended. A plan is at risk of ending on the days t with
entry < t <= exit (Tsai, Jewell and Wang, Biometrika 1987, 74:883, on delayed entry).

The last day being counted, DfE's two years or more (end - start of 729 days or more) is a plan
that lasted more than 729 days here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from lscb.statistics.rates import Floats

FEWEST_AT_RISK = 10
"""With one or two at risk on an early day, one ending would halve the whole curve."""


@dataclass(frozen=True)
class RiskSets:
    """Counts on each of `days`, which are the first day of the curve and each day of an exit.

    `at_risk` the day, `events` that day, and `remaining` after it; on the first day nobody is yet
    at risk, and `at_risk` is those `remaining`. Days are along the last axis of the counts; before
    it there may be another, of weightings of the same plans.
    """

    days: Floats
    at_risk: Floats
    events: Floats
    remaining: Floats


def follow_up(entry: ArrayLike, exit: ArrayLike) -> tuple[Floats, Floats]:
    """`entry` and `exit` as arrays of days, one element a plan, found possible.

    Raises ValueError for lengths that differ, for days missing, infinite, negative or of a type
    that is not a number, and for an exit that is not after its entry.
    """
    given = np.asarray(entry), np.asarray(exit)
    if any(np.issubdtype(each.dtype, np.timedelta64) for each in given):
        raise ValueError("expected numbers of days, not differences of dates: take their .dt.days")
    entered, left = (each.astype(float) for each in given)
    if entered.ndim != 1 or entered.shape != left.shape:
        raise ValueError("expected one entry and one exit for each plan")
    if not (np.isfinite(entered).all() and np.isfinite(left).all()):
        raise ValueError("expected each entry and exit to be a number of days")
    if (entered < 0).any():
        raise ValueError("expected no entry before the plan began, day 0")
    if (left <= entered).any():
        raise ValueError(
            "expected each exit after its entry: count the last day too, (until - start).days + 1"
        )
    return entered, left


def yes_or_no(event: ArrayLike, plans: int) -> NDArray[np.bool_]:
    """`event` as an array of booleans, one a plan.

    Raises ValueError for another length, and for anything but true, false, 1 and 0.
    """
    given = np.asarray(event)
    if given.shape != (plans,):
        raise ValueError("expected one event, yes or no, for each plan")
    if pd.isna(given).any() or not np.isin(given, (0, 1)).all():
        raise ValueError("expected each event to be true or false: whether the plan ended")
    return given.astype(bool)


def at_risk_from(entry: ArrayLike, exit: ArrayLike, fewest: int = FEWEST_AT_RISK) -> float:
    """The first day, 0 or a day of an entry, after which at least `fewest` plans are at risk.

    A curve started on that day says what becomes of plans that lasted beyond it, and nothing of
    plans that did not: the survival is conditional, S(t) ÷ S(that day), unless the day is 0. NaN
    where so many are never at risk at once. The rule is the project's own: with delayed entry the
    earliest risk sets may be too small to use, and later ones no longer are. Raises ValueError as
    `follow_up` does.
    """
    entered, left = (np.sort(each) for each in follow_up(entry, exit))
    days = np.unique(np.append(entered, 0.0))
    on = np.searchsorted(entered, days, "right") - np.searchsorted(left, days, "right")
    enough = days[on >= max(fewest, 1)]
    return float(enough[0]) if enough.size else np.nan


def risk_sets(
    entry: Floats,
    exit: Floats,
    event: NDArray[np.bool_],
    from_day: float,
    weights: Floats | None = None,
) -> RiskSets:
    """The counts on and after `from_day` of plans followed beyond it; no days where it is NaN.

    `weights` has a column a plan and a row a weighting; without it each plan counts once, and the
    counts have one axis.
    """
    days = np.append(from_day, np.unique(exit[exit > from_day])) if from_day >= 0 else np.empty(0)
    each = np.ones(len(entry)) if weights is None else weights
    remaining = _sums(each, entry, days, "right") - _sums(each, exit, days, "right")
    at_risk = _sums(each, entry, days, "left") - _sums(each, exit, days, "left")
    at_risk[..., :1] = remaining[..., :1]
    ended, until = each[..., event], exit[event]
    events = _sums(ended, until, days, "right") - _sums(ended, until, days, "left")
    events[..., :1] = 0
    return RiskSets(days, at_risk, events, remaining)


def _sums(each: Floats, when: Floats, days: Floats, side: Literal["left", "right"]) -> Floats:
    """The weights of plans whose day is before each of `days`, or on the right on it as well."""
    order = np.argsort(when)
    running = np.cumsum(each[..., order], axis=-1)
    running = np.concatenate([np.zeros((*each.shape[:-1], 1)), running], axis=-1)
    return np.take(running, np.searchsorted(when[order], days, side), axis=-1)


def product_limit(counts: RiskSets) -> tuple[Floats, Floats]:
    """Survival on each day, and between it and the next: the Kaplan-Meier estimate.

    Both have the shape of the counts. NaN once the survival cannot be known: after a day on which
    the last of those at risk leave without an event, even if others enter later; and from a day on
    which all at risk ended, if others were followed beyond it, for then 0 is not an estimate.
    """
    at_risk, events, remaining = counts.at_risk, counts.events, counts.remaining
    survival = np.cumprod(1 - events / np.maximum(at_risk, 1), axis=-1)
    followed_later = np.flip(np.maximum.accumulate(np.flip(at_risk, -1), axis=-1), -1)
    later = np.concatenate([followed_later[..., 1:], np.zeros_like(at_risk[..., :1])], axis=-1)
    refuted = np.logical_or.accumulate((survival == 0) & (later > 0), axis=-1)
    left = np.logical_or.accumulate((remaining == 0) & (survival > 0), axis=-1)
    lost = np.concatenate([np.zeros_like(left[..., :1]), left[..., :-1]], axis=-1)
    return np.where(lost | refuted, np.nan, survival), np.where(left | refuted, np.nan, survival)


def step_values(days: Floats, on: Floats, between: Floats, at: Floats) -> Floats:
    """A step function at the days `at`: its value `on` one of its `days`, or `between` that and
    the next.

    Days are along the last axis of `on` and `between`. NaN before the first of `days`.
    """
    if not days.size:
        return np.full((*on.shape[:-1], len(at)), np.nan)
    place = np.searchsorted(days, at, "right") - 1
    found = np.where(days[place] == at, on[..., place], between[..., place])
    return np.where(place >= 0, found, np.nan)


def interval_widths(days: Floats, horizon: float) -> Floats:
    """How many days before `horizon` lie between each of `days` and the next."""
    return np.diff(np.minimum(np.append(days, np.inf), horizon))


def check_horizon(horizon: float) -> None:
    """Raises ValueError for a horizon that is not a number of days above 0."""
    if not (np.isfinite(horizon) and horizon > 0):
        raise ValueError("expected a horizon of a number of days above 0")
