"""Training sessions and the places booked on them, of a board that does not exist."""

from __future__ import annotations

from lscb.records import training as bookings
from lscb.records import training_sessions as sessions
from lscb.synthetic.draws import (
    Chance,
    Days,
    Happened,
    Row,
    Rows,
    Years,
    identifier,
    one,
    pick,
)

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
STATUSES = {
    bookings.ATTENDED: 80,
    bookings.UNBOOKED: 7,
    bookings.CANCELLED: 7,
    bookings.DID_NOT_ATTEND: 6,
}
STAFF_TURNOVER = 0.08


def training(chance: Chance, shown: Years, calendar: Days) -> Happened:
    """Sessions and the places on them, by record; a year runs every course at least once."""
    held: Rows = []
    booked: Rows = []
    for since_first, year in enumerate(shown):
        days = [day for day in calendar if year.first_day <= day <= year.last_day]
        more = int(chance.integers(40, 61)) - len(COURSES)
        courses = [*COURSES, *(pick(chance, COURSES) for _ in range(more))]
        for day, course in sorted((one(chance, days), course) for course in courses):
            session = {"session_id": identifier("session", len(held) + 1), "course": course}
            session |= {"session_date": day, "capacity": 5 * int(chance.integers(3, 9))}
            held.append(session)
            booked += _bookings(chance, session, since_first, len(booked) + 1)
    return [(sessions.RECORD, held), (bookings.RECORD, booked)]


def _bookings(chance: Chance, session: Row, since_first: int, first_number: int) -> Rows:
    """The places taken on a session, nobody twice; now and then one or two more than it has."""
    wanted = int(session["capacity"] * chance.triangular(0.45, 0.8, 1.05))
    people: dict[str, str] = {}
    while len(people) < wanted:
        people |= [somebody(chance, since_first)]
    rows = []
    for number, (person, agency) in enumerate(people.items(), start=first_number):
        row = {"booking_id": identifier("booking", number), "person_id": person, "agency": agency}
        row |= {name: session[name] for name in ("session_id", "session_date")}
        rows.append({**row, "status": pick(chance, STATUSES)})
    return rows


def somebody(chance: Chance, since_first: int) -> tuple[str, str]:
    """Somebody who works for an agency this year: each year some leave and as many join."""
    names = list(AGENCIES)
    place = names.index(pick(chance, {name: taken for name, (_, taken) in AGENCIES.items()}))
    staff = AGENCIES[names[place]][0]
    # Squared, because a few people go to far more than their share of courses.
    number = int(staff * STAFF_TURNOVER * since_first) + int(staff * chance.random() ** 2)
    person = identifier("person", 10_000 * (place + 1) + number)
    # One in ten moves once to the next agency, in a year that is their own.
    moved = number % 10 == 0 and since_first > number // 10 % 5
    return person, names[(place + moved) % len(names)]


def training_spending(chance: Chance, shown: Years) -> dict[str, int]:
    """Whole pounds spent on training, by reporting year: a little less each year."""
    return {
        str(year): int(17_000 * 0.94**passed) + int(chance.integers(-900, 901))
        for passed, year in enumerate(shown)
    }
