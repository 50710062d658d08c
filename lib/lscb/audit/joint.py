"""The joint attacker: one table lies behind several, and no count of it is below none.

Where tables of one quantity go by different dimensions, each child stands in one place of a table
over all those dimensions together, which nobody prints. The printed counts are its margins; that
its counts are not negative can tell more of them than their own sums do.

A dimension is taken into such a table where what is published says that its values make up a
total: then no child is of two of them. Those of whom it is not said which, or of a value that no
table names, are of one value more.

The whole table is needed only where tables go by their dimensions in a ring, such as a by b, b by
c and c by a. Otherwise tables that agree where they meet always have one behind them
(Vorob'ev 1962), and each needs no more than to be completed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import permutations, product
from math import prod

import numpy as np

from lscb.audit.evidence import Count, Evidence, Sum
from lscb.tables import Cell

MOST_CELLS = 20_000
"""How many counts a table behind others may have; a larger one is left out, and that is said."""

OTHER = ""

Dimensions = frozenset[str]

Levels = Mapping[str, list[str]]

Group = tuple[str, frozenset[tuple[str, str]], int]
"""Counts that are margins of one table: the quantity, what they have in common, the version."""


def with_joint_tables(evidence: Evidence) -> tuple[Evidence, list[str]]:
    """The evidence with the tables behind its own, and which were left out for their size."""
    values = _values(evidence)
    behind = _Behind(evidence)
    for group, numbers in _groups(evidence, values).items():
        by = values[group[0]]
        margins = {n: _margin(evidence, n, by) for n in numbers}
        unknown = any(evidence.counts[n].value is None for n in numbers)
        if unknown and len(_largest(margins.values())) > 1:
            levels = {
                d: [*sorted(by[d]), OTHER] for d in sorted(frozenset().union(*margins.values()))
            }
            behind.add(group, margins, levels)
    counts = (*evidence.counts, *behind.counts)
    return replace(evidence, counts=counts, sums=(*evidence.sums, *behind.sums)), behind.limits


class _Behind:
    """Tables behind those of a publication: their counts, and how they bear on what is printed."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.counts: list[Count] = []
        self.sums: list[Sum] = []
        self.limits: list[str] = []

    def add(self, group: Group, margins: Mapping[int, Dimensions], levels: Levels) -> None:
        """Add the tables behind one group of counts, by the dimensions that each goes by."""
        largest = _largest(margins.values())
        meetings, ring = _meetings(largest)
        whole = frozenset().union(*ring)
        wanted = [*largest, *([whole] if ring else [])]
        size = max(prod(len(levels[d]) for d in each) for each in wanted)
        if size > MOST_CELLS:
            what = f"a table behind {group[0]} would have {size:,} counts; left out"
            self.limits.append(f"joint: {what}")
            return
        tables = {each: self._table(group, each, levels) for each in dict.fromkeys(wanted)}
        for number, margin in margins.items():
            table = next(each for each in largest if margin <= each)
            inside = tables[table].at(dict(self.evidence.counts[number].cell.at))
            self.sums.append(Sum(((number, -1.0), *((n, 1.0) for n in inside))))
        for one, other, on in [*meetings, *((each, whole, part) for each, part in ring.items())]:
            self._tie(tables[one], tables[other], on, levels)

    def _table(self, group: Group, dimensions: Dimensions, levels: Levels) -> _Places:
        quantity, common, version = group
        own = {d: levels[d] for d in sorted(dimensions)}
        first = len(self.counts) + len(self.evidence.counts)
        name = f"{quantity}, by {' and '.join(own) or 'nothing'}"
        for point in product(*own.values()):
            at = {**dict(common), **{f"of {d}": v for d, v in zip(own, point, strict=True)}}
            self.counts.append(Count(Cell.of(name, **at), target=False, version=version))
        shape = [len(each) for each in own.values()]
        return _Places(own, first + np.arange(prod(shape)).reshape(shape))

    def _tie(self, one: _Places, other: _Places, on: Dimensions, levels: Levels) -> None:
        """Two tables have the same counts by the dimensions on which they meet."""
        if one is other:
            return
        for point in product(*(levels[d] for d in sorted(on))):
            at = dict(zip(sorted(on), point, strict=True))
            terms = [(n, 1.0) for n in one.at(at)] + [(n, -1.0) for n in other.at(at)]
            self.sums.append(Sum(tuple(terms)))


