"""A council found by its board's name, and what has been published of it.

What `lscb new --synthetic` needs to make up records whose totals are the published ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from lscb.comparators import held
from lscb.comparators.compared import with_new_codes
from lscb.comparators.held import KEY, made_on, short_name
from lscb.comparators.published import PUBLISHED
from lscb.years import ReportingYear

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
        return short_name(self.name)

    def years(self) -> list[str]:
        """The years of which plans started, ended and at 31 March are all published as numbers."""
        given = self.figures[self.figures.value.notna() & self.figures.measure.isin(BASIC)]
        found = given.groupby("year").measure.nunique()
        return sorted(found.index[found == len(BASIC)])

    def withheld(self, year: str) -> list[str]:
        """Which of these are held of a year, and are not numbers."""
        own = self.figures[(self.figures.year == year) & self.figures.measure.isin(BASIC)]
        given = set(own.measure[own.value.notna()])
        return [name for name in BASIC if name in set(own.measure) - given]

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


def council(folder: Path, board: str, year: ReportingYear) -> Council | None:
    """The council whose name is the board's slug; None where none is held.

    Of two of one name, such as Dorset's before and after 2019, the one with figures of the year.
    """
    areas = held.areas(folder)
    named = with_new_codes(areas[[board in _slugs(name) for name in areas.area]])
    if named.empty:
        return None
    figures = with_new_codes(held.figures(folder, held.releases(folder)))
    of_year = set(figures.area_code[figures.year == str(year)])
    place = max(named.itertuples(), key=lambda each: each.area_code in of_year)
    code = place.area_code
    own = figures[figures.area_code == code].drop_duplicates(KEY)
    region = PARTS_OF_REGIONS.get(place.region_code, place.region_code) or None
    return Council(code, place.area, region, own)


def names(folder: Path) -> list[str]:
    """The slug of every council held."""
    return sorted({_slugs(name)[0] for name in held.areas(folder).area})


def likely(folder: Path, board: str) -> list[str]:
    """The councils a name that is none's may mean: those whose name holds it, or the nearest."""
    held_names = names(folder)
    containing = [name for name in held_names if f"_{board}_" in f"_{name}_"]
    return containing or get_close_matches(board, held_names, n=1, cutoff=0.75)


def model_for(folder: Path, code: str, year: ReportingYear) -> str | None:
    """The latest model made by the end of a year that lists neighbours of a council.

    Where there is none, the first one made after it; None where no model lists any.
    """
    lists = with_new_codes(held.neighbours(folder))
    models = sorted(lists.model[lists.area_code == code].unique(), key=made_on)
    in_time = [model for model in models if made_on(model) <= year.last_day]
    return (in_time[-1:] or models[:1] or [None])[0]


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
    plain = (part.lower().replace("&", " and ") for part in (short_name(name), name))
    return tuple(re.sub(r"[^a-z0-9]+", "_", part.replace(".", "")).strip("_") for part in plain)
