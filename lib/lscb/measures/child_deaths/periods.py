"""What all tables of deaths share: their periods, their source and how they are broken down."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.tables import TOTAL, Cell, Column, Identity

SOURCE = "child death register kept for the child death overview panel"

PERIOD = {"period": "Reporting year, 1 April to 31 March, or a fixed period of years"}

FEW_DEATHS = "No rate is given for one or two deaths. Rates on fewer than 20 deaths are unreliable."

Period = tuple[str, list[str]]
"""A period's label and the reporting years in it."""


def single_years(scope: Scope) -> list[Period]:
    return [(str(year), [str(year)]) for year in scope.years]


def windows(scope: Scope) -> list[Period]:
    """The fixed windows that are complete and that the records cover whole."""
    covered = scope.report.disclosure.windows.until(scope.year)
    return [
        (f"{first} to {last}", [str(year) for year in last.since(first)])
        for first, last in covered
        if first >= scope.years[0]
    ]


def breakdown_periods(scope: Scope) -> list[Period]:
    """Single years for the panel; for the public only windows, so that no year is singled out."""
    return single_years(scope) if scope.edition == "panel" else windows(scope)


def pooled_periods(scope: Scope) -> list[Period]:
    """Windows, over which few deaths may be broken down finely; for the panel the year as well."""
    of_year = [(str(scope.year), [str(scope.year)])] if scope.edition == "panel" else []
    return [*windows(scope), *of_year]


def sums(by_year: pd.Series, periods: list[Period]) -> list[int]:
    return [int(by_year.reindex(years, fill_value=0).sum()) for _, years in periods]


def breakdown(
    residents: pd.DataFrame, dimension: str, labels: list[str], scope: Scope
) -> pd.DataFrame:
    """Deaths of residents by period and one dimension, with totals: `count`, a row a cell."""
    counts = pd.crosstab(residents.year, residents[dimension])
    counts = counts.reindex(columns=labels, fill_value=0)
    counts[TOTAL] = counts.sum(axis=1)
    periods = breakdown_periods(scope)
    return pd.DataFrame(
        [
            {"period": period[0], dimension: label, "count": sums(counts[label], [period])[0]}
            for period in periods
            for label in [*labels, TOTAL]
        ],
        columns=["period", dimension, "count"],
    )


def window_identities(scope: Scope, quantities: Iterable[str]) -> Iterable[Identity]:
    for quantity in quantities:
        for label, years in windows(scope):
            parts = tuple(Cell.of(quantity, period=year) for year in years)
            yield Identity((Cell.of(quantity, period=label),), parts)


def residents_of(child_deaths: pd.DataFrame) -> pd.DataFrame:
    residents = child_deaths[child_deaths.resident == "yes"]
    return residents.assign(year=reporting_years(residents.date_of_death))


def residents_column() -> Column:
    return Column(
        "count",
        "Deaths of children who normally lived in the area",
        "children",
        "deaths of residents",
        breakdown=True,
    )
