"""How many plans of each kind there were, and the families whose plans they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from lscb.synthetic.children import ENDS_APART
from lscb.synthetic.draws import SIZES, Chance, Row, pick
from lscb.synthetic.fitted.programs import Goal, nearest_counts
from lscb.synthetic.fitted.published import (
    AT_31_MARCH,
    DURATIONS,
    Published,
    share_is,
    total_of,
)
from lscb.synthetic.fitted.spans import Kind, Span

# What it costs to miss a figure by one: where figures contradict each other, plans that ended,
# and then their bands, give way to those open, started and to the bands of plans open.
COSTS = {
    "plans_at_31_march": 1000.0,
    "plans_started": 1000.0,
    "open": 300.0,
    "plans_ended": 60.0,
    "ended": 50.0,
    "reviews_due": 40.0,
}
VARIETY = 6.0
"""How little numbers vary about what is expected: the shape of a gamma distribution."""

Test = Callable[[Kind], bool]


@dataclass
class Plan:
    """One child's plan; `until` is the year in which it ends, or the one after the last."""

    family: int
    started: int
    until: int
    plan_start: date
    plan_end: date | None
    child_id: str = ""
    initial_category: str = ""
    latest_category: str = ""
    previous_plans: int = 0

    def row(self) -> Row:
        """The plan as a row of its record; `plan_end` is None while it is open."""
        return {
            "child_id": self.child_id,
            "plan_start": self.plan_start,
            "plan_end": self.plan_end,
            "initial_category": self.initial_category,
            "latest_category": self.latest_category,
            "previous_plans": self.previous_plans,
        }

    def is_open_at_end_of(self, year: int) -> bool:
        return self.started <= year < self.until


def plans(chance: Chance, published: Published, span: Span) -> list[Plan]:
    """Plans as many, and as long, as published; in order of their start, families together."""
    likely = span.kinds()
    kinds = list(likely)
    expected = _expected(chance, published, likely)
    goals = _goals(published, span, kinds)
    goals += _due_for_shares(published, span, kinds, expected)
    counts = nearest_counts(expected, goals)
    families = [
        family
        for kind, count in zip(kinds, counts, strict=True)
        if count
        for family in _families(chance, span, kind, int(count))
    ]
    families.sort(key=lambda family: family[1])
    return [
        Plan(number, kind.starts, kind.ends, start, end)
        for number, (kind, start, ends) in enumerate(families)
        for end in ends
    ]


def _expected(chance: Chance, published: Published, likely: dict[Kind, float]) -> np.ndarray:
    """Plans expected of each kind were lengths the usual ones, with some variety."""
    totals: dict[int, float] = {}
    for kind, weight in likely.items():
        totals[max(0, kind.starts)] = totals.get(max(0, kind.starts), 0) + weight
    wanted = {0: published.opening_stock()}
    for number, year in enumerate(published.years, start=1):
        wanted[number] = published.count(year, "plans_started") or 0
    varied = chance.gamma(VARIETY, 1 / VARIETY, len(likely))
    expected = [
        weight * wanted[max(0, kind.starts)] / totals[max(0, kind.starts)]
        for kind, weight in likely.items()
    ]
    return np.array(expected) * varied


def _goals(published: Published, span: Span, kinds: list[Kind]) -> list[Goal]:
    """What is published, as sums over kinds."""
    found = []
    for number in range(span.last + 1):
        for measure, (cost, test) in _measured(number).items():
            bounds = _bounds(published, span, number, measure)
            if bounds is not None:
                cells = [place for place, kind in enumerate(kinds) if test(kind)]
                found.append(Goal(cells, *bounds, cost))
    return found


