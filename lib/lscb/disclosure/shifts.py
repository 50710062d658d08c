"""The attacker: how far published numbers let a withheld count be from its true value.

A shift of the unknown counts that keeps every equation and stays within what everyone knows turns
the true report into another that would have been published just the same. A count is protected on
one side when some shift takes it to its protection level; that shift is a witness, and it speaks
for every count it moves far enough, under every pattern that withholds all it moves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from lscb.disclosure.parts import NOBODY, Part

_WHOLE = 1 - 1e-7
_WORTH_SHARING = 8
_MOST_SHARED = 24


@dataclass(frozen=True)
class Exposure:
    """A demand no shift can meet, with the multipliers of the equations that prove it."""

    demand: int
    multipliers: np.ndarray


class Witnesses:
    """Shifts found so far, with the demands each meets and the counts each needs withheld."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._meets = np.zeros((0, len(part.demands)), dtype=bool)
        self._needs = np.packbits(np.zeros((0, len(part.places)), dtype=bool), axis=1)
        self._shifts = np.zeros((0, len(part.places)))
        self._new: list[np.ndarray] = []

    def add(self, shift: np.ndarray) -> np.ndarray:
        """Keep a shift; a truth a demand, whether it meets it."""
        met = self._part.demands.met_by(shift)
        if met.any():
            self._new.append(shift)
        return met

    def shifts(self) -> np.ndarray:
        return np.vstack([self._shifts, *self._new])

    def met(self, pattern: np.ndarray) -> np.ndarray:
        """A truth a demand: whether a known shift meets it under this pattern."""
        if self._new:
            shifts = np.array(self._new)
            met = [self._part.demands.met_by(shift) for shift in shifts]
            moved = self._part.beyond_what_is_told(shifts) & ~self._part.always
            self._meets = np.vstack([self._meets, met])
            self._needs = np.vstack([self._needs, np.packbits(moved, axis=1)])
            self._shifts, self._new = self.shifts(), []
        at_hand = ~(self._needs & np.packbits(~pattern)).any(axis=1)
        return self._meets[at_hand].any(axis=0)


class Attacker:
    """Attacks patterns of one part, and remembers what each attack showed."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.witnesses = Witnesses(part)

    def exposures(self, extent: np.ndarray, *, most: int | None = None) -> list[Exposure]:
        """The demands that cannot be met when each count is withheld to this extent, in order.

        An extent is 0 for a published count and 1 for a withheld one; between, a count can move
        by that share of its room and of the protection level, and always by what its printing
        leaves open. Stops after `most` are found.
        """
        met = self.witnesses.met(extent >= _WHOLE)
        if met.all():
            return []
        field = _Field.of(self.part, extent)
        met |= self._shared(field, met)
        found: list[Exposure] = []
        for demand in np.flatnonzero(~met):
            if met[demand]:
                continue
            shift, multipliers = field.furthest(np.array([demand]))
            more = self.witnesses.add(shift)
            met |= more
            if not more[demand]:
                found.append(Exposure(int(demand), multipliers))
                if len(found) == most:
                    break
        return found

    def _shared(self, field: _Field, met: np.ndarray) -> np.ndarray:
        """The demands that programs for many at once show to be met.

        One such program takes no longer than one for a single count, and most demands are met by
        the first few; it ends when programs find little more.
        """
        met = met.copy()
        for known in np.unique(self.part.demands.known):
            met |= self._shared_by(field, met, self.part.demands.known == known)
        return met

    def _shared_by(self, field: _Field, met: np.ndarray, his: np.ndarray) -> np.ndarray:
        """The same of the demands of one attacker."""
        met, dry = met.copy(), 0
        for turn in range(_MOST_SHARED):
            left = np.flatnonzero(his & ~met)
            if len(left) <= _WORTH_SHARING or dry == 2:
                break
            chosen = left[_sides(len(left), turn) == self.part.demands.side[left]]
            if not len(chosen):
                continue
            more = self.witnesses.add(field.furthest(chosen)[0]) & ~met
            dry = 0 if more.sum() > 0.03 * len(chosen) else dry + 1
            met |= more
        return met


def _sides(number: int, turn: int) -> np.ndarray:
    """Which way each of so many demands is pushed in a turn: all up, all down, then by halves.

    Sums of counts are published, so that some can rise only where others fall.
    """
    half = (np.arange(number) >> (turn // 2)) & 1
    up = np.where((turn < 2) | (half == 1), 1, -1)
    return up if turn % 2 == 0 else -up


class _Field:
    """The counts that can move at all under one pattern, and the equations between them."""

    def __init__(self, part: Part, extent: np.ndarray, columns: np.ndarray) -> None:
        self.part, self.extent, self.columns = part, extent, columns
        equations = part.equations[:, columns]
        self.rows = np.unique(equations.indices)
        self.equations = sparse.csc_array(equations[self.rows])
        self.position = np.full(len(part.places), -1)
        self.position[columns] = np.arange(len(columns))

    @classmethod
    def of(cls, part: Part, extent: np.ndarray) -> _Field:
        can_move = ((extent > 1 - _WHOLE) & part.movable) | part.loose
        return cls(part, extent, np.flatnonzero(can_move))

    def furthest(self, demands: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A shift that takes these demands as near to being met as can be, taken together.

        They are demands of one attacker, and what he knows stays where it is.

        With the multipliers of all equations: those of equations that nothing here moves in are
        zero, and so the proof holds for published counts as well.
        """
        asked = self.part.demands
        shift = np.zeros(len(self.part.places))
        multipliers = np.zeros(self.part.equations.shape[0])
        demands = demands[self.position[asked.count[demands]] >= 0]
        if not len(demands):
            return shift, multipliers
        at, level = self.position[asked.count[demands]], asked.level[demands]
        goal, (lower, upper) = np.zeros(len(self.columns)), self._bounds(level.max())
        goal[at] = -asked.side[demands] / level
        if (known := asked.known[demands[0]]) != NOBODY:
            lower[self.position[known]] = upper[self.position[known]] = 0
        rising = asked.side[demands] > 0
        upper[at[rising]] = np.minimum(upper[at[rising]], level[rising])
        lower[at[~rising]] = np.maximum(lower[at[~rising]], -level[~rising])
        solved = linprog(
            goal,
            A_eq=self.equations,
            b_eq=np.zeros(len(self.rows)),
            bounds=np.column_stack([lower, upper]),
            method="highs",
            options={"presolve": False},
        )
        if not solved.success:
            raise ArithmeticError(f"an attack could not be computed: {solved.message}")
        shift[self.columns] = solved.x
        multipliers[self.rows] = solved.eqlin.marginals * level.max()
        return shift, multipliers

    def _bounds(self, level: float) -> tuple[np.ndarray, np.ndarray]:
        """How far each count can go down and up; a count withheld in part goes part of the way.

        A count need not go further than the level to take another to it, except in rare tables,
        which only makes the proof weaker.
        """
        part, columns, extent = self.part, self.columns, self.extent[self.columns]
        upper, lower = (
            np.where(extent >= _WHOLE, room, np.maximum(np.minimum(room, level) * extent, told))
            for room, told in (
                (part.up[columns], part.up_told[columns]),
                (part.down[columns], part.down_told[columns]),
            )
        )
        return -lower, upper


