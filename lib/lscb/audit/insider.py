"""The insider: one who knows a single case, such as his own, and so one count that is one.

A family knows that the one child of a withheld count is theirs. For each withheld count that may be
one, it is asked whether another is told to be small by one who knows that it is. What he knows
without this report is not told by it: that more with his own among them are one at least, that
fewer are one at most, and what follows from what others have published. That takes a linear attack
a count, on its own component: hundreds of them in a report take seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from lscb.audit.evidence import NO_BOUND, Count, Evidence
from lscb.audit.linear import Settled, linear_ranges
from lscb.audit.unknowns import NEARLY, Component, Range, Unknowns, unknowns

MOST_CASES = 1_000
"""How many insiders are tried; where there are more, that is said."""

Told = Callable[[Count, Range], bool]


@dataclass
class ToInsiders:
    """What insiders can tell: those there are, whose count is truly one, and those there may be.

    `left_out` counts the cases that were not tried.
    """

    there: set[int] = field(default_factory=set)
    maybe: set[int] = field(default_factory=set)
    tried: int = 0
    left_out: int = 0

    def limits(self) -> list[str]:
        """What was not tried, in words."""
        what = f"insider: counts that may be one and were not tried: {self.left_out}"
        return [what] if self.left_out else []


def told_to_insiders(
    evidence: Evidence, by_others: Evidence, secrets: Collection[int], is_told: Told
) -> ToInsiders:
    """The secrets that somebody can tell who knows of one case.

    `secrets` are the withheld counts that an outsider cannot tell to be small; `by_others` is what
    is known without what is attacked.
    """
    found = ToInsiders()
    beside = {int(n): each for each in unknowns(by_others).components for n in each.places}
    for component in unknowns(evidence).components:
        within = [int(n) for n in component.places if int(n) in secrets]
        for case in _cases(evidence, component, within):
            if found.tried >= MOST_CASES:
                found.left_out += 1
                continue
            found.tried += 1
            is_there = evidence.counts[case].truth is not None
            known = found.there if is_there else found.there | found.maybe
            others = set(within) - known - {case}
            told = _told_to(evidence, component, case, others, is_told)
            before = _ranges_to(beside[case], case, told) if told else {}
            (found.there if is_there else found.maybe).update(
                n
                for n, each in told.items()
                if is_told(evidence.counts[n], _told_anew(evidence.counts[n], each, before[n]))
            )
    return found


def _cases(evidence: Evidence, component: Component, within: list[int]) -> list[int]:
    """The printed tables' withheld counts that may be one; those that are, where that is known."""
    alone = Unknowns({}, (component,))
    may_be = {
        n
        for _, ranges in linear_ranges(alone, within)
        for n, (low, high) in ranges.items()
        if low <= 1 + NEARLY and high >= 1 - NEARLY
    }
    counts = ((n, evidence.counts[n]) for n in sorted(may_be))
    return [n for n, count in counts if count.spots and count.truth in (None, 1)]


def _told_to(
    evidence: Evidence, component: Component, case: int, others: set[int], is_told: Told
) -> dict[int, Range]:
    """What one who knows a case can tell of the other counts of its component."""

    def settled(number: int, low: float, high: float) -> bool:
        return not is_told(evidence.counts[number], (low, high))

    ranges = _ranges_to(component, case, others, settled)
    return {n: each for n, each in ranges.items() if is_told(evidence.counts[n], each)}


def _ranges_to(
    component: Component, case: int, wanted: Collection[int], settled: Settled | None = None
) -> dict[int, Range]:
    """The ranges of a component's counts to one who knows that this one is one."""
    here = component.places == case
    least, most = component.least.copy(), component.most.copy()
    least[here] = most[here] = 1.0
    alone = Unknowns({}, (replace(component, least=least, most=most),))
    parts = linear_ranges(alone, wanted, settled)
    return {n: each for _, part in parts for n, each in part.items()}


def _told_anew(count: Count, possible: Range, before: Range) -> Range:
    """What is possible of a count, but for an end that he knew before."""
    low, high = possible
    return (
        low if low > before[0] + NEARLY else min(low, count.least),
        high if high < before[1] - NEARLY else NO_BOUND,
    )
