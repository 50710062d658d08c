"""What the panel's reviews of deaths found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from lscb.measures.child_deaths.deaths import REVIEW_NOT_COMPLETE
from lscb.measures.child_deaths.periods import (
    PERIOD,
    SOURCE,
    Period,
    breakdown_periods,
    pooled_periods,
    single_years,
    window_identities,
    windows,
)
from lscb.records.child_deaths import CATEGORIES, MODIFIABLE_FACTORS, MODIFIABLE_FACTORS_SINCE
from lscb.scope import Scope
from lscb.statistics.durations import within_months
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


def reviews_by_modifiable_factors(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Reviews completed in each period, of deaths of any year, and what they found.

    No period begins before April 2010, when panels said whether a death was preventable instead.
    Percentage: reviews with modifiable factors ÷ reviews with sufficient information to say,
    Wilson limits (DfE child death review statistics).
    """
    reviews = _reviews(child_deaths)
    rows = [
        {"period": label, **_answers(_of(reviews, years))}
        for label, years in _since_modifiable_factors(breakdown_periods(scope))
    ]
    return _answers_table(
        "reviews_by_modifiable_factors",
        "Reviews completed and those that found modifiable factors",
        {},
        pd.DataFrame(rows, columns=["period", *ANSWERS]),
    )


