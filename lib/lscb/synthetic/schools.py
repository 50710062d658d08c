"""Schools and colleges of a board that does not exist, and the returns they send each year."""

from __future__ import annotations

from lscb.records.schools import NO, NOT_RETURNED, YES
from lscb.synthetic.draws import Chance, Row, Rows, Years, days_between, identifier
from lscb.years import ReportingYear

PHASES = {
    "nursery": 2,
    "primary": 58,
    "secondary": 16,
    "special": 3,
    "alternative provision": 1,
    "independent": 6,
    "college": 2,
}
RETURNED = 0.84
LEAD_KNOWN, STAFF_KNOWN = 0.96, 0.93
CHECKED = 0.91


def schools(chance: Chance, shown: Years) -> Rows:
    """Rows of the record `schools`: every school at each year's 31 March."""
    phases = [phase for phase, number in PHASES.items() for _ in range(number)]
    return [
        _school(chance, identifier("school", number), phase, year)
        for year in shown
        for number, phase in enumerate(phases, start=1)
    ]


def _school(chance: Chance, school: str, phase: str, year: ReportingYear) -> Row:
    """Every draw is made for every school, so that one chance changed leaves the others alone."""
    returned, lead_known, staff_known, checked = chance.random(4)
    lead, staff = (year.last_day - days_between(chance, 5, most) for most in (860, 1300))
    sent = returned < RETURNED
    return {
        "school_id": school,
        "as_at": year.last_day,
        "phase": phase,
        "designated_lead_trained": lead if sent and lead_known < LEAD_KNOWN else None,
        "whole_staff_trained": staff if sent and staff_known < STAFF_KNOWN else None,
        "policy_checked": (YES if checked < CHECKED else NO) if sent else NOT_RETURNED,
    }
