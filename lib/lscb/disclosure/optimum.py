"""The cheapest safe pattern: which counts to withhold at least weight so that none is exposed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from lscb.disclosure.parts import NEARLY, Instance, Part, parts
from lscb.disclosure.search import Search
from lscb.disclosure.shifts import Attacker

__all__ = ["Instance", "Pattern", "UnprotectableError", "optimal_pattern"]

ROUNDS = 200
NODES = 2000
"""Limits that sets of linked tables of a thousand counts stay far below."""


class UnprotectableError(ValueError):
    """Withholding all that may be withheld leaves targets exposed: those at `places`."""

    def __init__(self, places: Iterable[int]) -> None:
        self.places = tuple(sorted(places))
        super().__init__(f"{len(self.places)} counts cannot be protected")


@dataclass(frozen=True)
class Pattern:
    """Which counts are withheld, with their weight and what is proven of it.

    No safe pattern weighs less than `bound`. `gap` is the share of the weight above that, and
    `rounds` the most that any part of the instance took.
    """

    withheld: np.ndarray
    weight: float
    bound: float
    gap: float
    rounds: int
    is_optimal: bool


def optimal_pattern(instance: Instance, *, rounds: int = ROUNDS, nodes: int = NODES) -> Pattern:
    """The pattern of least weight that leaves every target its possible values.

    Each part of the instance, which shares nothing with the others, is solved alone, within so
    many rounds and branch-and-bound nodes. A part that is not solved within them has a safe
    pattern, of which no complement can be spared, and a gap. Of patterns of equal weight the one
    whose places sum to least is chosen, where that is quickly found.

    The attacker reckons with fractions too: in tables of more than two dimensions one who knows
    that counts are whole could rule out a little more. Weights that differ a million times are
    more than the solver tells apart.

    Raises UnprotectableError when there is no safe pattern at all.
    """
    searches = [Search(part, rounds, nodes) for part in parts(instance)]
    exposed = set().union(*(search.exposed_at_most() for search in searches))
    if exposed:
        raise UnprotectableError({target for _, target, _ in exposed})
    withheld = instance.must.copy()
    weight = float(instance.weights[withheld].sum())
    bound, most, proven = weight, 0, True
    for search in searches:
        found = search.found()
        _verify(instance, search.part, found.pattern)
        chosen = search.part.places[found.pattern & search.part.free]
        withheld[chosen] = True
        weight += float(instance.weights[chosen].sum())
        bound += found.bound * search.part.unit
        most, proven = max(most, found.rounds), proven and found.is_optimal
    bound = weight if proven else min(bound, weight)
    gap = (weight - bound) / weight if weight else 0.0
    return Pattern(withheld, weight, bound, gap, most, proven)


def _verify(instance: Instance, part: Part, pattern: np.ndarray) -> None:
    """Attack the pattern anew, with nothing remembered, and check each report that clears it.

    Raises ArithmeticError where a demand is not met by a whole report: one that keeps all
    equations, agrees with all that is published, and stays within what everyone knows.
    """
    attacker = Attacker(part)
    exposures = attacker.exposures(pattern.astype(float))
    found = attacker.witnesses.shifts()
    shifts = np.zeros((len(found), len(instance.values)))
    shifts[:, part.places] = found
    up, down = (room.copy() for room in instance.room_told())
    unknown = part.places[pattern]
    up[unknown], down[unknown] = (room[unknown] for room in instance.room())
    possible = (
        (np.abs(shifts @ instance.equations.T) < NEARLY).all(axis=1)
        & (shifts < up + NEARLY).all(axis=1)
        & (shifts > -down - NEARLY).all(axis=1)
    )
    met = np.array([part.demands.met_by(shift) for shift in found[possible]])
    if exposures or not met.any(axis=0).all():
        raise ArithmeticError("a pattern that was found safe is not")
