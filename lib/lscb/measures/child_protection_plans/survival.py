"""How long plans last: a survival curve of the reporting year, at fixed lengths of time."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from lscb.measures.child_protection_plans.plans import SOURCE
from lscb.report import ReportingYear
from lscb.scope import Scope
from lscb.statistics.durations import BANDS, TWO_YEARS_IN_DAYS
from lscb.statistics.survival import (
    SurvivalCurve,
    kaplan_meier,
    median_duration,
    restricted_mean,
    survival_at,
)
from lscb.tables import NOT_AVAILABLE, Absent, Cell, Column, Table

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

FEWEST_BEHIND = 10
"""A curve is no simple function of counts: it is let out where all it rests on are so many."""


def how_long_plans_last(scope: Scope, child_protection_plans: pd.DataFrame) -> Table | Absent:
    """The share of plans lasting longer than some months, were plans to end as they did this year.

    Population: plans open at any time in the reporting year, each at risk from the day it or the
    year began (delayed entry) until it ended or the year did; plans still open are censored, not
    left out. Kaplan-Meier with log-log limits, 95 %; the median is the first day by which half
    have ended, the mean is of the first 24 months. In public to two significant figures, and only
    where every count it rests on is printed and ten at least. Limits treat children as
    independent.
    """
    curve = _curve(child_protection_plans, scope.year)
    if scope.edition == "public" and curve.conditional_from != 0:
        return Absent(
            "Not estimated: too few plans were open at a time to tell how long they last."
        )
    months = HORIZONS if scope.edition == "panel" else PUBLIC
    cells = pd.DataFrame(list(_rows(curve, months)), columns=["measure", *FIGURES])
    cells = _in_public(cells) if scope.edition == "public" else cells
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
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        notes=(NOT_INDEPENDENT, *_from_a_later_day(curve)),
    )


NOT_INDEPENDENT = (
    "A Kaplan-Meier estimate with delayed entry. The limits treat children as independent: "
    "brothers and sisters often start and end plans together, so that they are too narrow."
)

FIGURES = {
    "estimate": "The estimate",
    "lower": "Lower 95 % limit",
    "upper": "Upper 95 % limit",
}


def _curve(plans: pd.DataFrame, year: ReportingYear) -> SurvivalCurve:
    """The curve of plans open in the year. The last day on a plan is a day on it."""
    first, last = pd.Timestamp(year.first_day), pd.Timestamp(year.last_day)
    ends = plans.plan_end.fillna(pd.Timestamp.max)
    open_in = plans[(plans.plan_start <= last) & (ends >= first)]
    ended = open_in.plan_end <= last
    until = open_in.plan_end.where(ended, last)
    return kaplan_meier(
        (first - open_in.plan_start).dt.days.clip(lower=0).to_numpy(),
        (until - open_in.plan_start).dt.days.to_numpy() + 1,
        ended.to_numpy(dtype=bool),
    )


def _rows(curve: SurvivalCurve, months: Iterator[int]) -> Iterator[tuple[str, float, float, float]]:
    at = {month: HORIZONS[month] for month in months}
    shares = survival_at(curve, list(at.values()))
    for month, (estimate, lower, upper) in zip(at, shares.to_numpy(), strict=True):
        yield longer_than(month), *(round(100 * each, 1) for each in (estimate, lower, upper))
    for label, found in (
        (MEDIAN, median_duration(curve)),
        (MEAN, restricted_mean(curve, TWO_YEARS_IN_DAYS)),
    ):
        days = (found.days, found.lower, found.upper)
        yield label, *(round(each / DAYS_A_MONTH, 1) for each in days)


def _in_public(cells: pd.DataFrame) -> pd.DataFrame:
    """Estimates as the public sees them: an exact median is one child's time on a plan."""
    rounded = cells[list(FIGURES)].map(two_figures).astype(object)
    whole = cells[list(FIGURES)].map(lambda months: round(months) if pd.notna(months) else months)
    is_median = cells.measure == MEDIAN
    return cells.assign(**{f: rounded[f].mask(is_median, whole[f].astype(object)) for f in FIGURES})


def longer_than(months: int) -> str:
    """The row of the share of plans that last longer than so many months."""
    return f"On a plan for more than {months} months, %"


def two_figures(number: float) -> float:
    """A number to two significant figures."""
    if np.isnan(number) or number == 0:
        return number
    return round(number, 1 - math.floor(math.log10(abs(number))))


def _behind(row: str, months: Iterator[int], year: ReportingYear) -> frozenset[Cell]:
    """The counts an estimate rests on: the flow, and the bands of plans that ended by then.

    Nothing here rests on how many ended after two years and more.
    """
    at = {"year": year}
    flow = {
        Cell.of(quantity, **at) for quantity in ("plans before", "plans started", "plans ended")
    }
    until = next((month for month in months if row == longer_than(month)), LAST)
    within = [band for band, upper in UPPER.items() if upper <= until]
    return frozenset(flow | {Cell.of("plans ended", **at, duration=band) for band in within})


def _from_a_later_day(curve: SurvivalCurve) -> list[str]:
    """That the curve begins later, where too few plans were at risk before."""
    if np.isnan(curve.conditional_from):
        return ["Fewer than ten plans were at risk at a time: nothing can be estimated."]
    if curve.conditional_from:
        day = int(curve.conditional_from)
        return [f"Of plans that lasted more than {day} days: before, fewer than ten were at risk."]
    return []