def reviews_by_category(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Reviews completed in fixed periods by the category of death, and what they found.

    Percentage and its limits as of all reviews; for the panel the reporting year as well.
    """
    reviews = _reviews(child_deaths)
    labels = [name.capitalize() for name in CATEGORIES]
    rows = [
        {
            "period": label,
            "category": category,
            **_answers(found if category == TOTAL else found[found.category == category.lower()]),
        }
        for label, years in _since_modifiable_factors(pooled_periods(scope))
        for found in [_of(reviews, years)]
        for category in [*labels, TOTAL]
    ]
    return _answers_table(
        "reviews_by_category",
        "Reviews by category of death and whether they found modifiable factors",
        {"category": "Category of death recorded by the panel"},
        pd.DataFrame(rows, columns=["period", "category", *ANSWERS]),
        _of_other_deaths(scope),
    )


ANSWERS = ("reviews", "insufficient_information", "denominator", "numerator")


def _reviews(child_deaths: pd.DataFrame) -> pd.DataFrame:
    """Completed reviews, each with the reporting year it was completed in."""
    reviews = child_deaths[child_deaths.review_completed.notna()]
    return reviews.assign(reviewed=reporting_years(reviews.review_completed))


def _of(reviews: pd.DataFrame, years: list[str]) -> pd.DataFrame:
    return reviews[reviews.reviewed.isin(years)]


def _since_modifiable_factors(periods: list[Period]) -> list[Period]:
    return [each for each in periods if ReportingYear(each[1][0]) >= MODIFIABLE_FACTORS_SINCE]


def _answers(reviews: pd.DataFrame) -> dict[str, int]:
    counts = reviews.modifiable_factors.value_counts()
    yes, no, unclear = (int(counts.get(answer, 0)) for answer in MODIFIABLE_FACTORS)
    counted = (yes + no + unclear, unclear, yes + no, yes)
    return dict(zip(ANSWERS, counted, strict=True))


def _of_other_deaths(scope: Scope) -> Iterator[Identity]:
    """Reviews of a period, by category, of deaths before it and of other areas' children.

    A category is given with the review: of the period's own deaths each that has one is reviewed.
    """
    for label, _ in windows(scope):
        at = {"period": label}
        for category in (name.capitalize() for name in CATEGORIES):
            yield Identity(
                (Cell.of("reviews: reviews", **at, category=category),),
                (Cell.of("deaths of residents", **at, category=category),),
                Cell.of("reviews of other deaths", **at, category=category),
                none_is_told=True,
            )
        yield Identity(
            (
                Cell.of("reviews: reviews", **at),
                Cell.of("deaths of residents", **at, category=REVIEW_NOT_COMPLETE),
            ),
            (Cell.of("deaths of residents", **at),),
            Cell.of("reviews of other deaths", **at),
            none_is_told=True,
        )


def _answers_table(
    name: str,
    title: str,
    by: dict[str, str],
    cells: pd.DataFrame,
    identities: Iterable[Identity] = (),
) -> Table:
    cells = cells.join(proportions(cells.numerator, cells.denominator))
    return Table(
        name=name,
        title=title,
        population="Reviews the panel completed in the period, of deaths of any year",
        source=SOURCE,
        dimensions=PERIOD | by,
        columns=(
            # Of a category its deaths are kept rather than its reviews.
            replace(_reviews_column("reviews", "Reviews completed"), spared=not by),
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
        identities=tuple(identities),
        notes=(
            "Modifiable factors are recorded since April 2010. The earlier question, whether a "
            "death was preventable, is another one and is not shown.",
        ),
    )


def reviews_by_year_of_death(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Reviews completed in each year: of deaths in that year, and of deaths in earlier ones.

    Of all deaths notified, of residents and of others. A review is of a death in the year when the
    child died in the reporting year in which the panel completed it.
    """
    reviews = _reviews(child_deaths)
    at_once = reporting_years(reviews.date_of_death) == reviews.reviewed
    years = [str(year) for year in scope.years]
    every, same = (
        each.value_counts().reindex(years, fill_value=0).to_numpy()
        for each in (reviews.reviewed, reviews.reviewed[at_once])
    )
    return Table(
        name="reviews_by_year_of_death",
        title="Reviews completed of deaths in the year and of earlier deaths",
        population="Reviews the panel completed in the year, of deaths of any year",
        source=SOURCE,
        dimensions=PERIOD,
        columns=(
            _reviews_column("reviews", "Reviews completed"),
            _reviews_column("of_the_year", "Of these, reviews of deaths in the same year"),
            _reviews_column("of_earlier", "Of these, reviews of deaths in earlier years"),
        ),
        cells=pd.DataFrame(
            {"period": years, "reviews": every, "of_the_year": same, "of_earlier": every - same}
        ),
        balances=(Balance(("reviews",), ("of_the_year", "of_earlier")),),
        identities=(
            *window_identities(scope, ("reviews: reviews",)),
            *(_not_reviewed_at_once(year) for year in years),
        ),
    )


def _not_reviewed_at_once(year: str) -> Identity:
    """What is left of a year's deaths once those reviewed in it are taken off."""
    return Identity(
        (Cell.of("deaths notified", period=year),),
        (Cell.of("reviews: of_the_year", period=year),),
        Cell.of("deaths not reviewed in their year", period=year),
    )


def time_to_review(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Reviews completed in each period by how long after the death that was.

    Within six months and within a year are whole calendar months from the day of death. Percentage:
    reviews within six months ÷ all reviews completed, Wilson limits. Reviews that waited for an
    inquest or a trial are among them.
    """
    reviews = _reviews(child_deaths)
    rows = [
        {"period": label, **_by_time(_of(reviews, years))}
        for label, years in breakdown_periods(scope)
    ]
    cells = pd.DataFrame(rows, columns=["period", "reviews", *TIMES])
    cells = cells.join(proportions(cells.within_6_months, cells.reviews))
    return Table(
        name="time_to_review",
        title="Reviews completed by the time since the death",
        population="Reviews the panel completed in the period, of deaths of any year",
        source=SOURCE,
        dimensions=PERIOD,
        columns=(
            # Those of before April 2010 too, which had another question to answer.
            _reviews_column("reviews", "Reviews completed"),
            *(_reviews_column(name, f"Reviews {words}") for name, words in TIMES.items()),
            *percent_columns(
                "Reviews completed within six months of the death", ("within_6_months", "reviews")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(Balance(("reviews",), tuple(TIMES)),),
        notes=("Reviews that had to wait for an inquest or a trial are among them.",),
    )


TIMES = {
    "within_6_months": "within 6 months of the death",
    "within_12_months": "more than 6 and up to 12 months after the death",
    "over_12_months": "more than 12 months after the death",
}


def _by_time(reviews: pd.DataFrame) -> dict[str, int]:
    early = within_months(reviews.date_of_death, reviews.review_completed, 6)
    late = ~within_months(reviews.date_of_death, reviews.review_completed, 12)
    counted = (early.sum(), (~early & ~late).sum(), late.sum())
    return {"reviews": len(reviews), **dict(zip(TIMES, map(int, counted), strict=True))}


def deaths_awaiting_review(scope: Scope, child_deaths: pd.DataFrame) -> Table:
    """Deaths of residents notified and not yet reviewed at each 31 March, by how long they wait.

    The wait is counted in whole calendar months from the day the panel was told. A death whose
    review is completed on 31 March waits no longer.
    """
    rows = [
        {"year": str(year), **_waiting(child_deaths, pd.Timestamp(year.last_day))}
        for year in scope.years
    ]
    columns = [
        Column(
            name, f"Deaths {words}", "children", f"deaths awaiting review: {name}", breakdown=True
        )
        for name, words in WAITS.items()
    ]
    return Table(
        name="deaths_awaiting_review",
        title="Deaths of resident children awaiting review at 31 March",
        population="Children who normally lived in the area, whose death was notified by then",
        source=SOURCE,
        dimensions={"year": "Reporting year, at its end"},
        columns=tuple(columns),
        cells=pd.DataFrame(rows, columns=["year", *WAITS]),
        balances=(Balance(("awaiting",), ("under_6_months", "under_12_months", "over_12_months")),),
        identities=(
            *_reviews_of_others(scope),
            *_still_waiting_from_before(scope),
            *(identity for year in scope.years for identity in _reviewed_in_the_year(str(year))),
        ),
    )


def _reviews_of_others(scope: Scope) -> Iterator[Identity]:
    """Reviews that the deaths of residents do not account for: of other areas' children.

    Those that waited, and those of the period, are reviewed in it or wait at its end. A death that
    is notified after the year it is in leaves this one out, and seldom more.
    """
    years = [str(year) for year in scope.years]
    for label, of in (*single_years(scope), *windows(scope)):
        if of[0] == years[0]:
            continue
        before = years[years.index(of[0]) - 1]
        yield Identity(
            (Cell.of("reviews: reviews", period=label), Cell.of(AWAITING, year=of[-1])),
            (Cell.of(AWAITING, year=before), Cell.of("deaths of residents", period=label)),
            Cell.of("reviews of other areas' children", period=label),
            none_is_told=True,
        )


def _still_waiting_from_before(scope: Scope) -> Iterator[Identity]:
    """Deaths that wait at the end of a period and were before it."""
    for label, of in windows(scope):
        if of[-1] == str(scope.year):
            yield Identity(
                (Cell.of(AWAITING, year=of[-1]),),
                (Cell.of("deaths of residents", period=label, category=REVIEW_NOT_COMPLETE),),
                Cell.of("deaths before the period awaiting review", period=label),
                none_is_told=True,
            )


def _reviewed_in_the_year(year: str) -> Iterator[Identity]:
    """Deaths of residents that were reviewed in the year they were in, and so wait no more.

    Those that wait and were notified within twelve months are of the year, but for the few of which
    the panel was told in another. What is left of the year's reviews of its own deaths is of other
    areas' children.
    """
    deaths = Cell.of("deaths of residents", period=year)
    waiting = tuple(
        Cell.of(f"deaths awaiting review: {name}", year=year)
        for name in ("under_6_months", "under_12_months")
    )
    at_once = Cell.of("deaths of residents reviewed in their year", period=year)
    yield Identity((deaths,), waiting, at_once)
    yield Identity(
        (Cell.of("reviews: of_the_year", period=year),),
        (at_once,),
        Cell.of("reviews in their year of other areas' deaths", period=year),
    )


AWAITING = "deaths awaiting review: awaiting"


WAITS = {
    "awaiting": "notified and not yet reviewed",
    "under_6_months": "notified up to 6 months before",
    "under_12_months": "notified more than 6 and up to 12 months before",
    "over_12_months": "notified more than 12 months before",
}


def _waiting(child_deaths: pd.DataFrame, day: pd.Timestamp) -> dict[str, int]:
    told = (child_deaths.resident == "yes") & (child_deaths.date_notified <= day)
    reviewed = child_deaths.review_completed <= day
    notified = child_deaths.date_notified[told & ~reviewed]
    then = pd.Series(day, index=notified.index)
    short, long = within_months(notified, then, 6), ~within_months(notified, then, 12)
    counted = (len(notified), short.sum(), (~short & ~long).sum(), long.sum())
    return dict(zip(WAITS, map(int, counted), strict=True))


def _reviews_column(name: str, meaning: str) -> Column:
    return Column(
        name, meaning, "children", f"reviews: {name}", breakdown=True, spared=name == "reviews"
    )
