"""The master problem: the cheapest pattern that keeps every cut found so far.

A cut is an inequality that every safe pattern keeps. It comes from the proof that a demand cannot
be met: multipliers of the equations show which published counts stand in the way, and how much
room each would give if it were withheld. Coefficients are clipped at what is lacking
(Fischetti and Salazar-González 2001, sections 3 and 4).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from lscb.disclosure.parts import NEARLY, NOBODY, Part
from lscb.disclosure.shifts import Exposure

_FINE = 1e6
"""Multipliers and coefficients are rounded to a millionth, on the side that keeps a cut true."""
_INFEASIBLE = 2
"""`scipy.optimize.milp` says so where no pattern is as is asked."""


def cut(part: Part, exposure: Exposure) -> np.ndarray | None:
    """Coefficients of which any safe pattern has at least one in all; None if nothing is lacking.

    For every shift the multipliers give side x shift of the count = sum of pulls x shifts, and no
    shift is larger than its room: so the rooms times the pulls of what is unknown must reach the
    level. What a count can move although it is printed is there whatever the pattern; what the
    attacker knows has no room, withheld or printed.
    """
    demands, number = part.demands, exposure.demand
    pulls = part.equations.T @ (np.round(exposure.multipliers * _FINE) / _FINE)
    pulls[demands.count[number]] += demands.side[number]
    pulls[np.abs(pulls) < 1e-9] = 0
    reach = _reach(pulls, part.up, part.down)
    told = _reach(pulls, part.up_told, part.down_told)
    if demands.known[number] != NOBODY:
        reach[demands.known[number]] = told[demands.known[number]] = 0
    lacking = demands.level[number] - reach[part.always].sum() - told[~part.always].sum()
    if not lacking > NEARLY:
        return None
    shares = np.where(part.free, np.minimum((reach - told) / lacking, 1), 0)
    return np.ceil(shares * _FINE - 1e-3) / _FINE


def _reach(pulls: np.ndarray, up: np.ndarray, down: np.ndarray) -> np.ndarray:
    """How far each count can pull with so much room up and down."""
    reach = np.zeros(len(pulls))
    reach[pulls > 0] = pulls[pulls > 0] * up[pulls > 0]
    reach[pulls < 0] = -pulls[pulls < 0] * down[pulls < 0]
    return reach


@dataclass(frozen=True)
class Relaxed:
    """The solution of the master with counts withheld in part: a bound, and where it is tight."""

    extent: np.ndarray
    bound: float
    reduced_costs: np.ndarray


@dataclass(frozen=True)
class Whole:
    """A pattern of the master in whole counts, None if none was found, and the bound proven."""

    pattern: np.ndarray | None
    bound: float
    nodes: int
    finished: bool


class Master:
    """The cuts of one part, and the programs over them."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._free = np.flatnonzero(part.free)
        self._costs = part.costs[self._free].astype(float)
        self._seen: set[bytes] = set()
        self._rows: list[np.ndarray] = []
        self._least: list[float] = []
        self._matrix: sparse.csr_array | None = None

    def add(self, coefficients: np.ndarray, least: float = 1.0) -> bool:
        """Whether the cut is a new one."""
        row = coefficients[self._free]
        key = row.tobytes()
        if key in self._seen:
            return False
        self._seen.add(key)
        self._rows.append(row)
        self._least.append(least)
        return True

    def broken_by(self, extent: np.ndarray) -> bool:
        """Whether a pattern breaks a cut, and so cannot be safe."""
        matrix, least = self._cuts()
        return bool((matrix @ extent[self._free] < least - 1e-4)[least > 0].any())

    def relaxed(self) -> Relaxed:
        matrix, least = self._cuts()
        if not len(least):
            nothing = np.zeros(len(self._part.places))
            return Relaxed(self._part.always.astype(float), 0, nothing)
        solved = linprog(self._costs, A_ub=-matrix, b_ub=-least, bounds=(0, 1), method="highs")
        if not solved.success:
            raise ArithmeticError(f"a bound could not be computed: {solved.message}")
        reduced = np.zeros(len(self._part.places))
        reduced[self._free] = np.where(solved.x < NEARLY, solved.lower.marginals, 0)
        return Relaxed(self._everywhere(solved.x), solved.fun, reduced)

    def whole(self, left_out: np.ndarray, nodes: int, gap: float) -> Whole:
        """The cheapest pattern without the counts left out, to within a relative gap."""
        constraints = [LinearConstraint(*self._cuts(), np.inf)]
        return self._solved(self._costs, constraints, left_out[self._free], nodes, gap)

    def first(self, cost: int, left_out: np.ndarray, nodes: int) -> Whole:
        """Of the patterns that cost this much, the one whose places sum to least."""
        spent = LinearConstraint(self._costs[None, :], cost - 0.5, cost + 0.5)
        constraints = [LinearConstraint(*self._cuts(), np.inf), spent]
        return self._solved(self._free + 1.0, constraints, left_out[self._free], nodes, 0.0)

    def _solved(
        self,
        goal: np.ndarray,
        constraints: list[LinearConstraint],
        left_out: np.ndarray,
        nodes: int,
        gap: float,
    ) -> Whole:
        solved = milp(
            goal,
            constraints=constraints,
            bounds=Bounds(0, np.where(left_out, 0, 1)),
            integrality=np.ones(len(goal)),
            options={"node_limit": nodes, "mip_rel_gap": gap},
        )
        if solved.status == _INFEASIBLE:
            return Whole(None, np.inf, 0, finished=True)
        pattern = None if solved.x is None else self._everywhere(np.round(solved.x)) > 0.5
        bound = -np.inf if solved.mip_dual_bound is None else solved.mip_dual_bound
        return Whole(pattern, bound, int(solved.mip_node_count or 0), solved.status == 0)

    def _everywhere(self, free: np.ndarray) -> np.ndarray:
        extent = self._part.always.astype(float)
        extent[self._free] = free
        return extent

    def _cuts(self) -> tuple[sparse.csr_array, np.ndarray]:
        new = self._rows[self._matrix.shape[0] :] if self._matrix is not None else self._rows
        if self._matrix is None:
            self._matrix = sparse.csr_array((0, len(self._free)))
        if new:
            rows = sparse.csr_array(np.array(new))
            self._matrix = sparse.vstack([self._matrix, rows], format="csr")
        return self._matrix, np.array(self._least)


def bridges(part: Part, extent: np.ndarray) -> list[np.ndarray]:
    """Coefficients that must not sum to less than nothing, and do so here.

    A complement that is the one unknown count of an equation is no complement: in each equation
    the others together are withheld at least as far as any one of them.
    """
    found = []
    equations = sparse.csr_array(part.equations)
    for row in range(equations.shape[0]):
        columns = equations.indices[equations.indptr[row] : equations.indptr[row + 1]]
        columns = columns[part.movable[columns]]
        if (part.always | part.loose)[columns].any():
            continue
        lonely = columns[2 * extent[columns] > extent[columns].sum() + 1e-3]
        for column in lonely[part.free[lonely]]:
            coefficients = np.where(np.isin(np.arange(len(extent)), columns), 1.0, 0.0)
            coefficients[~part.free] = 0
            coefficients[column] = -1
            found.append(coefficients)
    return found
