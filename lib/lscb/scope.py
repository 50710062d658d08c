"""What a chapter's measures are asked for: a report, a year, an edition and its figures."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from lscb.report import Edition, Figure, Report, ReportingYear

POPULATION_MEANING = "Children aged 0 to 17 at each mid-year"


@dataclass(frozen=True)
class Scope:
    """One edition of one report, as measures see it.

    `years` are those the records cover, the reporting year last.
    """

    report: Report
    year: ReportingYear
    edition: Edition

    @property
    def years(self) -> list[ReportingYear]:
        return self.year.since(ReportingYear(self.report.first_year))

    @property
    def this_and_last(self) -> list[ReportingYear]:
        return self.years[-2:]

    def figure(self, name: str) -> Figure | None:
        return self.report.figures.get(name)

    def population(self) -> pd.Series:
        """Children aged 0 to 17 by reporting year, missing where the parameters have none.

        The estimate is that of the June before the year ends: mid-2013 serves 2013-14, as in
        DfE's published rates.
        """
        figure = self.figure("population_0_17")
        known = {int(key): value for key, value in (figure.by or {}).items()} if figure else {}
        return pd.Series(
            {str(year): known.get(year.mid_year) for year in self.years}, dtype="float64"
        )
