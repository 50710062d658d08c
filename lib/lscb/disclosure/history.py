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

from lscb.disclosure.classes import Range, class_of
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
    are one at least. `within` has the class of each count of which no more than that was printed,
    and `since` are the identities between counts that only earlier publications have. `stood` is
    what earlier publications told each count to be at least and at most, be it true still or not.
    """

    registration: Registration
    values: Mapping[Cell, int]
    was: Mapping[Cell, int] = field(default_factory=dict)
    kept: frozenset[Cell] = frozenset()
    before: frozenset[Cell] = frozenset()
    not_none: frozenset[Cell] = frozenset()
    within: Mapping[Cell, Range] = field(default_factory=dict)
    since: tuple[Identity, ...] = ()
    stood: Mapping[Cell, Range] = field(default_factory=dict)


def with_past(
    registration: Registration, values: Mapping[Cell, int], past: Iterable[Publication]
) -> Past:
    """The registration and values of a report with all that bears on them of the past."""
    found = Past(registration, values)
    for publication in past:
        found = _with(found, publication)
    return found


def _with(found: Past, publication: Publication) -> Past:
    told = _told(found, publication)
    printed = {cell: int(least) for cell, (least, most) in told.items() if least == most}
    corrected = {
        cell
        for cell, (least, most) in told.items()
        if cell in found.values and cell not in found.kept
        if not least <= found.values[cell] <= most
    }
    unsure, may_have_changed = _unsure(found.registration, publication, corrected)
    stands = {cell: each for cell, each in told.items() if cell not in may_have_changed}
    counts = {
        c.cell: replace(c, known=_is_known(c, found, may_have_changed, printed.keys() & stands))
        for c in found.registration.counts
    }
    within = _narrowed(found.within, stands)
    more, values, identities = _still_unknown(
        replace(found, within=within), publication, printed, unsure
    )
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
        {**found.was, **{cell: printed[cell] for cell in corrected if cell in printed}},
        kept,
        before,
        found.not_none | {cell for cell in _not_none(publication, told) if cell not in unsure},
        within,
        (*found.since, *identities),
        _stood(found.stood, publication, told),
    )


def _is_known(
    count: Registered, found: Past, may_have_changed: set[Cell], printed: set[Cell]
) -> bool:
    """Whether all know a count: for what others published, or what this publication printed and
    stands, or an earlier one, where it cannot have changed since."""
    is_forgotten = count.cell in found.before and count.cell in may_have_changed
    return (count.known and not is_forgotten) or count.cell in printed


def _stood(
    stood: Mapping[Cell, Range], publication: Publication, told: Mapping[Cell, Range]
) -> dict[Cell, Range]:
    """What was told of counts, with what a publication told: its own numbers before any earlier,
    and an earlier number before it that one was withheld and is no zero."""
    some = dict.fromkeys(_not_none(publication, told), (1.0, np.inf))
    return {**some, **stood, **told}


def _unsure(
    registration: Registration, publication: Publication, corrected: set[Cell]
) -> tuple[set[Cell], set[Cell]]:
    """What an earlier publication tells nothing of any more, now that some counts were corrected,
    and what of it is not known any more.

    A headline's correction is told, and so hides nothing beside it: what is not corrected itself
    stands, and is known still. Where classes were printed, so does every count of which the class
    is the same.
    """
    identities = registration.identities
    if _prints_classes(publication):
        changed, before = corrected, set()
        while changed != before:
            before, beside = changed, _beside(identities, changed)
            changed = changed | {cell for cell in beside if cell not in publication.printed}
        return changed, changed
    headlines = {count.cell for count in registration.counts if count.spared}
    return _beside(identities, corrected), _beside(identities, corrected - headlines) | corrected


def _prints_classes(publication: Publication) -> bool:
    return policy(publication.policy).class_size is not None


def _narrowed(within: Mapping[Cell, Range], told: Mapping[Cell, Range]) -> dict[Cell, Range]:
    """The classes that are known, with those that a publication told: of two that exclude one
    another, since something was corrected, the earlier stands."""
    found = dict(within)
    for cell, (least, most) in told.items():
        before = found.get(cell, (least, most))
        if least < most and max(least, before[0]) <= min(most, before[1]):
            found[cell] = max(least, before[0]), min(most, before[1])
    return found


def _not_none(publication: Publication, told: Mapping[Cell, Range]) -> Iterator[Cell]:
    """The counts that a publication told to be one at least: those that it withheld where it told
    zeros from small counts, and those of which it printed a class."""
    for count in publication.registration.counts:
        withheld = count.printed and count.cell not in publication.printed
        least, most = told.get(count.cell, (0, 0))
        if (withheld and count.zeros_told) or 0 < least < most:
            yield count.cell


def _told(found: Past, publication: Publication) -> dict[Cell, Range]:
    """What a publication told of the counts it printed: the least and the most of each.

    Where it was rounded, a number that may be the rounded one of this report's count is taken for
    the exact one: an attacker is thought to know more than he does. A count that is small by now
    was not, or it would have been withheld.
    """
    rule, printed = policy(publication.policy), publication.printed
    stated = publication.registration.counts
    as_it_is = {c.cell for c in stated if c.counts == "things" or c.known}
    if rule.class_size is not None:
        return {
            cell: (value, value) if cell in as_it_is else class_of(value, rule.class_size)
            for cell, value in printed.items()
        }
    if rule.rounded_to is not None:
        printed = {
            cell: found.values[cell]
            if abs(found.values[cell] - value) < 2 * rule.rounded_to
            and (found.values[cell] > rule.largest_withheld or value == 0 or cell in as_it_is)
            else value
            for cell, value in printed.items()
            if cell in found.values
        }
    return {cell: (value, value) for cell, value in printed.items()}


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
    """The counts of an earlier publication that are not known exactly and that bear on this
    report's, with those printed beside them, possible values of them all, and their identities."""
    stated = {
        count.cell: count
        for count in (*found.registration.counts, *publication.registration.counts)
    }
    true = {cell: value for cell, value in found.values.items() if cell not in found.kept}
    counts: dict[Cell, Registered] = {}
    values: dict[Cell, int] = {}
    identities: list[Identity] = []
    for together in _unknowns_together(publication, printed, unsure, true):
        cells = {cell for identity in together for cell in _cells(identity)}
        bears = any(cell in found.values and cell not in printed for cell in cells)
        if not bears or cells & unsure:
            continue
        # What was possible of others may not be so any more.
        known, every = {**printed, **true}, [*found.since, *identities, *together]
        possible = _possible(every, known, stated, found.within)
        if possible is None:
            continue
        identities += together
        values |= {**{c: printed[c] for c in cells if c in printed}, **possible}
        for cell in cells - set(found.values):
            counts[cell] = replace(
                stated[cell], printed=False, places=(), known=cell in printed, spared=False
            )
    fresh = {cell: value for cell, value in values.items() if cell not in true}
    return counts, fresh, identities


