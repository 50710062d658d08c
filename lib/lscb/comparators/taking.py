"""The figures of one file, tidy: a row for each area, year and measure, and where it stood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from lscb.comparators.downloads import Download, download, repeated
from lscb.comparators.held import AREAS, COLUMNS
from lscb.comparators.layouts import LEVELS, LOCAL, NATIONAL, REGION, TIME_IDENTIFIER, Layout
from lscb.comparators.published import PUBLISHED
from lscb.comparators.symbols import numbers, symbols
from lscb.errors import Problem

STOOD = ("row", "heading", "found")
"""Where a figure stood in its file, and what stood there."""

_FIGURE = ["area_code", "year", "measure"]


@dataclass(frozen=True)
class Taken:
    """What one file gave, or why nothing was taken from it.

    `figures` has the columns `held.COLUMNS` and `STOOD`, and `areas` a row for each council as the
    latest year has it, columns `held.AREAS`. `read` counts every row below the
    headings; `unused` says why a row of them gave no figure. `levels` has the kind of area of
    each code.
    """

    name: str
    file: str
    layout: Layout | None = None
    figures: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=[*COLUMNS, *STOOD], dtype=object)
    )
    areas: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(AREAS)))
    read: int = 0
    unused: dict[int, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def taken(path: Path, file: str, release: str) -> Taken:
    """Every figure of a file as downloaded. `file` is what a letter calls it."""
    found = download(path, file)
    if found.layout is None:
        return Taken(found.name, file, problems=found.problems)
    places, problems = _places(found, found.layout)
    figures, more = _figures(found, found.layout, places.assign(release=release))
    problems += more
    if not problems:
        problems += _names_that_differ(found, places)
        problems += _years_missing(found, found.layout, places)
    unused = dict.fromkeys(found.blank, "blank")
    if not problems:
        figures, again, problems = _once(found, figures)
        unused |= again
    if problems:
        return Taken(found.name, file, found.layout, problems=tuple(problems))
    read = len(found.text) + len(found.blank)
    unused = dict(sorted(unused.items()))
    return Taken(found.name, file, found.layout, figures, _areas(found, places), read, unused)


def _areas(found: Download, places: pd.DataFrame) -> pd.DataFrame:
    """Each council and the region it is counted in, as its latest year has them."""
    councils = places[places.level == LOCAL].assign(region_code=found.text.region_code)
    latest = councils.sort_values("year", kind="stable").drop_duplicates("area_code", keep="last")
    return latest[list(AREAS)]


def _faults(
    found: Download, heading: str, cells: pd.Series, holds: pd.Series, expected: str
) -> list[Problem]:
    """A problem for each cell of a column that does not hold."""
    wrong = cells[~holds.astype(bool)]
    return [
        Problem(found.file, expected, repeated(cell), int(row), heading)
        for row, cell in wrong.items()
    ]


def _places(found: Download, layout: Layout) -> tuple[pd.DataFrame, list[Problem]]:
    """Where and when each row is: `area_code`, `area`, `year` and `level`; and what is wrong."""
    text = found.text
    heading, kind = layout.of
    problems: list[Problem] = []

    def hold(column: str, holds: Callable[[str], bool], expected: str) -> None:
        problems.extend(
            _faults(found, column, text[column], text[column].map(holds).astype(bool), expected)
        )

    hold("time_identifier", TIME_IDENTIFIER.__eq__, f"expected {TIME_IDENTIFIER!r}")
    hold(heading, kind.__eq__, f"expected {kind!r}, as table {layout} has in every row")
    hold("geographic_level", LEVELS.__contains__, f"expected one of: {', '.join(LEVELS)}")
    hold("time_period", _is_year, "expected a year of four digits, such as 2014")
    places = pd.DataFrame(
        {"area_code": "", "area": "", "level": text.geographic_level}, index=text.index
    )
    for name, level in LEVELS.items():
        own = text[text.geographic_level == name]
        code, called = own[level.code], own[level.name]
        what = f"expected the code of a row that is {name}"
        problems += _faults(found, level.code, code, code.str.fullmatch(level.pattern), what)
        what = "expected the name of an area, beginning with a letter"
        problems += _faults(found, level.name, called, called.map(_is_name), what)
        places.loc[own.index, "area_code"] = code
        places.loc[own.index, "area"] = called
    regions = text.region_code[text.geographic_level == LOCAL]
    what = "expected the code of the region the council is in"
    problems += _faults(found, "region_code", regions, regions.str.fullmatch(REGION), what)
    years = {t: str(layout.year(int(t))) for t in text.time_period.unique() if _is_year(t)}
    return places.assign(year=text.time_period.map(years)), problems


def _is_year(cell: str) -> bool:
    return len(cell) == 4 and cell.isascii() and cell.isdigit() and 1990 <= int(cell) <= 2098


def _is_name(cell: str) -> bool:
    """Whether a cell is an area's name as it is: no formula, and read as it was written."""
    if not cell[:1].isalpha() or not cell.isprintable() or "\ufffd" in cell:
        return False
    try:
        cell.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return True
    # UTF-8 that was once read as cp1252 can be turned back: the name is not the council's.
    return cell.isascii()