def _due_for_shares(
    published: Published, span: Span, kinds: list[Kind], expected: np.ndarray
) -> list[Goal]:
    """Reviews due of years that publish only the share of them in time: few numbers can have it."""
    found = []
    for number in range(1, span.last + 1):
        year, measured = span.year(number), _measured(number)
        share = published.share(year, "reviews_in_time")
        if share is None or published.count(year, "reviews_due") is not None:
            continue
        cost, is_due = measured["reviews_due"]
        is_open = measured["plans_at_31_march"][1]
        due = [place for place, kind in enumerate(kinds) if is_due(kind)]
        still_open = [place for place, kind in enumerate(kinds) if is_open(kind)]
        stock = published.count(year, "plans_at_31_march") or 0
        usual = stock * expected[due].sum() / expected[still_open].sum()
        able = [n for n in range(1, stock + 1) if share_is(round(share * n / 100), n, share)]
        if able:
            nearest = min(able, key=lambda n: abs(n - usual))
            found.append(Goal(due, nearest, nearest, cost))
    return found


def _bounds(published: Published, span: Span, number: int, measure: str) -> tuple[int, int] | None:
    """The least and most of a measure; before the first year only of plans open as it begins."""
    year, of = span.year(number), total_of(measure)
    if number > 0:
        return published.bounds(year, measure, (published.count(year, of) or 0) if of else 0)
    stock = published.opening_stock()
    if measure == "plans_at_31_march":
        return stock, stock
    return published.bounds(year, measure, stock) if measure.startswith(AT_31_MARCH) else None


def _measured(number: int) -> dict[str, tuple[float, Test]]:
    """Each measure of a year, what a miss costs, and which kinds of plan it counts."""

    def still_open(kind: Kind) -> bool:
        return kind.starts <= number < kind.ends

    def open_band(kind: Kind) -> int:
        """A plan of the year before is in the fourth band at its second 31 March."""
        age = number - kind.starts
        return kind.first_band if age == 0 else min(2 + age, 4)

    found: dict[str, tuple[float, Test]] = {
        "reviews_due": (
            COSTS["reviews_due"],
            lambda kind: still_open(kind) and open_band(kind) > 0,
        ),
        "plans_at_31_march": (COSTS["plans_at_31_march"], still_open),
        "plans_started": (COSTS["plans_started"], lambda kind: kind.starts == number),
        "plans_ended": (COSTS["plans_ended"], lambda kind: kind.ends == number),
    }
    for place, name in enumerate(DURATIONS.values()):
        found[f"open_{name}"] = (
            COSTS["open"],
            lambda kind, place=place: still_open(kind) and open_band(kind) == place,
        )
        found[f"ended_{name}"] = (
            COSTS["ended"],
            lambda kind, place=place: kind.ends == number and kind.last_band == place,
        )
    return found


Family = tuple[Kind, date, list[date | None]]


def _families(chance: Chance, span: Span, kind: Kind, children: int) -> list[Family]:
    """Families of so many children in all, whose plans start on one day and mostly end on one."""
    weights = span.weights_of(kind)
    pairs = weights.ravel().cumsum()
    start_days = span.start_days(kind.starts)
    end_days = [None] if kind.ends > span.last else span.end_days(kind.ends)
    found: list[Family] = []
    while children:
        size = min(pick(chance, SIZES), children)
        start, end = divmod(_place(chance, pairs), len(end_days))
        ends = [end_days[end]]
        for _ in range(size - 1):
            apart = chance.random() < ENDS_APART
            other = _place(chance, weights[start].cumsum()) if apart else end
            ends.append(end_days[other])
        found.append((kind, start_days[start], ends))
        children -= size
    return found


def _place(chance: Chance, summed: np.ndarray) -> int:
    """A place drawn by its weight, of weights summed."""
    place = int(np.searchsorted(summed, chance.random() * summed[-1], side="right"))
    return min(place, len(summed) - 1)


def by_family(plans: list[Plan]) -> list[list[Plan]]:
    """Plans that stand together, in order, a list for each family."""
    return [list(those) for _, those in groupby(plans, key=lambda plan: plan.family)]


def some_families(chance: Chance, families: list[list[Plan]], children: int) -> list[list[Plan]]:
    """Families of so many children in all, drawn at random; of the last, perhaps, only some."""
    found, passed_over = [], []
    for place in chance.permutation(len(families)):
        if len(families[place]) <= children:
            found.append(families[place])
            children -= len(families[place])
        else:
            passed_over += families[place]
    return [*found, passed_over[:children]] if children else found
