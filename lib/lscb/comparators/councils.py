"""A council found by its board's name, and what has been published of it.

What `lscb new --synthetic` needs to make up records whose totals are the published ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from lscb.comparators import held
from lscb.comparators.compared import NEW_CODES, with_new_codes
from lscb.comparators.held import KEY
from lscb.comparators.published import PUBLISHED
from lscb.report import ReportingYear

LONDON = "E12000007"
PARTS_OF_REGIONS = {"E13000001": LONDON, "E13000002": LONDON}
"""Inner and outer London, which DfE's files give as the region of a London borough."""

BASIC = ("plans_at_31_march", "plans_started", "plans_ended")
"""Without these no records can be made up to come to what is published."""

SHARES = {
    name: measure.of[0]
    for name, measure in PUBLISHED.items()
    if measure.of is not None and measure.unit == "percent"
}
"""The count that each published percentage is a share of."""


@dataclass(frozen=True)
class Council:
    """A council of which figures are held.

    `figures` are its own, of every release held: columns as in `held.COLUMNS`.
    """

    code: str
    name: str
    region: str | None
    figures: pd.DataFrame

    @property
    def place(self) -> str:
        """The council's name as it stands in sentences: Bristol, not Bristol, City of."""
        return _short(self.name)

    def years(self) -> list[str]:
        """The years of which plans started, ended and at 31 March are all published as numbers."""
        return self._years_of(self.figures[self.figures.value.notna()])

    def years_withheld(self) -> list[str]:
        """The years of which they are held, but one of them at least is withheld."""
        return sorted(set(self._years_of(self.figures)) - set(self.years()))

    @staticmethod
    def _years_of(figures: pd.DataFrame) -> list[str]:
        found = figures[figures.measure.isin(BASIC)].groupby("year").measure.nunique()
        return sorted(found.index[found == len(BASIC)])

    def releases(self, years: Sequence[str]) -> list[str]:
        """The releases that have anything of these years, the one with most of it first."""
        there = self.figures[self.figures.year.isin(years)].release.value_counts()
        return sorted(there.index, key=lambda release: (-there[release], release))

    def totals(self, years: Sequence[str], releases: Sequence[str]) -> pd.DataFrame:
        """The counts published of each year: a row a year, a column a measure.

        Each count is from the first release that has a place for it; missing where that
        release withholds it.
        """
        counts = [name for name, measure in PUBLISHED.items() if measure.unit == "number"]
        return self._table(counts, years, releases)

    def shares(self, years: Sequence[str], releases: Sequence[str]) -> pd.DataFrame:
        """The percentages published, by the count each is a share of: shaped as `totals`.

        A release may print a share whose count it withholds.
        """
        return self._table(list(SHARES), years, releases).rename(columns=SHARES)

    def _table(
        self, measures: Sequence[str], years: Sequence[str], releases: Sequence[str]
    ) -> pd.DataFrame:
        order = {release: place for place, release in enumerate(releases)}
        wanted = self.figures.release.isin(order) & self.figures.measure.isin(measures)
        found = self.figures[wanted]
        found = found.assign(order=found.release.map(order)).sort_values("order", kind="stable")
        first = found.drop_duplicates(["year", "measure"])
        return first.pivot(index="year", columns="measure", values="value").reindex(years)

    def population_releases(self, years: Sequence[str], releases: Sequence[str]) -> dict[str, str]:
        """The release each year's population is from, by reporting year."""
        found = self.figures[self.figures.measure == "population_0_17"]
        pairs = set(zip(found.release, found.year, strict=True))
        return {
            year: next(release for release in releases if (release, year) in pairs)
            for year in years
            if any((release, year) in pairs for release in releases)
        }


def council(folder: Path, board: str) -> Council | None:
    """The council whose name is the board's slug; None where none is held."""
    areas = held.areas(folder)
    named = areas[[board in _slugs(name) for name in areas.area]]
    if named.empty:
        return None
    place = named.iloc[-1]
    code = NEW_CODES.get(place.area_code, place.area_code)
    figures = with_new_codes(held.figures(folder, held.releases(folder)))
    own = figures[figures.area_code == code].drop_duplicates(KEY)
    region = PARTS_OF_REGIONS.get(place.region_code, place.region_code) or None
    return Council(code, place.area, region, own)


def names(folder: Path) -> list[str]:
    """The slug of every council held."""
    return sorted({_slugs(name)[0] for name in held.areas(folder).area})


def model_for(folder: Path, code: str, year: ReportingYear) -> str | None:
    """The model nearest in time that lists neighbours of a council; None where none does."""
    lists = with_new_codes(held.neighbours(folder))
    models = lists.model[lists.area_code == code].unique()
    made = {model: int(re.sub(r"\D", "", model)) for model in models}
    return min(made, key=lambda model: abs(made[model] - year.start), default=None)


def shares_printed(folder: Path, code: str, years: Sequence[str]) -> pd.DataFrame:
    """The percentages of plans that a board printed itself, by the count each is a share of.

    A row a year; columns are measures of counts; missing where it printed none.
    """
    boards = with_new_codes(held.published_by_boards(folder))
    own = boards[(boards.area_code == code) & boards.measure.isin(SHARES)]
    first = own.drop_duplicates(["year", "measure"])
    shares = first.assign(measure=first.measure.map(SHARES))
    return shares.pivot(index="year", columns="measure", values="value").reindex(years)


def _slugs(name: str) -> tuple[str, ...]:
    """How a board of this council may be called: by its short name, or by the whole of it."""
    plain = (part.lower().replace("&", " and ") for part in (_short(name), name))
    return tuple(re.sub(r"[^a-z0-9]+", "_", part.replace(".", "")).strip("_") for part in plain)


def _short(name: str) -> str:
    return re.sub(r", (City|County) of$", "", name)
