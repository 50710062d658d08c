"""What earlier publications tell of a report's counts: its system is protected with them in it.

A number that was printed is known for good. A count that was withheld is the same unknown here,
and what it added up with then holds still, so that a new number may tell of an old one. Where a
number was corrected since, counts beside it may have changed as well: they are nobody's knowledge
any more, and the difference to the old number is protected as a small count is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from lscb.disclosure.policies import policy
from lscb.ledger import Publication
from lscb.registration import Registered, Registration
from lscb.tables import Cell, Identity


@dataclass(frozen=True)
class Past:
    """A report's registration and values with what was published before.

    `was` has the number that was printed of each count that is another by now. `kept` are counts
    withheld in an earlier publication and not counted in this report: their values are possible
    ones, not the true ones, which nobody keeps. `before` are counts that are known because the
    board itself has printed them, and `not_none` those that it withheld where it told zeros: they
    are one at least.
    """

    registration: Registration
    values: Mapping[Cell, int]
    was: Mapping[Cell, int] = field(default_factory=dict)
    kept: frozenset[Cell] = frozenset()
    before: frozenset[Cell] = frozenset()
    not_none: frozenset[Cell] = frozenset()


def with_past(
    registration: Registration, values: Mapping[Cell, int], past: Iterable[Publication]
) -> Past:
    """The registration and values of a report with all that bears on them of the past."""
    found = Past(registration, values)
    for publication in past:
        found = _with(found, publication)
    return found


def _with(found: Past, publication: Publication) -> Past:
    printed = _exact(found, publication)
    was = {
        cell: value
        for cell, value in printed.items()
        if cell in found.values and cell not in found.kept and found.values[cell] != value
    }
    unsure = _beside(found.registration.identities, was)
    headlines = {count.cell for count in found.registration.counts if count.spared}
    # A headline's correction is told, and so hides nothing beside it: what is not corrected itself
    # stands, and is known still.
    may_have_changed = _beside(found.registration.identities, was.keys() - headlines) | was.keys()
    counts = {
        count.cell: replace(
            count,
            known=count.known or (count.cell in printed and count.cell not in may_have_changed),
        )
        for count in found.registration.counts
    }
    more, values, identities = _still_unknown(found, publication, printed, unsure)
    kept = found.kept | {cell for cell, count in more.items() if not count.known}
    by_others = {count.cell for count in found.registration.counts if count.known} - found.before
    ordered = {**counts, **more}
    before = frozenset(cell for cell, count in ordered.items() if count.known) - by_others
    return Past(
        replace(
            found.registration,
            counts=tuple(ordered[cell] for cell in sorted(ordered, key=str)),
            identities=(*found.registration.identities, *identities),
        ),
        {**found.values, **values},
        {**found.was, **was},
        kept,
        before,
        found.not_none | {cell for cell in _not_none(publication) if cell not in unsure},
    )


def _not_none(publication: Publication) -> Iterator[Cell]:
    """The counts that a publication withheld where it told zeros from small counts."""
    for count in publication.registration.counts:
        withheld = count.printed and count.cell not in publication.printed
        if withheld and count.zeros_told:
            yield count.cell


def _exact(found: Past, publication: Publication) -> dict[Cell, int]:
    """What a publication printed, by its exact values.

    Where it was rounded, a number that may be the rounded one of this report's count is taken for
    that: an attacker is thought to know more than he does.
    """
    base = policy(publication.policy).rounded_to
    if base is None:
        return publication.printed
    return {
        cell: found.values[cell] if abs(found.values[cell] - value) < 2 * base else value
        for cell, value in publication.printed.items()
        if cell in found.values
    }


def _beside(identities: Iterable[Identity], cells: Iterable[Cell]) -> set[Cell]:
    """Those counts and all that stand in an identity with one of them."""
    found = set(cells)
    return found | {cell for i in identities for cell in _cells(i) if found & set(_cells(i))}


def _cells(identity: Identity) -> tuple[Cell, ...]:
    rest = (identity.remainder,) if identity.remainder else ()
    return (*identity.left, *identity.right, *rest)


def _still_unknown(
    found: Past, publication: Publication, printed: Mapping[Cell, int], unsure: set[Cell]
) -> tuple[dict[Cell, Registered], dict[Cell, int], list[Identity]]:
    """The counts that an earlier publication withheld and that bear on this report's, with those
    printed beside them, possible values of them all, and their identities."""
    stated = {count.cell: count for count in publication.registration.counts}
    counts: dict[Cell, Registered] = {}
    values: dict[Cell, int] = {}
    identities: list[Identity] = []
    for together in _unknowns_together(publication):
        cells = {cell for identity in together for cell in _cells(identity)}
        bears = any(cell in found.values and cell not in printed for cell in cells)
        if not bears or cells & unsure:
            continue
        possible = _possible(together, {**printed, **found.values, **values}, stated)
        if possible is None:
            continue
        identities += together
        values |= {**{c: printed[c] for c in cells if c in printed}, **possible}
        for cell in cells - set(found.values):
            counts[cell] = replace(
                stated[cell], printed=False, places=(), known=cell in printed, spared=False
            )
    fresh = {cell: value for cell, value in values.items() if cell not in found.values}
    return counts, fresh, identities


def _unknowns_together(publication: Publication) -> list[list[Identity]]:
    """The identities of a publication that have unknown counts in them, by what bears on what."""
    printed = publication.printed
    groups: list[tuple[set[Cell], list[Identity]]] = []
    for identity in publication.registration.identities:
        unknown = {cell for cell in _cells(identity) if cell not in printed}
        if not unknown:
            continue
        touching = [group for group in groups if group[0] & unknown]
        groups = [group for group in groups if not group[0] & unknown]
        cells = unknown.union(*(group[0] for group in touching))
        groups.append((cells, [*(i for _, each in touching for i in each), identity]))
    return [identities for _, identities in groups]


def _possible(
    identities: Sequence[Identity], known: Mapping[Cell, int], stated: Mapping[Cell, Registered]
) -> dict[Cell, int] | None:
    """Whole numbers that the unknown counts of some identities may be; None where there are none:
    then something was corrected since."""
    cells = sorted({c for i in identities for c in _cells(i) if c not in known}, key=str)
    place = {cell: number for number, cell in enumerate(cells)}
    matrix = sparse.lil_array((len(identities), max(len(cells), 1)))
    sums = np.zeros(len(identities))
    for row, identity in enumerate(identities):
        right = _cells(identity)[len(identity.left) :]
        for sign, side in ((1, identity.left), (-1, right)):
            for cell in side:
                if cell in known:
                    sums[row] -= sign * known[cell]
                else:
                    matrix[row, place[cell]] += sign
    least = [_least(stated[cell]) for cell in cells] or [0]
    solved = milp(
        np.ones(max(len(cells), 1)),
        constraints=LinearConstraint(sparse.csr_array(matrix), sums, sums),
        integrality=np.ones(max(len(cells), 1)),
        bounds=Bounds(np.array(least), np.inf),
    )
    if solved.x is None:
        return None
    return {cell: round(solved.x[place[cell]]) for cell in cells}


def _least(count: Registered) -> float:
    if count.signed:
        return -np.inf
    return 1.0 if count.printed and count.zeros_told else 0.0
