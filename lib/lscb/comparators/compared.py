"""An area beside others: England, its region and its statistical neighbours.

Everything compared in one year is of one release. A series is of one release where one covers
it whole; otherwise each year says which it is of, and nothing reaches across.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path
from statistics import mean, median

import pandas as pd

from lscb.comparators import held
from lscb.comparators.derived import WORKED_OUT, with_derived
from lscb.comparators.held import NOT_AVAILABLE, UNRELIABLE, WITHHELD, made_on, short_name
from lscb.comparators.published import PUBLISHED
from lscb.errors import Problem, nearest
from lscb.report import Report
from lscb.years import ReportingYear

ENGLAND = "E92000001"

NEW_CODES = {
    "E06000048": "E06000057",
    "E08000020": "E08000037",
    "E10000002": "E06000060",
    "E10000023": "E06000065",
    "E10000027": "E06000066",
}
"""Councils that got a new code and kept their children: Northumberland and Gateshead in 2013, by a
change of boundary in which hardly anybody lives; Buckinghamshire in 2020, North Yorkshire and
Somerset in 2023, when their districts were merged into them (ONS, code history database)."""

Figure = float | str
"""A number, or the symbol that stands for it."""


@dataclass(frozen=True)
class Comparators:
    """What is published of one area, and of those it is compared with.

    Parameters
    ----------
    area, region: nine-character codes; no region where none is stated.
    model: the model that lists the statistical neighbours; None where none is stated.
    neighbours: their codes, the nearest first.
    releases: in order of preference.
    titles: what each release is, by its name, where that is written down.
    figures: columns as in `held.COLUMNS`, of these releases and areas only.
    boards: what the area's own board published, as `figures`.
    """

    area: str
    region: str | None
    model: str | None
    neighbours: tuple[str, ...]
    releases: tuple[str, ...]
    titles: Mapping[str, str]
    figures: pd.DataFrame
    boards: pd.DataFrame

    @cached_property
    def _found(self) -> Mapping[tuple[str, str, str, str], Figure]:
        columns = (self.figures[name] for name in ("release", "measure", "year", "area_code"))
        given = [
            value if pd.notna(value) else (NOT_AVAILABLE if symbol == UNRELIABLE else symbol)
            for value, symbol in zip(self.figures.value, self.figures.symbol, strict=True)
        ]
        return dict(zip(zip(*columns, strict=True), given, strict=True))

    @cached_property
    def _covered(self) -> set[tuple[str, str, str]]:
        return {(release, measure, year) for release, measure, year, _ in self._found}

    def has_figures_of(self, area: str) -> bool:
        return bool((self.figures.area_code == area).any())

    def name(self, code: str) -> str:
        """The name an area has in the figures; its code where they have none of it."""
        names = self.figures.area[self.figures.area_code == code]
        return short_name(str(names.iloc[-1])) if len(names) else code

    def is_model_later_than(self, year: ReportingYear) -> bool:
        """Whether the neighbours' model was made after a year had ended."""
        return self.model is not None and made_on(self.model) > year.last_day

    def release_by_year(self, measure: str, years: Sequence[str]) -> dict[str, str]:
        """The release that serves each year of a series; a year that none has is left out."""
        for release in self.releases:
            if all((release, measure, year) in self._covered for year in years):
                return dict.fromkeys(years, release)
        return {
            year: release
            for year in years
            for release in [self._first(measure, year)]
            if release is not None
        }

    def _first(self, measure: str, year: str) -> str | None:
        has = (r for r in self.releases if (r, measure, year) in self._covered)
        return next(has, None)

    def figure(self, measure: str, year: str, release: str, area: str | None) -> Figure:
        """One published figure, or the symbol in its place."""
        if area is None:
            return NOT_AVAILABLE
        return self._found.get((release, measure, year, area), NOT_AVAILABLE)

    def of_neighbours(self, measure: str, year: str, release: str) -> list[float]:
        """The figures of the neighbours that have one."""
        found = (self.figure(measure, year, release, code) for code in self.neighbours)
        return [value for value in found if not isinstance(value, str)]

    def neighbours_without(self, measure: str, year: str, release: str) -> list[str]:
        """The names of the neighbours that have no figure."""
        return [
            self.name(code)
            for code in self.neighbours
            if isinstance(self.figure(measure, year, release, code), str)
        ]

    def beside(self, measure: str, year: str, release: str) -> dict[str, Figure]:
        """The area and all it is compared with, as columns of a table.

        `area`, `england`, `region`; the neighbours' simple mean and median over the
        `neighbours` that have a figure, one decimal place; and the area's `rank` among itself and
        them in words, such as "3 of 10", 1 being the highest.
        """
        area = self.figure(measure, year, release, self.area)
        # Decimal, so that a mean halfway between two tenths is not at the mercy of binary.
        others = [Decimal(str(each)) for each in self.of_neighbours(measure, year, release)]
        ranked = bool(others) and not isinstance(area, str)
        higher = sum(other > Decimal(str(area)) for other in others) if ranked else 0
        return {
            "area": area,
            "england": self.figure(measure, year, release, ENGLAND),
            "region": self.figure(measure, year, release, self.region),
            "neighbours_mean": _one_place(mean(others)) if others else NOT_AVAILABLE,
            "neighbours_median": _one_place(median(others)) if others else NOT_AVAILABLE,
            "neighbours": len(others),
            "rank": f"{higher + 1} of {len(others) + 1}" if ranked else NOT_AVAILABLE,
        }

    def is_count_withheld(self, measure: str, year: str, release: str) -> bool:
        """Whether the release gives a share or rate of the area whose counts it withholds."""
        of = PUBLISHED[measure].of
        counts = [self.figure(name, year, release, self.area) for name in of or ()]
        return WITHHELD in counts

    def printed(self, measures: Iterable[str], year: str) -> dict[str, float]:
        """What the area's own board printed of some measures in its report of the year."""
        own = self.boards[self.boards.year == year].dropna(subset="value")
        first = own.drop_duplicates("measure").set_index("measure").value
        return {name: first[name] for name in measures if name in first.index}

    def printed_in(self, measures: Iterable[str], year: str) -> str:
        """Where the board printed some measures: its report of the year, and the parts of it."""
        own = self.boards[(self.boards.year == year) & self.boards.measure.isin(list(measures))]
        return "; ".join(own.source.unique())

    def titled(self, releases: Iterable[str]) -> list[str]:
        """What each of some releases is, as sentences."""
        named = dict.fromkeys(release for release in releases if release in self.titles)
        return [f"{release} is {self.titles[release]}." for release in named]

    def restated(self, measure: str, year: str, release: str) -> dict[str, float]:
        """The area's figure in every other release that has another number for it."""
        given = self.figure(measure, year, release, self.area)
        own = self.figures[
            (self.figures.measure == measure)
            & (self.figures.year == year)
            & (self.figures.area_code == self.area)
            & ~self.figures.source.str.startswith(WORKED_OUT)
        ].dropna(subset="value")
        return {
            str(row.release): float(row.value)
            for row in own.itertuples()
            if row.release != release and row.value != given
        }


