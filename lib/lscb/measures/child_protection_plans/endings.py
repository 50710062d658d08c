"""Whether plans end as readily as they did the year before, at each length of time on one."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from lscb.measures.child_protection_plans.followed import followed
from lscb.measures.child_protection_plans.plans import SOURCE, open_before
from lscb.measures.child_protection_plans.survival import FEWEST_BEHIND
from lscb.scope import Scope
from lscb.statistics.comparisons import (
    FEWEST_TO_COMPARE,
    HIGHER,
    LOWER,
    NO_CLEAR_DIFFERENCE,
    TOO_FEW,
)
from lscb.statistics.durations import BANDS, TWO_YEARS_IN_DAYS
from lscb.statistics.log_rank import log_rank
from lscb.statistics.rates import ALERT
from lscb.tables import NOT_AVAILABLE, Absent, Cell, Column, Table
from lscb.years import ReportingYear

ENDED = "plans ended"


def endings_beside_last_year(scope: Scope, child_protection_plans: pd.DataFrame) -> Table | Absent:
    """Plans ended within two years of their start, beside those expected had years been alike.

    Population: plans open at any time in this year or the last, each followed for its first two
    years. Expected: at each length of time on a plan, all ends of both years in proportion to the
    plans at risk; the log-rank test with delayed entry. Plans are taken as independent, which
    siblings are not, so that the verdict is of 99.8 %; none under ten plans ended in either year.
    For the panel: nearly every board has a band of few plans in one of the years, and with it the
    public could be told nothing.
    """
    if scope.edition == "public":
        return Absent(
            "For the panel alone: whether plans ended as readily as the year before, which rests "
            "on the day on which each plan of both years ended."
        )
    if len(scope.this_and_last) < YEARS:
        return Absent("Not compared: the records begin with this year.")
    before, year = scope.this_and_last
    key = (str(before),)
    behind = {key: _behind(before) | _behind(year)}
    found = {"beside": str(before), **_found(child_protection_plans, before, year)}
    cells = pd.DataFrame([found])
    return Table(
        name="endings_beside_last_year",
        title="Plans ended within two years, beside those expected from both years together",
        population="Child protection plans open at any time in the year or the one before",
        source=SOURCE,
        dimensions={"beside": "The year it is compared with"},
        columns=tuple(
            Column(name, meaning, unit=unit, made_of=behind, fewest=FEWEST_BEHIND)
            for name, (meaning, unit) in FIGURES.items()
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        notes=(
            "At each length of time on a plan, ends are expected in proportion to the plans of "
            "each year that had lasted so long (log-rank test). Higher than expected means that "
            "plans were shorter than a year before. Exploratory: 1 comparison was made, at "
            "99.8 %, since brothers and sisters end plans together.",
        ),
    )


YEARS = 2

FIGURES = {
    "ratio": ("Plans ended ÷ those expected", "ratio"),
    "probability": (
        "The probability that chance alone sets the years as far apart as this, or farther",
        "p",
    ),
    "verdict": ("How plans ended lie to those expected", "words"),
}


def _found(plans: pd.DataFrame, before: ReportingYear, year: ReportingYear) -> dict[str, object]:
    both = {str(each): _for_two_years(followed(plans, each)) for each in (before, year)}
    seen = pd.concat([rows.assign(year=name) for name, rows in both.items()])
    test = log_rank(seen.entry, seen.exit, seen.ended.to_numpy(dtype=bool), seen.year)
    ended = [int(rows.ended.sum()) for rows in both.values()]
    expected = float(test.table.expected.get(str(year), 0.0))
    return {
        "ratio": round(ended[-1] / expected, 2) if expected else None,
        "probability": _two_figures(test.p),
        "verdict": _verdict(ended, expected, test.p),
    }


def _for_two_years(seen: pd.DataFrame) -> pd.DataFrame:
    """Plans followed no longer than that: few last longer, and fewer than may be told."""
    young = seen[seen.entry < TWO_YEARS_IN_DAYS]
    return young.assign(
        exit=young.exit.clip(upper=TWO_YEARS_IN_DAYS),
        ended=young.ended & (young.exit <= TWO_YEARS_IN_DAYS),
    )


def _verdict(ended: list[int], expected: float, p: float) -> str:
    if min(ended) < FEWEST_TO_COMPARE or np.isnan(p):
        return TOO_FEW
    if p >= 1 - ALERT:
        return NO_CLEAR_DIFFERENCE
    return HIGHER if ended[-1] > expected else LOWER


def _two_figures(p: float) -> float | None:
    """A probability to two significant figures, 0.001 where it is less."""
    if np.isnan(p):
        return None
    return 0.001 if p < 0.001 else round(p, 1 - math.floor(math.log10(p)))


def _behind(year: ReportingYear) -> frozenset[Cell]:
    """A year's flow, and its plans ended within two years by how long they had lasted."""
    flow = {Cell.of("plans started", year=year), Cell.of(ENDED, year=year), open_before(year)}
    return frozenset(flow) | {Cell.of(ENDED, year=year, duration=band) for band in BANDS[:-1]}
