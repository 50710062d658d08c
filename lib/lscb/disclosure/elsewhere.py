"""What is given away of small counts by what was published already, by others or by the board.

Where it already tells that a count is small, a report cannot undo it: it must not tell more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TypeVar

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from lscb.disclosure.classes import Range
from lscb.disclosure.parts import NOBODY, Told
from lscb.disclosure.suppression import exposed_at_most, exposed_to_insiders
from lscb.disclosure.system import System

T = TypeVar("T")


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
        return _with_reach(system, set())
    alone = {place: _range(system, place) for place in _given_away(system, exposed_at_most)}
    system = system.with_given_away(left | alone)
    insiders = _given_away(system, exposed_to_insiders) if system.cases() else set()
    return _with_reach(system, insiders)


def _with_reach(system: System, given_away: Collection[Told]) -> System:
    """The system with how far insiders can think counts to be, where that is given away.

    That his own child is among more, or that fewer are among one, he knows without any report. Of
    a count that others give away to everybody nothing is claimed for him.
    """
    if not system.cases():
        return system
    nothing = system.with_nothing_known().with_zeros_untold(system.cells)
    reach = {
        (case, place, side): abs(_furthest_of(system, place, side, case))
        for case, place, side in sorted({*given_away, *exposed_to_insiders(nothing)})
    }
    for place, count in enumerate(system.counts):
        if count.given_away is not None:
            reach |= {(case, place, side): 0.0 for case in system.cases() for side in (1, -1)}
    return replace(system, reach=reach)


def _given_away(system: System, exposed: Callable[[System], set[T]]) -> set[T]:
    def beyond_this_report(system: System) -> set[T]:
        return exposed(system) - exposed(system.with_nothing_known())

    alone = beyond_this_report(system)
    if alone and any(count.before or count.within for count in system.counts):
        by_others = beyond_this_report(system.with_nothing_before())
        alone &= by_others | beyond_this_report(system.with_zeros_untold(system.cells))
    return alone


def _range(system: System, place: int) -> Range:
    """The least and the most a count can be to one who sees nothing but what others publish."""
    least, most = (_furthest_of(system, place, way) for way in (-1, 1))
    return system.counts[place].value + least, system.counts[place].value + most


def _furthest_of(system: System, place: int, way: int, case: int = NOBODY) -> float:
    """How far to one side a count can be from its value to him, who may know of a case."""
    unknown = system.hidden() | np.array([c.may_be_withheld for c in system.counts], dtype=bool)
    places = _bearing_on(system, unknown, place)
    equations = system.equations[:, places]
    equations = equations[np.flatnonzero(abs(equations).sum(axis=1))]
    number = int(np.searchsorted(places, place))
    bounds = (system.if_unknown() - system.values())[:, places].T
    far = 2.0 * (system.counts[place].largest_withheld + 1)
    bounds[places == case] = 0
    return _furthest(equations, bounds, number, way * far)


def _bearing_on(system: System, unknown: np.ndarray, place: int) -> np.ndarray:
    """The unknown counts that bear on one, itself among them, in order."""
    places = np.flatnonzero(unknown)
    touching = abs(system.equations[:, places])
    _, label = connected_components(touching.T @ touching, directed=False)
    return places[label == label[np.searchsorted(places, place)]]


def _furthest(equations: sparse.csr_array, bounds: np.ndarray, number: int, way: float) -> float:
    """How far one count can be moved one way, by `way` at most, in whole numbers.

    `bounds` has how far each can be moved down, which is below nothing, and up.
    """
    goal = np.zeros(len(bounds))
    goal[number] = -np.sign(way)
    if way > 0:
        bounds[number, 1] = min(way, bounds[number, 1])
    solved = linprog(
        goal, A_eq=equations, b_eq=np.zeros(equations.shape[0]), bounds=bounds, method="highs"
    )
    if not solved.success:
        raise ArithmeticError(f"what others give away could not be computed: {solved.message}")
    return float(np.trunc(solved.x[number] + np.sign(way) * 1e-6))
