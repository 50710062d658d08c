"""Deaths by ethnic group and by deprivation, beside the children of each group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from lscb.measures.child_deaths.periods import (
    FEW_DEATHS,
    PERIOD,
    SOURCE,
    Period,
    pooled_periods,
    residents_column,
    residents_of,
)
from lscb.records.child_deaths import QUINTILES
from lscb.records.ethnicities import ETHNIC_GROUPS, NOT_KNOWN, ethnic_groups
from lscb.scope import Scope
from lscb.statistics.groups import group_rate_ratios
from lscb.statistics.rates import FEWEST_EVENTS_FOR_A_RATE, rates
from lscb.tables import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOTAL,
    Absent,
    Cell,
    Column,
    Table,
    rate_columns,
)

PER_CHILDREN = 100_000
NOT_RECORDED = "Not recorded"

RATE = ("rate_per_100000", "lower", "upper")
RATIO = ("ratio", "ratio_lower", "ratio_upper")

FIFTHS = {
    "1": "Quintile 1, most deprived",
    "2": "Quintile 2",
    "3": "Quintile 3",
    "4": "Quintile 4",
    "5": "Quintile 5, least deprived",
}


@dataclass(frozen=True)
class Grouping:
    """How children are grouped, in the register and in a sourced figure.

    `groups` are the names tables show by those the figure has, in order; `unknown` is the row of
    deaths in none of them. `labels` gives the row of each death from the register's `column`.
    """

    dimension: str
    meaning: str
    column: str
    figure: str
    groups: dict[str, str]
    unknown: str
    labels: Callable[[pd.Series], pd.Series]

    def is_given(self, child_deaths: pd.DataFrame) -> bool:
        """Whether a register says of any death which group it is of; one without deaths may."""
        return not len(child_deaths) or bool(child_deaths[self.column].notna().any())

    def children(self, scope: Scope) -> pd.Series | None:
        """The children of each group by the name tables show; None where not stated."""
        stated = scope.by_name(self.figure)
        return None if stated is None else stated.reindex(list(self.groups)).rename(self.groups)

    def deaths(self, residents: pd.DataFrame, years: list[str]) -> pd.Series:
        """Deaths of residents in some years by group, those of no known group last."""
        died = self.labels(residents[self.column])[residents.year.isin(years)]
        return died.value_counts().reindex([*self.groups.values(), self.unknown], fill_value=0)

    def cell(self, period: str, label: str) -> Cell:
        return Cell.of("deaths of residents", period=period, **{self.dimension: label})

    def cells(self, period: str) -> frozenset[Cell]:
        """Every count of a period that what compares all groups rests on."""
        labels = (*self.groups.values(), self.unknown, TOTAL)
        return frozenset(self.cell(period, label) for label in labels)


ETHNICITY = Grouping(
    "ethnic_group",
    "Ethnic group",
    "ethnicity",
    "population_by_ethnic_group",
    {name: name for name in ETHNIC_GROUPS},
    NOT_KNOWN,
    ethnic_groups,
)

DEPRIVATION = Grouping(
    "quintile",
    "Fifth of England's small areas by deprivation",
    "deprivation_quintile",
    "population_by_deprivation_quintile",
    {quintile: FIFTHS[quintile] for quintile in QUINTILES},
    NOT_RECORDED,
    lambda codes: codes.map(FIFTHS).astype(object).fillna(NOT_RECORDED),
)


def deaths_by_ethnicity(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Deaths of residents over fixed periods by ethnic group; for the panel for the year as well.

    Rate: deaths ÷ (the group's children at the census × years of the period) × 100,000, exact or
    Byar's limits, none for one or two deaths. Ratio: the group's rate ÷ that of all other known
    groups together, with exact conditional limits (Clopper and Pearson's of the binomial).
    Without the census figure, the counts alone.
    """
    if not ETHNICITY.is_given(child_deaths):
        return Absent("Not counted: the register does not give ethnicity.")
    return _deaths_by(scope, child_deaths, ETHNICITY, "deaths_by_ethnicity", "ethnic group")


