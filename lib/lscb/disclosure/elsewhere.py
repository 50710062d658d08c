"""What is given away of small counts by what was published already, by others or by the board.

Where it already tells that a count is small, a report cannot undo it: it must not tell more.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from lscb.disclosure.classes import Range
from lscb.disclosure.suppression import exposed_at_most
from lscb.disclosure.system import System


def with_given_away(system: System) -> System:
    """The system with what is given away of small counts already.

    That is of counts an attacker can pin down although this report shows nothing but which counts
    are zeros, and could not if nothing had been published either. The board's own publications are
    no excuse for telling which counts are zeros: with them, this report must show nothing at all.
    Where classes are printed, of counts that an earlier publication withheld and this report does
    not count it must tell no more, whatever they are: nobody knows whether they are small.
    """
    left = {
        place: _range(system, place)
        for place, count in enumerate(system.counts)
        if count.class_size and count.kept and not count.within
    }
    system = system.with_given_away(left)
    if not any(count.stated.known or count.within for count in system.counts):
        return system
    alone = _given_away(system)
    if alone and any(count.before or count.within for count in system.counts):
        by_others = _given_away(system.with_nothing_before())
        alone &= by_others | _given_away(system.with_zeros_untold(system.cells))
    return system.with_given_away(left | {place: _range(system, place) for place in sorted(alone)})


def _given_away(system: System) -> set[int]:
    return set(exposed_at_most(system)) - set(exposed_at_most(system.with_nothing_known()))


def _range(system: System, place: int) -> Range:
    """The least and the most a count can be to one who sees nothing but what others publish."""
    unknown = system.hidden() | np.array([c.may_be_withheld for c in system.counts], dtype=bool)
    places = _bearing_on(system, unknown, place)
    equations = system.equations[:, places]
    equations = equations[np.flatnonzero(abs(equations).sum(axis=1))]
    number = int(np.searchsorted(places, place))
    room = (system.if_unknown() - system.values())[:, places]
    far = 2.0 * (system.counts[place].largest_withheld + 1)
    least, most = (_furthest(equations, room, number, way * far) for way in (-1, 1))
    return system.counts[place].value + least, system.counts[place].value + most


def _bearing_on(system: System, unknown: np.ndarray, place: int) -> np.ndarray:
    """The unknown counts that bear on one, itself among them, in order."""
    places = np.flatnonzero(unknown)
    touching = abs(system.equations[:, places])
    _, label = connected_components(touching.T @ touching, directed=False)
    return places[label == label[np.searchsorted(places, place)]]


def _furthest(equations: sparse.csr_array, room: np.ndarray, number: int, way: float) -> float:
    """How far one count can be moved one way, by `way` at most, in whole numbers.

    `room` has how far each can be moved down, which is below nothing, and up.
    """
    goal = np.zeros(room.shape[1])
    goal[number] = -np.sign(way)
    bounds = room.T.copy()
    if way > 0:
        bounds[number, 1] = min(way, bounds[number, 1])
    solved = linprog(
        goal, A_eq=equations, b_eq=np.zeros(equations.shape[0]), bounds=bounds, method="highs"
    )
    if not solved.success:
        raise ArithmeticError(f"what others give away could not be computed: {solved.message}")
    return float(np.trunc(solved.x[number] + np.sign(way) * 1e-6))
