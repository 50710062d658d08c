"""Why children are on plans, and whether they have been before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE, YEAR, open_on
from lscb.records.child_protection_plans import CATEGORIES
from lscb.records.record import CAVEATS
from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import (
    NOT_APPLICABLE,
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)
from lscb.years import ReportingYear

STARTED_FIRST = "Started in the year, first category"
OPEN_FIRST = "At 31 March, first category"
BASES = {
    STARTED_FIRST: ("started", "initial_category"),
    OPEN_FIRST: ("open", "initial_category"),
    "At 31 March, latest category": ("open", "latest_category"),
}


def plans_by_category(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Plans by category of abuse: when they started, and at 31 March, first and latest.

    Percentage: plans of the category ÷ all plans on the same basis.
    """
    rows = [
        {"year": str(year), "basis": basis, "category": label, "count": count, "denominator": n}
        for year in scope.this_and_last
        for basis, (population, column) in BASES.items()
        for n, by_category in [_by_category(child_protection_plans, year, population, column)]
        for label, count in by_category
    ]
    cells = pd.DataFrame(rows)
    cells = cells.join(proportions(cells["count"], cells.denominator)[["percent"]])
    return Table(
        name="plans_by_category",
        title="Child protection plans by category of abuse",
        population="Plans started in the year, and plans open at 31 March",
        source=SOURCE,
        dimensions=YEAR
        | {"basis": "Which plans, and which of their categories", "category": "Category of abuse"},
        columns=(
            Column("count", "Plans", "children", "plans by category"),
            Column(
                "denominator",
                "All plans on this basis",
                "children",
                "plans by category",
                over=("category",),
                spared=True,
            ),
            Column(
                "percent",
                "Share of all plans on this basis",
                unit="percent",
                rests_on=("count", "denominator"),
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("denominator",), ("count",), "plans of other categories"),),
        identities=(*_totals(scope), *_ended_by_category(scope)),
        notes=("Several categories together, or none recommended, are Multiple.",),
    )


def _totals(scope: Scope) -> Iterator[Identity]:
    """All plans on a basis are the plans that other tables count."""
    for year in scope.this_and_last:
        for basis, (population, _) in BASES.items():
            yield Identity(
                (Cell.of("plans by category", year=year, basis=basis),),
                (Cell.of(f"plans {population}", year=year),),
            )


def _ended_by_category(scope: Scope) -> Iterator[Identity]:
    """Open before plus started less open now is ended, for each first category too.

    No table prints plans that ended by category; subtraction gives them all the same.
    """
    for last, year in pairwise(scope.this_and_last):
        labels = [category.capitalize() for category in CATEGORIES]
        ended = {x: Cell.of("plans ended by category", year=year, category=x) for x in labels}
        for label, cell in ended.items():
            before, started, now = (
                Cell.of("plans by category", year=each, basis=basis, category=label)
                for each, basis in ((last, OPEN_FIRST), (year, STARTED_FIRST), (year, OPEN_FIRST))
            )
            yield Identity((before, started), (now,), cell)
        yield Identity((Cell.of("plans ended", year=year),), tuple(ended.values()))


def _by_category(
    plans: pd.DataFrame, year: ReportingYear, population: str, column: str
) -> tuple[int, list[tuple[str, int]]]:
    """All plans on a basis, and each category's label and count, the total last."""
    chosen = (
        plans[reporting_years(plans.plan_start) == str(year)]
        if population == "started"
        else open_on(plans, year.last_day)
    )
    counts = chosen[column].value_counts()
    parts = [(category.capitalize(), int(counts.get(category, 0))) for category in CATEGORIES]
    return len(chosen), [*parts, (TOTAL, len(chosen))]


def second_or_subsequent_plans(scope: Scope, child_protection_plans: pd.DataFrame) -> Table:
    """Plans started in each year for a child who had been on a plan of this council before.

    Percentage: such plans ÷ plans started in the year, however long ago the earlier plan was;
    Wilson limits (DfE data dictionary, second or subsequent time).
    """
    started = reporting_years(child_protection_plans.plan_start)
    again = started[child_protection_plans.previous_plans > 0]
    years = [str(year) for year in scope.years]
    cells = pd.DataFrame(
        {
            "year": years,
            "numerator": again.value_counts().reindex(years, fill_value=0).to_numpy(dtype=int),
            "denominator": started.value_counts().reindex(years, fill_value=0).to_numpy(dtype=int),
        }
    )
    cells = cells.join(proportions(cells.numerator, cells.denominator))
    return Table(
        name="second_or_subsequent_plans",
        title="Plans started for a child who had been on a plan before",
        population="Child protection plans that started in the year",
        source=SOURCE,
        dimensions=YEAR,
        columns=(
            Column("numerator", "Second or subsequent plans", "children", "repeat plans"),
            Column("denominator", "Plans started", "children", "plans started", spared=True),
            *percent_columns("Share of plans started", ("numerator", "denominator")),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("denominator",), ("numerator",), "first plans"),),
        notes=(
            "Plans of other councils are not known here and are not counted.",
            # What the files do not know of earlier plans changes what this table means.
            *child_protection_plans.attrs.get(CAVEATS, ()),
        ),
    )
