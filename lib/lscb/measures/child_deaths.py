"""Child deaths: how many, in what categories, and what the panel's reviews found.

Three counts that are never mixed: deaths *notified* to the panel, deaths of *residents*, and
*reviews* completed. A death belongs to the year in which the child died; a review to the year
in which the panel completed it, whatever the year of the death (Working Together 2013, chapter
5; DfE child death review statistics).
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lscb.comparators.printed import printed_table
from lscb.comparators.published import DEATHS
from lscb.records.child_deaths import (
    CATEGORIES,
    MODIFIABLE_FACTORS,
    MODIFIABLE_FACTORS_SINCE,
)
from lscb.report import ReportingYear
from lscb.scope import POPULATION, Scope
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions, rates
from lscb.tables import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
    rate_columns,
)

FIGURES = {"population_0_17": POPULATION}

SOURCE = "child death register kept for the child death overview panel"
REVIEW_NOT_COMPLETE = "Review not complete"

PERIOD = {"period": "Reporting year, 1 April to 31 March, or a fixed period of years"}

Period = tuple[str, list[str]]
"""A period's label and the reporting years in it."""


def deaths_by_year(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of children who died in each year: all notified, and those of residents.

    Rate: deaths of residents ÷ children aged 0 to 17 at mid-year × 100,000, over a fixed period
    with the sum of its mid-years; exact or Byar's limits; no rate for one or two deaths.
    """
    periods = [*_years(scope), *_windows(scope)]
    died = reporting_years(child_deaths.date_of_death)
    notified = died.value_counts()
    resident = died[child_deaths.resident == "yes"].value_counts()
    population = scope.population()
    cells = pd.DataFrame(
        {
            "period": [label for label, _ in periods],
            "notified": _sums(notified, periods),
            "residents": _sums(resident, periods),
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
                zeros="withheld",
            ),
            Column(
                "residents",
                "Deaths of children who normally lived in the area",
                "children",
                "deaths of residents",
                zeros="withheld",
                spared=True,
            ),
            Column(
                "population",
                "Children aged 0 to 17 at mid-year, added up over the years of a period",
            ),
            *rate_columns(
                "Deaths of residents for each 100,000 children",
                100_000,
                ("residents", "population"),
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        balances=(Balance(("notified",), ("residents",), "deaths of other areas' children"),),
        identities=tuple(_window_identities(scope, ("deaths notified", "deaths of residents"))),
        notes=(
            "A death is counted in the year in which the child died.",
            "No rate is given for one or two deaths. Rates on fewer than 20 deaths are unreliable.",
        ),
    )


def deaths_by_category(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of residents in each period by the category the panel recorded.

    The ten categories in the form's order, and deaths whose review is not complete.
    """
    residents = _residents(child_deaths)
    labels = [name.capitalize() for name in CATEGORIES]
    category = residents.category.str.capitalize().fillna(REVIEW_NOT_COMPLETE)
    return Table(
        name="deaths_by_category",
        title="Deaths of resident children by category",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {"category": "Category of death recorded by the panel"},
        columns=(_residents_column(),),
        cells=_breakdown(
            residents.assign(category=category), "category", [*labels, REVIEW_NOT_COMPLETE], scope
        ),
        notes=("Where several categories apply, the one that comes first is recorded.",),
    )


def deaths_expected(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of residents in each period, expected or not.

    Unexpected: not anticipated as a significant possibility 24 hours before the death, or
    before the collapse that led to it (Working Together 2013, chapter 5).
    """
    residents = _residents(child_deaths)
    words = {"yes": "Expected", "no": "Unexpected"}
    expected = residents.expected.map(words).astype(object)
    expected = expected.where(expected.notna(), "Not yet known")
    return Table(
        name="deaths_expected",
        title="Deaths of resident children that were expected and unexpected",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {"expected": "Whether the death was expected 24 hours before"},
        columns=(_residents_column(),),
        cells=_breakdown(
            residents.assign(expected=expected),
            "expected",
            ["Expected", "Unexpected", "Not yet known"],
            scope,
        ),
    )


def reviews_by_modifiable_factors(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Reviews completed in each period, of deaths of any year, and what they found.

    No period begins before April 2010, when panels said whether a death was preventable instead.
    Percentage: reviews with modifiable factors ÷ reviews with sufficient information to say,
    Wilson limits (DfE child death review statistics).
    """
    reviews = child_deaths[child_deaths.review_completed.notna()]
    reviewed = reporting_years(reviews.review_completed)
    periods = [
        (label, years)
        for label, years in _breakdown_periods(scope)
        if ReportingYear(years[0]) >= MODIFIABLE_FACTORS_SINCE
    ]
    answers = pd.crosstab(reviewed, reviews.modifiable_factors)
    answers = answers.reindex(columns=list(MODIFIABLE_FACTORS), fill_value=0)
    cells = pd.DataFrame(
        {
            "period": [label for label, _ in periods],
            "reviews": _sums(answers.sum(axis=1), periods),
            "insufficient_information": _sums(answers["insufficient information"], periods),
            "denominator": _sums(answers.yes + answers.no, periods),
            "numerator": _sums(answers.yes, periods),
        }
    )
    cells = cells.join(proportions(cells.numerator, cells.denominator))
    return Table(
        name="reviews_by_modifiable_factors",
        title="Reviews completed and those that found modifiable factors",
        population="Reviews the panel completed in the period, of deaths of any year",
        source=SOURCE,
        dimensions=PERIOD,
        columns=(
            _reviews_column("reviews", "Reviews completed"),
            _reviews_column("insufficient_information", "Reviews without enough information"),
            _reviews_column("denominator", "Reviews with enough information to say"),
            _reviews_column("numerator", "Of these, reviews that found modifiable factors"),
            *percent_columns(
                "Reviews with modifiable factors, of those with enough information",
                ("numerator", "denominator"),
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(
            Balance(("reviews",), ("insufficient_information", "denominator")),
            Balance(("denominator",), ("numerator",), "reviews without modifiable factors"),
        ),
        notes=(
            "Modifiable factors are recorded since April 2010. The earlier question, whether a "
            "death was preventable, is another one and is not shown.",
        ),
    )


def _residents(child_deaths: pd.DataFrame) -> pd.DataFrame:
    residents = child_deaths[child_deaths.resident == "yes"]
    return residents.assign(year=reporting_years(residents.date_of_death))


def _residents_column() -> Column:
    return Column(
        "count",
        "Deaths of children who normally lived in the area",
        "children",
        "deaths of residents",
        zeros="withheld",
    )


def _reviews_column(name: str, meaning: str) -> Column:
    return Column(
        name, meaning, "children", f"reviews: {name}", zeros="withheld", spared=name == "reviews"
    )


def _years(scope: Scope) -> list[Period]:
    return [(str(year), [str(year)]) for year in scope.years]


def _windows(scope: Scope) -> list[Period]:
    """The fixed windows that are complete and that the records cover whole."""
    covered = scope.report.disclosure.windows.until(scope.year)
    return [
        (f"{first} to {last}", [str(year) for year in last.since(first)])
        for first, last in covered
        if first >= scope.years[0]
    ]


def _breakdown_periods(scope: Scope) -> list[Period]:
    """Single years for the panel; for the public only windows, so that no year is singled out."""
    return _years(scope) if scope.edition == "panel" else _windows(scope)


def _sums(by_year: pd.Series, periods: list[Period]) -> list[int]:
    return [int(by_year.reindex(years, fill_value=0).sum()) for _, years in periods]


def _breakdown(
    residents: pd.DataFrame, dimension: str, labels: list[str], scope: Scope
) -> pd.DataFrame:
    """Deaths of residents by period and one dimension, with totals: `count`, a row a cell."""
    counts = pd.crosstab(residents.year, residents[dimension])
    counts = counts.reindex(columns=labels, fill_value=0)
    counts[TOTAL] = counts.sum(axis=1)
    periods = _breakdown_periods(scope)
    return pd.DataFrame(
        [
            {"period": period[0], dimension: label, "count": _sums(counts[label], [period])[0]}
            for period in periods
            for label in [*labels, TOTAL]
        ],
        columns=["period", dimension, "count"],
    )


def _window_identities(scope: Scope, quantities: Iterable[str]) -> Iterable[Identity]:
    for quantity in quantities:
        for label, years in _windows(scope):
            parts = tuple(Cell.of(quantity, period=year) for year in years)
            yield Identity((Cell.of(quantity, period=label),), parts)


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


TABLES = (
    deaths_by_year,
    deaths_by_category,
    deaths_expected,
    reviews_by_modifiable_factors,
    deaths_as_published,
)
