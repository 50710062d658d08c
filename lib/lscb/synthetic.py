"""Records of boards that do not exist, for demonstrations and tests.

What happened is made first, whole: families, plans, deaths and courses over the reporting years
and three years before, so that the first year opens with plans already running. Each year's
folder is then cut from it as a council's extract would hold it, knowing nothing later than that
31 March. The sizes and shapes are those of an outer London borough; no row is anybody's.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

import holidays
import numpy as np
import pandas as pd

from lscb.records import MADE_UP, child_deaths, child_protection_plans, conferences
from lscb.records import training as bookings
from lscb.records import training_sessions as sessions
from lscb.records.record import Record
from lscb.report import ReportingYear

Row = dict[str, Any]
Rows = list[Row]
Openings = list[tuple[date, int]]
Numbers = Iterator[int]
Happened = list[tuple[Record, Rows]]
Years = list[ReportingYear]
Days = list[date]
Chance = np.random.Generator

CAUSES = child_deaths.CATEGORIES
OPEN = {
    child_deaths.RECORD.name: ("date_notified", "review_completed"),
    child_protection_plans.RECORD.name: ("plan_start", "plan_end"),
}
YES, NO = conferences.RECORD.column("transfer_in").codes

# A whole number beside a choice is its weight; a fraction is a chance.
BURN_IN_YEARS = 3  # longer than any plan or review, so that the first year opens complete
SIZES = {1: 45, 2: 27, 3: 16, 4: 8, 5: 4}  # children in a family
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

DEATHS = dict(zip(CAUSES, (2, 4, 7, 8, 6, 5, 24, 32, 5, 7), strict=True))
EXPECTED = dict(zip(CAUSES, (0, 0, 0, 0.95, 0.5, 0.8, 0.95, 0.92, 0.5, 0), strict=True))
AROUND_BIRTH = CAUSES[7]
ONE_DEATH_ON_A_PLAN_IN = 12

COURSES = {
    "Working together to safeguard children": 20,
    "Introduction to safeguarding children": 20,
    "Neglect: recognition and response": 12,
    "Domestic abuse and its effect on children": 10,
    "Child sexual exploitation and missing children": 9,
    "Child protection conferences and core groups": 7,
    "Parental mental health and substance misuse": 6,
    "Safer recruitment": 5,
    "Safeguarding disabled children": 4,
    "Learning from case reviews": 4,
    "Children's safety online": 3,
}
# Each agency's eligible staff, and how many of about 900 places a year they take.
AGENCIES = {
    "Schools and colleges": (1900, 285),
    "Health trusts": (900, 180),
    "Early years": (420, 147),
    "Children's social care": (260, 156),
    "Voluntary and faith sector": (180, 72),
    "GP practices": (150, 15),
    "Police": (95, 14),
    "Housing": (40, 12),
    "Probation": (24, 7),
    "Youth offending service": (18, 6),
}
NO_HEADCOUNT = "GP practices"
STATUSES = dict(zip(bookings.STATUSES, (80, 7, 7, 6), strict=True))
STAFF_TURNOVER = 0.08


@dataclass(frozen=True)
class MadeUpBoard:
    """A board's records and the figures that are supplied with them.

    `records` holds each file by reporting year ("2014-15") and record name: the record's columns
    in order, every cell as it stands in the CSV. `population_0_17` is by mid-year: that of
    2014-15 is 2014. `training_eligible` is people by agency at the last year's 31 March, and
    lacks the agency that supplied no headcount.
    """

    records: dict[tuple[str, str], pd.DataFrame]
    population_0_17: dict[int, int]
    training_eligible: dict[str, int]


def made_up_board(board: str, last_year: ReportingYear, years: int = 6) -> MadeUpBoard:
    """The made-up records of `years` reporting years, the last being `last_year`.

    `board` is the board's slug. The same board and year are always the same records; another
    slug is another board.
    """
    shown = last_year.since(ReportingYear.starting(last_year.start - years + 1))
    calendar = _working_days(shown[0].start - BURN_IN_YEARS - 1, last_year.start + BURN_IN_YEARS)
    happened = _children(_chance(board, last_year, "children"), shown, calendar)
    happened += _training(_chance(board, last_year, "training"), shown, calendar)
    records = {
        (str(year), record.name): _file(record, rows, year)
        for year in shown
        for record, rows in happened
    }
    eligible = {name: staff for name, (staff, _) in AGENCIES.items() if name != NO_HEADCOUNT}
    chance = _chance(board, last_year, "population")
    population = {
        year.mid_year: int(53_000 * 1.007**passed) + int(chance.integers(-60, 61))
        for passed, year in enumerate(shown)
    }
    return MadeUpBoard(records, population, eligible)


def _chance(board: str, last_year: ReportingYear, subject: str) -> Chance:
    """A stream of its own for each subject, so that changing one leaves the others alone."""
    seed = hashlib.sha256(f"{board}/{last_year}/{subject}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(seed, "big")))


def _pick(chance: Chance, weights: dict[Any, int]) -> Any:
    shares = np.array(list(weights.values())) / sum(weights.values())
    return list(weights)[int(chance.choice(len(weights), p=shares))]


def _one(chance: Chance, options: Sequence[Any]) -> Any:
    return options[int(chance.integers(len(options)))]


def _days(chance: Chance, least: int, most: int) -> timedelta:
    return timedelta(days=int(chance.integers(least, most + 1)))


def _identifier(kind: str, number: int) -> str:
    return f"{MADE_UP}{kind}-{number:05d}"


def _working_days(first: int, last: int) -> Days:
    """The working days in England from 1 April of one year to the March after another."""
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(first, last + 2))
    span = (f"{first}-04-01", f"{last + 1}-03-31")
    return [day.date() for day in pd.bdate_range(*span, freq="C", holidays=sorted(closed))]


def _children(chance: Chance, shown: Years, calendar: Days) -> Happened:
    """All that happened to children, by record, over the years shown and those before."""
    lived = shown[-1].since(ReportingYear.starting(shown[0].start - BURN_IN_YEARS))
    numbers = count(1)
    starts = _starts(chance, _openings(chance, lived, calendar), calendar, numbers)
    plans = _plans(chance, starts)
    held = _conferences(chance, starts, calendar, numbers)
    deaths = _deaths(chance, lived)
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
            size = _pick(chance, SIZES)
            openings.append((_one(chance, days), size))
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
            family = _one(chance, back)
            children, earlier = family.children, family.earlier_plans + 1
        else:
            children = tuple(_identifier("child", next(numbers)) for _ in range(size))
            earlier = _pick(chance, {1: 80, 2: 20}) if repeat else 0
        owed -= len(children) if repeat else 0
        ends = _ends(chance, day, len(children), calendar)
        starts.append(_Start(day, children, ends, earlier))
        latest[children] = starts[-1]
    return starts


def _ends(chance: Chance, start: date, size: int, calendar: Days) -> tuple[date, ...]:
    """The working day each child's plan ends: the family's, for nearly all."""
    lengths = [int(chance.triangular(*_pick(chance, PLAN_LENGTHS))) for _ in range(size)]
    kept = [length if chance.random() < ENDS_APART else lengths[0] for length in lengths]
    return tuple(calendar[bisect_left(calendar, start + timedelta(days=d))] for d in kept)


def _plans(chance: Chance, starts: list[_Start]) -> Rows:
    rows = []
    for start in starts:
        category = _pick(chance, ABUSE)
        for child, end in zip(start.children, start.ends, strict=True):
            changed = chance.random() < CATEGORY_CHANGES
            row = {"child_id": child, "plan_start": start.day, "plan_end": end}
            row["initial_category"] = category
            row["latest_category"] = _pick(chance, ABUSE) if changed else category
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
            others = [_identifier("child", next(numbers)) for _ in range(_pick(chance, SIZES))]
            meetings.append((start.day, others, False))
    rows = []
    for day, children, transferred in meetings:
        waited = int(chance.integers(*_pick(chance, WAITS), endpoint=True))
        discussed = calendar[bisect_left(calendar, day) - waited]
        for child in children:
            blank = transferred or chance.random() < NOT_RECORDED
            row = {"child_id": child, "conference_date": day}
            row["strategy_discussion"] = None if blank else discussed
            rows.append({**row, "transfer_in": YES if transferred else NO})
    return rows


def _deaths(chance: Chance, lived: Years) -> Rows:
    """Every death of the years, in the order they were notified, its review always complete."""
    rows = []
    for year in lived:
        elsewhere = int(chance.integers(0, 4))
        for number in range(int(chance.integers(11, 21))):
            day = year.first_day + _days(chance, 0, (year.last_day - year.first_day).days)
            rows.append(_death(chance, day, resident=number >= elsewhere))
    rows.sort(key=lambda row: row["date_notified"])
    for number, row in enumerate(rows, start=1):
        row["case_id"] = _identifier("death", number)
        # One in fifteen is not known to begin with, and half of those never: a query on purpose.
        if number % 15 == 0:
            known = (row["review_completed"], row["expected"])
            row["expected"] = known if number % 30 else None
    return rows


def _death(chance: Chance, day: date, resident: bool) -> Row:
    category = _pick(chance, DEATHS)
    expected = chance.random() < EXPECTED[category]
    notified = day + (_days(chance, 4, 35) if chance.random() < 0.25 else _days(chance, 0, 3))
    review = notified + timedelta(days=int(chance.triangular(60, 150, 390)))
    if not expected and chance.random() < 0.2:
        # An inquest or a criminal trial comes first.
        review += _days(chance, 90, 365)
    review = _panel_day(review)
    modifiable = (11, 82, 7) if EXPECTED[category] else (55, 35, 10)
    answers = dict(zip(child_deaths.MODIFIABLE_FACTORS, modifiable, strict=True))
    return {
        "child_id": None,
        "date_of_death": day,
        "date_notified": notified,
        "resident": YES if resident else NO,
        "expected": YES if expected else NO,
        "review_completed": review,
        "category": (review, category),
        "modifiable_factors": (review, _pick(chance, answers)),
    }


def _panel_day(day: date) -> date:
    """The panel's next meeting: the second Wednesday of each quarter's first month."""
    while not (day.month % 3 == 1 and day.weekday() == 2 and 8 <= day.day <= 14):
        day += timedelta(days=1)
    return day


def _link(chance: Chance, deaths: Rows, plans: Rows, first: date, numbers: Numbers) -> None:
    """Give deaths their child: a few were on a plan, which the death ends; some were known."""
    for death in deaths:
        if chance.random() < 0.25:
            death["child_id"] = _identifier("child", next(numbers))
    residents = [d for d in deaths if d["date_of_death"] >= first and d["resident"] == YES]
    possible = [death for death in residents if AROUND_BIRTH not in death["category"]]
    last = {plan["child_id"]: plan for plan in plans}
    for death in possible[::ONE_DEATH_ON_A_PLAN_IN]:
        day = death["date_of_death"]
        plan = _one(chance, [p for p in last.values() if p["plan_start"] < day < p["plan_end"]])
        death["child_id"], plan["plan_end"] = plan["child_id"], day
        del last[plan["child_id"]]


def _training(chance: Chance, shown: Years, calendar: Days) -> Happened:
    """Sessions and the places on them, by record; a year runs every course at least once."""
    held: Rows = []
    booked: Rows = []
    for since_first, year in enumerate(shown):
        days = [day for day in calendar if year.first_day <= day <= year.last_day]
        more = int(chance.integers(40, 61)) - len(COURSES)
        courses = [*COURSES, *(_pick(chance, COURSES) for _ in range(more))]
        for day, course in sorted((_one(chance, days), course) for course in courses):
            session = {"session_id": _identifier("session", len(held) + 1), "course": course}
            session |= {"session_date": day, "capacity": 5 * int(chance.integers(3, 9))}
            held.append(session)
            booked += _bookings(chance, session, since_first, len(booked) + 1)
    return [(sessions.RECORD, held), (bookings.RECORD, booked)]


def _bookings(chance: Chance, session: Row, since_first: int, first_number: int) -> Rows:
    """The places taken on a session, nobody twice; now and then one or two more than it has."""
    wanted = int(session["capacity"] * chance.triangular(0.45, 0.8, 1.05))
    people: dict[str, str] = {}
    while len(people) < wanted:
        people |= [_person(chance, since_first)]
    rows = []
    for number, (person, agency) in enumerate(people.items(), start=first_number):
        row = {"booking_id": _identifier("booking", number), "person_id": person, "agency": agency}
        row |= {name: session[name] for name in ("session_id", "session_date")}
        rows.append({**row, "status": _pick(chance, STATUSES)})
    return rows


def _person(chance: Chance, since_first: int) -> tuple[str, str]:
    """Somebody who works for an agency this year: each year some leave and as many join."""
    names = list(AGENCIES)
    place = names.index(_pick(chance, {name: taken for name, (_, taken) in AGENCIES.items()}))
    staff = AGENCIES[names[place]][0]
    # Squared, because a few people go to far more than their share of courses.
    number = int(staff * STAFF_TURNOVER * since_first) + int(staff * chance.random() ** 2)
    person = _identifier("person", 10_000 * (place + 1) + number)
    # One in ten moves once to the next agency, in a year that is their own.
    moved = number % 10 == 0 and since_first > number // 10 % 5
    return person, names[(place + moved) % len(names)]


def _file(record: Record, rows: Rows, year: ReportingYear) -> pd.DataFrame:
    """A year's extract: what happened in the year or, for plans and reviews, was then open."""
    opened, closed = OPEN.get(record.name, (record.dated, record.dated))
    held = [row for row in rows if row[opened] <= year.last_day and row[closed] >= year.first_day]
    held.sort(key=lambda row: (row[record.dated], *(row[name] for name in record.key)))
    cells = [[_cell(row[name], year.last_day) for name in record.names()] for row in held]
    return pd.DataFrame(cells, columns=record.names(), dtype="str")


def _cell(value: Any, as_at: date) -> str:
    """What a file of that day shows: a pair is the day something was found, and the finding."""
    found, value = value if isinstance(value, tuple) else (as_at, value)
    if value is None or found > as_at or (isinstance(value, date) and value > as_at):
        return ""
    return str(value)
