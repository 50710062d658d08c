"""The unknowns of an attack: counts that are not printed, by the sums that bind them together.

What is printed is put into the sums as a number. Bounds are then carried from one sum to the next
until they no longer move, which alone gives many counts away; what is left falls into components
that do not bear on one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isinf

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from lscb.audit.evidence import Evidence

NEARLY = 1e-6
PASSES = 50
FAR = 1e6
"""Further than any count of a report: a bound beyond it is none."""

Range = tuple[float, float]
"""The least and the most a count can be."""


class Contradicted(Exception):  # noqa: N818 - what it says of the counts
    """No counts are such that all that is printed is true: `places` are those that cannot be."""

    def __init__(self, places: list[int]) -> None:
        super().__init__("what is published contradicts itself")
        self.places = places


@dataclass(frozen=True)
class Component:
    """Unknowns that bear on one another.

    `matrix` has a row a sum and a column an unknown; a row times the unknowns is within `lower` and
    `upper`, and each unknown within `least` and `most`. `places` are their numbers in the evidence.
    """

    places: np.ndarray
    matrix: sparse.csr_array
    lower: np.ndarray
    upper: np.ndarray
    least: np.ndarray
    most: np.ndarray


@dataclass(frozen=True)
class Unknowns:
    """All unknowns of an attack: those that bounds alone decide, and the components of the rest.

    `decided` has every unknown whose bounds have met; an unknown in no sum is a component alone.
    """

    decided: Mapping[int, float]
    components: tuple[Component, ...]


def unknowns(evidence: Evidence, fixed: Mapping[int, float] | None = None) -> Unknowns:
    """The unknowns of what is published; `fixed` are counts the attacker knows by himself.

    Raises Contradicted where no counts fit.
    """
    known = {n: c.value for n, c in enumerate(evidence.counts) if c.value is not None}
    known |= fixed or {}
    rows = _rows(evidence, known)
    bounds = {
        n: [count.least, count.most] for n, count in enumerate(evidence.counts) if n not in known
    }
    _carry(rows, bounds)
    decided = {n: sum(b) / 2 for n, b in bounds.items() if b[1] - b[0] < NEARLY}
    left = [n for n in bounds if n not in decided]
    return Unknowns(decided, tuple(_components(rows, bounds, left, decided)))


@dataclass
class _Row:
    """A sum over unknowns alone: factors by number, and what it is within."""

    factors: dict[int, float]
    lower: float
    upper: float


def _rows(evidence: Evidence, known: Mapping[int, float]) -> list[_Row]:
    rows = []
    for each in evidence.sums:
        told = sum(factor * known[n] for n, factor in each.terms if n in known)
        factors: dict[int, float] = {}
        for n, factor in each.terms:
            if n not in known:
                factors[n] = factors.get(n, 0.0) + factor
        factors = {n: factor for n, factor in factors.items() if factor}
        row = _Row(factors, each.least - told, each.most - told)
        if factors:
            rows.append(row)
        elif row.lower > NEARLY or row.upper < -NEARLY:
            raise Contradicted([n for n, _ in each.terms])
    return rows


def _carry(rows: list[_Row], bounds: dict[int, list[float]]) -> None:
    """Carry bounds from sum to sum, in place, until none moves."""
    of: dict[int, list[int]] = {}
    for number, row in enumerate(rows):
        for n in row.factors:
            of.setdefault(n, []).append(number)
    waiting = dict.fromkeys(range(len(rows)))
    for _ in range(PASSES * max(1, len(rows))):
        if not waiting:
            return
        number = next(iter(waiting))
        del waiting[number]
        for moved in _tightened(rows[number], bounds):
            waiting |= dict.fromkeys(of[moved])


def _tightened(row: _Row, bounds: dict[int, list[float]]) -> Iterator[int]:
    """Tighten the bounds of a sum's unknowns by one another's; the unknowns that moved."""
    sides = {n: sorted((f * bounds[n][0], f * bounds[n][1])) for n, f in row.factors.items()}
    least, most = ([side[end] for side in sides.values()] for end in (0, 1))
    sums = [_Finite.of(least), _Finite.of(most)]
    for n, factor in row.factors.items():
        others = [each.without(side) for each, side in zip(sums, sides[n], strict=True)]
        low, high = sorted(((row.lower - others[1]) / factor, (row.upper - others[0]) / factor))
        old = bounds[n]
        if low > old[0] + NEARLY or high < old[1] - NEARLY:
            old[0], old[1] = max(low, old[0]), min(high, old[1])
            if old[0] > old[1] + NEARLY:
                raise Contradicted(list(row.factors))
            yield n


@dataclass(frozen=True)
class _Finite:
    """A sum of which each part may be taken out again, be it without bound."""

    finite: float
    unbounded: int
    sign: float

    @classmethod
    def of(cls, parts: list[float]) -> _Finite:
        without = [each for each in parts if isinf(each)]
        finite = sum(each for each in parts if not isinf(each))
        return cls(finite, len(without), without[0] if without else 0.0)

    def without(self, part: float) -> float:
        left = self.unbounded - bool(isinf(part))
        return self.sign if left else self.finite - (0.0 if isinf(part) else part)


def _components(
    rows: list[_Row], bounds: Mapping[int, list[float]], left: list[int], decided: Mapping
) -> Iterator[Component]:
    column = {n: c for c, n in enumerate(left)}
    entries: list[tuple[int, int, float]] = []
    lower, upper = [], []
    for row in {_key(row): row for row in rows}.values():
        factors = {n: f for n, f in row.factors.items() if n in column}
        if factors:
            told = sum(f * decided[n] for n, f in row.factors.items() if n not in column)
            entries += [(len(lower), column[n], f) for n, f in factors.items()]
            lower.append(row.lower - told)
            upper.append(row.upper - told)
    if not left:
        return
    r, c, f = zip(*entries, strict=True) if entries else ((), (), ())
    matrix = sparse.csr_array((f, (r, c)), shape=(len(lower), len(left)), dtype=float)
    number, label = connected_components(abs(matrix.T) @ abs(matrix), directed=False)
    lower, upper, places = np.array(lower), np.array(upper), np.array(left)
    ends = np.array([bounds[n] for n in left])
    order = np.argsort(label, kind="stable")
    for columns in np.split(order, np.cumsum(np.bincount(label, minlength=number))[:-1]):
        part = matrix[:, columns]
        held = np.flatnonzero(np.diff(part.tocsr().indptr))
        yield Component(places[columns], part[held], lower[held], upper[held], *ends[columns].T)


def _key(row: _Row) -> tuple:
    return tuple(sorted(row.factors.items())), row.lower, row.upper
