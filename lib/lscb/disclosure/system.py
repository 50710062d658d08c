"""Every count of a report as one system of linear equations.

Tables of different chapters share children, so they are protected together: each count is one
unknown wherever it is printed, and each total, flow and reconciliation that an outsider knows
is an equation between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from lscb.errors import DataError, Problem
from lscb.tables import Cell, Identity, Table, is_number, totals_identities

SMALLEST_PUBLISHED = 6
"""Counts of 1 to 5 are withheld, as DfE does in its children in need statistics."""


@dataclass(frozen=True)
class Count:
    """One count of a report, and what the gate needs to know of it.

    `printed` is false for a remainder: no table shows it, and subtraction finds it.
    `fixed` counts are things, which are never withheld. `known` ones somebody else has published
    already, or they follow from such: withholding them protects nothing. `given_away` is the least
    and the most a count can be to one who knows no more than those, where that already tells that
    it is small: this report must not tell more.
    """

    value: int
    printed: bool
    fixed: bool
    zeros_shown: bool
    spared: bool
    known: bool = False
    given_away: tuple[float, float] | None = None

    @property
    def small(self) -> bool:
        """Whether this count itself may not be shown."""
        smallest = 1 if self.zeros_shown else 0
        return not (self.fixed or self.known) and smallest <= self.value < SMALLEST_PUBLISHED

    @property
    def may_be_withheld(self) -> bool:
        """Whether withholding this count would hide anything."""
        return not (self.fixed or self.known)

    @property
    def is_shown_zero(self) -> bool:
        """Whether this is a zero that is told from a small count: withheld last of all."""
        return self.value == 0 and self.zeros_shown


@dataclass(frozen=True)
class System:
    """The counts of a report, in order, and the equations between them.

    `equations` has a row an identity and a column a count; a row times the values is zero.
    """

    cells: tuple[Cell, ...]
    counts: tuple[Count, ...]
    equations: sparse.csr_array

    @classmethod
    def of(cls, tables: Iterable[Table]) -> System:
        """The system of all of a report's tables.

        Raises DataError where two tables disagree about a count, or where a total is not its
        parts: such a report is wrong before it is unsafe.
        """
        tables = list(tables)
        counts = _printed(tables)
        for table in tables:
            for cell, value in table.hidden.items():
                unknown = Count(value, printed=False, fixed=True, zeros_shown=True, spared=False)
                counts.setdefault(cell, unknown)
        for cell in frozenset().union(*(table.known for table in tables)) & set(counts):
            counts[cell] = replace(counts[cell], known=True)
        identities = _known(counts, [i for table in tables for i in _identities(table)])
        _hide_zeros_of_parts(counts, identities)
        cells = tuple(sorted(counts, key=str))
        place = {cell: number for number, cell in enumerate(cells)}
        equations = _matrix(identities, place)
        return cls(cells, tuple(counts[cell] for cell in cells), equations)

    def values(self) -> np.ndarray:
        return np.array([count.value for count in self.counts], dtype=float)

    def small(self) -> np.ndarray:
        return np.array([count.small for count in self.counts], dtype=bool)

    def with_given_away(self, ranges: Mapping[int, tuple[float, float]]) -> System:
        """The system with what is given away of counts, by place."""
        counts = [replace(c, given_away=ranges.get(n)) for n, c in enumerate(self.counts)]
        return replace(self, counts=tuple(counts))

    def with_nothing_known(self) -> System:
        """The system as if nobody else had published anything."""
        return replace(self, counts=tuple(replace(c, known=False) for c in self.counts))

    def age(self, place: int) -> int:
        """How many reporting years a count is older than the latest of the system."""
        return self._latest_year - _year_of(self.cells[place], self._latest_year)

    @cached_property
    def _latest_year(self) -> int:
        return max((_year_of(cell, 0) for cell in self.cells), default=0)

    def hidden(self) -> np.ndarray:
        """The counts no table shows."""
        return np.array([not count.printed for count in self.counts], dtype=bool)


def _year_of(cell: Cell, otherwise: int) -> int:
    """The year in which a count's reporting year starts."""
    years = [int(value[:4]) for dimension, value in cell.at if dimension == "year"]
    return years[0] if years else otherwise