@dataclass(frozen=True)
class _Places:
    """The numbers of a table's counts, a dimension an axis."""

    levels: Levels
    numbers: np.ndarray

    def at(self, at: Mapping[str, str]) -> list[int]:
        """The numbers of the counts at some values of its dimensions, over all of the others."""
        part = tuple(
            levels.index(at[d]) if d in at else slice(None) for d, levels in self.levels.items()
        )
        return [int(n) for n in np.ravel(self.numbers[part])]


def _largest(margins: Iterable[Dimensions]) -> list[Dimensions]:
    """Those that are part of no other, in order."""
    found = sorted(set(margins), key=sorted)
    return [each for each in found if not any(each < other for other in found)]


Meeting = tuple[Dimensions, Dimensions, Dimensions]
"""Two tables, and the dimensions on which they must agree."""


def _meetings(tables: list[Dimensions]) -> tuple[list[Meeting], dict[Dimensions, Dimensions]]:
    """How tables hang together, and those that go round in a ring, with what they bring to it.

    Dimensions that one table alone has, and tables that are then part of another, fall away until
    nothing does (Graham 1979; Yu and Ozsoyoglu 1979): what is left is the ring.
    """
    left = {each: each for each in tables}
    meetings: list[Meeting] = []
    while True:
        number = Counter(d for part in left.values() for d in part)
        left = {each: frozenset(d for d in part if number[d] > 1) for each, part in left.items()}
        inside = ((one, other) for one, other in permutations(left, 2) if left[one] <= left[other])
        pair = next(inside, None)
        if pair is None:
            return meetings, left if len(left) > 1 else {}
        meetings.append((*pair, left.pop(pair[0])))


def _values(evidence: Evidence) -> Mapping[str, Mapping[str, set[str]]]:
    """The dimensions of each quantity whose values make up a total, and those values.

    One that no count of the quantity goes without, such as the year, makes a table for each value.
    """
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    lacking: dict[str, set[str]] = defaultdict(set)
    for each in evidence.sums:
        for sign in (1.0, -1.0):
            totals = [n for n, factor in each.terms if factor == sign]
            parts = [n for n, factor in each.terms if factor == -sign]
            if len(totals) == 1 and len(parts) > 1:
                _take_values(evidence, totals[0], parts, found)
    for count in evidence.counts:
        lacking[count.cell.quantity] |= set(found.get(count.cell.quantity, ())) - {
            dimension for dimension, _ in count.cell.at
        }
    return {
        quantity: {d: levels for d, levels in by.items() if d in lacking[quantity]}
        for quantity, by in found.items()
    }


def _take_values(
    evidence: Evidence, total: int, parts: list[int], found: dict[str, dict[str, set[str]]]
) -> None:
    """The dimension along which parts of the total's quantity differ, with their values."""
    whole = evidence.counts[total].cell
    cells = [evidence.counts[n].cell for n in parts]
    own = [cell for cell in cells if cell.quantity == whole.quantity and whole.at < cell.at]
    more = [dict(cell.at - whole.at) for cell in own]
    names = {name for each in more for name in each}
    if len(own) > 1 and len(names) == 1 and all(len(each) == 1 for each in more):
        (name,) = names
        found[whole.quantity][name] |= {each[name] for each in more}


def _groups(
    evidence: Evidence, values: Mapping[str, Mapping[str, set[str]]]
) -> Mapping[Group, list[int]]:
    """Counts by the table they are margins of."""
    found: dict[Group, list[int]] = defaultdict(list)
    for number, count in enumerate(evidence.counts):
        cell = count.cell
        if cell.quantity in values:
            by = values[cell.quantity]
            apart = frozenset((d, v) for d, v in cell.at if v not in by.get(d, ()))
            found[cell.quantity, apart, count.version].append(number)
    return found


def _margin(evidence: Evidence, number: int, by: Mapping[str, set[str]]) -> Dimensions:
    return frozenset(d for d, _ in evidence.counts[number].cell.at if d in by)
