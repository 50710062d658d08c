"""Sets of linked tables as instances of the suppression problem, for tests and benchmarks.

Tables of the same records share counts: each count is one entry wherever it is printed, and each
total is an equation.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from scipy import sparse

from lscb.disclosure.optimum import Instance

TOTAL = -1
Place = tuple[int, ...]
"""A count's value in each dimension, or TOTAL."""


def tabulated(
    microcounts: Mapping[Place, int], sizes: Sequence[int], tables: Sequence[Sequence[int]]
) -> tuple[list[Place], np.ndarray, sparse.csr_array]:
    """The counts of tables, each named by its dimensions: where, how many, and the equations."""
    places = sorted({place for table in tables for place in _cells(sizes, table)})
    number = {place: n for n, place in enumerate(places)}
    values = np.zeros(len(places))
    for place, n in number.items():
        values[n] = sum(
            count
            for record, count in microcounts.items()
            if all(at in (TOTAL, value) for at, value in zip(place, record, strict=True))
        )
    sums = sorted({each for table in tables for each in _sums(sizes, table)})
    equations = sparse.lil_array((len(sums), len(places)))
    for row, (place, dimension) in enumerate(sums):
        equations[row, number[place]] = 1
        for value in range(sizes[dimension]):
            part = (*place[:dimension], value, *place[dimension + 1 :])
            equations[row, number[part]] = -1
    return places, values, sparse.csr_array(equations)


def _cells(sizes: Sequence[int], table: Sequence[int]) -> Iterator[Place]:
    yield from product(
        *[range(TOTAL, size) if d in table else (TOTAL,) for d, size in enumerate(sizes)]
    )


def _sums(sizes: Sequence[int], table: Sequence[int]) -> Iterator[tuple[Place, int]]:
    for place in _cells(sizes, table):
        yield from ((place, dimension) for dimension in table if place[dimension] == TOTAL)


def banded(
    microcounts: Mapping[Place, int],
    sizes: Sequence[int],
    tables: Sequence[Sequence[int]],
    *,
    largest: int = 5,
    zeros_shown: bool = False,
) -> Instance:
    """Counts of 1 to `largest` are withheld, and the attacker must be left with all of the band.

    A count weighs 1, and 0.3 more for each dimension it is a total of; the grand total is always
    published. Zeros may be withheld and are part of the band, unless they are shown.
    """
    places, values, equations = tabulated(microcounts, sizes, tables)
    totals = np.array([sum(at == TOTAL for at in place) for place in places])
    small = (values >= 1) & (values <= largest)
    least = 1 if zeros_shown else 0
    return Instance(
        values=values,
        equations=equations,
        least=np.full(len(values), float(least)),
        most=np.full(len(values), values.max()),
        hidden=np.zeros(len(values), dtype=bool),
        must=small,
        may=(totals < len(sizes)) & ~(zeros_shown & (values == 0)),
        weights=1 + 0.3 * totals,
        low=np.where(small, least, np.nan),
        high=np.where(small, np.maximum(largest, values + 1), np.nan),
    )


def microcounts_of(path: Path) -> tuple[dict[Place, int], tuple[int, ...]]:
    """Counts of records by the values of each dimension, numbered, and how many values each has."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    names = [sorted({row[d] for row in rows}) for d in range(len(rows[0]) - 1)]
    counts = {
        tuple(names[d].index(name) for d, name in enumerate(row[:-1])): int(row[-1]) for row in rows
    }
    return counts, tuple(len(values) for values in names)
