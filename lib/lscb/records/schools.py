"""Schools and colleges: one row a school at a 31 March, returned or not."""

from __future__ import annotations

import pandas as pd

from lscb.records.record import Column, Record, Rule

YES, NO, NOT_RETURNED = "yes", "no", "not returned"

PHASES = (
    "nursery",
    "primary",
    "secondary",
    "special",
    "alternative provision",
    "independent",
    "college",
)


def _by_then(column: str) -> Rule:
    return Rule(
        column,
        "expected a day on or before as_at",
        lambda schools: ~(schools[column] > schools.as_at),
    )


def _last_of_march(schools: pd.DataFrame) -> pd.Series:
    return (schools.as_at.dt.month == 3) & (schools.as_at.dt.day == 31)


RECORD = Record(
    name="schools",
    row="a school or college in the area on a 31 March, whether or not it sent a return",
    key=("school_id", "as_at"),
    dated="as_at",
    columns=(
        Column("school_id", "The school's reference, such as its URN."),
        Column("as_at", "The 31 March that the row is of.", "date"),
        Column("phase", "What kind of school it is.", "code", codes=PHASES),
        Column(
            "designated_lead_trained",
            "The day of the designated safeguarding lead's latest training; blank where there was "
            "none or it is not known.",
            "date",
            required=False,
        ),
        Column(
            "whole_staff_trained",
            "The day on which the whole staff was last trained; blank where it was not or it is "
            "not known.",
            "date",
            required=False,
        ),
        Column(
            "policy_checked",
            "Whether the school checked its child protection policy in the year, as it says in its "
            "return; not returned where it sent none.",
            "code",
            codes=(YES, NO, NOT_RETURNED),
        ),
    ),
    rules=(
        Rule("as_at", "expected a 31 March", _last_of_march),
        _by_then("designated_lead_trained"),
        _by_then("whole_staff_trained"),
    ),
    queries=(
        Rule(
            "policy_checked",
            "a school that sent no return has a day of training: it is not counted",
            lambda schools: (
                (schools.policy_checked != NOT_RETURNED)
                | (schools.designated_lead_trained.isna() & schools.whole_staff_trained.isna())
            ),
        ),
    ),
)
