"""The counts that bear on one another, and what must stay possible for them.

The problem is that of Fischetti and Salazar-González (2001), "Solving the cell suppression problem
on tabular data with linear constraints", Management Science 47(7), 1008-1027: withhold counts of
least weight so that an attacker, who knows the equations and everything that is published, is
left for each protected count with possible values low enough and high enough.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

NOBODY = -1
"""In the place of a count that an attacker knows: he is an outsider, and knows of none."""

Told = tuple[int, int, int]
"""What one who knows a case can tell: the case, the count, and the side on which."""

_STEPS = 1000
"""Weights are told apart to a thousandth, so that sums of them are compared in whole numbers."""


@dataclass(frozen=True)
class Instance:
    """What there is to protect: a value an entry for each of n counts.

    `equations` times `values` is zero. `least` and `most` are what everyone knows an unknown count
    to be at least and at most; a true value beyond them counts as possible too. `hidden` counts
    are printed nowhere: always unknown, at no cost. `must` are to be withheld; `may` can be, at
    the cost `weights` says, to the nearest thousandth. The attacker must be left with a possible
    value of at most `low` and with one of at least `high`; NaN asks for nothing on that side.
    `told` is the least and the most that a count can be where it is printed, and None where each is
    printed as it is. Whatever has a requirement, a target, must be withheld, hidden or printed as
    no less than it asks for.

    `cases` are withheld counts of which somebody knows the value, each somebody else: he too must
    be left with those values of each target, or as far that way as he can think possible whatever
    is published: that is in `reach`, by case, target and side, where it is less.
    """

    values: np.ndarray
    equations: sparse.csr_array
    least: np.ndarray
    most: np.ndarray
    hidden: np.ndarray
    must: np.ndarray
    may: np.ndarray
    weights: np.ndarray
    low: np.ndarray
    high: np.ndarray
    told: tuple[np.ndarray, np.ndarray] | None = None
    cases: tuple[int, ...] = ()
    reach: Mapping[Told, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        least, most = self.told or (self.values, self.values)
        exposed = (least > self.low) | (most < self.high)
        if (exposed & ~(self.must | self.hidden)).any():
            raise ValueError("a count is to be protected that is not to be withheld")
        if not self.must[list(self.cases)].all():
            raise ValueError("a count is known to somebody that is not to be withheld")
        if (self.weights < 0).any():
            raise ValueError("a weight is negative")
        if self.equations.shape[0] and np.abs(self.equations @ self.values).max() > 1e-9:
            raise ValueError("the counts do not keep the equations")

    def unknown_at_most(self) -> np.ndarray:
        """What is unknown when all that may be withheld is."""
        return self.hidden | self.must | self.may

    def room(self) -> tuple[np.ndarray, np.ndarray]:
        """How far above and below its true value each count can be, if it is unknown."""
        return np.maximum(self.most - self.values, 0), np.maximum(self.values - self.least, 0)

    def room_told(self) -> tuple[np.ndarray, np.ndarray]:
        """The same of each count if it is printed."""
        least, most = self.told or (self.values, self.values)
        return most - self.values, self.values - least


@dataclass(frozen=True)
class Demands:
    """Protection levels: a count, a side (1 up, -1 down), how far that way must be possible, and
    the count that is `known` to the attacker for whom it must be, or NOBODY."""

    count: np.ndarray
    side: np.ndarray
    level: np.ndarray
    known: np.ndarray

    @classmethod
    def of(cls, instance: Instance) -> Demands:
        """What the instance asks for beyond the true values themselves, which are possible."""
        up, down = instance.high - instance.values, instance.values - instance.low
        above, below = np.flatnonzero(up > 0), np.flatnonzero(down > 0)
        return cls(
            np.concatenate([above, below]),
            np.concatenate([np.ones(len(above)), -np.ones(len(below))]),
            np.concatenate([up[above], down[below]]),
            np.full(len(above) + len(below), NOBODY),
        )

    def to_insiders(self, cases: Collection[int], reach: Mapping[Told, float]) -> Demands:
        """The same demands for all who know one of these cases, each beside his own.

        What is possible to any of them is possible to an outsider, who knows less: where it is
        asked for one of them in full, it is not asked again for him.
        """
        asked: list[tuple[int, int, float, int]] = []
        for count, side, level in zip(self.count, self.side, self.level, strict=True):
            his = {case: reach.get((case, count, int(side)), level) for case in cases}
            levels = {case: min(most, level) for case, most in his.items() if case != count}
            if not any(each == level for each in levels.values()):
                levels[NOBODY] = level
            asked += [(count, side, each, case) for case, each in levels.items() if each > 0]
        count, side, level, known = zip(*asked, strict=True)
        return Demands(*map(np.array, (count, side, level, known)))

    def __len__(self) -> int:
        return len(self.count)

    def met_by(self, shift: np.ndarray) -> np.ndarray:
        """A truth a demand: whether a shift of all counts takes its count as far as is asked."""
        unknown = (self.known != NOBODY) & (np.abs(shift[self.known]) > NEARLY)
        return (self.side * shift[self.count] >= self.level - NEARLY) & ~unknown


NEARLY = 1e-6
"""The solver keeps equations to 1e-7; protection levels are whole numbers."""


@dataclass(frozen=True)
class Part:
    """Counts that bear on one another and on no others, by their `places` in the instance.

    `up` and `down` are how far each can be from its value if it is unknown, `up_told` and
    `down_told` if it is printed. `always` are unknown whatever the pattern; of the rest, `free` may
    be withheld, at whole `costs`, which times `unit` are weights.
    """

    places: np.ndarray
    equations: sparse.csc_array
    up: np.ndarray
    down: np.ndarray
    up_told: np.ndarray
    down_told: np.ndarray
    always: np.ndarray
    free: np.ndarray
    costs: np.ndarray
    unit: float
    demands: Demands

    @property
    def movable(self) -> np.ndarray:
        return (self.up > 0) | (self.down > 0)

    @property
    def loose(self) -> np.ndarray:
        """What can move although it is printed."""
        return (self.up_told > 0) | (self.down_told > 0)

    def beyond_what_is_told(self, shift: np.ndarray) -> np.ndarray:
        """A truth a count: whether a shift takes it where it cannot be if it is printed."""
        return (shift > self.up_told + NEARLY) | (-shift > self.down_told + NEARLY)

    def cost(self, pattern: np.ndarray) -> int:
        return int(self.costs[pattern & self.free].sum())


def parts(instance: Instance) -> Iterator[Part]:
    """The parts that have something to protect, in order of their first places.

    A count that is published as it is, whatever the pattern, or has no room, passes nothing on.
    """
    (up, down), (up_told, down_told) = instance.room(), instance.room_told()
    unknown = instance.unknown_at_most() & ((up > 0) | (down > 0))
    bearing = np.flatnonzero(unknown | (up_told > 0) | (down_told > 0))
    demands = Demands.of(instance)
    alone = np.setdiff1d(demands.count, bearing)
    touching = abs(instance.equations[:, bearing])
    number, labels = connected_components(touching.T @ touching, directed=False)
    together = [bearing[labels == label] for label in range(number)]
    for places in sorted([*together, *alone[:, None]], key=lambda places: places[0]):
        inside = np.isin(demands.count, places)
        if inside.any():
            yield _part(instance, places, demands, inside)


def _part(instance: Instance, places: np.ndarray, demands: Demands, inside: np.ndarray) -> Part:
    (up, down), (up_told, down_told) = instance.room(), instance.room_told()
    here = {int(place): number for number, place in enumerate(places)}
    equations = instance.equations[:, places]
    touched = np.flatnonzero(abs(equations).sum(axis=1))
    always = (instance.must | instance.hidden)[places]
    free = instance.may[places] & ~always
    costs = np.rint(instance.weights[places] * _STEPS).astype(np.int64)
    common = max(int(np.gcd.reduce(costs[free])) if free.any() else 1, 1)
    return Part(
        places=places,
        equations=sparse.csc_array(equations[touched]),
        up=up[places],
        down=down[places],
        up_told=up_told[places],
        down_told=down_told[places],
        always=always,
        free=free,
        costs=costs // common,
        unit=common / _STEPS,
        demands=Demands(
            np.searchsorted(places, demands.count[inside]),
            demands.side[inside],
            demands.level[inside],
            demands.known[inside],
        ).to_insiders(
            [here[case] for case in instance.cases if case in here],
            {
                (here[case], here[target], side): far
                for (case, target, side), far in instance.reach.items()
                if case in here and target in here
            },
        ),
    )
