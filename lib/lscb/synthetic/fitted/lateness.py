"""Review conferences, with as many plans late in each year as published."""

from __future__ import annotations

from datetime import date

from lscb.synthetic.draws import Chance, Days, Row, Rows
from lscb.synthetic.fitted.plans import Plan, by_family, some_families
from lscb.synthetic.fitted.published import Published
from lscb.synthetic.fitted.spans import Span
from lscb.synthetic.reviews import FIRST, LATER, after, reviews_of

USUALLY_LATE = 0.03


def reviews(
    chance: Chance, published: Published, span: Span, plans: list[Plan], calendar: Days
) -> Rows:
    """Rows of the record `reviews`, each plan late in the years it has to be and no other.

    `calendar` runs on beyond the last year, so that what was due as it ended had been held.
    """
    late_in = _late_in(chance, published, span, plans)
    named: set[tuple[int, int]] = set()

    def is_late(row: Row, due: date) -> bool:
        number = span.number(due)
        plan = (row["place"], number)
        if number not in late_in[row["place"]] or plan in named:
            return False
        named.add(plan)
        return True

    return reviews_of(chance, reviewed_rows(plans), calendar, is_late)


def reviewed_rows(plans: list[Plan]) -> Rows:
    return [plan.row() | {"place": place} for place, plan in enumerate(plans)]


def is_over_three_months(plan: Plan, span: Span, number: int) -> bool:
    """Whether a plan is open at the end of a year and its first review has fallen due by then."""
    return (
        plan.is_open_at_end_of(number)
        and after(plan.plan_start, FIRST) < span.year(number).last_day
    )


def _late_in(chance: Chance, published: Published, span: Span, plans: list[Plan]) -> list[set[int]]:
    """For each plan the years in which a review of it is late."""
    places = {id(plan): place for place, plan in enumerate(plans)}
    found: list[set[int]] = [set() for _ in plans]
    for number in range(1, span.last + 1):
        due = [plan for plan in plans if is_over_three_months(plan, span, number)]
        late = _number_late(published, span, number, len(due))
        # A plan late year after year would be reviewed further and further from its family.
        again = [plan for plan in due if number - 1 in found[places[id(plan)]]]
        fresh = [plan for plan in due if number - 1 not in found[places[id(plan)]]]
        chosen = some_families(chance, by_family(fresh), min(late, len(fresh)))
        chosen += some_families(chance, by_family(again), max(late - len(fresh), 0))
        for plan in (plan for family in chosen for plan in family):
            found[places[id(plan)]].add(number)
    return found


def _number_late(published: Published, span: Span, number: int, due: int) -> int:
    """How many of the plans that have been open long enough are late in a year."""
    bounds = published.bounds(span.year(number), "reviews_in_time", due)
    in_time = round((1 - USUALLY_LATE) * due)
    if bounds is not None:
        in_time = min(max(in_time, bounds[0]), bounds[1])
    return due - min(in_time, due)


def is_late_in(start: date, held: list[date], first: date, last: date) -> bool:
    """Whether any review that was due in the year was late, or was overdue at its end.

    `held` are the days of a plan's reviews, in order; `first` and `last` the days of the year.
    """
    due = after(start, FIRST)
    for day in [*held, date.max]:
        was_held = day <= last
        if due <= last and day > due and (due >= first or not was_held):
            return True
        due = after(day, LATER) if day != date.max else due
    return False
