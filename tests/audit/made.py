"""Publications made by hand: counts by name, and what adds up in words."""

from __future__ import annotations

from lscb.audit import Count, Evidence, Spot, Sum
from lscb.tables import Cell

MISSING = "c"


def publication(
    counts: str,
    *sums: str,
    known: str = "",
    things: str = "",
    unprinted: str = "",
    truths: str = "",
    zeros_told: bool = True,
    name: str = "testshire 2014-15",
    **more: object,
) -> Evidence:
    """A publication from words: "total=15 a=10 b=c", and sums such as "total = a + b"."""
    true = {n: float(v) for n, v in (each.split("=") for each in truths.split())}
    stated = dict(each.split("=") for each in counts.split())
    names = [*stated, *unprinted.split()]
    number = {each: n for n, each in enumerate(names)}
    made = []
    for each in names:
        value = stated.get(each, MISSING)
        printed = each in stated
        made.append(
            Count(
                Cell.of(each, year="2014-15"),
                None if value == MISSING else float(value),
                least=1.0 if zeros_told and printed else 0.0,
                target=each not in known.split() and each not in things.split(),
                known=each in known.split(),
                zeros_told=zeros_told,
                truth=true.get(each),
                spots=(Spot("table", each, "count"),) if printed else (),
                **more,
            )
        )
    return Evidence(name, tuple(made), tuple(_sum(s, number) for s in sums), tables=("table",))


def _sum(words: str, number: dict[str, int]) -> Sum:
    left, right = words.split("=")
    terms = [(number[each.strip()], 1.0) for each in left.split("+")]
    return Sum((*terms, *((number[each.strip()], -1.0) for each in right.split("+"))))


def where(findings: tuple) -> set[str]:
    """What was found, by the row it stands in."""
    return {each.where.split(",")[0] for each in findings}
