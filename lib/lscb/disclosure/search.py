"""The search for the cheapest safe pattern of one part: cuts from below, safe patterns from above.

Master and attacker take turns. The master proposes the cheapest pattern that keeps all cuts; the
attacker finds what it leaves exposed, and each exposure is another cut. First counts may be
withheld in part, which is quick and brings most cuts; then in whole. Every proposal is made safe
by detours and pruned, so that a safe pattern and a bound are at hand whenever a limit is met.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lscb.disclosure.cuts import Master, bridges, cut
from lscb.disclosure.parts import NOBODY, Part, Told
from lscb.disclosure.shifts import Attacker, Exposure, detour, row_multipliers

_STALLED = 4
"""So many rounds without a thousandth more of a bound end the relaxed rounds."""
_NODES_FOR_EQUALS = 50
"""Most choices between equals take one node a round."""


@dataclass(frozen=True)
class Found:
    """The best safe pattern of a part, its cost and the bound, which no safe pattern is below."""

    pattern: np.ndarray
    cost: int
    bound: int
    rounds: int

    @property
    def is_optimal(self) -> bool:
        return self.bound >= self.cost


class Search:
    """One search: its limits count rounds and nodes, never seconds, so that what is found is the
    same on every machine."""

    def __init__(self, part: Part, rounds: int, nodes: int) -> None:
        self.part, self.attacker, self.master = part, Attacker(part), Master(part)
        self._rounds_left, self._nodes_left = rounds, nodes
        self._rounds = 0
        self.bound = 0

    def exposed_at_most(self) -> set[Told]:
        """What stays exposed when all that may be withheld is, by the places of the instance; who
        knows no case knows NOBODY."""
        found = self.attacker.exposures((self.part.always | self.part.free).astype(float))
        demands, places = self.part.demands, [*map(int, self.part.places), NOBODY]
        return {
            (places[demands.known[n]], places[demands.count[n]], int(demands.side[n]))
            for n in (exposure.demand for exposure in found)
        }

    def found(self) -> Found:
        """The cheapest safe pattern, if the limits allow; else the best one found."""
        for each in row_multipliers(self.part):
            self._add(each)
        guide = self._relaxed_rounds()
        best = self._made_safe(guide > 1 - 1e-3, guide)
        best = self._whole_rounds(best, guide)
        cost = self.part.cost(best)
        if 0 < cost <= self.bound:
            best = self._first_among_equals(best, cost)
        return Found(best, cost, min(self.bound, cost), self._rounds)

    def _relaxed_rounds(self) -> np.ndarray:
        """Cuts from counts withheld in part, until none is new; the last extents."""
        last, stalled = -np.inf, 0
        while True:
            relaxed = self.master.relaxed()
            self._raise_bound(relaxed.bound)
            stalled = stalled + 1 if relaxed.bound - last < 1e-3 * relaxed.bound else 0
            if stalled == _STALLED or not self._rounds_left:
                return relaxed.extent
            self._count_round()
            last = relaxed.bound
            new = self._attacked(relaxed.extent)[1]
            for coefficients in bridges(self.part, relaxed.extent):
                new += self.master.add(coefficients, 0)
            if not new:
                return relaxed.extent

    def _whole_rounds(self, best: np.ndarray, guide: np.ndarray) -> np.ndarray:
        """Cuts from patterns in whole counts, until bound and best pattern meet.

        The master is solved to within a quarter of the gap that is left: near enough to learn
        from, and exactly once its pattern has nothing more to teach.
        """
        exact = False
        while self.bound < self.part.cost(best) and self._rounds_left and self._nodes_left > 0:
            self._count_round()
            cost = self.part.cost(best)
            gap = 0.0 if exact else (cost - self.bound) / cost / 4
            whole = self.master.whole(self._too_dear(cost), self._nodes_left, gap)
            self._nodes_left -= whole.nodes
            self._raise_bound(min(whole.bound, cost))
            if whole.pattern is None:
                if not whole.finished:
                    break
                continue
            new = self._attacked(whole.pattern.astype(float))[1]
            safe = self._made_safe(whole.pattern, guide)
            if self.part.cost(safe) < cost:
                best = safe
            elif not new and exact:
                break
            exact = not new
        return best

    def _first_among_equals(self, best: np.ndarray, cost: int) -> np.ndarray:
        """Of the safe patterns of this cost, the one whose places sum to least.

        So that the pattern hangs on the instance alone, and not on the way the search took to it;
        where that is quickly found.
        """
        nodes = min(_NODES_FOR_EQUALS, self._nodes_left)
        while self._rounds_left and nodes > 0:
            self._count_round()
            first = self.master.first(cost, self._too_dear(cost + 1), nodes)
            nodes -= first.nodes
            if first.pattern is None or not first.finished:
                break
            exposures, new = self._attacked(first.pattern.astype(float))
            if not exposures:
                return first.pattern
            if not new:
                break
        return best

    def _too_dear(self, cost: int) -> np.ndarray:
        """The counts no pattern that costs less than this one can withhold."""
        relaxed = self.master.relaxed()
        return relaxed.bound + relaxed.reduced_costs > cost - 1 + 1e-3

    def _count_round(self) -> None:
        self._rounds += 1
        self._rounds_left -= 1

    def _raise_bound(self, bound: float) -> None:
        """Costs are whole numbers, so a bound is as good as the next whole number."""
        if np.isfinite(bound):
            self.bound = max(self.bound, int(np.ceil(bound - 1e-5 - 1e-10 * abs(bound))))

    def _add(self, exposure: Exposure, extent: np.ndarray | None = None) -> bool:
        coefficients = cut(self.part, exposure)
        if coefficients is None or (extent is not None and coefficients @ extent > 1 - 1e-4):
            return False
        return self.master.add(coefficients)

    def _attacked(self, extent: np.ndarray, most: int | None = None) -> tuple[list[Exposure], int]:
        """What is exposed, and how many new cuts that made."""
        found = self.attacker.exposures(extent, most=most)
        return found, sum(self._add(each, extent) for each in found)

    def _made_safe(self, pattern: np.ndarray, guide: np.ndarray) -> np.ndarray:
        """A safe pattern around this one: detours for what is exposed, then pruned.

        A detour withholds what a cheap shift passes through; counts that the relaxed master
        withholds most of are cheapest.
        """
        part, pattern = self.part, pattern | self.part.always
        while exposures := self._attacked(pattern.astype(float))[0]:
            before = pattern.copy()
            for each in exposures:
                if self.attacker.witnesses.met(pattern)[each.demand]:
                    continue
                prices = np.where(pattern, 0, part.costs * np.maximum(1 - guide, 0.05)) + 1e-4
                shift = detour(part, each.demand, prices)
                self.attacker.witnesses.add(shift)
                pattern |= part.beyond_what_is_told(shift) & part.free
            if (pattern == before).all():
                pattern = part.always | part.free
        return self._pruned(pattern)

    def _pruned(self, pattern: np.ndarray) -> np.ndarray:
        """The pattern without the complements it can do without, dearest first."""
        complements = np.flatnonzero(pattern & self.part.free)
        for count in complements[np.argsort(-self.part.costs[complements], kind="stable")]:
            without = pattern.copy()
            without[count] = False
            if self.master.broken_by(without.astype(float)):
                continue
            if not self._attacked(without.astype(float), most=1)[0]:
                pattern = without
        return pattern
