"""Initial child protection conferences: one row a child at a conference.

DfE counts children, not meetings: three siblings at one conference are three rows.
"""

from __future__ import annotations

import pandas as pd

from lscb.records.record import Across, Column, Record, Rule

SATURDAY = 5

RECORD = Record(
    name="conferences",
    row="a child who was the subject of an initial child protection conference",
    key=("child_id", "conference_date"),
    dated="conference_date",
    columns=(
        Column("child_id", "The child's identifier in the case system.", private=True),
        Column("conference_date", "The day of the conference.", "date", private=True),
        Column(
            "strategy_discussion",
            "The day of the strategy discussion that began the section 47 enquiry; blank where "
            "it was not recorded, and for a child who transferred in.",
            "date",
            required=False,
            private=True,
        ),
        Column(
            "transfer_in",
            "Whether the child moved into the area while on another council's plan.",
            "code",
            codes=("yes", "no"),
        ),
    ),
    rules=(
        Rule(
            "conference_date",
            "expected a day on or after strategy_discussion",
            lambda held: ~(held.conference_date < held.strategy_discussion),
            dfe="8615",
        ),
        Rule(
            "conference_date",
            "expected a day from Monday to Friday",
            lambda held: held.conference_date.dt.day_of_week < SATURDAY,
            dfe="8875",
        ),
        Rule(
            "strategy_discussion",
            "expected no strategy discussion of this council's for a child who transferred in",
            lambda held: (held.transfer_in == "no") | held.strategy_discussion.isna(),
        ),
    ),
    queries=(
        Rule(
            "strategy_discussion",
            "no strategy discussion is recorded, so timeliness cannot be measured",
            lambda held: held.strategy_discussion.notna() | (held.transfer_in == "yes"),
        ),
        Rule(
            "conference_date",
            "a conference is seldom more than 60 days after the strategy discussion",
            lambda held: ~(held.conference_date - held.strategy_discussion > pd.Timedelta("60D")),
        ),
    ),
)


def _without_enquiry(conferences: pd.DataFrame, section_47_enquiries: pd.DataFrame) -> pd.Series:
    """Conferences whose strategy discussion began no enquiry that is held of the child."""
    key = ["child_id", "strategy_discussion"]
    begun = pd.MultiIndex.from_frame(section_47_enquiries[key])
    asked = pd.MultiIndex.from_frame(conferences[key]).isin(begun)
    first = section_47_enquiries.strategy_discussion.min()
    return (conferences.strategy_discussion >= first) & ~asked


ACROSS = (
    Across(
        "strategy_discussion",
        "expected the strategy discussion of a section 47 enquiry of the child",
        _without_enquiry,
        asks=True,
        whole_years=True,
    ),
)
