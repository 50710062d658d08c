"""What an outsider can work out about withheld counts from everything that is published.

The attacker knows every published count, every total, flow and reconciliation, that counts are
not negative, and that a zero is never withheld where zeros are shown. All that arithmetic can
give is then the smallest and the largest value each withheld count may have: two linear
programs a count.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from lscb.disclosure.system import SMALLEST_PUBLISHED, System

_NEARLY = 1e-6


def exposed(system: System, withheld: np.ndarray, among: np.ndarray | None = None) -> list[int]:
    """The sensitive counts that an attacker can pin down, by their place in the system.

    `withheld` is a truth a count; `among` are places to ask about, all when none are named. The
    attacker must be left with the possibility that the count is not small at all and, where
    zeros are hidden among small counts, that it is none. A sensitive count that is published,
    or printed nowhere and bound by published counts alone, is exposed.
    """
    sensitive = system.sensitive()
    if among is not None:
        sensitive &= np.isin(np.arange(len(sensitive)), among)
    unknown = withheld | system.hidden()
    open_to_all = list(np.flatnonzero(sensitive & ~unknown))
    found = []
    for places in components(system, unknown):
        if sensitive[places].any():
            found += _exposed_in(system, places, sensitive)
    return sorted(open_to_all + found)


def with_given_away(system: System) -> System:
    """The system with every count marked that others' publications give away by themselves.

    They are those an attacker can pin down although this report shows no more than its zeros,
    and could not if the others had published nothing either.
    """
    known = np.array([count.known for count in system.counts], dtype=bool)
    if not known.any():
        return system
    alone = exposed(system, _may_be_unknown(system))
    nobody = system.with_counts(known=[False] * len(known))
    without = exposed(nobody, _may_be_unknown(nobody), np.array(alone, dtype=int))
    away = set(alone) - set(without)
    return system.with_counts(given_away=[place in away for place in range(len(known))])


def _may_be_unknown(system: System) -> np.ndarray:
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


def _exposed_in(system: System, places: np.ndarray, sensitive: np.ndarray) -> list[int]:
    """The sensitive counts of one component that the attacker can pin down.

    The programs move away from the true values: a shift that keeps every equation and takes no
    count below its floor is another report that would have been published just the same. One
    such report speaks for every count it moves, which spares most of the programs.
    """
    equations = system.equations[:, places]
    equations = equations[np.flatnonzero(abs(equations).sum(axis=1))]
    values = system.values()[places]
    floors = _floors(system, places)
    lowest, highest = values.copy(), values.copy()
    found = []
    for number, place in enumerate(places):
        if not sensitive[place]:
            continue
        count = system.counts[place]
        for direction in (-1.0, 1.0):
            if _wide_enough(count.zeros_shown, lowest[number], highest[number]):
                break
            shift = _furthest_shift(equations, floors - values, number, direction)
            lowest = np.minimum(lowest, values + shift)
            highest = np.maximum(highest, values + shift)
        if not _wide_enough(count.zeros_shown, lowest[number], highest[number]):
            found.append(int(place))
    return found


def _floors(system: System, places: np.ndarray) -> np.ndarray:
    """The least each unknown count can be, to one who knows the rules."""
    counts = [system.counts[place] for place in places]
    return np.array(
        [min(count.value, 1 if count.printed and count.zeros_shown else 0) for count in counts],
        dtype=float,
    )


def _furthest_shift(
    equations: sparse.csr_array, room: np.ndarray, number: int, direction: float
) -> np.ndarray:
    """The shift of all counts that moves one as far as it goes one way, twelve at most."""
    goal = np.zeros(len(room))
    goal[number] = -direction
    bounds = np.column_stack([room, np.full(len(room), np.inf)])
    bounds[number, 1] = 2 * SMALLEST_PUBLISHED
    solved = linprog(
        goal, A_eq=equations, b_eq=np.zeros(equations.shape[0]), bounds=bounds, method="highs"
    )
    if not solved.success:
        raise ArithmeticError(f"the attack could not be computed: {solved.message}")
    return solved.x


def _wide_enough(zeros_shown: bool, lowest: float, highest: float) -> bool:
    least, most = np.ceil(lowest - _NEARLY), np.floor(highest + _NEARLY)
    return bool(most >= SMALLEST_PUBLISHED and (zeros_shown or least <= 0))
