"""Which counts to withhold so that no small one can be worked out.

First version of the method. Small counts are withheld; then, while an attacker can still tell
that one is small, the cheapest count of the equations that give it away is withheld too; last,
each of those is let out again if the report stays safe without it. Safe, not yet optimal.
"""

from __future__ import annotations

import numpy as np

from lscb.disclosure.attack import components, exposed
from lscb.disclosure.system import System


class Unprotectable(Exception):  # noqa: N818 - what it says of the counts
    """Small counts stay exposed although everything that may be withheld is."""

    def __init__(self, system: System, places: list[int]) -> None:
        super().__init__(", ".join(sorted({system.cells[n].quantity for n in places})))
        self.places = places


def withheld_counts(system: System) -> np.ndarray:
    """A truth a count: whether it is withheld. Deterministic.

    Raises Unprotectable, naming quantities only, when a small count stays exposed although
    everything that may be withheld is.
    """
    small = system.small() & ~system.hidden()
    withheld = small.copy()
    while places := exposed(system, withheld):
        complements = {c for place in places if (c := _complement(system, withheld, place)) >= 0}
        if not complements:
            raise Unprotectable(system, places)
        withheld[sorted(complements)] = True
    return _pruned(system, withheld, np.flatnonzero(withheld & ~small))


def _complement(system: System, withheld: np.ndarray, place: int) -> int:
    """The cheapest published count in the equations around an exposed one; -1 if none is left.

    Looks first at the equations the count stands in, then at those of its unknown neighbours. A
    zero that is told from small counts is never withheld.
    """
    unknown = withheld | system.hidden()
    around = np.zeros(len(unknown), dtype=bool)
    around[place] = True
    while True:
        equations = system.equations[:, np.flatnonzero(around)]
        rows = np.flatnonzero(abs(equations).sum(axis=1))
        touched = abs(system.equations[rows]).sum(axis=0) > 0
        candidates = [
            c
            for c in np.flatnonzero(touched & ~unknown)
            if system.counts[c].may_be_withheld and not system.counts[c].is_told_zero
        ]
        if candidates:
            return int(min(candidates, key=lambda c: _cost(system, c)))
        wider = around | (touched & unknown)
        if (wider == around).all():
            return -1
        around = wider


def _cost(system: System, place: int) -> tuple[bool, int, int, int]:
    """Headlines are spared; then an older year's count, which an earlier report may have printed
    and which then protects nothing; then the larger. The last rank is the place, so that the
    pattern never depends on the machine."""
    count = system.counts[place]
    return count.stated.spared, system.age(place), count.value, place


def _pruned(system: System, withheld: np.ndarray, complements: np.ndarray) -> np.ndarray:
    """The pattern without the complements it can do without, dearest first."""
    for place in sorted(complements, key=lambda c: _cost(system, c), reverse=True):
        without = withheld.copy()
        without[place] = False
        around = next(c for c in components(system, withheld | system.hidden()) if place in c)
        if not exposed(system, without, around):
            withheld = without
    return withheld
