"""The insider: one who knows a single case, such as his own, and so one count that is one.

A family knows that the one child of a withheld count is theirs. For each withheld count that may be
one, it is asked whether another is told to be small by one who knows that it is. That takes a
linear attack a count, on its own component: hundreds of them in a report take seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from lscb.audit.evidence import Count, Evidence
from lscb.audit.linear import linear_ranges
from lscb.audit.unknowns import NEARLY, Component, Range, Unknowns, unknowns

MOST_CASES = 1_000
"""How many insiders are tried; where there are more, that is said."""

Told = Callable[[Count, Range], bool]


def told_to_insiders(
    evidence: Evidence, secrets: Collection[int], is_told: Told
) -> tuple[set[int], list[str]]:
    """The secrets that somebody can tell who knows of one case, and what was not tried.

    `secrets` are the withheld counts that an outsider cannot tell to be small.
    """
    found: set[int] = set()
    tried = left_out = 0
    for component in unknowns(evidence).components:
        within = [int(n) for n in component.places if int(n) in secrets]
        for case in _cases(evidence, component, within):
            if tried >= MOST_CASES:
                left_out += 1
                continue
            tried += 1
            found |= _told_to(evidence, component, case, set(within) - found - {case}, is_told)
    if not left_out:
        return found, []
    return found, [f"insider: counts that may be one and were not tried: {left_out}"]


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
) -> set[int]:
    """What one who knows a case can tell of the other counts of its component."""
    here = component.places == case
    least, most = component.least.copy(), component.most.copy()
    least[here] = most[here] = 1.0
    alone = Unknowns({}, (replace(component, least=least, most=most),))

    def settled(number: int, low: float, high: float) -> bool:
        return not is_told(evidence.counts[number], (low, high))

    parts = linear_ranges(alone, others, settled)
    ranges = {n: each for _, part in parts for n, each in part.items()}
    return {n for n, each in ranges.items() if is_told(evidence.counts[n], each)}
