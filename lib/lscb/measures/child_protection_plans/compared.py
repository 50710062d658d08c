"""Whether the year's rates and shares differ from England's and from the year before's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lscb.comparators.compared import ENGLAND, Comparators
from lscb.comparators.published import PUBLISHED
from lscb.measures.child_protection_plans.categories import second_or_subsequent_plans
from lscb.measures.child_protection_plans.conferences import WITHIN, icpc_timeliness
from lscb.measures.child_protection_plans.durations import (
    plans_by_duration_ended,
    plans_by_duration_open,
)
from lscb.measures.child_protection_plans.flow import plans_at_31_march
from lscb.measures.child_protection_plans.plans import SOURCE
from lscb.measures.child_protection_plans.reviews import reviews_in_time
from lscb.scope import Scope
from lscb.statistics.comparisons import (
    FEWEST_TO_COMPARE,
    difference_of_proportions,
    difference_of_rates,
    verdicts,
)
from lscb.statistics.durations import BANDS
from lscb.statistics.rates import ALERT, poisson_limits, share, wilson_limits
from lscb.tables import NOT_AVAILABLE, TOTAL, Cell, Column, Table, is_number

TWO_YEARS = {"duration": BANDS[-1], "part": TOTAL}
PER_CHILDREN = 10_000
ENGLAND_NAME = "England"
NEIGHBOURS = "Neighbours together"
OWN = "counted here"


@dataclass(frozen=True)
class _Counted:
    """A numerator and a denominator of one year, and the counts they are on the page."""

    numerator: int
    denominator: int
    cells: frozenset[Cell]


def plans_compared(
    scope: Scope,
    child_protection_plans: pd.DataFrame,
    conferences: pd.DataFrame | None = None,
    reviews: pd.DataFrame | None = None,
) -> Table:
    """The year's rate and shares beside England's published ones and beside those of a year ago.

    Populations, numerators and denominators are those of the tables that print them. Limits of the
    rate are Poisson's, of shares Wilson's, 95 %. England is taken as it is; a year ago and the
    statistical neighbours together, their published counts summed, by the limits of the difference
    (rates: Zou and Donner; shares: Newcombe). Verdicts are of 99.8 % limits, since children of one
    family share plans and conferences and all limits here take them for independent; none under
    ten plans or children, and none with neighbours of whom any count is withheld.
    """
    found = list(_measures(scope, child_protection_plans, conferences, reviews))
    rows = [row for measure, years in found for row in _rows(scope, measure, years)]
    behind = {(row["measure"], row["beside"]): row.pop("cells") for row in rows}
    # What others published rests on nothing of the board's.
    theirs = (ENGLAND_NAME, NEIGHBOURS)
    of_other = {key: frozenset() if key[1] in theirs else of for key, of in behind.items()}
    cells = pd.DataFrame(rows, columns=["measure", "beside", *FIGURES, "release"])
    return Table(
        name="plans_compared",
        title="Rates and shares beside others’ and those of the year before",
        population="Children and plans, as in the tables that count them",
        source=f"{SOURCE}; others: DfE, Characteristics of children in need",
        dimensions={"measure": "What is compared", "beside": "With whom or when"},
        columns=tuple(
            Column(
                name,
                meaning,
                unit="words" if name == "verdict" else "as measured",
                made_of=of_other if name == "other" else behind,
            )
            for name, meaning in FIGURES.items()
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        attributes={"release": "Release of the others' figure"},
        notes=(
            *_of_neighbours(cells, scope.comparators),
            "Verdicts are of 99.8 % limits: children of one family share plans and conferences, "
            "and limits that take them for independent are too narrow. No clear difference does "
            f"not mean alike. {len(rows)} comparisons were made.",
        ),
    )


FIGURES = {
    "own": "This year's figure",
    "lower": "Lower 95 % limit of this year's figure",
    "upper": "Upper 95 % limit of this year's figure",
    "other": "Others' figure, or that of the year before",
    "verdict": "How this year's lies to the other",
}


def _measures(
    scope: Scope,
    plans: pd.DataFrame,
    conferences: pd.DataFrame | None,
    reviews: pd.DataFrame | None,
) -> Iterator[tuple[str, dict[str, _Counted]]]:
    """Each published measure that can be counted, with its counts by year."""
    children = plans_at_31_march(scope, plans)
    yield "plans_at_31_march_per_10000", _counted(children, "count", "population")
    again = second_or_subsequent_plans(scope, plans)
    yield "second_or_subsequent_plans_percent", _counted(again, "numerator", "denominator")
    for name, table in (
        ("ended_2_years_or_more_percent", plans_by_duration_ended(scope, plans)),
        ("open_2_years_or_more_percent", plans_by_duration_open(scope, plans)),
    ):
        yield name, _counted(table, "count", "denominator", **TWO_YEARS)
    if reviews is not None:
        timely = reviews_in_time(scope, plans, reviews)
        yield "reviews_in_time_percent", _counted(timely, "numerator", "denominator")
    if conferences is not None:
        held = icpc_timeliness(scope, conferences)
        at = {"group": WITHIN, "working_days": TOTAL}
        yield "conferences_within_15_days_percent", _counted(held, "count", "denominator", **at)


def _counted(table: Table, numerator: str, denominator: str, **at: str) -> dict[str, _Counted]:
    """A table's counts by year, where both are numbers and there is somebody to compare."""
    counts = {column.name: column for column in table.counted()}
    found = {}
    for row in table.cells.to_dict("records"):
        of_it = all(row[dimension] == value for dimension, value in at.items())
        numbers = is_number(row[numerator]) and is_number(row[denominator])
        if of_it and numbers and row[denominator]:
            behind = [counts[name] for name in (numerator, denominator) if name in counts]
            found[str(row["year"])] = _Counted(
                int(row[numerator]),
                int(row[denominator]),
                frozenset(table.cell(column, row) for column in behind),
            )
    return found


