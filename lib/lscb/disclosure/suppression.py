"""Which counts of a system to withhold, so that no small one can be worked out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lscb.disclosure.believers import Believed, told_to_believers
from lscb.disclosure.optimum import Instance, Pattern, UnprotectableError, optimal_pattern
from lscb.disclosure.parts import NEARLY, NOBODY, Told, parts
from lscb.disclosure.search import Search
from lscb.disclosure.system import Count, System

_INNER, _A_TOTAL, _A_FIGURE, _A_LATE_YEAR, _HEADLINE = 10.0, 6.0, 1.0, 2.0, 1000.0
_BY_LOT = 5.0
"""At most: less than what a total costs beyond one of its parts."""


def safe_pattern(system: System) -> Pattern:
    """The cheapest pattern in which every small count is withheld and none can be worked out.

    Where a believer could tell something all the same, what hides it from him is withheld as well.

    Deterministic. Raises UnprotectableError, with the places of the counts that stay exposed
    although everything that may be withheld is.
    """
    found = optimal_pattern(instance_of(system))
    told = told_to_believers(system, found.withheld)
    return _with_more(system, found, told) if told else found


def _with_more(system: System, found: Pattern, told: Believed) -> Pattern:
    """The pattern with what hides from believers what they are `told`.

    A pattern that withholds more than a safe one is safe. All that stands in an equation with what
    they can tell is withheld, then all beside that, until they can tell it no more; then whatever
    of it can be spared is printed again, the dearest first. What they can tell whatever a report
    withholds, it cannot undo: it must tell no more.
    """
    instance, anyhow = instance_of(system), _told_anyhow(system)
    around = np.isin(np.arange(len(system.counts)), [place for place, _, _ in told])
    more = np.zeros(len(system.counts), dtype=bool)
    while left := _beyond(told_to_believers(system, found.withheld | more), anyhow):
        wider = system.beside(around)
        if (wider == around).all():
            raise UnprotectableError(left)
        around, more = wider, wider & instance.may & ~found.withheld
    for place in sorted(np.flatnonzero(more), key=lambda place: -instance.weights[place]):
        more[place] = False
        if _beyond(told_to_believers(system, found.withheld | more), anyhow):
            more[place] = True
    weight = found.weight + float(instance.weights[more].sum())
    return replace(
        found,
        withheld=found.withheld | more,
        weight=weight,
        gap=(weight - found.bound) / weight,
        is_optimal=found.is_optimal and not more.any(),
    )


def _told_anyhow(system: System) -> Believed:
    """What believers can tell although everything that may be withheld is, zeros as well."""
    everything = np.array([c.may_be_withheld and not c.always for c in system.counts], dtype=bool)
    untold = system.with_zeros_untold(system.cells)
    return told_to_believers(untold, everything, system.counts)


def _beyond(told: Believed, anyhow: Believed) -> set[int]:
    """The places of which more is told than anyhow: on a side there, or further on it."""
    return {
        place
        for (place, side, as_well), end in told.items()
        if side * end < side * anyhow.get((place, side, as_well), side * np.inf) - NEARLY
    }


def instance_of(system: System) -> Instance:
    """The system as a problem: a small count must be withheld, a zero that is told must not.

    Where classes are printed no count must be: what matters is what is left possible of it.
    """
    counts = system.counts
    least, most = system.if_unknown()
    return Instance(
        values=system.values(),
        equations=system.equations,
        least=least,
        most=most,
        hidden=system.hidden(),
        must=system.must_be_withheld(),
        may=np.array([_may_be(count) for count in counts], dtype=bool),
        weights=np.array([_weight(system, place) for place in range(len(counts))]),
        low=np.array([count.low for count in counts]),
        high=np.array([count.high for count in counts]),
        told=tuple(system.if_printed()),
        cases=system.cases(),
        reach=system.reach,
    )


def _may_be(count: Count) -> bool:
    return count.may_be_withheld and not (count.is_told_zero or count.always)


def _weight(system: System, place: int) -> float:
    """What withholding a count costs the reader, whatever it is.

    Headlines are spared; then totals, counts that figures are made from, and later years. Between
    counts that are alike in that it is decided by lot. Were the least withheld, one who protects
    anew whatever may stand in the withheld places could tell by the choice what does; and so he
    could by any choice that he can make again.
    """
    weight = _INNER + _A_TOTAL * system.totals(place) + _A_FIGURE * system.figures(place)
    weight += _A_LATE_YEAR / (1 + system.age(place)) + _BY_LOT * system.lot(place)
    return round(weight + _HEADLINE * system.counts[place].stated.spared, 3)


def exposed_at_most(system: System) -> set[int]:
    """The counts that stay exposed when everything that may be withheld is, zeros as well."""
    return {target for _, target, _ in _at_most(system, ())}


def exposed_to_insiders(system: System) -> set[Told]:
    """What stays exposed then to those who know a case."""
    return {each for each in _at_most(system, system.cases()) if each[0] != NOBODY}


def _at_most(system: System, cases: tuple[int, ...]) -> set[Told]:
    may = np.array([c.may_be_withheld and not c.always for c in system.counts], dtype=bool)
    instance = replace(instance_of(system), may=may, cases=cases)
    return set().union(*(Search(part, 0, 0).exposed_at_most() for part in parts(instance)))
