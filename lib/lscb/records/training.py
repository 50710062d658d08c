"""Training bookings: one row a person's place, or unbooked attendance, at a session.

What was booked is what was cancelled in time, what was not attended and what was attended from
bookings. Who is on a waiting list, or whose session the board cancelled, held no place.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pandas as pd

from lscb.records.record import YEARS, Across, Column, Overall, Record, Rule, looked_up
from lscb.statistics.periods import reporting_years

CANCELLED, DID_NOT_ATTEND, ATTENDED = "cancelled", "did not attend", "attended"
UNBOOKED = "attended unbooked"
BOOKED = "booked"
WAITING, CANCELLED_BY_THE_BOARD = "waiting list", "cancelled by the board"

MANY = 60
"""Of so many bookings some are always cancelled or not attended."""

SOME = 4
"""Of so many agencies most do not stop coming at once."""

STATUSES = (
    ATTENDED,
    UNBOOKED,
    CANCELLED,
    DID_NOT_ATTEND,
    BOOKED,
    WAITING,
    CANCELLED_BY_THE_BOARD,
)


def _is_not_total(training: pd.DataFrame) -> pd.Series:
    return training.agency.str.lower() != "total"


def _is_a_name(training: pd.DataFrame) -> pd.Series:
    """An agency's name is on the page: an address or a number of a person must not be."""
    return ~training.agency.fillna("").str.contains(r"@|\d{5}")


RECORD = Record(
    name="training",
    row="a person's booking for, or unbooked attendance at, a training session",
    key=("booking_id",),
    dated="session_date",
    columns=(
        Column("booking_id", "The booking system's reference.", private=True),
        Column(
            "person_id", "The person, by a reference that lasts from year to year.", private=True
        ),
        Column("agency", "The agency the person worked for, as the board names it."),
        Column("session_id", "The session, as in training_sessions.csv.", private=True),
        Column("session_date", "The day of the session.", "date"),
        Column(
            "status",
            "What became of the booking. Cancelled means cancelled by the person in time; booked, "
            "that nothing is known yet. Those on a waiting list, and those of a session the board "
            "cancelled, are not counted as bookings.",
            "code",
            codes=STATUSES,
        ),
    ),
    rules=(
        Rule("agency", "expected another name: Total is kept for totals", _is_not_total),
        Rule("agency", "expected the name of an agency, which is printed", _is_a_name),
    ),
)


def _without_session(training: pd.DataFrame, training_sessions: pd.DataFrame) -> pd.Series:
    """Bookings for a session that is not there; one that the board cancelled was never held."""
    known = training.session_id.isin(training_sessions.session_id)
    return ~known & (training.status != CANCELLED_BY_THE_BOARD)


def _on_another_day(training: pd.DataFrame, training_sessions: pd.DataFrame) -> pd.Series:
    held = looked_up(training.session_id, training_sessions.set_index("session_id").session_date)
    return held.notna() & (held != training.session_date)


def _booked_again(training: pd.DataFrame) -> pd.Series:
    """A person's second booking for a session with the same outcome, under another reference."""
    plain = training.assign(
        **{name: training[name].str.casefold() for name in ("person_id", "session_id")}
    )
    return plain.duplicated(["person_id", "session_id", "status"])


def _of_one_booking(training: pd.DataFrame) -> pd.Series:
    """Bookings of an agency that has no other, in any year: it may be a person's name."""
    return ~training.duplicated("agency", keep=False)


def _agencies_short(training: pd.DataFrame) -> Iterable[str]:
    return _short(training, training.agency)


def _courses_short(training: pd.DataFrame, training_sessions: pd.DataFrame) -> Iterable[str]:
    return _short(
        training, looked_up(training.session_id, training_sessions.set_index("session_id").course)
    )


def _short(training: pd.DataFrame, whose: pd.Series) -> Iterable[str]:
    """How many bookings of a year have no outcome, by whose they are, so that nothing adds up.

    Those for sessions after the report's year can have none yet.
    """
    year = reporting_years(training.session_date)
    over = training[year <= training.attrs[YEARS][-1]]
    by_status = over.groupby([year, whose, over.status]).size().unstack(fill_value=0)
    for (when, name), found in by_status.iterrows():
        cancelled, absent, came, short = (
            int(found.get(status, 0)) for status in (CANCELLED, DID_NOT_ATTEND, ATTENDED, BOOKED)
        )
        if short:
            yield (
                f"{name!r}, {when}: {cancelled + absent + came + short} booked, but {cancelled} "
                f"cancelled + {absent} did not attend + {came} attended is {short} short: say "
                "what became of each that is still booked"
            )


def _none_stayed_away(training: pd.DataFrame) -> Iterable[str]:
    """Years of many bookings of which none was cancelled and none not attended."""
    year = reporting_years(training.session_date)
    kept = training[training.status.isin([CANCELLED, DID_NOT_ATTEND, ATTENDED])]
    by_status = kept.groupby([year, kept.status]).size().unstack(fill_value=0)
    for when, found in by_status.iterrows():
        came = int(found.get(ATTENDED, 0))
        if found.sum() == came >= MANY:
            yield (
                f"{when}: all of {came:,} bookings were attended: does the export leave out those "
                "that were cancelled or not attended?"
            )


def _agencies_gone(training: pd.DataFrame) -> Iterable[str]:
    """Years in which most agencies of the year before have no booking at all."""
    years = reporting_years(training.session_date)
    agencies = training.agency.groupby(years).agg(set)
    for before, year in pairwise(agencies.index):
        stayed = agencies[year] & agencies[before]
        if len(agencies[before]) >= SOME and 2 * len(stayed) < len(agencies[before]):
            yield (
                f"{year}: bookings of {len(stayed)} of the {len(agencies[before])} agencies that "
                f"had some in {before}: does the export leave agencies out?"
            )


ACROSS = (
    Across("session_id", "expected one of the training sessions", _without_session),
    Across("session_date", "expected the day of its training session", _on_another_day),
    Across(
        "booking_id",
        "expected one booking of a person for a session: an earlier row has another, with the same "
        "outcome",
        _booked_again,
        asks=True,
    ),
    Across(
        "agency",
        "this agency has one booking in all and its name is printed: is it an agency?",
        _of_one_booking,
        asks=True,
    ),
    Overall("status", _agencies_short),
    Overall("status", _courses_short),
    Overall("status", _none_stayed_away, asks=True),
    Overall("agency", _agencies_gone, asks=True),
)
