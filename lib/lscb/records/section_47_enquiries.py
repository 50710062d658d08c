"""Section 47 enquiries: one row a child's enquiry, begun by a strategy discussion."""

from __future__ import annotations

import pandas as pd

from lscb.records.record import Across, Column, Record, Rule
from lscb.statistics.periods import reporting_years
from lscb.statistics.working_days import working_days

WORKING_DAYS = 15
"""Within so many working days of the strategy discussion a conference is to be held."""

RECORD = Record(
    name="section_47_enquiries",
    row="a child's section 47 enquiry that began in the year or was still open in it",
    key=("child_id", "strategy_discussion"),
    dated="strategy_discussion",
    columns=(
        Column("child_id", "The child's identifier in the case system.", private=True),
        Column(
            "strategy_discussion",
            "The day of the strategy discussion that began the enquiry.",
            "date",
            private=True,
        ),
        Column(
            "conference_required",
            "Whether an initial child protection conference was deemed necessary; blank while that "
            "is not decided.",
            "code",
            required=False,
            codes=("yes", "no"),
        ),
        Column(
            "conference_date",
            "The day of the initial conference; blank where there was none, or not yet.",
            "date",
            required=False,
            private=True,
        ),
    ),
    rules=(
        Rule(
            "conference_date",
            "expected a day on or after strategy_discussion",
            lambda enquiries: ~(enquiries.conference_date < enquiries.strategy_discussion),
            dfe="8615",
        ),
    ),
    queries=(
        Rule(
            "conference_required",
            "expected yes where there is a conference_date",
            lambda enquiries: (
                (enquiries.conference_required == "yes").fillna(False)
                | enquiries.conference_date.isna()
            ),
        ),
    ),
)


def _conference_overdue(section_47_enquiries: pd.DataFrame) -> pd.Series:
    """Enquiries that call for a conference, which is overdue at the end of their year."""
    waiting = section_47_enquiries.conference_date.isna() & (
        section_47_enquiries.conference_required == "yes"
    ).fillna(False)
    begun = section_47_enquiries.strategy_discussion[waiting]
    ending = reporting_years(begun).str[:4].astype(int) + 1
    year_ends = pd.to_datetime(ending.astype("string") + "-03-31", format="%Y-%m-%d")
    late = working_days(begun, year_ends) > WORKING_DAYS
    return late.reindex(section_47_enquiries.index, fill_value=False)


ACROSS = (
    Across(
        "strategy_discussion",
        "expected a conference within 15 working days, or that none was required",
        _conference_overdue,
        dfe="8675Q",
        asks=True,
        whole_years=True,
    ),
)
