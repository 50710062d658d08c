"""What a report publishes, count by count: where each stands, and what is known to add up.

It holds no value. The gate protects what is registered and an audit attacks it: it is all that the
two have in common. Every figure of a table is a count, or is made from counts, or is stated by
others: a table refuses any other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lscb.errors import DataError, Problem
from lscb.tables import Cell, Counts, Family, Identity, Table, is_number, totals_identities


@dataclass(frozen=True)
class Place:
    """Where a figure stands: the table and the row by their number, the column by its name."""

    table: int
    row: int
    column: str


@dataclass(frozen=True)
class Registered:
    """One count, wherever it stands.

    Parameters
    ----------
    counts: whom or what it counts; things are never withheld, nor is a sum that has them in it.
    zeros_told: whether none may be told from a small count.
    spared: withheld last, when there is a choice.
    known: somebody else has published it, or it follows from such: it cannot be withheld any more.
    signed: it may be below zero: a remainder of two sides that need not come to each other.
    printed: whether a table shows it. What no table shows anyone finds by subtraction.
    places: where tables show it.
    """

    cell: Cell
    counts: Counts
    zeros_told: bool
    spared: bool = False
    known: bool = False
    signed: bool = False
    printed: bool = True
    places: tuple[Place, ...] = ()

    @property
    def may_be_withheld(self) -> bool:
        """Whether withholding this count would hide anything."""
        return self.counts != "things" and not self.known


@dataclass(frozen=True)
class Registration:
    """The counts of a report in order, the identities between them, and what is made from them.

    `made_of` has, of each figure that is not a count, the counts it is made from.
    """

    counts: tuple[Registered, ...]
    identities: tuple[Identity, ...]
    made_of: Mapping[Place, frozenset[Cell]]

    def as_json(self) -> dict[str, Any]:
        """The registration as it is kept beside cleared tables."""
        number = {each.cell: n for n, each in enumerate(self.counts)}
        return {
            "counts": [_count_as_json(each) for each in self.counts],
            "identities": [_identity_as_json(each, number) for each in self.identities],
            "made_of": [
                [*_place_as_json(place), sorted(number[cell] for cell in cells if cell in number)]
                for place, cells in self.made_of.items()
            ],
        }

    @classmethod
    def from_json(cls, stated: Mapping[str, Any]) -> Registration:
        counts = tuple(_count_from_json(each) for each in stated["counts"])
        cells = [each.cell for each in counts]
        return cls(
            counts,
            tuple(_identity_from_json(each, cells) for each in stated["identities"]),
            {
                Place(table, row, column): frozenset(cells[n] for n in numbers)
                for table, row, column, numbers in stated["made_of"]
            },
        )


def registered(
    tables: Iterable[Table], zeros_told: Collection[Family]
) -> tuple[Registration, dict[Cell, int]]:
    """The registration of all of a report's tables together, and the value of each count.

    `zeros_told` are the families in which none may be told from a small count.

    Raises DataError where two tables disagree about a count, or where a total is not its parts:
    such a report is wrong before it is unsafe.
    """
    tables = list(tables)
    counts, values = _printed(tables, zeros_told)
    for table in tables:
        for cell, value in table.hidden.items():
            if cell not in counts:
                counts[cell] = Registered(cell, "things", zeros_told=True, printed=False)
                values[cell] = value
    for cell in frozenset().union(*(table.known for table in tables)) & set(counts):
        counts[cell] = replace(counts[cell], known=True)
    identities = _closed(counts, values, [i for table in tables for i in _identities(table)])
    ordered = tuple(counts[cell] for cell in sorted(counts, key=str))
    return Registration(ordered, tuple(identities), _made_of(tables)), values


def _printed(
    tables: Sequence[Table], zeros_told: Collection[Family]
) -> tuple[dict[Cell, Registered], dict[Cell, int]]:
    counts: dict[Cell, Registered] = {}
    values: dict[Cell, int] = {}
    for number, table, row_number, row in _rows(tables):
        for column in table.counted():
            if not is_number(row[column.name]):
                continue
            cell, value = table.cell(column, row), int(row[column.name])
            if values.setdefault(cell, value) != value:
                raise _contradiction(f"{table.name}: two tables disagree about {cell}")
            here = Registered(
                cell,
                column.counts or "children",
                zeros_told=table.family(column, row) in zeros_told,
                spared=column.spared,
                places=(Place(number, row_number, column.name),),
            )
            counts[cell] = _stricter(counts[cell], here) if cell in counts else here
    return counts, values


def _rows(tables: Sequence[Table]) -> Iterator[tuple[int, Table, int, dict[str, Any]]]:
    for number, table in enumerate(tables):
        for row_number, row in enumerate(table.cells.to_dict("records")):
            yield number, table, row_number, row


def _stricter(one: Registered, other: Registered) -> Registered:
    """The count as the more careful of two tables declares it; spared if either asks."""
    return replace(
        one,
        counts=other.counts if one.counts == "things" else one.counts,
        zeros_told=one.zeros_told and other.zeros_told,
        spared=one.spared or other.spared,
        places=(*one.places, *other.places),
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


def _closed(
    counts: dict[Cell, Registered], values: dict[Cell, int], identities: list[Identity]
) -> list[Identity]:
    """The identities whose counts are all printed, or are remainders of such, in order.

    Adds each one's remainder to the counts; another identity may be about it.
    """
    closed: list[Identity] = []
    waiting = identities
    while True:
        ready, later = [], []
        for identity in waiting:
            known = all(cell in counts for cell in (*identity.left, *identity.right))
            (ready if known else later).append(identity)
        if not ready:
            return closed
        waiting = later
        for identity in ready:
            _add_remainder(counts, values, identity)
        closed += ready


def _add_remainder(
    counts: dict[Cell, Registered], values: dict[Cell, int], identity: Identity
) -> None:
    parts = [counts[cell] for cell in (*identity.left, *identity.right)]
    difference = sum(values[c] for c in identity.left) - sum(values[c] for c in identity.right)
    if identity.remainder is None:
        if difference:
            raise _contradiction(f"{_sum(identity.left)} is not {_sum(identity.right)}")
        return
    nobody = identity.nobody or any(p.counts == "things" for p in parts) or difference < 0
    values[identity.remainder] = difference
    counts[identity.remainder] = Registered(
        identity.remainder,
        "things" if nobody else parts[0].counts,
        zeros_told=identity.none_is_told or any(part.zeros_told for part in parts),
        known=bool(parts) and all(part.known for part in parts),
        signed=difference < 0,
        printed=False,
    )


def _made_of(tables: Sequence[Table]) -> dict[Place, frozenset[Cell]]:
    """What each printed figure that is no count is made from."""
    found = {}
    for number, table, row_number, row in _rows(tables):
        for column in table.columns:
            if column.is_count or not (column.rests_on or column.made_of):
                continue
            cells = table.counts_behind(column, row)
            if is_number(row[column.name]) and cells:
                found[Place(number, row_number, column.name)] = cells
    return found


def _sum(cells: tuple[Cell, ...]) -> str:
    return " + ".join(str(cell) for cell in cells)


def _contradiction(what: str) -> DataError:
    """The tables do not add up: no value is repeated, only where to look."""
    return DataError(
        [Problem("the counts of this report", f"expected counts that add up; {what}")],
        "This is a fault in the counting, not in your files: please report it with this text.",
    )


def _place_as_json(place: Place) -> list[Any]:
    return [place.table, place.row, place.column]


def _count_as_json(count: Registered) -> dict[str, Any]:
    said = {name: True for name in ("spared", "known", "signed") if getattr(count, name)}
    return {
        "quantity": count.cell.quantity,
        "at": dict(sorted(count.cell.at)),
        "counts": count.counts,
        "zeros_told": count.zeros_told,
        **said,
        "places": [_place_as_json(place) for place in count.places],
    }


def _count_from_json(stated: Mapping[str, Any]) -> Registered:
    return Registered(
        Cell.of(stated["quantity"], **stated["at"]),
        stated["counts"],
        stated["zeros_told"],
        spared=stated.get("spared", False),
        known=stated.get("known", False),
        signed=stated.get("signed", False),
        printed=bool(stated["places"]),
        places=tuple(Place(*place) for place in stated["places"]),
    )


def _identity_as_json(identity: Identity, number: Mapping[Cell, int]) -> list[list[int]]:
    """Left and right by number, the remainder among the right."""
    rest = (identity.remainder,) if identity.remainder else ()
    return [[number[c] for c in identity.left], [number[c] for c in (*identity.right, *rest)]]


def _identity_from_json(stated: list[list[int]], cells: Sequence[Cell]) -> Identity:
    left, right = (tuple(cells[n] for n in side) for side in stated)
    return Identity(left, right)
