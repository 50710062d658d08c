"""Deaths in the first year of life, for each 1,000 live births."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from lscb.measures.child_deaths.groups import NO_AGES
from lscb.measures.child_deaths.periods import (
    FEW_DEATHS,
    PERIOD,
    SOURCE,
    pooled_periods,
    residents_of,
)
from lscb.records.child_deaths import AGE_GROUPS
from lscb.scope import Scope
from lscb.statistics.rates import rates
from lscb.tables import (
    NOT_AVAILABLE,
    Absent,
    Cell,
    Column,
    Identity,
    Table,
    rate_columns,
)

FIRST_YEAR = AGE_GROUPS[:2]
"""The first four weeks and the rest of the first year."""

PER_BIRTHS = 1_000


def infant_deaths(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Deaths of residents under 1 year over fixed periods; for the panel for the year as well.

    Rate: deaths under 1 year ÷ live births × 1,000, exact or Byar's limits, none for one or two
    deaths. A reporting year's births are those of the calendar year in which it begins. Without
    them, the count alone. Deaths whose age is not recorded are not counted.
    """
    if len(child_deaths) and child_deaths.age_group.isna().all():
        return Absent(NO_AGES)
    residents, births = residents_of(child_deaths), _births(scope)
    infants = residents[residents.age_group.isin(FIRST_YEAR)]
    periods = pooled_periods(scope)
    cells = pd.DataFrame(
        [
            {"period": label, "count": int(infants.year.isin(years).sum())}
            for label, years in periods
        ],
        columns=["period", "count"],
    )
    if births is not None:
        cells["live_births"] = [births.reindex(years).sum(skipna=False) for _, years in periods]
        found = rates(cells["count"], cells.live_births.astype(float), per=PER_BIRTHS)
        cells["rate_per_1000"] = found.rate
        cells[["lower", "upper"]] = found[["lower", "upper"]].where(found.rate.notna(), axis=0)
    return Table(
        name="infant_deaths",
        title="Deaths of resident children under 1 year",
        population="Children under 1 year who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD,
        columns=tuple(_columns(births)),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        identities=tuple(_sum_of_ages(label) for label, _ in periods),
        notes=(FEW_DEATHS, BIRTHS_OF) if births is not None else (NO_BIRTHS,),
    )


BIRTHS_OF = (
    "A reporting year's live births are those of the calendar year in which it begins: births of "
    "2014 for 2014-15."
)
NO_BIRTHS = "Not supplied in the report's parameters: live births, so that no rate is given."


def _births(scope: Scope) -> pd.Series | None:
    """Live births by reporting year, missing where not stated; None where none are."""
    stated = scope.by_name("live_births")
    if stated is None:
        return None
    return pd.Series({str(year): stated.get(str(year.start)) for year in scope.years}, dtype=float)


def _columns(births: pd.Series | None) -> Iterator[Column]:
    yield Column(
        "count", "Deaths of residents under 1 year", "children", "deaths under 1 year", spared=True
    )
    if births is not None:
        yield Column(
            "live_births",
            "Live births to residents, added up over the years of a period",
            stated=True,
        )
        yield from rate_columns(
            "Deaths under 1 year for each 1,000 live births", PER_BIRTHS, ("count", "live_births")
        )


def _sum_of_ages(period: str) -> Identity:
    """The deaths under 1 year are those of two age groups, which another table shows."""
    ages = (Cell.of("deaths of residents", period=period, age_group=age) for age in FIRST_YEAR)
    return Identity((Cell.of("deaths under 1 year", period=period),), tuple(ages))
