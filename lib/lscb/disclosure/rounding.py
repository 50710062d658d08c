"""Controlled rounding: every published count moved to a multiple of a base, sums kept.

Unlike counts rounded one by one, the rounded table adds up, over all linked tables at once, and no
sum of rounding errors gives a count away. Each count moves to one of the two multiples beside it,
and one that is a multiple stays: the zero-restricted problem of Cox (1987), "A constructive
procedure for unbiased controlled rounding", Journal of the American Statistical Association
82(398), 520-524. Tables of three dimensions need not have such a rounding (Causey, Cox and Ernst
1985, "Applications of transportation theory to statistical problems", the same journal 80(392),
903-909): then counts may move one multiple further.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp


class NoRoundingError(ValueError):
    """No rounding of these counts keeps the equations, even one multiple further."""


def rounded(
    values: np.ndarray, equations: sparse.csr_array, base: int, fixed: np.ndarray
) -> np.ndarray:
    """The counts as multiples of the base, with the least sum of changes; deterministic.

    `equations` times `values` is zero, and times the rounded counts too. `fixed` counts, which are
    published as they are, stay. None stays none and no count falls below it. Where there is no
    rounding to adjacent multiples, as with fixed counts or in three dimensions, the others may move
    one multiple further, those that are a multiple by one.

    Raises NoRoundingError where that is not enough either.
    """
    if not len(values):
        return np.zeros(0)
    for further in (False, True):
        found = _nearest(np.asarray(values, dtype=float), equations, base, fixed, further)
        if found is not None:
            return found
    raise NoRoundingError(f"no rounding to multiples of {base} keeps all sums")


def _nearest(
    values: np.ndarray, equations: sparse.csr_array, base: int, fixed: np.ndarray, further: bool
) -> np.ndarray | None:
    """The nearest rounding, by three yes-or-no steps a count; None if there is none.

    A count is rounded down, plus one multiple where the first step is taken, plus and minus another
    for the second and third, which change it by the whole base and so are never the nearer way.
    """
    down = np.where(fixed, values, base * np.floor(values / base))
    rest = values - down
    none = (values == 0) | fixed
    steps = np.concatenate(
        [
            ~none & (rest > 0),
            ~none & further,
            ~none & further & (down > 0),
        ]
    )
    changes = np.concatenate([base - 2 * rest, np.full(2 * len(values), float(base))])
    moves = sparse.hstack([equations, equations, -equations], format="csc") * base
    solved = milp(
        changes,
        constraints=LinearConstraint(moves, *[-(equations @ down)] * 2),
        bounds=Bounds(0, steps.astype(float)),
        integrality=np.ones(len(steps)),
        options={"mip_rel_gap": 0},
    )
    if solved.x is None:
        return None
    first, second, third = np.round(solved.x).reshape(3, -1)
    return down + base * (first + second - third)
