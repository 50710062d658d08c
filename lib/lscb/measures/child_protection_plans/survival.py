"""How long plans last: a survival curve of the reporting year, at fixed lengths of time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from lscb.measures.child_protection_plans.followed import (
    Estimates,
    estimates,
    families_of,
    followed,
    said_of_limits,
)
from lscb.measures.child_protection_plans.plans import SOURCE, open_before
from lscb.scope import Scope
from lscb.statistics.durations import BANDS, TWO_YEARS_IN_DAYS
from lscb.tables import NOT_APPLICABLE, NOT_AVAILABLE, Absent, Cell, Column, Table
from lscb.years import ReportingYear

HORIZONS = {3: 91, 6: 183, 9: 274, 12: 365, 15: 457, 18: 548, 24: TWO_YEARS_IN_DAYS}
"""Days after which a plan has lasted so many months; two years are DfE's 729 days."""

PUBLIC = (3, 6, 12, 24)
"""Those between which DfE's bands lie: what ended between others nobody prints."""

LAST = max(HORIZONS)
UPPER = dict(zip(BANDS[:-1], (3, 6, 12, 24), strict=True))
"""The months in which plans of DfE's bands have ended, but for the last."""

DAYS_A_MONTH = 365.25 / 12
MEDIAN = "Half of plans end within, months"
MEAN = "Mean time on a plan within its first 24 months, months"

FAMILIES = "Families whose plans these are"
MORE_THAN_FAMILIES = 20
"""Plans beyond a family's first, below which the public is not told of how many families."""

FIRST_OF_TWO_FIGURES = 10
"""From here on two significant figures leave no decimal place."""

FEWEST_BEHIND = 10
"""A curve is no simple function of counts: it is let out where all it rests on are so many."""


def how_long_plans_last(
    scope: Scope, child_protection_plans: pd.DataFrame, children: pd.DataFrame | None = None
) -> Table | Absent:
    """The share of plans lasting longer than some months, were plans to end as they did this year.

    Population: plans open at any time in the reporting year, each at risk from the day it or the
    year began (delayed entry) until it ended or the year did; plans still open are censored, not
    left out. Kaplan-Meier; the median is the first day by which half have ended, the mean is of
    the first 24 months. Limits of 95 % are of draws of families where every plan's is known; else
    log-log ones that treat children as independent. In public to two significant figures, and
    only where every count it rests on is printed and ten at least.
    """
    seen = followed(child_protection_plans, scope.year)
    families = families_of(seen, children)
    months = HORIZONS if scope.edition == "panel" else PUBLIC
    found = estimates(seen, families, [HORIZONS[month] for month in months])
    if scope.edition == "public" and found.conditional_from != 0:
        return Absent(
            "Not estimated: too few plans were open at a time to tell how long they last."
        )
    cells = _cells(found, months, len(seen), scope)
    behind = {(row,): _behind(row, months, scope.year) for row in cells.measure}
    return Table(
        name="how_long_plans_last",
        title="How long plans last, plans still open among them",
        population="Child protection plans open at any time in the year",
        source=SOURCE,
        dimensions={"measure": "What is estimated"},
        columns=tuple(
            Column(name, meaning, unit="as measured", made_of=behind, fewest=FEWEST_BEHIND)
            for name, meaning in FIGURES.items()
        ),
        cells=cells,
        notes=(said_of_limits(families), *_from_a_later_day(found.conditional_from)),
    )


FIGURES = {
    "estimate": "The estimate",
    "lower": "Lower 95 % limit",
    "upper": "Upper 95 % limit",
}


def _cells(found: Estimates, months: Iterable[int], plans: int, scope: Scope) -> pd.DataFrame:
    """The estimates as the edition shows them, and of how many families they are."""
    cells = pd.DataFrame(list(_rows(found, months)), columns=["measure", *FIGURES])
    cells = _in_public(cells) if scope.edition == "public" else cells
    cells = cells.astype(object).where(cells.notna(), NOT_AVAILABLE)
    for row, number in _families(plans, found.families, scope):
        cells.loc[len(cells)] = [row, number, NOT_APPLICABLE, NOT_APPLICABLE]
    return cells


def _rows(found: Estimates, months: Iterable[int]) -> Iterator[tuple[str, float, float, float]]:
    for month, of_month in zip(months, found.shares.to_numpy(), strict=True):
        yield longer_than(month), *(round(100 * each, 1) for each in of_month)
    for label, duration in ((MEDIAN, found.median), (MEAN, found.mean)):
        days = (duration.days, duration.lower, duration.upper)
        yield label, *(round(each / DAYS_A_MONTH, 1) for each in days)


def _families(plans: int, families: int | None, scope: Scope) -> Iterator[tuple[str, int]]:
    """How many families the plans are of, where that is known.

    The plans that are not their family's first are children too. The public is told the nearest
    ten, and nothing where they may be so few that it would tell how many.
    """
    if families is not None and scope.edition == "panel":
        yield FAMILIES, families
    elif families is not None and plans - families >= MORE_THAN_FAMILIES:
        yield f"{FAMILIES}, to the nearest ten", round(families, -1)


def _in_public(cells: pd.DataFrame) -> pd.DataFrame:
    """Estimates as the public sees them: an exact median is one child's time on a plan."""
    figures = cells[list(FIGURES)]
    rows = [[two_figures(each) for each in row] for row in figures.to_numpy()]
    # As objects, since a column of numbers would print its whole ones with a nought: 82.0.
    rounded = pd.DataFrame(rows, index=cells.index, columns=figures.columns, dtype=object)
    whole = {"estimate": round, "lower": math.floor, "upper": math.ceil}
    is_median = cells.measure == MEDIAN
    # Outwards, so that the limits still hold what they held.
    median = {
        name: cells[name].map(lambda months, name=name: whole[name](months), na_action="ignore")
        for name in FIGURES
    }
    return cells.assign(
        **{name: rounded[name].mask(is_median, median[name].astype(object)) for name in FIGURES}
    )


def longer_than(months: int) -> str:
    """The row of the share of plans that last longer than so many months."""
    return f"On a plan for more than {months} months, %"


def two_figures(number: float) -> float | int:
    """A number to two significant figures: from ten on a whole one, that prints no more."""
    if np.isnan(number) or number == 0:
        return number
    rounded = round(number, 1 - math.floor(math.log10(abs(number))))
    return int(rounded) if abs(rounded) >= FIRST_OF_TWO_FIGURES else rounded


def _behind(row: str, months: Iterable[int], year: ReportingYear) -> frozenset[Cell]:
    """The counts an estimate rests on: the flow, and the bands of plans that ended by then.

    Nothing here rests on how many ended after two years and more.
    """
    if row.startswith(FAMILIES):
        return _flow(year)
    until = next((month for month in months if row == longer_than(month)), LAST)
    within = [band for band, upper in UPPER.items() if upper <= until]
    ended = {Cell.of("plans ended", year=year, duration=band) for band in within}
    return frozenset(_flow(year) | ended)


def _flow(year: ReportingYear) -> frozenset[Cell]:
    """The counts of a year's flow, of which the plans followed are the first two."""
    started, ended = (Cell.of(f"plans {what}", year=year) for what in ("started", "ended"))
    return frozenset({open_before(year), started, ended})


def _from_a_later_day(conditional_from: float) -> list[str]:
    """That the curve begins later, where too few plans were at risk before."""
    if np.isnan(conditional_from):
        return ["Fewer than ten plans were at risk at a time: nothing can be estimated."]
    if conditional_from:
        day = int(conditional_from)
        return [f"Of plans that lasted more than {day} days: before, fewer than ten were at risk."]
    return []
