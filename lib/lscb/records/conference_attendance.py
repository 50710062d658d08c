"""Who came to child protection conferences: one row an agency invited to one.

A conference is one meeting, of however many brothers and sisters: the records `conferences` and
`reviews` have a row a child, this one a row an agency. An agency that came uninvited has none.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from lscb.records import training
from lscb.records.record import YEARS, Across, Column, Overall, Record, Rule
from lscb.statistics.periods import reporting_years

INITIAL, REVIEW = "initial", "review"
TYPES = (INITIAL, REVIEW)
YES, NO = "yes", "no"


def _is_no_person(attendance: pd.DataFrame) -> pd.Series:
    """Lists of those invited are often of people: a title is the mark of one."""
    return ~attendance.agency.fillna("").str.contains(r"(?i)^(?:mr|mrs|ms|miss|mx|dr)\b")


RECORD = Record(
    name="conference_attendance",
    row="an agency that was invited to a child protection conference",
    key=("conference_id", "agency"),
    dated="conference_date",
    columns=(
        Column(
            "conference_id",
            "The meeting's reference, one for all the children it was about.",
            private=True,
        ),
        Column("conference_date", "The day of the conference.", "date", private=True),
        Column(
            "conference_type",
            "Whether it was an initial conference or a review.",
            "code",
            codes=TYPES,
        ),
        Column(
            "agency",
            "The agency that was invited, as the board names it; no person's name.",
        ),
        Column("attended", "Whether anybody came for the agency.", "code", codes=(YES, NO)),
        Column(
            "report_sent",
            "Whether the agency sent its report; blank where it was not asked for one.",
            "code",
            required=False,
            codes=(YES, NO),
        ),
    ),
    rules=(
        # An agency is printed here as it is in training, by the same rules.
        *(rule for rule in training.RECORD.rules if rule.column == "agency"),
        Rule("agency", "expected the name of an agency and no person's", _is_no_person),
    ),
)


def _of_two_days(conference_attendance: pd.DataFrame) -> pd.Series:
    return _differs(conference_attendance, "conference_date")


def _of_two_types(conference_attendance: pd.DataFrame) -> pd.Series:
    return _differs(conference_attendance, "conference_type")


def _differs(attendance: pd.DataFrame, column: str) -> pd.Series:
    """Rows that say otherwise of their conference than its first row does."""
    first = attendance.groupby("conference_id")[column].transform("first")
    return attendance[column] != first


def _invited_once(conference_attendance: pd.DataFrame) -> pd.Series:
    """Invitations of an agency that has no other, in any year: it may be a person's name."""
    return ~conference_attendance.duplicated("agency", keep=False)


def _initial_on_other_days(
    conference_attendance: pd.DataFrame, conferences: pd.DataFrame
) -> Iterable[str]:
    return _on_other_days(conference_attendance, INITIAL, conferences, "conference_date")


def _reviews_on_other_days(
    conference_attendance: pd.DataFrame, reviews: pd.DataFrame
) -> Iterable[str]:
    return _on_other_days(conference_attendance, REVIEW, reviews, "review_date")


def _on_other_days(
    attendance: pd.DataFrame, of_type: str, held: pd.DataFrame, day: str
) -> Iterable[str]:
    """Years with conferences on days on which no child had one, by the record of children."""
    meetings = attendance[attendance.conference_type == of_type].drop_duplicates("conference_id")
    years = reporting_years(meetings.conference_date)
    unknown = ~meetings.conference_date.isin(held[day])
    for year in held.attrs.get(YEARS, ()):
        here, elsewhere = int((years == year).sum()), int((unknown & (years == year)).sum())
        if elsewhere:
            yield (
                f"{year}: {elsewhere:,} of {here:,} {of_type} conferences are on a day on which "
                f"no child is recorded to have had one ({day}): do both records cover the same "
                "conferences?"
            )


ACROSS = (
    Across("conference_date", "expected the day that the conference's first row has", _of_two_days),
    Across(
        "conference_type", "expected the type that the conference's first row has", _of_two_types
    ),
    Across(
        "agency",
        "this agency has one invitation in all and its name is printed: is it an agency?",
        _invited_once,
        asks=True,
    ),
    Overall("conference_date", _initial_on_other_days, asks=True),
    Overall("conference_date", _reviews_on_other_days, asks=True),
)