def detour(part: Part, demand: int, prices: np.ndarray) -> np.ndarray | None:
    """The cheapest shift that meets a demand when all that may be withheld is.

    `prices` are for each step a count moves beyond what its printing leaves open; steps within that
    cost as little as any. None when there is no such shift.
    """
    columns = np.flatnonzero(((part.always | part.free) & part.movable) | part.loose)
    equations, number = part.equations[:, columns], len(columns)
    here = int(np.searchsorted(columns, part.demands.count[demand]))
    # Four steps a count: up and down as far as what is told leaves open, then on.
    told = np.concatenate([part.up_told[columns], part.down_told[columns]])
    on = np.where((part.always | part.free)[columns], [part.up[columns], part.down[columns]], 0)
    bounds = np.zeros((4 * number, 2))
    bounds[:, 1] = np.concatenate([told, np.maximum(on.ravel() - told, 0)])
    if (known := part.demands.known[demand]) != NOBODY:
        bounds[np.searchsorted(columns, known) + number * np.arange(4), 1] = 0
    onward, back = (here, here + number)[:: int(part.demands.side[demand])]
    level = part.demands.level[demand]
    within = min(level, bounds[onward, 1])
    bounds[onward], bounds[onward + 2 * number] = within, level - within
    bounds[back], bounds[back + 2 * number] = 0, 0
    steps = sparse.hstack([equations, -equations] * 2, format="csc")
    solved = linprog(
        np.concatenate([np.full(2 * number, prices.min()), np.tile(prices[columns], 2)]),
        A_eq=steps,
        b_eq=np.zeros(equations.shape[0]),
        bounds=bounds,
        method="highs",
        options={"presolve": False},
    )
    if not solved.success:
        return None
    shift = np.zeros(len(part.places))
    up, down = solved.x.reshape(2, 2, number).sum(axis=0)
    shift[columns] = up - down
    return shift


def row_multipliers(part: Part) -> Iterator[Exposure]:
    """Each equation by itself as a proof about each demand on a count in it."""
    for demand, count in enumerate(part.demands.count):
        column = part.equations[:, [count]]
        for row, factor in zip(column.indices, column.data, strict=True):
            multipliers = np.zeros(part.equations.shape[0])
            multipliers[row] = -part.demands.side[demand] / factor
            yield Exposure(demand, multipliers)