def _rows(scope: Scope, measure: str, years: dict[str, _Counted]) -> Iterator[dict[str, object]]:
    """The rows of one measure: beside England and neighbours where published, and last year."""
    year, before = str(scope.year), str(scope.year.previous)
    now = years.get(year)
    if now is None:
        return
    is_rate = measure.endswith("_per_10000")
    compared = scope.comparators
    release = compared.release_by_year(measure, [year]).get(year) if compared else None
    if compared and release:
        england = compared.figure(measure, year, release, ENGLAND)
        if not isinstance(england, str):
            limits = _limits(now, is_rate, ALERT)
            verdict = verdicts(*limits, england, _enough(now, is_rate))
            yield _row(measure, ENGLAND_NAME, now, england, verdict, release)
        if others := _together(compared, measure, year, release):
            verdict = _change(now, others, is_rate)
            yield _row(measure, NEIGHBOURS, now, _figure(others, is_rate), verdict, release)
    if before in years:
        then = years[before]
        verdict = _change(now, then, is_rate)
        yield _row(measure, before, now, _figure(then, is_rate), verdict, OWN, then.cells)


def _change(now: _Counted, other: _Counted, is_rate: bool) -> np.ndarray:
    """How this year's figure lies to another that is counted too, by the difference's limits."""
    pair = [(each.numerator, each.denominator) for each in (now, other)]
    found = (
        difference_of_rates(*pair, per=PER_CHILDREN, level=ALERT)
        if is_rate
        else difference_of_proportions(*pair, level=ALERT)
    )
    enough = _enough(now, is_rate) and _enough(other, is_rate)
    return verdicts(found.lower, found.upper, 0, enough)


def _together(compared: Comparators, measure: str, year: str, release: str) -> _Counted | None:
    """The neighbours' published counts, summed; None where one of them withholds a count.

    Leaving that one out would leave out those with the fewest. One of whom the release has
    nothing is left out.
    """
    names = PUBLISHED[measure].of or ()
    counts = [
        [compared.figure(name, year, release, code) for name in names]
        for code in compared.neighbours
    ]
    counts = [pair for pair in counts if set(pair) != {NOT_AVAILABLE}]
    if not counts or not all(is_number(each) for pair in counts for each in pair):
        return None
    numerator, denominator = (int(sum(each)) for each in zip(*counts, strict=True))
    return _Counted(numerator, denominator, frozenset()) if denominator else None


def _of_neighbours(cells: pd.DataFrame, compared: Comparators | None) -> list[str]:
    if compared is None or NEIGHBOURS not in set(cells.beside):
        return []
    return [
        f"Neighbours ({compared.model}) are taken together, so that the larger ones count for "
        "more; there is no comparison where the count of one of them is withheld."
    ]


def _row(
    measure: str,
    beside: str,
    now: _Counted,
    other: float,
    verdict: np.ndarray,
    release: str,
    more: frozenset[Cell] = frozenset(),
) -> dict[str, object]:
    is_rate = measure.endswith("_per_10000")
    lower, upper = (round(float(limit), 1) for limit in _limits(now, is_rate))
    return {
        "measure": PUBLISHED[measure].label,
        "beside": beside,
        "own": _figure(now, is_rate),
        "lower": lower,
        "upper": upper,
        "other": other,
        "verdict": str(verdict),
        "release": release,
        "cells": now.cells | more,
    }


def _figure(counted: _Counted, is_rate: bool) -> float:
    return share(counted.numerator, counted.denominator, PER_CHILDREN if is_rate else 100)


def _limits(counted: _Counted, is_rate: bool, level: float = 0.95) -> tuple[float, float]:
    if is_rate:
        limits = poisson_limits(counted.numerator, level)
        return tuple(float(each) / counted.denominator * PER_CHILDREN for each in limits)
    limits = wilson_limits(counted.numerator, counted.denominator, level)
    return tuple(float(each) * 100 for each in limits)


def _enough(counted: _Counted, is_rate: bool) -> bool:
    return (counted.numerator if is_rate else counted.denominator) >= FEWEST_TO_COMPARE
