"""Whole numbers that add up to given totals and are otherwise near to what was expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack

Cells = Sequence[int]

ROUNDS = 60
FEWEST_EXPECTED = 0.05  # so that a kind of plan hardly ever met costs much, but not everything
STRETCHES = ((1, 0.5), (2, 2.0), (4, 5.0), (None, 12.0))
"""A square made of straight lines: the width and middle of each, in the first one's width."""

GAP, NODES = 0.02, 3000
PER_GOAL = 3  # what a goal missed at all costs, in things missed: better one by two than two by one
SMALL = 10  # missing a figure of about this size by one is twice as bad as a large one


@dataclass(frozen=True)
class Goal:
    """Cells whose sum should be from `least` to `most`; `cost` is for each one by which it is not.

    Cells are places in the array of what is expected.
    """

    cells: Cells
    least: int
    most: int
    cost: float = 1.0

    def sum_of(self, counts: np.ndarray) -> float:
        return counts[list(self.cells)].sum()


def raked(expected: np.ndarray, goals: Sequence[Goal]) -> np.ndarray:
    """What is expected, its parts stretched in turn until the goals are about met."""
    found = expected.astype(float).copy()
    for goal in list(goals) * ROUNDS:
        cells = list(goal.cells)
        now = found[cells].sum()
        if now > 0:
            found[cells] *= min(max(now, goal.least), goal.most) / now
    return found


def nearest_counts(
    expected: np.ndarray, goals: Sequence[Goal], fixed: Sequence[Goal] = ()
) -> np.ndarray:
    """Whole numbers near to what is expected that meet every goal, or all that can be met.

    Where goals contradict each other, those are missed that cost least: few of them, and little.
    What is `fixed` is always met. Raises ValueError where even that cannot be.
    """
    if not expected.size:
        return np.zeros(0, dtype=int)
    near = raked(expected, [*goals, *fixed])
    found = _nearest(near, [*goals, *fixed])
    if found is not None:
        return found
    possible = _least_missed(len(expected), goals, fixed)
    met = [_as_far_as(goal, int(goal.sum_of(possible))) for goal in goals]
    found = _nearest(raked(expected, [*met, *fixed]), [*met, *fixed])
    return possible if found is None else found


def _as_far_as(goal: Goal, reached: int) -> Goal:
    return (
        goal if goal.least <= reached <= goal.most else replace(goal, least=reached, most=reached)
    )


def _nearest(expected: np.ndarray, goals: Sequence[Goal]) -> np.ndarray | None:
    """Whole numbers that meet all goals, the squares of what they are out by small; or None."""
    n = len(expected)
    costs, most, ways = [np.zeros(n)], [np.full(n, np.inf)], [eye_array(n)]
    width = np.maximum(1, 0.35 * expected)
    for way in (1, -1):
        for stretch, middle in STRETCHES:
            costs.append(2 * middle * width / (expected + FEWEST_EXPECTED))
            most.append(np.full(n, np.inf) if stretch is None else stretch * width)
            ways.append(-way * eye_array(n))
    sums = _sums(goals, n)
    sums = hstack([sums, csr_array((len(goals), n * (len(ways) - 1)))])
    counts = _solved(
        np.concatenate(costs),
        np.concatenate(most),
        n,
        [
            LinearConstraint(hstack(ways, format="csr"), expected, expected),
            LinearConstraint(sums, [goal.least for goal in goals], [goal.most for goal in goals]),
        ],
    )
    return None if counts is None else counts[:n].round().astype(int)


def _least_missed(n: int, goals: Sequence[Goal], fixed: Sequence[Goal]) -> np.ndarray:
    """Whole numbers that miss goals at the least cost, however unlikely they are."""
    k = len(goals)
    cost = np.array([goal.cost for goal in goals])
    each = cost * (1 + SMALL / (SMALL + np.array([goal.least for goal in goals])))
    largest = 2 * max(goal.most for goal in [*goals, *fixed]) + 10
    one = eye_array(k)
    short = hstack([_sums(goals, n), one, -one, csr_array((k, k))], format="csr")
    missed = hstack([csr_array((k, n)), one, one, -largest * one], format="csr")
    constraints = [
        LinearConstraint(short, [goal.least for goal in goals], [goal.most for goal in goals]),
        LinearConstraint(missed, -np.inf, 0),
    ]
    if fixed:
        exact = hstack([_sums(fixed, n), csr_array((len(fixed), 3 * k))], format="csr")
        least, most = [goal.least for goal in fixed], [goal.most for goal in fixed]
        constraints.append(LinearConstraint(exact, least, most))
    costs = np.concatenate([np.zeros(n), each, each, PER_GOAL * cost])
    limits = np.concatenate([np.full(n + 2 * k, np.inf), np.ones(k)])
    found = _solved(costs, limits, n, constraints, also_whole=range(n + 2 * k, n + 3 * k), gap=0)
    if found is None:
        raise ValueError("these published figures cannot be fitted, even in part")
    return found[:n].round().astype(int)


def _sums(goals: Sequence[Goal], n: int) -> csr_array:
    rows = np.repeat(np.arange(len(goals)), [len(goal.cells) for goal in goals])
    columns = np.array([cell for goal in goals for cell in goal.cells], dtype=int)
    return coo_array((np.ones(len(rows)), (rows, columns)), shape=(len(goals), n)).tocsr()


def _solved(
    costs: np.ndarray,
    most: np.ndarray,
    n: int,
    constraints: list[LinearConstraint],
    also_whole: range = range(0),
    gap: float = GAP,
) -> np.ndarray | None:
    """The cheapest answer whose first `n` numbers are whole; None when there is none.

    Work is limited by steps, never by the clock, so that a slow machine gives the same answer.
    """
    whole = np.zeros(len(costs))
    whole[:n] = 1
    whole[list(also_whole)] = 1
    options = {"mip_rel_gap": gap, "node_limit": NODES}
    return milp(
        costs, integrality=whole, bounds=Bounds(0, most), constraints=constraints, options=options
    ).x
