"""What became of bookings: how full courses are, and who comes."""

from __future__ import annotations

import pandas as pd

from lscb.comparators.printed import printed_table
from lscb.comparators.published import TRAINING
from lscb.records.training import ATTENDED, CANCELLED, DID_NOT_ATTEND, UNBOOKED
from lscb.records.training_sessions import not_held
from lscb.scope import Scope
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import NOT_APPLICABLE, TOTAL, Balance, Column, Table

SOURCE = "the board's training booking system"

YEAR = {"year": "Reporting year, 1 April to 31 March"}

OUTCOMES = {
    "booked": (ATTENDED, CANCELLED, DID_NOT_ATTEND),
    "cancelled": (CANCELLED,),
    "did_not_attend": (DID_NOT_ATTEND,),
    "attended_from_bookings": (ATTENDED,),
    "attended_unbooked": (UNBOOKED,),
    "attended": (ATTENDED, UNBOOKED),
}
"""Each column of bookings, and the statuses that count in it.

No other status counts: who is on a waiting list or whose session was cancelled held no place, and
a booking whose outcome is not known stops the chapter before anything is counted.
"""

COUNTED = {status for statuses in OUTCOMES.values() for status in statuses}


def training_by_course(
    scope: Scope, training: pd.DataFrame, training_sessions: pd.DataFrame
) -> Table:
    """Sessions, places and what became of bookings, by course, in the year.

    Fill: attended, booked or not, ÷ capacity. Attendance rate: attended from bookings ÷ booked
    and not cancelled. A session of which the board cancelled every booking was not held.
    """
    bookings = with_course(counted(training, scope), training_sessions)
    sessions = of_year(training_sessions[~not_held(training_sessions, training)], scope)
    courses = sorted(sessions.course.unique(), key=as_listed)
    rows = [
        {
            "year": str(scope.year),
            "course": course,
            "sessions": len(held),
            "capacity": int(held.capacity.sum()),
            **_outcomes(places),
        }
        for course in [*courses, TOTAL]
        for held in [sessions if course == TOTAL else sessions[sessions.course == course]]
        for places in [bookings if course == TOTAL else bookings[bookings.course == course]]
    ]
    cells = pd.DataFrame(rows, columns=["year", "course", "sessions", "capacity", *OUTCOMES])
    cells["fill"] = proportions(cells.attended, cells.capacity).percent
    return _bookings_table(
        "training_by_course",
        "Training by course",
        {"course": "Course"},
        cells,
    )


def training_by_agency(scope: Scope, training: pd.DataFrame) -> Table:
    """What became of bookings, by agency, in the year; sessions belong to no agency.

    Attendance rate: attended from bookings ÷ booked and not cancelled.
    """
    bookings = counted(training, scope)
    agencies = agencies_of(bookings, scope)
    rows = [
        {"year": str(scope.year), "agency": agency, **_outcomes(places)}
        for agency in [*agencies, TOTAL]
        for places in [bookings if agency == TOTAL else bookings[bookings.agency == agency]]
    ]
    cells = pd.DataFrame(rows, columns=["year", "agency", *OUTCOMES])
    cells[["sessions", "capacity", "fill"]] = NOT_APPLICABLE
    return _bookings_table(
        "training_by_agency",
        "Training by agency",
        {"agency": "Agency"},
        cells,
    )


def _bookings_table(name: str, title: str, by: dict[str, str], cells: pd.DataFrame) -> Table:
    not_cancelled = cells.booked - cells.cancelled
    cells["attendance_rate"] = proportions(cells.attended_from_bookings, not_cancelled).percent
    return Table(
        name=name,
        title=title,
        population="Bookings for, and unbooked attendances at, the year's sessions",
        source=SOURCE,
        dimensions=YEAR | by,
        columns=(
            Column("sessions", "Sessions held", "things", "sessions"),
            Column("capacity", "Places", "things", "places"),
            Column("booked", "Bookings", "staff", "booked", spared=True),
            Column("cancelled", "Bookings cancelled in time", "staff", "cancelled"),
            Column("did_not_attend", "Booked and did not attend", "staff", "did not attend"),
            Column("attended_from_bookings", "Booked and attended", "staff", "attended booked"),
            Column("attended_unbooked", "Attended without booking", "staff", "attended unbooked"),
            Column("attended", "Attended in all", "staff", "attended", spared=True),
            Column(
                "fill", "Attended, of places", unit="percent", rests_on=("attended", "capacity")
            ),
            Column(
                "attendance_rate",
                "Attended, of bookings not cancelled",
                unit="percent",
                rests_on=("attended_from_bookings", "booked", "cancelled", "did_not_attend"),
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        balances=(
            Balance(("booked",), ("cancelled", "did_not_attend", "attended_from_bookings")),
            Balance(("attended",), ("attended_from_bookings", "attended_unbooked")),
        ),
        notes=("These are attendances, not people: one person may attend several times.",),
    )


def as_listed(name: str) -> tuple[str, str]:
    """The order in which names are listed: capitals count only between names alike."""
    return name.casefold(), name


def agencies_of(bookings: pd.DataFrame, scope: Scope) -> list[str]:
    """The agencies that booked, and those that supplied a headcount, in order."""
    return sorted({*bookings.agency.unique(), *headcounts_of(scope)}, key=as_listed)


def of_year(dated: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The rows whose session was in the reporting year."""
    return dated[reporting_years(dated.session_date) == str(scope.year)]


def counted(training: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The year's bookings and unbooked attendances."""
    return of_year(training[training.status.isin(COUNTED)], scope)


def with_course(bookings: pd.DataFrame, training_sessions: pd.DataFrame) -> pd.DataFrame:
    """Bookings with the course of their session."""
    course_of = training_sessions.set_index("session_id").course
    return bookings.assign(course=bookings.session_id.map(course_of))


def _outcomes(bookings: pd.DataFrame) -> dict[str, int]:
    counts = bookings.status.value_counts()
    return {
        column: sum(int(counts.get(status, 0)) for status in statuses)
        for column, statuses in OUTCOMES.items()
    }


def headcounts_of(scope: Scope) -> dict[str, int]:
    figure = scope.figure("training_eligible")
    return {str(agency): n for agency, n in (figure.by or {}).items()} if figure else {}


def training_as_published(scope: Scope) -> Table | None:
    """What the board itself published of training in its own report of the year, as it stands.

    Nothing of it is counted here; None where no such report is held.
    """
    return printed_table(
        scope.comparators,
        str(scope.year),
        TRAINING,
        name="training_as_published",
        title="What the board published of its training",
        population="Courses of the board’s training programme",
    )
