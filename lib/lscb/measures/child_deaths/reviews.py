"""What the panel's reviews of deaths found."""

from __future__ import annotations

import pandas as pd

from lscb.measures.child_deaths.periods import PERIOD, SOURCE, breakdown_periods, sums
from lscb.records.child_deaths import MODIFIABLE_FACTORS, MODIFIABLE_FACTORS_SINCE
from lscb.report import ReportingYear
from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import NOT_APPLICABLE, Balance, Column, Table, percent_columns


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
        for label, years in breakdown_periods(scope)
        if ReportingYear(years[0]) >= MODIFIABLE_FACTORS_SINCE
    ]
    answers = pd.crosstab(reviewed, reviews.modifiable_factors)
    answers = answers.reindex(columns=list(MODIFIABLE_FACTORS), fill_value=0)
    cells = pd.DataFrame(
        {
            "period": [label for label, _ in periods],
            "reviews": sums(answers.sum(axis=1), periods),
            "insufficient_information": sums(answers["insufficient information"], periods),
            "denominator": sums(answers.yes + answers.no, periods),
            "numerator": sums(answers.yes, periods),
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


def _reviews_column(name: str, meaning: str) -> Column:
    return Column(
        name, meaning, "children", f"reviews: {name}", zeros="withheld", spared=name == "reviews"
    )
