"""The algebra of cells: sums of them that are nought, and what can be worked out from such sums.

Differences that no table shows, such as deaths of children who did not live in the area, are
cells too: they are withheld everywhere and must not be deducible where they are 1 to 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .rows import NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD, Table

Cell = tuple[str, tuple[str, ...], str]
"""A table's name, the dimensions of a row, and a column."""

Identity = dict[Cell, int]
Tables = dict[str, Table]

Wholes = dict[str, tuple[tuple[str, str], ...]]
"""The parts and wholes of a table's rows, by table."""

FLOW = "child_protection_plans.plan_flow"
"""The table of all plans by year: a period's years are among its rows."""


def complement(part: str, whole: str) -> str:
    return f"{whole} less {part}"


def is_complement(cell: Cell) -> bool:
    return " less " in cell[2]


def text_of(tables: Tables, cell: Cell) -> str:
    return tables.get(cell[0], {}).get(cell[1], {}).get(cell[2], "")


def value(tables: Tables, cell: Cell) -> int:
    """The cell's number; of a difference that no table shows, the difference."""
    if is_complement(cell):
        whole, part = cell[2].split(" less ")
        return _side(tables, cell, whole) - _side(tables, cell, part)
    return int(text_of(tables, cell))


def _side(tables: Tables, cell: Cell, side: str) -> int:
    """One side of a difference: a column of its row; second plans by then, in the row so named;
    or all plans that ended in the years of its period."""
    name, key, _ = cell
    if side == "all ended":
        return sum(value(tables, (FLOW, (year,), "ended")) for year in years_of(tables, key[0]))
    if (*key[:1], side) in tables[name]:
        return value(tables, (name, (*key[:1], side), "second"))
    return value(tables, (name, key, side))


def years_of(tables: Tables, period: str) -> list[str]:
    """The single years of a period such as 2010-11 to 2014-15."""
    first, _, last = period.partition(" to ")
    return [year for (year,) in keys_of(tables, FLOW) if first <= year <= (last or first)]


def fixed(tables: Tables, identities: Iterable[Identity]) -> set[Cell]:
    """The withheld cells, and differences, that the identities fix at one value.

    Gaussian elimination, in exact fractions: a cell is fixed where it stands alone in a row of
    the reduced system.
    """
    pivots: dict[Cell, dict[Cell, Fraction]] = {}
    for identity in identities:
        row = {
            cell: Fraction(times)
            for cell, times in identity.items()
            if is_complement(cell) or text_of(tables, cell) == WITHHELD
        }
        for cell in [cell for cell in row if cell in pivots]:
            _subtract(row, pivots[cell], row[cell])
        if row:
            pivot = next(iter(row))
            row = {cell: times / row[pivot] for cell, times in row.items()}
            for other in pivots.values():
                if pivot in other:
                    _subtract(other, row, other[pivot])
            pivots[pivot] = row
    return {pivot for pivot, row in pivots.items() if len(row) == 1}


def _subtract(row: dict[Cell, Fraction], other: dict[Cell, Fraction], times: Fraction) -> None:
    for cell, each in other.items():
        row[cell] = row.get(cell, Fraction(0)) - times * each
        if not row[cell]:
            del row[cell]


def is_all_shown(tables: Tables, identity: Identity) -> bool:
    """Whether every cell is a number or a withheld one: what is not there adds to nothing."""
    blank = (NOT_APPLICABLE, NOT_AVAILABLE, "")
    return not any(text_of(tables, cell) in blank for cell in identity if not is_complement(cell))


def equal(one: Cell, other: Cell) -> Identity:
    return {one: 1, other: -1} if one != other else {}


def sum_of(total: Cell, parts: list[Cell]) -> Identity:
    return {total: -1} | dict.fromkeys(parts, 1)


def keys_of(tables: Tables, name: str) -> list[tuple[str, ...]]:
    return list(tables.get(name, {}))


def groups_of(keys: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(key[:-1] for key in keys))


def parts_of_wholes(tables: Tables, wholes: Wholes) -> list[Identity]:
    return [
        {
            (name, key, whole): 1,
            (name, key, part): -1,
            (name, key, complement(part, whole)): -1,
        }
        for name, pairs in wholes.items()
        for key in keys_of(tables, name)
        for part, whole in pairs
    ]


def ages_and_sexes(
    tables: Tables, names: tuple[str, str], whole: tuple[str, str]
) -> list[Identity]:
    """Along each of age and sex the parts are the total, which is the whole."""
    found = []
    for name in names:
        keys = keys_of(tables, name)
        for place in (1, 2):
            for total in [key for key in keys if key[place] == "Total"]:
                parts = [
                    key
                    for key in keys
                    if key[place] != "Total" and key[:place] == total[:place]
                    if key[place + 1 :] == total[place + 1 :]
                ]
                if parts:
                    found.append(
                        sum_of((name, total, "count"), [(name, key, "count") for key in parts])
                    )
        found += [
            equal((name, key, "count"), (whole[0], key[:1], whole[1]))
            for key in keys
            if key[1:] == ("Total", "Total")
        ]
    return found
