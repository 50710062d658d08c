"""Which columns of somebody's tables are the same: then a cell of the one is a cell of the other.

Columns of one heading are, where their tables share a value of a dimension and most counts that
both print agree. A heading that says nothing ("count"), or a base, needs a dimension besides the
year. Two releases of one table, which are called alike, are linked whatever was revised.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from lscb.audit.by_hand.tidy import UNSAID, WHEN, Figures, Row, TidyTable
from lscb.tables import Cell

_WHICH = re.compile(r"[\d\W_]+|first|second|provisional|revised|updated|corrected|final|latest")
"""What the names of two releases of one table may differ in."""

Node = tuple[int, str]
"""A table by its number, and a column of counts by its quantity."""


@dataclass(frozen=True)
class Linked:
    """Tables with the name of each column of counts: columns that are linked have the same."""

    tables: tuple[TidyTable, ...]
    names: Mapping[Node, str]

    def cell(self, number: int, column: Figures, row: Row) -> Cell:
        """The cell of a count column in a row of a table."""
        return at(self.names[number, column.quantity], row.at)


def at(quantity: str, where: Mapping[str, str]) -> Cell:
    """The cell of a quantity by its name; totals are left out."""
    return Cell(quantity, frozenset(where.items()))


def linked(tables: Sequence[TidyTable]) -> Linked:
    """Tables with their columns linked."""
    columns = {(n, column.quantity): column for n, t in enumerate(tables) for column in t.counts}
    printed = {(n, quantity): _printed(tables[n], c) for (n, quantity), c in columns.items()}
    groups = {node: [node] for node in columns}
    for one, other in combinations(columns, 2):
        apart = one[1] != other[1] or one[0] == other[0] or groups[one] is groups[other]
        if apart or not _is_related(tables[one[0]], tables[other[0]], columns[one]):
            continue
        pairs = product(groups[one], groups[other])
        if _are_releases(tables[one[0]], tables[other[0]]) or all(
            _agree(printed[a], printed[b]) for a, b in pairs
        ):
            together = [*groups[one], *groups[other]]
            groups |= dict.fromkeys(together, together)
    return Linked(tuple(tables), dict(_named(groups)))


def share_a_value(one: TidyTable, other: TidyTable, apart_from: frozenset[str]) -> bool:
    """Whether two tables have a value of a dimension in common."""
    common = (one.values.keys() & other.values.keys()) - apart_from
    return any(one.values[dimension] & other.values[dimension] for dimension in common)


def _is_related(one: TidyTable, other: TidyTable, column: Figures) -> bool:
    says = column.quantity != UNSAID and not column.is_base
    alike = one.values.keys() == other.values.keys() == {WHEN}
    return alike or share_a_value(one, other, frozenset() if says else frozenset({WHEN}))


def _are_releases(one: TidyTable, other: TidyTable) -> bool:
    """Whether two tables are of one kind and their files are called alike, but for when."""
    names = [_WHICH.sub("", table.name.casefold()) for table in (one, other)]
    return names[0] == names[1] and one.values.keys() == other.values.keys()


def _printed(table: TidyTable, column: Figures) -> dict[Cell, float]:
    shown = ((row.at, row.figures[column.heading].value) for row in table.rows)
    return {at("", where): value for where, value in shown if value is not None}


def _agree(one: Mapping[Cell, float], other: Mapping[Cell, float]) -> bool:
    """Whether most of the counts that both print are the same, or there are none."""
    same = [one[cell] == other[cell] for cell in one.keys() & other.keys()]
    return 2 * sum(same) >= len(same)


def _named(groups: Mapping[Node, list[Node]]) -> list[tuple[Node, str]]:
    """Each column's name: its heading, numbered where others that are not linked have it too."""
    found: list[tuple[Node, str]] = []
    seen: dict[str, list[list[Node]]] = {}
    for node, group in groups.items():
        others = seen.setdefault(node[1], [])
        if not any(group is other for other in others):
            others.append(group)
        number = next(n for n, other in enumerate(others, start=1) if group is other)
        found.append((node, node[1] if number == 1 else f"{node[1]} ({number})"))
    return found
