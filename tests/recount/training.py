"""The training chapter's tables, counted from sessions and bookings."""

from __future__ import annotations

import math
from statistics import NormalDist

from . import beside, evaluations
from .rows import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    Row,
    Table,
    day,
    figures,
    in_year,
    one_decimal,
    percent,
    records,
    share,
    years_to,
)

CAME = evaluations.CAME


def tables(year: str, edition: str) -> dict[str, Table]:
    """The chapter's tables; attendances by agency and course are coarser in public."""
    sessions = records("training_sessions", ("session_id",), year)
    bookings = records("training", ("booking_id",), year)
    held = [row for row in sessions if in_year(day(row["session_date"]), year)]
    booked = [row for row in bookings if in_year(day(row["session_date"]), year)]
    uptake = _uptake(bookings, year)
    return {
        **evaluations.tables(held, bookings, year),
        **beside.tables(booked, year, edition),
        "training.training_by_course": _by_course(held, booked, year),
        "training.training_by_agency": _by_agency(booked, year),
        "training.training_by_agency_and_course": _crossed(held, booked, year, edition),
        "training.uptake_by_agency": uptake,
        "training.uptake_beside_all": _beside_all(uptake, year),
    }


def _beside_all(uptake: Table, year: str) -> Table:
    """Funnel limits by the normal approximation about the uptake of all with a headcount."""
    agencies = [key[2] for key in uptake if key[1] == "Headcount supplied" and key[2] != "Total"]
    known = {a: uptake[year, "Headcount supplied", a] for a in [*agencies, "Total"]}
    counts = {a: (int(row["trained"]), int(row["eligible"])) for a, row in known.items()}
    part, whole = counts.pop("Total")
    all_of_them = part / whole
    table: Table = {}
    for agency, (trained, eligible) in counts.items():
        spread = math.sqrt(all_of_them * (1 - all_of_them) / eligible)
        (usual_low, usual_high), (low, high) = (
            (max(all_of_them - z * spread, 0), min(all_of_them + z * spread, 1))
            for z in (NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.999))
        )
        verdict = "no clear difference from"
        if trained / eligible > high:
            verdict = "higher than"
        elif trained / eligible < low:
            verdict = "lower than"
        table[year, agency] = {
            "share": percent(trained, eligible),
            "target": percent(part, whole),
            "lower_95": one_decimal(100 * usual_low),
            "upper_95": one_decimal(100 * usual_high),
            "lower_998": one_decimal(100 * low),
            "upper_998": one_decimal(100 * high),
            "verdict": verdict if eligible >= 10 else "too few to compare",
        }
    return table


def _outcomes(bookings: list[Row]) -> dict[str, str]:
    statuses = [row["status"] for row in bookings]
    came, unbooked = (statuses.count(status) for status in CAME)
    cancelled, absent = statuses.count("cancelled"), statuses.count("did not attend")
    booked = came + cancelled + absent
    return {
        "booked": str(booked),
        "cancelled": str(cancelled),
        "did_not_attend": str(absent),
        "attended_from_bookings": str(came),
        "attended_unbooked": str(unbooked),
        "attended": str(came + unbooked),
        "attendance_rate": percent(came, booked - cancelled),
    }


def _with_places(sessions: list[Row], bookings: list[Row]) -> Row:
    outcomes = _outcomes(bookings)
    capacity = sum(int(row["capacity"]) for row in sessions)
    return {
        "sessions": str(len(sessions)),
        "capacity": str(capacity),
        **outcomes,
        "fill": percent(int(outcomes["attended"]), capacity),
    }


def _by_course(sessions: list[Row], bookings: list[Row], year: str) -> Table:
    table: Table = {}
    for course in sorted({row["course"] for row in sessions}):
        of_course = [row for row in sessions if row["course"] == course]
        ids = {row["session_id"] for row in of_course}
        table[year, course] = _with_places(
            of_course, [row for row in bookings if row["session_id"] in ids]
        )
    table[year, "Total"] = _with_places(sessions, bookings)
    return table


