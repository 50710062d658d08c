"""Plans as a survival curve follows them through a year, and the families whose they are."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lscb.statistics.durations import TWO_YEARS_IN_DAYS
from lscb.statistics.family_bootstrap import DRAWS, family_bootstrap
from lscb.statistics.survival import (
    Duration,
    kaplan_meier,
    median_duration,
    restricted_mean,
    survival_at,
)
from lscb.years import ReportingYear


def followed(plans: pd.DataFrame, year: ReportingYear) -> pd.DataFrame:
    """The plans open in the year: on which day of itself each was first and last at risk.

    Columns `entry` (days on a plan as the year or the plan began), `exit` (the last day on it is a
    day on it), `ended`, and `child_id`. A plan still open at the year's end is censored then.
    """
    first, last = pd.Timestamp(year.first_day), pd.Timestamp(year.last_day)
    ends = plans.plan_end.fillna(pd.Timestamp.max)
    open_in = plans[(plans.plan_start <= last) & (ends >= first)]
    ended = open_in.plan_end <= last
    until = open_in.plan_end.where(ended, last)
    return pd.DataFrame(
        {
            "entry": (first - open_in.plan_start).dt.days.clip(lower=0),
            "exit": (until - open_in.plan_start).dt.days + 1,
            "ended": ended.astype(bool),
            "child_id": open_in.child_id,
        }
    )


def families_of(followed: pd.DataFrame, children: pd.DataFrame | None) -> pd.Series | None:
    """The family of each plan that is followed; None unless every one's is known."""
    if children is None or followed.empty:
        return None
    known = children.drop_duplicates("child_id").set_index("child_id").family_id
    families = followed.child_id.map(known)
    return None if families.isna().any() else families


@dataclass(frozen=True)
class Estimates:
    """Shares at some days, median and mean, all with limits; of how many families, if known."""

    conditional_from: float
    shares: pd.DataFrame
    median: Duration
    mean: Duration
    families: int | None


def estimates(seen: pd.DataFrame, families: pd.Series | None, days: list[int]) -> Estimates:
    """Estimates of plans that are followed: by draws of families, where those are known.

    Shares lasting more than each of `days`; Kaplan-Meier with delayed entry; the mean is of the
    first 24 months.
    """
    plans = seen.entry.to_numpy(), seen.exit.to_numpy(), seen.ended.to_numpy(dtype=bool)
    if families is None:
        curve = kaplan_meier(*plans)
        mean = restricted_mean(curve, TWO_YEARS_IN_DAYS)
        shares = survival_at(curve, days)
        return Estimates(curve.conditional_from, shares, median_duration(curve), mean, None)
    drawn = family_bootstrap(*plans, families.to_numpy(dtype=object), days, TWO_YEARS_IN_DAYS)
    return Estimates(
        drawn.conditional_from, drawn.survival, drawn.median, drawn.restricted_mean, drawn.families
    )


NOT_INDEPENDENT = (
    "A Kaplan-Meier estimate with delayed entry. The limits treat children as independent: "
    "brothers and sisters often start and end plans together, so that they are too narrow."
)

BY_FAMILIES = (
    "A Kaplan-Meier estimate with delayed entry. Brothers and sisters often start and end plans "
    f"together: the limits are those of {DRAWS:,} draws of families, each with all its plans."
)


def said_of_limits(families: pd.Series | None) -> str:
    """What the limits allow for, as a note under a table."""
    return NOT_INDEPENDENT if families is None else BY_FAMILIES
