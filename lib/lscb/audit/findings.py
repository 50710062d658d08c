"""What attackers make of what is published: which counts they can tell to be small.

A count is exposed when an attacker can tell that it is one of those that the policy withholds:
from all that is published he finds it to be at most the largest of them and, where none is told
from a small count, at least one. Of a count that others' publications give away by themselves
nothing is claimed, unless this report gives away more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from lscb.audit.evidence import Count, Evidence
from lscb.audit.unknowns import NEARLY, Range
from lscb.errors import DisclosureError, Problem

Attacker = Literal["linear", "integer", "joint", "insider"]

ATTACKERS: tuple[Attacker, ...] = ("linear", "integer", "joint", "insider")
"""Every attacker, in the order in which each is ahead of the last."""


@dataclass(frozen=True)
class Finding:
    """One thing that an attacker can tell: where, and how; never what.

    `kind` is "printed" for a small count that is shown, "told" for one that can be worked out, and
    "figure" for a printed figure made from a withheld count.
    """

    kind: Literal["printed", "told", "figure"]
    table: str
    where: str
    attacker: Attacker | None = None

    @property
    def what(self) -> str:
        if self.kind == "printed":
            return "expected this small count to be withheld; it is printed"
        if self.kind == "figure":
            return "expected this figure to be withheld, as a count is that it is made from"
        return f"expected a count that nobody can tell to be small; {_HOW[self.attacker]}"

    def problem(self) -> Problem:
        return Problem(self.table, f"{self.where}: {self.what}")


_HOW = {
    "linear": "it follows from what is printed by adding and subtracting",
    "integer": "it follows from what is printed, since counts are whole numbers",
    "joint": "it follows from what is printed, since one table lies behind several",
    "insider": "one who knows of a single case, such as his own, can tell",
    None: "it can be told",
}


@dataclass
class TableAudit:
    """What became of one table: its counts, those withheld, and how near an attacker comes.

    `narrowest` is the narrowest range that he reaches of a withheld count of children or staff, in
    counts that are still possible less one; None where he reaches none, or was not asked.
    """

    name: str
    cells: int = 0
    withheld: int = 0
    told_by_others: int = 0
    narrowest: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Audit:
    """What attackers found.

    Parameters
    ----------
    evidence: what they held, all publications together.
    ranges: of each withheld count of children or staff the least and the most it can be, as far as
        was asked.
    exposed: what an outsider can tell; and one who knows a single case, where that is promised and
        there is such a case.
    to_insiders: what one who knows a single case can tell besides, or could if there were one.
    told_before: those exposed that he could tell already by the board's own publications before
        the last, which cannot make them unknown again and tells no more of them.
    told_by_others: counts that others have given away by themselves or with the board's earlier
        publications: nothing is claimed of them.
    untried_cases: how many cases were not tried that an insider may know.
    recovered: withheld counts that are not small and can be worked out all the same.
    limits: what was not tried, and why, as sentences.
    """

    evidence: Evidence
    attackers: tuple[Attacker, ...]
    ranges: Mapping[int, Range]
    exposed: tuple[Finding, ...]
    tables: tuple[TableAudit, ...]
    told_before: tuple[Finding, ...] = ()
    told_by_others: tuple[Finding, ...] = ()
    to_insiders: tuple[Finding, ...] = ()
    recovered: tuple[Finding, ...] = ()
    limits: tuple[str, ...] = ()
    seconds: float = 0.0
    untried_cases: int = 0

    def as_certificate(self) -> dict[str, Any]:
        """What may be published of it: no value, nor anything that depends on a withheld one.

        An insider who may be able to tell something, or who was not tried with every case, is not
        among the attackers it vouches for.
        """
        unsure = self.to_insiders or self.untried_cases
        withstood = [each for each in self.attackers if each != "insider" or not unsure]
        return {
            "publications": self.evidence.name,
            "attackers": withstood,
            "limits": list(self.limits),
            "tables": [
                {
                    "table": table.name,
                    "cells": table.cells,
                    "withheld": table.withheld,
                    "told_by_others": table.told_by_others,
                }
                for table in self.tables
            ],
            "told_by_others": [[each.table, each.where] for each in self.told_by_others],
            "told_before": [[each.table, each.where] for each in self.told_before],
        }

    def letter(self, next_step: str) -> DisclosureError | None:
        """The letter about what is exposed; None where nothing is."""
        return _letter(self.exposed, next_step)

    def letter_about_the_last(self, next_step: str) -> DisclosureError | None:
        """The letter about what the last publication exposes; None where it exposes nothing."""
        before = set(self.told_before)
        return _letter((each for each in self.exposed if each not in before), next_step)


def _letter(found: Iterable[Finding], next_step: str) -> DisclosureError | None:
    problems = [each.problem() for each in found]
    return DisclosureError(problems, next_step) if problems else None


def is_told(count: Count, possible: Range) -> bool:
    """Whether one who knows what a count can be can tell that it is small.

    A symbol that says by itself that a count is small tells no more than that: then whether
    anything more can be told. Where the truth is given and small, whether the policy is not kept.
    A policy that tells that a count is small, of the class of small ones, tells nothing narrower.
    """
    low, high = in_whole_numbers(possible)
    if count.class_told:
        is_small = count.truth is not None and count.smallest <= count.truth <= count.largest
        is_narrower = low > count.smallest or high < count.largest
        return is_narrower and (is_small or (low >= count.smallest and high <= count.largest))
    if count.truth is not None and count.smallest <= count.truth <= count.largest:
        return high <= count.largest or (not count.zeros_told and low > 0)
    if count.most <= count.largest:
        return low > count.least or high < count.most
    return high <= count.largest and low >= count.smallest


def in_whole_numbers(possible: Range) -> Range:
    """The whole numbers of a range: its least and its most."""
    low, high = np.ceil(possible[0] - NEARLY), np.floor(possible[1] + NEARLY)
    return float(low) + 0.0, float(high) + 0.0


def width(possible: Range) -> float:
    """How many counts are possible, less one."""
    low, high = in_whole_numbers(possible)
    return high - low


def narrowed(one: Range | None, other: Range) -> Range:
    """What two attackers together leave possible."""
    return other if one is None else (max(one[0], other[0]), min(one[1], other[1]))


def of_its_class(count: Count, possible: Range) -> Range:
    """The range, or what of it lies in the class of small counts where that may be told: a report
    tells the class, and what others tell besides is theirs."""
    if not count.class_told:
        return possible
    return max(possible[0], count.smallest), min(possible[1], count.largest)


def is_narrower(one: Range, other: Range) -> bool:
    """Whether one range leaves less possible than the other at either end."""
    (low, high), (least, most) = in_whole_numbers(one), in_whole_numbers(other)
    return low > least or high < most


def printed(evidence: Evidence) -> Iterable[Finding]:
    """Small counts that are shown although nobody else has published them."""
    for count in evidence.counts:
        shown = count.target and count.value is not None and bool(count.spots)
        if shown and count.smallest <= count.value <= count.largest:
            yield Finding("printed", count.spots[0].table, count.where)


def figures(evidence: Evidence) -> Iterable[Finding]:
    """Printed figures that are made from a count which is printed nowhere."""
    for figure in evidence.figures:
        behind = [evidence.counts[n] for n in figure.made_of]
        if any(count.target and count.printed is None for count in behind):
            yield Finding("figure", figure.spot.table, str(figure.spot))


def finding_of(count: Count, attacker: Attacker | None) -> Finding:
    """That a count can be told: where it stands, never what it is."""
    table = count.spots[0].table if count.spots else "counts that no table shows"
    return Finding("told", table, count.where, attacker)
