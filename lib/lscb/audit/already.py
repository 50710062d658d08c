"""What was told already when a publication came: by others, or by the board's own earlier ones.

A publication cannot make unknown what was known before it: it is asked that it tells no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lscb.audit.evidence import NO_BOUND, Count, Evidence, joined
from lscb.audit.findings import is_narrower, is_told, of_its_class
from lscb.audit.linear import linear_ranges
from lscb.audit.unknowns import Contradicted, Range, unknowns
from lscb.tables import Cell

Key = tuple[Cell, int]
"""A count in all publications together: which it is, and the release where it was revised."""


@dataclass(frozen=True)
class Publications:
    """Publications in their order, those before the last among them, and all of them together.

    `apart` are the counts that are each publication's own: see `joined`.
    """

    each: Sequence[Evidence]
    apart: frozenset[Cell]
    together: Evidence

    @classmethod
    def of(
        cls, evidences: Sequence[Evidence], apart: frozenset[Cell] = frozenset()
    ) -> Publications:
        return cls(evidences, apart, joined(evidences, apart))

    def first(self, many: int) -> Publications:
        """The first so many of them."""
        return Publications.of(self.each[:many], self.apart)

    def with_the_last_silent(self) -> Publications:
        """The same, had the last printed nothing but what others have published."""
        *before, last = self.each
        return Publications.of([*before, _silent(last)], self.apart)

    def ranges(self, wanted: Iterable[Key]) -> dict[Key, Range]:
        """What the linear attacker leaves possible of those counts that are in them."""
        number = {_key(count): n for n, count in enumerate(self.together.counts)}
        return _ranges(self.together, {key: number[key] for key in wanted if key in number})


def told_by_others(publications: Publications, found: Mapping[int, Range]) -> dict[int, Range]:
    """What others left possible of counts that they gave away, and of which no more is told.

    `found` is what an attacker leaves possible of counts that he can tell. Others give a count away
    where it is told by what they have published, together with no more than which counts are zeros;
    or together with what the board had published before, whatever its next publication prints.
    """
    together, counts = publications.together, publications.together.counts
    alone = _ranges_at(as_others_tell(together, known=True), found)
    nobody = _ranges_at(as_others_tell(together, known=False), found)
    secret = [n for n in found if not _tells(counts[n], nobody[n])]
    theirs = {
        n: alone[n]
        for n in secret
        if _tells(counts[n], alone[n]) and not _tells_more(counts[n], found[n], alone[n])
    }
    rest = {n: found[n] for n in secret if n not in theirs}
    return theirs | {
        n: silent
        for n, (_, silent) in _first_told(publications, rest).items()
        if silent is not None and not _tells_more(counts[n], found[n], silent)
    }


def told_before(publications: Publications, found: Mapping[int, Range]) -> set[int]:
    """The counts that publications before the last told, and of which the last tells no more."""
    many = len(publications.each)
    told = _first_told(publications, found)
    early = {n: found[n] for n, (first, _) in told.items() if first < many}
    return _no_narrower(publications, early) if early else set()


def _first_told(
    publications: Publications, found: Mapping[int, Range]
) -> dict[int, tuple[int, Range | None]]:
    """With which publication a count was told first, and what was possible had that been silent:
    None where it was told by that publication alone."""
    counts = {n: publications.together.counts[n] for n in found}
    first: dict[int, tuple[int, Range | None]] = {}
    for many in range(1, len(publications.each) + 1):
        waiting = {_key(count): n for n, count in counts.items() if n not in first}
        so_far = publications.first(many)
        told = {
            key: waiting[key]
            for key, possible in so_far.ranges(waiting).items()
            if _tells(counts[waiting[key]], possible)
        }
        silent = _had_it_been_silent(so_far, told) if told else {}
        for key, n in told.items():
            possible = silent.get(key)
            by_itself = possible is None or not _tells(counts[n], possible)
            first[n] = (many, None if by_itself else possible)
    return first


def _had_it_been_silent(publications: Publications, wanted: Iterable[Key]) -> dict[Key, Range]:
    """The ranges had the last publication been silent; none where others have corrected by then
    what the board had printed, since nothing follows from what is not true together."""
    try:
        return publications.with_the_last_silent().ranges(wanted)
    except Contradicted:
        return {}


def _no_narrower(publications: Publications, found: Mapping[int, Range]) -> set[int]:
    """The counts of which no more is told than the publications before the last do."""
    before = publications.first(len(publications.each) - 1)
    counts = publications.together.counts
    ranges = before.ranges(_key(counts[n]) for n in found)
    keys = {n: _key(counts[n]) for n in found}
    return {
        n
        for n, key in keys.items()
        if key in ranges and not _tells_more(counts[n], found[n], ranges[key])
    }


def _tells(count: Count, possible: Range) -> bool:
    """Whether a count can be told by this, together with its class where a report may tell that."""
    return is_told(count, of_its_class(count, possible))


def _tells_more(count: Count, one: Range, other: Range) -> bool:
    """Whether one range leaves less possible than the other, each together with that class."""
    return is_narrower(of_its_class(count, one), of_its_class(count, other))


def _key(count: Count) -> Key:
    return count.cell, count.version


def _ranges(evidence: Evidence, wanted: Mapping[Key, int]) -> dict[Key, Range]:
    found = _ranges_at(evidence, wanted.values())
    return {key: found[n] for key, n in wanted.items()}


def _ranges_at(evidence: Evidence, wanted: Iterable[int]) -> dict[int, Range]:
    parts = linear_ranges(unknowns(evidence), list(wanted))
    return {n: each for _, part in parts for n, each in part.items()}


def _silent(evidence: Evidence) -> Evidence:
    """A publication that prints nothing but what others have published: no zeros are told, nor
    anything that follows from a percentage; what adds up does so still."""
    return replace(
        evidence,
        counts=tuple(_as_unprinted(count) for count in evidence.counts),
        sums=tuple(each for each in evidence.sums if each.least == each.most == 0),
        figures=(),
    )


def _as_unprinted(count: Count) -> Count:
    if count.known or not (count.target or count.rounded):
        return count
    return replace(count, value=None, least=min(count.least, 0.0), most=NO_BOUND, rounded=False)


def as_others_tell(evidence: Evidence, *, known: bool) -> Evidence:
    """What is known without this report but for which counts are zeros, where it tells.

    Things are no secret and are printed in any case. Without `known`, others are taken to have
    published nothing either.
    """
    return replace(evidence, counts=tuple(_as_others_tell_it(c, known) for c in evidence.counts))


def _as_others_tell_it(count: Count, known: bool) -> Count:
    is_thing = not (count.target or count.known or count.rounded)
    if count.printed is None or (count.known and known) or is_thing:
        return count
    told = count.zeros_told and bool(count.spots) and count.printed[0] > 0
    return replace(count, value=None, least=1.0 if told else 0.0, most=NO_BOUND, rounded=False)
