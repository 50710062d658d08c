"""What a chapter's measures are asked for: a report, a year, an edition and its figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lscb.comparators.compared import Comparators
from lscb.report import Edition, Figure, Report, ReportingYear


@dataclass(frozen=True)
class Wanted:
    """A sourced figure that a chapter takes from the parameters.

    `by` says what its numbers go by, "mid-year" or "agency"; None for a single number.
    """

    meaning: str
    by: str | None = None

    def fault(self, figure: Figure) -> str | None:
        """What is wrong with the figure as it is stated; None when nothing is."""
        if self.by is None:
            return None if figure.value else "expected value: and a whole number of 1 or more"
        if figure.by is None:
            return f"expected by: and a whole number for each {self.by}"
        if any(str(key).lower() == "total" for key in figure.by):
            return "expected other names: Total is kept for totals"
        years = self.by != "mid-year" or all(isinstance(key, int) for key in figure.by)
        return None if years else "expected a mid-year such as 2014 before each number"


POPULATION = Wanted("Children aged 0 to 17 at each mid-year", by="mid-year")


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
