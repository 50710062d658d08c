"""The attack on everything that is published together, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from lscb.audit.already import Publications, as_others_tell, told_before, told_by_others
from lscb.audit.evidence import Evidence
from lscb.audit.findings import (
    Attacker,
    Audit,
    Finding,
    TableAudit,
    figures,
    finding_of,
    is_told,
    narrowed,
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
    publications, limits = _as_one(evidences)
    attack = _Attack(publications, whole, say or (lambda _: None), limits=limits)
    for attacker in attackers:
        attack.by(attacker)
    return attack.audit(tuple(attackers), perf_counter() - began)


def _as_one(evidences: Sequence[Evidence]) -> tuple[Publications, list[str]]:
    """The publications together; those that cannot all be true of one count are kept apart.

    A later publication may tell, by what it prints around it, that a count it withholds has been
    revised. Then the counts of those sums are each publication's own, which is said.
    """
    apart: frozenset[Cell] = frozenset()
    while True:
        publications = Publications.of(evidences, apart)
        evidence = publications.together
        try:
            check(unknowns(evidence))
        except Contradicted as wrong:
            cells = _around(evidence, wrong.places)
            if len(evidences) == 1 or cells <= apart:
                raise _contradiction(evidence, wrong.places) from None
            apart |= cells
        else:
            what = f"publications contradict one another about {len(apart)} counts; taken apart"
            return publications, [what] if apart else []


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

    `exposed` has who told each count, `before` those of them that publications before the last
    told, and `others` what others left possible of those they gave away.
    """

    publications: Publications
    whole: bool
    say: Say
    ranges: dict[int, Range] = field(default_factory=dict)
    exposed: dict[int, Attacker] = field(default_factory=dict)
    before: set[int] = field(default_factory=set)
    others: dict[int, Range] = field(default_factory=dict)
    insiders: set[int] = field(default_factory=set)
    untried_cases: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)

    @property
    def evidence(self) -> Evidence:
        return self.publications.together

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
        if new:
            self._laid_to_whom({n: self.ranges[n] for n in new}, attacker)

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
        by_others = as_others_tell(self.evidence, known=True)
        found = told_to_insiders(self.evidence, by_others, secrets, is_told)
        promised = {n for n in found.there if self.evidence.counts[n].insider}
        self.exposed |= dict.fromkeys(sorted(promised), "insider")
        self.insiders |= (found.there | found.maybe) - promised
        self.limits += found.limits()
        self.untried_cases += found.left_out

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

    def _laid_to_whom(self, told: Mapping[int, Range], attacker: Attacker) -> None:
        """Counts that can be told: by others, by the board's publications before, or by the last.

        What one attacker laid to others is theirs no more where the next can tell more.
        """
        others = told_by_others(self.publications, told)
        self.others = {n: e for n, e in self.others.items() if n not in told} | others
        rest = {n: each for n, each in told.items() if n not in others}
        self.before |= told_before(self.publications, rest)
        self.exposed |= dict.fromkeys(rest, attacker)

    def audit(self, attackers: tuple[Attacker, ...], seconds: float) -> Audit:
        counts = self.evidence.counts
        recovered = [
            n
            for n, each in self.ranges.items()
            if n not in self.exposed and counts[n].is_withheld and width(each) == 0
            if each[0] > counts[n].largest
        ]
        shown = [*printed(self.evidence), *figures(self.evidence)]
        told = {n: finding_of(counts[n], attacker) for n, attacker in self.exposed.items()}
        before = [*self._shown_before(), *(told[n] for n in self.before)]
        return Audit(
            self.evidence,
            attackers,
            self.ranges,
            (*shown, *told.values()),
            tuple(self._tables()),
            tuple(each for each in before if each in {*shown, *told.values()}),
            tuple(finding_of(counts[n], None) for n in self.others),
            tuple(finding_of(counts[n], "insider") for n in sorted(self.insiders)),
            tuple(finding_of(counts[n], None) for n in recovered),
            tuple(self.limits),
            seconds,
            self.untried_cases,
        )

    def _shown_before(self) -> Iterable[Finding]:
        """What publications before the last show, by what the policy of the last promises."""
        largest = {count.cell: count.largest for count in self.evidence.counts}
        before = self.publications.first(len(self.publications.each) - 1).together
        counts = tuple(replace(count, largest=largest[count.cell]) for count in before.counts)
        before = replace(before, counts=counts)
        return (*printed(before), *figures(before))

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
