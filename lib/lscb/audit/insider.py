"""The insider: one who knows a single case, such as his own, and so one count that is one.

A family knows that the one child of a withheld count is theirs. For each withheld count that may be
one, it is asked whether another is told to be small by one who knows that it is. What he knows
without this report is not told by it: that more with his own among them are one at least, that
fewer are one at most, and what follows from what others have published. That takes a linear attack
a count, on its own component: hundreds of them in a report take seconds. Where counts are printed
as classes nearly all bear on one another, and it would be minutes: those with fewest beside them
are tried first, and what is left out is said.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from lscb.audit.evidence import Count, Evidence
from lscb.audit.linear import Settled, linear_ranges
from lscb.audit.unknowns import NEARLY, Component, Range, Unknowns, unknowns

MOST_WORK = 30_000_000
"""How much is tried, some twenty seconds of it: an insider takes as much as the square of the
unknowns he reckons with, and at least `A_CASE`."""
A_CASE = 20_000

Told = Callable[[Count, Range], bool]


@dataclass
class ToInsiders:
    """What insiders can tell: those there are, whose count is truly one, and those there may be.

    `work` is what was done, and `left_out` counts the cases that were not tried.
    """

    there: set[int] = field(default_factory=set)
    maybe: set[int] = field(default_factory=set)
    work: int = 0
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
    for component in sorted(unknowns(evidence).components, key=_work):
        within = [int(n) for n in component.places if int(n) in secrets]
        for case in _cases(evidence, component, within):
            if found.work >= MOST_WORK:
                found.left_out += 1
                continue
            found.work += _work(component)
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


def _work(component: Component) -> int:
    return A_CASE + len(component.places) ** 2


def _cases(evidence: Evidence, component: Component, within: list[int]) -> list[int]:
    """The printed tables' withheld counts that may be one; those that are, where that is known."""

    def may_be_one(_: int, low: float, high: float) -> bool:
        return low <= 1 + NEARLY and high >= 1 - NEARLY

    parts = linear_ranges(Unknowns({}, (component,)), within, may_be_one)
    may_be = {n for _, part in parts for n, each in part.items() if may_be_one(n, *each)}
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
        high if high < before[1] - NEARLY else max(high, count.most),
    )
