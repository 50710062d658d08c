"""The linear attacker: the least and the most each withheld count can be, by linear programs.

He adds and subtracts whatever is published, in every way there is. Two programs a count find how
low and how high it can be; a report that one program finds possible speaks for every count in it,
and where bounds that follow from single sums are reached nothing is left to ask. Several programs
are solved as one, since most are small and starting one takes longer than solving it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from lscb.audit.unknowns import FAR, NEARLY, Component, Contradicted, Range, Unknowns

TOGETHER = 1500
"""How many unknowns are solved for at once."""

Settled = Callable[[int, float, float], bool]
"""Whether no more need be known of a count, by its number and the range found possible so far."""


def linear_ranges(
    found: Unknowns, wanted: Collection[int], settled: Settled | None = None
) -> Iterator[tuple[Component | None, dict[int, Range]]]:
    """The ranges of the wanted counts, component by component; first those already decided.

    Where `settled` says that enough is known of a count, its range is only what was found possible
    by then, which lies within the whole. Raises Contradicted, naming the component, where no counts
    fit what is published.
    """
    wanted = set(wanted)
    yield None, {n: (v, v) for n, v in found.decided.items() if n in wanted}
    for component in found.components:
        columns = [c for c, n in enumerate(component.places) if int(n) in wanted]
        if columns:
            yield component, _Programs(component, settled).ranges(columns)


def check(found: Unknowns) -> None:
    """Raises Contradicted where no counts are such that all that is published is true."""
    everything = {int(n) for component in found.components for n in component.places}
    for _ in linear_ranges(found, everything, lambda _, low, high: low <= high):
        pass


class _Programs:
    """The programs of one component, and the range found possible for each unknown so far."""

    def __init__(self, component: Component, settled: Settled | None) -> None:
        self.component = component
        self.settled = settled
        self.lowest = np.full(len(component.places), np.inf)
        self.highest = np.full(len(component.places), -np.inf)
        self.most = np.minimum(component.most, FAR)
        self.least = np.maximum(component.least, -FAR)
        self.done: set[tuple[int, int]] = set()

    def ranges(self, columns: list[int]) -> dict[int, Range]:
        goals = [(column, way) for way in (1, -1) for column in columns]
        while waiting := [goal for goal in goals if not self._is_answered(goal)]:
            many = max(1, TOGETHER // len(self.least))
            # One first: what it finds possible may answer most of the others.
            self._solve(waiting[: many if self.done else 1])
        return {
            int(self.component.places[c]): (
                float(self.lowest[c]) if self.lowest[c] > NEARLY - FAR else -np.inf,
                float(self.highest[c]) if self.highest[c] < FAR - NEARLY else np.inf,
            )
            for c in columns
        }

    def _is_answered(self, goal: tuple[int, int]) -> bool:
        column, way = goal
        low, high = self.lowest[column], self.highest[column]
        if goal in self.done:
            return True
        if way > 0 and high >= self.most[column] - NEARLY:
            return True
        if way < 0 and low <= self.least[column] + NEARLY:
            return True
        if self.settled is None or low > high:
            return False
        return self.settled(int(self.component.places[column]), low, high)

    def _solve(self, goals: list[tuple[int, int]]) -> None:
        """Solve for several goals at once, side by side, and keep what was found possible."""
        size = len(self.least)
        cost = np.zeros((len(goals), size))
        for row, (column, way) in enumerate(goals):
            cost[row, column] = -way
        possible = solution(self.component, cost, self.least, self.most)
        self.lowest = np.minimum(self.lowest, possible.min(axis=0))
        self.highest = np.maximum(self.highest, possible.max(axis=0))
        self.done |= set(goals)


def solution(
    component: Component, cost: np.ndarray, least: np.ndarray, most: np.ndarray
) -> np.ndarray:
    """The counts that make each row of `cost` least, a row each.

    Raises Contradicted where there are none, and ArithmeticError where they cannot be computed.
    """
    copies = sparse.eye_array(len(cost))
    equal = component.upper - component.lower < NEARLY
    rows = [sparse.kron(copies, component.matrix[equal], format="csr")]
    within = sparse.kron(copies, component.matrix[~equal], format="csr")
    upper, lower = (np.tile(side[~equal], len(cost)) for side in (component.upper, component.lower))
    above, below = np.isfinite(upper), np.isfinite(lower)
    solved = linprog(
        cost.ravel(),
        A_ub=sparse.vstack([within[above], -within[below]], format="csr"),
        b_ub=np.concatenate([upper[above], -lower[below]]),
        A_eq=rows[0],
        b_eq=np.tile(component.lower[equal], len(cost)),
        bounds=np.tile(np.column_stack([least, most]), (len(cost), 1)),
        method="highs",
    )
    if solved.status == 2:
        raise Contradicted([int(n) for n in component.places])
    if not solved.success:
        raise ArithmeticError(f"the attack could not be computed: {solved.message}")
    return solved.x.reshape(cost.shape)
