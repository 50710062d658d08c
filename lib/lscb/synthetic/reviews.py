"""Review conferences of plans that do not exist: a family's children are reviewed together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from lscb.synthetic.draws import Chance, Days, Row, Rows, days_between

IsLate = Callable[[Row, date], bool]
"""Whether the review of a plan that is due on a day is held late."""

FIRST, LATER = 3, 6  # months within which a review is due
LATE = 0.016  # of a family's meetings, so that about 97 % of children have none in a year
APART = 0.04  # a child reviewed some days before the rest of the family
EARLY = timedelta(days=28)  # a meeting is arranged for the four weeks before it is due
SHORTEST_GAP = timedelta(days=40)  # a plan is not reviewed and then ended within it


@dataclass(frozen=True)
class _Meeting:
    """A family's review: the day it is held, or how long after it was due it is if late."""

    day: date
    late: bool
    delay: timedelta


def reviews_of(chance: Chance, plans: Rows, calendar: Days, is_late: IsLate | None = None) -> Rows:
    """The reviews of plans, as rows of the record `reviews`, to the end of each plan.

    `plans` are rows with `child_id`, `plan_start` and `plan_end`; an open one has None and is
    reviewed to the end of `calendar`, the working days. Every review is held by the day it is
    due, but for those that `is_late(plan, due)` names, which are held up to a month after it;
    without `is_late`, now and then a whole family's. A plan open for more than three months at
    a 31 March has a review due in the year before it, so that naming that one is enough to make
    the plan late in that year. Nothing is held after a plan's end, and many plans end at a review.

    Each row also has `carried_until`, for `extract`: while the review is the plan's latest, each
    year's file holds it.
    """
    families: dict[tuple[date, object], Rows] = defaultdict(list)
    for plan in plans:
        families[plan["plan_start"], plan.get("initial_category")].append(plan)
    rows: Rows = []
    for (start, _), family in families.items():
        last = max(_end(plan, calendar) for plan in family)
        meetings = list(_meetings(chance, start, last, calendar))
        for plan in family:
            rows += _rows(plan, _held(chance, plan, meetings, calendar, is_late))
    return rows


def _end(plan: Row, calendar: Days) -> date:
    return plan["plan_end"] or calendar[-1]


def _meetings(chance: Chance, start: date, last: date, calendar: Days) -> Iterator[_Meeting]:
    """A family's reviews, each arranged in time after the one before, until its last plan ends."""
    day, months = start, FIRST
    while (due := after(day, months)) < last:
        day = _by(due - days_between(chance, 0, EARLY.days), calendar)
        late = chance.random() < LATE
        delay = days_between(chance, 1, 28)
        yield _Meeting(day, late, delay)
        months = LATER
    yield _Meeting(_by(due, calendar), False, timedelta(days=1))


def _held(
    chance: Chance, plan: Row, meetings: list[_Meeting], calendar: Days, is_late: IsLate | None
) -> Iterator[date]:
    """The days on which one child's plan is reviewed."""
    held, months, end = plan["plan_start"], FIRST, _end(plan, calendar)
    for meeting in meetings:
        due = after(held, months)
        late = is_late(plan, due) if is_late else meeting.late
        early = days_between(chance, 1, 8) if chance.random() < APART else timedelta(0)
        day = due + meeting.delay if late else _by(min(meeting.day - early, due), calendar)
        if late and day < end:
            day = calendar[bisect_left(calendar, day)]
        if day >= end or (due >= end and end - day < SHORTEST_GAP):
            # The review at which the plan was ended, unless the end came out of turn.
            if end - held >= SHORTEST_GAP and not late and plan["plan_end"]:
                yield end
            return
        yield day
        held, months = day, LATER


def _rows(plan: Row, days: Iterator[date]) -> Rows:
    until = plan["plan_end"] or date.max
    return [
        {
            "child_id": plan["child_id"],
            "plan_start": plan["plan_start"],
            "review_date": day,
            "carried_until": carried,
        }
        for day, carried in pairwise([*days, until])
    ]


def after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day."""
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


def _by(day: date, calendar: Days) -> date:
    """The last working day on or before a day."""
    return calendar[bisect_right(calendar, day) - 1]
