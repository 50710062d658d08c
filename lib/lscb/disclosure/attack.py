"""What an outsider can work out about withheld counts from everything that is published.

The attacker knows every published count, every total, flow and reconciliation, and that counts
are not negative. He takes it that no zero is withheld where zeros are shown, although one may be
as a last resort: he is thought to know more than he does. All that arithmetic can give is then
the smallest and the largest value each withheld count may have: two linear programs a count.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from lscb.disclosure.system import Count, System

_NEARLY = 1e-6

Range = tuple[float, float]
"""The least and the most a count can be."""


def exposed(system: System, withheld: np.ndarray, among: np.ndarray | None = None) -> list[int]:
    """The small counts that an attacker can pin down, by their place in the system.

    `withheld` is a truth a count; `among` are places to ask about, all when none are named. The
    attacker must be left with the possibility that the count is not small at all and, where
    zeros are hidden among small counts, that it is none; of a count that others' publications
    give away, with all that they leave possible. A small count that is published, or printed
    nowhere and bound by published counts alone, is exposed.
    """
    small = system.small()
    if among is not None:
        small &= np.isin(np.arange(len(small)), among)
    unknown = withheld | system.hidden()
    found = list(np.flatnonzero(small & ~unknown))
    for places in components(system, unknown):
        if small[places].any():
            ranges = _ranges(system, places, small, early=True)
            found += [n for n, each in ranges.items() if not _is_left_open(system.counts[n], each)]
    return sorted(found)


def with_given_away(system: System) -> System:
    """The system with what others' publications give away of small counts by themselves.

    That is of counts an attacker can pin down although this report shows nothing but which counts
    are zeros, and could not if the others had published nothing either.
    """
    if not any(count.stated.known for count in system.counts):
        return system
    system = system.with_given_away({})
    unknown, nobody = _unknown_to_all(system), system.with_nothing_known()
    alone = exposed(system, unknown)
    without = exposed(nobody, _unknown_to_all(nobody), np.array(alone, dtype=int))
    away = np.isin(np.arange(len(unknown)), list(set(alone) - set(without)))
    ranges: dict[int, Range] = {}
    for places in components(system, unknown | system.hidden()):
        ranges |= _ranges(system, places, away, early=False)
    return system.with_given_away(ranges)


def _unknown_to_all(system: System) -> np.ndarray:
    return np.array([count.may_be_withheld for count in system.counts], dtype=bool)


def components(system: System, unknown: np.ndarray) -> list[np.ndarray]:
    """Unknown counts that bear on one another, by place."""
    places = np.flatnonzero(unknown)
    equations = system.equations[:, places]
    if not len(places):
        return []
    touching = abs(equations).T @ abs(equations)
    number, label = connected_components(touching, directed=False)
    return [places[label == each] for each in range(number)]


def _ranges(
    system: System, places: np.ndarray, wanted: np.ndarray, *, early: bool
) -> dict[int, Range]:
    """The least and the most that the wanted counts of one component can be, by place.

    The programs move away from the true values: a shift that keeps every equation and takes no
    count below its floor is another report that would have been published just the same. One
    such report speaks for every count it moves, which spares most of the programs where it is
    enough (`early`) to know that a count is left open.
    """
    equations = system.equations[:, places]
    equations = equations[np.flatnonzero(abs(equations).sum(axis=1))]
    values = system.values()[places]
    floors = _floors(system, places)
    lowest, highest = values.copy(), values.copy()
    found = {}
    for number, place in enumerate(places):
        if not wanted[place]:
            continue
        for direction in (-1.0, 1.0):
            so_far = (lowest[number], highest[number])
            if early and _is_left_open(system.counts[place], so_far):
                break
            far = 2.0 * (system.counts[place].largest_withheld + 1)
            shift = _furthest_shift(equations, floors - values, number, direction * far)
            lowest = np.minimum(lowest, values + shift)
            highest = np.maximum(highest, values + shift)
        found[int(place)] = (float(lowest[number]), float(highest[number]))
    return found


def _floors(system: System, places: np.ndarray) -> np.ndarray:
    """The least each unknown count can be, to one who knows the rules."""
    counts = [system.counts[place] for place in places]
    return np.array(
        [
            min(count.value, 1 if count.stated.printed and count.zeros_told else 0)
            for count in counts
        ],
        dtype=float,
    )


def _furthest_shift(
    equations: sparse.csr_array, room: np.ndarray, number: int, way: float
) -> np.ndarray:
    """The shift of all counts that moves one as far as it goes one way, by `way` at most."""
    goal = np.zeros(len(room))
    goal[number] = -np.sign(way)
    bounds = np.column_stack([room, np.full(len(room), np.inf)])
    bounds[number, 1] = abs(way)
    solved = linprog(
        goal, A_eq=equations, b_eq=np.zeros(equations.shape[0]), bounds=bounds, method="highs"
    )
    if not solved.success:
        raise ArithmeticError(f"the attack could not be computed: {solved.message}")
    return solved.x


def _is_left_open(count: Count, possible: Range) -> bool:
    """Whether an attacker who knows what a count can be knows no more than he may."""
    if count.given_away is not None:
        least, most = count.given_away
        return possible[0] <= least + _NEARLY and possible[1] >= most - _NEARLY
    least, most = np.ceil(possible[0] - _NEARLY), np.floor(possible[1] + _NEARLY)
    return bool(most > count.largest_withheld and (count.zeros_told or least <= 0))