def _by_agency(bookings: list[Row], year: str) -> Table:
    none = dict.fromkeys(("sessions", "capacity", "fill"), NOT_APPLICABLE)
    agencies = {row["agency"] for row in bookings} | set(_headcounts(year))
    table: Table = {}
    for agency in sorted(agencies):
        table[year, agency] = none | _outcomes([r for r in bookings if r["agency"] == agency])
    table[year, "Total"] = none | _outcomes(bookings)
    return table


NAMED_FROM = 100
SMALL_AGENCIES = "Agencies of under 100 attendances"
SMALL_COURSES = "Courses of under 100 attendances"


def _crossed(sessions: list[Row], bookings: list[Row], year: str, edition: str) -> Table:
    """Who came to what; in public, agencies and courses under a hundred are one each."""
    course_of = {row["session_id"]: row["course"] for row in sessions}
    pairs = [(course_of[r["session_id"]], r["agency"]) for r in bookings if r["status"] in CAME]
    agencies = sorted({row["agency"] for row in bookings} | set(_headcounts(year)))
    courses = sorted(set(course_of.values()))
    if edition == "public":
        small = [
            {name for name in names if sum(pair[n] == name for pair in pairs) < NAMED_FROM}
            for n, names in enumerate((courses, agencies))
        ]
        pairs = [
            (SMALL_COURSES if c in small[0] else c, SMALL_AGENCIES if a in small[1] else a)
            for c, a in pairs
        ]
        courses = [c for c in courses if c not in small[0]] + [SMALL_COURSES] * bool(small[0])
        agencies = [a for a in agencies if a not in small[1]] + [SMALL_AGENCIES] * bool(small[1])
    return {
        (year, course, agency): {
            "attended": str(
                sum(course in (c, "Total") and agency in (a, "Total") for c, a in pairs)
            )
        }
        for course in [*courses, "Total"]
        for agency in ["Total", *agencies]
    }


def _headcounts(year: str) -> dict[str, int]:
    return figures(year)["training_eligible"]["by"]


def _people(bookings: list[Row], years: tuple[str, ...]) -> dict[str, str]:
    """Who came in these years, each with the agency of their latest attendance."""
    came = [
        row
        for row in bookings
        if row["status"] in CAME and any(in_year(day(row["session_date"]), y) for y in years)
    ]
    came.sort(key=lambda row: (row["session_date"], row["booking_id"]))
    return {row["person_id"]: row["agency"] for row in came}


def _uptake(bookings: list[Row], year: str) -> Table:
    trained = list(_people(bookings, (year,)).values())
    refresh = figures(year)["training_refresh_years"]["value"]
    in_date = list(_people(bookings, years_to(year)[-refresh:]).values())
    headcounts = _headcounts(year)
    named = {row["agency"] for row in bookings if in_year(day(row["session_date"]), year)}
    table: Table = {}
    for agency in sorted(headcounts):
        people = trained.count(agency), in_date.count(agency)
        table[year, "Headcount supplied", agency] = _known(*people, headcounts[agency], year)
    known = [agency in headcounts for agency in trained], [a in headcounts for a in in_date]
    table[year, "Headcount supplied", "Total"] = _known(
        sum(known[0]), sum(known[1]), sum(headcounts.values()), year
    )
    for agency in sorted((named | set(in_date)) - set(headcounts)):
        table[year, "Headcount not supplied", agency] = _unknown(
            trained.count(agency), in_date.count(agency)
        )
    table[year, "Headcount not supplied", "Total"] = _unknown(
        known[0].count(False), known[1].count(False)
    )
    table[year, "Total", "Total"] = _unknown(len(trained), len(in_date))
    if len(years_to(year)) < refresh:
        # The records begin within the refresh period: who is in date cannot be known.
        for row in table.values():
            row["in_date"] = NOT_AVAILABLE
    return table


def _known(trained: int, in_date: int, eligible: int, year: str) -> Row:
    return {
        "trained": str(trained),
        "in_date": str(in_date),
        "eligible": str(eligible),
        "headcount_date": str(figures(year)["training_eligible"]["date"]),
        **share(trained, eligible),
    }


def _unknown(trained: int, in_date: int) -> Row:
    blank = ("eligible", "headcount_date", "percent", "lower", "upper")
    return {"trained": str(trained), "in_date": str(in_date), **dict.fromkeys(blank, NOT_AVAILABLE)}
