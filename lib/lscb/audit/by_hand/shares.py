"""Percentages and rates beside counts: each says within what its numerator must lie.

A percentage printed whole is within half of one of what it was, and with its base so is the count.
The base stands in the row, or is a total along a dimension: the one for which all percentages agree
with the counts that are printed, and come to about a hundred together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lscb.audit.by_hand.adding import Making
from lscb.audit.by_hand.linked import Linked, at, share_a_value
from lscb.audit.by_hand.tidy import PERCENT, WHEN, Figures, Row, TidyTable
from lscb.audit.evidence import NO_BOUND
from lscb.audit.unknowns import NEARLY
from lscb.tables import Cell

ENOUGH = 2
"""How many rows confirm what a column is a share of."""

Values = Mapping[Cell, float]
"""What is printed anywhere, by cell."""


@dataclass(frozen=True)
class _Share:
    """One printed share: within what its numerator's part of its base must lie."""

    numerator: Cell
    base: Cell
    least: float
    most: float

    def agrees(self, printed: Values) -> bool | None:
        """Whether the counts that are printed agree; None where they are not all printed."""
        whole, part = printed.get(self.base), printed.get(self.numerator)
        if whole is None or part is None:
            return None
        return self.least * whole - NEARLY <= part <= self.most * whole + NEARLY


@dataclass(frozen=True)
class _Reading:
    """What a column of shares may be of; `named` where a heading says that its base is one."""

    shares: tuple[_Share, ...]
    named: bool

    def confidence(self, printed: Values) -> tuple[int, bool] | None:
        """How sure it is; None where it is something else, or might as well be.

        A column that no heading calls a base is confirmed by two rows, or by coming to a whole.
        """
        agree = [share.agrees(printed) for share in self.shares]
        checked = sum(each is not None for each in agree)
        whole = _come_to_a_whole(self.shares)
        likely = self.named or checked >= ENOUGH or whole
        return (checked, whole) if likely and False not in agree else None


def bind_shares(making: Making, tables: Linked, number: int, printed: Values) -> None:
    """Bind the numerators of a table's percentages and rates; note those with no base found."""
    table = tables.tables[number]
    for column in table.shares:
        readings = [each for each in _readings(tables, number, column) if each.shares]
        sure = [(each.confidence(printed), each) for each in readings]
        likely = [(confidence, each) for confidence, each in sure if confidence is not None]
        if not likely:
            what = "no counts found that these are shares of; left out"
            making.notes.append(f"{table.name}: {column.heading}: {what}")
            continue
        _, reading = max(likely, key=lambda each: each[0])
        for share in reading.shares:
            # Two bounds on a sum: the base may be unknown as well.
            making.bind({share.numerator: 1.0, share.base: -share.least}, 0.0, NO_BOUND)
            making.bind({share.numerator: 1.0, share.base: -share.most}, -NO_BOUND, 0.0)


def _readings(tables: Linked, number: int, column: Figures) -> Iterator[_Reading]:
    """What the shares of a column may be of: each quantity it may be, each base it may have."""
    table = tables.tables[number]
    for quantity in _quantities(tables, number):
        for base in table.counts:
            if tables.names[number, base.quantity] != quantity:
                shares = _of_rows(tables, number, column, quantity, base)
                yield _Reading(tuple(shares), named=base.is_base)
        if column.per == PERCENT:
            for dimension in sorted(table.values):
                shares = _of_totals(table, column, quantity, dimension)
                yield _Reading(tuple(shares), named=False)


def _quantities(tables: Linked, number: int) -> list[str]:
    """The counts that a table's shares may be of: its own, or those of tables like it."""
    own = [tables.names[number, c.quantity] for c in tables.tables[number].counts if not c.is_base]
    if own:
        return own
    others = [
        tables.names[n, column.quantity]
        for n, table in enumerate(tables.tables)
        if n != number and share_a_value(table, tables.tables[number], frozenset({WHEN}))
        for column in table.counts
        if not column.is_base
    ]
    return list(dict.fromkeys(others))


def _of_rows(
    tables: Linked, number: int, column: Figures, quantity: str, base: Figures
) -> Iterator[_Share]:
    for row in tables.tables[number].rows:
        yield from _share(column, quantity, row, tables.cell(number, base, row))


def _of_totals(
    table: TidyTable, column: Figures, quantity: str, dimension: str
) -> Iterator[_Share]:
    for row in table.rows:
        if dimension in row.at:
            rest = {d: v for d, v in row.at.items() if d != dimension}
            yield from _share(column, quantity, row, at(quantity, rest))


def _share(column: Figures, quantity: str, row: Row, base: Cell) -> Iterator[_Share]:
    value = row.figures[column.heading].value
    if value is not None and column.per is not None:
        half = 0.5 * 10.0**-column.decimals
        least, most = max(0.0, value - half) / column.per, (value + half) / column.per
        yield _Share(at(quantity, row.at), base, least, most)


def _come_to_a_whole(shares: Sequence[_Share]) -> bool:
    """Whether the shares of each base come to about a hundred per cent, as rounded ones do."""
    ends: dict[Cell, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for share in shares:
        ends[share.base][0] += share.least
        ends[share.base][1] += share.most
    return all(least <= 1.0 <= most for least, most in ends.values())
