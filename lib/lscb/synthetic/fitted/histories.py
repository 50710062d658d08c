"""The children whose plans they are, and the plans they had had before."""

from __future__ import annotations

from itertools import count

from lscb.synthetic.children import REPEAT_PLANS, REPEATS_IN_DATA, SHORTEST_GAP
from lscb.synthetic.draws import Chance, Numbers, identifier, one, pick
from lscb.synthetic.fitted.plans import Plan, by_family, some_families
from lscb.synthetic.fitted.published import Published
from lscb.synthetic.fitted.spans import Span

EARLIER = {1: 80, 2: 20}
MOST_WITHHELD = 5
MEASURE = "second_or_subsequent_plans"


def with_histories(chance: Chance, published: Published, span: Span, plans: list[Plan]) -> Numbers:
    """Give each plan its child and how many plans the child had had, as many repeats as published.

    Returns the numbers of children not yet given.
    """
    families = by_family(plans)
    for number in range(span.first, span.last + 1):
        started = [those for those in families if those[0].started == number]
        starts = sum(len(those) for those in started)
        for family in some_families(
            chance, started, _repeats(chance, published, span, number, starts)
        ):
            earlier = pick(chance, EARLIER)
            for plan in family:
                plan.previous_plans = earlier
    numbers = count(1)
    finished: list[list[Plan]] = []
    for family in families:
        _identify(chance, family, finished, numbers)
        finished.append(family)
    return numbers


def _repeats(chance: Chance, published: Published, span: Span, number: int, starts: int) -> int:
    """How many of a year's starts are repeats: as published, or a few where that is withheld."""
    bounds = published.bounds(span.year(number), MEASURE, starts) if number > 0 else None
    if bounds is None:
        usual = round(REPEAT_PLANS * starts)
        withheld = number > 0 and published.is_withheld(MEASURE)
        least, most = (1, MOST_WITHHELD) if withheld else (usual, usual)
    else:
        least, most = bounds
    return min(int(chance.integers(least, most + 1)), starts)


def _identify(
    chance: Chance, family: list[Plan], finished: list[list[Plan]], numbers: Numbers
) -> None:
    """The children of a family: new ones, or those of an earlier family back on a plan.

    Nobody is back within a year, for there are boards of which as many children as plans are
    published, and no child is on two plans of one year.
    """
    repeat = all(plan.previous_plans for plan in family)
    if repeat and chance.random() < REPEATS_IN_DATA:
        back = [those for those in finished if _may_be(those, family)]
        if back:
            earlier = one(chance, back)
            for plan, before in zip(family, earlier, strict=False):
                plan.child_id = before.child_id
                plan.previous_plans = before.previous_plans + 1
            finished.remove(earlier)
            return
    for plan in family:
        plan.child_id = identifier("child", next(numbers))


def _may_be(earlier: list[Plan], family: list[Plan]) -> bool:
    start = family[0].plan_start
    return len(earlier) >= len(family) and all(
        plan.plan_end is not None
        and plan.until < family[0].started
        and plan.plan_end + SHORTEST_GAP <= start
        for plan in earlier
    )
