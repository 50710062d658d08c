"""Training: how full courses are, who comes, and how much of the workforce is trained.

Four rates that are never mixed: *fill* is attended ÷ capacity; the *attendance rate* is those
who attended of those booked and not cancelled; *uptake* is people trained in the year ÷ people
eligible; *in date* counts people trained within the refresh period. Attendances are not people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from lscb.comparators.printed import printed_table
from lscb.comparators.published import TRAINING
from lscb.records.training import ATTENDED, CANCELLED, DID_NOT_ATTEND, UNBOOKED
from lscb.records.training_sessions import not_held
from lscb.report import ReportingYear
from lscb.scope import Scope, Wanted
from lscb.statistics.comparisons import (
    FEWEST_TO_COMPARE,
    HIGHER,
    LOWER,
    NO_CLEAR_DIFFERENCE,
    TOO_FEW,
)
from lscb.statistics.funnels import funnel
from lscb.statistics.periods import reporting_years
from lscb.statistics.rates import proportions
from lscb.tables import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    TOTAL,
    Balance,
    Cell,
    Column,
    Identity,
    Table,
    percent_columns,
)

FIGURES = {
    "training_eligible": Wanted("Staff eligible for the board's training", by="agency"),
    "training_refresh_years": Wanted("Years for which training is in date"),
}

SOURCE = "the board's training booking system"
YEAR = {"year": "Reporting year, 1 April to 31 March"}

SUPPLIED, NOT_SUPPLIED = "Headcount supplied", "Headcount not supplied"

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
    course_of = training_sessions.set_index("session_id").course
    bookings = _counted(training, scope)
    bookings = bookings.assign(course=bookings.session_id.map(course_of))
    sessions = _of_year(training_sessions[~not_held(training_sessions, training)], scope)
    courses = sorted(sessions.course.unique(), key=_as_listed)
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
    bookings = _counted(training, scope)
    agencies = sorted({*bookings.agency.unique(), *_headcounts(scope)}, key=_as_listed)
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


def uptake_by_agency(scope: Scope, training: pd.DataFrame) -> Table:
    """People trained in the year and people in date at its end, beside those eligible.

    A person counts once, for the agency of the latest session attended. Uptake: people trained
    in the year ÷ eligible headcount, Wilson limits; none without a headcount, and none where
    more were trained than were eligible. How many are in date is not known without a refresh
    period, or when the records begin within it.
    """
    refresh = scope.figure("training_refresh_years")
    last = _last_attendance(training, scope, refresh.value if refresh else 1)
    headcounts = _headcounts(scope)
    figure = scope.figure("training_eligible")
    rows = list(_uptake_rows(last, headcounts, str(scope.year)))
    cells = pd.DataFrame(rows).astype({"eligible": "Float64"})
    in_date_known = refresh is not None and len(scope.years) >= refresh.value
    if not in_date_known:
        cells["in_date"] = NOT_AVAILABLE
    cells["headcount_date"] = str(figure.date) if figure and figure.date else NOT_AVAILABLE
    cells.loc[cells.eligible.isna(), "headcount_date"] = NOT_AVAILABLE
    shares = _uptake_shares(cells)
    cells = cells.join(shares.where(cells.eligible.notna(), NOT_AVAILABLE))
    missing = [row["agency"] for row in rows if row["headcount"] == NOT_SUPPLIED]
    return Table(
        name="uptake_by_agency",
        title="People trained by agency",
        population="People who attended training in the year, and staff eligible for it",
        source=f"{SOURCE}; headcounts: {figure.source if figure else 'not supplied'}",
        dimensions=YEAR | {"headcount": "Whether a headcount was supplied", "agency": "Agency"},
        columns=(
            Column("trained", "People trained in the year", "staff", "people trained"),
            Column("in_date", "People in date at 31 March", "staff", "people in date"),
            Column("eligible", "People eligible", "staff", "people eligible", spared=True),
            Column("headcount_date", "Day of the headcount", unit="date"),
            *percent_columns(
                "Uptake: people trained in the year, of people eligible", ("trained", "eligible")
            ),
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_AVAILABLE),
        balances=(
            Balance(("eligible",), ("trained",), "eligible people not trained"),
            Balance(("eligible",), ("in_date",), "eligible people not in date"),
            Balance(("in_date",), ("trained",), "people trained in earlier years only"),
        ),
        identities=tuple(_attended_once_at_least(rows)),
        missing=tuple(
            f"Headcount not supplied by {agency}."
            for agency in missing
            if agency not in (TOTAL, NOT_SUPPLIED)
        ),
    )


def uptake_beside_all(scope: Scope, training: pd.DataFrame) -> Table:
    """Each agency's uptake beside that of all agencies together, and what chance allows its size.

    Agencies with a headcount, of whom no more were trained than were eligible. Limits are 99.8 %
    about the uptake of them all (score limits for proportions). The verdict is whether an agency
    lies outside of them; under ten people eligible are too few to compare.
    """
    rows = uptake_by_agency(scope, training).cells
    rows = rows[(rows.headcount == SUPPLIED) & (rows.agency != TOTAL)]
    whole = (rows.percent != NOT_APPLICABLE).all()
    rows = rows[rows.percent != NOT_APPLICABLE]
    found = funnel(rows.trained.astype(int), rows.eligible.astype(int))
    enough = rows.eligible.astype(int) >= FEWEST_TO_COMPARE
    cells = pd.DataFrame({"year": rows.year, "agency": rows.agency})
    for name in ("share", "target", "lower_998", "upper_998"):
        cells[name] = (100 * found[name]).round(1)
    words = found.beyond.map({1: HIGHER, -1: LOWER, 0: NO_CLEAR_DIFFERENCE})
    cells["verdict"] = words.where(enough, TOO_FEW)
    together = [TOTAL] if whole else list(rows.agency)
    behind = {
        (year, agency): _of_uptake(year, [agency, *together])
        for year, agency in zip(rows.year, rows.agency, strict=True)
    }
    return Table(
        name="uptake_beside_all",
        title="Uptake of each agency beside that of all together",
        population="Staff eligible for training, of agencies that supplied a headcount",
        source=f"{SOURCE}; headcounts as in the table of people trained",
        dimensions=YEAR | {"agency": "Agency"},
        columns=tuple(
            Column(name, meaning, unit="words" if name == "verdict" else "percent", made_of=behind)
            for name, meaning in FUNNEL.items()
        ),
        cells=cells.astype(object).where(cells.notna(), NOT_APPLICABLE),
        notes=(
            f"{len(cells)} agencies are compared. Limits of 99.8 % are crossed by chance once in "
            "500 times; they are wider for a smaller agency.",
        ),
    )


FUNNEL = {
    "share": "Uptake: people trained in the year, of people eligible",
    "target": "Uptake of all agencies together",
    "lower_998": "Lower 99.8 % limit for an agency of this size",
    "upper_998": "Upper 99.8 % limit for an agency of this size",
    "verdict": "How the agency lies to all together",
}


def _of_uptake(year: str, agencies: Iterable[str]) -> frozenset[Cell]:
    """The people trained and eligible of agencies; "Total" are those of all with a headcount."""
    return frozenset(
        Cell.of(quantity, year=year, headcount=SUPPLIED, agency=agency)
        for agency in agencies
        for quantity in ("people trained", "people eligible")
    )


def _attended_once_at_least(rows: list[dict[str, object]]) -> Iterable[Identity]:
    """Who was trained for an agency attended for it once at least: attendances bound people."""
    for row in rows:
        year, agency = row["year"], row["agency"]
        if agency != TOTAL or row["headcount"] == TOTAL:
            people = Cell.of("people trained", year=year, headcount=row["headcount"], agency=agency)
            beyond = Cell.of("attendances after the first", year=year, agency=agency)
            yield Identity(
                (Cell.of("attended", year=year, agency=agency),), (people,), beyond, nobody=True
            )


def _uptake_shares(cells: pd.DataFrame) -> pd.DataFrame:
    """Uptake with its limits, [z] where people trained cannot be a part of those eligible."""
    beyond = (cells.trained > cells.eligible).fillna(False)
    shares = proportions(cells.trained, cells.eligible.mask(beyond)).astype(object)
    return shares.where(shares.notna(), NOT_APPLICABLE)


def _uptake_rows(
    last: pd.DataFrame, headcounts: Mapping[str, int], year: str
) -> Iterable[dict[str, object]]:
    """A row an agency, a subtotal for agencies with and without a headcount, and the total."""
    without = sorted(set(last.agency) - set(headcounts), key=_as_listed)
    groups = {SUPPLIED: sorted(headcounts, key=_as_listed), NOT_SUPPLIED: without}
    for group, agencies in groups.items():
        people = last[last.agency.isin(agencies)]
        for agency in [*agencies, TOTAL] if agencies else []:
            of_agency = people if agency == TOTAL else people[people.agency == agency]
            known = [headcounts[name] for name in agencies if name in headcounts]
            eligible = sum(known) if agency == TOTAL else headcounts.get(agency)
            yield _uptake(year, group, agency, of_agency, eligible if known else None)
    everybody = sum(headcounts.values()) if headcounts and not without else None
    yield _uptake(year, TOTAL, TOTAL, last, everybody)


def _uptake(
    year: str, headcount: str, agency: str, people: pd.DataFrame, eligible: int | None
) -> dict[str, object]:
    return {
        "year": year,
        "headcount": headcount,
        "agency": agency,
        "trained": int((people.year == year).sum()),
        "in_date": len(people),
        "eligible": eligible,
    }


def _last_attendance(training: pd.DataFrame, scope: Scope, refresh: int) -> pd.DataFrame:
    """Each person trained in the last `refresh` years: `agency` and `year` of the last time."""
    first = str(ReportingYear.starting(scope.year.start - refresh + 1))
    attended = training[training.status.isin(OUTCOMES["attended"])]
    attended = attended.assign(year=reporting_years(attended.session_date))
    within = attended[(attended.year >= first) & (attended.year <= str(scope.year))]
    latest = within.sort_values(["session_date", "booking_id"])
    return latest.drop_duplicates("person_id", keep="last")[["agency", "year"]]


def _as_listed(name: str) -> tuple[str, str]:
    """The order in which names are listed: capitals count only between names alike."""
    return name.casefold(), name


def _of_year(dated: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The rows whose session was in the reporting year."""
    return dated[reporting_years(dated.session_date) == str(scope.year)]


def _counted(training: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    """The year's bookings and unbooked attendances."""
    return _of_year(training[training.status.isin(COUNTED)], scope)


def _outcomes(bookings: pd.DataFrame) -> dict[str, int]:
    counts = bookings.status.value_counts()
    return {
        column: sum(int(counts.get(status, 0)) for status in statuses)
        for column, statuses in OUTCOMES.items()
    }


def _headcounts(scope: Scope) -> dict[str, int]:
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


TABLES = (
    training_by_course,
    training_by_agency,
    uptake_by_agency,
    uptake_beside_all,
    training_as_published,
)
