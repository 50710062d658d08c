"""Initial conferences, as many and as soon as published: one for each plan that started."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from lscb.records.conferences import RECORD
from lscb.synthetic.children import NO_PLAN
from lscb.synthetic.children import WAITS as USUAL_WAITS
from lscb.synthetic.draws import SIZES, Chance, Days, Numbers, Row, Rows, identifier, one, pick
from lscb.synthetic.fitted.categories import dealt
from lscb.synthetic.fitted.plans import Plan
from lscb.synthetic.fitted.programs import Goal, nearest_counts
from lscb.synthetic.fitted.published import WAITS, Published
from lscb.synthetic.fitted.spans import Span

NOT_TRANSFERRED = RECORD.column("transfer_in").codes[1]
NOT_RECORDED = "not recorded"
BANDS = [*WAITS, NOT_RECORDED]
DRAWN = {
    "within_10_days": {(2, 6): 25, (7, 10): 75},
    "11_to_15_days": {(11, 15): 1},
    "16_to_20_days": {(16, 20): 1},
    "21_days_or_more": {(21, 28): 70, (29, 38): 30},
}
"""Working days drawn for a band, with their weights: few wait more than sixty days in all."""


@dataclass(frozen=True)
class _Child:
    """A child at a conference."""

    family: int
    child_id: str
    day: date


def conferences(
    chance: Chance,
    published: Published,
    span: Span,
    plans: list[Plan],
    calendar: Days,
    numbers: Numbers,
) -> Rows:
    """Rows of the record `conferences`, for each year fitted.

    A plan's conference is held on the day it starts (DfE rule 2885). Where fewer conferences than
    starts are published the plans beyond have none; where more, those children got no plan.
    """
    rows: Rows = []
    for number in range(1, span.last + 1):
        year = span.year(number)
        started = [
            _Child(plan.family, plan.child_id, plan.plan_start)
            for plan in plans
            if plan.started == number
        ]
        held = published.count(year, "conferences")
        if held is None:
            held = round((1 + NO_PLAN) * len(started))
        children = _some(chance, started, held)
        others = held - len(children)
        children += _without_plan(chance, span.end_days(number), others, plans, numbers)
        bands = _bands(chance, published, span, number, held)
        rows += _rows(chance, children, dealt(chance, children, bands), calendar)
    return rows


def _some(chance: Chance, started: list[_Child], held: int) -> list[_Child]:
    """The children who had a conference: all whose plan started, or as many as were held."""
    if held >= len(started):
        return started
    kept = sorted(chance.permutation(len(started))[:held])
    return [started[place] for place in kept]


def _without_plan(
    chance: Chance, days: Days, children: int, plans: list[Plan], numbers: Numbers
) -> list[_Child]:
    """Families who were found to need no plan."""
    found: list[_Child] = []
    family = plans[-1].family + 1 if plans else 0
    while len(found) < children:
        day = one(chance, days)
        size = min(pick(chance, SIZES), children - len(found))
        found += [_Child(family, identifier("child", next(numbers)), day) for _ in range(size)]
        family += 1
    return found


def _bands(
    chance: Chance, published: Published, span: Span, number: int, held: int
) -> Counter[str]:
    """How many conferences took how long.

    A discussion goes unrecorded only where the published bands fall short of the conferences.
    """
    usual = dict.fromkeys(WAITS, 0.0)
    for (least, most), weight in USUAL_WAITS.items():
        # The usual waits are cut at other days: each day of them is as likely as the next.
        for day in range(least, most + 1):
            name = next(name for name, (low, high) in WAITS.items() if low <= day <= high)
            usual[name] += weight / (most - least + 1)
    weights = np.array([*usual.values(), 0.0])
    expected = held * weights / weights.sum()
    goals = []
    within = (("within_15_days", (0, 1)),)
    for name, cells in (*((name, (place,)) for place, name in enumerate(WAITS)), *within):
        bounds = published.bounds(span.year(number), f"conferences_{name}", held)
        if bounds is not None:
            goals.append(Goal(cells, *bounds))
    fixed = Goal(range(len(BANDS)), held, held)
    counts = nearest_counts(expected, goals, [fixed])
    return Counter(dict(zip(BANDS, counts.tolist(), strict=True)))


def _rows(chance: Chance, children: list[_Child], bands: list[str], calendar: Days) -> Rows:
    """A row a child, brothers and sisters of one band after the same discussion."""
    rows: list[Row] = []
    together = zip(children, bands, strict=True)
    for (_, day, band), those in groupby(together, key=lambda both: (*_meeting(both[0]), both[1])):
        discussed = None
        if band != NOT_RECORDED:
            waited = int(chance.integers(*pick(chance, DRAWN[band]), endpoint=True))
            discussed = calendar[bisect_left(calendar, day) - waited]
        for child, _ in those:
            row = {"child_id": child.child_id, "conference_date": day}
            rows.append(row | {"strategy_discussion": discussed, "transfer_in": NOT_TRANSFERRED})
    return rows


def _meeting(child: _Child) -> tuple[int, date]:
    return child.family, child.day
