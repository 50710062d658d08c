"""Tables that somebody has published by hand, attacked as they stand.

For the analyst who published them: unlike the audit of a report, it prints bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lscb.audit.attacks import attacked
from lscb.audit.by_hand.adding import Making, bind_sums, release, without
from lscb.audit.by_hand.linked import linked
from lscb.audit.by_hand.shares import bind_shares
from lscb.audit.by_hand.tidy import tidy_tables
from lscb.audit.evidence import Count, Evidence, Sum
from lscb.audit.findings import Audit, in_whole_numbers
from lscb.audit.linear import check
from lscb.audit.lines import in_columns, summary
from lscb.audit.unknowns import Contradicted, Range, unknowns
from lscb.errors import DataError, Letter, Problem, UsageError

Say = Callable[[str], None]

NEXT = "Withhold more, or merge values, then type:  lscb audit --tables FILE..."


def audited_files(
    files: Sequence[str], largest: int, say: Say, *, zeros_told: bool = False
) -> list[Letter]:
    """Attack tidy CSV files together, in the order in which they were published.

    `largest` is the largest count that must not be told. A withheld count is taken to be one at
    least where `zeros_told`, or where its column prints a nought. Returns the letter about what is
    exposed. Raises UsageError without a file, and DataError for one that cannot be read.
    """
    if not files:
        raise UsageError(
            [Problem("the command", "expected the CSV files to attack")],
            "Name them, first published first:  lscb audit --tables FILE...",
        )
    evidences, notes = published([Path(file) for file in files], largest, zeros_told)
    found = attacked(evidences, ("linear", "integer", "joint"), whole=True)
    for line in [*notes, *_lines(found)]:
        say(line)
    letter = found.letter(NEXT)
    return [letter] if letter else []


def published(
    files: Sequence[Path], largest: int, zeros_told: bool
) -> tuple[list[Evidence], list[str]]:
    """What files tell, a release at a time, and what was not understood of them."""
    tables = [table for file in files for table in tidy_tables(file)]
    if not any(table.counts for table in tables):
        problem = Problem(", ".join(file.name for file in files), "expected a column of counts")
        raise DataError([problem], "Name files of counts:  lscb audit --tables FILE...")
    notes = [note for table in tables for note in table.notes]
    together = linked(tables)
    made = [release(together, n, largest, zeros_told) for n in range(len(tables))]
    printed = {
        cell: count.value
        for making in made
        for cell, count in making.counts.items()
        if count.value is not None
    }
    seen = {cell: count for making in made for cell, count in making.counts.items() if count.spots}
    evidences = []
    for number, making in enumerate(made):
        bind_sums(making, together, number, seen)
        bind_shares(making, together, number, printed)
        making.see(seen)
        evidences.append(_consistent(making))
        notes += making.notes
    return evidences, notes


def _consistent(making: Making) -> Evidence:
    """The evidence of a table without those sums that its own figures contradict."""
    evidence = making.evidence()
    while True:
        try:
            check(unknowns(evidence))
        except Contradicted as wrong:
            gone = _sums_of(evidence, wrong.places)
            evidence = without(evidence, gone)
            where = evidence.counts[wrong.places[0]].where
            making.notes.append(f"{making.name}: what adds up around {where} does not; left out")
        else:
            return evidence


def _sums_of(evidence: Evidence, places: Sequence[int]) -> list[Sum]:
    within = set(places)
    inside = [s for s in evidence.sums if {n for n, _ in s.terms} <= within]
    return inside or [s for s in evidence.sums if within & {n for n, _ in s.terms}]


def _lines(found: Audit) -> Iterator[str]:
    """Each withheld count with its bounds, the narrowest first, and a summary."""
    counts = found.evidence.counts
    held = [(counts[n], each) for n, each in found.ranges.items() if counts[n].spots]
    rows = [("table", "row and column", "by its symbol", "by arithmetic")]
    rows += [
        (count.spots[0].table, count.where, _in_words((count.least, count.most)), _in_words(each))
        for count, each in sorted(held, key=_narrowness)
    ]
    if len(rows) > 1:
        yield from in_columns(rows, words=2)
    yield from (f"revised: {spot.table}: {spot}" for spot in found.evidence.revised)
    yield from (f"not tried: {limit}" for limit in found.limits)
    yield summary(found)


def _narrowness(each: tuple[Count, Range]) -> tuple[float, str]:
    count, (low, high) = each
    return high - low, f"{count.spots[0].table} {count.where}"


def _in_words(possible: Range) -> str:
    low, high = in_whole_numbers(possible)
    if low == high:
        return f"{low:.0f}"
    return f"{low:.0f} or more" if high == float("inf") else f"{low:.0f} to {high:.0f}"
