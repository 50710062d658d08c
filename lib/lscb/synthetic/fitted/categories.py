"""The categories of abuse of plans, first and latest, as many of each as published."""

from __future__ import annotations

from collections import Counter
from itertools import groupby, product
from typing import Any

import numpy as np

from lscb.synthetic.children import ABUSE, CATEGORY_CHANGES
from lscb.synthetic.draws import Chance, pick
from lscb.synthetic.fitted.plans import VARIETY, Plan
from lscb.synthetic.fitted.programs import Goal, nearest_counts
from lscb.synthetic.fitted.published import CATEGORIES, Published
from lscb.synthetic.fitted.spans import Span

Life = tuple[int, int]
"""The years in which a plan starts and ends, which say at which ends of years it counts."""

COSTS = {"started_first": 2.0, "open_first": 1.0, "open_latest": 1.0}
"""What it costs to miss a figure by one: those of plans started are kept."""

NAMES = list(CATEGORIES)
USUAL = np.array([ABUSE[name] for name in NAMES]) / sum(ABUSE.values())


def with_categories(chance: Chance, published: Published, span: Span, plans: list[Plan]) -> None:
    """Give each plan its first and its latest category, siblings mostly the same.

    The latest is the same in every year's file, so that each year counts alike in every report.
    """
    lives: dict[Life, list[Plan]] = {}
    for plan in plans:
        lives.setdefault((plan.started, plan.until), []).append(plan)
    sizes = np.array([len(those) for those in lives.values()])
    first = _counts(
        published,
        span,
        lives,
        sizes[:, None] * USUAL * chance.gamma(VARIETY, 1 / VARIETY, (len(lives), len(NAMES))),
        ("open_first", "started_first"),
    )
    changed = CATEGORY_CHANGES * sizes[:, None] * USUAL
    latest = _counts(
        published, span, lives, (1 - CATEGORY_CHANGES) * first + changed, ("open_latest",)
    )
    for those, of_first, of_latest in zip(lives.values(), first, latest, strict=True):
        wanted = Counter(dict(zip(NAMES, of_first.tolist(), strict=True)))
        for plan, category in zip(those, dealt(chance, those, wanted), strict=True):
            plan.initial_category = category
        _change(chance, those, Counter(dict(zip(NAMES, of_latest.tolist(), strict=True))))


def _counts(
    published: Published,
    span: Span,
    lives: dict[Life, list[Plan]],
    expected: np.ndarray,
    bases: tuple[str, ...],
) -> np.ndarray:
    """How many plans of each life (a row) are of each category (a column)."""
    places = np.arange(expected.size).reshape(expected.shape)
    sizes = [len(those) for those in lives.values()]
    fixed = [Goal(row.tolist(), size, size) for row, size in zip(places, sizes, strict=True)]
    goals = []
    for base, number in product(bases, range(span.last + 1)):
        if number == 0 and base == "started_first":
            continue  # of the plans that started then, only those still open later are known
        rows = [row for row, life in enumerate(lives) if _is_counted(base, life, number)]
        total = sum(sizes[row] for row in rows)
        for column, name in enumerate(CATEGORIES.values()):
            bounds = published.bounds(span.year(number), f"{base}_{name}", total)
            if bounds is not None:
                goals.append(Goal(places[rows, column].tolist(), *bounds, COSTS[base]))
    return nearest_counts(expected.ravel(), goals, fixed).reshape(expected.shape)


def _is_counted(base: str, life: Life, number: int) -> bool:
    started, until = life
    return started == number if base == "started_first" else started <= number < until


def dealt(chance: Chance, members: list[Any], wanted: Counter[Any]) -> list[Any]:
    """One of what is wanted for each member, in order: the same for a family where it can be.

    `members` have a `family` and stand beside the rest of it; there are as many as are wanted.
    """
    left = Counter({what: number for what, number in wanted.items() if number})
    families = [list(those) for _, those in groupby(range(len(members)), key=_family_of(members))]
    order = sorted(range(len(families)), key=lambda place: (-len(families[place]), chance.random()))
    given: list[Any] = [None] * len(members)
    for place in order:
        family = families[place]
        while family:
            enough = {what: n for what, n in left.items() if n >= len(family)}
            most = max(left, key=lambda what: left[what])
            what = pick(chance, enough) if enough else most
            taken, family = family[: left[what]], family[left[what] :]
            for member in taken:
                given[member] = what
            left[what] -= len(taken)
            left = +left
    return given


def _family_of(members: list[Any]) -> Any:
    return lambda place: members[place].family


def _change(chance: Chance, plans: list[Plan], wanted: Counter[str]) -> None:
    """Let each plan keep its first category as its latest while as many are wanted."""
    left = wanted.copy()
    changing = []
    families = [list(those) for _, those in groupby(plans, key=lambda plan: plan.family)]
    for place in chance.permutation(len(families)):
        for plan in families[place]:
            plan.latest_category = plan.initial_category
            left[plan.initial_category] -= 1
            if left[plan.initial_category] < 0:
                changing.append(plan)
    others = list((+left).elements())
    for plan, category in zip(changing, others, strict=True):
        plan.latest_category = category
