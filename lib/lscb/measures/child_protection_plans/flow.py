"""Plans open, started and ended: the stock and the flow."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR, open_before, open_on
from lscb.scope import Scope
from lscb.statistics.periods import months, reporting_years
from lscb.statistics.rates import rates
from lscb.tables import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    rate_columns,
)


def plan_flow(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Plans open on the eve of each year, started and ended in it, and open at its end.

    Open at the start plus started is ended plus open at the end, and a year starts as the one
    before it ended: the gate refuses tables in which either fails.
    """
    started = reporting_years(child_protection_plans.plan_start)
    ended = reporting_years(child_protection_plans.plan_end)
    cells = pd.DataFrame(
        [
            {
                "year": str(year),
                "at_start": len(open_on(child_protection_plans, year.previous.last_day)),
                "started": int((started == str(year)).sum()),
                "ended": int((ended == str(year)).sum()),
                "at_end": len(open_on(child_protection_plans, year.last_day)),
            }
            for year in scope.years
        ]
    )
    return Table(
        name="plan_flow",
        title="Child protection plans: open, started and ended",
        population="Child protection plans of this council",
        source=SOURCE,
        dimensions=YEAR,
        columns=(
            Column(
                "at_start",
                "Children on a plan as the year began",
                "children",
                elsewhere={(str(year),): open_before(year) for year in scope.years},
            ),
            Column(
                "started", "Plans started in the year", "children", "plans started", spared=True
            ),
            Column("ended", "Plans ended in the year", "children", "plans ended", spared=True),
            Column(
                "at_end", "Children on a plan at 31 March", "children", "plans open", spared=True
            ),
        ),
        cells=cells,
        balances=(Balance(("at_start", "started"), ("ended", "at_end")),),
        notes=("A child whose plan ended and who started another in the year counts twice.",),
    )


def plans_at_31_march(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Children on a plan at each 31 March.

    Rate: ÷ children aged 0 to 17 at the mid-year before × 10,000; exact or Byar's limits.
    """
    cells = pd.DataFrame(
        {
            "year": [str(year) for year in scope.years],
            "count": [len(open_on(child_protection_plans, year.last_day)) for year in scope.years],
            "population": scope.population().to_numpy(),
        }
    )
    found = rates(cells["count"], cells.population, per=10_000)
    cells["rate_per_10000"] = found.rate
    cells[["lower", "upper"]] = found[["lower", "upper"]].where(found.rate.notna(), axis=0)
    cells["population_release"] = scope.population_releases().to_numpy()
    from_several = cells.population_release.ne("").any()
    return Table(
        name="plans_at_31_march",
        title="Children on a plan at 31 March and rate for each 10,000 children",
        population="Children on a child protection plan at 31 March",
        source=SOURCE,
        dimensions=YEAR,
        columns=(
            Column(
                "count", "Children on a plan at 31 March", "children", "plans open", spared=True
            ),
            Column("population", "Children aged 0 to 17 at the June before", stated=True),
            *rate_columns(
                "Children on a plan for each 10,000 children", 10_000, ("count", "population")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        attributes={"population_release": "Release the population is from"} if from_several else {},
        notes=(
            "The limits treat children as independent. Brothers and sisters often start and end "
            "plans together, so the true range is wider.",
        ),
    )


def plans_by_month(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Plans started and ended in each month of the year, and open at the end of it."""
    started, ended = (
        months(child_protection_plans.plan_start),
        months(child_protection_plans.plan_end),
    )
    days = pd.date_range(scope.year.first_day, periods=12, freq="ME")
    rows = [
        {
            "year": str(scope.year),
            "month": day.strftime("%Y-%m"),
            "started": int((started == day.strftime("%Y-%m")).sum()),
            "ended": int((ended == day.strftime("%Y-%m")).sum()),
            "at_end": len(open_on(child_protection_plans, day)),
        }
        for day in days
    ]
    total = {
        "year": str(scope.year),
        "month": TOTAL,
        "started": sum(row["started"] for row in rows),
        "ended": sum(row["ended"] for row in rows),
        "at_end": NOT_APPLICABLE,
    }
    return Table(
        name="plans_by_month",
        title="Child protection plans by month",
        population="Child protection plans of this council",
        source=SOURCE,
        dimensions=YEAR | {"month": "Month"},
        columns=(
            Column(
                "started",
                "Plans started in the month",
                "children",
                "plans started",
                finer=("month",),
            ),
            Column(
                "ended", "Plans ended in the month", "children", "plans ended", finer=("month",)
            ),
            Column(
                "at_end", "Children on a plan at the end of the month", "children", "plans then"
            ),
        ),
        cells=pd.DataFrame([*rows, total]),
        identities=tuple(_month_identities(scope, [row["month"] for row in rows])),
    )


def _month_identities(scope: Scope, labels: list[str]) -> Iterable[Identity]:
    """Each month's end is the one before plus starts less ends; March's is the year's."""
    year = str(scope.year)
    stocks = [open_before(year)]
    stocks += [Cell.of("plans then", year=year, month=label) for label in labels]
    for (before, after), label in zip(pairwise(stocks), labels, strict=True):
        started = Cell.of("plans started", year=year, month=label)
        ended = Cell.of("plans ended", year=year, month=label)
        yield Identity((before, started), (after, ended))
    yield Identity((stocks[-1],), (Cell.of("plans open", year=year),))