def _printed(tables: list[Table]) -> dict[Cell, Count]:
    counts: dict[Cell, Count] = {}
    for table in tables:
        for column in table.counted():
            for row in table.cells.to_dict("records"):
                if not is_number(row[column.name]):
                    continue
                count = Count(
                    int(row[column.name]),
                    printed=True,
                    fixed=column.counts == "things",
                    zeros_shown=table.shows_zeros(column, row),
                    spared=column.spared,
                )
                cell = table.cell(column, row)
                known = counts.setdefault(cell, count)
                if known.value != count.value:
                    raise _contradiction(f"{table.name}: two tables disagree about {cell}")
                counts[cell] = _stricter(known, count)
    return counts


def _stricter(one: Count, other: Count) -> Count:
    """The count as the more careful of two tables declares it; spared if either asks."""
    return Count(
        one.value,
        printed=True,
        fixed=one.fixed and other.fixed,
        zeros_shown=one.zeros_shown and other.zeros_shown,
        spared=one.spared or other.spared,
    )


def _identities(table: Table) -> Iterator[Identity]:
    yield from totals_identities(table)
    yield from table.identities
    for balance in table.balances:
        for row in table.cells.to_dict("records"):
            if not all(is_number(row[name]) for name in (*balance.left, *balance.right)):
                continue
            left = tuple(table.cell(table.column(name), row) for name in balance.left)
            right = tuple(table.cell(table.column(name), row) for name in balance.right)
            at = {dimension: row[dimension] for dimension in table.dimensions}
            remainder = Cell.of(balance.remainder, **at) if balance.remainder else None
            if set(left) != set(right):
                yield Identity(left, right, remainder)


def _known(counts: dict[Cell, Count], identities: list[Identity]) -> list[Identity]:
    """The identities whose counts are all printed, or are remainders of such, in order.

    Adds each one's remainder to the counts; another identity may be about it.
    """
    known: list[Identity] = []
    waiting = identities
    while True:
        ready = [i for i in waiting if all(cell in counts for cell in (*i.left, *i.right))]
        if not ready:
            return known
        waiting = [identity for identity in waiting if identity not in ready]
        for identity in ready:
            _add_remainder(counts, identity)
        known += ready


def _add_remainder(counts: dict[Cell, Count], identity: Identity) -> None:
    parts = [counts[cell] for cell in (*identity.left, *identity.right)]
    difference = sum(counts[c].value for c in identity.left) - sum(
        counts[c].value for c in identity.right
    )
    if identity.remainder is None:
        if difference:
            raise _contradiction(f"{_sum(identity.left)} is not {_sum(identity.right)}")
        return
    counts[identity.remainder] = Count(
        difference,
        printed=False,
        fixed=identity.nobody or any(part.fixed for part in parts) or difference < 0,
        zeros_shown=identity.none_is_told or any(part.zeros_shown for part in parts),
        spared=False,
        known=bool(parts) and all(part.known for part in parts),
    )


def _hide_zeros_of_parts(counts: dict[Cell, Count], identities: list[Identity]) -> None:
    """Hide zeros among the parts of a total that is to be taken for none as well.

    Where one part is known to be no zero, nor is the total.
    """
    waiting = identities
    while True:
        of_hidden = [i for i in waiting if len(i.left) == 1 and _may_be_none(counts[i.left[0]])]
        if not of_hidden:
            return
        waiting = [identity for identity in waiting if identity not in of_hidden]
        for identity in of_hidden:
            rest = (identity.remainder,) if identity.remainder else ()
            for cell in (*identity.right, *rest):
                counts[cell] = replace(counts[cell], zeros_shown=False)


def _may_be_none(count: Count) -> bool:
    """Whether a count is small and its table does not tell a small count from none."""
    return count.small and not count.zeros_shown


def _matrix(identities: list[Identity], place: dict[Cell, int]) -> sparse.csr_array:
    rows, columns, signs = [], [], []
    for number, identity in enumerate(identities):
        right = (*identity.right, *((identity.remainder,) if identity.remainder else ()))
        for sign, cells in ((1.0, identity.left), (-1.0, right)):
            for cell in cells:
                rows.append(number)
                columns.append(place[cell])
                signs.append(sign)
    return sparse.csr_array((signs, (rows, columns)), shape=(len(identities), len(place)))


def _sum(cells: tuple[Cell, ...]) -> str:
    return " + ".join(str(cell) for cell in cells)


def _contradiction(what: str) -> DataError:
    """The tables do not add up: no value is repeated, only where to look."""
    return DataError(
        [Problem("the counts of this report", f"expected counts that add up; {what}")],
        "This is a fault in the counting, not in your files: please report it with this text.",
    )
