"""The survival curve of the year's plans, day by day: for the panel alone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lscb.measures.child_protection_plans.followed import (
    estimates,
    families_of,
    followed,
    said_of_limits,
)
from lscb.measures.child_protection_plans.plans import SOURCE
from lscb.measures.child_protection_plans.survival import HORIZONS
from lscb.scope import Scope
from lscb.statistics.durations import TWO_YEARS_IN_DAYS
from lscb.tables import NOT_AVAILABLE, Absent, Column, Table, percent_columns


def plan_survival(
    scope: Scope, child_protection_plans: pd.DataFrame, children: pd.DataFrame | None = None
) -> Table | Absent:
    """The curve that `how_long_plans_last` is read from, for the panel.

    Population: plans open at any time in the reporting year. A row for the day plans begin,
    for each day of a plan's first two years on which one ended and for each of the fixed lengths
    of time: the plans at risk on it, those that ended on it, and the share lasting longer,
    estimate and limits as in `how_long_plans_last`.
    """
    if scope.edition == "public":
        return Absent(
            "For the panel alone: the curve of how long plans last, each step of which is the day "
            "on which a child’s plan ended."
        )
    seen = followed(child_protection_plans, scope.year)
    families = families_of(seen, children)
    cells = _cells(seen, families)
    if cells.empty:
        return Absent("Not estimated: too few plans were open at a time.")
    return Table(
        name="plan_survival",
        title="Plans lasting longer than each number of days",
        population="Child protection plans open at any time in the year",
        source=SOURCE,
        dimensions={"days": "Days since the plan began, the day it began being the first"},
        columns=(
            Column("at_risk", "Plans followed on that day", "children", "plans followed"),
            Column("ended", "Plans ended on that day", "children", "plans ended by day"),
            # An estimate from all days before, not one column over the other.
            *(
                replace(column, ratio=None)
                for column in percent_columns("Share of plans lasting longer", ("ended", "at_risk"))
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        notes=(said_of_limits(families),),
    )


def _cells(seen: pd.DataFrame, families: pd.Series | None) -> pd.DataFrame:
    """The curve's rows, from the day on which enough plans are at risk; none where that is none."""
    ended_on = seen.exit[seen.ended]
    days = sorted({0, *ended_on, *HORIZONS.values()})
    days = [day for day in days if day <= TWO_YEARS_IN_DAYS]
    found = estimates(seen, families, days)
    shares = (100 * found.shares).round(1).reset_index(drop=True)
    cells = pd.DataFrame(
        {
            "days": [str(day) for day in days],
            # As the curve begins nobody is at risk: those are who are just after.
            "at_risk": [_at_risk(seen, max(day, 1)) for day in days],
            "ended": [int((ended_on == day).sum()) for day in days],
            "percent": shares.survival,
            "lower": shares.lower,
            "upper": shares.upper,
        }
    )
    return cells[[day >= found.conditional_from for day in days]]


def _at_risk(seen: pd.DataFrame, day: int) -> int:
    return int(((seen.entry < day) & (day <= seen.exit)).sum())
