"""Plans started in each month of all years, and which months stand out by the rules."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from .rows import Table, records, years_to

MADE_FROM = 2.66
"""How many mean differences between months the limits are from the mean, as is printed."""


def tables(year: str, edition: str) -> dict[str, Table]:
    """For the panel, of two years and more: one year has only twelve months."""
    name = "child_protection_plans.plans_started_by_month"
    if edition == "public" or len(years_to(year)) == 1:
        return {}
    months = [
        (each, f"{start + (month < 4)}-{month:02}")
        for each in years_to(year)
        for start in [int(each[:4])]
        for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
    ]
    plans = records("child_protection_plans", ("child_id", "plan_start"), year)
    starts = [plan["plan_start"][:7] for plan in plans]
    counts = [starts.count(month) for _, month in months]
    mean, reach = _limits(counts)
    marks = _marks(counts, mean, reach)
    return {
        name: {
            key: {
                "started": str(count),
                "mean": str(round(mean, 1)),
                "lower": str(round(max(mean - reach, 0.0), 1)),
                "upper": str(round(mean + reach, 1)),
                "mark": mark,
            }
            for key, count, mark in zip(months, counts, marks, strict=True)
        }
    }


def _limits(counts: list[int]) -> tuple[float, float]:
    """The mean, and how far the limits are from it; differences far above their mean left out."""
    steps = [abs(after - before) for before, after in pairwise(counts)]
    usual = [step for step in steps if step <= 3.267 * sum(steps) / len(steps)]
    return sum(counts) / len(counts), MADE_FROM * sum(usual) / len(usual)


def _marks(counts: list[int], mean: float, reach: float) -> list[str]:
    found: list[list[str]] = [[] for _ in counts]
    for up, side in ((1, "above"), (-1, "below")):
        limit = "upper" if up > 0 else "lower"
        over = [up * (count - mean) for count in counts]
        steps = [up * (after - before) for before, after in pairwise(counts)]
        near = [far > reach * 2 / 3 for far in over]
        pairs = {
            place
            for start in range(len(counts) - 2)
            for three in [range(start, start + 3)]
            if sum(near[n] for n in three) >= 2 and all(over[n] > 0 for n in three)
            for place in three
            if near[place]
        }
        rising = _in_a_row([step > 0 for step in steps], 6, lambda n: (n, n + 1))
        for place, far in enumerate(over):
            for holds, words in (
                (far > reach, f"{side} the {limit} limit"),
                (place in _in_a_row([x > 0 for x in over], 7), f"in a run {side} the mean"),
                (place in rising, "in a rise" if up > 0 else "in a fall"),
                (place in pairs, f"near the {limit} limit"),
            ):
                if holds:
                    found[place].append(words)
    return ["; ".join(sorted(words, key=_order)) or "usual variation" for words in found]


ORDER = ("above the upper", "below the lower", "in a run", "in a rise", "in a fall", "near")


def _order(words: str) -> int:
    return next(place for place, begins in enumerate(ORDER) if words.startswith(begins))


def _in_a_row(
    holds: list[bool], length: int, places: Callable[[int], tuple[int, ...]] = lambda n: (n,)
) -> set[int]:
    """The places that are in a row of so many, each of which holds."""
    return {
        place
        for start in range(len(holds) - length + 1)
        if all(holds[start : start + length])
        for n in range(start, start + length)
        for place in places(n)
    }
