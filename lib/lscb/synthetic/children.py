"""Families, plans and conferences of a board that does not exist, and whom its deaths are of."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lscb.records import child_deaths, child_protection_plans, conferences
from lscb.synthetic.deaths import AROUND_BIRTH, deaths_of
from lscb.synthetic.draws import (
    BURN_IN_YEARS,
    SIZES,
    Chance,
    Days,
    Happened,
    Numbers,
    Rows,
    Years,
    identifier,
    one,
    pick,
)
from lscb.years import ReportingYear

Openings = list[tuple[date, int]]

YES, NO = conferences.RECORD.column("transfer_in").codes

# A whole number beside a choice is its weight; a fraction is a chance.
ABUSE = dict(zip(child_protection_plans.CATEGORIES, (38, 8, 5, 42, 7), strict=True))
# A plan's shortest, commonest and longest length in days: many end at a review.
LENGTHS = ((20, 80, 86), (93, 110, 176), (186, 280, 358), (368, 480, 722), (732, 745, 1000))
PLAN_LENGTHS = dict(zip(LENGTHS, (15, 11, 46, 25, 3), strict=True))
ENDS_APART = 0.12
CATEGORY_CHANGES = 0.12
REPEAT_PLANS = 0.08
REPEATS_IN_DATA = 0.4
SHORTEST_GAP = timedelta(days=60)
# Working days from strategy discussion to conference, least and most.
WAITS = {(1, 7): 14, (8, 15): 67, (16, 20): 12, (21, 28): 4, (29, 45): 3}
NO_PLAN = 0.10
TRANSFERS = 0.03
NOT_RECORDED = 0.01

ONE_DEATH_ON_A_PLAN_IN = 12


def children(chance: Chance, shown: Years, calendar: Days, numbers: Numbers) -> Happened:
    """All that happened to children, by record, over the years shown and those before.

    `numbers` are those the children's identifiers are made of. A row of conferences also has
    `family`, which is its first child's identifier.
    """
    lived = shown[-1].since(ReportingYear.starting(shown[0].start - BURN_IN_YEARS))
    starts = _starts(chance, _openings(chance, lived, calendar), calendar, numbers)
    plans = _plans(chance, starts)
    held = _conferences(chance, starts, calendar, numbers)
    deaths = deaths_of(chance, lived)
    _link(chance, deaths, plans, shown[0].first_day, numbers)
    records = (child_deaths.RECORD, child_protection_plans.RECORD, conferences.RECORD)
    return list(zip(records, (deaths, plans, held), strict=True))


def _openings(chance: Chance, lived: Years, calendar: Days) -> Openings:
    """The days on which families' plans start, and how many children each family has.

    The number of starts is steady at first and almost trebles by the middle of the years shown.
    """
    openings = []
    for since_first, year in enumerate(lived, start=-BURN_IN_YEARS):
        passed = (since_first + 0.5) / (len(lived) - BURN_IN_YEARS)
        usual = int(np.interp(passed, (0.2, 0.35, 0.6, 1.0), (100, 125, 295, 300)))
        wanted = usual + int(chance.integers(-6, 7))
        days = [day for day in calendar if year.first_day <= day <= year.last_day]
        while wanted > 0:
            size = pick(chance, SIZES)
            openings.append((one(chance, days), size))
            wanted -= size
    return sorted(openings, key=lambda opening: opening[0])


@dataclass(frozen=True)
class _Start:
    """A family whose children's plans start on one day."""

    day: date
    children: tuple[str, ...]
    ends: tuple[date, ...]
    earlier_plans: int


def _starts(chance: Chance, openings: Openings, calendar: Days, numbers: Numbers) -> list[_Start]:
    """Each opening as a family: new, new with a history, or back from an earlier plan.

    Repeats are owed as children start and paid by whichever family comes next, so that every
    year has its share of them and large families are not passed over.
    """
    starts: list[_Start] = []
    latest: dict[tuple[str, ...], _Start] = {}
    owed = 0.0
    for day, size in openings:
        owed += REPEAT_PLANS * size
        repeat = owed >= 1
        in_data = repeat and chance.random() < REPEATS_IN_DATA
        back = [s for s in latest.values() if in_data and max(s.ends) + SHORTEST_GAP <= day]
        if back:
            family = one(chance, back)
            children, earlier = family.children, family.earlier_plans + 1
        else:
            children = tuple(identifier("child", next(numbers)) for _ in range(size))
            earlier = pick(chance, {1: 80, 2: 20}) if repeat else 0
        owed -= len(children) if repeat else 0
        ends = _ends(chance, day, len(children), calendar)
        starts.append(_Start(day, children, ends, earlier))
        latest[children] = starts[-1]
    return starts


def _ends(chance: Chance, start: date, size: int, calendar: Days) -> tuple[date, ...]:
    """The working day each child's plan ends: the family's, for nearly all."""
    lengths = [int(chance.triangular(*pick(chance, PLAN_LENGTHS))) for _ in range(size)]
    kept = [length if chance.random() < ENDS_APART else lengths[0] for length in lengths]
    return tuple(calendar[bisect_left(calendar, start + timedelta(days=d))] for d in kept)


def _plans(chance: Chance, starts: list[_Start]) -> Rows:
    rows = []
    for start in starts:
        category = pick(chance, ABUSE)
        for child, end in zip(start.children, start.ends, strict=True):
            changed = chance.random() < CATEGORY_CHANGES
            row = {"child_id": child, "plan_start": start.day, "plan_end": end}
            row["initial_category"] = category
            row["latest_category"] = pick(chance, ABUSE) if changed else category
            row["previous_plans"] = start.earlier_plans
            rows.append(row)
    return rows


def _conferences(chance: Chance, starts: list[_Start], calendar: Days, numbers: Numbers) -> Rows:
    """A row for each child whose plan started, and for each who was found to need none."""
    meetings = []
    for start in starts:
        transferred = not start.earlier_plans and chance.random() < TRANSFERS
        meetings.append((start.day, start.children, transferred))
        if chance.random() < NO_PLAN:
            others = [identifier("child", next(numbers)) for _ in range(pick(chance, SIZES))]
            meetings.append((start.day, others, False))
    rows = []
    for day, children, transferred in meetings:
        waited = int(chance.integers(*pick(chance, WAITS), endpoint=True))
        discussed = calendar[bisect_left(calendar, day) - waited]
        for child in children:
            blank = transferred or chance.random() < NOT_RECORDED
            row = {"child_id": child, "conference_date": day, "family": children[0]}
            row["strategy_discussion"] = None if blank else discussed
            rows.append({**row, "transfer_in": YES if transferred else NO})
    return rows


def _link(chance: Chance, deaths: Rows, plans: Rows, first: date, numbers: Numbers) -> None:
    """Give deaths their child: a few were on a plan, which the death ends; some were known."""
    for death in deaths:
        if chance.random() < 0.25:
            death["child_id"] = identifier("child", next(numbers))
    residents = [d for d in deaths if d["date_of_death"] >= first and d["resident"] == YES]
    possible = [death for death in residents if AROUND_BIRTH not in death["category"]]
    last = {plan["child_id"]: plan for plan in plans}
    for death in possible[::ONE_DEATH_ON_A_PLAN_IN]:
        day = death["date_of_death"]
        plan = one(chance, [p for p in last.values() if p["plan_start"] < day < p["plan_end"]])
        death["child_id"], plan["plan_end"] = plan["child_id"], day
        del last[plan["child_id"]]
