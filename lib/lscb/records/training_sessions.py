"""Training sessions that were held: one row a session of a course."""

from __future__ import annotations

import pandas as pd

from lscb.records.record import Across, Column, Record, Retold, Rule
from lscb.records.training import CANCELLED_BY_THE_BOARD

RECORD = Record(
    name="training_sessions",
    row="a training session that was held",
    key=("session_id",),
    dated="session_date",
    retold=Retold(
        "the same session in another booking",
        "The sessions are those that bookings name: one that nobody booked is not counted.",
    ),
    columns=(
        Column("session_id", "The session's reference."),
        Column("course", "The course's title."),
        Column("session_date", "The day of the session.", "date"),
        Column("capacity", "How many places it had.", "whole number", at_least=1),
    ),
    rules=(
        Rule(
            "course",
            "expected another name: Total is kept for totals",
            lambda sessions: sessions.course.str.lower() != "total",
        ),
    ),
)


def not_held(training_sessions: pd.DataFrame, training: pd.DataFrame) -> pd.Series:
    """Sessions of which the board cancelled every booking; same index as `training_sessions`."""
    cancelled = training.status == CANCELLED_BY_THE_BOARD
    booked = training_sessions.session_id.isin(training.session_id)
    return booked & ~training_sessions.session_id.isin(training.session_id[~cancelled])


ACROSS = (
    Across(
        "session_id",
        "the board cancelled every booking for this session: it is not counted as held",
        not_held,
        asks=True,
    ),
)
