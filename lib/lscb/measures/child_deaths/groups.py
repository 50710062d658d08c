"""Which children died: by age and by sex."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lscb.measures.child_deaths.periods import (
    PERIOD,
    SOURCE,
    pooled_periods,
    residents_column,
    residents_of,
)
from lscb.records.child_deaths import AGE_GROUPS
from lscb.scope import Scope
from lscb.tables import TOTAL, Absent, Table

NOT_RECORDED = "Not recorded"
NO_AGES = "Not counted: the register does not give age_group, how old the children were."
AGES = (*AGE_GROUPS, NOT_RECORDED, TOTAL)
SEXES = ("Male", "Female", NOT_RECORDED, TOTAL)


def deaths_by_age(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Deaths of residents over fixed periods by age group; for the panel by sex and for the year.

    Age groups are those of the child death review forms: the first four weeks, the rest of the
    first year, and then years.
    """
    if len(child_deaths) and child_deaths.age_group.isna().all():
        return Absent(NO_AGES)
    sexes = SEXES if scope.edition == "panel" else (TOTAL,)
    return _deaths_of(scope, child_deaths, "deaths_by_age", "age", AGES, sexes)


def deaths_by_sex(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Deaths of residents over fixed periods by sex; for the panel for the year as well."""
    if len(child_deaths) and child_deaths.sex.isna().all():
        return Absent("Not counted: the register does not give sex.")
    return _deaths_of(scope, child_deaths, "deaths_by_sex", "sex", (TOTAL,), SEXES)


def _deaths_of(
    scope: Scope,
    child_deaths: pd.DataFrame,
    name: str,
    by: str,
    ages: Sequence[str],
    sexes: Sequence[str],
) -> Table:
    residents = residents_of(child_deaths)
    residents = residents.assign(
        age_group=residents.age_group.fillna(NOT_RECORDED),
        sex=residents.sex.str.capitalize().fillna(NOT_RECORDED),
    )
    rows = [
        {"period": label, "age_group": age, "sex": sex, "count": _how_many(died, age, sex)}
        for label, years in pooled_periods(scope)
        for died in [residents[residents.year.isin(years)]]
        for age in ages
        for sex in sexes
    ]
    return Table(
        name=name,
        title=f"Deaths of resident children by {by}",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {"age_group": "Age at death", "sex": "Sex"},
        columns=(residents_column(),),
        cells=pd.DataFrame(rows, columns=["period", "age_group", "sex", "count"]),
    )


def _how_many(deaths: pd.DataFrame, age: str, sex: str) -> int:
    of_age = (deaths.age_group == age) | (age == TOTAL)
    return int((of_age & ((deaths.sex == sex) | (sex == TOTAL))).sum())
