"""What stands beside the courses: cost, e-learning and schools, counted again."""

from __future__ import annotations

import math
from fractions import Fraction

from .rows import (
    NOT_APPLICABLE,
    Row,
    Table,
    day,
    figures,
    first_day,
    in_year,
    last_day,
    percent,
    records,
    year_and_before,
)

PHASES = (
    *("nursery", "primary", "secondary", "special", "alternative provision", "independent"),
    "college",
)


def tables(booked: list[Row], year: str, edition: str) -> dict[str, Table]:
    """`booked` are the year's bookings."""
    return {
        "training.cost_per_attendance": _cost(booked, year),
        "training.e_learning_by_module": _e_learning(year, edition),
        "training.schools_trained": _schools(year),
    }


def _cost(booked: list[Row], year: str) -> Table:
    came = sum(row["status"] in ("attended", "attended unbooked") for row in booked)
    spent = figures(year)["training_spending"]["value"]
    pence = math.floor(Fraction(100 * spent, came) + Fraction(1, 2))
    return {
        (year,): {
            "spending": str(spent),
            "attended": str(came),
            # A trailing nought is not written.
            "cost": f"{pence // 100}.{pence % 100:02d}".removesuffix("0"),
        }
    }


def _e_learning(year: str, edition: str) -> Table:
    """What was completed, and by how many people: in public those of all modules alone."""
    done = records("e_learning", ("person_id", "module", "completed"), year)
    shown = {y: [r for r in done if in_year(day(r["completed"]), y)] for y in year_and_before(year)}
    modules = sorted({row["module"] for rows in shown.values() for row in rows})
    return {
        (each, module): {
            "completions": str(len(of_module)),
            "people": str(len({row["person_id"] for row in of_module}))
            if edition == "panel" or module == "Total"
            else NOT_APPLICABLE,
        }
        for each, rows in shown.items()
        for module in [*modules, "Total"]
        for of_module in [[row for row in rows if module in (row["module"], "Total")]]
    }


def _schools(year: str) -> Table:
    rows = records("schools", ("school_id", "as_at"), year)
    now = [row for row in rows if day(row["as_at"]) == last_day(year)]
    refresh = figures(year)["training_refresh_years"]["value"]
    there = [phase for phase in PHASES if any(row["phase"] == phase for row in now)]
    return {
        (year, phase): _of_phase([r for r in now if phase in (r["phase"], "Total")], year, refresh)
        for phase in [*there, "Total"]
    }


def _of_phase(schools: list[Row], year: str, refresh: int) -> Row:
    sent = [row for row in schools if row["policy_checked"] != "not returned"]
    return {
        "schools": str(len(schools)),
        "returned": str(len(sent)),
        "response": percent(len(sent), len(schools)) if schools else NOT_APPLICABLE,
        "lead_trained": str(_since([r["designated_lead_trained"] for r in sent], year, 2)),
        "staff_trained": str(_since([r["whole_staff_trained"] for r in sent], year, refresh)),
        "policy_checked": str(sum(row["policy_checked"] == "yes" for row in sent)),
    }


def _since(days: list[str], year: str, years: int) -> int:
    """Days from the 1 April so many years before the year's end."""
    first = first_day(year)
    first = first.replace(year=first.year - years + 1)
    return sum(1 for each in days if each and day(each) >= first)