def _figures(
    found: Download, layout: Layout, places: pd.DataFrame
) -> tuple[pd.DataFrame, list[Problem]]:
    """Every figure, a row each, heading by heading; and each cell that is not one."""
    parts, problems = [], []
    for heading, measure in layout.measures.items():
        cells = found.text[heading].astype(str)
        value, symbol = numbers(cells), symbols(cells, layout.era)
        given = value.notna() | (symbol != "")
        what = f"expected a number of 0 or more, or one of the symbols {' '.join(layout.era)}"
        problems += _faults(found, heading, cells, given, what)
        unit = PUBLISHED[measure].unit
        if unit == "number":
            whole = value.isna() | (value % 1 == 0)
            problems += _faults(found, heading, cells, whole, "expected a whole number")
        elif unit == "percent":
            share = value.isna() | (value <= 100)
            problems += _faults(found, heading, cells, share, "expected a percentage, 100 or less")
        part = places.assign(measure=measure, value=value, symbol=symbol, heading=heading)
        source = f"{found.name}: {heading}"
        parts.append(part.assign(source=source, row=places.index, found=cells))
    figures = pd.concat(parts, ignore_index=True)
    return figures[[*COLUMNS, *STOOD]], problems


def _names_that_differ(found: Download, places: pd.DataFrame) -> list[Problem]:
    """Rows whose area has another name in an earlier row."""
    first = places.drop_duplicates("area_code").reset_index(names="row").set_index("area_code")
    earlier = places.area_code.map(first.area)
    return [
        Problem(
            found.file,
            f"expected {earlier[row]!r}, the name of {place.area_code} in row "
            f"{first.row[place.area_code]}",
            repeated(place.area),
            int(row),
            LEVELS[place.level].name,
        )
        for row, place in places[places.area != earlier].iterrows()
    ]


def _years_missing(found: Download, layout: Layout, places: pd.DataFrame) -> list[Problem]:
    """Years within the file's span that it does not have for the country as a whole."""
    periods = found.text.time_period.astype(int)
    country = set(periods[places.level == NATIONAL])
    return [
        Problem(
            found.file,
            f"expected a row that is {NATIONAL} for each year from {periods.min()} to "
            f"{periods.max()}; {period} ({layout.year(period)}) is a missing year",
            column="time_period",
        )
        for period in range(periods.min(), periods.max() + 1)
        if period not in country
    ]


def _once(
    found: Download, figures: pd.DataFrame
) -> tuple[pd.DataFrame, dict[int, str], list[Problem]]:
    """The figures, each once; the rows that only repeat another; those that contradict one."""
    first = figures.drop_duplicates(_FIGURE)
    if len(first) == len(figures):
        return figures, {}, []
    again = figures.drop(first.index)
    both = again.merge(first[[*_FIGURE, "row", "value", "symbol", "found"]], on=_FIGURE)
    differ = both[
        (both.value_x.fillna(-1) != both.value_y.fillna(-1)) | (both.symbol_x != both.symbol_y)
    ]
    problems = [
        Problem(
            found.file,
            f"expected {each.found_y}, which row {each.row_y} has for the same area and year",
            repeated(each.found_x),
            int(each.row_x),
            each.heading,
        )
        for each in differ.itertuples()
    ]
    unused = {int(x): f"repeats row {y}" for x, y in zip(both.row_x, both.row_y, strict=True)}
    return first, unused, problems
