"""The integer attacker: the same ranges where counts are whole numbers.

He is never behind the linear one, and ahead where a range's ends cannot be reached by whole counts.
Most of the programs are spared: where the linear attacker's end is reached by a report of whole
numbers, there is nothing left to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from lscb.audit.linear import Settled, linear_ranges
from lscb.audit.unknowns import FAR, NEARLY, Component, Contradicted, Range, Unknowns

NODES = 2_000
"""How many branches a program may try: no clock, so that the answer is the same anywhere."""


class Unfinished:
    """How many ends were not proven within `NODES`; then what is left possible may be less."""

    def __init__(self) -> None:
        self.ends = 0

    def in_words(self) -> str | None:
        if not self.ends:
            return None
        ends = "one end of a range" if self.ends == 1 else f"{self.ends} ends of ranges"
        return f"whole numbers: {ends} not proven within {NODES:,} branches"


def integer_ranges(
    found: Unknowns,
    wanted: Collection[int],
    settled: Settled | None = None,
    unfinished: Unfinished | None = None,
) -> Iterator[tuple[Component | None, dict[int, Range]]]:
    """The ranges of the wanted counts, component by component; first those already decided.

    `settled` is as in `linear_ranges`. An end that is not proven is given as far out as it may be.
    Raises Contradicted, naming the component, where no whole counts fit what is published.
    """
    unfinished = unfinished or Unfinished()
    for component, ranges in linear_ranges(found, wanted):
        if component is None:
            _whole_or_contradicted(ranges)
            yield None, ranges
        else:
            yield component, _Programs(component, ranges, settled, unfinished).ranges()


def _whole_or_contradicted(ranges: dict[int, Range]) -> None:
    broken = [n for n, (value, _) in ranges.items() if abs(value - round(value)) > NEARLY]
    if broken:
        raise Contradicted(broken)


class _Programs:
    """The programs of one component: what whole reports have been found, and what is left."""

    def __init__(
        self,
        component: Component,
        linear: dict[int, Range],
        settled: Settled | None,
        unfinished: Unfinished,
    ) -> None:
        self.component, self.settled, self.unfinished = component, settled, unfinished
        self.linear = linear
        self.column = {int(n): c for c, n in enumerate(component.places)}
        self.lowest = np.full(len(component.places), np.inf)
        self.highest = np.full(len(component.places), -np.inf)

    def ranges(self) -> dict[int, Range]:
        return {n: (self._end(n, -1), self._end(n, 1)) for n in self.linear}

    def _end(self, number: int, way: int) -> float:
        """How far a count can be one way."""
        column = self.column[number]
        low, high = self.linear[number]
        bound = np.floor(high + NEARLY) if way > 0 else np.ceil(low - NEARLY)
        reached = self.highest[column] if way > 0 else self.lowest[column]
        if reached == bound or self._is_settled(number, column):
            return float(reached)
        if not np.isfinite(bound) or abs(bound) >= FAR:
            return float(bound)
        return self._solved(column, way)

    def _is_settled(self, number: int, column: int) -> bool:
        low, high = self.lowest[column], self.highest[column]
        return self.settled is not None and low <= high and self.settled(number, low, high)

    def _solved(self, column: int, way: int) -> float:
        component = self.component
        goal = np.zeros(len(component.places))
        goal[column] = -way
        least, most = np.maximum(component.least, -FAR), np.minimum(component.most, FAR)
        solved = milp(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds(np.ceil(least - NEARLY), np.floor(most + NEARLY)),
            constraints=LinearConstraint(component.matrix, component.lower, component.upper),
            options={"node_limit": NODES},
        )
        if solved.status == 2:
            raise Contradicted([int(n) for n in component.places])
        if solved.x is not None:
            report = np.round(solved.x)
            self.lowest = np.minimum(self.lowest, report)
            self.highest = np.maximum(self.highest, report)
        if solved.status == 0:
            return float(round(-way * solved.fun))
        self.unfinished.ends += 1
        return self._furthest(column, way, solved.mip_dual_bound)

    def _furthest(self, column: int, way: int, bound: float | None) -> float:
        """How far an end may be that was not proven."""
        low, high = self.linear[int(self.component.places[column])]
        linear = high if way > 0 else low
        if bound is None or not np.isfinite(bound):
            return linear
        return min(linear, -bound) if way > 0 else max(linear, bound)
