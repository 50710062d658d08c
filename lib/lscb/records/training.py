"""Training bookings: one row a person's place, or unbooked attendance, at a session."""

from __future__ import annotations

import pandas as pd

from lscb.records.history import Across, looked_up
from lscb.records.record import Column, Record, Rule

STATUSES = ("attended", "attended unbooked", "cancelled", "did not attend")


def _is_not_total(training: pd.DataFrame) -> pd.Series:
    return training.agency.str.lower() != "total"


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
        Column("session_id", "The session, as in training_sessions.csv."),
        Column("session_date", "The day of the session.", "date"),
        Column(
            "status",
            "What became of the booking. Cancelled means cancelled by the person in time.",
            "code",
            codes=STATUSES,
        ),
    ),
    rules=(Rule("agency", "expected another name: Total is kept for totals", _is_not_total),),
)


def _without_session(training: pd.DataFrame, training_sessions: pd.DataFrame) -> pd.Series:
    return ~training.session_id.isin(training_sessions.session_id)


def _on_another_day(training: pd.DataFrame, training_sessions: pd.DataFrame) -> pd.Series:
    held = looked_up(training.session_id, training_sessions.set_index("session_id").session_date)
    return held.notna() & (held != training.session_date)


ACROSS = (
    Across("session_id", "expected a session that training_sessions.csv has", _without_session),
    Across("session_date", "expected the day training_sessions.csv gives", _on_another_day),
)
