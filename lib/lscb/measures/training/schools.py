"""Schools: whose designated lead and staff are trained, and who checked their policy."""

from __future__ import annotations

import pandas as pd

from lscb.measures.training.bookings import YEAR
from lscb.records.schools import NOT_RETURNED, PHASES, YES
from lscb.scope import Scope
from lscb.statistics.rates import proportions
from lscb.tables import NOT_APPLICABLE, NOT_AVAILABLE, TOTAL, Column, Table
from lscb.years import ReportingYear

SOURCE = "schools' returns to the board"

LEAD_YEARS = 2
"""Designated leads are trained again every two years (Keeping children safe in education)."""


def schools_trained(scope: Scope, schools: pd.DataFrame) -> Table:
    """Schools by what they returned, by phase, at the year's 31 March.

    Population: schools and colleges in the area; schools are things, and none of their counts is
    withheld. Of those that sent a return: the designated lead trained within two reporting years,
    the whole staff within the board's refresh period, not known where the parameters state none,
    and the policy checked in the year. Response rate: returned ÷ schools.
    """
    now = schools[schools.as_at == pd.Timestamp(scope.year.last_day)]
    refresh = scope.figure("training_refresh_years")
    rows = [
        {"year": str(scope.year), "phase": phase, **_counts(of_phase, scope.year, refresh)}
        for phase in [*(p for p in PHASES if (now.phase == p).any()), TOTAL]
        for of_phase in [now if phase == TOTAL else now[now.phase == phase]]
    ]
    cells = pd.DataFrame(rows)
    cells["response"] = proportions(cells.returned, cells.schools).percent
    again = f"{refresh.value} years" if refresh else "the board's refresh period, not stated"
    return Table(
        name="schools_trained",
        title="Schools and colleges whose leads and staff are trained",
        population="Schools and colleges in the area on 31 March",
        source=SOURCE,
        dimensions=YEAR | {"phase": "Phase"},
        columns=(
            Column("schools", "Schools", "things", "schools"),
            Column("returned", "Sent a return", "things", "schools that returned"),
            Column(
                "response",
                "Response rate: sent a return, of schools",
                unit="percent",
                rests_on=("returned", "schools"),
            ),
            Column(
                "lead_trained",
                f"Returned: designated lead trained within {LEAD_YEARS} years",
                "things",
                "schools with a trained lead",
            ),
            Column(
                "staff_trained",
                f"Returned: whole staff trained within {again}",
                "things",
                "schools with trained staff",
            ),
            Column(
                "policy_checked",
                "Returned: policy checked in the year",
                "things",
                "schools with a checked policy",
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        notes=(
            "Designated leads, staff and policies are counted among schools that sent a return; "
            "of the others nothing is known. Leads are trained again every "
            f"{LEAD_YEARS} years, whole staffs within {again}.",
        ),
    )


def _counts(schools: pd.DataFrame, year: ReportingYear, refresh: object) -> dict[str, object]:
    returned = schools[schools.policy_checked != NOT_RETURNED]
    staff = _since(returned.whole_staff_trained, year, refresh.value) if refresh else NOT_AVAILABLE
    return {
        "schools": len(schools),
        "returned": len(returned),
        "lead_trained": _since(returned.designated_lead_trained, year, LEAD_YEARS),
        "staff_trained": staff,
        "policy_checked": int((returned.policy_checked == YES).sum()),
    }


def _since(days: pd.Series, year: ReportingYear, years: int) -> int:
    """How many days lie in the last so many reporting years."""
    first = ReportingYear.starting(year.start - years + 1).first_day
    return int((days >= pd.Timestamp(first)).sum())