def deaths_by_deprivation(scope: Scope, child_deaths: pd.DataFrame) -> Table | Absent:
    """Deaths of residents over fixed periods by deprivation quintile, 1 the most deprived.

    Quintiles are of all small areas of England (IMD). Rate and its limits as by ethnic group; for
    the panel for the year as well. Without the figure of children by quintile, the counts alone.
    """
    if not DEPRIVATION.is_given(child_deaths):
        return Absent("Not counted: the register does not give deprivation_quintile.")
    return _deaths_by(scope, child_deaths, DEPRIVATION, "deaths_by_deprivation", "deprivation")


def _deaths_by(
    scope: Scope, child_deaths: pd.DataFrame, grouping: Grouping, name: str, by: str
) -> Table:
    residents, children = residents_of(child_deaths), grouping.children(scope)
    periods = pooled_periods(scope)
    rows = [row for period in periods for row in _rows(grouping, residents, children, period)]
    columns = [residents_column()]
    if children is not None:
        columns += _beside_children(grouping, [label for label, _ in periods])
    names = ["period", grouping.dimension, *(column.name for column in columns)]
    return Table(
        name=name,
        title=f"Deaths of resident children by {by}",
        population="Children under 18 who normally lived in the area and died in the period",
        source=SOURCE,
        dimensions=PERIOD | {grouping.dimension: grouping.meaning},
        columns=tuple(columns),
        cells=pd.DataFrame(rows, columns=names),
        notes=tuple(_notes(grouping, children, by)),
    )


def _rows(
    grouping: Grouping, residents: pd.DataFrame, children: pd.Series | None, period: Period
) -> Iterator[dict[str, object]]:
    """A row a group of one period, then those of no known group, then all."""
    label, years = period
    deaths = grouping.deaths(residents, years)
    beside = pd.DataFrame() if children is None else _found(deaths, children * len(years))
    for group, count in [*deaths.items(), (TOTAL, deaths.sum())]:
        of_group = beside.loc[group] if group in beside.index else _NOTHING
        yield {"period": label, grouping.dimension: group, "count": int(count), **of_group}


_NOTHING = dict.fromkeys(("population", *RATE, *RATIO), NOT_APPLICABLE)


def _found(deaths: pd.Series, child_years: pd.Series) -> pd.DataFrame:
    """Each known group's rate and its ratio to all others, a row a group."""
    known = deaths.reindex(child_years.index)
    found = rates(known, child_years, per=PER_CHILDREN)
    found[["lower", "upper"]] = found[["lower", "upper"]].where(found.rate.notna(), axis=0)
    ratios = group_rate_ratios(known, child_years)[["ratio", "lower", "upper"]].round(2)
    given = (known == 0) | (known >= FEWEST_EVENTS_FOR_A_RATE)
    ratios = ratios.where(ratios < float("inf")).where(given, axis=0)
    table = pd.concat([child_years, found, ratios], axis=1)
    table.columns = ["population", *RATE, *RATIO]
    return table.astype(object).where(table.notna(), NOT_AVAILABLE)


def _beside_children(grouping: Grouping, periods: list[str]) -> Iterator[Column]:
    """The columns there are where the group's children are known."""
    yield Column("population", "Children of the group, times the years of the period", stated=True)
    yield from rate_columns(
        "Deaths for each 100,000 children of the group a year",
        PER_CHILDREN,
        ("count", "population"),
    )
    if grouping is not ETHNICITY:
        return
    # All others are the total less this group and less those of no known group.
    behind = {
        (period, group): frozenset(
            grouping.cell(period, label) for label in (group, grouping.unknown, TOTAL)
        )
        for period in periods
        for group in grouping.groups.values()
    }
    for name, meaning in zip(
        RATIO,
        (
            "The group's rate ÷ that of all other known groups together",
            "Lower 95 % limit of the ratio",
            "Upper 95 % limit of the ratio",
        ),
        strict=True,
    ):
        rests = ("count", "population")
        yield Column(name, meaning, unit="ratio", rests_on=rests, made_of=behind)


def _notes(grouping: Grouping, children: pd.Series | None, by: str) -> Iterator[str]:
    if children is None:
        yield (
            f"Not supplied in the report's parameters: children by {by}, so that no rate is given."
        )
        return
    yield FEW_DEATHS
    yield "The rate of all children is in the table of deaths by year."
    if grouping is ETHNICITY:
        yield (
            "Each group is compared with all others together, those not known left out: "
            f"{len(grouping.groups)} comparisons a period were made, of which one in twenty would "
            "differ by chance alone."
        )
