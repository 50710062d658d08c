"""Deaths: how many, in what categories, and how many were expected."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from lscb.comparators.printed import printed_table
from lscb.comparators.published import DEATHS
from lscb.measures.child_deaths.periods import (
    FEW_DEATHS,
    PERIOD,
    SOURCE,
    breakdown,
    residents_column,
    residents_of,
    single_years,
    sums,
    window_identities,
    windows,
)
from lscb.records.child_deaths import CATEGORIES
from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import rates
from lscb.tables import NOT_AVAILABLE, Balance, Column, Table, rate_columns

REVIEW_NOT_COMPLETE = "Review not complete"


def deaths_by_year(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of children who died in each year: all notified, and those of residents.

    Rate: deaths of residents ÷ children aged 0 to 17 at mid-year × 100,000, over a fixed period
    with the sum of its mid-years; exact or Byar's limits; no rate for one or two deaths.
    """
    periods = [*single_years(scope), *windows(scope)]
    died = reporting_years(child_deaths.date_of_death)
    notified = died.value_counts()
    resident = died[child_deaths.resident == "yes"].value_counts()
    population = scope.population()
    cells = pd.DataFrame(
        {
            "period": [label for label, _ in periods],
            "notified": sums(notified, periods),
            "residents": sums(resident, periods),
            "population": [population.reindex(years).sum(skipna=False) for _, years in periods],
        }
    )
    found = rates(cells.residents, cells.population, per=100_000)
    cells["rate_per_100000"] = found.rate
    cells[["lower", "upper"]] = found[["lower", "upper"]].where(found.rate.notna(), axis=0)
    return Table(
        name="deaths_by_year",
        title="Child deaths and rate for each 100,000 children",
        population="Children under 18, born alive, who died in the year",
        source=SOURCE,
        dimensions=PERIOD,
        columns=(
            Column(
                "notified",
                "Deaths notified to the panel, of residents and of others",
                "children",
                "deaths notified",
                breakdown=True,
            ),
            Column(
                "residents",
                "Deaths of children who normally lived in the area",
                "children",
                "deaths of residents",
                breakdown=True,
                spared=True,
            ),
            Column(
                "population",
                "Children aged 0 to 17 at mid-year, added up over the years of a period",
                stated=True,
            ),
            *rate_columns(
                "Deaths of residents for each 100,000 children",
                100_000,
                ("residents", "population"),
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        balances=(Balance(("notified",), ("residents",), "deaths of other areas' children"),),
        identities=tuple(window_identities(scope, ("deaths notified", "deaths of residents"))),
        notes=(
            "A death is counted in the year in which the child died.",
            FEW_DEATHS,
        ),
    )


def deaths_by_category(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of residents in each period by the category the panel recorded.

    The ten categories in the form's order, and deaths whose review is not complete.
    """
    residents = residents_of(child_deaths)
    labels = [name.capitalize() for name in CATEGORIES]
    category = residents.category.str.capitalize().fillna(REVIEW_NOT_COMPLETE)
    return Table(
        name="deaths_by_category",
        title="Deaths of resident children by category",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {"category": "Category of death recorded by the panel"},
        # Reviews by category count nearly the same children: of the two this is the one to keep.
        columns=(replace(residents_column(), spared=True),),
        cells=breakdown(
            residents.assign(category=category), "category", [*labels, REVIEW_NOT_COMPLETE], scope
        ),
        notes=("Where several categories apply, the one that comes first is recorded.",),
    )


def deaths_expected(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of residents in each period, expected or not.

    Unexpected: not anticipated as a significant possibility 24 hours before the death, or
    before the collapse that led to it (Working Together 2013, chapter 5).
    """
    residents = residents_of(child_deaths)
    words = {"yes": "Expected", "no": "Unexpected"}
    expected = residents.expected.map(words).astype(object)
    expected = expected.where(expected.notna(), "Not yet known")
    return Table(
        name="deaths_expected",
        title="Deaths of resident children that were expected and unexpected",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {"expected": "Whether the death was expected 24 hours before"},
        columns=(residents_column(),),
        cells=breakdown(
            residents.assign(expected=expected),
            "expected",
            ["Expected", "Unexpected", "Not yet known"],
            scope,
        ),
    )


def deaths_as_published(scope: Scope) -> Table | None:
    """What the board itself published of child deaths in its own report of the year, as it stands.

    Nothing of it is counted here; None where no such report is held.
    """
    return printed_table(
        scope.comparators,
        str(scope.year),
        DEATHS,
        name="deaths_as_published",
        title="What the board published of child deaths",
        population="Child deaths notified to the board’s child death overview panel",
    )
