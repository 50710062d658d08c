"""Which figures that the board has published are other ones in the report that is cleared.

What is compared was printed, in a published edition and in this one: both are public anyway. Drafts
are not compared, since nobody has protected what they print and what this edition prints together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lscb import __version__
from lscb.disclosure.policies import policy
from lscb.ledger import Publication
from lscb.scope import Scope
from lscb.tables import SYMBOLS, TOTAL, WITHHELD, Cell, Column, Table, is_number


@dataclass(frozen=True)
class _Printed:
    """A row of a table as it was last published."""

    publication: Publication
    figures: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class _Pair:
    """A row of a table that is cleared, beside itself as it was last published."""

    chapter: str
    table: Table
    row: Mapping[str, Any]
    before: _Printed

    def cell(self, column: Column) -> Cell:
        return self.table.cell(column, self.row)

    def was(self, column: Column) -> str | None:
        return self.before.figures.get(column.name)

    def now(self, column: Column) -> str:
        return str(self.row[column.name])

    def changed(self, column: Column) -> bool:
        """Whether both are numbers, and another one each."""
        was, now = _number(self.was(column)), self.row[column.name]
        return was is not None and is_number(now) and was != float(now)


def restated(
    scope: Scope, tables: Mapping[str, Sequence[Table]], past: Sequence[Publication]
) -> dict[str, Any]:
    """What was published last of each figure and is another number in the cleared `tables`.

    `tables` are those of each chapter, and `past` what the board has published, in order. A count
    that stands in several places is listed in one, and figures made from it are not listed again.
    Of figures that were withheld on either side only their number is told.
    """
    earlier = [each for each in past if each.year <= str(scope.year)]
    alike = [each for each in earlier if each.tables and _printed_alike(each, scope)]
    pairs = list(_pairs(str(scope.year), tables, alike))
    counted = [(pair, column) for pair in pairs for column in pair.table.counted()]
    told = [(pair.cell(c), pair.was(c), pair.now(c)) for pair, c in counted]
    changed = [(pair, column) for pair, column in counted if pair.changed(column)]
    counts = {pair.cell(column) for pair, column in changed}
    once = _one_place_each(changed)
    return {
        "against": [
            {"year": each.year, "published": each.day, "withdrawn": each.withdrawn}
            | {"is_compared": each in alike}
            for each in _last_of_each_year(earlier)
        ],
        "figures": [
            _as_stated(pair, column)
            for pair in pairs
            for column in pair.table.columns
            if pair.changed(column)
            and (
                (pair, column.name) in once
                if column.is_count
                else not _follows(pair, column, counts)
            )
        ],
        "withheld_now": len({c for c, was, now in told if _is_told(was) and now == WITHHELD}),
        "withheld_then": len({c for c, was, now in told if was == WITHHELD and _is_told(now)}),
    }


def _printed_alike(publication: Publication, scope: Scope) -> bool:
    """Whether it rounds as the edition does that is cleared; the panel's rounds nothing."""
    panel = scope.edition == "panel"
    here = (None, None) if panel else _rounding(scope.report.disclosure.policy)
    return _rounding(publication.policy) == here


def _rounding(name: str) -> tuple[int | None, int | None]:
    stated = policy(name)
    return stated.rounded_to, stated.class_size


def _number(figure: str | None) -> float | None:
    """A figure as it was printed; None where it is a symbol, or words."""
    try:
        return float(figure or "")
    except ValueError:
        return None


def _is_told(figure: str | None) -> bool:
    return figure is not None and figure not in SYMBOLS


def _last_of_each_year(earlier: Sequence[Publication]) -> list[Publication]:
    last = {each.year: each for each in earlier}
    return [last[year] for year in sorted(last, reverse=True)]


def _pairs(
    year: str, tables: Mapping[str, Sequence[Table]], earlier: Sequence[Publication]
) -> Iterator[_Pair]:
    """Each row that was published before, in a table that goes by the same."""
    for chapter, of_chapter in tables.items():
        for table in of_chapter:
            before = _last_printed(f"{chapter}.{table.name}", table, year, earlier)
            for row in table.cells.to_dict("records"):
                printed = before.get(tuple(str(row[name]) for name in table.dimensions))
                if printed is not None:
                    yield _Pair(chapter, table, row, printed)


def _last_printed(
    name: str, table: Table, year: str, earlier: Sequence[Publication]
) -> dict[tuple[str, ...], _Printed]:
    """The rows of a table by their dimensions, as each was last published.

    A table that names no year or period is of its report's year: no other year's is compared.
    """
    found = {}
    names_years = bool({"year", "period"} & set(table.dimensions))
    for publication in earlier:
        headings, *rows = publication.tables.get(name, [[]])
        if list(headings[: len(table.dimensions)]) != list(table.dimensions):
            continue
        if names_years or publication.year == year:
            for row in rows:
                at = tuple(row[: len(table.dimensions)])
                figures = dict(zip(headings, row, strict=True))
                found[at] = _Printed(publication, figures)
    return found


def _one_place_each(changed: Sequence[tuple[_Pair, Column]]) -> set[tuple[_Pair, str]]:
    """One place of each count, a row and a column: the first whose row is the count's own, and not
    that of a part of it."""
    places: dict[tuple[object, ...], tuple[_Pair, str]] = {}
    for pair, column in sorted(changed, key=lambda place: bool(place[1].over)):
        published = (pair.before.publication.day, pair.was(column))
        places.setdefault((pair.cell(column), *published), (pair, column.name))
    return set(places.values())


def _follows(pair: _Pair, column: Column, counts: set[Cell]) -> bool:
    """Whether the figure, no count, is another one because one that it is made from is."""
    if column.stated:
        return False
    rests = (pair.table.column(name) for name in column.rests_on)
    made_from = pair.table.counts_behind(column, pair.row)
    return bool(made_from & counts) or any(pair.changed(other) for other in rests)


def _as_stated(pair: _Pair, column: Column) -> dict[str, Any]:
    table, row = pair.table, pair.row
    return {
        "chapter": pair.chapter,
        "table": table.title,
        "row": _row_in_words(table, row),
        "figure": column.meaning,
        "was": pair.was(column),
        "now": pair.now(column),
        "year": pair.before.publication.year,
        "published": pair.before.publication.day,
        "why": _why(pair, column),
    }


def _row_in_words(table: Table, row: Mapping[str, Any]) -> str:
    """What a row is of: a total only where nothing else but its year is said of it."""
    at = {name: str(row[name]) for name in table.dimensions}
    parts = {name: label for name, label in at.items() if label != TOTAL}
    if "month" in parts:
        parts["month"] = f"{datetime.strptime(parts['month'], '%Y-%m'):%B %Y}"
    is_total = parts.keys() <= {"year", "period"} and len(parts) < len(at)
    return ", ".join([*parts.values(), *([TOTAL] if is_total else [])])


def _why(pair: _Pair, column: Column) -> str:
    """Why a figure is another one, as far as that can be told, as a sentence."""
    then = pair.before.publication
    if not pair.table.is_own:
        was, now = pair.before.figures.get("release"), pair.row.get("release")
        if was != now:
            return f"It is from another release: {was} then, {now} now."
        return "Its publisher corrected it."
    if column.stated:
        return "The parameters state another figure."
    if then.lscb != __version__:
        other = f"lscb {__version__} counts now what lscb {then.lscb} counted"
        return f"The records were corrected or added to, or {other}."
    if column.rests_on:
        return "What it is made from is the same: what that is measured against is another."
    return "The records were corrected or added to."
