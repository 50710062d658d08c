"""Somebody's tidy tables: which columns are dimensions, counts or percentages, and their rows.

A column of words is a dimension; a value such as Total, All ages or blank is its total. A column of
numbers and symbols is of counts, unless its heading or its cells say that it is of percentages or
rates. Columns are known by their headings and values: the same in two files are the same.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lscb.audit.by_hand.periods import TIMES, period
from lscb.audit.by_hand.symbols import Said, plain, said
from lscb.errors import DataError, Problem

RELEASES = {"release", "release_date", "version", "published", "publication", "as_at", "extract"}
"""Headings of columns that say which release of the table a row is of."""

DIMENSIONS = {*TIMES, "age", "age_group", "age_band", "month", "quarter", "ward", "code"}
"""Headings of dimensions whose values may look like numbers."""

WHEN = "when"
"""The dimension of all that say when."""

PLACES_AND_NOTES = {
    *("area", "local_authority", "la_name", "council", "board", "region", "country", "geography"),
    *("geographic_level", "marking", "note", "notes", "source", "footnote"),
}
"""Headings that tell nothing where every row says the same."""

UNSAID = "count"

GENERIC = {"count", "counts", "number", "n", "value", "num", "no", "total", "children", "cases"}
"""Headings that do not say what is counted: all are taken for the same."""

PERCENT = 100.0

_BASES = re.compile(r"\b(base|denominator|out_of|population)\b|^all_")
_PERCENTAGES = re.compile(r"%|(?<![a-z])(percent|percentage|pct|per_cent)(?![a-z])")
_TOTALS = re.compile(r"(total|all|overall|both|both sexes|persons)\b(?!.*\bother)")

_AGAIN = "To attack tables, type:  lscb audit --tables FILE..."


@dataclass(frozen=True)
class Figures:
    """A column of figures: counts, or percentages and rates, which are of `per` each.

    `per` is None for counts. `is_base` says that others are shares of it.
    """

    heading: str
    quantity: str
    per: float | None = None
    is_base: bool = False
    decimals: int = 0


@dataclass(frozen=True)
class Row:
    """A row: where it stands, in words and by its dimensions (totals left out), and its figures."""

    label: str
    at: Mapping[str, str]
    figures: Mapping[str, Said]


@dataclass(frozen=True)
class TidyTable:
    """One release of one table. `notes` say which columns were left out, and why."""

    name: str
    columns: tuple[Figures, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> tuple[Figures, ...]:
        return tuple(column for column in self.columns if column.per is None)

    @property
    def shares(self) -> tuple[Figures, ...]:
        return tuple(column for column in self.columns if column.per is not None)

    @cached_property
    def values(self) -> Mapping[str, frozenset[str]]:
        """Each dimension and its values, totals left out."""
        found: dict[str, set[str]] = {}
        for row in self.rows:
            for dimension, value in row.at.items():
                found.setdefault(dimension, set()).add(value)
        return {dimension: frozenset(values) for dimension, values in found.items()}


def tidy_tables(path: Path) -> list[TidyTable]:
    """The releases of a file's table, in order; one where it does not say which a row is of.

    Raises DataError for a file that cannot be read.
    """
    columns = _columns(path)
    releases = next((c.texts for c in columns if c.name in RELEASES and c.is_of_releases), None)
    words = [c for c in columns if c.is_of_words and c.name not in RELEASES]
    dimensions = _dimensions(words, releases)
    read = [(c, *_figures(c)) for c in columns if not c.is_of_words]
    figures = [(column, made) for column, made, _ in read if made]
    notes = tuple(f"{path.name}: {column.heading}: {why}" for column, _, why in read if why)
    if not figures:
        return [TidyTable(path.name, (), (), (*notes, f"{path.name}: no counts; left out"))]
    rows = [_row(n, dimensions, figures) for n in range(len(columns[0].texts))]
    made = tuple(each for _, each in figures)
    if releases is None:
        return [TidyTable(path.name, made, tuple(rows), notes)]
    return [
        TidyTable(
            f"{path.name} {release}",
            made,
            tuple(row for row, of in zip(rows, releases, strict=True) if of == release),
            notes if first else (),
        )
        for first, release in _first_and(sorted(set(releases)))
    ]


@dataclass(frozen=True)
class _Column:
    heading: str
    texts: list[str]

    @property
    def name(self) -> str:
        return plain(self.heading).replace(" ", "_")

    @cached_property
    def cells(self) -> list[Said | None]:
        return [said(text) for text in self.texts]

    @cached_property
    def is_of_words(self) -> bool:
        if self.name in DIMENSIONS | RELEASES or None in self.cells:
            return True
        if not any(cell and cell.value is not None for cell in self.cells):
            return True
        values = [text for text in self.texts if text.strip()]
        years = all((found := period(v)) and 1900 < found.first < 2100 for v in values)
        return years

    @property
    def has_totals(self) -> bool:
        return any(not plain(text) or _TOTALS.match(plain(text)) for text in self.texts)

    @property
    def is_of_releases(self) -> bool:
        """Whether its rows are of more than one release."""
        return len(set(self.texts)) > 1


def _dimensions(columns: list[_Column], releases: list[str] | None) -> list[_Column]:
    """The columns by which rows differ; not those that only say something of each row.

    A column may be left out without which no two rows are alike, unless it says when or has totals;
    so may a place or a note that is the same in every row.
    """
    kept = [c for c in columns if c.name not in PLACES_AND_NOTES or len(set(c.texts)) > 1]
    for column in reversed(kept):
        others = [c for c in kept if c is not column]
        idle = len(set(column.texts)) > 1 and not column.has_totals and column.name not in TIMES
        if idle and others and _tell_rows_apart(others, releases):
            kept = others
    return kept


def _tell_rows_apart(columns: list[_Column], releases: list[str] | None) -> bool:
    rows = list(zip(*(c.texts for c in columns), *([releases] if releases else []), strict=True))
    return len(set(rows)) == len(rows)


def _columns(path: Path) -> list[_Column]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            headings, *rows = list(csv.reader(lines))
    except (OSError, UnicodeDecodeError, ValueError, csv.Error):
        problem = Problem(path.name, "expected a CSV file in UTF-8 with headings and rows")
        raise DataError([problem], _AGAIN) from None
    rows = [row + [""] * (len(headings) - len(row)) for row in rows if any(row)]
    if not rows:
        raise DataError([Problem(path.name, "expected rows below the headings")], _AGAIN)
    return [_Column(h, [row[n] for row in rows]) for n, h in enumerate(headings) if h.strip()]


def _figures(column: _Column) -> tuple[Figures | None, str | None]:
    """What a column of figures is of, or why it is left out."""
    shown = [cell for cell in column.cells if cell and cell.value is not None]
    decimals = max((cell.decimals for cell in shown), default=0)
    if per := re.search(r"(?<![a-z])per_(\d[\d,]*)", column.name):
        each = float(per[1].replace(",", ""))
        return Figures(column.heading, column.name, each, decimals=decimals), None
    if _PERCENTAGES.search(column.name) or any(cell.percent for cell in shown):
        return Figures(column.heading, column.name, PERCENT, decimals=decimals), None
    if re.search(r"(?<![a-z])rate(?![a-z])", column.name):
        return None, "a rate that does not say of how many each; left out"
    if decimals:
        return None, "neither whole counts nor percentages; left out"
    quantity = UNSAID if column.name in GENERIC else column.name
    is_base = bool(_BASES.search(column.name))
    return Figures(column.heading, quantity, is_base=is_base), None


def _row(number: int, dimensions: list[_Column], figures: list[tuple[_Column, Figures]]) -> Row:
    at = {}
    for column in dimensions:
        value = plain(column.texts[number])
        if value and not _TOTALS.match(value):
            name = WHEN if column.name in TIMES else column.name
            at[name] = str(period(value) or value) if name == WHEN else value
    label = ", ".join(c.texts[number].strip() or "Total" for c in dimensions)
    read = {made.heading: column.cells[number] or Said() for column, made in figures}
    return Row(label, at, read)


def _first_and(names: list[str]) -> Iterator[tuple[bool, str]]:
    yield from ((n == 0, name) for n, name in enumerate(names))
