"""Somebody's tables as evidence: their counts, and what adds up among them.

A total is its parts where that holds wherever all of them are printed; where printed parts come to
less, some are not listed, and where they come to more, they overlap. Rolling periods are the sum of
their years. All of this is what a reader would take for granted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lscb.audit.by_hand.linked import Linked
from lscb.audit.by_hand.periods import Period, period
from lscb.audit.by_hand.symbols import Said
from lscb.audit.by_hand.tidy import WHEN, Figures, Row
from lscb.audit.evidence import NO_BOUND, Count, Evidence, Spot, Sum
from lscb.tables import Cell


@dataclass
class Making:
    """One release on its way to evidence: its counts by cell, and what is known of their sums."""

    name: str
    largest: int
    counts: dict[Cell, Count] = field(default_factory=dict)
    sums: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def bind(self, factors: Mapping[Cell, float], least: float = 0.0, most: float = 0.0) -> None:
        """Say that a sum is within bounds; counts no table of the release has are added unseen."""
        for cell in factors:
            if cell not in self.counts:
                self.counts[cell] = Count(cell, largest=self.largest)
        self.sums.append((dict(factors), least, most))

    def see(self, seen: Mapping[Cell, Count]) -> None:
        """Take what other tables say of the counts that this one does not show.

        Of a count that no table shows, it is no secret that it is none.
        """
        for cell, count in self.counts.items():
            if not count.spots:
                told = seen[cell].zeros_told if cell in seen else True
                self.counts[cell] = replace(count, zeros_told=told)

    def evidence(self) -> Evidence:
        number = {cell: n for n, cell in enumerate(self.counts)}
        sums = [
            Sum(tuple((number[cell], f) for cell, f in factors.items()), least, most)
            for factors, least, most in self.sums
        ]
        return Evidence(self.name, tuple(self.counts.values()), tuple(sums), tables=(self.name,))


def release(tables: Linked, number: int, largest: int, zeros_told: bool) -> Making:
    """The counts of one table."""
    table = tables.tables[number]
    making = Making(table.name, largest)
    for column in table.counts:
        told = zeros_told or any(row.figures[column.heading].value == 0 for row in table.rows)
        for row in table.rows:
            count = _count(tables.cell(number, column, row), row, column, making, told)
            if count is not None and count.cell in making.counts:
                making.notes.append(f"{table.name}: {row.label} stands there twice; taken once")
            elif count is not None:
                making.counts[count.cell] = count
    return making


def bind_sums(making: Making, tables: Linked, number: int, seen: Mapping[Cell, Count]) -> None:
    """Bind what adds up among the counts of one table, and with totals that others show.

    `seen` are the counts that any table shows.
    """
    shown = dict(making.counts)
    for column in tables.tables[number].counts:
        quantity = tables.names[number, column.quantity]
        cells = {cell: count for cell, count in shown.items() if cell.quantity == quantity}
        if column.is_base:
            continue
        _bind_totals(making, cells, column, seen)
        _bind_periods(making, cells)
    _bind_columns(making, tables, number)


def _count(cell: Cell, row: Row, column: Figures, making: Making, told: bool) -> Count | None:
    """The count of one cell of a table; None where nothing stands there."""
    shown: Said = row.figures[column.heading]
    if shown.value is None and not shown.withheld:
        return None
    return Count(
        cell,
        shown.value,
        least=float(told) if shown.least is None else shown.least,
        most=shown.most,
        largest=making.largest,
        target=not column.is_base,
        zeros_told=told,
        spots=(Spot(making.name, row.label, column.heading),),
    )


def _bind_totals(
    making: Making, cells: Mapping[Cell, Count], column: Figures, seen: Mapping[Cell, Count]
) -> None:
    """Bind the totals along each dimension to their parts, as far as what is printed allows."""
    for dimension in sorted({d for cell in cells for d, _ in cell.at}):
        own = list(_totals(cells, dimension, cells))
        over = _excess(own)
        if any(each > 0 for each in over):
            what = f"{column.heading} by {dimension} comes to more than its totals; not added up"
            making.notes.append(f"{making.name}: {what}")
            continue
        slack = NO_BOUND if any(each < 0 for each in over) else 0.0
        _bind_groups(making, own, slack)
        # Another table's total may be of another year, or of others besides, unless it agrees.
        elsewhere = {cell: count for cell, count in seen.items() if cell not in cells}
        others = list(_totals(cells, dimension, elsewhere))
        agreed = _excess(others)
        if not any(agreed) and (agreed or dimension != WHEN):
            _bind_groups(making, others, slack)


Group = tuple[Count, list[Count]]
"""A total and its parts."""


def _bind_groups(making: Making, groups: Iterable[Group], slack: float) -> None:
    for total, parts in groups:
        making.bind({total.cell: 1.0, **{part.cell: -1.0 for part in parts}}, 0.0, slack)


def _excess(groups: Iterable[Group]) -> list[float]:
    """By how much the parts come to more than their total, wherever all of them are printed."""
    values = ([total.value, *(part.value for part in parts)] for total, parts in groups)
    return [sum(each[1:]) - each[0] for each in values if None not in each]


def _totals(
    cells: Mapping[Cell, Count], dimension: str, totals: Mapping[Cell, Count]
) -> Iterator[Group]:
    parts: dict[Cell, list[Count]] = defaultdict(list)
    for cell, count in cells.items():
        value = dict(cell.at).get(dimension)
        if value is not None and not _is_rolling(dimension, value):
            parts[Cell(cell.quantity, cell.at - {(dimension, value)})].append(count)
    for cell, found in parts.items():
        if cell in totals and len(found) > 1:
            yield totals[cell], found


def _is_rolling(dimension: str, value: str) -> bool:
    when = period(value) if dimension == WHEN else None
    return when is not None and when.first != when.last


def _bind_periods(making: Making, cells: Iterable[Cell]) -> None:
    """Bind each rolling period to its years, whether or not a table shows them."""
    for cell in list(cells):
        when = dict(cell.at).get(WHEN)
        if when is not None and _is_rolling(WHEN, when):
            found: Period = period(when)
            rest = cell.at - {(WHEN, when)}
            years = [Cell(cell.quantity, rest | {(WHEN, str(year))}) for year in found.years]
            making.bind({cell: 1.0, **dict.fromkeys(years, -1.0)})


def _bind_columns(making: Making, tables: Linked, number: int) -> None:
    """Bind a column headed Total to the other counts of its row, where printed rows add up."""
    table = tables.tables[number]
    parts = [c for c in table.counts if c.heading.strip().casefold() not in ("total", "all")]
    totals = [c for c in table.counts if c not in parts and not c.is_base]
    if len(totals) != 1 or len(parts) < 2:
        return
    rows = [[row.figures[c.heading].value for c in (*totals, *parts)] for row in table.rows]
    whole = [row for row in rows if None not in row]
    if not whole or any(row[0] != sum(row[1:]) for row in whole):
        return
    for row in table.rows:
        cells = [tables.cell(number, column, row) for column in (*totals, *parts)]
        if all(cell in making.counts for cell in cells):
            making.bind({cells[0]: 1.0, **dict.fromkeys(cells[1:], -1.0)})


def without(evidence: Evidence, sums: Sequence[Sum]) -> Evidence:
    """The evidence without some of its sums, which cannot all be true."""
    gone = set(sums)
    return replace(evidence, sums=tuple(each for each in evidence.sums if each not in gone))
