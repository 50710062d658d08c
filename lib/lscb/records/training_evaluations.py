"""Evaluations of training: one row an attendance that was asked for one, answered or not.

A course is judged at its end by the same person's score of their own confidence before and after
it, and again three months later by whether they have changed their practice.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from lscb.records.record import Across, Column, Record, Rule, looked_up
from lscb.records.training import ATTENDED, UNBOOKED

LOWEST, HIGHEST = 1, 10
YES, NO = "yes", "no"

SOONEST, LATEST = pd.Timedelta(days=60), pd.Timedelta(days=150)
"""Within which people are asked who are asked at three months."""


def _at_most(column: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda evaluations: ~(evaluations[column] > HIGHEST).fillna(False)


def _usual(evaluations: pd.DataFrame) -> pd.Series:
    after = evaluations.followed_up - evaluations.session_date
    return after.isna() | after.between(SOONEST, LATEST)


RECORD = Record(
    name="training_evaluations",
    row="an attendance whose evaluation was asked for, answered or not",
    key=("booking_id",),
    dated="session_date",
    closed="followed_up",
    columns=(
        Column("booking_id", "The attendance, as in training.csv.", private=True),
        Column("session_date", "The day of the session.", "date"),
        Column(
            "score_before",
            "The person's own score, 1 to 10, of their confidence before the course; blank where "
            "it was not answered.",
            "whole number",
            required=False,
            at_least=LOWEST,
        ),
        Column(
            "score_after",
            "The same at the end of the course.",
            "whole number",
            required=False,
            at_least=LOWEST,
        ),
        Column(
            "followed_up",
            "The day on which the person was asked again, about three months after; blank where "
            "nobody asked. The file of the year in which that was has the row.",
            "date",
            required=False,
        ),
        Column(
            "follow_up_answer",
            "Whether the person said then that they had changed their practice; blank where it was "
            "not answered.",
            "code",
            required=False,
            codes=(YES, NO),
        ),
    ),
    rules=(
        Rule("score_before", "expected a whole number, 10 or less", _at_most("score_before")),
        Rule("score_after", "expected a whole number, 10 or less", _at_most("score_after")),
        Rule(
            "followed_up",
            "expected a day after session_date",
            lambda evaluations: ~(evaluations.followed_up <= evaluations.session_date),
        ),
        Rule(
            "follow_up_answer",
            "expected the day on which it was asked, in followed_up",
            lambda evaluations: (
                evaluations.follow_up_answer.isna() | evaluations.followed_up.notna()
            ),
        ),
    ),
    queries=(
        Rule(
            "followed_up",
            "people are asked about three months after the session: this is under two months after "
            "it, or over five",
            _usual,
        ),
    ),
)


def attended(training_evaluations: pd.DataFrame, training: pd.DataFrame) -> pd.Series:
    """Evaluations of an attendance that is held; same index as `training_evaluations`."""
    came = training.booking_id[training.status.isin([ATTENDED, UNBOOKED])]
    return training_evaluations.booking_id.isin(came)


def _not_attended(training_evaluations: pd.DataFrame, training: pd.DataFrame) -> pd.Series:
    held = training_evaluations.booking_id.isin(training.booking_id)
    return held & ~attended(training_evaluations, training)


def _without_booking(training_evaluations: pd.DataFrame, training: pd.DataFrame) -> pd.Series:
    """Evaluations of no booking that is held, of sessions within the years of those that are."""
    held = training_evaluations.booking_id.isin(training.booking_id)
    return ~held & (training_evaluations.session_date >= training.session_date.min())


def _on_another_day(training_evaluations: pd.DataFrame, training: pd.DataFrame) -> pd.Series:
    days = training.drop_duplicates("booking_id").set_index("booking_id").session_date
    day = looked_up(training_evaluations.booking_id, days)
    return day.notna() & (day != training_evaluations.session_date)


ACROSS = (
    Across(
        "booking_id",
        "no booking in training.csv has this reference: the evaluation is not counted",
        _without_booking,
        asks=True,
    ),
    Across(
        "booking_id",
        "the booking in training.csv was not attended: its evaluation is not counted",
        _not_attended,
        asks=True,
    ),
    Across(
        "session_date",
        "the booking in training.csv has another day: that one is used",
        _on_another_day,
        asks=True,
    ),
)