def _one_place(number: Decimal) -> float:
    return float(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def comparators(folder: Path, report: Report) -> Comparators | None:
    """What a report is compared with, from what is held; None where it states nobody."""
    stated = report.comparators
    if stated is None:
        return None
    area = NEW_CODES.get(report.board.council_code, report.board.council_code)
    lists = with_new_codes(held.neighbours(folder))
    listed = lists[(lists.model == stated.neighbours) & (lists.area_code == area)]
    near = tuple(listed.sort_values("rank").neighbour_code)
    figures = with_new_codes(held.figures(folder, stated.releases))
    wanted = {area, stated.region, ENGLAND, *near}
    boards = with_new_codes(held.published_by_boards(folder))
    described = held.described(folder)
    return Comparators(
        area=area,
        region=stated.region,
        model=stated.neighbours,
        neighbours=near,
        releases=tuple(stated.releases),
        titles=dict(zip(described.release, described.title, strict=True)),
        figures=with_derived(figures[figures.area_code.isin(wanted)]),
        boards=boards[boards.area_code == area],
    )


def with_new_codes(table: pd.DataFrame) -> pd.DataFrame:
    """A table with every council under the code it has now."""
    codes = [name for name in ("area_code", "neighbour_code") if name in table]
    return table.assign(**{name: table[name].replace(NEW_CODES) for name in codes})


def not_held(folder: Path, report: Report, file: str) -> list[Problem]:
    """What a report is to be compared with that is not held, each with the nearest that is.

    `file` is what a letter calls the report's parameter file.
    """
    stated = report.comparators
    if stated is None:
        return []
    releases, lists = held.releases(folder), with_new_codes(held.neighbours(folder))
    code = NEW_CODES.get(report.board.council_code, report.board.council_code)
    problems = [
        Problem(
            file,
            f"expected a release that is held (lscb comparators list).{nearest(name, releases)}",
            found=repr(name),
            column="comparators.releases",
        )
        for name in stated.releases
        if name not in releases
    ]
    listed = set(lists.model[lists.area_code == code])
    if stated.neighbours is not None and stated.neighbours not in listed:
        expected = f"expected a model that lists neighbours of {report.board.council_code}"
        model = nearest(stated.neighbours, listed)
        problems.append(
            Problem(
                file,
                f"{expected}.{model}",
                found=repr(stated.neighbours),
                column="comparators.neighbours",
            )
        )
    return problems
