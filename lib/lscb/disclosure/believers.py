"""What believers can tell: they take what was published before to stand, where it is withheld now.

A number that was corrected by a few is withheld, and others beside a correction may be. He who has
the earlier publication has a number for each all the same. It may be the wrong one, but nothing
says so; and by subtracting it he may find, be it by chance, that another count is small. He gives
it up only where no counts fit it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from lscb.disclosure.parts import NEARLY
from lscb.disclosure.system import Count, System

Believed = Mapping[tuple[int, int, bool], float]
"""The most (1) or the least (-1) that counts can be, by place, side, and whether he takes it that
what was withheld as no zero is none now."""

_FAR = 1e6
"""Further than any count of a report."""


def told_to_believers(
    system: System, withheld: np.ndarray, asked: Sequence[Count] | None = None
) -> Believed:
    """What believers can tell that they must not, under one pattern.

    One takes numbers to stand, another also that what was no zero is none now. `asked` are the
    counts as they are to be protected, where that is not as they are in the system.
    """
    asked = [replace(count, was=None) for count in asked or system.counts]
    unknown = withheld | system.hidden()
    most = np.array([np.nan if c.stood is None else c.stood[1] for c in system.counts])
    numbers, some = unknown & np.isfinite(most), unknown & np.isinf(most)
    found: dict[tuple[int, int, bool], float] = {}
    for believed, as_well in ((numbers, False), (numbers | some, True)):
        if as_well and not some.any():
            break
        told = _told_to(system, unknown, believed, asked)
        found |= {(place, side, as_well): end for (place, side), end in told.items()}
    return found


def _told_to(
    system: System, unknown: np.ndarray, believed: np.ndarray, asked: Sequence[Count]
) -> dict[tuple[int, int], float]:
    while believed.any():
        groups = list(_groups(system, unknown, believed, asked))
        wrong = [each.rows for each in groups if not each.is_possible()]
        if not wrong:
            return {key: end for each in groups for key, end in each.told()}
        in_doubt = abs(system.equations[np.concatenate(wrong)]).sum(axis=0) > 0
        believed = believed & ~in_doubt
    return {}


@dataclass(frozen=True)
class _Group:
    """Unknown counts that bear on one another, by their places, and what they add up to.

    `counts` says what is asked of each, `bounds` the least and the most that it can be. Equations
    between numbers that are all known or believed are groups without a count.
    """

    rows: np.ndarray
    places: np.ndarray
    counts: Sequence[Count]
    equations: sparse.csr_array
    sums: np.ndarray
    bounds: np.ndarray

    def is_possible(self) -> bool:
        if not len(self.places):
            return bool((np.abs(self.sums) < NEARLY).all())
        return self._fitting(np.zeros(len(self.places))) is not None

    def told(self) -> Iterator[tuple[tuple[int, int], float]]:
        """The ends that are too near: numbers that fit speak for every count of the group."""
        least, most = np.full(len(self.places), np.inf), np.full(len(self.places), -np.inf)
        for column, side in product(range(len(self.places)), (1, -1)):
            if side in _told_sides(self.counts[column], least[column], most[column]):
                goal = np.zeros(len(self.places))
                goal[column] = -side
                fitting = self._fitting(goal)
                least, most = np.minimum(least, fitting), np.maximum(most, fitting)
        for place, count, low, high in zip(self.places, self.counts, least, most, strict=True):
            for side in _told_sides(count, low, high):
                yield (int(place), side), float(high if side > 0 else low)

    def _fitting(self, goal: np.ndarray) -> np.ndarray | None:
        """Numbers that fit, those of the goal as small as can be; None where there are none."""
        solved = linprog(
            goal, A_eq=self.equations, b_eq=self.sums, bounds=self.bounds, method="highs"
        )
        if solved.status == 2:
            return None
        if not solved.success:
            raise ArithmeticError(f"what believers can tell is not computed: {solved.message}")
        return solved.x


def _told_sides(count: Count, least: float, most: float) -> tuple[int, ...]:
    """The sides on which too little is possible: that it is small can be told, be it true or not,
    or more than may be of a small one."""
    if not count.may_be_withheld:
        return ()
    if np.isnan(count.low) and np.isnan(count.high):
        smallest = 1 if count.zeros_told else 0
        is_small = least > smallest - NEARLY and most < count.largest_withheld + 1 - NEARLY
        return (1, -1) if is_small and count.class_size is None else ()
    low, high = least > count.low + NEARLY, most < count.high - NEARLY
    return tuple(side for side, is_told in ((1, high), (-1, low)) if is_told)


def _groups(
    system: System, unknown: np.ndarray, believed: np.ndarray, asked: Sequence[Count]
) -> Iterator[_Group]:
    """The groups in whose equations something is believed."""
    stood = np.array([count.stood or (-np.inf, np.inf) for count in system.counts], dtype=float).T
    least, most = np.where(unknown, system.if_unknown(), system.if_printed())
    least = np.clip(np.where(believed, np.maximum(least, stood[0]), least), -_FAR, _FAR)
    most = np.clip(np.where(believed, np.minimum(most, stood[1]), most), -_FAR, _FAR)
    exact = believed & (stood[0] == stood[1])
    vague = (unknown | (least < most)) & ~exact
    sums = -(system.equations @ np.where(vague, 0.0, np.where(exact, stood[0], system.values())))
    questioned = abs(system.equations[:, np.flatnonzero(believed)]).sum(axis=1) > 0
    for rows, places in _together(system.equations, vague):
        if questioned[rows].any():
            yield _Group(
                rows,
                places,
                [asked[place] for place in places],
                system.equations[rows][:, places],
                sums[rows],
                np.column_stack([least, most])[places],
            )


def _together(
    equations: sparse.csr_array, vague: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The equations, by what of these counts bears on what, and those counts; an equation that has
    none of them by itself."""
    columns = np.flatnonzero(vague)
    touching = abs(equations[:, columns])
    for row in np.flatnonzero(touching.sum(axis=1) == 0):
        yield np.array([row]), columns[:0]
    number, label = connected_components(touching.T @ touching, directed=False)
    for each in range(number):
        here = np.flatnonzero(label == each)
        yield np.flatnonzero(touching[:, here].sum(axis=1)), columns[here]
