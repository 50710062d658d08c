"""The attack on everything that is published together, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from lscb.audit.evidence import NO_BOUND, Count, Evidence, joined
from lscb.audit.findings import (
    Attacker,
    Audit,
    TableAudit,
    figures,
    finding_of,
    is_narrower,
    is_told,
    narrowed,
    of_its_class,
    printed,
    width,
)
from lscb.audit.insider import told_to_insiders
from lscb.audit.integer import Unfinished, integer_ranges
from lscb.audit.joint import with_joint_tables
from lscb.audit.linear import check, linear_ranges
from lscb.audit.unknowns import Component, Contradicted, Range, unknowns
from lscb.errors import DataError, Problem
from lscb.tables import Cell

Say = Callable[[str], None]

Ranges = Iterator[tuple[Component | None, dict[int, Range]]]


def attacked(
    evidences: Sequence[Evidence],
    attackers: Sequence[Attacker] = ("linear",),
    *,
    whole: bool = False,
    say: Say | None = None,
) -> Audit:
    """All publications attacked together, in the order in which they were published.

    With `whole`, every range is found to its ends, for a report of how near attackers come; else no
    more than whether a count is exposed. Where the true values are given, a small count must be
    left with the possibility that it is not small at all and, where zeros are hidden among small
    counts, that it is none: the certainty of the policy, not only of one attacker.

    Raises DataError where what one publication prints contradicts itself.
    """
    began = perf_counter()
    evidence, limits = _as_one(list(evidences))
    attack = _Attack(evidence, evidences, whole, say or (lambda _: None), limits=limits)
    for attacker in attackers:
        attack.by(attacker)
    return attack.audit(tuple(attackers), perf_counter() - began)


def _as_one(evidences: list[Evidence]) -> tuple[Evidence, list[str]]:
    """The publications together; those that cannot all be true of one count are kept apart.

    A later publication may tell, by what it prints around it, that a count it withholds has been
    revised. Then the counts of those sums are each publication's own, which is said.
    """
    apart: frozenset[Cell] = frozenset()
    while True:
        evidence = joined(evidences, apart)
        try:
            check(unknowns(evidence))
        except Contradicted as wrong:
            cells = _around(evidence, wrong.places)
            if len(evidences) == 1 or cells <= apart:
                raise _contradiction(evidence, wrong.places) from None
            apart |= cells
        else:
            what = f"publications contradict one another about {len(apart)} counts; taken apart"
            return evidence, [what] if apart else []


def _around(evidence: Evidence, places: Iterable[int]) -> frozenset[Cell]:
    within = set(places)
    sums = [each for each in evidence.sums if within & {n for n, _ in each.terms}]
    numbers = within | {n for each in sums for n, _ in each.terms}
    return frozenset(evidence.counts[n].cell for n in numbers)


def _contradiction(evidence: Evidence, places: Sequence[int]) -> DataError:
    counts = [evidence.counts[n] for n in places if evidence.counts[n].spots]
    problems = {
        Problem(count.spots[0].table, f"{count.where}: expected counts that add up as stated")
        for count in counts
    }
    return DataError(
        sorted(problems, key=str) or [Problem(evidence.name, "expected counts that add up")],
        "What is printed contradicts itself: make the report again, then type:  lscb audit BOARD",
    )


@dataclass
class _Attack:
    """An attack on its way.

    `evidences` are the publications one by one. `exposed` has who told each count; `others` what
    others left possible of those they gave away.
    """

    evidence: Evidence
    evidences: Sequence[Evidence]
    whole: bool
    say: Say
    ranges: dict[int, Range] = field(default_factory=dict)
    exposed: dict[int, Attacker] = field(default_factory=dict)
    others: dict[int, Range] = field(default_factory=dict)
    insiders: set[int] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)

    def by(self, attacker: Attacker) -> None:
        """Let one attacker try; what he finds beyond those before him is his."""
        self.say(f"{attacker} attack on {len(self._wanted())} unknown counts")
        if attacker == "insider":
            self._by_insiders()
            return
        found = self._timed(self._ranges_by(attacker))
        counts = self.evidence.counts
        new = {n: e for n, e in found.items() if n not in self.exposed and is_told(counts[n], e)}
        # Where enough was known sooner a range is not whole, and says nothing of how near he came.
        known = found if self.whole and attacker != "joint" else new
        self.ranges |= {n: narrowed(self.ranges.get(n), each) for n, each in known.items()}
        self._set_aside_what_others_told(list(new), attacker)

    def _ranges_by(self, attacker: Attacker) -> Ranges:
        wanted = self._wanted()
        settled = None if self.whole else self._enough
        if attacker == "integer":
            unfinished = Unfinished()
            yield from integer_ranges(unknowns(self.evidence), wanted, settled, unfinished)
            self.limits += [each for each in [unfinished.in_words()] if each]
        elif attacker == "joint":
            evidence, limits = with_joint_tables(self.evidence)
            self.limits += limits
            yield from linear_ranges(unknowns(evidence), wanted, self._enough)
        else:
            yield from linear_ranges(unknowns(self.evidence), wanted, settled)

    def _by_insiders(self) -> None:
        secrets = set(self._wanted()) - set(self.exposed) - set(self.others)
        found, limits = told_to_insiders(self.evidence, secrets, is_told)
        self.insiders |= found
        self.limits += limits

    def _wanted(self) -> list[int]:
        """The secrets: withheld or unprinted counts of children or staff."""
        counts = enumerate(self.evidence.counts)
        return [n for n, count in counts if count.target and count.value is None]

    def _enough(self, number: int, low: float, high: float) -> bool:
        return not is_told(self.evidence.counts[number], (low, high))

    def _timed(self, parts: Ranges) -> dict[int, Range]:
        """The ranges of all parts; the time each took goes to its tables in equal shares."""
        found: dict[int, Range] = {}
        began = perf_counter()
        for number, (_, ranges) in enumerate(parts, start=1):
            now = perf_counter()
            for n in ranges:
                for table in {spot.table for spot in self.evidence.counts[n].spots}:
                    share = (now - began) / len(ranges)
                    self.seconds[table] = self.seconds.get(table, 0.0) + share
            if number % 20 == 0:
                self.say(f"  {number} groups of counts done")
            found |= ranges
            began = perf_counter()
        return found

    def _set_aside_what_others_told(self, told: list[int], attacker: Attacker) -> None:
        """Of counts that can be told, those that others told without this report, and those that
        publications told before any of them had them."""
        if not told:
            return
        alone = _ranges_of(_as_others_tell(self.evidence, known=True), told)
        nobody = _ranges_of(_as_others_tell(self.evidence, known=False), told)
        for n in told:
            count = self.evidence.counts[n]
            all_told, others, by_nobody = (
                of_its_class(count, ranges[n]) for ranges in (self.ranges, alone, nobody)
            )
            theirs = is_told(count, others) and not is_told(count, by_nobody)
            sooner = others if theirs else self._told_sooner(count)
            if sooner and not is_narrower(all_told, sooner):
                self.others[n] = sooner
            else:
                self.others.pop(n, None)
                self.exposed[n] = attacker

    def _told_sooner(self, count: Count) -> Range | None:
        """What publications left possible of a count before one had it, where that tells of it.

        Such is a sum over years that were published one by one: where each tells that it is none or
        of a class, that some are not none may make the sum two at least. Nothing is made of it
        where a policy promises more than that.
        """
        having = [any(c.cell == count.cell for c in e.counts) for e in self.evidences]
        first = having.index(True) if True in having else 0
        if not (first and count.class_told):
            return None
        last = _as_others_tell(self.evidences[first], known=True)
        evidence = joined([*self.evidences[:first], last])
        number = next(n for n, c in enumerate(evidence.counts) if c.cell == count.cell)
        try:
            found = of_its_class(count, _ranges_of(evidence, [number])[number])
        except Contradicted:
            return None
        return found if is_told(count, found) else None

    def audit(self, attackers: tuple[Attacker, ...], seconds: float) -> Audit:
        counts = self.evidence.counts
        recovered = [
            n
            for n, each in self.ranges.items()
            if n not in self.exposed and counts[n].is_withheld and width(each) == 0
            if each[0] > counts[n].largest
        ]
        secrets = [finding_of(counts[n], attacker) for n, attacker in self.exposed.items()]
        return Audit(
            self.evidence,
            attackers,
            self.ranges,
            (*printed(self.evidence), *figures(self.evidence), *secrets),
            tuple(self._tables()),
            tuple(finding_of(counts[n], None) for n in self.others),
            tuple(finding_of(counts[n], "insider") for n in sorted(self.insiders)),
            tuple(finding_of(counts[n], None) for n in recovered),
            tuple(self.limits),
            seconds,
        )

    def _tables(self) -> Iterable[TableAudit]:
        tables = {name: TableAudit(name) for name in self.evidence.tables}
        for n, count in enumerate(self.evidence.counts):
            for name in {spot.table for spot in count.spots}:
                table = tables[name]
                table.cells += 1
                table.withheld += count.is_withheld
                table.told_by_others += n in self.others
                reached = n in self.ranges and n not in self.others
                if reached and count.is_withheld and self.whole:
                    wide = width(self.ranges[n])
                    known = (table.narrowest, wide)
                    table.narrowest = min(each for each in known if each is not None)
        for name, table in tables.items():
            table.seconds = self.seconds.get(name, 0.0)
        return tables.values()


def _ranges_of(evidence: Evidence, wanted: Sequence[int]) -> dict[int, Range]:
    return {
        n: each for _, part in linear_ranges(unknowns(evidence), wanted) for n, each in part.items()
    }


def _as_others_tell(evidence: Evidence, *, known: bool) -> Evidence:
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
