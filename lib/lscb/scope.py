"""What a chapter's measures are asked for: a report, a year, an edition and its figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lscb.comparators.compared import Comparators
from lscb.editions import Edition
from lscb.records.ethnicities import ETHNIC_GROUPS
from lscb.report import Figure, Report
from lscb.years import ReportingYear


@dataclass(frozen=True)
class Wanted:
    """A sourced figure that a chapter takes from the parameters.

    `by` says what its numbers go by, "mid-year" or "agency"; None for a single number. `names` are
    what they go by, where a table can use no other: then each is wanted, and above 0. `whole` is
    the figure by year that its numbers together should come near.
    """

    meaning: str
    by: str | None = None
    names: tuple[str, ...] = ()
    whole: str | None = None

    def fault(self, figure: Figure) -> str | None:
        """What is wrong with the figure as it is stated; None when nothing is."""
        if self.by is None:
            return None if figure.value else "expected value: and a whole number of 1 or more"
        if figure.by is None:
            return f"expected by: and a whole number for each {self.by}"
        if any(str(key).lower() == "total" for key in figure.by):
            return "expected other names: Total is kept for totals"
        if self.by in YEARLY and not all(isinstance(key, int) for key in figure.by):
            return f"expected a {self.by} such as 2014 before each number"
        return self._misnamed(figure.by) if self.names else None

    def _misnamed(self, by: Mapping[str | int, int]) -> str | None:
        """What is wrong with the names before the numbers; None when each is there and counts."""
        for name in by:
            if str(name) not in self.names:
                return f"{name!r} is not one of: {'; '.join(self.names)}."
        missing = [name for name in self.names if not _named(by, name)]
        if missing:
            return f"expected a whole number of 1 or more for each, also for {', '.join(missing)}"
        return None


YEARLY = ("mid-year", "calendar year")


def _named(by: Mapping[str | int, int], name: str) -> int:
    """The number under a name, which YAML may have read as a number."""
    return next((number for key, number in by.items() if str(key) == name), 0)


POPULATION = Wanted("Children aged 0 to 17 at each mid-year", by="mid-year")

POPULATION_BY_ETHNIC_GROUP = Wanted(
    "Children aged 0 to 17 by ethnic group, of one census",
    by="ethnic group",
    names=ETHNIC_GROUPS,
    whole="population_0_17",
)


@dataclass(frozen=True)
class Scope:
    """One edition of one report, as measures see it.

    `years` are those the records cover, the reporting year last. `comparators` are None where
    the report is compared with nobody.
    """

    report: Report
    year: ReportingYear
    edition: Edition
    comparators: Comparators | None = None

    @property
    def years(self) -> list[ReportingYear]:
        return self.year.since(ReportingYear(self.report.first_year))

    @property
    def this_and_last(self) -> list[ReportingYear]:
        return self.years[-2:]

    def figure(self, name: str) -> Figure | None:
        return self.report.figures.get(name)

    def population_releases(self) -> pd.Series:
        """The release each year's population is from, blank where none is stated."""
        figure = self.figure("population_0_17")
        stated = figure.releases if figure else {}
        return pd.Series({str(year): stated.get(year.mid_year, "") for year in self.years})

    def population(self) -> pd.Series:
        """Children aged 0 to 17 by reporting year, missing where the parameters have none.

        The estimate is that of the June before the year ends: mid-2013 serves 2013-14, as in
        DfE's published rates.
        """
        figure = self.figure("population_0_17")
        known = (figure.by or {}) if figure else {}
        return pd.Series(
            {str(year): known.get(year.mid_year) for year in self.years}, dtype="float64"
        )

    def by_name(self, name: str) -> pd.Series | None:
        """A stated figure's numbers by their names, as text; None where it is not stated."""
        figure = self.figure(name)
        if figure is None or figure.by is None:
            return None
        return pd.Series({str(key): number for key, number in figure.by.items()}, dtype="float64")
