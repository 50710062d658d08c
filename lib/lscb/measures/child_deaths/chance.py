"""Whether the number of deaths changes from year to year by more than chance."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from lscb.measures.child_deaths.periods import SOURCE, residents_of
from lscb.scope import Scope
from lscb.statistics.annual_counts import (
    chance_limits,
    change_between_years,
    detection_power,
    dispersion,
)
from lscb.tables import NOT_AVAILABLE, Absent, Cell, Column, Identity, Table

FEWEST_YEARS = 3
RISE = 1.5
"""The true rise of which it is said how often it would be noticed: by half."""

DEATHS = "deaths of residents"


def deaths_and_chance(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Deaths of residents in all years together, and how far chance alone moves a year's number.

    `least` and `most`: the 2.5 and 97.5 % quantiles of a Poisson count of the yearly mean.
    `variation`: the exact probability that years of one steady rate differ as much as these do,
    given their total (conditional multinomial, shares by population where that is known). `ratio`:
    this year's rate ÷ last year's, with exact conditional limits. `one_year_in`: how seldom two
    years would show a true rise by half. This test is the chapter's primary one.
    """
    years = [str(year) for year in scope.years]
    if len(years) < FEWEST_YEARS:
        return Absent("Not compared: three years at least are needed to tell a change from chance.")
    deaths = residents_of(child_deaths).year.value_counts().reindex(years, fill_value=0)
    exposed = scope.population()
    if exposed.isna().any() or (exposed <= 0).any():
        exposed = pd.Series(1.0, index=years)
    period = f"{years[0]} to {years[-1]}"
    row = {"period": period, **_found(deaths, exposed)}
    return Table(
        name="deaths_and_chance",
        title="Deaths of resident children and what chance alone does to a year’s number",
        population="Children under 18 who normally lived in the area and died in the years",
        source=SOURCE,
        dimensions={"period": "All years of the report"},
        columns=tuple(_columns(period, years)),
        cells=pd.DataFrame([row]).astype(object).where(lambda cells: cells.notna(), NOT_AVAILABLE),
        identities=(
            Identity(
                (Cell.of(DEATHS, period=period),),
                tuple(Cell.of(DEATHS, period=year) for year in years),
            ),
        ),
        notes=(
            "Years that differ no more than chance would make them may still differ: with so few "
            "deaths a true change is seldom noticed.",
            "Whether years differ is the chapter's one primary test; tests of groups of children "
            "are exploratory.",
        ),
    )


def _found(deaths: pd.Series, exposed: pd.Series) -> dict[str, float | None]:
    total = int(deaths.sum())
    mean = total / len(deaths)
    least, most = chance_limits(mean)
    last, this = ((int(deaths.iloc[n]), float(exposed.iloc[n])) for n in (-2, -1))
    change = change_between_years(last, this)
    enough = mean >= 1
    return {
        "deaths": total,
        "mean": round(mean, 1),
        "least": int(least),
        "most": int(most),
        "variation": two_figures(dispersion(deaths, exposed).p),
        "ratio": _finite(change.ratio),
        "lower": _finite(change.lower),
        "upper": _finite(change.upper),
        "one_year_in": detection_power(mean, RISE).one_year_in if enough else None,
    }


def _columns(period: str, years: list[str]) -> Iterator[Column]:
    """The columns; what compares years rests on each of them."""
    of = {year: Cell.of(DEATHS, period=year) for year in years}
    every, two = frozenset(of.values()), frozenset(list(of.values())[-2:])
    yield Column("deaths", "Deaths in all years", "children", DEATHS, breakdown=True, spared=True)
    for name, meaning in (
        ("mean", "Deaths a year, on average"),
        ("least", "The fewest that chance alone would make of a year, 95 %"),
        ("most", "The most that chance alone would make of a year, 95 %"),
        ("one_year_in", "In one of how many years a true rise by half would be noticed"),
    ):
        yield Column(name, meaning, unit="as measured", rests_on=("deaths",))
    yield Column(
        "variation",
        "The probability that chance alone makes years differ as much as these do",
        unit="p",
        made_of={(period,): every},
    )
    for name, meaning in (
        ("ratio", "This year’s rate ÷ last year’s"),
        ("lower", "Lower 95 % limit of the ratio"),
        ("upper", "Upper 95 % limit of the ratio"),
    ):
        yield Column(name, meaning, unit="ratio", made_of={(period,): two})


def two_figures(p: float) -> float:
    """A probability to two significant figures, not below one in a thousand."""
    return float(f"{max(p, 0.001):.2g}")


def _finite(ratio: float) -> float | None:
    """A ratio to two decimals; none where the earlier year had no death."""
    return round(ratio, 2) if abs(ratio) < float("inf") else None
