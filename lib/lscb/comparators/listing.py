"""What is held of other people's statistics, and what was added to it, in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pandas as pd

from lscb.comparators import held
from lscb.comparators.adding import Addition
from lscb.comparators.taking import Taken
from lscb.years import ReportingYear

NOT_HELD = (
    "Not held: the statistical neighbour lists in force in 2014. No published copy of them was "
    "found,\nso a report of those years is compared with the neighbours of a later model, by name."
)


def lines_of_addition(added: Addition, file: str) -> Iterator[str]:
    """What was taken from each file, and what there is to know of it. `file` holds the release."""
    for each in added.taken:
        yield _account(each)
        for row, why in each.unused.items():
            yield f"  row {row} was not used: {why}"
    changes = _changes(added.taken)
    if changes:
        yield "\nAreas that have not every year under one code (merged, split or given a new one):"
        yield from changes
    yield f"\n{added.release}: {added.held} figures held, {added.new} of them new, in {file}"
    yield "Next, type:  lscb comparators list"


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _account(taken: Taken) -> str:
    figures = taken.figures
    used = taken.read - len(taken.unused)
    return (
        f"{taken.file} ({taken.layout}): {_many(taken.read, 'row')} read = {used} used + "
        f"{len(taken.unused)} not used; {_sum(figures)}; {_span(figures.year)}"
    )


def _sum(figures: pd.DataFrame) -> str:
    """How many figures: numbers and symbols, and of how many areas."""
    symbols = int((figures.symbol != "").sum())
    numbers = _many(len(figures) - symbols, "number")
    areas = _many(figures.area_code.nunique(), "area")
    return f"{_many(len(figures), 'figure')} = {numbers} + {_many(symbols, 'symbol')}; {areas}"


def _changes(taken: Iterable[Taken]) -> list[str]:
    """Each area that is not in every year of a file, its years by code; said once for all files."""
    files = list(taken)
    said: dict[str, list[str]] = {}
    for each in files:
        for line in _changes_in(each.figures):
            said.setdefault(line, []).append(each.name)
    return [
        f"  {line}" if len(names) == len(files) else f"  {line} (in {', '.join(names)})"
        for line, names in sorted(said.items())
    ]


def _changes_in(figures: pd.DataFrame) -> Iterator[str]:
    years = sorted(set(figures.year))
    places = figures[["area", "area_code", "year"]].drop_duplicates()
    for area, rows in places.groupby("area", sort=True):
        codes = {code: sorted(set(own.year)) for code, own in rows.groupby("area_code")}
        if all(own == years for own in codes.values()):
            continue
        in_order = sorted(codes.items(), key=lambda item: item[1])
        parts = (f"{code} in {_runs(own)}" for code, own in in_order)
        yield f"{area}: {'; '.join(parts)}"


def _runs(years: list[str]) -> str:
    """Years as unbroken runs: 2012-13 to 2014-15, 2016-17."""
    numbered = enumerate(ReportingYear(year).start for year in years)
    runs = []
    for _, run in groupby(numbered, key=lambda pair: pair[1] - pair[0]):
        starts = [start for _, start in run]
        first, last = (str(ReportingYear.starting(start)) for start in (starts[0], starts[-1]))
        runs.append(first if first == last else f"{first} to {last}")
    return ", ".join(runs)


def _span(years: pd.Series) -> str:
    return _runs(sorted(set(years))) or "no years"


def lines_of_held(folder: Path) -> Iterator[str]:
    """Every release, every list of neighbours and what boards published; and what is not held."""
    releases = held.releases(folder)
    yield "Releases" if releases else "Releases: none held yet"
    about = held.described(folder).set_index("release")
    for release in releases:
        yield from _lines_of_release(release, held.figures(folder, [release]), about)
    yield "\nStatistical neighbours"
    lists = held.neighbours(folder)
    for model, own in lists.groupby("model"):
        yield f"  model of {model}: neighbours of {_named(own.area)}"
    if not len(lists):
        yield "  none held yet"
    yield "\nPublished by boards themselves"
    boards = held.published_by_boards(folder)
    for area, own in boards.groupby("area"):
        yield f"  {area}: {_many(len(own), 'figure')}; {_span(own.year)}"
    if not len(boards):
        yield "  none held yet"
    yield f"\n{NOT_HELD}"
    yield "\nTo add a release, type:  lscb comparators add FILE... --release NAME"


def _lines_of_release(release: str, figures: pd.DataFrame, about: pd.DataFrame) -> Iterator[str]:
    known = about.loc[release] if release in about.index else None
    yield f"  {release}" + (f": {known.publisher}, {known.title}" if known is not None else "")
    measures = _many(figures.measure.nunique(), "measure")
    yield f"    {_sum(figures)}; {measures}; {_span(figures.year)}"
    for file in sorted({source.rsplit(": ", 1)[0] for source in set(figures.source)}):
        yield f"    from {file}"
    if known is not None and known.note:
        yield f"    {known.note}"


def _named(areas: pd.Series) -> str:
    """Areas by name where they are few, by number where they are many."""
    names = sorted(set(areas))
    return ", ".join(names) if len(names) <= 6 else f"{len(names)} areas"