def _unknowns_together(
    publication: Publication,
    printed: Mapping[Cell, int],
    unsure: set[Cell],
    true: Mapping[Cell, int],
) -> list[list[Identity]]:
    """The identities of a publication that have unknown counts in them, by what bears on what.

    Where it printed classes nearly all counts bear on one another: then what is unsure, or true no
    more, is left out by itself, and not all that bears on it.
    """
    in_classes = _prints_classes(publication)
    exact = printed if in_classes else publication.printed
    groups: list[tuple[set[Cell], list[Identity]]] = []
    for identity in publication.registration.identities:
        unknown = {cell for cell in _cells(identity) if cell not in exact}
        if not unknown or (in_classes and not _holds(identity, unsure, true)):
            continue
        touching = [group for group in groups if group[0] & unknown]
        groups = [group for group in groups if not group[0] & unknown]
        cells = unknown.union(*(group[0] for group in touching))
        groups.append((cells, [*(i for _, each in touching for i in each), identity]))
    return [identities for _, identities in groups]


def _holds(identity: Identity, unsure: set[Cell], true: Mapping[Cell, int]) -> bool:
    """Whether an identity of an earlier publication is one of this report's counts as they are."""
    cells = _cells(identity)
    if not all(cell in true for cell in cells):
        return not unsure & set(cells)
    return 2 * sum(true[cell] for cell in identity.left) == sum(true[cell] for cell in cells)


def _possible(
    identities: Sequence[Identity],
    known: Mapping[Cell, int],
    stated: Mapping[Cell, Registered],
    within: Mapping[Cell, Range],
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
    ranges = [within.get(cell, (_least(stated[cell]), np.inf)) for cell in cells] or [(0, np.inf)]
    least, most = np.array(ranges, dtype=float).T
    solved = milp(
        np.isfinite(least).astype(float),
        constraints=LinearConstraint(sparse.csr_array(matrix), sums, sums),
        integrality=np.ones(len(least)),
        bounds=Bounds(least, most),
    )
    if solved.x is None:
        return None
    return {cell: round(solved.x[place[cell]]) for cell in cells}


def _least(count: Registered) -> float:
    if count.signed:
        return -np.inf
    return 1.0 if count.printed and count.zeros_told else 0.0
