"""Whether children who start a plan had been on one shortly before."""

from __future__ import annotations

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR
from lscb.scope import Scope
from lscb.statistics.durations import within_months
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import NOT_APPLICABLE, Absent, Balance, Column, Table, percent_columns

MONTHS = 24
YEARS_BEFORE = MONTHS // 12
"""The years of records that must come before a year, for earlier plans to be in them."""


def repeat_plans_within_24_months(
    scope: Scope, child_protection_plans: pd.DataFrame
) -> Table | Absent:
    """Plans started in each year within 24 months of the end of the child's last plan.

    Percentage: such plans ÷ plans started in the year, Wilson limits. The earlier plan is one that
    these records hold, so that only years with two years of records before them are counted. Plans
    whose earlier plan was longer ago, or in no record, are second or subsequent plans all the same.
    """
    years = [str(year) for year in scope.years[YEARS_BEFORE:]]
    if not years:
        return Absent("Not counted: two years of records are needed before a year to know of them.")
    cells = _counted(child_protection_plans, years)
    return Table(
        name="repeat_plans_within_24_months",
        title="Plans started within 24 months of the end of the child’s last plan",
        population="Child protection plans that started in the year",
        source=SOURCE,
        dimensions=YEAR,
        columns=(
            Column("numerator", "Within 24 months of an earlier plan", "children", "soon repeated"),
            Column("repeats", "Second or subsequent plans", "children", "repeat plans"),
            Column("denominator", "Plans started", "children", "plans started", spared=True),
            *percent_columns("Share of plans started", ("numerator", "denominator")),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(
            Balance(("denominator",), ("repeats",), "first plans"),
            Balance(("repeats",), ("numerator",), "repeat plans of longer ago"),
        ),
        notes=(
            f"Earlier plans are known from {scope.years[0]} on; years before "
            f"{years[0]} are not shown, since their earlier plans may be in no record.",
        ),
    )


def _counted(plans: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    """Plans started by year: soon after another, second or subsequent, and all."""
    plans = plans.sort_values(["child_id", "plan_start"])
    last_end = plans.groupby("child_id").plan_end.shift()
    soon = within_months(last_end, plans.plan_start, MONTHS)
    started = reporting_years(plans.plan_start)
    cells = pd.DataFrame(
        {
            "year": years,
            "numerator": _by_year(started[soon], years),
            "repeats": _by_year(started[plans.previous_plans > 0], years),
            "denominator": _by_year(started, years),
        }
    )
    return cells.join(proportions(cells.numerator, cells.denominator))


def _by_year(years: pd.Series, shown: list[str]) -> list[int]:
    return years.value_counts().reindex(shown, fill_value=0).astype(int).tolist()
