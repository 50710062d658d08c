"""Training sessions that were held: one row a session of a course."""

from __future__ import annotations

from lscb.records.record import Column, Record, Rule

RECORD = Record(
    name="training_sessions",
    row="a training session that was held",
    key=("session_id",),
    dated="session_date",
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
